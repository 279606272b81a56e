"""The JSON-LD context: it knows every prefix and property, needs no network, and loses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.compare import isomorphic

from vlmkg.terms import PREFIXES, shorten

PLAIN_TEXT = RDF.PlainLiteral


@pytest.fixture(scope="module")
def context(ontology_folder: Path) -> dict[str, Any]:
    document = json.loads((ontology_folder / "context.jsonld").read_text(encoding="utf-8"))
    assert set(document) == {"@context"}
    assert isinstance(document["@context"], dict), "one context and no remote ones"
    return dict(document["@context"])


def test_prefixes_are_those_of_the_package(context: dict[str, Any]) -> None:
    assert {k: v["@id"] for k, v in context.items() if isinstance(v, dict) and v.get("@prefix")} == PREFIXES


def test_every_property_has_its_kind_of_value(core: Graph, context: dict[str, Any]) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in core.subjects(RDF.type, kind):
            assert isinstance(term, URIRef)
            entry = context.get(shorten(str(term)))
            assert entry is not None, f"add {shorten(str(term))} to ontology/context.jsonld"
            assert entry["@id"] == str(term)
            value = core.value(term, RDFS.range)
            if kind == OWL.ObjectProperty:
                assert entry["@type"] == "@id"
            elif value == PLAIN_TEXT:
                assert entry == {"@id": str(term), "@language": "en"}
            elif value in (None, XSD.string):
                assert entry == {"@id": str(term)}
            else:
                assert entry == {"@id": str(term), "@type": str(value)}


def test_no_property_is_left_over(core: Graph, context: dict[str, Any]) -> None:
    own = {v["@id"] for k, v in context.items() if k.startswith("vlmkg:")}
    assert own <= {str(s) for s in core.subjects()}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # in rdflib's own parser
def test_a_graph_comes_back_whole(context: dict[str, Any], sample: Graph) -> None:
    text = sample.serialize(format="json-ld", context=context)
    assert isomorphic(Graph().parse(data=text, format="json-ld"), sample)
