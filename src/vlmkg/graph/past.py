"""What claims say about an earlier day: which were not there yet, which had another status, what follows for facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.errors import UsageError
from vlmkg.terms import PREFIXES, VLMKG

_RECORDED: Final = ox.NamedNode(VLMKG + "recorded")
_CHANGED: Final = ox.NamedNode(VLMKG + "statusChanged")
_BEFORE: Final = ox.NamedNode(VLMKG + "previousStatus")
STATUS: Final = ox.NamedNode(VLMKG + "status")
_SUBJECT: Final = ox.NamedNode(VLMKG + "claimSubject")
_PROPERTY: Final = ox.NamedNode(VLMKG + "claimProperty")
_ENTITY: Final = ox.NamedNode(VLMKG + "claimEntity")
_LITERAL: Final = ox.NamedNode(VLMKG + "claimLiteral")
_SOURCE: Final = ox.NamedNode(VLMKG + "source")
_NEEDS_CLAIM: Final = ox.NamedNode(VLMKG + "needsClaim")
_MEMBER_OF: Final = ox.NamedNode(VLMKG + "memberOf")
_VARIANT_OF: Final = ox.NamedNode(VLMKG + "variantOf")
_TRUE: Final = ox.Literal(True)
_STATED: Final = frozenset(ox.NamedNode(VLMKG + name) for name in ("Verified", "Accepted", "Unchecked"))
_MADE_FACTS: Final = _STATED | {ox.NamedNode(VLMKG + "Disputed")}
"""What may stand behind a fact that is stated; a disputed value is one only where a curator chose it."""

_COARSE: Final = frozenset(ox.NamedNode(PREFIXES["xsd"] + name) for name in ("gYear", "gYearMonth"))
CHANGES: Final = frozenset({STATUS, _CHANGED, _BEFORE})
DAYS: Final = (_RECORDED, _CHANGED)
"""What days are stated with."""

_READ: Final = (
    *(_RECORDED, _CHANGED, _BEFORE, STATUS, _SUBJECT, _PROPERTY, _ENTITY, _LITERAL, _SOURCE),
    *(_NEEDS_CLAIM, _MEMBER_OF, _VARIANT_OF),
)


Key = tuple[Any, Any, Any]
"""A fact: subject, property, value."""


@dataclass(frozen=True, slots=True)
class Past:
    """What to undo to come to an earlier day.

    `gone` are claims, things and sources that were not there; `statuses` the claims that had
    another status; `lost` and `back` the facts that were not stated yet, and those still were.
    """

    gone: frozenset[Any]
    statuses: Mapping[Any, ox.NamedNode]
    lost: frozenset[Key]
    back: frozenset[Key]


def happened_since(stated: Iterable[Any], day: date) -> bool:
    """Whether a stated day is later than a day, or none is stated at all."""
    found = [when for value in set(stated) if (when := _date(value)) is not None]
    return not found or max(found) > day


def look_back(
    triples: Iterable[ox.Triple | ox.Quad], has: Callable[[Key], bool], day: date, always: Collection[Any]
) -> Past:
    """What was different at the end of a day.

    `has` says whether a triple is there; `always` are things of the ontology, which never go.
    Raises UsageError where the day is before everything that was recorded, or no claim says
    when it was.
    """
    said = _Said(triples, has)
    recorded = {claim: when for claim, value in said.pairs(_RECORDED) if (when := _date(value)) is not None}
    first = min(recorded.values(), default=None)
    if first is None:
        raise UsageError(
            "no claim says when it was recorded, so the graph cannot be shown as of a day; leave the day out, "
            "or add vlmkg:recorded to the claims"
        )
    if day < first:
        raise UsageError(f"nothing was recorded by {day}; the first claims are of {first}, choose that day or a later")
    later = {claim for claim, when in recorded.items() if when > day}
    statuses = _statuses(said, day, later)
    gone = later | (_named_only_by(said, later) - set(always))
    return Past(frozenset(gone), statuses, *_facts(said, later, statuses, gone))


def _statuses(said: _Said, day: date, later: Collection[Any]) -> dict[Any, ox.NamedNode]:
    changed = {claim for claim, value in said.pairs(_CHANGED) if (when := _date(value)) is not None and when > day}
    return {claim: status for claim, status in said.pairs(_BEFORE) if claim in changed and claim not in later}


def _named_only_by(said: _Said, later: Collection[Any]) -> set[Any]:
    """What some claims are about, state as a value or cite, and no other claim does."""
    new: set[Any] = set()
    old: set[Any] = set()
    for predicate in (_SUBJECT, _ENTITY, _SOURCE):
        for claim, thing in said.pairs(predicate):
            (new if claim in later else old).add(thing)
    return {thing for thing in new - old if isinstance(thing, ox.NamedNode)}


def _facts(
    said: _Said, later: Collection[Any], statuses: Mapping[Any, ox.NamedNode], gone: Collection[Any]
) -> tuple[frozenset[Key], frozenset[Key]]:
    """The facts that were not stated yet, and those that still were. What is said of things that go is left out."""
    marked = {property_ for property_, value in said.pairs(_NEEDS_CLAIM) if str(value) == str(_TRUE)}
    subjects = {
        claim: thing for claim, thing in said.pairs(_SUBJECT) if isinstance(thing, ox.NamedNode) and thing not in gone
    }
    values = {**dict(said.pairs(_LITERAL)), **dict(said.pairs(_ENTITY))}
    now = dict(said.pairs(STATUS))
    touched: set[Key] = set()
    restored: dict[Key, set[Any]] = defaultdict(set)
    others: list[tuple[Any, Key]] = []
    for claim, property_ in said.pairs(_PROPERTY):
        if property_ in marked and claim in subjects and claim in values:
            fact = (subjects[claim], property_, values[claim])
            if claim in later:
                touched.add(fact)
            elif claim in statuses:
                touched.add(fact)
                restored[fact].add(statuses[claim])
            else:
                others.append((claim, fact))
    support = {fact: set(found) for fact, found in restored.items()}
    for claim, fact in others:
        if fact in touched:
            support.setdefault(fact, set()).add(now.get(claim))
    stated = {fact for fact in touched if said.has(fact)}
    lost = {fact for fact in stated if not _MADE_FACTS & support.get(fact, set())}
    wanted = {fact for fact in touched - stated if restored[fact] & _STATED and _is_thing(fact)}
    back = wanted - _covered(said, wanted, lost)
    return frozenset(lost), frozenset(back)


def _is_thing(fact: Key) -> bool:
    """Whether a value can be stated; that there is none, or none is disclosed, never is."""
    value = fact[2]
    return not (isinstance(value, ox.NamedNode) and value.value in (VLMKG + "None", VLMKG + "NotDisclosed"))


def _covered(said: _Said, wanted: Collection[Key], lost: Collection[Key]) -> set[Key]:
    """The facts that need not be stated, because a finer value was: `2024` by `2024-09-17`, a family by its member."""
    if not wanted:
        return set()
    above: dict[Any, set[Any]] = defaultdict(set)
    for predicate in (_MEMBER_OF, _VARIANT_OF):
        for thing, wide in said.pairs(predicate):
            above[thing].add(wide)
    found: set[Key] = set()
    for subject, predicate, value in said.about({fact[0] for fact in wanted}):
        if (subject, predicate, value) not in lost:
            found |= {(subject, predicate, wide) for wide in _wider(value, above)}
            found |= {f for f in wanted if f[:2] == (subject, predicate) and _begins(value, f[2])}
    return found & set(wanted)


def _wider(value: Any, above: Mapping[Any, set[Any]]) -> set[Any]:
    found: set[Any] = set()
    ways = [value]
    while ways:
        for wide in above.get(ways.pop(), ()):
            if wide not in found:
                found.add(wide)
                ways.append(wide)
    return found


def _begins(fine: Any, coarse: Any) -> bool:
    return isinstance(coarse, ox.Literal) and coarse.datatype in _COARSE and fine.value.startswith(coarse.value + "-")


def _date(value: Any) -> date | None:
    """The day of a literal, without the time zone that xsd:date allows; None where it is no day."""
    return _day(value.value) if isinstance(value, ox.Literal) else None


@cache
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == text[7:8] == "-" else None
    except ValueError:
        return None


class _Said:
    """What claims say, read in one pass."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad], has: Callable[[Key], bool]) -> None:
        self._triples, self.has = triples, has
        self._found: dict[Any, list[tuple[Any, Any]]] = {predicate: [] for predicate in _READ}
        for triple in triples:
            if (found := self._found.get(triple.predicate)) is not None:
                found.append((triple.subject, triple.object))

    def pairs(self, predicate: ox.NamedNode) -> list[tuple[Any, Any]]:
        """Subject and value of each triple with a predicate."""
        return self._found[predicate]

    def about(self, subjects: Collection[Any]) -> Iterator[Key]:
        """Everything that is said of some things."""
        return ((t.subject, t.predicate, t.object) for t in self._triples if t.subject in subjects)
