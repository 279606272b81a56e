"""Reports as JUnit XML, the form in which build servers read results of tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from vlmkg.curation.findings import Finding, Report
from vlmkg.curation.reports.lines import shown

if TYPE_CHECKING:
    from vlmkg.curation.reports import Rules

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def write(report: Report, rules: Rules, root: Path) -> str:
    """One suite with a case for each finding, or one case that passed.

    An error is a failure; warnings and remarks pass, with what was found as their output.
    """
    suite = ET.Element("testsuite", name="vlmkg")
    for finding in report.findings:
        _case(suite, finding, root)
    if not report.findings:
        ET.SubElement(suite, "testcase", classname="vlmkg", name="nothing was found")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(report.counts["error"]))
    suite.set("errors", "0")
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _case(suite: ET.Element, finding: Finding, root: Path) -> None:
    file = shown(finding.place.file, root) if finding.place else ""
    place = f"{file}:{finding.place.line}:{finding.place.column}" if finding.place else finding.focus
    case = ET.SubElement(suite, "testcase", classname=_clean(finding.rule), name=_clean(place or "graph"))
    if finding.place:
        case.set("file", _clean(file))
        case.set("line", str(finding.place.line))
    said = _clean(f"{place}: {finding.severity}[{finding.rule}] {finding.message}")
    if finding.severity == "error":
        failure = ET.SubElement(case, "failure", message=_clean(finding.message), type=_clean(finding.rule))
        failure.text = said
    else:
        ET.SubElement(case, "system-out").text = said


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
