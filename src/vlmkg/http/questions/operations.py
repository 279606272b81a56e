"""The questions in the OpenAPI document: one operation each, with typed parameters, examples and every status."""

from __future__ import annotations

from typing import Final

from vlmkg.http import documented
from vlmkg.http.documented import Document
from vlmkg.http.given import LONGEST_NAME
from vlmkg.http.questions import forms
from vlmkg.http.questions.paging import FURTHEST, Paging
from vlmkg.questions.canned import Parameter, Question
from vlmkg.questions.choices import Choice

_LINKS: Final = {
    "Link": {
        "description": "Other parts of the answer (first, prev, next, last) and its other forms (RFC 8288)",
        "schema": {"type": "string"},
    }
}


def listing() -> Document:
    """The operation that lists the questions."""
    types = ("application/json", "text/html", *forms.DESCRIPTIONS)
    found = documented.responses({media_type: documented.content(media_type) for media_type in types}, "404")
    return {"operationId": "list_questions", "responses": found}


def answering(question: Question, choices: dict[str, tuple[Choice, ...]], paging: Paging) -> Document:
    """The operation that answers a question."""
    named = dict.fromkeys([*forms.ROWS.values(), *(forms.PROVED.values() if question.provable else ()), "html"])
    more = [*named, *forms.QUERY.values(), *forms.DESCRIPTIONS.values()]
    asked = [_parameter(parameter, choices.get(parameter.name, ())) for parameter in question.parameters]
    return {
        "operationId": question.name.replace("-", "_"),
        "parameters": [*asked, *_controls(paging, question.provable), _form(more)],
        "responses": documented.responses(_contents(question), headers=_LINKS),
    }


def by_suffix(questions: list[str], paging: Paging) -> Document:
    """The operation that answers any question in the form that the address ends with."""
    suffixes = ["json", "csv", "tsv", "xml", "rq", *forms.DESCRIPTIONS.values()]
    types = dict.fromkeys(forms.TYPES[suffix] for suffix in suffixes)
    return {
        "operationId": "answer_by_suffix",
        "description": "The question's own parameters are those of its operation.",
        "parameters": [
            _in_path("name", questions, "list-components"),
            _in_path("suffix", suffixes, "csv"),
            *_controls(paging, True),
        ],
        "responses": documented.responses({t: _content(t) for t in types}, "406", headers=_LINKS),
    }


def _in_path(name: str, values: list[str], example: str) -> Document:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": values},
        "example": example,
    }


def _parameter(parameter: Parameter, choices: tuple[Choice, ...]) -> Document:
    about = parameter.about
    if choices:
        few = ", ".join(choice.value for choice in choices[:12])
        about += f"; one of {few}{' and others' if len(choices) > 12 else ''}, by any of its names"
    elif parameter.kind == "entity":
        about += "; any of its names will do: a label, a hub id, a short name or an IRI"
    example = {} if parameter.example is None else {"example": parameter.example}
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": about + ("" if parameter.optional else "; its example stands in where it is left out"),
        "schema": {"anyOf": _SCHEMAS[parameter.kind]},
        **example,
    }


_SCHEMAS: Final[dict[str, list[Document]]] = {
    "entity": [{"type": "string", "maxLength": LONGEST_NAME}],
    "integer": [
        {"type": "integer", "minimum": -(10**18) + 1, "maximum": 10**18 - 1},
        {"type": "string", "pattern": "^[0-9]{1,6}[kKmMbB]$", "description": "such as 8B or 400M"},
    ],
    "decimal": [{"type": "number", "minimum": -(10.0**18), "maximum": 10.0**18}],
    "date": [{"type": "string", "format": "date"}],
    "year": [{"type": "string", "pattern": "^[0-9]{4}$"}],
    "boolean": [{"type": "boolean"}],
    "string": [{"type": "string", "maxLength": LONGEST_NAME}],
}


def _controls(paging: Paging, provable: bool) -> list[Document]:
    limit = {"type": "integer", "minimum": 1, "maximum": paging.greatest}
    found: list[Document] = [
        {
            "name": "limit",
            "in": "query",
            "description": f"At most so many rows; {paging.greatest:,} if left out, {paging.shown} on a page",
            "schema": limit,
            "example": 100,
        },
        {
            "name": "offset",
            "in": "query",
            "description": "The row to begin with; the first is row 0",
            "schema": {"type": "integer", "minimum": 0, "maximum": FURTHEST, "default": 0},
            "example": 0,
        },
    ]
    if provable:
        about = "Whether each row shows the steps it rests on, with their claims; 0 if left out, 1 on a page"
        found.append(
            {"name": "proof", "in": "query", "description": about, "schema": {"type": "boolean"}, "example": True}
        )
    return found


def _form(names: list[str]) -> Document:
    return {
        "name": "format",
        "in": "query",
        "description": "The form of the answer, where Accept is not to decide",
        "schema": {"type": "string", "enum": names},
        "example": "json",
    }


def _contents(question: Question) -> Document:
    types = [*forms.ROWS, "text/html", *forms.QUERY, *forms.DESCRIPTIONS]
    if question.provable:
        types += [media_type for media_type in forms.PROVED if media_type not in types]
    return {media_type: _content(media_type) for media_type in types}


ANSWER: Final[Document] = {
    "type": "object",
    "required": ["question", "parameters", "columns", "total", "offset", "limit", "truncated", "next", "rows"],
    "properties": {
        "question": {"type": "string"},
        "summary": {"type": "string"},
        "parameters": {"type": "object", "description": "The values it was answered with, examples included"},
        "resolved": {"type": "object", "description": "What these values stand for: short names of things"},
        "title": {"type": "string"},
        "notes": {"type": "array", "items": {"type": "string"}},
        "columns": {"type": "array", "items": {"type": "string"}},
        "total": {"type": "integer", "description": "How many rows there are in all"},
        "offset": {"type": "integer"},
        "limit": {"type": "integer"},
        "truncated": {"type": "boolean", "description": "Whether rows come after these"},
        "next": {"type": ["string", "null"], "description": "The address of the rows after these"},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}
"""A question's answer in JSON, in the OpenAPI document as `Answer`."""

_ANSWER: Final = {"$ref": "#/components/schemas/Answer"}


def _content(media_type: str) -> Document:
    return documented.content(media_type, _ANSWER if media_type == "application/json" else None)
