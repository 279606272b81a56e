"""A state of the graph: the triples of a file, a folder, a checkout or a git revision, as they are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg.curation import blanks, revisions
from vlmkg.errors import MissingData, TurtleError, UsageError
from vlmkg.graph import turtle

WORKING_TREE: Final = "working tree"

_DATA: Final = Path("data")
_ONTOLOGY: Final = Path("ontology")
_LOADED: Final = (_ONTOLOGY, _ONTOLOGY / "alignments")
"""The folders of the ontology whose own files are part of the graph; the shapes are none."""


@dataclass(frozen=True, slots=True)
class State:
    """The triples of one side of a comparison, blank nodes named by what is said of them.

    `size` counts the triples as written, without repetitions. `uncompared` counts those of
    them whose blank nodes lead back to themselves: they have no name, and are in `triples`
    no more.
    """

    name: str
    triples: frozenset[ox.Triple]
    size: int
    uncompared: int


@dataclass(frozen=True, slots=True)
class _Parsed:
    plain: tuple[ox.Triple, ...]
    blank: tuple[ox.Triple, ...]
    written: int
    """How many triples with blank nodes the file has."""
    uncompared: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads states. Files of the same content, on either side, are parsed once.

    `folder` is where relative paths start, and in which checkout git revisions are looked up.
    """

    folder: Path
    _parsed: dict[bytes, _Parsed] = field(default_factory=dict)

    def read(self, name: str | None) -> State:
        """The state that goes by a name; None stands for the working tree.

        A file, a folder of Turtle files, a checkout (a folder with `data/` in it: its data, and
        its ontology without the shapes), or a git revision. A path that is there comes before
        a revision of that name (`heads/NAME` means the branch); a name that starts with `./`,
        `../` or `/` is always a path.
        Raises UsageError where it is none of these, MissingData where there is no Turtle, and
        TurtleError where a file does not parse.
        """
        if name is None:
            root = revisions.top(self.folder)
            return self._state(WORKING_TREE, _on_disk(_of_checkout(root), root))
        path = _path(name, self.folder)
        if path is not None:
            return self._state(name, _on_disk(_files(path), self.folder))
        try:
            found = revisions.at(name, self.folder, [_DATA, _ONTOLOGY])
        except UsageError as error:
            raise UsageError(f"no file or folder is called {name[:80]!r}; as a revision: {error}") from None
        inside = {path: text for path, text in found.items() if _DATA in path.parents or path.parent in _LOADED}
        if not inside:
            raise MissingData(
                f"{name}: no Turtle in data/ or ontology/ at that revision; check the revision and the folder"
            )
        return self._state(name, {f"{name}:{path.as_posix()}": text for path, text in inside.items()})

    def _state(self, name: str, files: Mapping[str, bytes]) -> State:
        name = os.fsencode(name).decode("utf-8", "replace")  # a path may hold bytes that no text can
        parsed = [self._parse(text, shown) for shown, text in files.items()]
        plain = {triple for file in parsed for triple in file.plain}
        blank = {triple for file in parsed for triple in file.blank}
        return State(
            name,
            frozenset(plain | blank),
            len(plain) + sum(file.written for file in parsed),
            sum(file.uncompared for file in parsed),
        )

    def _parse(self, text: bytes, shown: str) -> _Parsed:
        if text not in self._parsed:
            triples = dict.fromkeys(_triples(text, Path(shown)))
            plain, blank, left = blanks.named(triples)
            self._parsed[text] = _Parsed(tuple(plain), tuple(blank), len(triples) - len(plain), left)
        return self._parsed[text]


def _triples(text: bytes, shown: Path) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)]
    except SyntaxError as error:
        try:
            turtle.check(text.decode("utf-8"), shown)
        except UnicodeDecodeError as bad:
            line = text.count(b"\n", 0, bad.start) + 1
            raise turtle.broken(shown, line, bad.start - text.rfind(b"\n", 0, bad.start), "not UTF-8") from None
        raise TurtleError(f"{shown}: {error}; mend the Turtle there and try again", shown, 1, 1) from None


def _path(name: str, folder: Path) -> Path | None:
    """The path that a name means, or None where it may be a revision."""
    if not name.strip():
        return None
    forced = name.startswith(("./", "../", "/", "~/")) or name in (".", "..")
    try:
        path = folder / Path(name).expanduser()
        there = path.exists()
    except (OSError, ValueError, RuntimeError):  # too long for a file name, a NUL in it, no such home
        if forced:
            raise MissingData(f"{name[:80]!a}: no such file or folder; check the path") from None
        return None
    if forced and not there:
        raise MissingData(f"{name}: no such file or folder; check the path")
    return path if there else None


def _files(path: Path) -> list[Path]:
    return _of_checkout(path) if (path / _DATA).is_dir() else turtle.files(path)


def _of_checkout(root: Path) -> list[Path]:
    own = [file for folder in _LOADED for file in sorted((root / folder).glob("*.ttl"))]
    return own + turtle.files(root / _DATA)


def _on_disk(files: Iterable[Path], folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in files:
        shown = file.relative_to(folder) if file.is_relative_to(folder) else file
        try:
            found[str(shown)] = file.read_bytes()
        except OSError as error:
            raise MissingData(f"{file}: {error.strerror or error}; check the path and its rights") from None
    return found
