"""What the graph holds in numbers, counted once when the pages are made."""

from __future__ import annotations

from dataclasses import dataclass

from vlmkg.graph.results import Rows
from vlmkg.kg import Kg


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things there are by class, claims by status, and of which day and version the graph is.

    `day` is the latest day on which a claim was recorded, or empty.
    """

    entities: int
    triples: int
    classes: dict[str, int]
    statuses: dict[str, int]
    day: str
    digest: str

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return sum(self.statuses.values())

    @property
    def read(self) -> int:
        """How many of a hundred claims were read in a primary source; 0 where there are none."""
        return round(100 * self.statuses.get("Verified", 0) / self.claims) if self.claims else 0


def count(kg: Kg) -> Counts:
    """The numbers of a graph."""
    found = kg.stats()
    classes, statuses, entities, triples = (
        found[name] for name in ("entities by class", "claims by status", "entities", "triples")
    )
    assert isinstance(classes, dict)
    assert isinstance(statuses, dict)
    assert isinstance(entities, int)
    assert isinstance(triples, int)
    latest = kg.query("SELECT (MAX(?day) AS ?latest) WHERE { ?claim vlmkg:recorded ?day }")
    assert isinstance(latest, Rows)
    day = next(iter(latest), (None,))[0]
    sources = kg.dataset.sources
    return Counts(entities, triples, classes, statuses, str(sources.as_of or day or ""), sources.digest)
