"""Two things beside each other: every property in which they agree or differ, and their comparable scores."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.results import Value
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.measurements import Measurement, comparable, measurements
from vlmkg.lineage.proof import Path
from vlmkg.lineage.relations import place, role
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.questions.statements import Record
from vlmkg.terms import shorten

_LEFT_OUT: Final = frozenset({"vlmkg:memberOf", "vlmkg:variantOf"})


@dataclass(frozen=True, repr=False)
class Comparison(Answer):
    """What two things have in common and where they differ, property by property, then score by score.

    `same` is `yes`, `no`, `partly`, or `unknown` where nobody is on record for one of the two; a score is listed only
    where both were measured under the same stated conditions.
    """


def compare(library: Library, one: str, other: str, *, proof: bool = False) -> Comparison:
    """Two models, families, datasets or other things beside each other."""
    records = statements.read(library.engine, library.schema, [one, other])
    first, second = _by_property(records[one]), _by_property(records[other])
    entries = [
        _row(library, property_, first.get(property_, {}), second.get(property_, {}))
        for property_ in sorted(first.keys() | second.keys(), key=lambda p: (place(p), library.schema.label(p), p))
        if shorten(property_) not in _LEFT_OUT
    ]
    entries += _scores(library, one, other)
    title = f"{library.value(one)} and {library.value(other)}"
    notes = ("Scores are set beside each other only where version, metric and every stated condition agree.",)
    return Comparison(library, title, ("property", "first", "second", "same"), tuple(entries), notes, proof)


def _by_property(record: Record) -> dict[str, dict[str, Edge]]:
    found: dict[str, dict[str, Edge]] = defaultdict(dict)
    for s in record.statements:
        found[s.predicate][s.text] = Edge(s.subject, s.predicate, s.text, s.evidence, s.via)
    return found


def _row(library: Library, property_: str, first: dict[str, Edge], second: dict[str, Edge]) -> Row:
    same = "yes" if first.keys() == second.keys() else "partly" if first.keys() & second.keys() else "no"
    if not first or not second:
        same = "unknown"
    values: dict[str, Value] = {
        "property": role(library.schema, property_),
        "first": _values(library, first),
        "second": _values(library, second),
        "same": same,
    }
    return row(values, (), (*first.values(), *second.values()))


def _values(library: Library, found: dict[str, Edge]) -> str | None:
    return "; ".join(sorted(library.value(text) for text in found)) or None


def _scores(library: Library, one: str, other: str) -> list[Row]:
    by_group: dict[tuple[str, ...], dict[str, Measurement]] = defaultdict(dict)
    for group, ranked in comparable(measurements(library, models=[one, other])).items():
        by_group[group] = {measured.model: measured for measured in ranked}
    rows = []
    for group, found in sorted(by_group.items(), key=lambda pair: (library.value(pair[0][0]), pair[0])):
        if len(found) == 2:
            mine, theirs = found[one], found[other]
            values: dict[str, Value] = {
                "property": f"{library.value(group[0])} ({mine.described})",
                "first": str(mine.score),
                "second": str(theirs.score),
                "same": "yes" if mine.score == theirs.score else "no",
            }
            rows.append(row(values, (Path(one, ()), Path(other, ())), (mine.fact, theirs.fact)))
    return rows
