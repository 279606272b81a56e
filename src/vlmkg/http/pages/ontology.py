"""`/ontology.html`: the documentation of the vocabulary, made from what it says of itself; and its terms as JSON."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, JSONResponse

from vlmkg.http.pages import render
from vlmkg.kg import Kg
from vlmkg.questions import ontology
from vlmkg.questions.ontology import Ontology, Term
from vlmkg.terms import PREFIXES


def router(kg: Kg) -> APIRouter:
    """The terms as JSON, for editors that complete them."""
    routes = APIRouter(tags=["ontology"])
    terms = as_json(read(kg))

    @routes.get("/ontology/terms.json", summary="Classes and properties with labels and definitions, for completion")
    async def terms_json() -> JSONResponse:
        return JSONResponse(terms)

    return routes


def read(kg: Kg) -> Ontology:
    """The ontology of a graph; it is read once."""
    kept: dict[str, Ontology] = kg.library.memory.get(
        "ontology", ["ontology"], lambda _: {"ontology": ontology.read(kg.library.engine)}
    )
    return kept["ontology"]


def respond(kg: Kg) -> HTMLResponse:
    """The page; every term has an anchor, so that `/ontology#usesEncoder` leads to it."""
    held = read(kg)
    return render.page(
        "ontology.html",
        section="/ontology",
        ontology=held,
        classes=held.of("class"),
        properties=held.of("property"),
        values=held.of("value"),
        prefixes=PREFIXES,
    )


def as_json(held: Ontology) -> dict[str, Any]:
    """Classes and properties, each with its short name, IRI, label and definition."""

    def entry(term: Term) -> dict[str, str]:
        return {"name": term.curie, "iri": term.iri, "label": term.label, "about": term.definition}

    return {
        "prefixes": PREFIXES,
        "classes": [entry(term) for term in held.of("class")],
        "properties": [entry(term) for term in held.of("property")],
    }
