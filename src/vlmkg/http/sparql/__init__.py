"""`/sparql` and `/rdf-graph-store`: the protocols of SPARQL 1.1, read-only.

`answer` is the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/) as a function, for a process that answers
without an event loop; `Endpoint` is the same as an ASGI application. `GraphStore` gives whole graphs.
"""

from __future__ import annotations

from starlette.responses import Response

from vlmkg.graph.results import Answer, Triples
from vlmkg.http import negotiate
from vlmkg.http.sparql import replies
from vlmkg.http.sparql.endpoint import Endpoint
from vlmkg.http.sparql.graph_store import GraphStore
from vlmkg.http.sparql.replies import Reply
from vlmkg.http.sparql.reply import answer

__all__ = ["Endpoint", "GraphStore", "Reply", "answer", "write"]


def write(result: Answer, accept: str, wanted: str | None) -> Response:
    """An answer that is kept already, in the form asked for by name, or else in the one its reader likes best.

    Raises FormatError.
    """
    rows = not isinstance(result, Triples)
    media_type = replies.chosen(accept, [] if wanted is None else [wanted], rows)
    if media_type is None:
        reply = replies.not_acceptable(accept, rows)
    else:
        written = result.serialize((negotiate.ROWS if rows else negotiate.GRAPHS)[media_type])
        reply = replies.content(media_type, written)
    response = Response(reply[2], reply[0])
    response.raw_headers = reply[1]
    return response
