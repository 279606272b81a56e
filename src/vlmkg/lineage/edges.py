"""One step of a lineage: what has which relation to what, who says so, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vlmkg.questions.evidence import MARKS as CLAIM_MARKS
from vlmkg.questions.evidence import STATUSES, Evidence, Status

Verdict = Literal["proved", "possible", "unknown"]
"""`proved`: every step was read in a primary or a careful source. `possible`: some step rests on less, or is one of
several that may be meant. `unknown`: nobody says."""

Direction = Literal["up", "down"]

Strength = Status | Literal["no claim"]
"""How well a step is supported: the best status of its claims, or that nobody is on record."""

STRENGTHS: Final[tuple[Strength, ...]] = ("Verified", "Accepted", "Unchecked", "no claim", "Disputed", "Rejected")
"""From the strongest to the weakest."""

MARKS: Final[dict[Strength, str]] = {s: "?" if s == "no claim" else CLAIM_MARKS[s] for s in STRENGTHS}
"""How sure a step is: ✓ read in a primary or careful source, ? one list only or nobody, ! in dispute, ✗ turned down."""

SURE: Final = frozenset({"Verified", "Accepted"})


@dataclass(frozen=True, slots=True)
class Edge:
    """One step: `child` has the relation `predicate` to `parent`, and who says so.

    `evidence` holds the claims for it, the surest first; none means that nobody is on
    record. `via` is the family of which it was stated, where it was not stated of the child
    itself. `through` is the family or the general thing that was named where `parent` is
    only one of those that may be meant. `some` is true where the child is a family and not all of its
    members have it. `stated` is false where the graph holds the claims and does not state the fact, because they are in
    dispute.
    """

    child: str
    predicate: str
    parent: str
    evidence: tuple[Evidence, ...] = ()
    via: str | None = None
    through: str | None = None
    stated: bool = True
    some: bool = False

    @property
    def status(self) -> Status | None:
        """The best status of a claim for it, or None where there is no claim."""
        return self.evidence[0].status if self.evidence else None

    @property
    def strength(self) -> Strength:
        """How well it is supported."""
        return self.status or "no claim"

    @property
    def verdict(self) -> Verdict:
        """Whether the step is proved or only possible."""
        exact = self.through is None and self.stated and not self.some
        return "proved" if exact and self.status in SURE else "possible"

    def believed(self, least: Status) -> bool:
        """Whether it is at least as sure as `least`; a fact without a claim counts as Unchecked.

        `Unchecked` is all that the graph states as a fact, `Disputed` also what is in dispute and not stated.
        """
        if least == "Disputed":
            return True
        if not self.stated:
            return False
        return least == "Unchecked" or STATUSES.index(self.status or "Unchecked") <= STATUSES.index(least)
