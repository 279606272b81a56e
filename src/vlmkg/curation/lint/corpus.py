"""The files that are looked at, each read once, and what they say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation.lint.rule import Object
from vlmkg.errors import MissingData, TurtleError
from vlmkg.graph import positions, turtle
from vlmkg.terms import PREFIXES

Part = Literal["data", "ontology", "shapes"]

TYPE: Final = PREFIXES["rdf"] + "type"

_ONTOLOGICAL: Final = {
    PREFIXES["owl"] + "Ontology",
    PREFIXES["owl"] + "Class",
    PREFIXES["owl"] + "ObjectProperty",
    PREFIXES["owl"] + "DatatypeProperty",
    PREFIXES["skos"] + "ConceptScheme",
}
_SHAPES: Final = {f"http://www.w3.org/ns/shacl#{name}" for name in ("NodeShape", "PropertyShape")}


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple of a file; a blank node goes by `_:` and its label."""

    subject: str
    predicate: str
    object: Object

    @property
    def target(self) -> str | None:
        """The IRI that the object is, if it is one."""
        return self.object.value if isinstance(self.object, ox.NamedNode) else None


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file that parsed. `part` is what it belongs to; `filed` its path below `data/`, where it is there."""

    path: Path
    part: Part
    filed: PurePosixPath | None
    text: str
    statements: tuple[Statement, ...]

    @cached_property
    def located(self) -> positions.Located:
        """The same, with places; this takes twenty times as long as a plain parse. Raises TurtleError."""
        return positions.parse(self.text, self.path)


class Corpus:
    """Files that are checked together. What does not parse is in `broken`."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files: list[SourceFile] = []
        self.broken: list[TurtleError] = []
        for path in files:
            try:
                self.files.append(_read(path))
            except TurtleError as error:
                self.broken.append(error)

    def of(self, *parts: Part) -> Iterator[tuple[SourceFile, Statement]]:
        """The statements of the data, of the ontology with its schemes and alignments, or of the shapes."""
        for file in self.files:
            if file.part in parts:
                for statement in file.statements:
                    yield file, statement

    @cached_property
    def described(self) -> dict[str, list[SourceFile]]:
        """The files that say something of a node, by the node."""
        found: dict[str, list[SourceFile]] = defaultdict(list)
        for file in self.files:
            for subject in dict.fromkeys(statement.subject for statement in file.statements):
                found[subject].append(file)
        return dict(found)

    def values(self, property_: str, *parts: Part) -> dict[str, list[tuple[SourceFile, Statement]]]:
        """The statements with a property, by subject."""
        found: dict[str, list[tuple[SourceFile, Statement]]] = defaultdict(list)
        for file, statement in self.of(*parts):
            if statement.predicate == property_:
                found[statement.subject].append((file, statement))
        return found

    @cached_property
    def ontology(self) -> ox.Store:
        """The ontology, its schemes, alignments and shapes, to be asked with SPARQL."""
        store = ox.Store()
        for file in self.files:
            if file.part != "data":
                quads = ox.parse(file.text.encode(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
                store.extend(quads)
        return store

    @cached_property
    def _index(self) -> dict[tuple[str | None, ...], SourceFile]:
        found: dict[tuple[str | None, ...], SourceFile] = {}
        for file, statement in self.of("ontology", "shapes"):
            triple = (statement.subject, statement.predicate, str(statement.object))
            for length in (1, 2, 3):
                found.setdefault(triple[:length], file)
        return found

    def stating(self, subject: str, predicate: str | None, value: Object | None) -> SourceFile | None:
        """The file of the ontology that says this, else one that says something of the subject."""
        declared = (subject, TYPE)
        for key in ((subject, predicate, str(value)), (subject, predicate), declared, (subject,)):
            if key in self._index:
                return self._index[key]
        return None


def _read(path: Path) -> SourceFile:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise MissingData(f"{path}: {error.strerror or error}; check the path and its rights") from None
    except UnicodeDecodeError as error:
        raise turtle.broken(path, 1, 1, f"the file is no UTF-8 text ({error.reason})") from None
    turtle.check(text, path)
    statements = tuple(
        Statement(_name(quad.subject), quad.predicate.value, quad.object)
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    )
    return SourceFile(path, _part(path, statements), _filed(path), text, statements)


def _name(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _part(path: Path, statements: Sequence[Statement]) -> Part:
    """By its folder where it is ours, else by what it declares."""
    whole = path.resolve()
    if whole.is_relative_to(paths.ontology()):
        return "shapes" if whole.is_relative_to(paths.ontology() / "shapes") else "ontology"
    if whole.is_relative_to(paths.data()):
        return "data"
    classes = {statement.target for statement in statements if statement.predicate == TYPE}
    if classes & _SHAPES:
        return "shapes"
    return "ontology" if classes & _ONTOLOGICAL else "data"


def _filed(path: Path) -> PurePosixPath | None:
    parts = path.resolve().parts[:-1]
    if "data" not in parts:
        return None
    after = len(parts) - parts[::-1].index("data")
    return PurePosixPath(*path.resolve().parts[after:])
