"""The page of `/sparql`: an editor with our prefixes and our names, the questions as examples, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import HTMLResponse

from vlmkg.graph.guard import LONGEST_QUERY
from vlmkg.graph.written import LARGEST_ANSWER
from vlmkg.http import negotiate
from vlmkg.http.pages import render
from vlmkg.kg import Kg
from vlmkg.terms import PREFIXES

START: Final = "find-models-by-encoder"
"""The question that stands in the editor at first."""

_FORMS: Final = (
    ("csv", "CSV"),
    ("json", "JSON"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("turtle", "Turtle (graphs)"),
    ("jsonld", "JSON-LD (graphs)"),
    ("ntriples", "N-Triples (graphs)"),
    ("rdfxml", "RDF/XML (graphs)"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost: seconds until it is stopped, bytes of its answer, characters of its text."""

    deadline: float = 10.0
    largest_answer: int = LARGEST_ANSWER
    longest_query: int = LONGEST_QUERY


def respond(kg: Kg, limits: Limits | None = None) -> HTMLResponse:
    """The page, at whatever address asks for it. Without a script it is a form that posts to `/sparql`."""
    held = limits or Limits()
    questions = list(kg.questions.values())
    shown = kg.questions.get(START) or (questions[0] if questions else None)
    return render.page(
        "sparql.html",
        section="/sparql",
        query=shown.query if shown else "SELECT * WHERE { ?s ?p ?o } LIMIT 10\n",
        questions=questions,
        prefixes=PREFIXES,
        forms=[
            (name, label) for name, label in _FORMS if name in {*negotiate.ROWS.values(), *negotiate.GRAPHS.values()}
        ],
        seconds=f"{held.deadline:g}",
        megabytes=f"{held.largest_answer / 1_000_000:,.0f}",
        characters=held.longest_query,
    )
