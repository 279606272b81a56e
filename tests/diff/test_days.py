"""Days as states, the reason for a change of status, and one thing of many."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vlmkg.cli.diff import diff
from vlmkg.curation import diff_report, states
from vlmkg.curation.diff import compare
from vlmkg.errors import UnknownName, UsageError

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
FACTS = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
model:pixtral a vlmkg:VisionLanguageModel ; rdfs:label "Pixtral 12B"@en ; vlmkg:usesVisionEncoder model:own .
model:clip a vlmkg:VisionEncoder ; rdfs:label "CLIP"@en .
model:own a vlmkg:VisionEncoder ; rdfs:label "Pixtral ViT"@en ; skos:altLabel "Own ViT"@en .
source:paper a vlmkg:Source ; rdfs:label "the paper"@en .
source:list a vlmkg:Source ; rdfs:label "the list"@en .
claim:p.1 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:clip ; vlmkg:source source:list ; vlmkg:locator "line 80" ; vlmkg:status vlmkg:Rejected ;
    vlmkg:contradicts claim:p.2 ; vlmkg:note "Line 62 says otherwise."@en ;
    vlmkg:recorded "2026-01-01"^^xsd:date ; vlmkg:statusChanged "2026-01-03"^^xsd:date ;
    vlmkg:previousStatus vlmkg:Unchecked .
claim:p.2 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:own ; vlmkg:source source:paper ; vlmkg:locator "section 2" ; vlmkg:status vlmkg:Verified ;
    vlmkg:recorded "2026-01-03"^^xsd:date .
claim:c.1 a vlmkg:Claim ; vlmkg:claimSubject model:clip ; vlmkg:claimProperty vlmkg:parameterCount ;
    vlmkg:claimLiteral 400 ; vlmkg:source source:list ; vlmkg:locator "line 1" ; vlmkg:status vlmkg:Accepted ;
    vlmkg:recorded "2026-01-02"^^xsd:date ; vlmkg:statusChanged "2026-01-03"^^xsd:date ;
    vlmkg:previousStatus vlmkg:Unchecked .
model:clip vlmkg:parameterCount 400 .
"""
TEXT = """\
Pixtral 12B (model:pixtral)
  ~ uses vision encoder: CLIP -> Pixtral ViT
  claims: 1 added, 1 Unchecked -> Rejected
    ~ uses vision encoder: CLIP (Unchecked -> Rejected; the list, line 80)
      why: Line 62 says otherwise.
      against: uses vision encoder: Pixtral ViT (Verified; the paper, section 2)
      + contradicts: claim:p.2
      + status changed: 2026-01-03
    + uses vision encoder: Pixtral ViT (Verified; the paper, section 2)

2026-01-01 -> 2026-01-03: 13 triples added, 2 removed; things: 0 added, 0 removed, 1 changed
  triples            12 -> 23  +11
  claims: Verified    0 ->  1   +1
  claims: Unchecked   1 ->  0   -1
  claims: Rejected    0 ->  1   +1
"""


@pytest.fixture
def folder(tmp_path: Path, turtle: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without git."""
    turtle("data/a.ttl", FACTS)
    (tmp_path / "ontology").mkdir()
    shutil.copy(ONTOLOGY / "vlmkg.ttl", tmp_path / "ontology")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(diff, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_two_days_of_one_thing(folder: Path) -> None:
    for name in ("Pixtral 12B", "model:pixtral", "pixtral 12b"):
        result = run("2026-01-01", "2026-01-03", "--of", name)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == TEXT


def test_the_reason_is_told_in_every_form(folder: Path) -> None:
    found = compare("2026-01-01", "2026-01-03", folder, of="model:pixtral")
    (thing,) = json.loads(json.dumps(found.as_dict()))["things"]
    moved, added = thing["claims"]
    assert (moved["was"], moved["status"], moved["note"]) == ("Unchecked", "Rejected", "Line 62 says otherwise.")
    (against,) = moved["against"]
    assert against["iri"].endswith("/claim/p.2")
    assert (against["value"]["shown"], against["status"], against["locator"]) == (
        "Pixtral ViT",
        "Verified",
        "section 2",
    )
    assert [other["iri"].rpartition("/")[2] for other in added["against"]] == ["p.1"], "told from the other side too"
    told = diff_report.markdown(found)
    assert "\n        why: Line 62 says otherwise.\n" in told
    assert "\n        against: uses vision encoder: Pixtral ViT (Verified; the paper, section 2)\n" in told


def test_a_change_without_a_reason_says_so(folder: Path) -> None:
    told = run("2026-01-02", "2026-01-03", "--of", "CLIP").stdout
    assert "~ parameter count: 400 (Unchecked -> Accepted; the list, line 1)\n      why: no reason is noted\n" in told


def test_what_does_not_concern_the_thing_is_left_out(folder: Path) -> None:
    whole = compare("2026-01-01", "2026-01-03", folder)
    assert {thing.curie for thing in whole.things} == {"model:clip", "model:own", "model:pixtral", "source:paper"}
    part = compare("2026-01-01", "2026-01-03", folder, of="Own ViT")
    assert [(thing.curie, thing.kind) for thing in part.things] == [("model:own", "added")]
    assert (part.added, part.removed, part.counts.claims) == (3, 0, ())
    assert compare("2026-01-02", "2026-01-02", folder, of="CLIP").empty
    with pytest.raises(UnknownName, match="nothing is called 'Pixtrel 13B'; did you mean Pixtral 12B"):
        compare("2026-01-01", "2026-01-03", folder, of="Pixtrel 13B")
    assert run("2026-01-01", "--of", "Pixtrel 13B").exit_code == 1


def test_a_day_alone_is_compared_with_today(folder: Path) -> None:
    found = compare("2026-01-01", None, folder)
    assert (found.before, found.after) == ("2026-01-01", states.TODAY)
    assert found.things == compare("2026-01-01", "2026-01-03", folder).things
    assert compare("2026-01-03", None, folder / "data").empty, "from a folder inside, too"


def test_days_that_are_none(folder: Path) -> None:
    for day, message in (("2026-02-30", "is no date"), ("2025-01-01", "the first claims are of 2026-01-01")):
        with pytest.raises(UsageError, match=message):
            compare(day, "2026-01-03", folder)
        assert run(day, "2026-01-03").exit_code == 2


def test_files_and_revisions_of_that_name_come_first(checkout: Any) -> None:
    checkout.write("data/a.ttl", FACTS)
    checkout.write("ontology/a.ttl", "vlmkg:needsClaim a owl:AnnotationProperty .")
    checkout.commit()
    by_day = compare("2026-01-01", None, checkout.root)
    assert not by_day.empty
    checkout.git("tag", "2026-01-01")
    assert compare("2026-01-01", None, checkout.root).empty, "the tag"
    checkout.write("2026-01-01/b.ttl", "model:b a vlmkg:Model .")
    assert compare("2026-01-01", None, checkout.root).counts.triples.before == 1, "the folder"
    assert compare("2026-01-03", "HEAD", checkout.root).empty, "a day beside a revision"
