"""`/sparql`: the SPARQL 1.1 Protocol, read-only (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from vlmkg.errors import QueryRefused, UsageError, VlmkgError
from vlmkg.graph.results import Answer, Triples
from vlmkg.http import negotiate, problems
from vlmkg.kg import Kg

LONGEST_BODY: Final = 1_000_000
"""Bytes; a longer request body is refused."""


class Endpoint:
    """Answers GET, HEAD, form POST and direct POST."""

    def __init__(self, kg: Kg) -> None:
        self.kg = kg

    async def __call__(self, request: Request) -> Response:
        """The answer to one request, or a problem that says what to do."""
        try:
            query, wanted = await self._query(request)
            answer = await run_in_threadpool(self.kg.query, query)
            return write(answer, request.headers.get("accept", ""), wanted)
        except _TooLong:
            return problems.problem(413, f"the request has over {LONGEST_BODY:,} bytes; send a shorter query")
        except _WrongType as error:
            return problems.problem(415, str(error))
        except VlmkgError as error:
            return problems.of(error)

    async def _query(self, request: Request) -> tuple[str, str | None]:
        """The query and the form asked for by name."""
        given = _pairs(request.url.query.encode())
        text = None
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            body = await _body(request)
            if kind == "application/x-www-form-urlencoded":
                given += _pairs(body)
            elif kind == "application/sparql-query":
                text = _text(body)
            elif kind == "application/sparql-update":
                raise QueryRefused("updates are refused, the graph is read-only; send a query")
            else:
                raise _WrongType(
                    f"a query cannot be sent as {kind or 'nothing named'}; "
                    "send application/sparql-query or application/x-www-form-urlencoded"
                )
        names = [name for name, _ in given]
        if "update" in names:
            raise QueryRefused("updates are refused, the graph is read-only; send a query")
        for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"):
            if name in names:
                raise QueryRefused(f"{name} is refused, there is one graph and nothing is fetched; leave it out")
        queries = [value for name, value in given if name == "query"] + ([text] if text is not None else [])
        if len(queries) != 1:
            raise UsageError(
                "there is no query; send one as the parameter `query`, or in the body of a POST"
                if not queries
                else f"there are {len(queries)} queries; send one"
            )
        forms = [value for name, value in given if name == "format"]
        return queries[0], forms[-1] if forms else None


def write(answer: Answer, accept: str, wanted: str | None) -> Response:
    """An answer in the form asked for by name, or else in the one its reader likes best."""
    offered = negotiate.GRAPHS if isinstance(answer, Triples) else negotiate.ROWS
    if wanted is not None:
        fitting = [media_type for media_type, form in offered.items() if form == wanted]
        if not fitting:
            forms = ", ".join(dict.fromkeys(offered.values()))
            return problems.problem(400, f"this answer cannot be written as {wanted!r}; choose one of {forms}")
        media_type: str | None = fitting[0]
    else:
        media_type = negotiate.choose(accept, offered)
    if media_type is None:
        return problems.problem(406, f"none of the types in Accept fits; this answer comes as {', '.join(offered)}")
    content = answer.serialize(offered[media_type])
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(content, headers={"content-type": media_type + charset, "vary": "Accept"})


class _TooLong(Exception):
    pass


class _WrongType(Exception):
    pass


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LONGEST_BODY:
            raise _TooLong
        parts.append(part)
    return b"".join(parts)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"byte {error.start} is no UTF-8; send the query as UTF-8") from None


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        pairs: Iterable[tuple[str, str]] = parse_qsl(_text(raw), keep_blank_values=True, errors="strict")
        return list(pairs)
    except (ValueError, UnicodeDecodeError):
        raise UsageError("the parameters are not URL-encoded UTF-8; encode them and try again") from None
