"""What the OpenAPI document says of the endpoints that are no routes of FastAPI's."""

from __future__ import annotations

from typing import Any, Final

from vlmkg.http import documented, negotiate
from vlmkg.http.documented import Document

_ROWS: Final = {media_type: documented.content(media_type) for media_type in negotiate.ROWS}
_GRAPHS: Final = {media_type: documented.content(media_type) for media_type in negotiate.GRAPHS}
_EXAMPLE: Final = "SELECT ?e WHERE { model:pixtral-12b vlmkg:usesVisionEncoder ?e }"


def paths() -> Document:
    """The operations, by path and method."""
    query = _parameter("query", "A SPARQL 1.1 query; the prefixes of vlmkg need not be declared", _EXAMPLE)
    optional = [
        _parameter("format", "The form of the answer by name, suffix or media type; else by Accept", "csv"),
        _parameter("timeout", "Seconds after which to stop, where that is less than the server's own deadline", 5),
        _parameter("default-graph-uri", "The default graph to ask; there is one, and it is asked anyway", None),
        _parameter("named-graph-uri", "The named graphs to ask; there is none", None),
    ]
    form: Document = {
        "type": "object",
        "required": ["query"],
        "properties": {item["name"]: item["schema"] for item in (query, *optional)},
    }
    return {
        "/sparql": {
            "get": {
                "summary": "The SPARQL 1.1 Protocol, read-only; without a query, the description of the service",
                "operationId": "sparql_get",
                "tags": ["sparql"],
                "parameters": [{**query, "required": False}, *optional],
                "responses": _responses(),
            },
            "post": {
                "summary": "The same for longer queries",
                "operationId": "sparql_post",
                "tags": ["sparql"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/sparql-query": {"schema": {"type": "string"}, "example": _EXAMPLE},
                        "application/x-www-form-urlencoded": {"schema": form},
                    },
                },
                "responses": _responses(),
            },
        },
        "/rdf-graph-store": {
            "get": {
                "summary": "The Graph Store Protocol, read-only: the whole graph",
                "operationId": "graph_store_get",
                "tags": ["sparql"],
                "parameters": [
                    {
                        **_parameter("default", "Names the default graph, which is all there is", ""),
                        "allowEmptyValue": True,
                    },
                    _parameter("graph", "Names a graph by its IRI", None),
                    _parameter("format", "The form of the answer by name, suffix or media type", "turtle"),
                ],
                "responses": documented.responses(_GRAPHS) | {"507": _more("The answer is too large")},
            }
        },
    }


def _parameter(name: str, about: str, example: Any) -> Document:
    kind = "number" if isinstance(example, int) else "string"
    schema: Document = {"type": kind} | ({"exclusiveMinimum": 0} if kind == "number" else {})
    found: Document = {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
    return found if example is None else {**found, "example": example}


def _responses() -> Document:
    return documented.responses({**_ROWS, **_GRAPHS, "text/html": documented.content("text/html")}) | {
        "403": _more("An update was sent; the graph is read-only"),
        "413": _more("The request is too large"),
        "415": _more("The body is of a type that holds no query"),
        "507": _more("The answer is too large, or needed too much memory"),
    }


def _more(about: str) -> Document:
    return {
        "description": about,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
