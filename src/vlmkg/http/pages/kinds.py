"""`/model`, `/dataset`, ...: everything of one kind, by name, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from vlmkg.graph.results import Rows
from vlmkg.http import given
from vlmkg.http.pages import render
from vlmkg.http.pages.paging import cut
from vlmkg.kg import Kg
from vlmkg.questions.briefs import briefs
from vlmkg.terms import BASE

NAMES: Final = {
    "application": "Applications",
    "benchmark": "Benchmarks",
    "capability": "Capabilities",
    "challenge": "Challenges",
    "connector": "Connectors",
    "dataset": "Datasets",
    "direction": "Research directions",
    "domain": "Domains",
    "family": "Model families",
    "language": "Languages",
    "license": "Licenses",
    "mitigation": "Mitigations",
    "modality": "Modalities",
    "model": "Models",
    "org": "Organizations",
    "paper": "Papers",
    "platform": "Platforms",
    "privacy": "Privacy",
    "regulation": "Regulations",
    "result": "Results",
    "source": "Sources",
    "stage": "Training stages",
    "task": "Tasks",
    "technique": "Techniques",
    "tool": "Tools",
}
"""What a reader calls each kind. Claims have no names; they are listed with what they speak of."""

_CLASSES: Final = f"""
SELECT ?kind ?label (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  ?class a owl:Class ; rdfs:label ?label . ?thing a ?class ; rdfs:label ?name .
  FILTER(STRSTARTS(STR(?thing), "{BASE}"))
  BIND(STRBEFORE(SUBSTR(STR(?thing), {len(BASE) + 1}), "/") AS ?kind)
}} GROUP BY ?kind ?label ORDER BY DESC(?n) ?label
"""


def router(kg: Kg) -> APIRouter:
    """A route for each kind."""
    routes = APIRouter(include_in_schema=False)
    divided = _divided(kg)
    for kind in NAMES:
        listing = _listing(kg, kind, divided.get(kind, []))
        for path in (f"/{kind}", f"/{kind}.html"):  # some kinds are concept schemes, whose page this is
            routes.add_api_route(path, listing, methods=["GET"], name=f"all-{kind}")
    return routes


def _divided(kg: Kg) -> dict[str, list[tuple[str, int]]]:
    """The classes that divide each kind, with how many things are of each; those that hold all of it say nothing."""
    rows = kg.query(_CLASSES)
    assert isinstance(rows, Rows)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind, label, n in rows:
        found[str(kind)].append((str(label), int(str(n))))
    return {kind: [(label, n) for label, n in classes if n < classes[0][1]] for kind, classes in found.items()}


def _listing(kg: Kg, kind: str, classes: list[tuple[str, int]]):  # type: ignore[no-untyped-def]
    async def listing(request: Request) -> Response:
        asked = given.only(request, "class", "page")
        class_ = asked.get("class")
        iris = kg.library.names.of_kind(kind)
        if class_ is not None:
            of_class = kg.library.instances(kg.library.schema.class_(class_))
            iris = [iri for iri in iris if iri in of_class]
        href = f"/{kind}?{urlencode({'class': class_})}" if class_ else f"/{kind}"
        shown, pages = cut(iris, given.whole(asked, "page", 1, 10_000) or 1, href)
        return render.page(
            "kind.html",
            kind=kind,
            title=NAMES[kind],
            class_=class_,
            classes=[(label, n, f"/{kind}?{urlencode({'class': label})}") for label, n in classes],
            things=briefs(kg.library, shown),
            pages=pages,
            kinds=NAMES,
        )

    return listing
