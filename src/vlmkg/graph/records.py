"""Records: what was read of each thing of a graph when it was built, to be found again with a single look."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.terms import VLMKG

_HOLDS: Final = ox.NamedNode(VLMKG + "record")


@dataclass(frozen=True, slots=True)
class Records:
    """Records in a store of their own, a text in JSON for each thing.

    `readings` names what was recorded. A thing that has a record and nothing by the name of a reading has nothing of
    that kind; of a thing without a record nothing is known here.
    """

    store: ox.Store
    readings: frozenset[str]

    def of(self, things: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """The record of each thing that has one: by reading, what was found."""
        found: dict[str, Mapping[str, Any]] = {}
        for thing in things:
            try:
                node = ox.NamedNode(thing)
            except ValueError:
                continue  # no IRI; who reads the graph for it says so
            for quad in self.store.quads_for_pattern(node, _HOLDS, None):
                assert isinstance(quad.object, ox.Literal)
                found[thing] = json.loads(quad.object.value)
        return found


def written(records: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[ox.Quad]:
    """Records as a store holds them."""
    for thing, record in records:
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        yield ox.Quad(ox.NamedNode(thing), _HOLDS, ox.Literal(text))
