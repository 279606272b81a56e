"""What a check found: one type for the shapes, the file rules and the ontology checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from vlmkg.terms import shorten

Severity = Literal["error", "warning", "info"]

ORDER: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    `rule` is the name of the rule: the local name of a shape in
    `https://w3id.org/vlmkg/shapes#`, or the name of a file rule or ontology
    check. `focus` is the node at fault (empty where the fault is the file's),
    `path` the property at fault where there is one, `value` the value at fault
    (an IRI, or the text of a literal). `message` says what is wrong and how to
    mend it.
    """

    focus: str
    path: str | None
    value: str | None
    severity: Severity
    rule: str
    message: str
    place: Place | None = None

    def __str__(self) -> str:
        start = f"{self.place}: " if self.place else ""
        about = " ".join(shorten(term) for term in (self.focus, self.path) if term)
        return f"{start}{self.severity}[{self.rule}] {about + ': ' if about else ''}{self.message}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as JSON has it."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "message": self.message,
            "file": str(self.place.file) if self.place else None,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
        }

    @property
    def rank(self) -> tuple[int, str, str, str, str, str]:
        """Where it stands in a report: errors first, then by node, property, rule and value."""
        return ORDER[self.severity], self.focus, self.path or "", self.rule, self.value or "", self.message


@dataclass(frozen=True)
class Report:
    """Everything that was found, in an order that does not change from run to run."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no error; warnings and remarks are allowed."""
        return not self.counts["error"]

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, zeros included."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in ORDER}
