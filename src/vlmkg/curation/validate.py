"""What the shapes find in a graph: SHACL by pyshacl, findings as plain values.

Give it the facts and claims as they are written, before any rule has added to
them: an inferred fact has no claim of its own, and the shapes would say so.

Two things are done around pyshacl:

* The ontology is laid beside the data in a working copy, so that the shapes see
  subclasses, domains and what a property is. Nothing is inferred.
* A shape that speaks of the whole graph (`sh:targetNode <https://w3id.org/vlmkg/>`)
  runs its query once instead of once for every claim or model; the node at fault is
  then the query's `?value`. A finding names that node as its focus, so that a reader
  need not know which kind of shape spoke.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

import rdflib
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from vlmkg.errors import DataError
from vlmkg.terms import BASE, shorten

SHAPES: Final = BASE + "shapes#"
WHOLE: Final = BASE
"""The node that stands for the graph as a whole."""

Severity = Literal["error", "warning", "info"]

_SEVERITIES: Final[dict[Node, Severity]] = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
_ORDER: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "info": 2}
_IRI = re.compile(r"https?://[^\s\"'<>()]*[^\s\"'<>().,;:]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a shape found.

    `rule` is the local name of the rule in `https://w3id.org/vlmkg/shapes#`,
    `path` the property at fault where there is one, `value` the value at fault
    (an IRI, or the text of a literal).
    """

    focus: str
    path: str | None
    value: str | None
    severity: Severity
    rule: str
    message: str

    def __str__(self) -> str:
        path = f" {shorten(self.path)}" if self.path else ""
        return f"{self.severity}: {shorten(self.focus)}{path}: {self.message} [{self.rule}]"

    def as_dict(self) -> dict[str, str | None]:
        """The finding as JSON has it."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "message": self.message,
        }

    @property
    def rank(self) -> tuple[int, str, str, str, str, str]:
        """Where it stands in a report: errors first, then by node, property, rule and value."""
        return _ORDER[self.severity], self.focus, self.path or "", self.rule, self.value or "", self.message


@dataclass(frozen=True)
class Report:
    """Everything the shapes found, in an order that does not change from run to run."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no error; warnings and remarks are allowed."""
        return not self.counts["error"]

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, zeros included."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in _ORDER}


def validate(data: rdflib.Graph, *, shapes: rdflib.Graph, ontology: rdflib.Graph) -> Report:
    """What the shapes find in the data. None of the three graphs is changed.

    Raises DataError where the shapes themselves cannot be used.
    """
    import pyshacl
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    working = _Working(bind_namespaces="none")
    for graph in (data, ontology):
        working += graph
    try:
        _, found, text = pyshacl.validate(working, shacl_graph=shapes, inference="none", inplace=True, advanced=False)
    except (ShapeLoadError, ConstraintLoadError, ReportableRuntimeError) as error:
        raise DataError(f"the shapes cannot be used: {error}; mend the file in ontology/shapes/") from error
    if not isinstance(found, rdflib.Graph):  # pyshacl hands a failure back instead of raising it
        raise DataError(f"the shapes cannot be used: {text}; mend the file in ontology/shapes/")
    findings = {_finding(found, result) for result in found.objects(None, SH.result)}
    return Report(tuple(sorted(findings, key=lambda finding: finding.rank)))


def _finding(found: rdflib.Graph, result: Node) -> Finding:
    """One `sh:ValidationResult`, read."""
    focus = str(found.value(result, SH.focusNode))
    path = found.value(result, SH.resultPath)
    value = found.value(result, SH.value)
    shown = None if value is None or str(value) == focus else str(value)
    if focus == WHOLE and shown is not None:
        focus, shown = shown, None
    return Finding(
        focus=focus,
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=shown,
        severity=_SEVERITIES.get(found.value(result, SH.resultSeverity) or SH.Violation, "error"),
        rule=_rule(found, result),
        message=" ".join(sorted(_plain(str(text)) for text in found.objects(result, SH.resultMessage))),
    )


def _rule(found: rdflib.Graph, result: Node) -> str:
    """The name of the rule: of the query where a query spoke, else of the shape."""
    for predicate in (SH.sourceConstraint, SH.sourceShape, SH.sourceConstraintComponent):
        name = found.value(result, predicate)
        if isinstance(name, rdflib.URIRef):
            return name.removeprefix(SHAPES)
    return "unnamed"


def _plain(message: str) -> str:
    """The message with short names in place of IRIs."""
    return _IRI.sub(lambda iri: shorten(iri[0]), message)


class _Working(rdflib.Graph):
    """A graph that parses each query once.

    pyshacl hands every SPARQL constraint over as text, at every validation and for
    every focus node anew, and rdflib's parser needs 5 to 110 ms for each of ours: 0.8 s
    of the 2.1 s that a small file takes. pyshacl calls the `query` of the graph it was
    given, so overriding it here needs no patch in either library.
    A prepared query holds no state between evaluations, thus the answers are the same
    (tests/shapes compares them).
    """

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """As in rdflib, with the text of a query replaced by the prepared query."""
        prepared = _prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@lru_cache(maxsize=512)
def _prepare(text: str) -> Query:
    return prepareQuery(text)
