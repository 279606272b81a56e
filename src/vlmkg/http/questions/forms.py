"""The forms of an answer: which one a request wants, and how each is written for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.errors import FormatError
from vlmkg.exchange.describe.thing import FORMS
from vlmkg.graph.results import Rows
from vlmkg.http import lineage, negotiate
from vlmkg.http.linked import addresses
from vlmkg.http.pages import render
from vlmkg.http.questions.given import Given
from vlmkg.http.questions.paging import Part, address, link
from vlmkg.lineage.answer import Answer as Proved
from vlmkg.questions.canned import Question
from vlmkg.terms import shorten

ROWS: Final = {
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/sparql-results+json": "srj",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
}
"""Media types of rows, the preferred one first."""

PROVED: Final = {media_type: form for media_type, form in lineage.FORMS.items() if form != "html"}
"""Media types of rows with their proof."""

QUERY: Final = {"application/sparql-query": "rq"}
"""The media type of a question's query."""

DESCRIPTIONS: Final = {addresses.TYPES[suffix]: suffix for suffix in FORMS}
"""Media types of what questions are in RDF."""

TYPES: Final = {form: media_type for media_type, form in {**PROVED, **ROWS, **QUERY, **DESCRIPTIONS}.items()} | {
    "xml": "application/sparql-results+xml",
    "html": "text/html",
}
"""The media type of each form."""

_ALIASES: Final = {"turtle": "ttl", "json-ld": "jsonld", "ntriples": "nt", "n-triples": "nt", "rdfxml": "rdf"}


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as it was asked: the values given, and the IRIs and texts that they stand for, examples included."""

    question: Question
    given: Given
    used: dict[str, str | None]

    @property
    def path(self) -> str:
        """Where the question is answered."""
        return f"/queries/{self.question.name}"


def offered(proof: bool | None) -> dict[str, str]:
    """The media types of an answer for programs, with the form of each."""
    return {**(PROVED if proof else ROWS), **QUERY, **DESCRIPTIONS}


def wanted(question: Question, form: str | None, proof: bool | None, accept: str) -> str | None:
    """The form that a request wants, by name or else by what it accepts; `html` for a page, None where no type fits.

    Raises FormatError for a name that does not fit.
    """
    types = offered(proof)
    if form is not None:
        name = _ALIASES.get(form, form)
        known = ("html", *types.values())
        if name not in known:
            shown = form if len(form) <= 30 else form[:30] + "…"
            has = ", ".join(dict.fromkeys(known))
            with_proof = " with its proof" if proof else ""
            raise FormatError(f"{question.name}{with_proof} has no form {shown!r}; choose one of {has}")
        return name
    if render.wants_page(accept):
        return "html"
    return types.get(negotiate.choose(accept, types) or "")


def write(request: Request, asking: Asking, rows: Rows, proved: Proved | None, part: Part, form: str) -> Response:
    """Rows, or rows with their proof, in any form but a page."""
    if form == "json":
        return JSONResponse(as_json(asking, rows, proved, part))
    if proved is not None:
        return lineage.write(request, proved, form)
    content = rows.serialize("json" if form == "srj" else form)
    return Response(content, headers={"content-type": negotiate.content_type(TYPES[form])})


def as_json(asking: Asking, rows: Rows, proved: Proved | None, part: Part) -> dict[str, Any]:
    """Rows for a program: one object a row, numbers as numbers, things by their short names."""
    question, path, text = asking.question, f"{asking.path}.json", asking.given.text
    return {
        "question": question.name,
        "summary": question.summary,
        "parameters": {p.name: asking.given.values.get(p.name, p.example) for p in question.parameters},
        "resolved": {name: shorten(value) if value else value for name, value in asking.used.items()},
        **({"title": proved.title, "notes": list(proved.notes)} if proved is not None else {}),
        "columns": list(rows.variables if proved is None else proved.headers),
        "total": part.total,
        "offset": part.offset,
        "limit": part.limit,
        "truncated": part.truncated,
        "next": part.address(path, text, "next"),
        "rows": [lineage.plain(row) for row in (rows.dicts() if proved is None else proved.rows)],
    }


def links(asking: Asking, part: Part, form: str, suffix: str | None) -> str:
    """The `Link` header of an answer: the other parts of it, its other forms, and its query (RFC 8288)."""
    given = asking.given
    path = f"{asking.path}.{suffix}" if suffix else asking.path
    named = {} if suffix or given.form is None else {"format": given.form}
    found = [
        link(there, relation)
        for relation in ("first", "prev", "next", "last")
        if (there := part.address(path, {**given.text, **named}, relation)) is not None
    ]
    found += [
        link(other_form(asking, other), "alternate", TYPES[other])
        for other in ("html", "json", "csv", *(() if given.proof else ("tsv",)))
        if other != form
    ]
    found.append(link(other_form(asking, "rq"), "describedby", TYPES["rq"]))
    return ", ".join(found)


def other_form(asking: Asking, form: str, limit: int | None = None) -> str:
    """The address of the same answer in another form; of a page, in its usual length."""
    given = asking.given
    if form == "rq":
        return address(f"{asking.path}.rq", given.values)
    if form == "html":
        return address(asking.path, given.text)
    text = given.text if form in ("json", "csv") else given.values
    return address(f"{asking.path}.{form}", text | ({"limit": str(limit)} if limit else {}))
