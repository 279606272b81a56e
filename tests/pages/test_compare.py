"""`/compare` as a page and as JSON."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

PAIR = [("of", "LLaVA-1.5 7B"), ("of", "LLaVA-1.5 13B")]


def test_without_things_there_is_a_form(browser: TestClient) -> None:
    page = browser.get("/compare").text
    assert page.count('name="of"') == 4
    for url in re.findall(r'href="(/compare\?[^"]+)"', page):
        assert browser.get(url.replace("&amp;", "&")).status_code == 200


def test_the_page_says_in_words_what_differs(browser: TestClient) -> None:
    page = browser.get("/compare", params=PAIR).text
    row = re.search(r'<tr class="is-differ"><th scope="row">language model</th>.*?</tr>', page, re.S)
    assert row
    assert "≠ differ" in row[0]
    assert 'href="/model/vicuna-13b-v1.5.html"' in row[0]
    assert "▲ best" in page
    assert "not stated: split, shots, frames, harness, judge" in page


def test_the_same_as_json(browser: TestClient) -> None:
    found = browser.get("/compare", params=PAIR, headers={"accept": "application/json"}).json()
    assert [thing["name"] for thing in found["things"]] == ["model:llava-1.5-7b", "model:llava-1.5-13b"]
    assert found["sections"][0]["lines"][0]["same"] == "same"
    assert browser.get("/compare", params=[*PAIR, ("format", "json")]).json() == found


def test_what_cannot_be_compared_is_refused_with_a_reason(browser: TestClient) -> None:
    machine = {"accept": "application/json"}
    one = browser.get("/compare", params=[("of", "SigLIP")], headers=machine)
    assert (one.status_code, one.json()["detail"]) == (400, "1 thing cannot be compared; give two to four")
    twice = browser.get("/compare", params=[("of", "SigLIP"), ("of", "model:siglip")], headers=machine)
    assert "stands there twice" in twice.json()["detail"]
    unread = browser.get("/compare", params=[*PAIR, ("off", "x")], headers=machine)
    assert (unread.status_code, unread.json()["detail"]) == (400, "/compare has no parameter 'off'; it has: of, format")
    forms = browser.get("/compare", params=[*PAIR, ("format", "json"), ("format", "html")], headers=machine)
    assert (forms.status_code, forms.json()["detail"]) == (400, "format is given more than once; give it once")
    assert browser.get("/compare", params=[("of", "no such model at all"), PAIR[0]]).status_code == 404
