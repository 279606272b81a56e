"""Search: the same names as the shell, as a page, as JSON, within bounds."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.errors import ParameterError


def test_json_finds_what_the_shell_finds(kg: vlmkg.Kg, browser: TestClient) -> None:
    found = browser.get("/search.json", params={"q": "sig lip", "limit": 3}).json()
    assert [match["iri"] for match in found["matches"]] == [match.iri for match in kg.search("sig lip", 3)]
    assert found["matches"][0] == {
        "iri": "https://w3id.org/vlmkg/model/siglip",
        "name": "model:siglip",
        "label": "SigLIP",
        "found_as": "siglip",
        "about": found["matches"][0]["about"],
        "value": "SigLIP",
        "href": "/model/siglip.html",
        "score": 100,
    }
    assert found["matches"][0]["about"].endswith("vision encoder · Google · 2023-03-27")


def test_what_begins_so_comes_first_and_records_last(kg: vlmkg.Kg) -> None:
    assert [match.label for match in kg.search("qwen2.5-vl", 3)] == ["Qwen2.5-VL", "Qwen2.5-VL-3B", "Qwen2.5-VL-7B"]
    found = kg.search("mmmu", 40)
    kinds = [match.kind for match in found]
    assert "source" in kinds
    last = max(place for place, match in enumerate(found) if match.label in ("JMMMU", "CMMMU", "Video-MMMU"))
    assert last < kinds.index("source")


def test_a_misspelling_finds_too(kg: vlmkg.Kg) -> None:
    assert kg.search("sigliip", 1)[0].curie == "model:siglip"


def test_a_class_keeps_to_its_things(kg: vlmkg.Kg, browser: TestClient) -> None:
    found = browser.get("/search.json", params={"q": "coco", "class": "dataset", "limit": 20}).json()["matches"]
    assert {match["name"].partition(":")[0] for match in found} == {"dataset"}
    encoders = kg.search("clip", 5, of="vision encoder")
    assert all("VisionEncoder" in " ".join(kg.library.types(match.iri)) for match in encoders)
    assert kg.search("clip", 5, of="vlmkg:VisionEncoder") == encoders
    both = {match.kind for match in kg.search("coco", 30, of="dataset, Benchmark")}
    assert both == {"dataset", "benchmark"}
    with pytest.raises(ParameterError, match="no class of the ontology"):
        kg.search("clip", of="Nonsense")


def test_a_name_that_several_share_is_filled_in_by_its_short_name(kg: vlmkg.Kg, browser: TestClient) -> None:
    for match in browser.get("/search.json", params={"q": "LAION", "limit": 20}).json()["matches"]:
        assert kg.resolve(match["value"]) == match["iri"]


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"q": "x", "limt": "3"}, "has no parameter 'limt'"),
        ({"q": "x", "limit": "0"}, "from 1 to 100"),
        ({"q": "x", "limit": "1e9"}, "from 1 to 100"),
        ({"q": "x", "limit": "²"}, "from 1 to 100"),
        ({"q": "x" * 301}, "at most 300"),
        ({"q": ["x", "y"]}, "given more than once"),
        ({"q": "x", "class": "<script>"}, "no class of the ontology"),
    ],
)
def test_what_is_out_of_bounds_is_refused(browser: TestClient, parameters: dict[str, str], says: str) -> None:
    answer = browser.get("/search.json", params=parameters, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_the_page_works_without_a_script(browser: TestClient) -> None:
    page = browser.get("/search", params={"q": "pixtral 12b"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/model/pixtral-12b.html">Pixtral 12B</a>' in page.text
    assert 'action="/search" method="get"' in page.text
    assert browser.get("/search", headers={"accept": "*/*"}, params={"q": "pixtral"}).json()["q"] == "pixtral"


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "{{ 7*7 }}", "\x00", "🦙", "' OR 1=1", ""])
def test_a_hostile_text_is_text(browser: TestClient, text: str) -> None:
    page = browser.get("/search", params={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert ">49<" not in page.text
