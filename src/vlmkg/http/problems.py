"""One shape for every error: `application/problem+json` (RFC 9457), and the same as a page for a browser.

`detail` says what was wrong and ends with what to do; `hint` says where on this site to go on. A query that does not
parse has its `line` and `column`, a name that leads nowhere its `suggestions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from vlmkg.errors import (
    AnswerTooLarge,
    FormatError,
    NotFound,
    ParameterError,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    UnknownName,
    UnknownQuestion,
    UsageError,
    VlmkgError,
)
from vlmkg.http import negotiate
from vlmkg.http.pages import render

MEDIA_TYPE: Final = "application/problem+json"

_LONGEST: Final = 200
"""So many characters of a path are repeated in an answer."""

_ABSENT: Final = {"hint": None, "line": None, "column": None, "suggestions": ()}

_HINTS: Final[dict[type[VlmkgError], str]] = {
    QuerySyntaxError: "/sparql has examples that run as they are, and /queries shows the query of every question",
    QueryRefused: "the graph is read-only and fetches nothing; /data has all of it to take away",
    ParameterError: "/openapi.json says what each parameter takes, /queries shows each question with a form",
    FormatError: "leave the form out to get the usual one",
    UnknownName: "/search finds things by any part of their names",
    UnknownQuestion: "/queries lists the questions",
    QueryFailed: "ask for less: a LIMIT, or fewer patterns that join",
}


def contents(status: int, detail: str, hint: str | None = None, **more: Any) -> dict[str, Any]:
    """An error as its members. The detail ends with what to do next."""
    shape = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return {**shape, **({"hint": hint} if hint else {}), **more}


def problem(status: int, detail: str, hint: str | None = None, **more: Any) -> JSONResponse:
    """An error as its answer to a program."""
    return JSONResponse(contents(status, detail, hint, **more), status_code=status, media_type=MEDIA_TYPE)


def answer(accept: str, status: int, detail: str, hint: str | None = None, **more: Any) -> Response:
    """An error in the form that the reader likes better: a page or `application/problem+json`."""
    members = contents(status, detail, hint, **more)
    found: Response
    if render.wants_page(accept):
        found = render.page("problem.html", status=status, problem={**_ABSENT, **members})
    else:
        found = JSONResponse(members, status_code=status, media_type=MEDIA_TYPE)
    found.headers["vary"] = "Accept"
    return found


def not_acceptable(accept: str, offered: Iterable[str], what: str = "this answer") -> Response:
    """The answer to a reader who accepts none of the media types that there are."""
    return answer(accept, 406, f"none of the types in Accept fits; {what} comes as {', '.join(offered)}")


def status_of(error: VlmkgError) -> int:
    """The HTTP status that an error means."""
    match error:
        case UsageError():
            return 400
        case NotFound():
            return 404
        case AnswerTooLarge():
            return 507
        case _:
            return 500


def of(error: VlmkgError, accept: str = "") -> Response:
    """The answer to an error of ours, as a page where `accept` likes that better."""
    more: dict[str, Any] = {}
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        more = {"line": error.line, "column": error.column}
    suggestions = getattr(error, "suggestions", ())
    if suggestions:
        more["suggestions"] = list(suggestions)
    hint = next((said for kind, said in _HINTS.items() if isinstance(error, kind)), None)
    return answer(accept, status_of(error), str(error), hint, **more)


def install(app: FastAPI) -> None:
    """Make every error of an application come out in the one shape."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, VlmkgError)
        return of(error, negotiate.accepted(request))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        shown = path if len(path) <= _LONGEST else f"{path[:_LONGEST]} ..."
        detail, hint = {
            404: (
                f"there is nothing at {shown}; / says what there is",
                f"/search?q={quote(_last(path)[:_LONGEST])} looks for something of that name",
            ),
            405: (f"{request.method} is not understood at {shown}; try GET", None),
        }.get(error.status_code, (str(error.detail), None))
        found = answer(negotiate.accepted(request), error.status_code, detail, hint)
        found.headers.update(error.headers or {})
        return found

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return answer(negotiate.accepted(request), 400, f"{faults}; /openapi.json says what each parameter takes")

    async def fault(request: Request, error: Exception) -> Response:
        return answer(negotiate.accepted(request), 500, "something is broken here; the server's log says what")

    app.add_exception_handler(VlmkgError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, fault)


def _last(path: str) -> str:
    """What the end of a path may be the name of: `/model/pixtral.html` asks for pixtral."""
    return path.rstrip("/").rpartition("/")[2].removesuffix(".html")
