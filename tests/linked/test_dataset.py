"""The graph describes itself as a dataset: every number is what can be counted by hand, every term one that exists."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID
from rdflib.compare import isomorphic

import vlmkg
from vlmkg.exchange.describe import counts, dataset
from vlmkg.exchange.dumps import Dump
from vlmkg.graph.results import Rows, graph
from vlmkg.terms import BASE, PREFIXES

DATA = rdflib.URIRef(BASE + "data")
DUMP = Dump("vlmkg.nt.gz", "application/n-triples", "asserted", 340_870, 1234, "ab" * 32)
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")

# what https://www.w3.org/TR/vocab-dcat-3/ adds to version 2, which rdflib knows
DCAT_3 = {
    rdflib.URIRef(f"{DCAT}{name}") for name in ("version", "previousVersion", "hasVersion", "inSeries", "DatasetSeries")
}


@pytest.fixture(scope="module")
def told(client: TestClient) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")


def rows(kg: vlmkg.Kg, query: str) -> list[tuple[object, ...]]:
    answer = kg.query(query)
    assert isinstance(answer, Rows)
    return [tuple(None if term is None else term.value for term in row) for row in answer.terms()]  # type: ignore[union-attr]


def test_the_totals_are_what_there_is(kg: vlmkg.Kg, told: rdflib.Graph) -> None:
    subjects = {triple.subject for triple in kg.dataset.triples()}
    for property_, counted in (
        (VOID.triples, sum(1 for _ in kg.dataset.triples())),
        (VOID.distinctSubjects, len(subjects)),
        (VOID.distinctObjects, len({triple.object for triple in kg.dataset.triples()})),
        (VOID.entities, sum(str(node).startswith(f"<{BASE}") for node in subjects)),
    ):
        assert [value.toPython() for value in told.objects(DATA, property_)] == [counted]


def test_every_class_and_property_has_a_partition_with_what_there_is_of_it(kg: vlmkg.Kg, told: rdflib.Graph) -> None:
    classes = {
        str(told.value(part, VOID["class"])): told.value(part, VOID.entities).toPython()
        for part in told.objects(DATA, VOID.classPartition)
    }
    used: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in kg.dataset.triples():
        used[triple.predicate.value].append(triple)
    types = [triple.object for triple in used[str(RDF.type)]]
    assert classes == Counter(node.value for node in types if isinstance(node, ox.NamedNode))
    properties = {
        str(told.value(part, VOID.property)): [
            told.value(part, of).toPython() for of in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
        ]
        for part in told.objects(DATA, VOID.propertyPartition)
    }
    assert properties == {
        name: [len(held), len({t.subject for t in held}), len({t.object for t in held})] for name, held in used.items()
    }
    assert len(properties) > 300
    assert int(told.value(DATA, VOID.classes)) == len(classes)
    assert int(told.value(DATA, VOID.properties)) == len(properties)


def test_the_parts_make_up_the_whole(kg: vlmkg.Kg, told: rdflib.Graph) -> None:
    stated, added = (
        int(told.value(rdflib.URIRef(f"{DATA}#{part}"), VOID.triples)) for part in ("asserted", "inferred")
    )
    assert (stated, added) == (kg.dataset.asserted, kg.dataset.inferred)
    assert stated + added == int(told.value(DATA, VOID.triples))


def test_links_to_vocabularies_of_others_are_counted(kg: vlmkg.Kg, told: rdflib.Graph) -> None:
    found = {}
    for part in told.subjects(RDF.type, VOID.Linkset):
        assert (DATA, VOID.subset, part) in told
        assert told.value(part, VOID.subjectsTarget) == DATA
        space = told.value(told.value(part, VOID.objectsTarget), VOID.uriSpace)
        found[told.value(part, VOID.linkPredicate).rpartition("#")[2], str(space)] = int(told.value(part, VOID.triples))
    query = 'SELECT (COUNT(*) AS ?n) {{ ?s {} ?o FILTER(STRSTARTS(STR(?o), "https://w3id.org/airo#")) }}'
    for short, local in (("skos:closeMatch", "closeMatch"), ("rdfs:subClassOf", "subClassOf")):
        ((counted,),) = rows(kg, query.format(short))
        assert found[local, "https://w3id.org/airo#"] == int(str(counted)) > 0


def test_who_where_when_and_under_which_terms(kg: vlmkg.Kg, told: rdflib.Graph) -> None:
    ((last,),) = rows(kg, "SELECT (MAX(?d) AS ?last) { ?claim vlmkg:recorded|vlmkg:statusChanged ?d }")
    assert str(told.value(DATA, DCTERMS.modified)) == last
    assert told.value(DATA, DCTERMS.issued).toPython() == date(2026, 11, 23)
    assert str(told.value(DATA, DCTERMS.license)) == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert str(told.value(told.value(DATA, DCTERMS.publisher), FOAF.name)) == "The vlmkg contributors"
    assert str(told.value(DATA, rdflib.URIRef(f"{DCAT}version"))) == f"{vlmkg.__version__}+{kg.dataset.sources.digest}"
    (service,) = told.subjects(DCAT.servesDataset, DATA)
    assert told.value(service, DCAT.endpointURL) == told.value(DATA, VOID.sparqlEndpoint)


def test_the_examples_answer(told: rdflib.Graph, client: TestClient) -> None:
    examples = [str(example) for example in told.objects(DATA, VOID.exampleResource)]
    assert len(examples) == 5
    for example in examples:
        assert client.get(f"/{example.removeprefix(BASE)}").status_code == 303


def test_a_file_is_told_with_its_size_and_checksum(kg: vlmkg.Kg) -> None:
    triples = dataset.describe(kg.dataset, "0", (DUMP,))
    told = rdflib.Graph().parse(data=graph(triples).serialize("ntriples"), format="nt")
    (part,) = told.subjects(DCAT.byteSize, None)
    assert (DATA, DCAT.distribution, part) in told
    assert told.value(part, DCAT.byteSize).toPython() == 1234
    assert str(told.value(part, DCAT.downloadURL)) == "https://w3id.org/vlmkg/download/vlmkg.nt.gz"
    assert str(told.value(part, DCAT.mediaType)).endswith("/application/n-triples")
    assert str(told.value(part, DCAT.compressFormat)).endswith("/application/gzip")
    assert str(told.value(told.value(part, SPDX.checksum), SPDX.checksumValue)) == "ab" * 32
    dumped = list(told.objects(rdflib.URIRef(f"{DATA}#asserted"), VOID.dataDump))
    assert dumped == [told.value(part, DCAT.downloadURL)]


def test_only_terms_that_the_vocabularies_have(kg: vlmkg.Kg) -> None:
    triples = dataset.describe(kg.dataset, "0", (DUMP,))
    told = rdflib.Graph().parse(data=graph(triples).serialize("ntriples"), format="nt")
    used = {node for triple in told for node in triple if isinstance(node, rdflib.URIRef)}
    described = {told.value(part, of) for part in told.subjects(RDF.type, VOID.Dataset) for of in told.predicates(part)}
    for vocabulary in (VOID, DCAT, DCTERMS, FOAF):
        terms = {node for node in used if node.startswith(str(vocabulary)) and node != rdflib.URIRef(str(vocabulary))}
        assert terms
        assert [term for term in terms - described if term not in vocabulary and term not in DCAT_3] == []
    assert {node for node in used if node.startswith(SPDX)} == {
        SPDX[name] for name in ("checksum", "Checksum", "algorithm", "checksumValue", "checksumAlgorithm_sha256")
    }


def test_it_comes_in_every_form_at_both_addresses(client: TestClient, told: rdflib.Graph) -> None:
    forms = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}
    types = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
    for suffix, form in forms.items():
        direct = client.get(f"/data.{suffix}")
        asked = client.get("/.well-known/void", headers={"accept": types[suffix]})
        assert direct.content == asked.content
        assert asked.headers["content-type"].partition(";")[0] == types[suffix]
        assert "Accept" in asked.headers["vary"]
        assert isomorphic(rdflib.Graph().parse(data=direct.content, format=form), told)
    assert client.get("/data", headers={"accept": "application/ld+json"}).headers["location"] == "/data.jsonld"
    for path in ("/data", "/.well-known/void"):
        sent = client.get(path, headers={"accept": "text/html"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/data.html")
        assert client.get(path, headers={"accept": "image/png"}).status_code == 406


def test_the_page_for_people_has_the_numbers_and_the_terms(kg: vlmkg.Kg, client: TestClient) -> None:
    page = client.get("/data.html").text
    assert f"{kg.dataset.asserted + kg.dataset.inferred:,}" in page
    assert kg.dataset.sources.digest in page
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in page
    assert "This server offers no files" in page


def test_a_graph_without_claims_has_no_dates(tiny: Path) -> None:
    held = vlmkg.load(tiny, builtin=False)
    counted, triples = counts.of(held.dataset), dataset.describe(held.dataset, "0")
    assert (counted.issued, counted.modified) == (None, None)
    assert not any(triple.predicate.value == PREFIXES["dcterms"] + "modified" for triple in triples)


def test_a_day_that_is_none_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(
        f"<{BASE}claim/a> <{PREFIXES['vlmkg']}recorded> 'yesterday', '2025-01-02' .", encoding="utf-8"
    )
    counted = counts.of(vlmkg.load(tmp_path, builtin=False).dataset)
    assert counted.modified == date(2025, 1, 2)
