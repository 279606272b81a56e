"""Pages about lineage: forms, the list that needs no script, tables with proof, and texts that stay texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app
from vlmkg.http.pages.lineage import ASKED, EXAMPLES

HOSTILE = "<img src=x onerror=alert(1)>\"'&"
OWN = r"""
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
model:eye a vlmkg:VisionEncoder ; rdfs:label "Eye %(bad)s"@en .
model:lens a vlmkg:VisionEncoder ; rdfs:label "Lens"@en .
model:seer a vlmkg:VisionLanguageModel ; rdfs:label "Seer"@en ; vlmkg:usesVisionEncoder model:eye .
source:page a vlmkg:Source ; rdfs:label "Page %(bad)s" .
claim:one a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:eye ; vlmkg:source source:page ; vlmkg:locator "%(bad)s" ; vlmkg:status vlmkg:Verified .
claim:two a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:lens ; vlmkg:source source:page ; vlmkg:status vlmkg:Rejected ; vlmkg:note "no" .
claim:three a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:trainedOn ;
    vlmkg:claimEntity vlmkg:NotDisclosed ; vlmkg:source source:page ; vlmkg:status vlmkg:Verified .
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A small graph whose texts are hostile, asked as a browser does."""
    path: Path = tmp_path_factory.mktemp("own") / "own.ttl"
    path.write_text(OWN % {"bad": HOSTILE.replace('"', '\\"')}, encoding="utf-8")
    kg = vlmkg.load(path, builtin=False)
    return TestClient(create_app(kg), headers={"accept": "text/html"}, raise_server_exceptions=False)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_every_question_has_a_form_and_an_example_that_answers(browser: TestClient, asked: object) -> None:
    assert f'action="/lineage/{asked.name}"' in browser.get("/lineage").text  # type: ignore[attr-defined]
    answer = browser.get(asked.href)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "Accept" in answer.headers["vary"]
    for url in re.findall(r'href="(/lineage/[^"]+format=\w+)"', answer.text):
        assert browser.get(url.replace("&amp;", "&")).status_code == 200


def test_every_example_of_the_form_is_there(kg: vlmkg.Kg) -> None:
    for _, name, direction in EXAMPLES:
        assert len(kg.lineage(name, direction=direction).rows) > 3  # type: ignore[arg-type]


def test_programs_get_the_list_of_questions(browser: TestClient) -> None:
    listed = browser.get("/lineage", headers={"accept": "application/json"}).json()
    assert {item["href"] for item in listed} == {f"/lineage/{asked.name}" for asked in ASKED}


def test_a_tree_is_a_list_with_sources(own: TestClient) -> None:
    page = own.get("/lineage/tree?of=Seer").text
    assert '<span class="role parameters">vision encoder</span>' in page
    assert 'href="/model/eye.html"' in page
    assert re.search(r'class="doubted rejected".*?Lens', page, re.S)
    assert re.search(r"trained on</span> <b>not disclosed</b>", page)
    assert "data-elements=" in page


@pytest.mark.parametrize(
    "path",
    [
        "/lineage/tree?of=Seer",
        "/lineage/ancestors?of=Seer&proof=1",
        "/lineage/parts?of=Seer",
        "/lineage/path?of=Seer&to=eye",
    ],
)
def test_hostile_texts_stay_texts(own: TestClient, path: str) -> None:
    page = own.get(path).text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_what_was_asked_stays_in_the_form(browser: TestClient) -> None:
    page = browser.get(
        "/lineage/tree", params={"of": "ColPali", "direction": "up", "least": "Verified", "depth": "2"}
    ).text
    assert 'value="ColPali"' in page
    assert '<option value="Verified" selected>' in page
    assert '<option value="2" selected>' in page


def test_a_table_joins_a_thing_and_its_label(browser: TestClient) -> None:
    page = browser.get("/lineage/ancestors?of=ColPali&proof=1").text
    assert '<td><a href="/model/paligemma.html">PaliGemma</a></td>' in page
    assert '<th scope="col">label</th>' not in page
    assert re.search(
        r"adapted from</span> <a href=\"/model/paligemma.html\">PaliGemma</a>.*?Introduction, line 25", page, re.S
    )


def test_a_long_tree_is_cut_and_says_so(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from vlmkg.http.pages import lineage

    monkeypatch.setattr(lineage, "MOST_STEPS", 5)
    page = browser.get("/lineage/tree?of=SigLIP&direction=down").text
    assert re.search(r"The first 5 of \d{3} steps", page)
    assert page.count('<span class="role ') == 5


def test_a_thing_without_steps_says_where_else_to_look(own: TestClient) -> None:
    page = own.get("/lineage/tree?of=Eye&direction=up").text
    assert "Nothing is recorded in this direction" in page
    assert "data-elements" not in page
    assert "direction=down" in page
