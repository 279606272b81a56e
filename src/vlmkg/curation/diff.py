"""What has changed between two states of the graph, told by the things it is about.

States are compared as sets of triples: the order of lines and the file a line stands in make
no difference, the exact text of a value does. What changed is grouped by thing, then by
property; claims stand with the thing they are about. Nothing is inferred on either side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation import blanks
from vlmkg.curation.changes import Change, ClaimChange, Count, Counts, Diff, Term, Thing, kind
from vlmkg.curation.states import Reader, State
from vlmkg.graph import turtle
from vlmkg.terms import PREFIXES, VLMKG, shorten

STATUSES: Final = ("Verified", "Accepted", "Unchecked", "Disputed", "Rejected")

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABELS: Final = (ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.NamedNode(PREFIXES["skos"] + "prefLabel"))
_CLAIM: Final = ox.NamedNode(VLMKG + "Claim")
_SUBJECT: Final = ox.NamedNode(VLMKG + "claimSubject")
_PROPERTY: Final = ox.NamedNode(VLMKG + "claimProperty")
_STATUS: Final = ox.NamedNode(VLMKG + "status")
_VALUES: Final = (ox.NamedNode(VLMKG + "claimEntity"), ox.NamedNode(VLMKG + "claimLiteral"))
_SOURCE: Final = ox.NamedNode(VLMKG + "source")
_LOCATOR: Final = ox.NamedNode(VLMKG + "locator")
_NOTE: Final = ox.NamedNode(VLMKG + "note")

_Facts = Mapping[object, Mapping[ox.NamedNode, set[Any]]]
"""Subject, property, values."""


def compare(before: str | None, after: str | None, folder: Path) -> Diff:
    """What has changed from one state to another, each a path or a git revision, None for the working tree.

    Names and errors are as for `Reader.read`; relative ones start at `folder`.
    """
    reader = Reader(folder)
    return between(reader.read(before), reader.read(after))


def between(before: State, after: State) -> Diff:
    """What has changed from one state to another."""
    return _Comparison(before, after).diff()


class _Comparison:
    """Two states side by side, with what is needed to tell them apart and to name things."""

    def __init__(self, before: State, after: State) -> None:
        self.before, self.after = before, after
        self.old, self.new = _by_subject(before.triples), _by_subject(after.triples)
        self.gone, self.come = before.triples - after.triples, after.triples - before.triples
        self.lost, self.gained = _by_subject(self.gone), _by_subject(self.come)
        self.structures = {**blanks.structures(before.triples), **blanks.structures(after.triples)}
        self.labels = {**_shipped(), **_labels(before.triples), **_labels(after.triples)}

    def diff(self) -> Diff:
        counts = Counts(
            Count("triples", self.before.size, self.after.size),
            self._count(_classes(self.old), _classes(self.new)),
            _counts(_statuses(self.old), _statuses(self.new)),
            Count("uncompared", self.before.uncompared, self.after.uncompared),
        )
        things = tuple(sorted(self._things(), key=lambda thing: (thing.curie, thing.iri)))
        return Diff(self.before.name, self.after.name, len(self.come), len(self.gone), counts, things)

    def _count(self, before: Counter[ox.NamedNode], after: Counter[ox.NamedNode]) -> tuple[Count, ...]:
        found = ((self._name(class_), before[class_], after[class_]) for class_ in before | after)
        return tuple(Count(*count) for count in sorted(found))

    def _things(self) -> Iterable[Thing]:
        owned = {t.object for t in self.before.triples | self.after.triples if isinstance(t.object, ox.BlankNode)}
        claims: dict[Any, list[ClaimChange]] = defaultdict(list)
        subjects: set[Any] = set()
        for node in self.lost.keys() | self.gained.keys():
            about = self._about(node)
            if about is not None:
                claims[about].append(self._claim(node))
            elif node not in owned:
                subjects.add(node)
        for node in subjects | claims.keys():
            there, here = node in self.old, node in self.new
            yield Thing(
                iri=node.value if isinstance(node, ox.NamedNode) else str(node),
                curie=shorten(node.value) if isinstance(node, ox.NamedNode) else str(node),
                label=self._name(node) if isinstance(node, ox.NamedNode) else "(no name)",
                classes=tuple(sorted(self._name(c) for c in self._facts(node).get(_TYPE, ()))),
                kind="changed" if there == here else kind(there, here),
                changes=self._changes(node) if node in subjects else (),
                claims=tuple(sorted(claims.get(node, ()), key=lambda claim: claim.iri)),
            )

    def _facts(self, node: object) -> Mapping[ox.NamedNode, set[Any]]:
        """What is said of a thing now, or was said of it last."""
        return self.new.get(node) or self.old.get(node) or {}

    def _about(self, node: object) -> object | None:
        """The thing that a claim is about; None for what is no claim."""
        facts = self._facts(node)
        if not isinstance(node, ox.NamedNode) or _CLAIM not in facts.get(_TYPE, ()):
            return None
        return min((s for s in facts.get(_SUBJECT, ()) if isinstance(s, ox.NamedNode)), key=str, default=None)

    def _claim(self, node: Any) -> ClaimChange:
        facts = self._facts(node)
        there, here = node in self.old, node in self.new
        return ClaimChange(
            iri=node.value,
            kind="changed" if there == here else kind(there, here),
            predicate=self._one(facts, _PROPERTY),
            value=self._one(facts, *_VALUES),
            source=self._one(facts, _SOURCE),
            locator=_text(facts, _LOCATOR),
            note=_text(facts, _NOTE),
            was=_status(self.old[node]) if there else None,
            status=_status(self.new[node]) if here else None,
            changes=self._changes(node),
        )

    def _changes(self, node: object) -> tuple[Change, ...]:
        lost, gained = self.lost.get(node, {}), self.gained.get(node, {})
        found = (
            Change(self._term(p), self._terms(lost.get(p, ())), self._terms(gained.get(p, ())))
            for p in lost.keys() | gained.keys()
        )
        return tuple(sorted(found, key=lambda change: (change.predicate.exact != str(_TYPE), change.predicate.shown)))

    def _one(self, facts: Mapping[ox.NamedNode, set[Any]], *properties: ox.NamedNode) -> Term | None:
        found = self._terms(value for p in properties for value in facts.get(p, ()))
        return found[0] if found else None

    def _terms(self, terms: Iterable[object]) -> tuple[Term, ...]:
        return tuple(sorted((self._term(term) for term in terms), key=lambda term: (term.shown, term.exact)))

    def _term(self, term: object) -> Term:
        match term:
            case ox.NamedNode():
                return Term(str(term), self._name(term))
            case ox.Literal():
                return Term(str(term), term.value)
            case ox.BlankNode():
                text = blanks.written(term, self.structures)
                return Term(text, text)
            case _:
                return Term(str(term), str(term))

    def _name(self, node: Any) -> str:
        return self.labels.get(node) or shorten(str(node.value))


def _by_subject(triples: Iterable[ox.Triple]) -> _Facts:
    found: dict[object, dict[ox.NamedNode, set[Any]]] = {}
    for subject, property_, value in triples:
        found.setdefault(subject, {}).setdefault(property_, set()).add(value)
    return found


def _labels(triples: Iterable[ox.Triple]) -> dict[object, str]:
    """A label of each thing that has one: the English one, else the first of the alphabet."""
    found: dict[object, list[tuple[bool, str]]] = defaultdict(list)
    for subject, property_, value in triples:
        if property_ in _LABELS and isinstance(value, ox.Literal) and value.value.strip():
            found[subject].append((value.language not in ("en", None), value.value))
    return {subject: min(labels)[1] for subject, labels in found.items()}


@cache
def _shipped() -> Mapping[object, str]:
    """The labels of the ontology that vlmkg ships: files that are compared need not bring those of properties."""
    return _labels(turtle.triples(sorted(paths.ontology().glob("*.ttl"))))


def _classes(facts: _Facts) -> Counter[Any]:
    return Counter(
        class_ for said in facts.values() for class_ in said.get(_TYPE, ()) if _CLAIM not in said.get(_TYPE, ())
    )


def _statuses(facts: _Facts) -> Counter[str]:
    return Counter(_status(said) for said in facts.values() if _CLAIM in said.get(_TYPE, ()))


def _status(said: Mapping[ox.NamedNode, set[Any]]) -> str:
    names = sorted(shorten(str(status.value)).removeprefix("vlmkg:") for status in said.get(_STATUS, ()))
    return ", ".join(names) or "no status"


def _counts(before: Counter[str], after: Counter[str]) -> tuple[Count, ...]:
    order = [name for name in STATUSES if name in before or name in after]
    order += sorted((before.keys() | after.keys()) - set(STATUSES))
    return tuple(Count(name, before[name], after[name]) for name in order)


def _text(facts: Mapping[ox.NamedNode, set[Any]], property_: ox.NamedNode) -> str | None:
    return min((str(getattr(value, "value", value)) for value in facts.get(property_, ())), default=None)
