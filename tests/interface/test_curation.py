"""The curator's commands on a small checkout: validate, claim add, model new, draft and merge."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

import vlmkg
from vlmkg import paths
from vlmkg.cli import write
from vlmkg.curation.drafts.compare import compare
from vlmkg.curation.drafts.draft import Drafter, Origin
from vlmkg.curation.drafts.report import as_dict, as_text
from vlmkg.curation.workbench import Workbench
from vlmkg.errors import UsageError
from vlmkg.terms import BASE, VLMKG

TODAY = date(2026, 1, 2)

Shell = Callable[..., Result]


def contents(checkout: Path) -> dict[str, str]:
    data = checkout / "data"
    return {
        str(path.relative_to(data)): path.read_text(encoding="utf-8")
        for path in sorted(data.rglob("*"), key=str)
        if path.is_file()
    }


# -- validate


def test_what_is_wrong_is_shown_with_its_line(checkout: Path, shell: Shell) -> None:
    assert shell("validate").exit_code == 0
    file = checkout / "data/models/small.ttl"
    file.write_text(file.read_text().replace("300000000", "-1"))
    result = shell("validate", "--engine", "pyshacl")
    assert result.exit_code == 1
    line = file.read_text().splitlines().index("    vlmkg:parameterCount -1 .") + 1
    assert f"data/models/small.ttl:{line}:26: error[" in result.stdout
    assert "does not conform" in result.stderr
    assert "by pyshacl" in result.stderr


@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit", "json"])
def test_both_engines_report_the_same_in_every_format(checkout: Path, shell: Shell, form: str) -> None:
    file = checkout / "data/models/small.ttl"
    file.write_text(file.read_text().replace('rdfs:label "Small Eye"@en ;', ""))
    reports = [shell("validate", "--engine", engine, "--format", form) for engine in ("pyshacl", "shifty")]
    assert [r.exit_code for r in reports] == [1, 1]
    assert reports[0].stdout == reports[1].stdout
    assert "small.ttl" in reports[0].stdout


def test_turtle_that_does_not_parse_is_a_finding(checkout: Path, shell: Shell) -> None:
    file = checkout / "data/models/small.ttl"
    file.write_text(file.read_text() + "model:x a .\n")
    result = shell("validate", "--format", "json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["line"]) == ("TurtleSyntax", len(file.read_text().splitlines()))


def test_since_reports_what_stands_in_changed_files(checkout: Path, shell: Shell) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=checkout, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    result = shell("validate", "--since", "HEAD")
    assert result.exit_code == 0
    assert "0 files changed since HEAD" in result.stderr
    old, new = checkout / "data/models/small.ttl", checkout / "data/models/other.ttl"
    old.write_text(old.read_text().replace("300000000", "-1"))
    git("commit", "-qam", "broken")
    new.write_text(old.read_text().partition("family:small")[0] + "model:other a vlmkg:VisionLanguageModel .\n")
    result = shell("validate", "--since", "HEAD")
    assert result.exit_code == 1
    assert "other.ttl" in result.stdout
    assert "small.ttl" not in result.stdout
    assert "findings in other files" in result.stderr
    assert shell("validate", "--since", "nowhere").exit_code == 2
    new.unlink()
    (checkout / "data/sources.ttl").unlink()
    result = shell("validate", "--since", "HEAD")
    assert result.exit_code == 1
    assert "claims/models/small.ttl" in result.stdout, "a claim names a source that was taken away"
    assert "parameterCount -1" not in result.stdout, "that was wrong before"
    git("checkout", "-q", "--", "data/sources.ttl")
    (checkout / "ontology/shapes/models.ttl").write_text(
        (checkout / "ontology/shapes/models.ttl").read_text() + "\n# .\n"
    )
    assert "small.ttl" in shell("validate", "--since", "HEAD").stdout, "a changed shape speaks of every file"


# -- claim add


ADD = ("claim", "add", "small-eye", "imageResolution", "336", "--source", "Small, paper", "--locator", "section 2")


def test_a_claim_is_written_with_its_fact(checkout: Path, shell: Shell) -> None:
    before = contents(checkout)
    result = shell(*ADD, "--status", "Verified")
    assert result.exit_code == 0, result.stderr
    after = contents(checkout)
    assert {name for name in after if after[name] != before[name]} == {"models/small.ttl", "claims/models/small.ttl"}
    assert "    vlmkg:imageResolution 336 ;\n    vlmkg:parameterCount 300000000 .\n" in after["models/small.ttl"]
    assert after["claims/models/small.ttl"].startswith(before["claims/models/small.ttl"].partition("claim:small")[0])
    assert (
        "claim:small-eye.image-resolution.1 a vlmkg:Claim ;\n"
        "    vlmkg:claimSubject model:small-eye ;\n"
        "    vlmkg:claimProperty vlmkg:imageResolution ;\n"
        "    vlmkg:claimLiteral 336 ;\n"
        "    vlmkg:source source:small-paper ;\n"
        '    vlmkg:locator "section 2" ;\n'
        "    vlmkg:status vlmkg:Verified ;\n"
        '    vlmkg:recorded "'
    ) in after["claims/models/small.ttl"]
    assert shell("validate").exit_code == 0
    assert shell("fmt", "--check", "data").exit_code == 0
    assert shell("lint", "data").exit_code == 0


def test_a_claim_says_when_it_was_recorded(checkout: Path) -> None:
    bench = Workbench(vlmkg.load().library, today=TODAY)
    of = bench.property("imageResolution")
    source = bench.source("Small, paper")
    assert source is not None
    bench.claim(
        bench.subject("small-eye"), of, bench.value(of, "336"), source=source, locator="table 2", status="Verified"
    )
    page = bench.new_source("https://example.org/page", label="A page", kind="WebPage", path=None, revision=None)
    bench.save()
    after = contents(checkout)
    assert '    vlmkg:recorded "2026-01-02"^^xsd:date .\n' in after["claims/models/small.ttl"]
    assert after["claims/models/small.ttl"].count("vlmkg:recorded") == 1, "no day is made up for an older claim"
    assert '    vlmkg:accessed "2026-01-02"^^xsd:date ;\n' in after["sources.ttl"].partition("source:a-page")[2]
    assert page.endswith("/a-page")


def test_a_second_claim_gets_a_number_of_its_own(checkout: Path, shell: Shell) -> None:
    shell(*ADD)
    web = ("--source", "https://example.org/page", "--source-label", "Small, page", "--source-type", "WebPage")
    result = shell("claim", "add", *ADD[2:5], *web, "--locator", "table 3")
    assert "claim:small-eye.image-resolution.2" in result.stdout


def test_a_claim_is_not_written_twice(checkout: Path, shell: Shell) -> None:
    shell(*ADD)
    before = contents(checkout)
    result = shell(*ADD)
    assert result.exit_code == 2
    assert "claim:small-eye.image-resolution.1 says this already" in result.stderr
    assert contents(checkout) == before


def test_a_date_that_is_none_is_a_finding_and_no_stack_trace(checkout: Path, shell: Shell) -> None:
    file = checkout / "data/models/small.ttl"
    file.write_text(file.read_text().replace("300000000 .", '300000000 ; dcterms:issued "2024-13-14"^^xsd:date .'))
    for engine in ("pyshacl", "shifty"):
        result = shell("validate", "--engine", engine)
        assert result.exit_code == 1
        assert "error[IssuedIsADate]" in result.stdout
        assert "Traceback" not in result.stderr


def test_a_doubted_claim_states_nothing(checkout: Path, shell: Shell) -> None:
    before = contents(checkout)["models/small.ttl"]
    add = ("claim", "add", "small-eye", "parameterCount", "7B", "--source", "Small, paper", "--locator", "line 3")
    doubts = ("--status", "Rejected", "--contradicts", "claim:small-eye.parameter-count.1", "--note", "A slip.")
    result = shell(*add, *doubts)
    assert result.exit_code == 0, result.stderr
    assert contents(checkout)["models/small.ttl"] == before
    assert "vlmkg:contradicts claim:small-eye.parameter-count.1" in contents(checkout)["claims/models/small.ttl"]


def test_what_the_shapes_find_wrong_is_not_written(checkout: Path, shell: Shell) -> None:
    before = contents(checkout)
    result = shell(
        "claim", "add", "small-eye", "parameterCount", "5", "--source", "Small, paper", "--locator", "line 3"
    )
    assert result.exit_code == 1
    assert "error[" in result.stderr
    assert "data/models/small.ttl:" in result.stderr
    assert "nothing was written" in result.stderr
    assert contents(checkout) == before


def test_a_dry_run_shows_the_change_and_writes_nothing(checkout: Path, shell: Shell) -> None:
    before = contents(checkout)
    result = shell(*ADD, "--dry-run")
    assert result.exit_code == 0
    assert "+    vlmkg:imageResolution 336 ;" in result.stdout
    assert contents(checkout) == before


def test_a_new_source_is_described(checkout: Path, shell: Shell) -> None:
    page = "https://example.org/card"
    words = [page if word == "Small, paper" else word for word in ADD]
    assert "What is it called" in shell(*words).stderr
    result = shell(*words, "--source-label", "Small, card", "--source-type", "ModelCard")
    assert result.exit_code == 0, result.stderr
    assert 'source:small-card a vlmkg:Source ;\n    rdfs:label "Small, card"@en ;' in contents(checkout)["sources.ttl"]
    again = shell(*[word.replace("336", "448") for word in words])
    assert again.exit_code == 0, "the source is known now, and nothing is asked of it"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("claim", "add", "no such thing", *ADD[3:]), "nothing is called"),
        (("claim", "add", "small-eye", "noSuchProperty", *ADD[4:]), "there is no property"),
        (("claim", "add", "small-eye", "imageResolution", "big", *ADD[5:]), "is no number"),
        ((*ADD[:5], "--source", "Some, other paper", *ADD[7:]), "nothing is called"),
        (ADD[:7], "not given, and there is no terminal"),
        ((*ADD[:7], "--locator", "  "), "where in its source"),
        ((*ADD, "--contradicts", "a b"), "is no claim"),
    ],
)
def test_a_mistake_gets_one_clear_line_and_writes_nothing(
    checkout: Path, shell: Shell, words: tuple[str, ...], message: str
) -> None:
    before = contents(checkout)
    result = shell(*words)
    assert result.exit_code in (1, 2)
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert contents(checkout) == before


# -- model new


NEW = (
    "model", "new", "Small VLM 7B", "--family", "Small", "--definition", "A model for a test.",
    "--source", "Small, paper", "--status", "Verified",
    "--fact", "usesVisionEncoder", "Small Eye", "section 2", "--fact", "parameterCount", "7B", "table 1",
)  # fmt: skip


def test_a_new_model_is_valid_and_answers(checkout: Path, shell: Shell) -> None:
    result = shell(*NEW)
    assert result.exit_code == 0, result.stderr
    after = contents(checkout)
    assert (
        "model:small-vlm-7b a vlmkg:VisionLanguageModel ;\n"
        '    rdfs:label "Small VLM 7B"@en ;\n'
        '    skos:definition "A model for a test."@en ;\n'
        "    vlmkg:memberOf family:small ;\n"
        "    vlmkg:parameterCount 7000000000 ;\n"
        "    vlmkg:usesVisionEncoder model:small-eye .\n"
    ) in after["models/small.ttl"]
    assert after["claims/models/small.ttl"].count("vlmkg:claimSubject model:small-vlm-7b") == 3
    for command in (("validate",), ("fmt", "--check", "data"), ("lint", "data")):
        done = shell(*command)
        assert done.exit_code == 0, done.stdout + done.stderr
    assert "Small Eye" in shell("lineage", "Small VLM 7B").stdout


def test_a_family_of_the_same_name_is_made_beside_the_model(checkout: Path, shell: Shell) -> None:
    words = [{"Small VLM 7B": "Fresh VLM", "Small": "Fresh VLM"}.get(word, word) for word in NEW]
    result = shell(*words)
    assert result.exit_code == 0, result.stderr
    text = contents(checkout)["models/fresh-vlm.ttl"]
    assert text.startswith("# models/fresh-vlm.ttl\n# Facts about models of this family")
    assert "vlmkg:memberOf family:fresh-vlm" in text
    assert "claims/models/fresh-vlm.ttl" in contents(checkout)


def test_a_name_that_is_taken_is_refused(checkout: Path, shell: Shell) -> None:
    result = shell(*[word.replace("Small VLM 7B", "small eye") for word in NEW])
    assert result.exit_code == 2
    assert "is in the graph already, as model:small-eye" in result.stderr
    assert shell(*NEW, "--class", "Dataset").exit_code == 2


# -- draft and merge


CARD = """\
---
base_model: small/eye
license: apache-2.0
pipeline_tag: image-text-to-text
---
# A model
"""


def test_a_draft_is_reviewed_and_merged(checkout: Path, shell: Shell) -> None:
    card = checkout / "README.md"
    card.write_text(CARD)
    before = contents(checkout)
    words = ("draft", "card", str(card), "--page", "https://huggingface.co/small/vlm", "--accessed", "2026-01-02")
    report = shell(*words, "--to", "review")
    assert report.exit_code == 0, report.stderr
    assert "new" in report.stdout
    assert contents(checkout) == before, "a draft never touches the data"
    assert sorted(p.name for p in (checkout / "review").rglob("*.ttl"))
    assert shell("validate", "--data", "review").exit_code == 0
    drafted = "".join(path.read_text() for path in (checkout / "review").rglob("*.ttl"))
    assert "vlmkg:recorded" not in drafted, "what is only drafted is not in the graph yet"
    merged = shell("draft", "merge", "review")
    assert merged.exit_code == 0, merged.stderr
    after = contents(checkout)
    assert after != before
    added = "".join(after.values()).count("vlmkg:recorded")
    assert added == drafted.count("a vlmkg:Claim") > 0
    again = shell("draft", "merge", "review")
    assert "nothing to write" in again.stderr
    assert contents(checkout) == after
    for command in (("validate",), ("fmt", "--check", "data"), ("lint", "data")):
        done = shell(*command)
        assert done.exit_code == 0, done.stdout + done.stderr
    again = shell(*words)
    assert "0 new, 0 agree, 0 contradict" in again.stdout


@pytest.mark.parametrize("folder", ["data", "data/new", "."])
def test_a_draft_is_never_written_into_the_data(checkout: Path, shell: Shell, folder: str) -> None:
    card = checkout / "README.md"
    card.write_text(CARD)
    before = contents(checkout)
    result = shell("draft", "card", str(card), "--page", "https://huggingface.co/small/vlm", "--to", folder)
    assert result.exit_code == 2
    assert "curated data" in result.stderr
    assert contents(checkout) == before


def test_a_broken_file_makes_no_draft(checkout: Path, shell: Shell) -> None:
    card = checkout / "README.md"
    card.write_text("---\nbase_model: [\n---\n")
    result = shell("draft", "card", str(card), "--page", "https://huggingface.co/small/vlm", "--to", "review")
    assert result.exit_code == 1
    assert "README.md:" in result.stderr
    assert not (checkout / "review").exists()


def test_the_graph_is_loaded_from_the_checkout(checkout: Path) -> None:
    assert vlmkg.load().resolve("Small Eye")


def test_an_error_that_shows_elsewhere_is_found_too(checkout: Path, shell: Shell) -> None:
    ids = ("huggingFaceId", "small/eye", "--source", "Small, paper", "--locator", "page 1")
    assert shell("claim", "add", "small-eye", *ids).exit_code == 0
    assert shell(*NEW).exit_code == 0
    before = contents(checkout)
    result = shell("claim", "add", "Small VLM 7B", *ids)
    assert result.exit_code == 1
    assert "error[HuggingFaceIdNamesOneModel]" in result.stderr
    assert contents(checkout) == before


def test_what_was_wrong_before_does_not_stop_a_claim(checkout: Path, shell: Shell) -> None:
    file = checkout / "data/models/small.ttl"
    file.write_text(file.read_text().replace('rdfs:label "Small"@en ;', ""))
    assert shell("validate").exit_code == 1
    result = shell(*ADD)
    assert result.exit_code == 0, result.stderr
    assert "error[" not in result.stderr


def test_a_contradiction_is_drafted_as_a_disputed_claim_and_no_fact(checkout: Path, shell: Shell) -> None:
    kg = vlmkg.load()
    origin = Origin(BASE + "source/other", "Other source", VLMKG + "ModelCard", "https://example.org/other", TODAY)
    drafter = Drafter(kg.library, origin)
    eye = drafter.thing("Small Eye", "model", VLMKG + "VisionEncoder")
    drafter.literal(eye, "vlmkg:parameterCount", 400000000, "line 1")
    drafter.literal(eye, "vlmkg:imageResolution", 224, "line 2")
    comparison = compare(drafter.finish(), kg.library)
    assert [each.verdict for each in comparison.judged] == ["contradicts", "new"]
    assert as_text(comparison, kg.library).splitlines()[5:] == [
        "Contradicts the graph",
        "  Small Eye: parameter count 400000000 (line 1); the graph has 300000000 by Small, paper, table 1 (Verified)",
        "",
        "New",
        "  Small Eye: image resolution 224 (line 2)",
    ]
    statements = as_dict(comparison)["statements"]
    assert statements[0]["instead"] == ["300000000"]
    kg.write_draft(comparison, "review")
    facts = (checkout / "review/models/small.ttl").read_text()
    claims = (checkout / "review/claims/models/small.ttl").read_text()
    assert "400000000" not in facts
    assert "vlmkg:imageResolution 224" in facts
    assert (
        "claim:small-eye.parameter-count.2 a vlmkg:Claim ;\n"
        "    vlmkg:claimSubject model:small-eye ;\n"
        "    vlmkg:claimProperty vlmkg:parameterCount ;\n"
        "    vlmkg:claimLiteral 400000000 ;\n"
        "    vlmkg:source source:other ;\n"
        '    vlmkg:locator "line 1" ;\n'
        "    vlmkg:status vlmkg:Disputed ;\n"
        "    vlmkg:contradicts claim:small-eye.parameter-count.1 ;\n"
        '    vlmkg:note "The graph has 300000000 instead."@en .\n'
    ) in claims
    done = shell("validate", "--data", "review")
    assert done.exit_code == 0, done.stdout
    with pytest.raises(UsageError, match="not empty"):
        kg.write_draft(comparison, "review")
    nowhere = replace(comparison, draft=replace(comparison.draft, origin=replace(origin, page=None)))
    with pytest.raises(UsageError, match="pass its web address with --page"):
        kg.write_draft(nowhere, "elsewhere")
    assert not (checkout / "elsewhere").exists()


def test_a_draft_with_nothing_new_is_not_written(checkout: Path) -> None:
    kg = vlmkg.load()
    origin = Origin(
        BASE + "source/small-paper", "Small, paper", VLMKG + "PaperSource", page="https://example.org/paper"
    )
    drafter = Drafter(kg.library, origin)
    eye = drafter.thing("Small Eye", "model", VLMKG + "VisionEncoder")
    drafter.literal(eye, "vlmkg:parameterCount", 300000000, "page 9")
    comparison = compare(drafter.finish(), kg.library)
    assert comparison.counts == {"new": 0, "agrees": 0, "contradicts": 0, "known": 1}
    with pytest.raises(UsageError, match="nothing to write"):
        kg.write_draft(comparison, "review")
    assert not (checkout / "review").exists()


def test_what_is_there_already_is_not_merged_twice(checkout: Path, shell: Shell) -> None:
    shutil.copytree(checkout / "data", checkout / "review")
    before = contents(checkout)
    result = shell("draft", "merge", "review")
    assert result.exit_code == 0
    assert "nothing to write" in result.stderr
    assert contents(checkout) == before
    assert shell("draft", "merge", "nowhere").exit_code == 2


# -- asking


def test_a_claim_is_asked_for_on_a_terminal(checkout: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "interactive", lambda: True)
    answers = [
        "small eye",
        "image resolution",
        "336",
        "https://example.org/card",
        "Small, card",
        "ModelCard",
        "line 2",
        "",
    ]
    result = shell("claim", "add", stdin="".join(f"{answer}\n" for answer in answers))
    assert result.exit_code == 0, result.stderr
    assert "Which value of image resolution?" in result.stderr
    assert result.stdout == "claim:small-eye.image-resolution.1: Small Eye image resolution 336\n"
    assert "vlmkg:status vlmkg:Unchecked" in contents(checkout)["claims/models/small.ttl"]
    assert "source:small-card" in contents(checkout)["sources.ttl"]


def test_a_model_is_asked_for_on_a_terminal(checkout: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "interactive", lambda: True)
    start = ["Small VLM 7B", "Small", "A model for a test.", "Small, paper", "Verified"]
    facts = {"parameterCount": ["7B", "table 1"], "usesVisionEncoder": ["Small Eye", ""]}
    asked = [answer for name in write.CENTRAL for answer in facts.get(name, [""])]
    result = shell("model", "new", stdin="".join(f"{answer}\n" for answer in [*start, *asked]))
    assert result.exit_code == 0, result.stderr
    claims = contents(checkout)["claims/models/small.ttl"]
    assert claims.count("vlmkg:claimSubject model:small-vlm-7b") == 3
    assert claims.count('vlmkg:locator "table 1"') == 4, "the last place is offered again"


def test_a_coarse_value_that_agrees_is_a_claim_and_no_second_fact(checkout: Path, shell: Shell) -> None:
    day = ("claim", "add", "small-eye", "issued", "2024-09-17", "--source", "Small, paper", "--locator", "page 1")
    assert shell(*day).exit_code == 0
    kg = vlmkg.load()
    origin = Origin(BASE + "source/other", "Other source", VLMKG + "ModelCard", "https://example.org/other", TODAY)
    drafter = Drafter(kg.library, origin)
    eye = drafter.thing("Small Eye", "model", VLMKG + "VisionEncoder")
    drafter.partial_date(eye, "dcterms:issued", "2024", "line 1")
    kg.write_draft(compare(drafter.finish(), kg.library), "review")
    assert not (checkout / "review/models/small.ttl").exists()
    assert '"2024"^^xsd:gYear' in (checkout / "review/claims/models/small.ttl").read_text()
    done = shell("validate", "--data", "review")
    assert done.exit_code == 0, done.stdout


def test_an_installed_graph_is_not_written_to(
    root: Path, tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "package/share"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(root / name, share / name)
    monkeypatch.setattr(paths, "_CHECKOUT", tmp_path)  # where no pyproject.toml is
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "package")
    for words in (("claim", "add", "clip", "feature", "x"), ("draft", "merge", str(tmp_path)), ("fmt",)):
        result = shell(*words)
        assert result.exit_code == 2, words
        assert "clone its repository" in result.stderr
    assert shell("lint", "--rule", "spaces").exit_code == 0
