"""`vlmkg record`: sheets become facts, claims, stages and scores; slips are named and nothing is half written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.graph.results import Rows

Shell = Callable[..., Result]

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PAGE = f"https://github.com/example/small/blob/{COMMIT}/README.md"
SHEET = f"""
source: {PAGE}
at: line 12
status: Verified
things:
  Small Language 1B:
    class: LanguageModel
    definition: A language model for a test.
    facts: {{parameterCount: 1B}}
  Small VLM 2B:
    class: VisionLanguageModel
    family: {{value: Small VLM, at: line 3}}
    definition: A vision-language model for a test.
    also: [smallvlm-2b]
    facts:
      arxivId: "2407.10101"
      parameterCount: {{value: 2B, qualifier: About, note: Rounded there.}}
      usesVisionEncoder: {{value: Small Eye, at: line 20}}
      builtOnBackbone: Small Language 1B
      trainedOn: not disclosed
    stages:
      - {{title: alignment, tuned: MLP projector, froze: [Small Eye, Small Language 1B]}}
  Small Test:
    class: [Dataset, Benchmark]
    area: general
    definition: A benchmark for a test.
    facts: {{questionCount: 100, evaluatesCapability: counting}}
  Small Eye:
    facts: {{imageResolution: 224}}
results:
  - at: table 3
    metric: accuracy, percent
    columns: {{ST: {{benchmark: Small Test, split: val, shots: 0}}}}
    scores: {{Small VLM 2B: {{ST: 41.25}}}}
---
source: Small, paper
things:
  Small VLM 2B: {{facts: {{contextLength: {{value: 4096, at: section 2}}}}}}
"""


def rows(query: str) -> set[tuple[str, ...]]:
    answer = vlmkg.load().query(query)
    assert isinstance(answer, Rows)
    return {tuple(str(value) for value in row) for row in answer}


def record(shell: Shell, folder: Path, sheet: str, *options: str) -> Result:
    file = folder / "sheet.yaml"
    file.write_text(sheet, encoding="utf-8")
    return shell("record", str(file), *options)


def test_a_sheet_becomes_facts_claims_stages_and_scores(checkout: Path, shell: Shell) -> None:
    result = record(shell, checkout, SHEET)
    assert result.exit_code == 0, result.stderr
    assert "model:small-vlm-2b" in result.stderr
    assert "Small Eye is model:small-eye" in result.stderr
    facts = rows("SELECT ?p ?o WHERE { VALUES ?p { vlmkg:usesVisionEncoder vlmkg:arxivId } model:small-vlm-2b ?p ?o }")
    assert facts == {("vlmkg:usesVisionEncoder", "model:small-eye"), ("vlmkg:arxivId", "2407.10101")}
    said = """
        SELECT ?status ?locator ?page ?revision WHERE {
          ?claim vlmkg:claimSubject model:small-vlm-2b ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
                 vlmkg:status ?status ; vlmkg:locator ?locator ; vlmkg:source ?source .
          ?source foaf:page ?page ; vlmkg:revision ?revision
        }"""
    assert rows(said) == {("vlmkg:Verified", "line 20", PAGE, COMMIT)}
    assert rows("SELECT ?q WHERE { ?c vlmkg:qualifier ?q }") == {("vlmkg:About",)}
    stage = "SELECT ?o WHERE { ?stage vlmkg:stageOf model:small-vlm-2b ; vlmkg:frozePart ?o }"
    assert rows(stage) == {("model:small-eye",), ("model:small-language-1b",)}
    scored = "SELECT ?score ?split ?shots ?who WHERE { ?r vlmkg:ofModel model:small-vlm-2b ; vlmkg:score ?score ;"
    scored += (
        " vlmkg:split ?split ; vlmkg:shots ?shots ; vlmkg:measuredBy ?who ; vlmkg:onBenchmark dataset:small-test }"
    )
    assert rows(scored) == {("41.25", "val", "0", "vlmkg:FirstParty")}
    place = "SELECT ?at WHERE { ?c vlmkg:claimProperty vlmkg:score ; vlmkg:locator ?at }"
    assert rows(place) == {("table 3, ST of Small VLM 2B",)}
    assert (checkout / "data/results/small-test.ttl").is_file()
    assert (checkout / "data/datasets/general.ttl").is_file()
    assert shell("validate").exit_code == 0
    assert shell("fmt", "--check").exit_code == 0


def test_what_is_recorded_twice_is_there_once(checkout: Path, shell: Shell) -> None:
    sheet = SHEET
    assert record(shell, checkout, sheet).exit_code == 0
    before = {p: p.read_text() for p in sorted((checkout / "data").rglob("*.ttl"))}
    again = record(shell, checkout, sheet)
    assert again.exit_code == 0, again.stderr
    assert {p: p.read_text() for p in sorted((checkout / "data").rglob("*.ttl"))} == before
    assert "nothing to write" in again.stderr


def test_a_sheet_that_grew_adds_what_is_new(checkout: Path, shell: Shell) -> None:
    sheet = SHEET
    record(shell, checkout, sheet)
    grown = record(
        shell,
        checkout,
        sheet.replace("facts: {imageResolution: 224}", "facts: {imageResolution: 224, huggingFaceId: a/b}"),
    )
    assert grown.exit_code == 0, grown.stderr
    assert "1 claims" in grown.stdout


def test_what_looks_like_a_number_stays_as_it_is_written(checkout: Path, shell: Shell) -> None:
    result = record(shell, checkout, SHEET.replace("[smallvlm-2b]", "[1.10]"))
    assert result.exit_code == 0, result.stderr
    assert rows("SELECT ?name WHERE { model:small-vlm-2b skos:altLabel ?name }") == {("1.10",)}


def test_another_score_under_the_same_conditions_needs_a_reason(checkout: Path, shell: Shell) -> None:
    assert record(shell, checkout, SHEET).exit_code == 0
    other = SHEET.replace(PAGE, "Small, paper").partition("---")[0]
    result = record(shell, checkout, other.replace("41.25", "43"))
    assert result.exit_code == 1
    assert "scores 41.25 under just these conditions" in result.stderr
    assert record(shell, checkout, other.replace("41.25", "41.250")).exit_code == 0
    harness = record(shell, checkout, other.replace("shots: 0", "shots: 0, harness: other").replace("41.25", "43"))
    assert harness.exit_code == 0, harness.stderr
    assert rows("SELECT ?score WHERE { ?r vlmkg:score ?score }") == {("41.25",), ("43",)}


def test_a_later_sheet_may_describe_what_an_earlier_one_names(checkout: Path, shell: Shell) -> None:
    first, second = SHEET.split("---\n")
    assert record(shell, checkout, second + "---\n" + first).exit_code == 0


def test_a_source_on_which_nothing_rests_is_not_written(checkout: Path, shell: Shell) -> None:
    sheet = f"source: {PAGE}\nthings:\n  Small Model:\n    class: LanguageModel\n    definition: A model for a test.\n"
    assert record(shell, checkout, sheet).exit_code == 0
    assert rows("SELECT ?s WHERE { ?s a vlmkg:Source ; vlmkg:revision ?r }") == set()


def test_stages_of_two_sources_keep_their_numbers(checkout: Path, shell: Shell) -> None:
    record(shell, checkout, SHEET)
    more = """
    source: Small, paper
    things:
      Small VLM 2B:
        stages: [{number: 2, title: tuning, tuned: Small Language 1B, at: section 3, status: Verified}]
    """
    result = record(shell, checkout, dedent(more))
    assert result.exit_code == 0, result.stderr
    stages = "SELECT ?stage ?n WHERE { ?stage vlmkg:stageOf model:small-vlm-2b ; vlmkg:stageNumber ?n }"
    assert rows(stages) == {("stage:small-vlm-2b.1", "1"), ("stage:small-vlm-2b.2", "2")}


SLIPS = {
    "unknown thing": ("usesVisionEncoder: {value: Small Eye", "usesVisionEncoder: {value: Small Ear", "did you mean"),
    "unknown property": ("usesVisionEncoder: {", "usesVisionEncodr: {", "no property"),
    "no number": ("{parameterCount: 1B}", "{parameterCount: many}", "is no number"),
    "unknown class": ("class: LanguageModel", "class: LanguageMode", "no class"),
    "another class": (
        "  Small Eye:\n",
        "  Small Eye:\n    class: LanguageModel\n    definition: No.\n",
        "is no vlmkg:LanguageModel",
    ),
    "no definition": ("    definition: A language model for a test.\n", "", "definition"),
    "unknown key": ("    also: [smallvlm-2b]", "    alos: [smallvlm-2b]", "'alos' is no key"),
    "no place": ("at: line 12\n", "", "no place in the source"),
    "no value": ("builtOnBackbone: Small Language 1B", "builtOnBackbone:", "no value"),
    "no metric": ("    metric: accuracy, percent\n", "", "no metric"),
    "no whole number": ("shots: 0", "shots: few", "whole number"),
    "nobody": ("  - at: table 3", "  - measured-by: my cousin\n    at: table 3", "is nobody"),
    "no claim": ("value: Small Eye,", "value: Small Eye, contradicts: a <b> c,", "is no claim"),
    "no id": ("    class: LanguageModel\n", "    class: LanguageModel\n    id: ../x y\n", "cannot name a new thing"),
    "two families": ("family: {value: Small VLM, at: line 3}", "family: [Small, Small VLM]", "one family belongs"),
    "no area": ("    area: general\n", "    area: ../..\n", "is no area"),
    "no stage": ("title: alignment,", "title: alignment, number: last,", "whole number from 1"),
    "no source": (f"source: {PAGE}\n", "", "no source"),
    "no address": (f"source: {PAGE}\n", "source: {label: Small}\n", "web address"),
    "unknown source": (f"source: {PAGE}\n", "source: Large, paper\n", "Large, paper"),
    "unknown type": (f"source: {PAGE}\n", f"source: {{page: {PAGE}, type: Rumor}}\n", "no type of source"),
    "a key twice": ("things:\n", "things:\n  Small Eye: {}\n", "stands here twice"),
    "an alias": ("things:\n", "things: &x\n", "anchor, alias or tag"),
    "no mapping": ("things:\n", "thing: [a]\nthings:\n", "no key here"),
    "a wrong status": ("status: Verified", "status: Sure", "no status"),
    "area of a model": (
        "    class: LanguageModel\n",
        "    class: LanguageModel\n    area: general\n",
        "only datasets and benchmarks",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_and_nothing_is_written(checkout: Path, shell: Shell, old: str, new: str, says: str) -> None:
    sheet = SHEET
    assert old in sheet
    before = {p: p.read_text() for p in sorted((checkout / "data").rglob("*")) if p.is_file()}
    result = record(shell, checkout, sheet.replace(old, new, 1))
    assert result.exit_code in (1, 2), result.stderr
    assert says in result.stderr
    assert {p: p.read_text() for p in sorted((checkout / "data").rglob("*")) if p.is_file()} == before


def test_an_empty_list_of_families_is_no_family(checkout: Path, shell: Shell) -> None:
    result = record(shell, checkout, SHEET.replace("family: {value: Small VLM, at: line 3}", "family: []"))
    assert result.exit_code == 0, result.stderr
    assert rows("SELECT ?f WHERE { model:small-vlm-2b vlmkg:memberOf ?f }") == set()


def test_all_slips_are_named_at_once(checkout: Path, shell: Shell) -> None:
    sheet = SHEET.replace("Small Eye, at", "Small Ear, at").replace("100,", "many,")
    result = record(shell, checkout, sheet)
    assert result.exit_code == 1
    assert "Small VLM 2B > usesVisionEncoder" in result.stderr
    assert "Small Test > questionCount" in result.stderr
    assert "2 slips; nothing was written" in result.stderr


def test_a_rule_of_the_graph_that_breaks_stops_the_sheet(checkout: Path, shell: Shell) -> None:
    result = record(
        shell,
        checkout,
        SHEET.replace("value: Small Eye", "value: Small Language 1B"),
    )
    assert result.exit_code == 1
    assert "VisionEncoderSees" in result.stderr
    assert not (checkout / "data/models/small-vlm.ttl").exists()


def test_a_dry_run_writes_nothing(checkout: Path, shell: Shell) -> None:
    result = record(shell, checkout, SHEET, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "+model:small-vlm-2b a vlmkg:VisionLanguageModel" in result.stdout
    assert not (checkout / "data/models/small-vlm.ttl").exists()


KEYS = [
    "source",
    "things",
    "facts",
    "value",
    "at",
    "results",
    "scores",
    "stages",
    "class",
    "status",
    "columns",
    "family",
]


def deeper(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.sampled_from(KEYS) | st.text(max_size=8)
    return inner | st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)


leaf = st.text(max_size=12) | st.integers() | st.none() | st.sampled_from(["Small Eye", PAGE, "1B", "Verified"])
anything = deeper(deeper(deeper(leaf)))


@given(sheet=anything)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_yaml_is_read_or_refused_with_one_message(checkout: Path, shell: Shell, sheet: object) -> None:
    result = record(shell, checkout, yaml.safe_dump(sheet, allow_unicode=True), "--dry-run")
    assert result.exit_code in (0, 1, 2)
    assert result.exit_code == 0 or result.stderr.strip()
