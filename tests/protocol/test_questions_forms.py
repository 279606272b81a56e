"""What a question answers in each form, part by part, with proof and without: exact values on a graph that is known."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.http.questions.paging import Part

PATH = "/queries/find-models-by-encoder"
ROWS = [("model:duo", "Duo"), ("model:looks", "Looks"), ("family:vista", "Vista"), ("model:vista-s", "Vista S")]


def _links(header: str) -> dict[str, str]:
    """The addresses of a `Link` header by relation, and by media type where they have one."""
    found = {}
    for target, relation, media_type in re.findall(r'<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?', header):
        found[media_type or relation] = target
    return found


def test_json_says_what_was_asked_and_how_much_of_it_this_is(known: TestClient) -> None:
    answer = known.get(PATH, params={"encoder": "iris", "limit": 2, "offset": 1}).json()
    rows = answer.pop("rows")
    assert answer == {
        "question": "find-models-by-encoder",
        "summary": "Which models use this encoder, in any version?",
        "parameters": {"encoder": "iris"},
        "resolved": {"encoder": "model:iris"},
        "columns": ["model", "modelLabel", "version", "versionLabel"],
        "total": 4,
        "offset": 1,
        "limit": 2,
        "truncated": True,
        "next": f"{PATH}.json?encoder=iris&limit=2&offset=3",
    }
    assert rows == [
        {"model": "model:looks", "modelLabel": "Looks", "version": "model:iris", "versionLabel": "Iris"},
        {"model": "family:vista", "modelLabel": "Vista", "version": "model:iris-l", "versionLabel": "Iris L"},
    ]


def test_numbers_are_numbers(client: TestClient) -> None:
    answer = client.get("/queries/list-results.json", params={"model": "model:eagle2.5-8b"}).json()
    scores = {row["benchmark"]: row["score"] for row in answer["rows"]}
    assert scores["benchmark:ai2d"] == 84.5
    assert answer["total"] == len(answer["rows"])
    (size,) = (
        row["parameterCount"]
        for row in client.get("/queries/find-commercial-models.json", params={"parameters": "600M"}).json()["rows"]
        if row["model"] == "model:smolvlm-500m"
    )
    assert size == 500_000_000


def test_links_lead_through_the_parts(known: TestClient) -> None:
    first = known.get(f"{PATH}.csv", params={"encoder": "Iris", "limit": 3})
    assert _links(first.headers["link"]) == {
        "first": f"{PATH}.csv?encoder=Iris&limit=3",
        "next": f"{PATH}.csv?encoder=Iris&limit=3&offset=3",
        "last": f"{PATH}.csv?encoder=Iris&limit=3&offset=3",
        "text/html": f"{PATH}?encoder=Iris",
        "application/json": f"{PATH}.json?encoder=Iris",
        "text/tab-separated-values": f"{PATH}.tsv?encoder=Iris",
        "application/sparql-query": f"{PATH}.rq?encoder=Iris",
    }
    seen = first.text
    following = first
    while there := _links(following.headers["link"]).get("next"):
        following = known.get(there)
        seen += following.text.partition("\r\n")[2]
    assert seen == known.get(f"{PATH}.csv", params={"encoder": "Iris"}).text
    assert "first" not in _links(known.get(f"{PATH}.csv", params={"encoder": "Iris"}).headers["link"])
    past = known.get(f"{PATH}.json", params={"encoder": "Iris", "limit": 3, "offset": 100})
    assert past.json()["rows"] == []
    assert past.json()["total"] == 4
    assert _links(past.headers["link"])["prev"] == f"{PATH}.json?encoder=Iris&limit=3&offset=3"


@given(st.integers(1, 12), st.integers(0, 60), st.integers(0, 50))
@settings(deadline=None)
def test_parts_by_links_cover_everything_once(limit: int, offset: int, total: int) -> None:
    part = Part(offset, limit, total)
    assert part.whole == (offset == 0 and limit >= total)
    seen, where = [], Part(0, limit, total)
    while True:
        seen += range(where.offset, min(where.offset + limit, total))
        if not where.truncated:
            break
        where = Part(where.offsets["next"], limit, total)
    assert seen == list(range(total))
    if total > limit:
        assert where.offset == part.last
    if offset:
        back = part.offsets["prev"]
        assert back < offset
        assert back == 0 or back < total


def test_every_form_holds_the_same_rows(known: TestClient) -> None:
    asked = {"encoder": "Iris"}
    table = list(csv.DictReader(io.StringIO(known.get(f"{PATH}.csv", params=asked).text)))
    assert [row["modelLabel"] for row in table] == [label for _, label in ROWS]
    assert table[0]["model"] == "https://w3id.org/vlmkg/model/duo"
    tabs = known.get(f"{PATH}.tsv", params=asked)
    assert tabs.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert tabs.text.splitlines()[1].split("\t")[:2] == ["<https://w3id.org/vlmkg/model/duo>", '"Duo"@en']
    standard = known.get(PATH, params=asked, headers={"accept": "application/sparql-results+json"})
    assert [b["model"]["value"] for b in standard.json()["results"]["bindings"]] == [row["model"] for row in table]
    xml = known.get(f"{PATH}.xml", params=asked)
    assert xml.headers["content-type"] == "application/sparql-results+xml"
    assert xml.text.count("<result>") == 4
    assert known.get(PATH, params={**asked, "format": "srj"}).content == standard.content


def test_the_query_is_the_one_that_runs(known: TestClient) -> None:
    text = known.get(f"{PATH}.rq", params={"encoder": "Iris"})
    assert text.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert text.text.startswith("#+ summary: Which models use this encoder, in any version?\n\nPREFIX ")
    assert "VALUES ?encoder { <https://w3id.org/vlmkg/model/iris> }" in text.text
    run = known.post(
        "/sparql", content=text.content, headers={"content-type": "application/sparql-query", "accept": "text/csv"}
    )
    assert run.text == known.get(f"{PATH}.csv", params={"encoder": "Iris"}).text
    by_accept = known.get(PATH, params={"encoder": "Iris"}, headers={"accept": "application/sparql-query"})
    assert by_accept.text == text.text


def test_a_question_answered_in_python_works_the_same_way(known: TestClient) -> None:
    whole = known.get("/queries/trace-exposure.json", params={"dataset": "Web"}).json()
    assert whole["total"] == 20
    part = known.get("/queries/trace-exposure.json", params={"dataset": "Web", "limit": 3, "offset": 19}).json()
    assert part["rows"] == whole["rows"][19:]
    assert (part["total"], part["truncated"], part["next"]) == (20, False, None)
    proved = known.get("/queries/trace-exposure.json", params={"dataset": "Web", "limit": 1, "proof": 1}).json()
    (row,) = proved["rows"]
    assert (row["model"], row["verdict"], row["weakest"]) == ("model:prism-a", "proved", "Verified")
    assert [[step["role"] for step in way] for way in row["proof"]] == [["trained on"]]
    asked = {"dataset": "Web", "proof": 1}
    every = known.get("/queries/trace-exposure.json", params=asked).json()["rows"]
    later = known.get("/queries/trace-exposure.json", params={**asked, "limit": 2, "offset": 5}).json()
    assert later["rows"] == every[5:7]
    query = known.get("/queries/trace-exposure.rq", params={"dataset": "Web"}).text
    assert "# This gives the facts that the answer starts from" in query
    assert "<https://w3id.org/vlmkg/dataset/web>" in query


def test_proof_of_a_part_is_the_part_of_the_proof(known: TestClient, traps: vlmkg.Kg) -> None:
    whole = known.get(f"{PATH}.json", params={"encoder": "Iris", "proof": "true"}).json()["rows"]
    assert [row["verdict"] for row in whole] == ["proved"] * 4
    for offset in range(4):
        part = known.get(f"{PATH}.json", params={"encoder": "Iris", "proof": 1, "limit": 1, "offset": offset}).json()
        assert part["rows"] == whole[offset : offset + 1]
        assert part["columns"][-3:] == ["verdict", "weakest", "proof"]
        assert part["total"] == 4
    table = list(csv.DictReader(io.StringIO(known.get(f"{PATH}.csv", params={"encoder": "Iris", "proof": 1}).text)))
    assert "Vista S ─vision encoder→ Iris L: ✓ The paper, section 2 (stated of Vista)" in table[3]["proof"]
    drawn = known.get(PATH, params={"encoder": "Iris", "proof": 1, "format": "mermaid"})
    assert drawn.headers["content-type"] == "text/vnd.mermaid; charset=utf-8"


@pytest.mark.parametrize("name", ["list-components", "find-models-by-encoder"])
def test_an_optional_parameter_may_be_left_empty_and_others_not(client: TestClient, name: str) -> None:
    assert client.get(f"/queries/{name}.json?{'model' if name == 'list-components' else 'encoder'}=").status_code == 400
    every = client.get("/queries/list-results.json?model=model:eagle2.5-8b").json()
    assert client.get("/queries/list-results.json?model=model:eagle2.5-8b&benchmark=").json() == every


def test_sizes_may_be_written_as_the_field_writes_them(client: TestClient) -> None:
    short = client.get("/queries/find-commercial-models.csv?parameters=8B")
    assert short.status_code == 200
    assert short.text == client.get("/queries/find-commercial-models.csv?parameters=8000000000").text
