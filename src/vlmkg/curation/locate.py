"""From a finding to its place: the triple, else its subject and property, else its subject.

Only files that speak of a node at fault are read with positions; a plain parse, which
is twenty times faster, says which those are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.findings import Place
from vlmkg.curation.shacl import BLANK, Files
from vlmkg.graph import positions, turtle
from vlmkg.graph.positions import PlacedTriple, Spot

_ANY: Final = ""


class Places:
    """Where in some files nodes are described."""

    def __init__(self, files: Files, nodes: Iterable[str]) -> None:
        wanted = set(nodes)
        self._at: dict[tuple[str, str, str], Place] = {}
        for file in _speaking_of(files, wanted) if wanted else ():
            for triple in positions.read(file).triples:
                if (node := _name(triple)) in wanted:
                    self._note(file, node, triple)

    def _note(self, file: Path, node: str, triple: PlacedTriple) -> None:
        predicate = str(triple.predicate)
        for key, spot in (
            ((node, predicate, str(triple.object)), triple.object_at),
            ((node, predicate, _ANY), triple.predicate_at),
            ((node, _ANY, _ANY), triple.subject_at),
        ):
            self._at.setdefault(key, _place(file, spot))

    def find(self, node: str, property_: str | None = None, value: str | None = None) -> Place | None:
        """The nearest place, or None where no file describes the node."""
        for key in ((node, property_, value), (node, property_, _ANY), (node, _ANY, _ANY)):
            if None not in key and (place := self._at.get(key)):  # type: ignore[arg-type]
                return place
        return None


def _speaking_of(files: Files, nodes: set[str]) -> list[Path]:
    """The files that have one of the nodes as a subject."""
    found: dict[Path, bool] = defaultdict(bool)
    for file in files:
        for triple in turtle.triples([file]):
            subject = triple.subject
            if (subject.value if isinstance(subject, ox.NamedNode) else BLANK) in nodes:
                found[file] = True
                break
    return list(found)


def _name(triple: PlacedTriple) -> str:
    return BLANK if type(triple.subject).__name__ == "BNode" else str(triple.subject)


def _place(file: Path, spot: Spot) -> Place:
    return Place(file, *spot)
