"""The lineage commands as their users meet them, on the graph of traps."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Shell = Callable[..., Result]


@pytest.fixture
def traps(shell: Shell, root: Path) -> Shell:
    """The command, on the graph of traps."""
    graph = str(root / "tests" / "lineage" / "graph.ttl")
    return lambda *arguments: shell(*arguments, "--data", graph, "--no-builtin")


def test_a_path_shows_each_step_and_who_says_so(traps: Shell) -> None:
    lines = traps("path", "Vista S", "Web").stdout.splitlines()
    assert lines[0] == "How Vista S comes from Web"
    assert lines[-3:] == [
        "    Vista S ─vision encoder→ Iris L: ✓ The paper, section 2 (stated of Vista)",
        "    Iris L ─trained on→ Web, a part: ✓ The paper, section 2",
        "    Web, a part ─subset of→ Web: ✓ The paper, section 2",
    ]


def test_no_path_is_said_with_what_stands_against_it(traps: Shell) -> None:
    answer = traps("path", "Lone", "Root")
    assert answer.exit_code == 1
    assert "not proof that there is none" in answer.stderr
    assert "on record as not derived from Root: The paper, section 2" in answer.stderr


def test_exposed_keeps_proved_possible_and_unknown_apart(traps: Shell) -> None:
    answer = traps("exposed", "Web", "--format", "csv")
    rows = {row["model"]: row["verdict"] for row in csv.DictReader(io.StringIO(answer.stdout))}
    assert (rows["model:duo"], rows["model:vague"]) == ("proved", "possible")
    assert "model:hushed" not in rows
    assert "6 more models are unknown" in answer.stderr
    listed = traps("exposed", "Web", "--unknown", "--format", "json")
    assert {"model:hushed"} < {row["model"] for row in json.loads(listed.stdout)["rows"] if row["verdict"] == "unknown"}


def test_exposed_believes_what_it_is_told_to(traps: Shell) -> None:
    def models(*options: str) -> set[str]:
        answer = traps("exposed", "Web", "--format", "csv", *options)
        return {row["model"] for row in csv.DictReader(io.StringIO(answer.stdout))}

    assert "model:left" in models() - models("--least", "Verified")
    assert "model:maybe" in models("--least", "disputed") - models()
    assert models("--follow", "learned") < models()
    assert models("--depth", "1") == {"model:prism-a"}


def test_obligations_begin_with_the_strictest_and_are_no_advice(traps: Shell) -> None:
    answer = traps("obligations", "Duo")
    assert "not legal advice" in answer.stderr
    assert answer.stdout.splitlines()[2].startswith(
        "Commercial use, as far as is recorded: not allowed by the licenses of its parameters"
    )
    assert any(line.split()[:4] == ["commercial", "use", "not", "allowed"] for line in answer.stdout.splitlines())
    proof = traps("obligations", "Duo", "--proof").stdout
    assert "    Not for business ─allows commercial use→ false: ✓ The paper, terms" in proof.splitlines()


def test_contaminated_says_how_and_never_that_a_score_is_wrong(traps: Shell) -> None:
    answer = traps("contaminated", "Vista S", "Quiz, test split")
    assert "held-out data" in answer.stdout
    assert "does not say that a score is wrong" in answer.stderr
    assert "no rows" in traps("contaminated", "Vista L", "Quiz").stdout


def test_compare_sets_parts_and_scores_beside_each_other(traps: Shell) -> None:
    rows = {
        row["property"]: row
        for row in json.loads(traps("compare", "Duo", "Vista L", "--format", "json").stdout)["rows"]
    }
    assert rows["vision encoder"]["same"] == "no"
    assert rows["Quiz, test split (accuracy, percent; shots 0)"]["first"] == "90"


def test_disputes_of_one_thing_and_of_everything(traps: Shell) -> None:
    assert "Root" in traps("disputes", "Shady").stdout
    assert "Lone" in traps("disputes").stdout
    assert "Lone" not in traps("disputes", "--no-rejected").stdout


@pytest.mark.parametrize("form", ["mermaid", "dot", "cytoscape", "json", "csv"])
@pytest.mark.parametrize(
    "command", [("lineage", "Duo"), ("path", "Duo", "Root"), ("exposed", "Web"), ("obligations", "Duo")]
)
def test_every_form_is_written(traps: Shell, command: tuple[str, ...], form: str) -> None:
    written = traps(*command, "--format", form)
    assert written.exit_code == 0
    starts = {"mermaid": "flowchart TD", "dot": "digraph lineage {", "cytoscape": "{", "json": "{", "csv": ""}
    assert written.stdout.startswith(starts[form])
    if form in ("json", "cytoscape"):
        assert json.loads(written.stdout)


def test_run_with_proof(traps: Shell) -> None:
    proved = traps("run", "find-models-by-encoder", "encoder=Iris", "--proof")
    assert "    Duo ─vision encoder→ Iris L: ✓ The paper, section 2" in proved.stdout.splitlines()
    assert "verdict" in proved.stdout.splitlines()[2]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("path", "Duo", "Nothing At All"), 1, "nothing is called"),
        (("exposed", "Web", "--least", "certain"), 2, "certain"),
        (("exposed", "Web", "--follow", "hearsay"), 2, "no relation of lineage"),
        (("lineage", "Duo", "--follow", ","), 2, "no relation to follow"),
        (("lineage", "Duo", "--depth", "0"), 2, "0"),
        (("run", "list-bias-mitigations", "--proof"), 2, "shows no evidence"),
        (("run", "find-models-by-encoder", "encoder=Iris", "--format", "dot"), 2, "--proof"),
        (("run", "find-models-by-encoder", "encoder=Iris", "--proof", "--format", "xml"), 2, "no form xml"),
        (("run", "rank-without-contaminated", "capability=counting"), 2, "names several things"),
    ],
)
def test_mistakes_get_one_message(traps: Shell, arguments: tuple[str, ...], code: int, says: str) -> None:
    answer = traps(*arguments)
    assert answer.exit_code == code
    assert says in answer.stderr
    assert answer.stdout == ""


def test_progress_is_for_a_terminal_only(traps: Shell) -> None:
    assert "comparable groups" not in traps("run", "rank-without-contaminated", "capability=capability:counting").stderr
