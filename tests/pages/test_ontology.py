"""`/ontology`: every term documented under its own anchor, and the terms as JSON for editors."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.pages import ontology
from vlmkg.questions.ontology import read


@pytest.fixture(scope="module")
def page(browser: TestClient) -> str:
    answer = browser.get("/ontology")
    assert (answer.status_code, answer.url.path) == (200, "/ontology.html")
    return answer.text


def test_every_term_has_an_anchor_and_a_definition(page: str, kg: vlmkg.Kg) -> None:
    held = ontology.read(kg)
    anchors = re.findall(r'<article class="term" id="([^"]+)"', page)
    assert sorted(anchors) == sorted(term.local for term in held.terms.values())
    assert len(set(anchors)) == len(anchors) > 300
    assert all(term.definition for term in held.terms.values())


def test_every_link_within_the_page_leads_somewhere(page: str) -> None:
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_a_property_says_where_it_stands(kg: vlmkg.Kg) -> None:
    held = read(kg.library.engine)
    vlmkg_ = "https://w3id.org/vlmkg/ontology#"
    term = held.terms[vlmkg_ + "usesVisionEncoder"]
    assert (term.sort, term.parents) == ("property", (vlmkg_ + "usesEncoder",))
    assert (term.domains, term.ranges) == ((vlmkg_ + "ModelEntity",), (vlmkg_ + "ModelEntity",))
    assert held.inverse[term.iri] == (vlmkg_ + "visionEncoderOf",)
    assert "each fact needs a claim" in term.traits
    assert term.uses > 500
    assert set(held.terms[vlmkg_ + "frozePart"].ranges) >= {vlmkg_ + "Connector"}
    (chain,) = held.terms[vlmkg_ + "builtFrom"].chains
    assert len(chain) == 2


def test_schemes_keep_every_concept(kg: vlmkg.Kg) -> None:
    found = {scheme.iri.rpartition("/")[2]: scheme for scheme in ontology.read(kg).schemes}
    assert set(found) == {"capability", "connector", "modality", "task"}

    def every(concepts: tuple[object, ...]) -> set[str]:
        return {c.iri for c in concepts} | {i for c in concepts for i in every(c.narrower)}  # type: ignore[attr-defined]

    for scheme in found.values():
        assert len(every(scheme.top)) == scheme.count


def test_the_terms_as_json(browser: TestClient) -> None:
    terms = browser.get("/ontology/terms.json").json()
    by_name = {term["name"]: term for term in (*terms["classes"], *terms["properties"])}
    assert by_name["vlmkg:VisionEncoder"]["label"] == "vision encoder"
    assert by_name["vlmkg:usesVisionEncoder"]["iri"] == "https://w3id.org/vlmkg/ontology#usesVisionEncoder"
    assert terms["prefixes"]["model"] == "https://w3id.org/vlmkg/model/"
