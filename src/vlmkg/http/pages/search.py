"""`/search`: find things by their names, as a page, as JSON, and as one types."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.errors import ParameterError
from vlmkg.http import given, negotiate
from vlmkg.http.pages import links, render
from vlmkg.kg import Kg
from vlmkg.questions.briefs import Brief, briefs
from vlmkg.questions.search import Match

LONGEST: Final = 300
"""Characters; a name that is searched for is shorter."""

_ON_A_PAGE: Final = 50
_MOST: Final = 100

CLASSES: Final = {
    "VisionLanguageModel": "Vision-language models",
    "VisionEncoder": "Vision encoders",
    "LanguageModel": "Language models",
    "family": "Families",
    "dataset": "Datasets",
    "benchmark": "Benchmarks",
    "capability": "Capabilities",
    "org": "Organizations",
    "license": "Licenses",
    "paper": "Papers",
    "source": "Sources",
}
"""What the search page offers to keep to: classes and kinds, with what a reader calls them."""

_PARAMETERS: Final[list[dict[str, Any]]] = [
    {"name": "q", "in": "query", "description": "Any part of a name", "schema": {"type": "string"}},
    {
        "name": "class",
        "in": "query",
        "description": "Keep to a class (`VisionEncoder`, `vision encoder`), to several with commas between, "
        "or to a kind (`model`, `dataset`)",
        "schema": {"type": "string"},
    },
    {
        "name": "limit",
        "in": "query",
        "description": "At most so many",
        "schema": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": 8},
    },
]


def router(kg: Kg) -> APIRouter:
    """The routes of the search."""
    routes = APIRouter(tags=["search"])
    kg.search("warm")  # the names are read now, not while somebody waits

    @routes.get("/search", include_in_schema=False)
    async def search_page(request: Request) -> Response:
        asked, class_, limit = _asked(request, _ON_A_PAGE)
        answer: Response
        if not render.wants_page(negotiate.accepted(request)):
            answer = JSONResponse(as_json(kg, asked, class_, limit))
        else:
            answer = _page(kg, asked, class_, limit)
        answer.headers["vary"] = "Accept"
        return answer

    @routes.get(
        "/search.json",
        summary="Find things by any part of their names, best first",
        openapi_extra={"parameters": _PARAMETERS},
        response_class=JSONResponse,
    )
    async def search_json(request: Request) -> Response:
        return JSONResponse(as_json(kg, *_asked(request, 8)))

    return routes


def as_json(kg: Kg, asked: str, class_: str | None, limit: int) -> dict[str, Any]:
    """What a search found, for a program.

    `value` is what to write into a form for a thing: its label, or its short name if others share that.
    """
    found = kg.search(asked, limit, of=class_)
    about = _about(kg, found)
    return {
        "q": asked,
        "class": class_,
        "matches": [
            {
                "iri": match.iri,
                "name": match.curie,
                "label": match.label,
                "found_as": match.name,
                "about": about[match.iri].about,
                "value": _value(kg, match),
                "href": links.href(match.iri),
                "score": match.score,
            }
            for match in found
        ],
    }


def _page(kg: Kg, asked: str, class_: str | None, limit: int) -> Response:
    found = kg.search(asked, limit, of=class_) if asked else []
    about = _about(kg, found)
    rows = [(about[match.iri], "" if _same(match) else match.name) for match in found]
    kept = {name: "/search?" + urlencode({"q": asked, "class": name}) for name in CLASSES}
    return render.page(
        "search.html",
        q=asked,
        class_=class_,
        rows=rows,
        full=len(found) == limit,
        kept=kept,
        names=CLASSES,
        everything="/search?" + urlencode({"q": asked}),
    )


def _asked(request: Request, usual: int) -> tuple[str, str | None, int]:
    found = given.only(request, "q", "class", "limit")
    asked = found.get("q", "")
    if len(asked) > LONGEST:
        raise ParameterError(f"the text to look for has {len(asked):,} characters; give at most {LONGEST}")
    return asked, found.get("class"), given.whole(found, "limit", 1, _MOST) or usual


def _about(kg: Kg, found: list[Match]) -> dict[str, Brief]:
    return {brief.iri: brief for brief in briefs(kg.library, (match.iri for match in found))}


def _value(kg: Kg, match: Match) -> str:
    return match.label if kg.library.names.find(match.label) == (match.iri,) else match.curie


def _same(match: Match) -> bool:
    return match.name in (match.label, match.curie.partition(":")[2])
