"""Programs that people ask a SPARQL endpoint with, asking this one."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

pytestmark = [pytest.mark.slow]

MODEL = "https://w3id.org/vlmkg/model/"
USES = "https://w3id.org/vlmkg/ontology#usesVisionEncoder"
PREFIXES = f"PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#> PREFIX model: <{MODEL}> "
SELECT = PREFIXES + "SELECT ?e WHERE { model:pixtral-12b vlmkg:usesVisionEncoder ?e }"
ASK = PREFIXES + "ASK { model:pixtral-12b vlmkg:usesVisionEncoder model:pixtral-vit-400m }"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?m vlmkg:usesVisionEncoder ?e } WHERE { ?m vlmkg:usesVisionEncoder ?e } LIMIT 7"
DESCRIBE = PREFIXES + "DESCRIBE model:pixtral-12b"
ENCODER = f"{MODEL}pixtral-vit-400m"
TRIPLE = (rdflib.URIRef(f"{MODEL}pixtral-12b"), rdflib.URIRef(USES), rdflib.URIRef(ENCODER))
COMUNICA = Path(__file__).parent / "node_modules" / ".bin" / "comunica-sparql"


# -- curl


def curl(*arguments: str, stdin: str | None = None) -> str:
    done = subprocess.run(["curl", "-sS", *arguments], input=stdin, check=True, capture_output=True, text=True)
    return done.stdout


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@needs_curl
def test_curl_asks_in_every_way(endpoint: str) -> None:
    form = curl("--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv", endpoint)
    get = curl("-G", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/html;q=0.5, text/csv", endpoint)
    kind = "Content-Type: application/sparql-query"
    direct = curl("--data-binary", "@-", "-H", kind, "-H", "Accept: text/csv", endpoint, stdin=SELECT)
    assert form == get == direct == f"e\n{ENCODER}\n"  # as text: curl's lines end in CR LF


@needs_curl
def test_curl_sees_the_head_of_an_answer(endpoint: str) -> None:
    head = curl("-I", "-G", "--data-urlencode", f"query={SELECT}", endpoint).lower()
    assert head.startswith("http/1.1 200")
    assert "content-type: application/sparql-results+json\n" in head
    assert head.endswith("\n\n")


@needs_curl
def test_curl_asks_thirty_kilobytes_by_get(endpoint: str) -> None:
    query = SELECT.replace("WHERE {", "WHERE { VALUES ?e { " + f"<{ENCODER}> " * 600 + "}")
    assert len(query) > 28_000
    found = curl("-G", "--data-urlencode", f"query={query}", "-H", "Accept: text/csv", endpoint)
    assert found.splitlines()[1:] == [ENCODER] * 600


@needs_curl
def test_curl_is_told_what_was_wrong(endpoint: str) -> None:
    shown = curl("-w", "\n%{http_code} %{content_type}", "--data-urlencode", "query=SELECT ?x {", endpoint)
    body, _, told = shown.rpartition("\n")
    assert told == "400 application/problem+json"
    assert json.loads(body)["line"] == 1


# -- SPARQLWrapper


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("directly", [False, True])
@pytest.mark.parametrize("negotiated", [False, True])
def test_sparqlwrapper_reads_rows(endpoint: str, method: str, directly: bool, negotiated: bool) -> None:
    client = SPARQLWrapper.SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setRequestMethod(SPARQLWrapper.POSTDIRECTLY if directly else SPARQLWrapper.URLENCODED)
    client.setOnlyConneg(negotiated)
    client.setQuery(SELECT)
    client.setReturnFormat(SPARQLWrapper.JSON)
    rows = client.query().convert()["results"]["bindings"]
    assert [row["e"]["value"] for row in rows] == [ENCODER]
    client.setReturnFormat(SPARQLWrapper.XML)
    assert ENCODER in client.query().convert().toxml()
    for form, line in ((SPARQLWrapper.CSV, ENCODER), (SPARQLWrapper.TSV, f"<{ENCODER}>")):
        client.setReturnFormat(form)
        assert client.query().convert().decode().splitlines()[1] == line
    client.setQuery(ASK)
    client.setReturnFormat(SPARQLWrapper.JSON)
    assert client.query().convert()["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own
@pytest.mark.parametrize(
    "form", [SPARQLWrapper.XML, SPARQLWrapper.RDFXML, SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.JSONLD]
)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_sparqlwrapper_reads_graphs(endpoint: str, form: str, query: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(form)
    found = client.query().convert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == 7 if query == CONSTRUCT else TRIPLE in graph


def test_sparqlwrapper_names_the_graph(endpoint: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(
        endpoint, defaultGraph="https://w3id.org/vlmkg/data", returnFormat=SPARQLWrapper.JSON
    )
    client.setQuery(ASK)
    assert client.query().convert()["boolean"] is True
    client.addDefaultGraph("http://127.0.0.1:1/elsewhere")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="nothing is fetched"):
        client.query()


# -- rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rdflib_store_reads_rows(endpoint: str, method: str, form: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(endpoint, method=method, returnFormat=form))  # type: ignore[arg-type]
    assert [str(row[0]) for row in graph.query(SELECT)] == [ENCODER]  # type: ignore[index]


def test_rdflib_store_is_a_graph(endpoint: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(endpoint))
    assert TRIPLE in graph
    assert list(graph.objects(TRIPLE[0], TRIPLE[1])) == [TRIPLE[2]]
    assert graph.query(ASK).askAnswer is True
    found = graph.query(DESCRIBE).graph
    assert found is not None
    assert TRIPLE in found


def test_rdflib_cannot_update(endpoint: str) -> None:
    store = SPARQLUpdateStore(endpoint, endpoint)
    with pytest.raises(Exception, match="403"):
        store.update("CLEAR ALL")
    assert TRIPLE in rdflib.Graph(store=SPARQLStore(endpoint))


def test_rdflib_federates_with_service(endpoint: str) -> None:
    mine = rdflib.Graph()
    mine.add((rdflib.URIRef("http://e/me"), rdflib.URIRef("http://e/uses"), TRIPLE[0]))
    query = f"SELECT ?e {{ ?me <http://e/uses> ?m SERVICE <{endpoint}> {{ ?m <{USES}> ?e }} }}"
    assert [str(row[0]) for row in mine.query(query)] == [ENCODER]  # type: ignore[index]


# -- another engine


def test_oxigraph_federates_with_service(endpoint: str) -> None:
    mine = ox.Store()
    mine.add(ox.Quad(ox.NamedNode("http://e/me"), ox.NamedNode("http://e/uses"), ox.NamedNode(str(TRIPLE[0]))))
    query = f"SELECT ?e {{ ?me <http://e/uses> ?m SERVICE <{endpoint}> {{ ?m <{USES}> ?e }} }}"
    found = mine.query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["e"] for row in found] == [ox.NamedNode(ENCODER)]


# -- pandas


def test_pandas_reads_csv(endpoint: str) -> None:
    query = PREFIXES + "SELECT ?m ?count { ?m a vlmkg:VisionEncoder ; vlmkg:parameterCount ?count } ORDER BY ?m"
    frame = pd.read_csv(f"{endpoint}?{urllib.parse.urlencode({'query': query, 'format': 'csv'})}")
    assert list(frame.columns) == ["m", "count"]
    assert frame["count"].dtype == "int64"
    assert frame.set_index("m")["count"][ENCODER] == 400_000_000
    asked = pd.read_csv(
        endpoint + "?" + urllib.parse.urlencode({"query": SELECT}), storage_options={"Accept": "text/csv"}
    )
    assert list(asked["e"]) == [ENCODER]


# -- Comunica

needs_comunica = pytest.mark.skipif(not COMUNICA.exists(), reason="Comunica is not installed; `make clients` does it")


def comunica(*arguments: str) -> list[dict[str, str]]:
    done = subprocess.run(
        ["node", COMUNICA, *arguments, "-t", "application/json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


@needs_comunica
@pytest.mark.parametrize("source", ["sparql@{}", "{}"])
def test_comunica_asks_and_finds_out_by_itself_what_it_asks(endpoint: str, source: str) -> None:
    assert [row["e"] for row in comunica(source.format(endpoint), SELECT)] == [ENCODER]


@needs_comunica
def test_comunica_joins_the_endpoint_with_a_document(endpoint: str) -> None:
    """It asks each for its part and joins them itself."""
    query = (
        f"SELECT DISTINCT ?name {{ <{TRIPLE[0]}> <{USES}> ?e . "
        "?e <http://www.w3.org/2004/02/skos/core#definition> ?name }"
    )
    document = endpoint.replace("/sparql", "/model/pixtral-12b.ttl")
    (row,) = comunica(f"sparql@{endpoint}", document, query)
    assert "Vision encoder of Pixtral 12B" in row["name"]
