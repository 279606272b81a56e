"""Lineage, one thing at a time, on the small graph whose answers are known."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import UnknownName
from vlmkg.lineage.tree import Tree
from vlmkg.terms import shorten

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def small() -> vlmkg.Kg:
    return vlmkg.load(HERE / "graph.ttl", builtin=False)


def _lines(tree: Tree, depth: int = 0) -> list[str]:
    found = []
    for step in tree.steps:
        mark = " again" if step.to.repeated else " cut" if step.to.cut else ""
        found.append("  " * depth + f"{step.role}: {step.to.curie}{mark}")
        found += _lines(step.to, depth + 1)
    return found


def test_parts_come_in_order_and_versions_lead_on(small: vlmkg.Kg) -> None:
    assert _lines(small.lineage("Seer Tuned")) == [
        "vision encoder: model:eye-large-336",
        "  version of: model:eye-large",
        "    version of: model:eye",
        "fine-tuned from: model:seer-7b",
        "  vision encoder: model:eye-large-336 again",
        "  connector: connector:mlp-projector",
        "  language model: model:tongue-7b",
        "  trained on: dataset:photos-part",
        "    subset of: dataset:photos",
    ]


def test_parameters_and_data_are_different_inheritances(small: vlmkg.Kg) -> None:
    assert not any("trained on" in line for line in _lines(small.lineage("Seer 7B", follow="built")))


def test_what_is_stated_of_the_family_says_so(small: vlmkg.Kg) -> None:
    steps = {step.role: step for step in small.lineage("Seer 7B").steps}
    assert steps["vision encoder"].via == "Seer"
    assert [e.status for e in steps["connector"].evidence] == ["Unchecked"]
    assert steps["language model"].via is None
    (own,) = [s for s in small.lineage("Seer 13B").steps if s.role == "vision encoder"]
    assert (own.to.curie, own.via) == ("model:lens", None)


def test_a_rejected_step_is_shown_and_not_followed(small: vlmkg.Kg) -> None:
    tree = small.lineage("Loner")
    assert _lines(tree) == ["not derived from: family:tongue"]
    assert [(shorten(c.value), c.locator, c.note) for c in tree.doubted] == [
        ("family:tongue", "line 2", "Only the code is alike.")
    ]
    assert sorted(shorten(c.value) for c in tree.disclosure) == [
        "vlmkg:None",
        "vlmkg:NotDisclosed",
        "vlmkg:NotDisclosed",
    ]


def test_depth_cuts_and_says_so(small: vlmkg.Kg) -> None:
    assert _lines(small.lineage("Seer Tuned", depth=1)) == [
        "vision encoder: model:eye-large-336 cut",
        "fine-tuned from: model:seer-7b cut",
    ]


def test_the_way_down_counts_versions_and_members(small: vlmkg.Kg) -> None:
    assert _lines(small.lineage("Eye", direction="down", depth=3)) == [
        "version: model:eye-large",
        "  version: model:eye-large-336",
        "    vision encoder of: model:gazer",
        "    vision encoder of: family:seer cut",
        "    vision encoder of: model:seer-tuned",
    ]


def test_the_head_names_class_release_and_license(small: vlmkg.Kg) -> None:
    assert small.lineage("Seer 7B").summary == ("vision-language model", "2023-04", "Free")


def test_an_unknown_name_has_no_lineage(small: vlmkg.Kg) -> None:
    with pytest.raises(UnknownName):
        small.lineage("model:nobody")


def test_show_tells_stated_from_inferred(small: vlmkg.Kg) -> None:
    facts = {(f.label, f.value) for f in small.show("Seer 7B").facts}
    assert ("uses vision encoder", "Eye Large at 336") in facts
    assert not any(label in ("uses encoder", "has component", "has parent") for label, _ in facts)
