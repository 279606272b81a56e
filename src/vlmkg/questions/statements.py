"""Statements: the facts somebody stated, told apart from what only follows, each with its claims.

A loaded graph holds inverses, super-properties and closures next to the facts
they come from. A reader wants each fact once, at its most specific, with who
says so; and wants to know when it was said of the family and not of the member.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import iri, values
from vlmkg.graph.results import Term, lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.evidence import Evidence, claims_about
from vlmkg.questions.schema import Schema
from vlmkg.terms import VLMKG

_FACTS: Final = """
SELECT ?subject ?property ?value WHERE {
  %s
  %s
}
ORDER BY ?subject ?property ?value
"""
_ANY: Final = "?property vlmkg:needsClaim true . ?subject ?property ?value ."
_THIS: Final = "{{ ?subject {0} ?value . BIND({0} AS ?property) }}"
_FAMILIES: Final = """
SELECT DISTINCT ?subject ?family WHERE { %s ?subject vlmkg:memberOf+ ?family . ?family a vlmkg:ModelFamily }
ORDER BY ?subject ?family
"""
_DISCLOSURE: Final = frozenset({VLMKG + "None", VLMKG + "NotDisclosed"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact about `subject`, with the claims behind it.

    `via` is the family of which it was stated, where that is not the subject.
    No evidence at all means that nobody is on record for it, as in a user's own
    Turtle without claims.
    """

    subject: str
    predicate: str
    value: Term
    evidence: tuple[Evidence, ...]
    via: str | None

    @property
    def text(self) -> str:
        """The value's IRI or lexical form."""
        return lexical(self.value)


@dataclass(frozen=True, slots=True)
class Record:
    """What was stated of one thing, what was turned down or is in dispute, and what is known to be unknown."""

    statements: tuple[Statement, ...]
    doubted: tuple[Evidence, ...]
    disclosure: tuple[Evidence, ...]


def read(
    engine: Engine, schema: Schema, subjects: Iterable[str], properties: Iterable[str] | None = None
) -> dict[str, Record]:
    """The record of each of some things, or as much of it as is about some properties."""
    wanted = sorted(set(subjects))
    if not wanted:
        return {}
    families: dict[str, list[str]] = defaultdict(list)
    for subject, family in select(engine, _FAMILIES % values("subject", wanted)):
        families[lexical(subject)].append(lexical(family))
    about_these = None if properties is None else tuple(properties)
    everything = {*wanted, *(family for above in families.values() for family in above)}
    claims = claims_about(engine, everything, about_these)
    behind: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    about: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        behind[claim.subject, claim.predicate, claim.value].append(claim)
        about[claim.subject].append(claim)
    facts: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    looked_up = _ANY if about_these is None else " UNION ".join(_THIS.format(iri(p)) for p in about_these)
    for subject, property_, value in select(engine, _FACTS % (values("subject", wanted), looked_up)):
        assert value is not None
        facts[lexical(subject)].append((lexical(property_), value))
    return {
        subject: Record(
            statements=tuple(_stated(subject, facts[subject], families[subject], behind, schema)),
            doubted=tuple(c for c in about[subject] if c.status in ("Rejected", "Disputed")),
            disclosure=tuple(c for c in about[subject] if c.value in _DISCLOSURE and c.status != "Rejected"),
        )
        for subject in wanted
    }


def _stated(
    subject: str,
    facts: list[tuple[str, Term]],
    families: list[str],
    behind: dict[tuple[str, str, str], list[Evidence]],
    schema: Schema,
) -> Iterable[Statement]:
    of_value: dict[str, set[str]] = defaultdict(set)
    for property_, value in facts:
        of_value[lexical(value)].add(property_)
    for property_, value in facts:
        text = lexical(value)
        if any(property_ in schema.above(other) for other in of_value[text]):
            continue  # a more specific property says it already
        # what supports a wider property with the same value supports this one's existence, not its kind
        own = tuple(e for e in behind[subject, property_, text] if e.status != "Rejected")
        via = None
        if not own:
            for family in families:
                own = tuple(e for e in behind[family, property_, text] if e.status != "Rejected")
                if own:
                    via = family
                    break
        yield Statement(subject, property_, value, own, via)
