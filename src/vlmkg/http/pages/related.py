"""What points to a thing: a few of each kind on its page, all of them at `/related`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from vlmkg.errors import ParameterError
from vlmkg.http import given
from vlmkg.http.pages import render
from vlmkg.http.pages.flow import related_href
from vlmkg.http.pages.paging import cut
from vlmkg.kg import Kg
from vlmkg.lineage import relations
from vlmkg.questions import surroundings
from vlmkg.questions.briefs import Brief, briefs
from vlmkg.terms import VLMKG, expand, shorten

MOST: Final = 12
"""So many of one kind stand on the page of a thing."""

_NAMES: Final = {
    "vlmkg:developedBy": "made",
    "dcterms:license": "license of",
    "vlmkg:hasCapability": "said to have it",
    "vlmkg:evaluatesCapability": "evaluated by",
    "vlmkg:needsCapability": "needed for",
    "vlmkg:offeredFor": "offered for it",
    "vlmkg:supportsModality": "takes or gives it",
    "vlmkg:usesTechnique": "used by",
    "vlmkg:hasTask": "made for it",
    "vlmkg:stageData": "data of the training stages",
    "vlmkg:tunedPart": "tuned in",
    "vlmkg:frozePart": "frozen in",
    "vlmkg:adapterTunedPart": "tuned by adapters in",
    "vlmkg:supportsLanguage": "spoken by",
    "vlmkg:succeeds": "succeeded by",
    "vlmkg:followsArchitecture": "architecture followed by",
    "vlmkg:partOf": "parts",
    "vlmkg:lists": "listed in",
    "skos:broader": "narrower",
    "dcterms:isReplacedBy": "replaces",
}
"""How a property is called seen from its value."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Things that point here by one property: the first of them, how many there are, and where all are listed."""

    name: str
    things: tuple[Brief, ...]
    count: int
    href: str


def router(kg: Kg) -> APIRouter:
    """The route of the whole lists."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/related")
    async def related(request: Request) -> Response:
        return _page(kg, given.only(request, "to", "by", "page"))

    return routes


def pointing(kg: Kg, iri: str, without: Collection[str] = ()) -> list[Pointing]:
    """What points to a thing, the newest first, by property; without some properties that stand elsewhere."""
    found = surroundings.pointing(kg.library, iri)
    return [
        Pointing(
            name_of(kg, property_), tuple(_newest(kg, subjects)[:MOST]), len(subjects), related_href(iri, property_)
        )
        for property_, subjects in found.items()
        if property_ not in without
    ]


def name_of(kg: Kg, property_: str) -> str:
    """How a property is called seen from its value: `vision encoder of`."""
    if (known := _NAMES.get(shorten(property_))) is not None:
        return known
    if shorten(property_) in relations.ROLES:
        return relations.role(kg.library.schema, property_, down=True)
    return f"{kg.library.schema.label(property_)} of"


def _newest(kg: Kg, subjects: tuple[str, ...]) -> list[Brief]:
    return sorted(briefs(kg.library, subjects), key=lambda brief: (_negated(brief.issued), brief.label.casefold()))


def _negated(day: str) -> tuple[int, ...]:
    """A date turned round, so that later ones come first; none comes last."""
    return tuple(-int(part) for part in day.split("-") if part.isdecimal()) or (0,)


def _page(kg: Kg, asked: dict[str, str]) -> Response:
    for name in ("to", "by"):
        if name not in asked:
            raise ParameterError(f"/related needs {name!r}; the pages of things link to it with both")
    iri = kg.resolve(asked["to"])
    property_ = expand(asked["by"]) or asked["by"]
    found = surroundings.pointing(kg.library, iri).get(property_, ())
    if not found and not kg.library.schema.known(property_):
        example = shorten(VLMKG + "trainedOn")
        raise ParameterError(f"{asked['by'][:100]!r} is no property here; give one such as {example}")
    ordered = _newest(kg, found)
    things, pages = cut(ordered, given.whole(asked, "page", 1, 10_000) or 1, related_href(iri, property_))
    return render.page(
        "related.html", iri=iri, label=kg.label(iri), name=name_of(kg, property_), things=things, pages=pages
    )
