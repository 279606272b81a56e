"""The answer to a request, as a function of the graph and the request alone: no event loop, no state."""

from __future__ import annotations

from typing import Final

from vlmkg.errors import UsageError, VlmkgError
from vlmkg.graph import guard
from vlmkg.graph.written import LARGEST_ANSWER
from vlmkg.http import negotiate, problems
from vlmkg.http.linked import service
from vlmkg.http.pages import render
from vlmkg.http.pages import sparql as page
from vlmkg.http.sparql import asked, replies
from vlmkg.http.sparql.asked import Asked
from vlmkg.http.sparql.replies import Headers, Reply
from vlmkg.kg import Kg
from vlmkg.terms import BASE

ALLOWED: Final = "GET, HEAD, POST, OPTIONS"

_BESIDE_A_QUERY: Final = frozenset({"format", "timeout"})
"""Parameters that may come without a query: they only say how the service description is wanted."""


def answer(
    kg: Kg,
    method: str,
    query_string: bytes,
    headers: Headers,
    body: bytes = b"",
    *,
    largest: int = LARGEST_ANSWER,
    base_url: str = BASE,
    deadline: float = 10.0,
) -> Reply:
    """The answer of `/sparql` to one request; header names come in lower case, as in ASGI.

    HEAD is answered as GET is: whoever sends the answer leaves the body out. An answer of over `largest` bytes is
    given up with 507. `base_url` is where the service is, as its description says, and `deadline` after how many
    seconds the server stops a query, as its page says. Every failure comes back as a problem; none is raised.
    """
    accept = replies.header(headers, b"accept")
    try:
        if method in ("GET", "HEAD"):
            request = asked.read(query_string, None, "")
        elif method == "POST":
            request = asked.read(query_string, body, replies.header(headers, b"content-type"))
        elif method == "OPTIONS":
            return replies.options(ALLOWED)
        else:
            return replies.not_understood(method, accept, ALLOWED)
        if request.query is not None:
            return _query(kg, request, request.query, accept, largest)
        if method == "POST":
            raise UsageError("there is no query; send one in the body, or as the field `query` of a form")
        return _nothing_asked(kg, request, accept, page.Limits(deadline, largest), base_url)
    except asked.Rejected as error:
        return replies.problem(accept, error.status, str(error))
    except VlmkgError as error:
        return replies.of(problems.of(error, accept))


def _query(kg: Kg, request: Asked, query: str, accept: str, largest: int) -> Reply:
    checked = guard.check(query, graphs_given=request.names_graphs)
    rows = checked.form in ("SELECT", "ASK")
    media_type = replies.chosen(accept, request.forms, rows)
    if media_type is None:
        return replies.not_acceptable(accept, rows)
    written = kg.write(
        checked,
        (negotiate.ROWS if rows else negotiate.GRAPHS)[media_type],
        default_graphs=request.default_graphs,
        named_graphs=request.named_graphs,
        largest=largest,
    )
    return replies.content(media_type, written)


def _nothing_asked(kg: Kg, request: Asked, accept: str, held: page.Limits, base_url: str) -> Reply:
    """A browser gets the page to ask on, a program the service description."""
    if render.wants_page(accept):
        return replies.of(page.respond(kg, held))
    if not request.parameters <= _BESIDE_A_QUERY:
        raise UsageError("there is no query; send one as the parameter `query`, or leave all parameters out")
    media_type = replies.chosen(accept, request.forms, rows=False)
    if media_type is None:
        return replies.not_acceptable(accept, rows=False)
    limits = (
        f"An answer has at most {held.largest_answer:,} bytes.",
        f"A query has at most {held.longest_query:,} characters.",
    )
    description = service.describe(kg, base_url, limits)
    return replies.content(media_type, description.serialize(negotiate.GRAPHS[media_type]))
