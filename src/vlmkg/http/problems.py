"""One shape for every error: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from vlmkg.errors import DataError, NotFound, QuerySyntaxError, UsageError, VlmkgError


def problem(status: int, detail: str, **more: Any) -> JSONResponse:
    """An error as its answer. The detail ends with what to do next."""
    return JSONResponse(
        {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more},
        status_code=status,
        media_type="application/problem+json",
    )


def status_of(error: VlmkgError) -> int:
    """The HTTP status that an error means."""
    match error:
        case UsageError():
            return 400
        case NotFound():
            return 404
        case DataError():
            return 500
        case _:
            return 500


def of(error: VlmkgError) -> JSONResponse:
    """The answer to an error of ours."""
    more: dict[str, Any] = {}
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        more = {"line": error.line, "column": error.column}
    suggestions = getattr(error, "suggestions", ())
    if suggestions:
        more["suggestions"] = list(suggestions)
    return problem(status_of(error), str(error), **more)


def install(app: FastAPI) -> None:
    """Make every error of an application come out in the one shape."""

    async def ours(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, VlmkgError)
        return of(error)

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        detail = {
            404: f"there is nothing at {request.url.path}; / says what there is",
            405: f"{request.method} is not understood at {request.url.path}; try GET",
        }.get(error.status_code, str(error.detail))
        answer = problem(error.status_code, detail)
        answer.headers.update(error.headers or {})
        return answer

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        faults = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return problem(400, f"{faults}; /openapi.json says what each parameter takes")

    async def fault(request: Request, error: Exception) -> JSONResponse:
        return problem(500, "something is broken here; the server's log says what")

    app.add_exception_handler(VlmkgError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, fault)
