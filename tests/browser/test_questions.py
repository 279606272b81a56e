"""A question in a real browser: its form suggests and chooses, its rows unfold, and it works without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_a_form_suggests_and_asks(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/queries")
    page.get_by_role("link", name="Which models use this encoder, in any version?").click()
    field = page.get_by_role("combobox", name="Any vision, audio or text encoder")
    expect(field).to_have_value("SigLIP")
    field.fill("")
    field.press_sequentially("internvit", delay=20)
    option = page.get_by_role("option", name=re.compile("InternViT")).first
    expect(option).to_be_visible()
    keep(page, "question-suggestions")
    field.press("ArrowDown")
    field.press("Enter")
    chosen = field.input_value()
    assert "InternViT" in chosen
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile(r"/queries/find-models-by-encoder\?encoder=.*"))
    expect(page.get_by_role("table").get_by_role("link", name="InternVL", exact=False).first).to_be_visible()


def test_a_row_unfolds_to_who_says_so(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/queries/list-components?model=LLaVA-1.5+13B")
    expect(page.get_by_role("heading", name="3 rows")).to_be_visible()
    proof = page.locator("details.proof").first
    expect(proof.locator(".way").first).to_be_hidden()
    proof.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(proof.locator(".way").first).to_be_visible()
    assert proof.locator(".source").count() >= 1
    keep(page, "question-proof")


def test_few_values_are_a_list(visitor: Any) -> None:
    page = visitor.open("/queries/find-benchmarks-by-capability")
    page.get_by_label("A capability").select_option(label="OCR")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile(r"capability=capability%3Aocr"))
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", name=re.compile("Rows 51 to 100 of"))).to_be_visible()


def test_a_wide_answer_fits_a_phone(visitor: Any, keep: Callable[..., Any]) -> None:
    page = visitor.open("/queries/list-contradictions?subject=emu3", phone=True)
    cells = page.get_by_role("cell")
    assert cells.count() > 20
    widths = cells.evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().right)")
    assert max(widths) <= 390
    keep(page, "question-phone", whole=True)


def test_a_question_works_without_a_script(visitor: Any) -> None:
    page = visitor.open("/queries/list-components", script=False)
    page.get_by_label("A model or a model family").fill("pixtral 12b")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("link", name="Pixtral 12B").first).to_be_visible()
    page.locator("details.proof > summary").first.click()
    expect(page.locator("details.proof .way").first).to_be_visible()


def test_a_misspelled_name_is_one_click_from_the_right_one(visitor: Any) -> None:
    page = visitor.open("/queries/list-components?model=LLaVA+1.5+13X")
    visitor.expect("status of 404")
    page.get_by_role("link", name=re.compile("LLaVA-1.5-13B")).first.click()
    expect(page.get_by_role("heading", name="3 rows")).to_be_visible()
