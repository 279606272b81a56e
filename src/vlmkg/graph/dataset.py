"""All files as one graph: the ontology, the facts and claims, and what follows from them.

Every triple is loaded once, into the default graph; the rules of
`ontology/rules/` then add what can be inferred.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.graph import as_of, turtle
from vlmkg.graph.records import Records
from vlmkg.terms import VLMKG

_CLAIM = ox.NamedNode(VLMKG + "Claim")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Sources:
    """The files a graph is made from, in the order in which they are read; `as_of` a day, where one was asked for."""

    ontology: tuple[Path, ...]
    data: tuple[Path, ...]
    rules: tuple[Path, ...]
    shapes: tuple[Path, ...]
    as_of: date | None = None

    @property
    def turtle(self) -> tuple[Path, ...]:
        """Every Turtle file that is loaded; the shapes are not."""
        return self.ontology + self.data

    @cached_property
    def digest(self) -> str:
        """A short name for exactly these contents, as of the day (SHA-256 over both, first 16 digits)."""
        total = hashlib.sha256()
        for path in self.turtle + self.rules:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        if self.as_of is not None:
            total.update(f"as of {self.as_of}".encode())
        return total.hexdigest()[:16]


def collect(extra: Sequence[Path] = (), *, builtin: bool = True, as_of: date | None = None) -> Sources:
    """Find the files: the ontology always, our own data unless `builtin` is off, then what the user named.

    With `as_of`, what is loaded from them is the graph as it stood at the end of that day.

    Raises MissingData for a path that is not there or holds no Turtle.
    """
    root = paths.ontology()
    data = turtle.files(paths.data()) if builtin else []
    for path in extra:
        data.extend(turtle.files(path))
    return Sources(
        ontology=tuple(sorted(root.glob("*.ttl")) + sorted((root / "alignments").glob("*.ttl"))),
        data=tuple(dict.fromkeys(data)),
        rules=tuple(sorted((root / "rules").glob("*.ru"))),
        shapes=tuple(sorted((root / "shapes").glob("*.ttl"))),
        as_of=as_of,
    )


@dataclass(frozen=True)
class Dataset:
    """A loaded graph: what the files say, and what follows from it.

    `records` hold what was read of each thing when the graph was built, where it is kept on disk and cannot change.
    """

    sources: Sources
    store: ox.Store
    asserted: int
    inferred: int
    records: Records | None = None

    def triples(self, *, inferred: bool = True, claims: bool = True) -> Iterator[ox.Triple]:
        """The triples, with or without what was inferred, with or without the claims."""
        if inferred:
            found: Iterator[ox.Triple] = (quad.triple for quad in self.store.quads_for_pattern(None, None, None, None))
        else:
            found = self._asserted()
        if claims:
            return found
        nodes = {quad.subject for quad in self.store.quads_for_pattern(None, _TYPE, _CLAIM, None)}
        return (t for t in found if t.subject not in nodes and t.object not in nodes)

    def packed(self) -> Dataset:
        """The same in a store that was filled in order, so that what is said of a thing stands together in memory.

        It takes about as long as loading, and queries that lead from thing to thing then take a quarter less time; for
        graphs that are asked often. Nodes without a name get other names.
        """
        written = self.store.dump(format=ox.RdfFormat.N_QUADS)
        assert written is not None  # None only where an output was given
        lines = sorted(written.split(b"\n"))
        store = ox.Store()
        store.load(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
        return replace(self, store=store)

    def _asserted(self) -> Iterator[ox.Triple]:
        return (quad.triple for quad in _read(self.sources).quads_for_pattern(None, None, None, None))


def load(sources: Sources) -> Dataset:
    """Read the files, then run the rules in their order.

    Raises TurtleError where a file does not parse, UsageError where nothing was recorded by the day asked for.
    """
    store = _read(sources)
    asserted = len(store)
    for rule in sources.rules:
        store.update(rule.read_text(encoding="utf-8"))
    return Dataset(sources, store, asserted, len(store) - asserted)


def _read(sources: Sources) -> ox.Store:
    """What the files say, as of the day."""
    store = ox.Store()
    turtle.load(store, sources.ontology)
    always = {quad.subject for quad in store} if sources.as_of is not None else set()
    turtle.load(store, sources.data)
    if sources.as_of is not None:
        as_of.roll_back(store, sources.as_of, always=always)
    return store
