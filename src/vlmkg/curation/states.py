"""A state of the graph: the triples of a file, a folder, a checkout, a git revision or a day, as they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation import blanks, revisions
from vlmkg.errors import MissingData, TurtleError, UsageError
from vlmkg.graph import as_of, turtle

WORKING_TREE: Final = "working tree"

TODAY: Final = "today"

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
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


def is_day(name: str) -> bool:
    """Whether a name is written as a day is: 2026-11-23."""
    return _DAY.fullmatch(name) is not None


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
        its ontology without the shapes), a git revision, or a day such as 2026-11-23: what
        `today` reads, as it stood at the end of that day. A path that is there comes before
        a revision of that name (`heads/NAME` means the branch), and both come before a day; a
        name that starts with `./`, `../` or `/` is always a path.
        Raises UsageError where it is none of these or nothing was recorded by that day,
        MissingData where there is no Turtle, and TurtleError where a file does not parse.
        """
        if name is None:
            root = revisions.top(self.folder)
            return self._state(WORKING_TREE, _on_disk(_of_checkout(root), root))
        path = _path(name, self.folder)
        if path is not None:
            return self._state(name, _on_disk(_files(path), self.folder))
        if is_day(name) and not self._is_revision(name):
            return self._as_of(as_of.day(name))
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

    def today(self) -> State:
        """The data at hand: those of the checkout that the folder is in, under git or not, else those that vlmkg ships.

        Raises as `read` does.
        """
        return self._state(TODAY, _on_disk([*self._ontology(), *turtle.files(self._root() / _DATA)], self.folder))

    def _as_of(self, day: date) -> State:
        now = self.today()
        ontology = _on_disk(self._ontology(), self.folder)
        always = {t.subject for shown, text in ontology.items() for t in self._parse(text, shown).plain}
        triples = frozenset(as_of.rolled_back(now.triples, day, always=always))
        return replace(now, name=str(day), triples=triples, size=now.size - len(now.triples) + len(triples))

    def _root(self) -> Path:
        """The folder with `data/` and `ontology/` in it."""
        folder = self.folder.resolve()
        for root in (folder, *folder.parents):
            if (root / _DATA).is_dir() and (root / _ONTOLOGY).is_dir():
                return root
        return paths.data().parent

    def _ontology(self) -> list[Path]:
        return [file for folder in _LOADED for file in sorted((self._root() / folder).glob("*.ttl"))]

    def _is_revision(self, name: str) -> bool:
        try:
            revisions.commit(name, self.folder)
        except UsageError:
            return False
        return True

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
