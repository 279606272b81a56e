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
from vlmkg.curation import blanks, diff_subject
from vlmkg.curation.changes import Against, Change, ClaimChange, Count, Counts, Diff, Term, Thing, kind
from vlmkg.curation.states import Reader, State, is_day
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
_CONTRADICTS: Final = ox.NamedNode(VLMKG + "contradicts")

_Facts = Mapping[object, Mapping[ox.NamedNode, set[Any]]]
"""Subject, property, values."""


def compare(before: str | None, after: str | None, folder: Path, *, of: str | None = None) -> Diff:
    """What has changed from one state to another, each a path, a git revision or a day, None for the working tree.

    Names and errors are as for `Reader.read`; relative ones start at `folder`. Of a day and None, the
    second is the data of today. `of` is a name of the one thing that is wanted, with its claims; raises
    UnknownName where neither side has it.
    """
    reader = Reader(folder)
    old = reader.read(before)
    new = reader.today() if after is None and before is not None and is_day(before) else reader.read(after)
    return between(old, new, None if of is None else diff_subject.find(of, old, new))


def between(before: State, after: State, of: ox.NamedNode | None = None) -> Diff:
    """What has changed from one state to another, in all or of one thing and its claims."""
    return _Comparison(before, after, of).diff()


class _Comparison:
    """Two states side by side, with what is needed to tell them apart and to name things."""

    def __init__(self, before: State, after: State, of: ox.NamedNode | None) -> None:
        self.before, self.after = before, after
        self.old, self.new = _by_subject(before.triples), _by_subject(after.triples)
        self.gone, self.come = before.triples - after.triples, after.triples - before.triples
        self.sizes = before.size, after.size
        self.ours: set[Any] | None = None
        if of is not None:
            claims = (node for node in self.old.keys() | self.new.keys() if self._about(node) == of)
            self.ours = ours = {of, *claims}
            self.gone, self.come = (frozenset(t for t in side if t.subject in ours) for side in (self.gone, self.come))
            self.sizes = _size(self._scope(self.old)), _size(self._scope(self.new))
        self.lost, self.gained = _by_subject(self.gone), _by_subject(self.come)
        self.structures = {**blanks.structures(before.triples), **blanks.structures(after.triples)}
        self.contradicted = _contradicted(after.triples)
        self.labels = {**_shipped(), **_labels(before.triples), **_labels(after.triples)}

    def diff(self) -> Diff:
        counts = Counts(
            Count("triples", *self.sizes),
            self._count(_classes(self._scope(self.old)), _classes(self._scope(self.new))),
            _counts(_statuses(self._scope(self.old)), _statuses(self._scope(self.new))),
            Count("uncompared", self.before.uncompared, self.after.uncompared),
        )
        things = tuple(sorted(self._things(), key=lambda thing: (thing.curie, thing.iri)))
        return Diff(self.before.name, self.after.name, len(self.come), len(self.gone), counts, things)

    def _scope(self, facts: _Facts) -> _Facts:
        if self.ours is None:
            return facts
        return {node: facts[node] for node in self.ours if node in facts}

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
            against=self._against(node, facts),
            changes=self._changes(node),
        )

    def _against(self, node: object, facts: Mapping[ox.NamedNode, set[Any]]) -> tuple[Against, ...]:
        others = {*facts.get(_CONTRADICTS, ()), *self.contradicted.get(node, ())}
        return tuple(self._other(other) for other in sorted(others, key=str) if isinstance(other, ox.NamedNode))

    def _other(self, node: ox.NamedNode) -> Against:
        facts = self._facts(node)
        said = self._one(facts, _PROPERTY), self._one(facts, *_VALUES), self._one(facts, _SOURCE)
        return Against(node.value, *said, _text(facts, _LOCATOR), _status(facts))

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


def _contradicted(triples: Iterable[ox.Triple]) -> Mapping[object, set[Any]]:
    """The claims that contradict each claim."""
    found: dict[object, set[Any]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == _CONTRADICTS:
            found[triple.object].add(triple.subject)
    return found


def _size(facts: _Facts) -> int:
    return sum(len(values) for said in facts.values() for values in said.values())


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
