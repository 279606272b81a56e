"""The page of a thing: what it shows of each kind, who says so, and that every link of it leads somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.errors import UnknownName
from vlmkg.graph.results import Rows
from vlmkg.http.pages import entity, render
from vlmkg.questions import surroundings
from vlmkg.terms import BASE, KINDS, expand

from .html import Page, read


def page_of(kg: vlmkg.Kg, name: str) -> Page:
    answer = entity.respond(kg, expand(name) or name)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == render.POLICY
    return read(bytes(answer.body).decode())


def fullest(kg: vlmkg.Kg, kind: str) -> str | None:
    """The thing of a kind of which most is said."""
    rows = kg.query(
        f'SELECT ?s (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}{kind}/") && !CONTAINS(STR(?s), "#"))'
        "} GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 1"
    )
    assert isinstance(rows, Rows)
    return next((str(name) for name, _ in rows), None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page(kg: vlmkg.Kg, kind: str) -> None:
    name = fullest(kg, kind)
    if name is None:
        pytest.fail(f"the graph has nothing of the kind {kind}")
    page = page_of(kg, name)
    assert kg.label(expand(name) or name) in page.words
    for link in page.links:
        assert_leads_somewhere(kg, link, page)


def assert_leads_somewhere(kg: vlmkg.Kg, link: str, page: Page) -> None:
    path, anchor = urlsplit(link).path, urlsplit(link).fragment
    if link.startswith("http"):
        return
    if not path:
        assert anchor in page.anchors, link
    elif path.endswith((".html", ".ttl", ".jsonld", ".nt", ".rdf")):
        iri = BASE + unquote(path[1:]).rpartition(".")[0]
        assert kg.library.types(iri), link
    elif path == "/ontology" and anchor:
        assert kg.library.types(f"{BASE}ontology#{unquote(anchor)}"), link
    else:
        first = path.split("/")[1]
        assert first != "claim", "claims have no list"
        assert first in (
            *KINDS,
            "",
            "queries",
            "lineage",
            "compare",
            "sparql",
            "ontology",
            "about",
            "data",
            "related",
        ), link


def test_a_model_shows_parts_people_and_doubts(kg: vlmkg.Kg) -> None:
    words = page_of(kg, "model:pixtral-12b").words
    for said in (
        "Mistral AI · 2024-09-11",
        "vision encoder Pixtral ViT 400M ✓ Verified",
        "trained on not disclosed",
        "rejected language model: Mistral Large 2",
        "awesome-vlm, line 80",
        "Mistral Large 2 is the base of Pixtral Large; the 12B model is built on Mistral Nemo 12B.",
        "arXiv 2410.07073v2, section 2.2",
    ):
        assert said in words


def test_results_stand_under_capabilities_with_who_measured(kg: vlmkg.Kg) -> None:
    page = page_of(kg, "model:qwen2.5-vl-7b")
    assert "results" in page.anchors
    assert "Video understanding" in page.words
    assert "its makers" in page.words
    assert "others" in page.words
    from vlmkg.lineage.measurements import measurements

    number = len(measurements(kg.library, models=[kg.resolve("model:qwen2.5-vl-7b")]))
    assert f"Results {number}" in page.words


def test_a_deprecated_thing_says_what_replaced_it(kg: vlmkg.Kg) -> None:
    rows = kg.query("SELECT ?old ?new { ?old dcterms:isReplacedBy ?new ; owl:deprecated true } ORDER BY ?old")
    assert isinstance(rows, Rows)
    found = list(rows)
    assert found
    for old, new in found:
        words = page_of(kg, str(old)).words
        assert f"Deprecated. Replaced by {kg.label(expand(str(new)) or '')}." in words


def test_numbers_that_sources_state_are_readable(kg: vlmkg.Kg) -> None:
    words = page_of(kg, "dataset:laion-5b").words
    assert "disputed number of pairs: about 5,000,000,000" in words
    assert "against it: 5,850,000,000, ✓ Verified LAION-AI/laion.ai, blog on LAION-5B, line 8" in words


def test_what_it_does_not_come_from_stands_apart(kg: vlmkg.Kg) -> None:
    text = bytes(entity.respond(kg, expand("model:emu3") or "").body).decode()
    assert text.count('class="branch apart"') == 1
    assert "not derived from Llama 2" in read(text).words


def test_a_benchmark_warns_what_does_not_compare(kg: vlmkg.Kg) -> None:
    page = page_of(kg, "benchmark:pope")
    assert "Scores compare only inside one table" in page.words
    assert "Not stated: split, shots, frames, harness, judge." in page.words
    assert "possible same images: COCO" in page.words
    assert "evaluates Resistance to hallucination" in page.words


def test_a_capability_shows_its_benchmarks_and_their_best(kg: vlmkg.Kg) -> None:
    words = page_of(kg, "capability:ocr").words
    assert "OCRBench" in words
    assert "part of Reading text in images" in words
    assert "Said to have it 33" in words


def number_of(link: str) -> int:
    """The page of a list that a link leads to."""
    return int(dict(parse_qsl(urlsplit(link).query)).get("page", "1"))


def test_a_hub_is_cut_with_a_link_to_the_whole(kg: vlmkg.Kg, browser: TestClient) -> None:
    page = page_of(kg, "license:apache-2.0")
    (link,) = [link for link in page.links if link.startswith("/related")]
    number = int(next(word for word in page.words.split("all ")[1:] if word[0].isdigit()).split()[0].replace(",", ""))
    assert number > 100
    seen: set[str] = set()
    while link:
        answer = browser.get(link)
        assert answer.status_code == 200
        listed = read(answer.text)
        seen |= {found for found in listed.links if found.endswith(".html") and "apache-2.0" not in found}
        link = next((found for found in listed.links if found.endswith(f"page={number_of(link) + 1}")), "")
    assert len(seen) == number


@pytest.mark.parametrize("name", ["model:clip-vit-l-14", "dataset:coco", "capability:ocr"])
def test_what_points_to_a_thing_is_said_once_at_its_most_specific(kg: vlmkg.Kg, name: str) -> None:
    found = surroundings.pointing(kg.library, kg.resolve(name))
    assert found
    for property_, subjects in found.items():
        for wide in kg.library.schema.above(property_):
            assert not set(subjects) & set(found.get(wide, ())), (property_, wide)


def test_a_source_counts_what_it_states(kg: vlmkg.Kg) -> None:
    words = page_of(kg, "source:awesome-vlm").words
    rows = kg.query("SELECT (COUNT(?c) AS ?n) { ?c vlmkg:source source:awesome-vlm }")
    assert isinstance(rows, Rows)
    ((number,),) = list(rows)
    assert f"The first 150 of {int(str(number)):,} claims" in words


@pytest.mark.parametrize("name", ["source:awesome-vlm", "benchmark:mmmu", "model:pixtral-12b"])
def test_a_link_to_a_query_opens_the_editor_with_one_that_answers(kg: vlmkg.Kg, name: str) -> None:
    links = [urlsplit(link) for link in page_of(kg, name).links if link.startswith(("/sparql#", "/sparql?"))]
    assert links
    for link in links:
        assert (link.path, link.query) == ("/sparql", "")
        rows = kg.query(dict(parse_qsl(link.fragment))["query"])
        assert isinstance(rows, Rows)
        assert len(rows) > 0


def test_a_claim_says_of_what_and_how_sure(kg: vlmkg.Kg) -> None:
    words = page_of(kg, "claim:mmmu.supports-modality.1").words
    for said in ("speaks of MMMU", "property supports modality", "value Image", "status verified"):
        assert said in words


def test_nothing_has_no_page(kg: vlmkg.Kg) -> None:
    with pytest.raises(UnknownName):
        entity.respond(kg, BASE + "model/there-is-no-such-model")


HOSTILE = """
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix dataset: <https://w3id.org/vlmkg/dataset/> .
@prefix benchmark: <https://w3id.org/vlmkg/benchmark/> .
@prefix result: <https://w3id.org/vlmkg/result/> .
@prefix stage: <https://w3id.org/vlmkg/stage/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .

model:bad a vlmkg:VisionLanguageModel ;
    rdfs:label "<script>alert(1)</script>"@en ;
    skos:altLabel "\\" onmouseover=\\"alert(2)" , "</title><script>alert(3)</script>" ;
    skos:definition "<img src=x onerror=alert(4)> {{ 7*7 }} {% raw %}" ;
    foaf:page <javascript:alert(5)> ;
    vlmkg:huggingFaceId "../../x?<y>" ;
    vlmkg:arxivId "javascript:alert(6)" ;
    vlmkg:usesVisionEncoder model:eye ;
    vlmkg:trainedOn dataset:bad .
model:eye a vlmkg:VisionEncoder ; rdfs:label "\\"><svg onload=alert(7)>"@en .
dataset:bad a vlmkg:Dataset ; rdfs:label "'><script src=//example.org/x.js></script>"@en .
benchmark:bad a vlmkg:Benchmark ; rdfs:label "<b>bench</b>"@en .
result:bad a vlmkg:Result ; rdfs:label "<i>r</i>"@en ; vlmkg:ofModel model:bad ; vlmkg:onBenchmark benchmark:bad ;
    vlmkg:metric "<script>alert(8)</script>" ; vlmkg:score 1.5 ; vlmkg:split "\\"'><script>" .
stage:bad a vlmkg:TrainingStage ; rdfs:label "<script>s</script>"@en ; vlmkg:stageOf model:bad ; vlmkg:stageNumber 1 ;
    skos:definition "<script>alert(9)</script>" ; vlmkg:tunedPart model:eye .
source:bad a vlmkg:Source ; rdfs:label "<script>alert(10)</script>"@en ; foaf:page <javascript:alert(11)> ;
    vlmkg:note "<script>alert(12)</script>" .
claim:bad a vlmkg:Claim ; vlmkg:claimSubject model:bad ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:eye ; vlmkg:source source:bad ; vlmkg:locator "<script>alert(13)</script>" ;
    vlmkg:note "<script>alert(14)</script>" ; vlmkg:status vlmkg:Verified .
claim:worse a vlmkg:Claim ; vlmkg:claimSubject model:bad ; vlmkg:claimProperty foaf:page ;
    vlmkg:claimLiteral "javascript:alert(15)" ; vlmkg:source source:bad ; vlmkg:locator "</td>" ;
    vlmkg:note "</main><script>alert(16)</script>" ; vlmkg:status vlmkg:Rejected .
claim:silent a vlmkg:Claim ; vlmkg:claimSubject model:bad ; vlmkg:claimProperty vlmkg:builtOnBackbone ;
    vlmkg:claimEntity vlmkg:NotDisclosed ; vlmkg:source source:bad ; vlmkg:locator "<u>" ; vlmkg:status vlmkg:Verified .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> vlmkg.Kg:
    path: Path = tmp_path_factory.mktemp("hostile") / "bad.ttl"
    path.write_text(HOSTILE, encoding="utf-8")
    return vlmkg.load(path, builtin=False)


BAD = ("model:bad", "model:eye", "dataset:bad", "benchmark:bad", "result:bad", "stage:bad", "source:bad", "claim:bad")


@pytest.mark.parametrize("name", [*BAD, "claim:worse", "claim:silent"])
def test_what_is_in_the_data_is_text(hostile: vlmkg.Kg, name: str) -> None:
    page = page_of(hostile, name)  # reading it fails at a script, a handler or a strange address
    assert ">49<" not in page.words
    if name == "model:bad":
        assert "<script>alert(1)</script>" in page.words
        assert "<img src=x onerror=alert(4)> {{ 7*7 }} {% raw %}" in page.words
        assert "javascript:alert(5)" in page.words
        assert not any("alert" in link and not link.startswith(("/sparql?", "/search")) for link in page.links)


def test_pages_around_hostile_data_are_harmless(hostile: vlmkg.Kg) -> None:
    from vlmkg.http.app import create_app

    client = TestClient(create_app(hostile), headers={"accept": "text/html"})
    for path in (
        "/",
        "/about",
        "/model",
        "/dataset",
        "/source",
        "/search?q=script",
        "/search?q=alert",
        "/related?to=model:eye&by=vlmkg:usesVisionEncoder",
        "/related?to=model:eye&by=<script>",
        "/model?class=<script>",
    ):
        answer = client.get(path)
        assert answer.status_code in (200, 400), path
        assert answer.headers["content-security-policy"] == render.POLICY
        read(answer.text)
