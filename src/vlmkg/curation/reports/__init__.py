"""Reports in the forms that people, code hosts and build servers read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vlmkg.curation.findings import Report
from vlmkg.errors import FormatError


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a report says of a rule besides its name: what is wrong where it is found, and what to do then."""

    what: str
    cure: str = ""


Rules = Mapping[str, RuleText]
Writer = Callable[[Report, Rules, Path], str]

FORMATS: Final = ("text", "github", "sarif", "junit", "json")


def write(report: Report, format: str, *, rules: Rules | None = None, root: Path | None = None) -> str:
    """A report in one of `FORMATS`.

    `rules` describes the rules for SARIF. Files below `root`, the current folder unless
    given, are named relative to it. Where a file's name is no UTF-8, a mark or a
    space stands for each byte that is not; SARIF, which names files by URI, keeps them.
    Raises FormatError for another form.
    """
    from vlmkg.curation.reports import junit, lines, sarif

    writers: dict[str, Writer] = {
        "text": lines.text,
        "github": lines.github,
        "json": lines.json_,
        "sarif": sarif.write,
        "junit": junit.write,
    }
    if format not in writers:
        raise FormatError(f"{format!r} is no form of a report; choose one of {', '.join(FORMATS)}")
    text = writers[format](report, rules or {}, (root or Path.cwd()).resolve())
    return text.encode("utf-8", "replace").decode("utf-8")
