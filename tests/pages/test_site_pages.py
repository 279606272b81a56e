"""The front page, the lists and the page about the data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app
from vlmkg.http.pages import kinds
from vlmkg.http.pages.entity import in_words
from vlmkg.http.pages.paging import A_PAGE, cut
from vlmkg.terms import BASE, KINDS

from .html import read


def test_the_front_page_shows_questions_numbers_and_who_says_so(kg: vlmkg.Kg, browser: TestClient) -> None:
    answer = browser.get("/")
    page = read(answer.text)
    for question in kg.questions.values():
        assert page.links.count(f"/queries/{question.name}") == 1
    stats = kg.stats()
    assert f"{stats['claims']:,}" in page.words
    assert kg.dataset.sources.digest in page.words
    assert "Data of 20" in page.words
    assert "rejected language model: Mistral Large 2" in page.words


def test_a_graph_without_our_examples_has_a_front_page(tiny: Path) -> None:
    client = TestClient(create_app(vlmkg.load(tiny, builtin=False)), headers={"accept": "text/html"})
    page = read(client.get("/").text)
    assert "What is there" not in page.words
    assert "Questions" in page.words
    assert "House Model" in read(client.get("/model").text).words


def test_every_kind_but_claims_has_a_list() -> None:
    assert set(kinds.NAMES) == set(KINDS) - {"claim"}


@pytest.mark.parametrize("kind", kinds.NAMES)
def test_a_list_holds_everything_of_its_kind(kg: vlmkg.Kg, browser: TestClient, kind: str) -> None:
    answer = browser.get(f"/{kind}")
    assert answer.status_code == 200
    page = read(answer.text)
    iris = kg.library.names.of_kind(kind)
    assert len([link for link in page.links if link.startswith(f"/{kind}/")]) == min(len(iris), A_PAGE)
    assert f"of {len(iris):,}" in page.words


def test_pages_of_a_list_follow_one_another_without_gap(kg: vlmkg.Kg, browser: TestClient) -> None:
    seen: list[str] = []
    link: str | None = "/dataset"
    while link:
        page = read(browser.get(link).text)
        seen += [found for found in page.links if found.startswith("/dataset/")]
        number = int((re.search(r"page=(\d+)", link) or [0, "1"])[1])
        link = next((found for found in page.links if found.endswith(f"page={number + 1}")), None)
    assert len(seen) == len(set(seen)) == len(kg.library.names.of_kind("dataset"))


def test_a_class_narrows_a_list(kg: vlmkg.Kg, browser: TestClient) -> None:
    page = read(browser.get("/model", params={"class": "vision encoder"}).text)
    encoders = kg.library.instances("https://w3id.org/vlmkg/ontology#VisionEncoder")
    number = len([iri for iri in kg.library.names.of_kind("model") if iri in encoders])
    assert f"Models {number}" in page.words
    listed = [found for found in page.links if found.startswith("/model/")]
    assert len(listed) == A_PAGE
    assert all(BASE + found[1:].removesuffix(".html") in encoders for found in listed)


def test_a_class_is_offered_with_as_many_as_it_lists(browser: TestClient) -> None:
    chips = re.findall(r'<a class="chip" href="(/model\?class=[^"]+)">[^<]+ ([\d,]+)</a>', browser.get("/model").text)
    assert len(chips) > 3
    for address, number in chips:
        assert f"Models {number} " in read(browser.get(address).text).words


@pytest.mark.parametrize(
    "path", ["/model?page=0", "/model?page=99999", "/model?page=x", "/model?size=3", "/?x=1", "/about?x=1"]
)
def test_a_parameter_that_does_not_fit_is_refused(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 400
    read(answer.text)


def test_the_page_about_the_data_counts_claims(kg: vlmkg.Kg, browser: TestClient) -> None:
    page = read(browser.get("/about").text)
    statuses = kg.stats()["claims by status"]
    assert isinstance(statuses, dict)
    for number in statuses.values():
        assert f"{number:,}" in page.words
    assert "status" in page.anchors


def test_all_links_of_the_frame_answer(browser: TestClient) -> None:
    page = read(browser.get("/about").text)
    for link in sorted({link for link in page.links if link.startswith("/")}):
        assert browser.get(link).status_code == 200, link


def test_a_page_is_cut_in_order() -> None:
    entries = list(range(2 * A_PAGE + 1))
    shown, pages = cut(entries, 2, "/x?y=z")
    assert list(shown) == entries[A_PAGE : 2 * A_PAGE]
    assert (pages.before, pages.after) == ("/x?y=z", "/x?y=z&page=3")
    assert cut([], 1, "/x") == ([], cut([], 1, "/x")[1])


@pytest.mark.parametrize(
    ("count", "words"),
    [(7 * 10**9, "7 billion"), (427_620_000, "427.62 million"), (999_999, "999,999"), (12 * 10**11, "1.2 trillion")],
)
def test_large_numbers_are_said_as_people_say_them(count: int, words: str) -> None:
    assert in_words(count) == words
