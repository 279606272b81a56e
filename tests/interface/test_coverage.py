"""`vlmkg coverage`: every state is counted, families count for members, and docs/ has the page of this graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import vlmkg
from vlmkg import paths
from vlmkg.curation.coverage import STATES, Coverage

Shell = Callable[..., Result]

SHEET = """
source: Small, paper
at: section 1
status: Verified
things:
  Small Talk:
    class: LanguageModel
    definition: A language model for a test.
  family:small:
    facts: {developedBy: Small Lab, arxivId: "2401.00001"}
  Small Lab:
    class: Organization
    definition: An organization for a test.
  Small VLM A:
    class: VisionLanguageModel
    family: Small
    definition: A model for a test.
    facts:
      usesVisionEncoder: Small Eye
      builtOnBackbone: {value: Small Talk, status: Unchecked}
      trainedOn: not disclosed
    stages: [{title: one, tuned: Small Eye}]
  Small VLM B:
    class: VisionLanguageModel
    definition: A model for a test.
    facts: {usesVisionEncoder: none, derivedFrom: Small VLM A}
  Small Test:
    class: Benchmark
    definition: A benchmark for a test.
    facts: {evaluatesCapability: counting}
results:
  - {at: table 1, metric: "accuracy, percent", status: Accepted, scores: {Small VLM B: {Small Test: 50}}}
"""


@pytest.fixture
def covered(checkout: Path, shell: Shell) -> Coverage:
    (checkout / "sheet.yaml").write_text(SHEET, encoding="utf-8")
    result = shell("record", "sheet.yaml")
    assert result.exit_code == 0, result.stderr
    return vlmkg.load().coverage()


def of(coverage: Coverage, label: str, relation: str) -> tuple[int, ...]:
    (group,) = [group for group in coverage.groups if group.label == label]
    (row,) = [row for row in group.rows if row.relation == relation]
    assert sum(row.counts.values()) == group.things
    return tuple(row.counts[state] for state in STATES)


@pytest.mark.parametrize(
    ("relation", "counts"),
    [
        ("vision encoder", (1, 0, 1, 0, 0)),  # one verified, one has none
        ("language model", (0, 1, 0, 0, 1)),  # one rests on a list alone
        ("training data", (0, 0, 0, 1, 1)),  # one is not disclosed
        ("developed by", (1, 0, 0, 0, 1)),  # stated of the family, counts for its member
        ("arXiv id", (1, 0, 0, 0, 1)),  # the paper of the family is the member's too
        ("training stages", (1, 0, 0, 0, 1)),
        ("results", (0, 1, 0, 0, 1)),
    ],
)
def test_every_state_is_counted_apart(covered: Coverage, relation: str, counts: tuple[int, ...]) -> None:
    assert of(covered, "vision-language model", relation) == counts


def test_a_rejected_claim_counts_for_nothing(covered: Coverage, checkout: Path) -> None:
    claims = checkout / "data/claims/models/small-vlm-b.ttl"
    text = claims.read_text(encoding="utf-8")
    assert text.count("vlmkg:claimEntity vlmkg:None") == 1
    start = text.index("vlmkg:claimEntity vlmkg:None")
    end = text.index("vlmkg:Verified", start)
    claims.write_text(text[:end] + "vlmkg:Rejected" + text[end + len("vlmkg:Verified") :], encoding="utf-8")
    assert of(vlmkg.load().coverage(), "vision-language model", "vision encoder") == (1, 0, 0, 0, 1)


def test_what_most_rests_on_is_to_be_done_first(covered: Coverage) -> None:
    order = [gap.thing for gap in covered.gaps]
    assert order[:2] == ["model:small-talk", "model:small-eye"], "two things come from each; of the first less is known"
    assert covered.gaps[1].descendants == 2
    assert "license" in covered.gaps[1].missing
    assert "parameters" not in covered.gaps[1].missing
    assert [u.subject for u in covered.unchecked] == ["Small VLM A"]


def test_text_markdown_and_json_say_the_same(covered: Coverage, shell: Shell) -> None:
    text, page = shell("coverage", "--limit", "1").stdout, shell("coverage", "--format", "markdown").stdout
    assert "vision-language model: 2\n" in text
    assert "## vision-language model: 2\n" in page
    assert "| vision encoder" in page
    assert text.count("model:small-") == 1, "one gap, as --limit says"
    whole = json.loads(shell("coverage", "--format", "json").stdout)
    assert [group["things"] for group in whole["groups"]] == [group.things for group in covered.groups]
    assert len(whole["gaps"]) == len(covered.gaps)


def test_the_page_in_the_documentation_is_that_of_the_graph(shell: Shell) -> None:
    page = paths.data().parent / "docs" / "coverage.md"
    assert shell("coverage", "--format", "markdown").stdout == page.read_text(encoding="utf-8"), (
        "the graph has changed since the page was made; run `make docs`"
    )
