"""A graph kept on disk: built once from its files, then opened at once, and read without holding it in memory.

In memory Oxigraph finds triples by one of their terms and then looks through all of them, so that a look at a thing
to which half the graph leads takes as long as that half is large. On disk it finds them by any two terms.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg.errors import DataError
from vlmkg.graph import dataset
from vlmkg.graph.dataset import Dataset, Sources

_FORM: Final = 1
"""Raise this when graphs that were kept before must be built again."""


def load(sources: Sources, folder: Path) -> Dataset:
    """The graph of some files as it is kept in a folder; it is built there where it is not, or no longer, the same.

    Each state of the files has a folder of its own inside, which may be deleted at any time when nobody reads it. To
    build one takes as much memory as to load it without. The store can be read by several processes and not be changed.
    Raises DataError where the folder cannot be written or read, TurtleError where a file does not parse.
    """
    place = folder / f"{sources.digest}-{_FORM}"
    try:
        if not (place / "counts.json").is_file():
            _build(sources, place)
        counts = json.loads((place / "counts.json").read_text(encoding="utf-8"))
        store = ox.Store.read_only(str(place / "store"))
        return Dataset(sources, store, counts["asserted"], counts["inferred"])
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{place}: the kept graph cannot be used: {error}; delete that folder and try again") from error


def _build(sources: Sources, place: Path) -> None:
    """Build beside the place and move it there when it is whole: what is there is never half done."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = dataset.load(sources)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=place.parent))
    try:
        store = ox.Store(str(building / "store"))
        store.bulk_extend(made.store.quads_for_pattern(None, None, None, None))
        store.optimize()
        del store  # closes it
        counts = {"asserted": made.asserted, "inferred": made.inferred}
        (building / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
        if not place.exists():
            os.replace(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)
