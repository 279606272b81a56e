"""The answer to a request, as a function of the graph and the request alone: no event loop, no state."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from vlmkg.errors import FormatError, UsageError, VlmkgError
from vlmkg.graph import guard
from vlmkg.graph.written import LARGEST_ANSWER
from vlmkg.http import negotiate, problems
from vlmkg.http.pages import render
from vlmkg.http.pages import sparql as page
from vlmkg.http.sparql import asked
from vlmkg.kg import Kg

Reply = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers, body."""

ALLOWED: Final = "GET, HEAD, POST, OPTIONS"


def answer(
    kg: Kg,
    method: str,
    query_string: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes = b"",
    *,
    largest: int = LARGEST_ANSWER,
) -> Reply:
    """The answer of `/sparql` to one request; header names come in lower case, as in ASGI.

    HEAD is answered as GET is: whoever sends the answer leaves the body out. An answer of over `largest` bytes is
    given up with 507. Every failure comes back as a problem; none is raised.
    """
    accept = header(headers, b"accept")
    try:
        if method in ("GET", "HEAD"):
            request = asked.read(query_string, None, "")
        elif method == "POST":
            request = asked.read(query_string, body, header(headers, b"content-type"))
        elif method == "OPTIONS":
            return 204, [(b"allow", ALLOWED.encode())], b""
        else:
            return refused_method(method, accept)
        if request.query is None and method != "POST" and render.wants_page(accept):
            return _varying(of(page.respond(kg, page.Limits(largest_answer=largest))))
        if request.query is None:
            raise UsageError("there is no query; send one as the parameter `query`, or in the body of a POST")
        checked = guard.check(request.query, graphs_given=request.names_graphs)
        rows = checked.form in ("SELECT", "ASK")
        offered = negotiate.ROWS if rows else negotiate.GRAPHS
        media_type = named(request.form, rows) if request.form is not None else negotiate.choose(accept, offered)
        if media_type is None:
            return of(
                problems.answer(
                    accept, 406, f"none of the types in Accept fits; this answer comes as {', '.join(offered)}"
                )
            )
        content = kg.write(
            checked,
            offered[media_type],
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
            largest=largest,
        )
        return 200, _headers(media_type, len(content)), content
    except asked.TooLong as error:
        return of(problems.answer(accept, 413, str(error)))
    except asked.WrongType as error:
        return of(problems.answer(accept, 415, str(error)))
    except VlmkgError as error:
        return of(problems.of(error, accept))


def named(form: str, rows: bool) -> str:
    """The media type of a form that is asked for by name. Raises FormatError for one that does not fit."""
    names = negotiate.ROW_NAMES if rows else negotiate.GRAPH_NAMES
    media_type = names.get(form.strip().lower().replace(" ", "+"))
    if media_type is None:
        forms = ", ".join(dict.fromkeys((negotiate.ROWS if rows else negotiate.GRAPHS).values()))
        raise FormatError(f"this answer cannot be written as {form!r}; choose one of {forms}")
    return media_type


def header(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    """A header's value; of several headers of one name, all values with commas between."""
    return ", ".join([value.decode("latin-1") for key, value in headers if key == name])


def refused_method(method: str, accept: str, allowed: str = ALLOWED) -> Reply:
    """The answer to a method that is not understood."""
    found = problems.answer(accept, 405, f"{method} is not understood here; use one of {allowed}")
    found.headers["allow"] = allowed
    return of(found)


def of(response: Response) -> Reply:
    """A response of Starlette's as a reply."""
    return response.status_code, response.raw_headers, bytes(response.body)


def _varying(reply: Reply) -> Reply:
    status, headers, body = reply
    return status, [*headers, (b"vary", b"Accept")], body


def _headers(media_type: str, length: int) -> list[tuple[bytes, bytes]]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return [
        (b"content-type", (media_type + charset).encode()),
        (b"content-length", str(length).encode()),
        (b"vary", b"Accept"),
    ]
