"""The SPARQL page in a browser: it asks, completes, loads examples, and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

EDITOR = "document.querySelector('.CodeMirror').CodeMirror"


def write(page: Page, query: str) -> None:
    page.evaluate(f"query => {EDITOR}.setValue(query)", query)


def written(page: Page) -> str:
    text: str = page.evaluate(f"{EDITOR}.getValue()")
    return text


def run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()


def complete(page: Page, query: str) -> list[str]:
    write(page, query)
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint")
    names: list[str] = page.locator(".CodeMirror-hint").evaluate_all(
        "all => all.map(one => one.firstChild.textContent)"
    )
    return names


def test_an_answer_is_a_table_with_labels_and_links(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/sparql")
    write(page, "SELECT * WHERE { model:pixtral-12b vlmkg:usesVisionEncoder ?e . ?e vlmkg:parameterCount ?n }")
    run(page)
    row = page.locator(".answer tbody tr")
    expect(row).to_have_count(1)
    expect(row.get_by_role("link", name="Pixtral ViT 400M")).to_have_attribute("href", "/model/pixtral-vit-400m.html")
    expect(row).to_contain_text("model:pixtral-vit-400m")
    expect(row.locator("td.number")).to_have_text("400000000")
    expect(page.locator(".answer .meta")).to_contain_text("1 row")
    keep(page, "sparql-answer")


def test_markup_in_an_answer_stays_text(visitor: Any) -> None:
    page = visitor.open("/sparql")
    write(
        page, "SELECT ?x ?y WHERE { BIND('<img src=x onerror=alert(1)>' AS ?x) BIND(IRI('javascript:alert(1)') AS ?y) }"
    )
    run(page)
    expect(page.locator(".answer tbody td").first).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator(".answer img, .answer a").count() == 0


def test_a_yes_or_no_and_a_graph(visitor: Any) -> None:
    page = visitor.open("/sparql")
    write(page, "ASK { model:pixtral-12b a vlmkg:VisionLanguageModel }")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yesno")).to_have_text("yes")
    write(page, "CONSTRUCT { ?m rdfs:label ?l } WHERE { VALUES ?m { model:siglip } ?m rdfs:label ?l }")
    run(page)
    expect(page.locator(".answer pre")).to_contain_text("SigLIP")


def test_a_click_loads_an_example_and_it_runs(visitor: Any) -> None:
    page = visitor.open("/sparql")
    first = written(page)
    name = "Which encoders, connector and language model does this model use, in which versions?"
    page.get_by_role("button", name=name).click()
    assert written(page) != first
    assert "VALUES ?model" in written(page)
    run(page)
    expect(page.locator(".answer table")).to_be_visible()


def test_names_are_completed(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/sparql")
    names = complete(page, "SELECT * WHERE { ?m vlmkg:uses")
    assert {"vlmkg:usesEncoder", "vlmkg:usesConnector"} <= set(names)
    keep(page, "sparql-completion")
    page.keyboard.press("Enter")
    assert f"?m {names[0]}" in written(page)
    assert "vlmkg:VisionEncoder" in complete(page, "SELECT * WHERE { ?m a vlmkg:Vision")
    page.keyboard.press("Escape")
    assert "model:siglip" in complete(page, "SELECT * WHERE { ?m vlmkg:usesVisionEncoder model:sigl")


def test_what_is_wrong_is_said_and_shown(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/sparql")
    write(page, "SELECT * WHERE {\n  ?x ?y }")
    run(page)
    expect(page.locator(".answer .warn")).to_contain_text("line 2")
    expect(page.locator(".CodeMirror .refused")).to_have_count(1)
    keep(page, "sparql-error")
    write(page, "SELECT * WHERE { SERVICE <http://example.org/> { ?a ?b ?c } }")
    run(page)
    expect(page.locator(".answer .warn")).to_contain_text("SERVICE")
    visitor.expect("400", "400")


def test_a_link_carries_the_query(visitor: Any) -> None:
    page = visitor.open("/sparql#query=ASK%20%7B%20model%3Asiglip%20a%20vlmkg%3AVisionEncoder%20%7D")
    assert written(page) == "ASK { model:siglip a vlmkg:VisionEncoder }"
    expect(page.locator(".yesno")).to_have_text("yes")


@pytest.mark.parametrize("where", ["light", "dark", "phone"])
def test_it_fits(visitor: Any, keep: Callable[..., Any], where: str) -> None:
    page = visitor.open("/sparql", dark=where == "dark", phone=where == "phone")
    run(page)
    expect(page.locator(".answer table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ink = page.evaluate("getComputedStyle(document.querySelector('.CodeMirror')).color")
    paper = page.evaluate("getComputedStyle(document.querySelector('.CodeMirror')).backgroundColor")
    light = [sum(map(int, re.findall(r"\d+", color)[:3])) for color in (ink, paper)]
    assert (light[0] > light[1]) == (where == "dark")
    keep(page, f"sparql-{where}", whole=True)


def test_without_a_script_the_form_answers(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/sparql", script=False)
    expect(page.get_by_label("Query")).to_be_visible()
    page.get_by_label("Query").fill("SELECT ?l WHERE { model:siglip rdfs:label ?l }")
    page.get_by_label("Answer as").select_option("json")
    keep(page, "sparql-no-script")
    with page.expect_response("**/sparql") as answered:
        page.get_by_role("button", name="Run").click()
    assert answered.value.json()["results"]["bindings"][0]["l"]["value"] == "SigLIP"


def test_an_address_that_is_badly_encoded_still_opens_the_editor(visitor: Any) -> None:
    page = visitor.open("/sparql#query=%E0%A4%A")
    expect(page.locator(".CodeMirror")).to_be_visible()
    expect(page.locator("[data-answer]")).to_contain_text("Bad Request")
    visitor.expect("400 (Bad Request)")


def test_our_prefixes_count_as_declared_and_others_do_not(visitor: Any) -> None:
    page = visitor.open("/sparql#query=" + quote("SELECT ?model WHERE { ?model vlmkg:usesConnector ?part }"))
    expect(page.locator("[data-answer] table")).to_be_visible()
    expect(page.locator(".parseErrorIcon")).to_have_count(0)
    write(page, "SELECT ?x WHERE { ?x nobody:has ?y }")
    expect(page.locator(".parseErrorIcon")).to_have_count(1)
