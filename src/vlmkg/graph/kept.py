"""A graph kept on disk: built once from its files, then opened at once, and read without holding it in memory.

In memory Oxigraph finds triples by one of their terms and then looks through all of them, so that a look at a thing
to which half the graph leads takes as long as that half is large. On disk it finds them by any two terms.

What questions read of a thing again and again is recorded beside the graph: one record a thing, with what each of
some readings finds of it, so that a single look replaces a query for each of them.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.errors import DataError
from vlmkg.graph import dataset
from vlmkg.graph.dataset import Dataset, Sources
from vlmkg.graph.records import Records, written
from vlmkg.terms import BASE, PREFIXES, VLMKG

_FORM: Final = 2
"""Raise this when graphs that were kept before must be built again: also when a reading that is recorded changes."""

_BATCH: Final = 1_000
"""So many things are read at once when the records are made."""
_LABEL: Final = ox.NamedNode(PREFIXES["rdfs"] + "label")

Readings = Mapping[str, Callable[[set[str]], Mapping[str, Any]]]
"""By name, what is to be recorded: each reading gives what it finds of some things, as values that JSON can hold."""


def load(sources: Sources, folder: Path, readings: Callable[[ox.Store], Readings]) -> Dataset:
    """The graph of some files as it is kept in a folder; it is built there where it is not, or no longer, the same.

    Each state of the files has a folder of its own inside, which may be deleted at any time when nobody reads it. To
    build one takes as much memory as to load it without. The store can be read by several processes and not be changed.
    `readings` are those of a store whose results are recorded when it is built.
    Raises DataError where the folder cannot be written or read, TurtleError where a file does not parse.
    """
    place = folder / f"{sources.digest}-{_FORM}"
    try:
        if not (place / "counts.json").is_file():
            _build(sources, place, readings)
        counts = json.loads((place / "counts.json").read_text(encoding="utf-8"))
        store = ox.Store.read_only(str(place / "store"))
        records = Records(ox.Store.read_only(str(place / "records")), frozenset(counts["recorded"]))
        return Dataset(sources, store, counts["asserted"], counts["inferred"], records)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{place}: the kept graph cannot be used: {error}; delete that folder and try again") from error


def _build(sources: Sources, place: Path, readings: Callable[[ox.Store], Readings]) -> None:
    """Build beside the place and move it there when it is whole: what is there is never half done."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = dataset.load(sources)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=place.parent))
    try:
        store = ox.Store(str(building / "store"))
        store.bulk_extend(made.store.quads_for_pattern(None, None, None, None))
        store.optimize()
        counts: dict[str, Any] = {"asserted": made.asserted, "inferred": made.inferred}
        del made  # the records can do without it, and it is large
        counts["recorded"] = _record(store, building / "records", readings(store))
        del store  # closes it
        (building / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
        if not place.exists():
            os.replace(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _record(store: ox.Store, place: Path, readings: Readings) -> list[str]:
    """Record what some readings find of each named thing of a graph; gives their names."""
    named = sorted(thing for quad in store.quads_for_pattern(None, _LABEL, None) if (thing := _ours(quad.subject)))
    records = ox.Store(str(place))
    records.bulk_extend(written(_read(dict.fromkeys(named), readings)))
    records.optimize()
    return sorted(readings)


def _ours(subject: object) -> str | None:
    """The IRI of a thing of ours; None for a term of the ontology or of another vocabulary."""
    if not isinstance(subject, ox.NamedNode) or subject.value.startswith(VLMKG):
        return None
    return subject.value if subject.value.startswith(BASE) else None


def _read(things: Iterable[str], readings: Readings) -> Iterator[tuple[str, dict[str, Any]]]:
    ahead = iter(things)
    while batch := set(islice(ahead, _BATCH)):
        found = {name: read(batch) for name, read in readings.items()}
        for thing in sorted(batch):
            yield thing, {name: of[thing] for name, of in found.items() if thing in of}
