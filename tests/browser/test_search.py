"""Search while one types: the list box of the frame, by mouse, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_the_keyboard_chooses_a_suggestion(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/")
    page.keyboard.press("/")
    box = page.locator("#site-search")
    assert box.evaluate("one => document.activeElement === one")
    page.keyboard.type("qwen2.5-vl")
    page.wait_for_selector("#site-search[aria-expanded=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert chosen.inner_text().startswith("Qwen2.5-VL-3B\n")
    keep(page, "search-keyboard")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/family/qwen2.5-vl.html")


def test_escape_closes_and_enter_asks_for_what_was_typed(visitor: Any) -> None:
    page = visitor.open("/")
    box = page.locator("#site-search")
    box.press_sequentially("pixtral")
    page.wait_for_selector("#site-search[aria-expanded=true]")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.locator("[role=option]:visible").count() == 0
    box.press("Enter")
    page.wait_for_url("**/search?q=pixtral")
    assert page.locator("ol.found a").first.inner_text() == "Pixtral"


def test_a_click_fills_a_form_with_a_name_that_leads_back(visitor: Any) -> None:
    page = visitor.open("/queries/find-models-by-encoder")
    box = page.locator("input[name=encoder]")
    assert box.get_attribute("role") == "combobox"
    box.fill("")
    box.press_sequentially("siglip2")
    page.wait_for_selector("input[name=encoder][aria-expanded=true]")
    options = page.locator("[role=option]:visible")
    assert "encoder" in options.first.inner_text()
    options.first.click()
    assert box.input_value() == "SigLIP 2"
    assert box.get_attribute("aria-expanded") == "false"


def test_without_a_script_the_form_still_searches(visitor: Any) -> None:
    page = visitor.open("/", script=False)
    page.locator("#site-search").fill("laion-5b")
    page.locator("#site-search").press("Enter")
    page.wait_for_url("**/search?q=laion-5b")
    assert page.locator("ol.found a").first.inner_text() == "LAION-5B"
