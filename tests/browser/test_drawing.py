"""The drawing of a lineage: what it shows, the claims behind it, the keyboard, and how it opens up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.slow

PIXTRAL = "/lineage/tree?of=model:pixtral-12b"
GRAPH = "document.querySelector('[data-canvas]')._cyreg.cy"


def graph(page: Page, expression: str) -> Any:
    """What the drawing says of itself; `cy` is the graph of Cytoscape."""
    return page.evaluate(f"() => {{ const cy = {GRAPH}; return {expression}; }}")


def drawn(page: Page) -> Page:
    expect(page.locator(".drawing")).to_be_visible()
    expect(page.locator(".drawing")).to_have_attribute("data-drawn", re.compile(r"\d+"))
    return page


def chosen(page: Page) -> str:
    ids: list[str] = graph(page, "cy.nodes('.at').map(n => n.id())")
    return ids[0] if ids else ""


def test_things_and_steps_are_drawn_in_layers(visitor: Any, keep: Callable[..., Any]) -> None:
    page = drawn(visitor.open(PIXTRAL))
    assert set(graph(page, "cy.nodes().map(n => n.id())")) == {
        "model:pixtral-12b",
        "model:pixtral-vit-400m",
        "connector:mlp-projector",
        "model:mistral-nemo-12b",
        "model:pixtral-12b-decoder",
        "model:pixtral-12b-base",
    }
    assert graph(page, "cy.edges().length") == 9
    # what came later stands before what it came from, without exception
    assert graph(page, "cy.edges().every(e => e.source().position().x < e.target().position().x)")
    keep(page, "lineage-pixtral")


STYLES = {
    "Verified": ("solid", "butt", ""),
    "Accepted": ("solid", "butt", ""),
    "Unchecked": ("dashed", "butt", "? "),
    "no claim": ("dashed", "butt", "? "),
    "Disputed": ("dashed", "round", "! "),
}
"""Line style, its ends (short round dashes are dots), and the sign before the name of the step."""

COLORS = ("parameters", "data", "teaching", "identity", "part")


def test_color_is_the_relation_and_style_is_the_status(visitor: Any, keep: Callable[..., Any]) -> None:
    def recast(route: Route) -> None:
        answer = route.fetch().json()
        for edge, status in zip(answer["elements"]["edges"], STYLES, strict=False):
            edge["data"]["status"] = status
        for edge, passes in zip(answer["elements"]["edges"], COLORS, strict=False):
            edge["data"]["passes"] = passes
        route.fulfill(json=answer)

    page = drawn(visitor.open(PIXTRAL, instead=recast))
    for status, (style, ends, mark) in STYLES.items():
        edge = f"cy.edges('[status = \"{status}\"]')[0]"
        assert graph(page, f"[{edge}.style('line-style'), {edge}.style('line-cap')]") == [style, ends]
        assert graph(page, f"{edge}.style('label') === '{mark}' + {edge}.data('role')")
    colors = {graph(page, f"cy.edges('[passes = \"{passes}\"]')[0].style('line-color')") for passes in COLORS}
    assert len(colors) == len(COLORS)
    keep(page, "lineage-every-style")


def test_rejected_claims_are_off_until_asked_for(visitor: Any, keep: Callable[..., Any]) -> None:
    page = drawn(visitor.open(PIXTRAL))
    assert graph(page, "cy.edges('[status = \"Rejected\"]').length") == 0
    page.get_by_label("rejected claims").check()
    assert graph(page, "cy.edges('[status = \"Rejected\"]').map(e => e.target().id()).sort()") == [
        "model:clip-vit-l-14",
        "model:mistral-large-2",
    ]
    assert graph(page, "cy.edges('[status = \"Rejected\"]').every(e => e.style('label').startsWith('✗'))")
    keep(page, "lineage-rejected")


def test_a_line_leads_to_the_claims_behind_it(visitor: Any, keep: Callable[..., Any]) -> None:
    page = drawn(visitor.open(PIXTRAL))
    x, y = graph(
        page,
        "(m => [m.x, m.y])(cy.edges('[role = \"connector\"]')[0].renderedMidpoint())",
    )
    page.locator("[data-canvas]").click(position={"x": x, "y": y})
    panel = page.get_by_label("What is chosen")
    expect(panel).to_contain_text("connector → MLP projector")
    expect(panel).to_contain_text("read in a primary source")
    expect(panel.get_by_role("link", name="arXiv 2410.07073v2")).to_have_attribute("href", re.compile("^/source/"))
    expect(panel).to_contain_text("two-layer fully connected network with GELU")
    keep(page, "lineage-claims")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_the_keyboard_goes_along_the_lines(visitor: Any, keep: Callable[..., Any]) -> None:
    page = drawn(visitor.open("/lineage/tree?of=model:qwen2.5-vl-7b"))
    page.locator("[data-canvas]").focus()
    page.keyboard.press("ArrowRight")
    assert chosen(page) == "model:qwen2.5-vl-7b"
    page.keyboard.press("ArrowRight")
    seen = {chosen(page)}
    for key in 4 * ["ArrowDown"] + 4 * ["ArrowUp"]:
        page.keyboard.press(key)
        seen.add(chosen(page))
    assert seen == {"model:qwen2.5-vl-vit", "connector:pixel-shuffle-mlp", "model:qwen2.5-7b", "dataset:pixmo-points"}
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-said]")).to_have_text(re.compile("leads? on from here"))
    keep(page, "lineage-keyboard")
    page.keyboard.press("ArrowLeft")
    assert chosen(page) == "model:qwen2.5-vl-7b"
    page.keyboard.press("Escape")
    assert chosen(page) == ""
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/model/qwen2.5-vl-7b.html")


def test_a_large_lineage_is_capped_and_opens_up(visitor: Any, keep: Callable[..., Any]) -> None:
    page = drawn(visitor.open("/lineage/tree?of=model:internvl3-8b"))
    count = page.locator("[data-count]")
    first = int(page.locator(".drawing").get_attribute("data-drawn") or 0)
    answer = page.request.get("/lineage/tree?of=model:internvl3-8b&format=cytoscape").json()
    total = len(answer["elements"]["nodes"])
    expect(count).to_have_text(f"{first} of {total} things shown")
    assert first < total
    keep(page, "lineage-internvl3")

    stand = graph(page, "cy.nodes('[?stand]')[0].id()")
    hidden = graph(page, f"cy.getElementById({stand!r}).data('count')")
    graph(page, f"cy.getElementById({stand!r}).emit('tap')")
    after = int(page.locator(".drawing").get_attribute("data-drawn") or 0)
    assert after >= first + min(hidden, 12)

    page.get_by_role("button", name="Show more", exact=True).click()
    assert int(page.locator(".drawing").get_attribute("data-drawn") or 0) > after
    page.get_by_role("button", name=f"Show all {total}").click()
    expect(count).to_have_text(f"{total} things")
    assert graph(page, "cy.nodes('[?stand]').length") == 0
    expect(page.get_by_role("button", name="Show more", exact=True)).to_be_hidden()
    keep(page, "lineage-internvl3-all")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("qwen2.5-vl", "/lineage/tree?of=model:qwen2.5-vl-7b"),
        ("llava-onevision", "/lineage/tree?of=model:llava-onevision-7b"),
        ("eagle2", "/lineage/tree?of=model:eagle2-9b"),
        ("clip-down", "/lineage/tree?of=model:clip-vit-l-14&direction=down"),
        ("path", "/lineage/path?of=ColPali&to=SigLIP"),
        ("descendants", "/lineage/descendants?of=model:siglip-so400m&depth=1"),
    ],
)
@pytest.mark.parametrize("where", ["light", "dark", "phone"])
def test_every_lineage_is_drawn(visitor: Any, keep: Callable[..., Any], name: str, path: str, where: str) -> None:
    page = drawn(visitor.open(path, dark=where == "dark", phone=where == "phone"))
    assert graph(page, "cy.nodes().length") > 1
    assert graph(page, "cy.nodes().every(n => n.boundingBox().w > 20)")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ink, paper = graph(page, "[cy.nodes()[0].style('color'), cy.nodes()[0].style('background-color')]")
    assert (_light(ink) > _light(paper)) == (where == "dark")
    keep(page, f"lineage-{name}-{where}")


def _light(color: str) -> float:
    return sum(int(part) for part in re.findall(r"\d+", color)[:3])
