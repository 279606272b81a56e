"""The pages of the questions: form, answer, proof, query and mistakes, as a browser gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app

from .conftest import BROWSER
from .html import Page

PATH = "/queries/find-models-by-encoder"


@pytest.fixture(scope="module")
def known(root: Path) -> Iterator[TestClient]:
    """A browser at a server of the small graph of tests/lineage, whose answers are known."""
    graph = vlmkg.load(root / "tests" / "lineage" / "graph.ttl", builtin=False)
    with TestClient(create_app(graph), headers={"accept": BROWSER}, raise_server_exceptions=False) as client:
        yield client


def _main(text: str) -> str:
    return text.partition("<main")[2].partition("</main>")[0]


def test_every_page_is_sound_and_shows_its_question(browser: TestClient, kg: vlmkg.Kg) -> None:
    for question in kg.questions.values():
        answer = browser.get(f"/queries/{question.name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), question.name
        page = Page(answer.text)
        assert page.faults == [], question.name
        said = " ".join("".join(page.text).split())
        assert question.summary in said
        assert f"/queries/{question.name}.rq" in " ".join(page.links)
        for parameter in question.parameters:
            assert f'name="{parameter.name}"' in answer.text
        assert ("with proof" in said or "without proof" in said) == question.provable


def test_all_questions_stand_under_a_topic_once(browser: TestClient, kg: vlmkg.Kg) -> None:
    page = Page(browser.get("/queries").text)
    assert page.faults == []
    linked = [link.removeprefix("/queries/") for link in page.links if link.startswith("/queries/")]
    assert sorted(linked) == sorted(kg.questions)
    topics = [link[1:] for link in page.links if link.startswith("#") and link != "#main"]
    assert topics == ["lineage", "data", "licenses", "benchmarks", "results", "training", "provenance", "ethics"]
    assert set(topics) <= set(page.anchors)


def test_rows_show_labels_that_lead_to_things(known: TestClient) -> None:
    text = _main(known.get(PATH, params={"encoder": "Iris"}).text)
    assert "4 rows" in text
    heads = re.findall(r'<th role="columnheader" scope="col">([^<]*)</th>', text)
    assert heads == ["model", "version"]
    (row,) = re.findall(r'<tr role="row">(<td.*?>Duo<.*?)</tr>', text, re.DOTALL)
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', row) == [
        ("/model/duo.html", "Duo"),
        ("/model/iris-l.html", "Iris L"),
    ]


def test_proof_is_there_to_unfold_and_can_be_left_out(known: TestClient) -> None:
    text = _main(known.get(PATH, params={"encoder": "Iris"}).text)
    (proof, *others) = re.findall(r'<details class="proof">.*?</details>\s*</td>', text, re.DOTALL)
    assert len(others) == 3
    said = " ".join("".join(Page(proof.replace("</td>", "")).text).split())
    assert said.startswith("proved · 2 steps, the weakest ✓ verified")
    assert "Iris L version of Iris✓ Verified The paper, section 2" in said
    assert "/source/paper.html" in proof
    assert f'href="{PATH}?encoder=Iris&amp;proof=0"' in text
    without = _main(known.get(PATH, params={"encoder": "Iris", "proof": "0"}).text)
    assert '<details class="proof">' not in without
    assert f'href="{PATH}?encoder=Iris&amp;proof=1"' in without


def test_a_verdict_stands_once(known: TestClient) -> None:
    text = _main(known.get("/queries/trace-exposure", params={"dataset": "Web"}).text)
    assert 'data-label="verdict"' not in text
    assert '<strong class="verdict unknown">unknown</strong>' in text
    assert '<strong class="verdict possible">possible</strong>' in text


def test_parts_have_links_to_the_others(known: TestClient) -> None:
    text = _main(known.get(PATH, params={"encoder": "Iris", "limit": "1", "offset": "1"}).text)
    assert "Rows 2 to 2 of 4" in text
    pager = text.partition('<nav class="pager"')[2].partition("</nav>")[0]
    assert re.findall(r'rel="(\w+)" href="([^"]*)">(\w+)<', pager) == [
        ("first", f"{PATH}?encoder=Iris&amp;limit=1", "First"),
        ("prev", f"{PATH}?encoder=Iris&amp;limit=1", "Previous"),
        ("next", f"{PATH}?encoder=Iris&amp;limit=1&amp;offset=2", "Next"),
        ("last", f"{PATH}?encoder=Iris&amp;limit=1&amp;offset=3", "Last"),
    ]


def test_few_values_are_chosen_and_many_are_typed(browser: TestClient) -> None:
    text = _main(browser.get("/queries/find-benchmarks-by-capability", params={"capability": "OCR"}).text)
    assert '<option value="capability:ocr" selected>' in text
    assert text.count("<option") > 50
    assert '<option value="">' not in text
    text = _main(browser.get("/queries/find-untested-capabilities").text)
    assert '<option value="" selected>(all)</option>' in text
    assert re.search(r'name="model" type="text" value="" [^>]*data-suggest="ModelEntity" placeholder="all">', text)
    text = _main(browser.get("/queries/list-changes").text)
    assert re.search(r'name="since" type="date" value="2026-11-23" [^>]*required>', text)
    text = _main(browser.get(PATH).text)
    assert re.search(r'value="SigLIP" [^>]*data-suggest="VisionEncoder,AudioEncoder,[^"]*" required>', text)


def test_what_the_form_suggests_is_what_the_question_takes(browser: TestClient, kg: vlmkg.Kg) -> None:
    suggested = re.search(r'data-suggest="([^"]*)" required', browser.get(PATH).text)
    assert suggested is not None
    found = browser.get("/search.json", params={"q": "clip", "class": suggested[1], "limit": 20}).json()["matches"]
    assert len(found) > 5
    encoders = set(suggested[1].split(","))
    for match in found:
        classes = {iri.rpartition("#")[2] for iri in kg.library.types(match["iri"])}
        assert classes & encoders, match


def test_the_query_can_be_opened_in_the_editor(known: TestClient) -> None:
    text = _main(known.get(PATH, params={"encoder": "Iris"}).text)
    assert "VALUES ?encoder { &lt;https://w3id.org/vlmkg/model/iris&gt; }" in text
    assert 'href="/sparql#query=PREFIX%20' in text
    assert "kg.ask(&#39;find-models-by-encoder&#39;, encoder=&#39;Iris&#39;, proof=True)" in text
    assert "vlmkg run find-models-by-encoder encoder=Iris --proof" in text


def test_a_mistake_keeps_the_form_and_says_what_may_be_meant(known: TestClient) -> None:
    answer = known.get(PATH, params={"encoder": "Iriss"})
    assert answer.status_code == 404
    text = _main(answer.text)
    assert "nothing is called &#39;Iriss&#39;" in text
    assert f'<a class="chip" href="{PATH}?encoder=model%3Airis">Iris' in text
    assert 'value="Iriss"' in text
    assert Page(answer.text).faults == []
    wrong = known.get(PATH, params={"encodr": "Iris"})
    assert wrong.status_code == 400
    assert "it has: encoder" in wrong.text
    unknown = known.get("/queries/find-model-by-encoder")
    assert unknown.status_code == 404
    assert "find-models-by-encoder" in _main(unknown.text)


def test_a_graph_without_the_example_shows_the_form(known: TestClient) -> None:
    answer = known.get(PATH)
    assert answer.status_code == 200
    text = _main(answer.text)
    assert 'role="alert"' not in text
    assert '<select id="p-encoder" name="encoder">' in text
    assert '<option value="model:iris">Iris</option>' in text
    assert " selected" not in text


def test_no_row_says_that_it_may_be_a_gap(known: TestClient) -> None:
    text = _main(known.get(PATH, params={"encoder": "Duo"}).text)
    assert "No rows" in text
    assert "That may be a gap of the graph" in text


def test_nothing_in_a_label_or_a_parameter_becomes_html(tmp_path: Path) -> None:
    path = tmp_path / "hostile.ttl"
    path.write_text(
        """
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
model:eye a vlmkg:VisionEncoder ; rdfs:label "<script>alert(1)</script>"@en .
model:seer a vlmkg:VisionLanguageModel ; rdfs:label "\\"><img src=x onerror=alert(2)>"@en ;
    vlmkg:usesVisionEncoder model:eye .
""",
        encoding="utf-8",
    )
    client = TestClient(create_app(vlmkg.load(path, builtin=False)), headers={"accept": BROWSER})
    for given in ("model:eye", "<script>alert(1)</script>", '"><svg onload=alert(3)>', "{{ 7 * 7 }}", "\x00"):
        answer = client.get(PATH, params={"encoder": given})
        assert answer.status_code in (200, 404), given
        assert Page(answer.text).faults == []
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<svg" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(PATH, params={"encoder": "model:eye"}).text
