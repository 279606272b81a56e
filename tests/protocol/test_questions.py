"""`/queries`, `/health`, `/` and the OpenAPI document."""

from __future__ import annotations

import csv
import io
import re

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
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
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
        ("/queries/find-models-by-encoder.csv?format=json", 400, "leave one of them out"),
        ("/queries/find-models-by-encoder?encoder=SigLIP&encoder=CLIP", 400, "encoder is given more than once"),
        ("/queries/find-models-by-encoder?encoder=", 400, "encoder is empty; give any vision, audio or text encoder"),
        ("/queries/find-models-by-encoder?encoder=%FF", 400, "UTF-8"),
        ("/queries/find-models-by-encoder?encoder=%ZZ", 400, "%25"),
        ("/queries/find-models-by-encoder?encoder=" + "x" * 301, 400, "the limit is 300"),
        ("/queries/find-models-by-encoder?encoder=" + "x" * 8000, 400, "the limit is 8,000"),
        ("/queries/find-models-by-encoder?limit=0", 400, "a whole number from 1 to 10,000"),
        ("/queries/find-models-by-encoder?limit=10001", 400, "a whole number from 1 to 10,000"),
        ("/queries/find-models-by-encoder?offset=-1", 400, "a whole number from 0"),
        ("/queries/find-models-by-encoder?proof=maybe", 400, "1 or 0"),
        ("/queries/find-models-by-encoder.tsv?proof=1", 400, "with its proof has no form 'tsv'"),
        ("/queries/find-models-by-encoder.rq?limit=5", 400, "no part of the query"),
        ("/queries/find-models-by-encoder.ttl?limit=5", 400, "no parameters"),
        ("/queries/list-bias-mitigations.json?proof=1", 400, "no evidence of its own"),
        ("/queries/list-changes?since=soon", 400, "a date (YYYY-MM-DD)"),
        ("/queries?tag=lineage", 400, "no parameter 'tag'"),
        ("/queries/license", 404, "find-commercial-models"),
        ("/queries/descendents.csv", 404, "list-descendants"),
    ],
)
def test_mistakes_get_one_clear_message(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


def test_a_type_that_no_form_has_is_refused(client: TestClient) -> None:
    for path in ("/queries", "/queries/list-independent-models", "/queries/list-independent-models?proof=1"):
        answer = client.get(path, headers={"accept": "image/png"})
        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
        assert "text/html" in answer.json()["detail"]
        assert "Accept" in answer.headers["vary"]


def test_suggestions_are_names_of_questions(client: TestClient) -> None:
    assert client.get("/queries/find-model-by-encoder").json()["suggestions"][0] == "find-models-by-encoder"
    assert client.get("/queries/encoder-tuning").json()["suggestions"][0] == "list-encoder-tuning"
    assert "suggestions" not in client.get("/queries/zzz").json()


def test_nothing_a_client_sends_becomes_query_text(client: TestClient) -> None:
    answer = client.get("/queries/find-models-by-encoder", params={"encoder": "> } UNION { ?s ?p ?o } #"})
    assert answer.status_code == 404


def test_parameters_are_typed_in_the_openapi_document(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    parameter, *others = paths["/queries/find-commercial-models"]["get"]["parameters"]
    assert [parameter["name"], *(other["name"] for other in others)] == [
        "parameters",
        "limit",
        "offset",
        "proof",
        "format",
    ]
    assert parameter["schema"]["anyOf"][0]["type"] == "integer"
    assert parameter["description"]
    parameter, *_ = paths["/queries/find-models-by-encoder"]["get"]["parameters"]
    assert parameter["schema"]["anyOf"][0]["type"] == "string"
    assert parameter["example"] == "model:siglip"
    assert "proof" not in {p["name"] for p in paths["/queries/list-bias-mitigations"]["get"]["parameters"]}


def test_health_names_the_version_of_the_graph(client: TestClient, kg: vlmkg.Kg) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["digest"] == kg.dataset.sources.digest
    assert health["as_of"] is None
    assert health["triples"] > 10_000


def test_the_front_page_leads_to_every_question(client: TestClient, kg: vlmkg.Kg) -> None:
    page = client.get("/").text
    assert all(f'href="/queries/{name}"' in page for name in kg.questions)
    loaded = re.findall(r'<(?:script|link|img)\b[^>]*?(?:src|href)="([^"]+)"', page)
    assert all(url.startswith("/static/") for url in loaded), "the page loads nothing from elsewhere"
