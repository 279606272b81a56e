"""Reports as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which code hosts read and keep."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from vlmkg.curation.findings import Finding, Report, Severity
from vlmkg.curation.reports.lines import shown
from vlmkg.terms import BASE

if TYPE_CHECKING:
    from vlmkg.curation.reports import Rules

FINGERPRINT: Final = "vlmkg/v1"
"""Names the recipe of a fingerprint: SHA-256 of rule, node, property and value, each after a zero byte.

Places and messages are not part of it, so a finding is the same one after lines have
moved or a message was reworded. Of findings alike in all four, the second and later
have their number in the hash too.
"""

_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}


def write(report: Report, rules: Rules, root: Path) -> str:
    """One run; the same report gives the same text. Columns count characters."""
    names = sorted({finding.rule for finding in report.findings} | set(rules))
    seen: dict[str, int] = {}
    run = {
        "tool": {
            "driver": {
                "name": "vlmkg",
                "version": version("vlmkg"),
                "informationUri": BASE,
                "rules": [_rule(name, rules) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder that the files are named from."}}},
        "results": [_result(finding, names, root, seen) for finding in report.findings],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, rules: Rules) -> dict[str, Any]:
    described: dict[str, Any] = {"id": name}
    if name in rules:
        described["shortDescription"] = {"text": rules[name].what}
        if rules[name].cure:
            described["help"] = {"text": rules[name].cure}
    return described


def _result(finding: Finding, names: list[str], root: Path, seen: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, seen)},
    }
    if finding.place:
        result["locations"] = [_location(finding, root)]
    return result


def _location(finding: Finding, root: Path) -> dict[str, Any]:
    assert finding.place
    name = shown(finding.place.file, root)
    artifact: dict[str, Any] = {"uri": quote(os.fsencode(name), safe="/")}
    if not Path(name).is_absolute():
        artifact["uriBaseId"] = "ROOT"
    else:
        artifact["uri"] = finding.place.file.as_uri()
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
        }
    }
    if finding.focus:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.focus}]
    return location


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    told = "".join(f"\0{part or ''}" for part in (finding.rule, finding.focus, finding.path, finding.value))
    seen[told] = seen.get(told, 0) + 1
    number = f"\0{seen[told]}" if seen[told] > 1 else ""
    return hashlib.sha256((told + number).encode("utf-8", "surrogatepass")).hexdigest()
