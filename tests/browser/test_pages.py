"""Every kind of page in a real browser: wide and narrow, light and dark, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

PAGES = {
    "home": "/",
    "search": "/search?q=llava",
    "questions": "/queries",
    "question": "/queries/find-models-by-encoder?encoder=SigLIP",
    "model": "/model/pixtral-12b",
    "dataset": "/dataset/laion-5b",
    "benchmark": "/benchmark/mmmu",
    "capability": "/capability/chart-understanding",
    "lineage": "/lineage",
    "ancestors": "/lineage/ancestors?of=ColPali&proof=1",
    "obligations": "/lineage/obligations?of=LLaVA-1.5-7B",
    "compare": "/compare",
    "compared": "/compare?of=LLaVA-1.5-7B&of=LLaVA-1.5-13B&of=Pixtral+12B",
    "sparql": "/sparql",
    "ontology": "/ontology",
}


@pytest.mark.parametrize("where", ["light", "dark", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stays_within_policy_and_window(
    visitor: Any, keep: Callable[..., Any], name: str, where: str
) -> None:
    page = visitor.open(PAGES[name], dark=where == "dark", phone=where == "phone")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ink, paper = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    light = [sum(map(int, re.findall(r"\d+", color)[:3])) for color in (ink, paper)]
    assert (light[0] > light[1]) == (where == "dark")
    keep(page, f"page-{name}-{where}", whole=name not in ("ontology", "dataset"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_without_a_script(visitor: Any, name: str) -> None:
    page = visitor.open(PAGES[name], script=False)
    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator("main").inner_text()) > 200


def test_search_leads_to_a_thing(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/")
    field = page.get_by_role("combobox", name="Search").first
    field.press_sequentially("pixtral vit", delay=20)
    option = page.get_by_role("option", name=re.compile("Pixtral ViT 400M")).first
    expect(option).to_be_visible()
    keep(page, "search-suggestions")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/model/pixtral-vit-400m.html")
    expect(page.locator("h1")).to_contain_text("Pixtral ViT 400M")


def test_a_lineage_without_a_script_is_a_list_with_sources(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/lineage", script=False)
    page.locator("#tree-of").fill("Pixtral 12B")
    page.get_by_role("button", name="Draw it").click()
    expect(page.locator(".drawing")).to_be_hidden()
    tree = page.locator(".tree")
    expect(tree).to_contain_text("vision encoder Pixtral ViT 400M")
    expect(tree.get_by_role("link", name="arXiv 2410.07073v2").first).to_be_visible()
    expect(tree.locator(".rejected").first).to_contain_text("Mistral Large 2")
    keep(page, "lineage-no-script", whole=True)


def test_things_are_chosen_and_compared(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/compare")
    for label, text, name in (("One", "llava-1.5-7", "LLaVA-1.5-7B"), ("Another", "llava-1.5-13", "LLaVA-1.5-13B")):
        field = page.get_by_label(label, exact=True)
        field.press_sequentially(text, delay=20)
        page.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).first.click()
    page.get_by_role("button", name="Compare").click()
    row = page.locator("tr", has=page.get_by_role("rowheader", name="language model", exact=True))
    expect(row).to_contain_text("Vicuna-13B v1.5")
    expect(row).to_contain_text("≠ differ")
    keep(page, "compare-llava")


def test_a_term_is_found_and_stands_under_its_anchor(visitor: Any) -> None:
    page = visitor.open("/ontology#usesEncoder")
    assert page.evaluate("location.hash") == "#usesEncoder"
    expect(page.locator("#usesEncoder")).to_be_in_viewport()
    page.get_by_label("Find a term").fill("usesvision")
    expect(page.locator("[data-term]:visible")).to_have_count(1)
    expect(page.locator("[data-filtered]")).to_have_text("1 term")
