"""`/rdf-graph-store`: the Graph Store HTTP Protocol, read-only (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from starlette.types import Receive, Scope, Send

from vlmkg.errors import UsageError, VlmkgError
from vlmkg.graph.written import LARGEST_GRAPH
from vlmkg.http import negotiate, problems
from vlmkg.http.sparql import asked, replies
from vlmkg.http.sparql.endpoint import send_reply
from vlmkg.http.sparql.replies import Headers, Reply
from vlmkg.kg import Kg
from vlmkg.terms import BASE

PATH: Final = "/rdf-graph-store"
ALLOWED: Final = "GET, HEAD, OPTIONS"


def answer(
    kg: Kg, method: str, name: str, query_string: bytes, headers: Headers, *, largest: int = LARGEST_GRAPH
) -> Reply:
    """A whole graph: `?default`, or `?graph=` and its IRI, or the graph whose name is the address itself.

    `name` is what follows `/rdf-graph-store` in the path. HEAD is answered as GET is, whoever sends the answer leaves
    the body out.
    """
    accept = replies.header(headers, b"accept")
    if method == "OPTIONS":
        return replies.options(ALLOWED)
    if method not in ("GET", "HEAD"):
        return replies.not_understood(method, accept, ALLOWED)
    try:
        given = asked.pairs(query_string)
        graph = _graph(name, given)
        forms = [value for key, value in given if key == "format"]
        media_type = replies.chosen(accept, forms, rows=False)
        if media_type is None:
            return replies.not_acceptable(accept, rows=False)
        return replies.content(media_type, kg.dump(negotiate.GRAPHS[media_type], graph, largest=largest))
    except asked.Rejected as error:
        return replies.problem(accept, error.status, str(error))
    except VlmkgError as error:
        return replies.of(problems.of(error, accept))


def _graph(name: str, given: list[tuple[str, str]]) -> str | None:
    """The graph that is asked for (section 4), None for the default graph. Raises UsageError."""
    defaults = [value for key, value in given if key == "default"]
    graphs = [value for key, value in given if key == "graph"]
    if name.strip("/"):
        if defaults or graphs:
            raise UsageError(f"the address names a graph already; ask {PATH} for another")
        return f"{BASE}{PATH.strip('/')}/{name.strip('/')}"
    if len(defaults) + len(graphs) != 1:
        raise UsageError(f"say which graph, once: {PATH}?default for all there is, or {PATH}?graph= and an IRI")
    if not graphs:
        return None
    try:
        return urljoin(f"{BASE}{PATH.strip('/')}", graphs[0])
    except ValueError:  # a host in a bracket that does not close
        raise UsageError(f"{graphs[0][:100]!r} is no IRI; ask for {PATH}?default, which is all there is") from None


class GraphStore:
    """The same as an ASGI application, at `/rdf-graph-store` and below."""

    def __init__(self, kg: Kg, *, largest: int = LARGEST_GRAPH) -> None:
        self.kg = kg
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI hands it over. A body is left unread: nothing is written here."""
        name = scope["path"].partition(PATH)[2]
        reply = answer(
            self.kg, scope["method"], name, scope["query_string"], list(scope["headers"]), largest=self.largest
        )
        await send_reply(scope, send, reply)
