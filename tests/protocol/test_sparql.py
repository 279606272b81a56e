"""`/sparql` as its clients use it."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib
from fastapi.testclient import TestClient

SELECT = "SELECT ?m WHERE { ?m vlmkg:usesVisionEncoder model:pixtral-vit-400m ; a vlmkg:Model } ORDER BY ?m"
ASK = "ASK { model:pixtral-12b vlmkg:usesVisionEncoder model:pixtral-vit-400m }"
CONSTRUCT = "CONSTRUCT { ?m vlmkg:usesVisionEncoder ?e } WHERE { ?m vlmkg:usesVisionEncoder ?e }"
DESCRIBE = "DESCRIBE model:pixtral-12b"
PIXTRAL = "https://w3id.org/vlmkg/model/pixtral-12b"


def test_get_form_post_and_direct_post_give_the_same(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query"}),
        client.post(
            "/sparql", content=SELECT.encode(), headers={"content-type": "application/sparql-query; charset=utf-8"}
        ),
    ]
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    assert answers[0].headers["content-type"] == "application/sparql-results+json"
    rows = answers[0].json()["results"]["bindings"]
    assert PIXTRAL in [row["m"]["value"] for row in rows]


def test_head_has_the_headers_and_no_body(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": ASK})
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize("query", [SELECT, ASK])
def test_rows_and_a_yes_come_in_four_forms(client: TestClient, query: str) -> None:
    def body(accept: str) -> str:
        answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(accept)
        assert answer.headers["vary"].startswith("Accept")
        return answer.text

    assert json.loads(body("application/sparql-results+json"))["head"] is not None
    assert ElementTree.fromstring(body("application/sparql-results+xml")).tag.endswith("sparql")
    lines = list(csv.reader(io.StringIO(body("text/csv"))))
    assert lines[0] == (["m"] if query == SELECT else ["true"])
    assert body("text/tab-separated-values").startswith("?m\n" if query == SELECT else "true")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_a_graph_comes_in_four_forms_with_the_same_triples(
    client: TestClient, query: str, accept: str, parser: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    graph = rdflib.Graph().parse(data=answer.content, format=parser)
    plain = client.get("/sparql", params={"query": query, "format": "ntriples"})
    assert set(graph) == set(rdflib.Graph().parse(data=plain.content, format="nt"))
    assert (rdflib.URIRef(PIXTRAL), None, None) in graph


def test_a_type_that_no_answer_has_is_406(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_format_beats_accept_and_must_fit(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers={"accept": "application/json"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert client.get("/sparql", params={"query": SELECT, "format": "turtle"}).status_code == 400
    assert client.get("/sparql", params={"query": CONSTRUCT, "format": "turtle"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT ?x WHERE {\n  ?x ?p\n}", "line 3, column "),
        ("SELECT ?x WHERE { ?x nope:p ?o }", "prefix"),
        ("", "empty"),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }", "FROM"),
    ],
)
def test_a_query_that_cannot_be_run_is_400_and_says_why(client: TestClient, query: str, says: str) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) >= {"type", "title", "status", "detail"}
    assert says in problem["detail"]


def test_a_malformed_query_names_its_line_and_column(client: TestClient) -> None:
    problem = client.post("/sparql", data={"query": "ASK {\n  ?s ?p\n}"}).json()
    assert problem["line"] == 3
    assert problem["column"] in (1, 2)


@pytest.mark.parametrize(
    "request_",
    [
        {"params": {"qurey": ASK}},
        {"params": [("query", ASK), ("query", ASK)]},
        {"params": {"query": ASK, "default-graph-uri": "http://127.0.0.1:1/"}},
        {"params": {"query": ASK, "named-graph-uri": "file:///etc/passwd"}},
        {"params": "query=%ff"},
    ],
)
def test_requests_that_are_no_request_are_400(client: TestClient, request_: dict[str, object]) -> None:
    answer = client.get("/sparql", **request_)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_posts_of_other_kinds_are_refused(client: TestClient) -> None:
    def post(content: bytes, kind: str) -> int:
        return client.post("/sparql", content=content, headers={"content-type": kind}).status_code

    assert post(b"CLEAR ALL", "application/sparql-update") == 403
    assert post(b"{}", "application/json") == 415
    assert post(b"\xff\xfe", "application/sparql-query") == 400
    assert post(b"x" * 1_000_001, "application/sparql-query") == 413


def test_unknown_parameters_are_ignored(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": ASK, "whatever": "1"}).status_code == 200


def test_other_methods_and_paths_say_what_to_do(client: TestClient) -> None:
    for answer, status in ((client.put("/sparql"), 405), (client.get("/nothing"), 404)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
