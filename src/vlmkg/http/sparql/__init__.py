"""`/sparql`: the SPARQL 1.1 Protocol, read-only (https://www.w3.org/TR/sparql11-protocol/).

`answer` is the whole of it as a function, for a process that answers without an event loop; `Endpoint` is the same as
an ASGI application.
"""

from __future__ import annotations

from starlette.responses import Response

from vlmkg.graph.results import Answer, Triples
from vlmkg.http import negotiate, problems
from vlmkg.http.sparql.endpoint import Endpoint
from vlmkg.http.sparql.reply import Reply, answer, named

__all__ = ["Endpoint", "Reply", "answer", "write"]


def write(result: Answer, accept: str, wanted: str | None) -> Response:
    """An answer that is kept already, in the form asked for by name, or else in the one its reader likes best.

    Raises FormatError.
    """
    rows = not isinstance(result, Triples)
    offered = negotiate.ROWS if rows else negotiate.GRAPHS
    media_type = named(wanted, rows) if wanted is not None else negotiate.choose(accept, offered)
    if media_type is None:
        return problems.answer(
            accept, 406, f"none of the types in Accept fits; this answer comes as {', '.join(offered)}"
        )
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    content = result.serialize(offered[media_type])
    return Response(content, headers={"content-type": media_type + charset, "vary": "Accept"})
