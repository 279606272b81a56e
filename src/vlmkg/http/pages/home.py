"""The front page: where to start, what is there, and what is special about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from vlmkg.graph.results import Rows
from vlmkg.http import given
from vlmkg.http.pages import facts, render
from vlmkg.http.pages.counts import Counts
from vlmkg.http.pages.facts import Doubt
from vlmkg.http.pages.flow import Branch, flow
from vlmkg.http.questions.page import ORDER, TOPICS, topic
from vlmkg.kg import Kg
from vlmkg.questions.canned import Question
from vlmkg.terms import expand, shorten

_EXAMPLE: Final = "model:pixtral-12b"
_STARTS: Final = ("model:qwen2.5-vl-7b", "model:siglip", "dataset:laion-5b", "benchmark:mmmu", "license:apache-2.0")
_DOUBTED: Final = """
SELECT ?model WHERE {
  ?claim a vlmkg:Claim ; vlmkg:status vlmkg:Rejected ; vlmkg:claimSubject ?model . ?model a vlmkg:Model
} ORDER BY ?model LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A thing with what it is made from, who says so, and what was turned down about it."""

    iri: str
    label: str
    branches: tuple[Branch, ...]
    doubts: tuple[Doubt, ...]


def router(kg: Kg, counts: Counts) -> APIRouter:
    """The route of the front page."""
    routes = APIRouter(include_in_schema=False)
    topics, example = by_topic(kg), _example(kg)
    starts = [(name, kg.label(iri)) for name in _STARTS if (iri := _there(kg, name))]

    @routes.get("/")
    async def front(request: Request) -> Response:
        given.only(request)
        return render.page(
            "home.html",
            counts=counts,
            models=counts.classes.get("model or model family", 0),
            sources=counts.classes.get("source", 0),
            topics=topics,
            example=example,
            starts=starts,
        )

    return routes


def by_topic(kg: Kg) -> list[tuple[str, list[Question]]]:
    """The questions under topics, the easiest first."""
    found: dict[str, list[Question]] = {}
    for question in kg.questions.values():
        found.setdefault(topic(question), []).append(question)
    names = [name for name in dict.fromkeys((*ORDER, *found)) if name in found]
    return [(TOPICS.get(name, "More"), sorted(found[name], key=_hard)) for name in names]


def _hard(question: Question) -> tuple[int, str]:
    levels = ("easy", "medium", "hard", "very hard")
    return next((place for place, level in enumerate(levels) if level in question.tags), len(levels)), question.summary


def _example(kg: Kg) -> Example | None:
    iri = _there(kg, _EXAMPLE)
    if iri is None:
        rows = kg.query(_DOUBTED)
        assert isinstance(rows, Rows)
        iri = next((expand(str(name)) or str(name) for name, *_ in rows), None)
    if iri is None:
        return None
    drawn = flow(kg, iri, is_model=True)
    doubts = facts.doubts(kg, kg.library.describe(iri))
    parts = [branch for branch in drawn.above if branch.nodes][:5]
    silent = [branch for branch in drawn.above if not branch.nodes][:1]
    return Example(iri, kg.label(iri), (*parts, *silent), tuple(doubts[:2]))


def _there(kg: Kg, name: str) -> str | None:
    """The IRI of a short name, where it has a label in the graph; another's graph may lack it."""
    iri = expand(name) or ""
    return iri if kg.label(iri) != shorten(iri) else None
