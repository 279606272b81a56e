"""The page about an IRI: a thing's own page, or a vocabulary as it is written."""

from __future__ import annotations

from starlette.responses import Response

from vlmkg.exchange.describe.vocabulary import Vocabulary
from vlmkg.http.linked import addresses
from vlmkg.http.pages import entity, ontology, render
from vlmkg.kg import Kg
from vlmkg.terms import BASE, PREFIXES, shorten


def respond(kg: Kg, iri: str, vocabulary: Vocabulary | None) -> Response:
    """The page about an IRI that the graph holds."""
    if vocabulary is None:
        return entity.respond(kg, iri)
    if BASE + "ontology" in vocabulary.declared:
        return ontology.respond(kg)  # a version of it has the same page
    return _written(iri, vocabulary)


def _written(iri: str, vocabulary: Vocabulary) -> Response:
    """A file of the ontology for people: what it says of itself, its forms, its text."""
    said: dict[str, str] = {}
    for triple in vocabulary.triples:
        if str(triple.subject) == f"<{iri}>":
            said.setdefault(triple.predicate.value, getattr(triple.object, "value", ""))
    names = [PREFIXES["dcterms"] + "title", PREFIXES["rdfs"] + "label"]
    abouts = [PREFIXES["dcterms"] + "description", PREFIXES["skos"] + "definition"]
    return render.page(
        "vocabulary.html",
        iri=iri,
        title=next((said[name] for name in names if name in said), shorten(iri)),
        about=next((said[name] for name in abouts if name in said), ""),
        text=vocabulary.text.decode(),
        forms=_forms(iri),
    )


def _forms(iri: str) -> list[tuple[str, str]]:
    names = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
    return [(name, addresses.path(f"{iri}.{suffix}")) for suffix, name in names.items()]
