"""The forms of an answer about lineage."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from vlmkg.errors import FormatError
from vlmkg.http import negotiate, problems
from vlmkg.http.pages import lineage as pages
from vlmkg.lineage.answer import Answer
from vlmkg.lineage.tree import Tree

FORMS: Final = {
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    "text/vnd.graphviz": "dot",
    "text/vnd.mermaid": "mermaid",
    "application/vnd.cytoscape+json": "cytoscape",
}
"""Media types of an answer about lineage, the preferred one first."""


def write(request: Request, answer: Answer | Tree, form: str | None) -> Response:
    """An answer in the form asked for by name, or else in the one its reader likes best."""
    if form is not None:
        return _written(request, answer, form)
    accept = negotiate.accepted(request)
    chosen = negotiate.choose(accept, FORMS)
    if chosen is None:
        return problems.not_acceptable(accept, FORMS)
    written = _written(request, answer, FORMS[chosen])
    written.headers["vary"] = "Accept"
    return written


def _written(request: Request, answer: Answer | Tree, form: str) -> Response:
    match form:
        case "json":
            return JSONResponse(plain(answer.as_dict() if isinstance(answer, Answer) else asdict(answer)))
        case "html":
            return pages.respond(request, answer)
        case "csv":
            return PlainTextResponse(_csv(answer), media_type="text/csv")
        case "dot":
            return PlainTextResponse(answer.to_dot(), media_type="text/vnd.graphviz")
        case "mermaid":
            return PlainTextResponse(answer.to_mermaid(), media_type="text/vnd.mermaid")
        case "cytoscape":
            return JSONResponse(answer.to_cytoscape(), media_type="application/vnd.cytoscape+json")
        case _:
            raise FormatError(
                f"an answer about lineage has no form {form[:30]!r}; choose one of {', '.join(FORMS.values())}"
            )


def _csv(answer: Answer | Tree) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    if isinstance(answer, Tree):
        rows = answer.rows
        headers = tuple(rows[0]) if rows else ("depth", "from", "role", "to", "label", "status", "source")
        table.writerow(headers)
        table.writerows([["" if row[h] is None else row[h] for h in headers] for row in rows])
    else:
        table.writerow(answer.headers)
        table.writerows(
            [
                ["" if c is None else "; ".join(c) if isinstance(c, tuple) else c for c in cells]
                for cells in answer.shown()
            ]
        )
    return written.getvalue()


def plain(value: Any) -> Any:
    """A value as JSON has it: numbers as numbers, and what JSON has no form for as text."""
    match value:
        case dict():
            return {str(key): plain(below) for key, below in value.items()}
        case list() | tuple():
            return [plain(below) for below in value]
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case _:
            return value
