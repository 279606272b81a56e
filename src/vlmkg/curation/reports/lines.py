"""Reports as lines of text, as commands to a code host, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vlmkg.curation.findings import Finding, Report, Severity

if TYPE_CHECKING:
    from vlmkg.curation.reports import Rules

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


def shown(file: Path, root: Path) -> str:
    """A file's name for a reader: relative to a folder where it lies below it, with `/` between the parts."""
    whole = file.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else file).as_posix()


def text(report: Report, rules: Rules, root: Path) -> str:
    """`file:line:column: severity[rule] message`, a line each; control characters become spaces."""
    return "".join(_printable(_line(finding, root)) + "\n" for finding in report.findings)


def github(report: Report, rules: Rules, root: Path) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request.

    Their escapes are those of https://github.com/actions/toolkit (packages/core/src/command.ts):
    `%`, carriage return and line feed everywhere, `:` and `,` in properties too.
    """
    return "".join(_command(finding, root) + "\n" for finding in report.findings)


def json_(report: Report, rules: Rules, root: Path) -> str:
    """`{"conforms": ..., "counts": {severity: n}, "findings": [...]}`; a finding is as `Finding.as_dict` has it."""
    found = {
        "conforms": report.conforms,
        "counts": dict(report.counts),
        "findings": [
            {**finding.as_dict(), "file": shown(finding.place.file, root) if finding.place else None}
            for finding in report.findings
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _line(finding: Finding, root: Path) -> str:
    if finding.place is None:
        return str(finding)
    place = finding.place
    return f"{shown(place.file, root)}{str(finding).removeprefix(str(place.file))}"


def _command(finding: Finding, root: Path) -> str:
    properties = {"title": finding.rule}
    if finding.place:
        place = {"file": shown(finding.place.file, root), "line": finding.place.line, "col": finding.place.column}
        properties = {name: str(value) for name, value in place.items()} | properties
    said = ",".join(f"{name}={_escaped(value, also=True)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{_escaped(finding.message)}"


def _escaped(value: str, *, also: bool = False) -> str:
    value = value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return value.replace(":", "%3A").replace(",", "%2C") if also else value


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)
