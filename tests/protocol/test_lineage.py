"""`/lineage` and `?proof=1`: the same answers over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app

ANSWERS = {
    "tree": {"of": "Duo"},
    "ancestors": {"of": "Child"},
    "descendants": {"of": "Iris"},
    "parts": {"of": "Duo"},
    "path": {"of": "Child", "to": "Root"},
    "common-ancestors": {"of": "Duo", "to": "Child"},
    "exposure": {"of": "Web"},
    "contamination": {"of": "Duo"},
    "obligations": {"of": "Duo"},
    "diff": {"of": "Duo", "to": "Vista L"},
    "disputes": {},
}


@pytest.fixture(scope="module")
def small(root: Path) -> Iterator[TestClient]:
    kg = vlmkg.load(root / "tests" / "lineage" / "graph.ttl", builtin=False)
    with TestClient(create_app(kg), raise_server_exceptions=False) as client:
        yield client


def test_what_can_be_asked_is_listed(small: TestClient) -> None:
    listed = small.get("/lineage").json()
    assert {item["href"] for item in listed} == {f"/lineage/{name}" for name in ANSWERS}
    assert all(item["summary"] for item in listed)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_in_every_form(small: TestClient, name: str) -> None:
    kinds = {
        "json": "application/json",
        "html": "text/html; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "dot": "text/vnd.graphviz; charset=utf-8",
        "mermaid": "text/vnd.mermaid; charset=utf-8",
        "cytoscape": "application/vnd.cytoscape+json",
    }
    for form, kind in kinds.items():
        answer = small.get(f"/lineage/{name}", params={**ANSWERS[name], "format": form})
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    by_accept = small.get(f"/lineage/{name}", params=ANSWERS[name], headers={"accept": "text/html,*/*;q=0.8"})
    assert by_accept.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in by_accept.headers["content-security-policy"]


def test_proof_comes_when_asked_for(small: TestClient) -> None:
    plain = small.get("/lineage/exposure", params={"of": "Web"}).json()
    assert "proof" not in plain["rows"][0]
    (duo,) = [
        row
        for row in small.get("/lineage/exposure", params={"of": "Web", "proof": "1"}).json()["rows"]
        if row["model"] == "model:duo"
    ]
    (way,) = duo["proof"]
    assert [(step["child"], step["role"], step["claims"][0]["locator"]) for step in way] == [
        ("model:duo", "vision encoder", "section 2"),
        ("model:iris-l", "trained on", "section 2"),
        ("dataset:web-part", "subset of", "section 2"),
    ]


def test_a_question_with_proof(small: TestClient) -> None:
    parameters = {"encoder": "Iris", "proof": "1"}
    rows = small.get("/queries/find-models-by-encoder", params=parameters).json()["rows"]
    assert all(row["proof"] and row["verdict"] == "proved" for row in rows)
    table = list(csv.DictReader(io.StringIO(small.get("/queries/find-models-by-encoder.csv", params=parameters).text)))
    assert len(table) == len(rows)
    assert "Iris L ─version of→ Iris: ✓ The paper, section 2" in table[0]["proof"]
    assert small.get("/queries/trace-exposure.json", params={"dataset": "Web"}).json()["columns"][-2:] == [
        "verdict",
        "weakest",
    ]


def test_proof_is_in_the_openapi_document_where_there_is_any(small: TestClient) -> None:
    paths = small.get("/openapi.json").json()["paths"]

    def names(path: str) -> set[str]:
        return {p["name"] for p in paths[path]["get"].get("parameters", ())}

    assert "proof" in names("/queries/list-components")
    assert "proof" not in names("/queries/list-bias-mitigations")
    assert {"of", "follow", "depth", "least", "proof", "format"} == names("/lineage/ancestors")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/lineage/ancestors", 400, "of"),
        ("/lineage/ancestors?of=Nobody+Home", 404, "nothing is called"),
        ("/lineage/ancestors?of=Duo&prof=1", 400, "no parameter 'prof'"),
        ("/lineage/ancestors?of=Duo&depth=1000", 400, "depth"),
        ("/lineage/ancestors?of=Duo&least=Certain", 400, "least"),
        ("/lineage/ancestors?of=Duo&follow=hearsay", 400, "no relation of lineage"),
        ("/lineage/ancestors?of=Duo&format=png", 400, "png"),
        ("/lineage/nothing", 404, "nothing at /lineage/nothing"),
        ("/queries/list-bias-mitigations?proof=1", 400, "no parameter 'proof'"),
        ("/lineage/ancestors?of=%3E+%7D+%23", 404, "nothing is called"),
        ("/lineage/ancestors?of=", 400, "of is empty; give any name of a thing"),
        ("/lineage/ancestors?of=%FF", 400, "no UTF-8"),
        ("/lineage/ancestors?of=%zz", 400, "write it as %25"),
        ("/lineage?of=Duo", 400, "/lineage has no parameter 'of'; it has none"),
        ("/compare?of=Duo&too=Child", 400, "/compare has no parameter 'too'; it has: of, format"),
        ("/compare?of=Duo&of=Child&format=json&format=html", 400, "format is given more than once"),
    ],
)
def test_mistakes_get_one_clear_message(small: TestClient, path: str, status: int, says: str) -> None:
    answer = small.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert says in answer.json()["detail"]


def test_a_type_that_no_form_has_is_refused(small: TestClient) -> None:
    answer = small.get("/lineage/ancestors?of=Duo", headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert "text/vnd.mermaid" in answer.json()["detail"]


def test_a_parameter_counts_once(small: TestClient) -> None:
    answer = small.get("/lineage/ancestors?of=Duo&of=Child")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "of is given more than once; give it once"
    assert small.get("/lineage/ancestors", params={"of": "x" * 301}).status_code == 400
