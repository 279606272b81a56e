"""`/queries`, `/health`, `/` and the OpenAPI document."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

import vlmkg


def test_every_question_is_listed_and_answers(client: TestClient, kg: vlmkg.Kg) -> None:
    listed = client.get("/queries").json()
    assert [q["name"] for q in listed] == list(kg.questions)
    for question in listed:
        answer = client.get(question["href"])
        assert answer.status_code == 200, question["name"]
        assert answer.json()["columns"]


def test_suffixes_choose_the_form(client: TestClient) -> None:
    parameters = {"encoder": "SigLIP"}
    rows = client.get("/queries/find-models-by-encoder.json", params=parameters).json()["rows"]
    table = list(csv.DictReader(io.StringIO(client.get("/queries/find-models-by-encoder.csv", params=parameters).text)))
    assert len(rows) == len(table) > 0
    assert rows[0]["modelLabel"] == table[0]["modelLabel"]
    plain = client.get("/queries/find-models-by-encoder", params=parameters, headers={"accept": "text/csv"})
    assert plain.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_a_browser_gets_something_to_read(client: TestClient, accept: str, kind: str) -> None:
    answer = client.get("/queries/list-independent-models", headers={"accept": accept})
    assert answer.headers["content-type"] == kind


def test_things_go_by_any_name(client: TestClient) -> None:
    def answer(name: str) -> object:
        return client.get("/queries/trace-ancestors.json", params={"model": name}).json()["rows"]

    assert answer("CoPali") == answer("model:colpali") == answer("https://w3id.org/vlmkg/model/colpali") != []


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/queries/find-model-by-encoder", 404, "find-models-by-encoder"),
        ("/queries/find-models-by-encoder.xlsx", 404, "no question"),
        ("/queries/find-models-by-encoder?encoder=SigLIPP", 404, "SigLIP"),
        ("/queries/find-models-by-encoder?encodr=SigLIP", 400, "it has: encoder"),
        ("/queries/find-commercial-models?parameters=many", 400, "parameters"),
        ("/queries/find-models-by-encoder?format=png", 400, "png"),
    ],
)
def test_mistakes_get_one_clear_message(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


def test_nothing_a_client_sends_becomes_query_text(client: TestClient) -> None:
    answer = client.get("/queries/find-models-by-encoder", params={"encoder": "> } UNION { ?s ?p ?o } #"})
    assert answer.status_code == 404


def test_parameters_are_typed_in_the_openapi_document(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    parameter, proof = paths["/queries/find-commercial-models"]["get"]["parameters"]
    assert (parameter["name"], proof["name"]) == ("parameters", "proof")
    assert {"type": "integer"} in parameter["schema"]["anyOf"]
    assert parameter["description"]
    parameter, _ = paths["/queries/find-models-by-encoder"]["get"]["parameters"]
    assert {"type": "string"} in parameter["schema"]["anyOf"]


def test_health_names_the_version_of_the_graph(client: TestClient, kg: vlmkg.Kg) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["digest"] == kg.dataset.sources.digest
    assert health["as_of"] is None
    assert health["triples"] > 10_000


def test_the_front_page_leads_to_every_question(client: TestClient, kg: vlmkg.Kg) -> None:
    page = client.get("/").text
    assert all(f'href="/queries/{name}"' in page for name in kg.questions)
    assert "https://" not in page.replace("https://w3id.org/vlmkg/", ""), "the page loads nothing from elsewhere"
