"""The values that a comparison is made of: what differs, thing by thing, and how much there is on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed"]


def kind(lost: bool, gained: bool) -> Kind:
    """The kind of change of what lost something, gained something, or both."""
    return "changed" if lost and gained else "removed" if lost else "added"


@dataclass(frozen=True, slots=True)
class Term:
    """A value or a name: as N-Triples writes it (a blank node as Turtle does), and as a reader knows it."""

    exact: str
    shown: str


@dataclass(frozen=True, slots=True)
class Change:
    """The values of one property that one subject lost and gained."""

    predicate: Term
    removed: tuple[Term, ...]
    added: tuple[Term, ...]

    @property
    def kind(self) -> Kind:
        """Whether the property is new, gone, or has other values."""
        return kind(bool(self.removed), bool(self.added))


@dataclass(frozen=True, slots=True)
class Against:
    """A claim that says otherwise than another: what it states, who says so, and how sure it is."""

    iri: str
    predicate: Term | None
    value: Term | None
    source: Term | None
    locator: str | None
    status: str


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that is new, gone, or no longer the same.

    `predicate`, `value`, `source`, `locator` and `note` are as they are now, or as they were
    last. `status` and `was` are the local names of the status after and before, None on the
    side where the claim is not. `against` are the claims that it contradicts, or that contradict it.
    """

    iri: str
    kind: Kind
    predicate: Term | None
    value: Term | None
    source: Term | None
    locator: str | None
    note: str | None
    was: str | None
    status: str | None
    against: tuple[Against, ...]
    changes: tuple[Change, ...]

    @property
    def moved(self) -> bool:
        """Whether it was there before, is there still, and has another status now."""
        return self.kind == "changed" and self.was != self.status


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that is new, gone, or of which something else is said now, with its claims.

    A thing of which only claims changed is `changed`, with no `changes` of its own.
    """

    iri: str
    curie: str
    label: str
    classes: tuple[str, ...]
    kind: Kind
    changes: tuple[Change, ...]
    claims: tuple[ClaimChange, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many there were, and are."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Triples as written; things by class, one of two classes in both; claims by status."""

    triples: Count
    things: tuple[Count, ...]
    claims: tuple[Count, ...]
    uncompared: Count
    """Triples that were left out of the comparison, for their blank nodes lead back to themselves."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs; `added` and `removed` count triples."""

    before: str
    after: str
    added: int
    removed: int
    counts: Counts
    things: tuple[Thing, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, in a form that stays as it is.

        - `before`, `after`: the names of both sides; `added`, `removed`: numbers of triples
        - `counts`: `triples` and `uncompared`, each `{name, before, after}`; `things` (by class)
          and `claims` (by status), lists of such
        - `things`: a list of `{iri, curie, label, classes, kind, changes, claims}`; a kind is
          `added`, `removed` or `changed`
        - `changes`: a list of `{predicate, removed, added}`; a predicate and each value is
          `{exact, shown}`, `exact` in N-Triples syntax
        - `claims`: a list of `{iri, kind, predicate, value, source, locator, note, was, status,
          against, changes}`, null for what is not there; `against` is a list of `{iri, predicate,
          value, source, locator, status}`. Where `was` and `status` differ, `note` and `against`
          say why.
        """
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    """Values as JSON has them; `dataclasses.asdict` would copy every text, and leave tuples."""
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, Term | Change | Against | ClaimChange | Thing | Count | Counts):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value
