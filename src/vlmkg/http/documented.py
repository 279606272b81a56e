"""What operations of the OpenAPI document have in common: the responses of each, by status."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

Document = dict[str, Any]

PROBLEM: Final[Document] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong, and what to do next"},
        "hint": {"type": "string", "description": "Where on this site to go on"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
    },
}
"""An error (RFC 9457)."""

REFUSED: Final = {
    "400": "A parameter is unknown, given twice, out of range or of the wrong type, or there is no such form",
    "404": "Nothing goes by a name that was given; near misses are named",
    "406": "None of the types in Accept fits",
    "429": "Too many requests came from one place; try again later",
    "500": "Something is broken here",
    "503": "Too many requests are waiting; try again later",
    "504": "It took too long and was stopped",
}
"""What the statuses other than 200 mean; 429, 503 and 504 come from the server in front."""


def responses(content: Document, *left_out: str, headers: Document | None = None) -> Document:
    """Every response of an operation, by status, without those left out."""
    good = {"description": "The answer", "content": content, **({"headers": headers} if headers else {})}
    return {"200": good, **_refused(*left_out)}


def _refused(*left_out: str) -> Document:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSED if status not in left_out}


def content(media_type: str, schema: Document | None = None) -> Document:
    """What an answer of a type holds: JSON of a schema, or text."""
    return {"schema": schema or ({} if "json" in media_type else {"type": "string"})}


def install(app: FastAPI, paths: Document, **schemas: Document) -> None:
    """Put what operations share into the document, with more paths, and schemas by name, and leave 422 out.

    What FastAPI would answer with 422 comes out as 400 here.
    """
    made = app.openapi
    problem = {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/html": {"schema": {"type": "string"}},
    }
    refused = {status: {"description": says, "content": problem} for status, says in REFUSED.items()}

    def openapi() -> Document:
        document = made()
        document["paths"].update(paths)
        shared = document.setdefault("components", {})
        shared["responses"] = {**shared.get("responses", {}), **refused}
        shared["schemas"] = {**shared.get("schemas", {}), "Problem": PROBLEM, **schemas}
        for name in ("HTTPValidationError", "ValidationError"):
            shared["schemas"].pop(name, None)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                if set(operation["responses"]) == {"200"}:  # it says nothing of failures, so it may fail as any other
                    operation["responses"].update(_refused())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
