"""The whole graph as files to take away, made once for each state of the data.

Equal data give equal bytes, so a checksum names a state. What the files say and what follows from it stand apart: the
N-Quads file holds both, in a graph each.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg.errors import DataError
from vlmkg.exchange.describe import document
from vlmkg.exchange.describe.sheet import DATA
from vlmkg.graph.dataset import Dataset
from vlmkg.graph.results import in_order, write_graph

ASSERTED: Final = DATA + "#asserted"
INFERRED: Final = DATA + "#inferred"
"""The graphs of the N-Quads file: what was stated, and what the rules add."""

_FORM: Final = 2
"""Raise this when dumps that were made before must be made again."""
_FILES: Final = {
    "vlmkg.ttl": ("text/turtle", "asserted"),
    "vlmkg.nt": ("application/n-triples", "asserted"),
    "vlmkg.jsonld": ("application/ld+json", "asserted"),
    "vlmkg-inferred.nt": ("application/n-triples", "inferred"),
    "vlmkg.nq": ("application/n-quads", "both"),
}
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Dump:
    """One file: its name, media type (of what is inside, where it is compressed), what it holds, and how many triples.

    `holds` is `asserted`, `inferred`, or `both`. The size in bytes and the SHA-256 are None while it is being made.
    """

    name: str
    media_type: str
    holds: str
    triples: int
    size: int | None = None
    sha256: str | None = None

    @property
    def compressed(self) -> bool:
        """Whether it is a gzip file."""
        return self.name.endswith(".gz")


def folder_of(dataset: Dataset, folder: Path) -> Path:
    """Where the dumps of a dataset stand inside a folder that holds those of several."""
    return folder / f"{dataset.sources.digest}-{_FORM}"


def read(place: Path) -> tuple[Dump, ...]:
    """The dumps at a place; none where they have not been made, or not to their end."""
    try:
        listed = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        return tuple(Dump(**item) for item in listed)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{place}: the dumps cannot be read: {error}; delete that folder and try again") from error


def expected(dataset: Dataset) -> tuple[Dump, ...]:
    """The files that `build` will make."""
    number = {"asserted": dataset.asserted, "inferred": dataset.inferred, "both": dataset.asserted + dataset.inferred}
    return tuple(
        Dump(name + end, media_type, holds, number[holds])
        for name, (media_type, holds) in _FILES.items()
        for end in ("", ".gz")
    )


def build(dataset: Dataset, folder: Path) -> tuple[Dump, ...]:
    """Make the dumps of a dataset in a folder, where they are not there yet.

    What follows about nodes without a name is left out: such a node has no name by which two files could mean the same.
    For 400,000 triples it takes some 20 seconds and a gigabyte. Raises DataError where the folder cannot be written.
    """
    place = folder_of(dataset, folder)
    try:
        if not (found := read(place)):
            _build(dataset, place)
            found = read(place)
        return found
    except OSError as error:
        raise DataError(f"{place}: {error.strerror or error}; name a folder that can be written to") from error


def _build(dataset: Dataset, place: Path) -> None:
    """Write beside the place and move it there when it is whole: what is there is never half done."""
    place.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=place.parent))
    try:
        made = [dump for file in _contents(dataset) for dump in _write(building, *file)]
        (building / _MANIFEST).write_text(json.dumps([asdict(dump) for dump in made]), encoding="utf-8")
        building.chmod(0o755)
        if not place.exists():
            os.replace(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _contents(dataset: Dataset) -> Iterator[tuple[str, bytes, int]]:
    """Each file: its name, what stands in it, and its triples; one at a time."""
    asserted = in_order(dataset.triples(inferred=False))
    stated, number = set(asserted), len(asserted)
    yield "vlmkg.ttl", document.write(asserted, "turtle"), number
    yield "vlmkg.nt", write_graph(iter(asserted), "ntriples"), number
    yield "vlmkg.jsonld", document.write(asserted, "jsonld"), number
    inferred = sorted((t for t in dataset.triples() if t not in stated and not _nameless(t)), key=str)
    yield "vlmkg-inferred.nt", write_graph(iter(inferred), "ntriples"), len(inferred)
    both = ((ASSERTED, asserted), (INFERRED, inferred))
    quads = (ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for graph, held in both for t in held)
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None  # None only where an output was given
    yield "vlmkg.nq", written, number + len(inferred)


def _write(place: Path, name: str, content: bytes, triples: int) -> list[Dump]:
    """Write a file and its compressed form."""
    made = []
    media_type, holds = _FILES[name]
    for file, written in ((name, content), (f"{name}.gz", gzip.compress(content, compresslevel=6, mtime=0))):
        (place / file).write_bytes(written)
        made.append(Dump(file, media_type, holds, triples, len(written), hashlib.sha256(written).hexdigest()))
    return made


def _nameless(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)
