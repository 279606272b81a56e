"""Turtle files: which there are, and what is wrong with one that does not parse."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from vlmkg.errors import MissingData, TurtleError

_PLACE = re.compile(r"^Parser error at line (\d+)(?:,? (?:column|between columns) (\d+)[^:]*)?: ")


def files(path: Path) -> list[Path]:
    """The Turtle files under a folder, in a stable order, or the one file that was named.

    Raises MissingData where there is no such path, or no Turtle in it.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise MissingData(f"{path}: no such file or folder; name a .ttl file or a folder that holds some")
    found = sorted(path.rglob("*.ttl"))
    if not found:
        raise MissingData(f"{path}: no .ttl file in this folder; name a folder that holds Turtle")
    return found


def load(store: ox.Store, paths: Iterable[Path]) -> None:
    """Load files into the store's default graph. Raises TurtleError at the first that does not parse."""
    for path in paths:
        with _explained(path):
            store.load(path=path, format=ox.RdfFormat.TURTLE)


def triples(paths: Iterable[Path]) -> Iterator[ox.Triple]:
    """The triples of files as they are written, with nothing inferred."""
    for path in paths:
        with _explained(path):
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                yield quad.triple


def text(path: Path) -> str:
    """The text of a file, without a byte order mark, its line ends as they are.

    Raises MissingData where it cannot be read, TurtleError where it is no UTF-8 text.
    """
    with _explained(path):
        raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise broken(path, 1 + raw.count(b"\n", 0, error.start), 1, "the file is no UTF-8 text") from None


def check(text: str, path: Path) -> None:
    """Raise TurtleError where a text is not Turtle; `path` names it in the message."""
    with _explained(path):
        deque(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE), maxlen=0)


def broken(path: Path, line: int, column: int, why: str) -> TurtleError:
    """The error that Turtle does not parse, with its place."""
    return TurtleError(f"{path}:{line}:{column}: {why}; mend the Turtle there and try again", path, line, column)


class _explained:
    """Turns what a parser raises about one file into an error that names file, line and column."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SyntaxError):
            message = str(error.args[0] if error.args else error)
            place = _PLACE.match(message)
            line = error.lineno or (int(place[1]) if place else 1)
            column = error.offset or (int(place[2]) if place and place[2] else 1)
            text = _PLACE.sub("", message)
            raise broken(self.path, line, column, text) from None
        if isinstance(error, OSError):
            raise MissingData(f"{self.path}: {error.strerror or error}; check the path and its rights") from None
