"""The W3C's tests of the SPARQL 1.1 Protocol, the Graph Store HTTP Protocol and the service description.

Each goes by its name there (https://github.com/w3c/rdf-tests, sparql/sparql11/{protocol,graph-store-protocol,
service-description}). The graph is read-only, so what updates it is a test of refusal here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib.compare import isomorphic

import vlmkg
from vlmkg.http.app import create_app
from vlmkg.http.sparql import answer

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
NAMED = "http://www.example/gsp/person/1.ttl"
PEOPLE = f'<{NAMED}#me> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "Jane Doe" .'
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@pytest.fixture(scope="module")
def graphs() -> vlmkg.Kg:
    """A graph store as the tests want it: a default graph, and named ones beside it."""
    kg = vlmkg.load(builtin=False)
    document = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    kg.dataset.store.add_graph(ox.NamedNode(DATA.format(0)))
    for number in (1, 2, 3):
        graph = ox.NamedNode(DATA.format(number))
        kg.dataset.store.add(ox.Quad(graph, ox.NamedNode(str(rdflib.RDF.type)), document, graph))
    kg.dataset.store.load(PEOPLE, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(NAMED))
    return kg


@pytest.fixture(scope="module")
def store(graphs: vlmkg.Kg) -> ox.Store:
    return graphs.dataset.store


@pytest.fixture(scope="module")
def service(graphs: vlmkg.Kg) -> Iterator[TestClient]:
    with TestClient(create_app(graphs), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def post(service: TestClient, body: str | bytes, kind: str | None, **graphs: object) -> Response:
    headers = {"content-type": kind} if kind is not None else {}
    content = body.encode() if isinstance(body, str) else body
    return service.post("/sparql", params=graphs, content=content, headers=headers)  # type: ignore[arg-type]


def is_yes(answer: Response) -> bool:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] in ("application/sparql-results+json", "application/sparql-results+xml")
    return answer.json()["boolean"] is True


BOTH = [DATA.format(1), DATA.format(2)]
IN_DEFAULT = f"ASK {{ <{BOTH[0]}> a ?type . <{BOTH[1]}> a ?type . }}"
IN_NAMED = f"ASK {{ GRAPH ?g1 {{ <{BOTH[0]}> a ?type }} GRAPH ?g2 {{ <{BOTH[1]}> a ?type }} }}"
IN_BOTH = IN_NAMED.replace("{ GRAPH ?g1", f"{{ <{DATA.format(3)}> a ?type GRAPH ?g1")


def test_query_post_form(service: TestClient) -> None:
    assert is_yes(post(service, "query=ASK%20%7B%7D", FORM, **{"default-graph-uri": DATA.format(0)}))


def test_query_dataset_default_graphs_get(service: TestClient) -> None:
    assert is_yes(service.get("/sparql", params={"query": IN_DEFAULT, "default-graph-uri": BOTH}))


def test_query_dataset_default_graphs_post(service: TestClient) -> None:
    assert is_yes(post(service, IN_DEFAULT, QUERY, **{"default-graph-uri": BOTH}))


def test_query_dataset_named_graphs_post(service: TestClient) -> None:
    assert is_yes(post(service, IN_NAMED, QUERY, **{"named-graph-uri": BOTH}))


def test_query_dataset_named_graphs_get(service: TestClient) -> None:
    assert is_yes(service.get("/sparql", params={"query": IN_NAMED, "named-graph-uri": BOTH}))


def test_query_dataset_full(service: TestClient) -> None:
    graphs = {"default-graph-uri": DATA.format(3), "named-graph-uri": BOTH}
    assert is_yes(post(service, IN_BOTH, QUERY, **graphs))


def test_query_multiple_dataset(service: TestClient) -> None:
    query = IN_NAMED.replace("ASK", f"ASK FROM <{DATA.format(3)}>")
    assert is_yes(post(service, query, QUERY, **{"named-graph-uri": BOTH}))
    nothing_by_default = f"ASK FROM <{DATA.format(3)}> {{ ?s ?p ?o }}"
    assert not is_yes(post(service, nothing_by_default, QUERY, **{"named-graph-uri": BOTH}))


def test_query_get(service: TestClient) -> None:
    assert is_yes(service.get("/sparql", params={"query": "ASK {}", "default-graph-uri": DATA.format(0)}))


def test_query_post_direct(service: TestClient) -> None:
    assert is_yes(post(service, "ASK {}", QUERY))


ROWS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv; charset=utf-8",
    "text/tab-separated-values; charset=utf-8",
}
GRAPHS = {"text/turtle; charset=utf-8", "application/rdf+xml", "application/n-triples"}


@pytest.mark.parametrize(
    ("query", "types"),
    [
        pytest.param("SELECT (1 AS ?value) {}", ROWS, id="query_content_type_select"),
        pytest.param("ASK {}", ROWS, id="query_content_type_ask"),
        pytest.param("DESCRIBE <http://example.org/>", GRAPHS, id="query_content_type_describe"),
        pytest.param("CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPHS, id="query_content_type_construct"),
    ],
)
def test_query_content_type(service: TestClient, query: str, types: set[str]) -> None:
    found = post(service, query, QUERY, **{"default-graph-uri": DATA.format(0)})
    assert found.status_code == 200
    assert found.headers["content-type"] in types


def test_a_relative_iri_is_read_against_the_base_of_the_service(service: TestClient) -> None:
    """What `update_base_uri` asks, of a query."""
    found = post(service, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY)
    assert [str(s) for s in rdflib.Graph().parse(data=found.content).subjects()] == ["https://w3id.org/vlmkg/s"]


@pytest.mark.parametrize(
    ("method", "query_string", "body", "kind", "status"),
    [
        pytest.param("PUT", "query=ASK%20%7B%7D", "", FORM, 405, id="bad_query_method"),
        pytest.param("GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", "", None, 400, id="bad_multiple_queries"),
        pytest.param("POST", "", "ASK {}", "text/plain", 415, id="bad_query_wrong_media_type"),
        pytest.param("POST", "", "query=ASK%20%7B%7D", None, 415, id="bad_query_missing_form_type"),
        pytest.param("POST", "", "ASK {}", None, 415, id="bad_query_missing_direct_type"),
        pytest.param("POST", "", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", 415, id="bad_query_non_utf8"),
        pytest.param("GET", "query=ASK%20%7B", "", None, 400, id="bad_query_syntax"),
        pytest.param("GET", "update=CLEAR%20ALL", "", None, 403, id="bad_update_get"),
        pytest.param("POST", "", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 403, id="bad_multiple_updates"),
        pytest.param("POST", "", "CLEAR NAMED", "text/plain", 415, id="bad_update_wrong_media_type"),
        pytest.param("POST", "", "update=CLEAR%20NAMED", None, 415, id="bad_update_missing_form_type"),
        pytest.param(
            "POST", "", "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", 415, id="bad_update_non_utf8"
        ),
        pytest.param("POST", "", "update=CLEAR%20XYZ", FORM, 403, id="bad_update_syntax"),
        pytest.param(
            "POST",
            "using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople",
            "WITH <http://example/a> DELETE { ?p ?q 'B' } INSERT { ?p ?q 'W' } WHERE { ?p ?q 'B' }",
            UPDATE,
            403,
            id="bad_update_dataset_conflict",
        ),
        # What an update service does, and this one refuses
        pytest.param("POST", "", "update=CLEAR+ALL", FORM, 403, id="update_post_form"),
        pytest.param("POST", "", "CLEAR ALL", UPDATE, 403, id="update_post_direct"),
        pytest.param("POST", "", "INSERT DATA { <http://e/s> <http://e/p> <test> }", UPDATE, 403, id="update_base_uri"),
        *(
            pytest.param("POST", graphs, "DROP ALL ; INSERT { ?s a ?t } WHERE { ?s a ?t }", UPDATE, 403, id=name)
            for name, graphs in {
                "update_dataset_default_graph": "using-graph-uri=http%3A%2F%2Fe%2F1",
                "update_dataset_default_graphs": "using-graph-uri=http%3A%2F%2Fe%2F1&using-graph-uri=urn%3A2",
                "update_dataset_named_graphs": "using-named-graph-uri=http%3A%2F%2Fe%2F1",
                "update_dataset_full": "using-graph-uri=http%3A%2F%2Fe%2F1&using-named-graph-uri=http%3A%2F%2Fe%2F2",
            }.items()
        ),
    ],
)
def test_refused(
    service: TestClient,
    store: ox.Store,
    method: str,
    query_string: str,
    body: str | bytes,
    kind: str | None,
    status: int,
) -> None:
    before = len(store)
    found = service.request(
        method,
        f"/sparql?{query_string}",
        content=body.encode() if isinstance(body, str) else body,
        headers={"content-type": kind} if kind else {},
    )
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert len(store) == before
    if status == 405:
        assert found.headers["allow"] == "GET, HEAD, POST, OPTIONS"


GSP = "/rdf-graph-store"
ABSENT = "http://www.example/gsp/person/4.ttl"


def graph_of(found: Response) -> rdflib.Graph:
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=found.content, format="turtle")


def test_put_get_repeat_indirect(service: TestClient) -> None:
    found = graph_of(service.get(GSP, params={"graph": NAMED}))
    assert isomorphic(found, rdflib.Graph().parse(data=PEOPLE, format="turtle"))


def test_put_get_default(service: TestClient, store: ox.Store) -> None:
    found = graph_of(service.get(f"{GSP}?default"))
    assert len(found) == sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert (rdflib.URIRef(f"{NAMED}#me"), None, None) not in found


def test_head_existing_indirect(service: TestClient) -> None:
    got, head = service.get(GSP, params={"graph": NAMED}), service.head(GSP, params={"graph": NAMED})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("HEAD", f"{GSP}?graph={ABSENT}", id="head_non_existing_indirect"),
        pytest.param("HEAD", f"{GSP}/person/4.ttl", id="head_non_existing_direct"),
        pytest.param("GET", f"{GSP}?graph={ABSENT}", id="put_delete_get_delete_indirect"),
        pytest.param("GET", f"{GSP}/person/4.ttl", id="put_delete_get_delete_direct"),
    ],
)
def test_a_graph_that_is_not_there_is_404(service: TestClient, method: str, path: str) -> None:
    assert service.request(method, path).status_code == 404


def test_put_get_uri_pct_encoded_indirect(service: TestClient) -> None:
    encoded, plain = (service.get(f"{GSP}?graph={iri}") for iri in (NAMED.replace("/", "%2F"), NAMED))
    assert isomorphic(graph_of(encoded), graph_of(plain))


def test_put_get_uri_pct_encoded_twice(service: TestClient) -> None:
    assert graph_of(service.get(f"{GSP}?graph={NAMED.replace('1.ttl', '%31.ttl')}"))
    assert service.get(f"{GSP}?graph={NAMED.replace('1.ttl', '%2531.ttl')}").status_code == 404


def test_put_get_repeat_direct(service: TestClient, store: ox.Store) -> None:
    """A graph whose name is the address: here under the base of the graph's own names."""
    name = ox.NamedNode("https://w3id.org/vlmkg/rdf-graph-store/person/1.ttl")
    store.load(PEOPLE, format=ox.RdfFormat.TURTLE, to_graph=name)
    try:
        assert len(graph_of(service.get(f"{GSP}/person/1.ttl"))) == 2
        assert len(graph_of(service.get(GSP, params={"graph": "/vlmkg/rdf-graph-store/person/1.ttl"}))) == 2
    finally:
        store.remove_graph(name)


@pytest.mark.parametrize("path", [f"{GSP}?default", f"{GSP}?graph={NAMED}", f"{GSP}/person/1.ttl", GSP])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_what_would_write_a_graph_is_refused(service: TestClient, store: ox.Store, method: str, path: str) -> None:
    before = len(store)
    found = service.request(method, path, content=PEOPLE.encode(), headers={"content-type": "text/turtle"})
    assert found.status_code == 405
    assert found.headers["allow"] == "GET, HEAD, OPTIONS"
    assert len(store) == before


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?default&graph=http://a/",
        "?graph=http://a/&graph=http://b/",
        "/a?default",
        "?default&format=png",
        "?graph=http://[",
        "?graph=//[::1/a",
    ],
)
def test_a_request_that_names_no_one_graph_is_400(service: TestClient, query: str) -> None:
    assert service.get(f"{GSP}{query}").status_code == 400


def test_a_graph_comes_in_every_form(service: TestClient) -> None:
    turtle = graph_of(service.get(GSP, params={"graph": NAMED}))
    for accept, form in (
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/trig", "turtle"),
    ):
        found = service.get(GSP, params={"graph": NAMED}, headers={"accept": accept})
        assert found.headers["content-type"] == accept
        assert isomorphic(rdflib.Graph().parse(data=found.content, format=form), turtle)
    assert service.get(f"{GSP}?default", headers={"accept": "text/csv"}).status_code == 406


SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def test_service_description_returns_rdf(service: TestClient) -> None:
    for accept, form in (("", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt")):
        found = service.get("/sparql", headers={"accept": accept} if accept else {})
        assert found.status_code == 200
        graph = rdflib.Graph().parse(data=found.content, format=form)
        assert graph.value(predicate=rdflib.RDF.type, object=SD.Service) is not None


def test_service_description_has_endpoint_triple(graphs: vlmkg.Kg) -> None:
    status, _, body = answer(graphs, "GET", b"", [], base_url="http://example.org/here/")
    graph = rdflib.Graph().parse(data=body, format="turtle")
    assert status == 200
    assert [str(endpoint) for endpoint in graph.objects(None, SD.endpoint)] == ["http://example.org/here/sparql"]


def test_service_description_conforms_to_schema(service: TestClient) -> None:
    graph = rdflib.Graph().parse(data=service.get("/sparql").content, format="turtle")
    service_ = graph.value(predicate=rdflib.RDF.type, object=SD.Service)
    assert graph.value(service_, SD.endpoint) is not None
    assert (service_, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (service_, SD.supportedLanguage, SD.SPARQL11Update) not in graph
    dataset = graph.value(service_, SD.defaultDataset)
    default = graph.value(dataset, SD.defaultGraph)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in graph
    assert (default, rdflib.RDF.type, SD.Graph) in graph
    assert is_yes(service.get("/sparql", params={"query": "ASK { ?s ?p ?o }", "default-graph-uri": str(default)}))
