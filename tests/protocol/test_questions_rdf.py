"""The questions as RDF: what readers of SHACL's SPARQL executables need is there, and their queries run."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib import RDF, RDFS, SH, XSD

import vlmkg

pytestmark = [  # what rdflib and pyshacl do inside
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning"),
]

QUERIES = rdflib.Namespace("https://w3id.org/vlmkg/queries/")
SCHEMA = rdflib.Namespace("https://schema.org/")
FORMS = {
    "ttl": ("text/turtle; charset=utf-8", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
}


def _graph(client: TestClient, path: str, form: str = "turtle", accept: str = "*/*") -> rdflib.Graph:
    answer = client.get(path, headers={"accept": accept})
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.content, format=form)


@pytest.fixture(scope="module")
def described(client: TestClient) -> rdflib.Graph:
    return _graph(client, "/queries.ttl")


def test_every_question_is_there_with_its_query(described: rdflib.Graph, kg: vlmkg.Kg) -> None:
    assert set(described.subjects(RDF.type, SH.SPARQLExecutable)) == {QUERIES[name] for name in kg.questions}
    for question in kg.questions.values():
        node = QUERIES[question.name]
        assert described.value(node, SH.select) == rdflib.Literal(question.query)
        assert described.value(node, RDFS.comment) == rdflib.Literal(question.summary, lang="en")
        assert {str(word) for word in described.objects(node, SCHEMA.keywords)} == set(question.tags)


def test_parameters_are_told(described: rdflib.Graph) -> None:
    model = rdflib.URIRef(QUERIES["list-changes"] + "#parameter-since")
    assert described.value(model, SH.path) == rdflib.URIRef(QUERIES["list-changes"] + "#since")
    assert described.value(model, SH.datatype) == XSD.date
    assert described.value(model, SH.defaultValue) == rdflib.Literal("2026-11-23", datatype=XSD.date)
    assert described.value(model, SH.order) == rdflib.Literal(1)
    within = rdflib.URIRef(QUERIES["find-capabilities-without-benchmark"] + "#parameter-within")
    assert described.value(within, SH["class"]) == rdflib.URIRef("https://w3id.org/vlmkg/ontology#Capability")
    assert described.value(within, SH.optional) == rdflib.Literal(True)


def test_the_rdf_conforms(described: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(Path(__file__).parent / "executables.ttl")
    conforms, _, report = pyshacl.validate(rdflib.Graph() + described, shacl_graph=shapes)
    assert conforms, report
    broken = rdflib.Graph() + described
    broken.remove((QUERIES["list-changes"], SH.prefixes, None))
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_parameters_are_well_formed_shacl(described: rdflib.Graph) -> None:
    conforms, _, report = pyshacl.validate(rdflib.Graph(), shacl_graph=rdflib.Graph() + described, meta_shacl=True)
    assert conforms, report


@pytest.mark.parametrize("form", FORMS)
def test_forms_by_suffix_and_by_accept_are_one_graph(client: TestClient, described: rdflib.Graph, form: str) -> None:
    media_type, parser = FORMS[form]
    by_suffix = client.get(f"/queries.{form}")
    assert by_suffix.headers["content-type"] == media_type
    accepted = client.get("/queries", headers={"accept": media_type.partition(";")[0] + ", text/html;q=0.5"})
    assert accepted.headers["content-type"] == media_type
    assert accepted.content == by_suffix.content
    assert set(rdflib.Graph().parse(data=by_suffix.content, format=parser)) == set(described)


def test_a_question_tells_what_it_is(client: TestClient, described: rdflib.Graph) -> None:
    one = _graph(client, "/queries/list-components", accept="text/turtle")
    assert set(one) == set(_graph(client, "/queries/list-components.rdf", form="xml"))
    assert set(one) < set(described)
    assert set(one.subjects(RDF.type, SH.SPARQLExecutable)) == {QUERIES["list-components"]}


def test_its_prefixes_are_enough_for_its_query(client: TestClient, kg: vlmkg.Kg) -> None:
    """What a SHACL engine does: put the declared prefixes before the text and run it."""
    one = _graph(client, "/queries/find-models-by-encoder.ttl")
    node = QUERIES["find-models-by-encoder"]
    lines = [
        f"PREFIX {one.value(declared, SH.prefix)}: <{one.value(declared, SH.namespace)}>"
        for declared in one.objects(one.value(node, SH.prefixes), SH.declare)
    ]
    without = "\n".join(line for line in str(one.value(node, SH.select)).splitlines() if not line.startswith("PREFIX"))
    rows = kg.graph.query("\n".join([*lines, without]))
    assert len(rows) == client.get("/queries/find-models-by-encoder.json").json()["total"] > 100


def test_the_list_names_its_other_forms(client: TestClient) -> None:
    assert (
        '</queries.ttl>; rel="alternate"; type="text/turtle"'
        in client.get("/queries", headers={"accept": "text/html"}).headers["link"]
    )
