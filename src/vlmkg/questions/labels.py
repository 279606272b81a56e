"""Labels of things, read when they are needed: a few at a time, and each once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.memory import Memory
from vlmkg.terms import BASE, VLMKG, is_iri, shorten

_LABELS: Final = "SELECT ?thing ?label WHERE { %s ?thing rdfs:label ?label }"


class Labels:
    """The labels of things of a graph, without reading those of all of them.

    What is `expected` is read together with the first label that is asked for and not known yet, in one query.
    """

    def __init__(self, engine: Engine, memory: Memory | None = None) -> None:
        self._engine = engine
        self._memory = memory or Memory()
        self._known: dict[str, str | None] = {}
        self._expected: set[str] = set()
        self._off = False

    def expect(self, iris: Iterable[str]) -> None:
        """Say which labels will be asked for."""
        self._expected.update(iris)

    def of(self, iri: str) -> str:
        """The label of a thing, or its short form where it has none. A term of the ontology has none here."""
        return self._found(iri) or shorten(iri)

    def has(self, iri: str) -> bool:
        """Whether a thing has a label."""
        return self._found(iri) is not None

    def close(self) -> None:
        """Read each label anew from now on, because somebody may change the graph."""
        self._off = True

    def _found(self, iri: str) -> str | None:
        if self._off or iri not in self._known:
            self._read(iri)
        return self._known[iri]

    def _read(self, iri: str) -> None:
        wanted = {iri, *(other for other in self._expected if other not in self._known)}
        self._expected.clear()
        ours = {thing for thing in wanted if thing.startswith(BASE) and not thing.startswith(VLMKG) and is_iri(thing)}
        found = self._memory.get("label", ours, partial(read, self._engine))
        self._known |= {thing: found.get(thing) for thing in wanted}


def read(engine: Engine, things: set[str]) -> dict[str, str]:
    """The label of each thing that has one; of several the first in alphabetical order."""
    found: dict[str, str] = {}
    rows = select(engine, _LABELS % values("thing", sorted(things)))
    for thing, label in sorted(tuple(map(lexical, row)) for row in rows):
        found.setdefault(thing, label)
    return found
