"""Every answer about lineage, on a small graph of traps: its exact rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

import vlmkg
from vlmkg.lineage.answer import Answer

HERE = Path(__file__).parent

ASKED: dict[str, Callable[[vlmkg.Kg], Answer]] = {
    "ancestors-over-a-diamond": lambda kg: kg.ancestors("Child", proof=True),
    "ancestors-of-a-member": lambda kg: kg.ancestors("Vista S", proof=True),
    "ancestors-of-a-member-that-differs": lambda kg: kg.ancestors("Vista L"),
    "ancestors-by-parameters": lambda kg: kg.ancestors("Duo", follow="built"),
    "ancestors-by-one-relation": lambda kg: kg.ancestors("Duo", follow="usesEncoder"),
    "ancestors-one-step": lambda kg: kg.ancestors("Child", depth=1),
    "descendants-of-a-general-thing": lambda kg: kg.descendants("Iris"),
    "descendants-of-a-family": lambda kg: kg.descendants("Prism"),
    "descendants-by-parameters": lambda kg: kg.descendants("Root", follow="built"),
    "parts-with-stages": lambda kg: kg.parts("Duo", proof=True),
    "parts-of-a-member": lambda kg: kg.parts("Vista S"),
    "path-over-a-diamond": lambda kg: kg.path("Child", "Root"),
    "path-turned-round": lambda kg: kg.path("Root", "Child"),
    "common-ancestors": lambda kg: kg.common_ancestors("Duo", "Child", proof=True),
    "ancestors-past-a-swapped-part": lambda kg: kg.ancestors("Swap", proof=True),
    "ancestors-past-a-mere-start": lambda kg: kg.ancestors("Shell"),
    "path-to-a-text-tower": lambda kg: kg.path("Hearer", "Root"),
    "exposure": lambda kg: kg.exposure("Web", proof=True),
    "exposure-with-disputes": lambda kg: kg.exposure("Web", least="Disputed", unknown=False),
    "exposure-accepted-only": lambda kg: kg.exposure("Web", least="Accepted", unknown=False),
    "contamination-by-images": lambda kg: kg.contamination("Duo", "Quiz, test split", proof=True),
    "contamination-proved": lambda kg: kg.contamination("Vista S", "Quiz, test split"),
    "contamination-by-a-teacher": lambda kg: kg.contamination("Pupil"),
    "contamination-not-disclosed": lambda kg: kg.contamination("Hushed", "Quiz"),
    "contamination-by-a-silent-generator": lambda kg: kg.contamination("Copycat", "Quiz"),
    "contamination-none": lambda kg: kg.contamination("Vista L"),
    "obligations": lambda kg: kg.obligations("Duo", proof=True),
    "obligations-all-known": lambda kg: kg.obligations("Vista L"),
    "obligations-of-a-generator": lambda kg: kg.obligations("Copycat"),
    "obligations-unknown": lambda kg: kg.obligations("Child"),
    "contamination-possible": lambda kg: kg.contamination("Crammer", "Web quiz"),
    "contamination-by-siblings": lambda kg: kg.contamination("Abroad"),
    "obligations-past-a-swapped-part": lambda kg: kg.obligations("Swap"),
    "obligations-past-a-mere-start": lambda kg: kg.obligations("Shell"),
    "obligations-of-own-parts": lambda kg: kg.obligations("Hearer"),
    "obligations-in-dispute": lambda kg: kg.obligations("Torn", proof=True),
    "obligations-left-out-place": lambda kg: kg.obligations("Abroad"),
    "diff": lambda kg: kg.diff("Duo", "Vista L"),
    "ranking": lambda kg: kg.ranking("counting"),
    "ranking-less-is-better": lambda kg: kg.ranking("Web quiz", remove=()),
    "ranking-nothing-removed": lambda kg: kg.ranking("Quiz", remove=()),
    "disclosures": lambda kg: kg.disclosures("Web"),
    "flips": lambda kg: kg.flips(proof=True),
    "flips-of-one": lambda kg: kg.flips("Shady Tuned"),
    "disputes": lambda kg: kg.disputes(),
}


def table(answer: Answer) -> str:
    """The rows as a reader is shown them, as CSV, and the notes below."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(answer.headers)
    for cells in answer.shown():
        rows.writerow(["" if c is None else "\n".join(c) if isinstance(c, tuple) else c for c in cells])
    return written.getvalue()


@pytest.mark.parametrize("name", sorted(ASKED))
def test_exact_rows(traps: vlmkg.Kg, name: str) -> None:
    assert table(ASKED[name](traps)) == (HERE / "expected" / f"{name}.csv").read_text(encoding="utf-8")


def test_every_table_is_asked() -> None:
    assert {path.stem for path in (HERE / "expected").glob("*.csv")} == set(ASKED)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_an_answer_takes_every_form(traps: vlmkg.Kg, name: str) -> None:
    answer = ASKED[name](traps)
    assert [list(row) for row in answer.rows] == [list(answer.headers)] * len(answer)
    assert len(answer.to_dataframe()) == len(answer)
    graph = answer.to_networkx()
    elements = answer.to_cytoscape()["elements"]
    assert graph.number_of_edges() == len(elements["edges"]) == len(answer.edges)
    assert graph.number_of_nodes() == len(elements["nodes"]) == len(answer.labels)
    assert answer.to_mermaid().count("-->") + answer.to_mermaid().count(".->") == len(answer.edges)
    assert answer.to_dot().count(" -> ") == len(answer.edges)
    assert answer._repr_html_().count("<tr>") >= min(len(answer), 1)


def test_a_rejected_step_is_never_a_way(traps: vlmkg.Kg) -> None:
    for least in ("Verified", "Accepted", "Unchecked", "Disputed"):
        assert "model:iris-l" not in {row["ancestor"] for row in traps.ancestors("Lone", least=least).rows}  # type: ignore[arg-type]
    for pair in (("Lone", "Iris L"), ("Iris L", "Lone")):
        assert any(note.startswith("rejected: Lone, vision encoder Iris L") for note in traps.path(*pair).notes)


def test_negative_lineage_is_said_and_not_followed(traps: vlmkg.Kg) -> None:
    answer = traps.path("Lone", "Root")
    assert answer.rows == []
    assert "Lone is on record as not derived from Root: The paper, section 2" in answer.notes


def test_the_summary_has_the_strictest_answer_of_each_way(traps: vlmkg.Kg) -> None:
    summary = traps.obligations("Duo").summary
    assert summary["parameters", "commercial use"] == "not allowed"
    assert summary["parameters", "user cap"] == "a license of its own above 1,000 monthly users"
    assert summary["parameters", "redistribution"] == "allowed"
    assert summary["data", "redistribution"] == "unknown"  # the license of two datasets is not recorded
    assert traps.obligations("Vista L").summary["parameters", "commercial use"] == "allowed"


def test_an_unlicensed_part_leaves_permission_unknown(traps: vlmkg.Kg) -> None:
    assert traps.obligations("Pupil").summary["parameters", "commercial use"] == "unknown"


def test_ranks_change_and_are_counted(traps: vlmkg.Kg) -> None:
    answer = traps.ranking("counting")
    assert (answer.groups, answer.removed, answer.changed) == (1, 2, 3)
    assert traps.ranking("counting", remove=("proved",)).removed == 1


def test_one_disclosure_of_a_family_settles_its_members(traps: vlmkg.Kg) -> None:
    answer = traps.disclosures("Web")
    assert [row["thing"] for row in answer.rows] == ["family:mute", "model:oracle"]
    assert set(answer.open_models) == {
        traps.resolve(f"model:{name}") for name in ("mute-s", "hushed", "oracle", "parrot", "copycat")
    } | {traps.resolve("family:mute")}
