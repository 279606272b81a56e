"""A sheet of statements about the graph and its services, in the vocabularies that catalogs read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import pyoxigraph as ox

from vlmkg.terms import BASE, PREFIXES

VOCABULARIES: Final[dict[str, str]] = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": "http://www.w3.org/ns/formats/",
    "media": "https://www.iana.org/assignments/media-types/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
}
"""The prefixes of vlmkg and those of the vocabularies that describe data and services."""

DATA: Final = BASE + "data"
"""The graph itself as a thing: the dataset that VoID and DCAT describe. It answers at `/data`."""

LICENSE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
"""What everything in the graph is under: CC0 1.0."""

PUBLISHER: Final = BASE + "data#publisher"

FORMATS: Final[dict[str, str]] = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "nquads": "N-Quads",
    "trig": "TriG",
}
"""The forms of answers by their names at https://www.w3.org/ns/formats/."""

Value = ox.NamedNode | ox.Literal | str | int | bool | date


def name(short: str) -> ox.NamedNode:
    """A term by its short name: `void:triples`."""
    prefix, _, local = short.partition(":")
    return ox.NamedNode(VOCABULARIES[prefix] + local)


def english(text: str) -> ox.Literal:
    """A text in English."""
    return ox.Literal(text, language="en")


def typed(text: str, datatype: str) -> ox.Literal:
    """A literal of a datatype named in short: `xsd:hexBinary`."""
    return ox.Literal(text, datatype=name(datatype))


class Sheet:
    """Statements in the order in which they were made."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []

    def say(self, subject: str, **facts: Value | list[Value]) -> None:
        """State facts of a thing: `say(iri, void_triples=5, dcterms_title=english("...") )`, a list for several values.

        Text is an IRI only as a NamedNode; `a` stands for `rdf:type`, and its value for a term by its short name.
        """
        about = ox.NamedNode(subject)
        for key, values in facts.items():
            property_ = name("rdf:type") if key == "a" else name(key.replace("_", ":", 1))
            for value in values if isinstance(values, list) else [values]:
                node = name(value) if key == "a" and isinstance(value, str) else _term(value)
                self.triples.append(ox.Triple(about, property_, node))


def used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes, in alphabetical order, that shorten any IRI of some triples."""
    starts: set[str] = set()
    for triple in triples:
        for node in (triple.subject, triple.predicate, triple.object):
            if isinstance(node, ox.Literal):
                node = node.datatype
            if isinstance(node, ox.NamedNode):
                text = node.value
                starts.add(text[: max(text.rfind("/"), text.rfind("#")) + 1])
    return {prefix: start for prefix, start in sorted(VOCABULARIES.items()) if start in starts}


def iri(text: str) -> ox.NamedNode:
    """An IRI as a value."""
    return ox.NamedNode(text)


def _term(value: Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        return value
    if isinstance(value, date):
        return typed(value.isoformat(), "xsd:date")
    if isinstance(value, (bool, int)):
        return ox.Literal(value)
    return ox.Literal(value)
