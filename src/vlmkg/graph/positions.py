"""Turtle read with its places: which line and column each triple comes from.

rdflib's parser keeps no positions. This one is a subclass that notes the offset at
which each subject, predicate and object begins; nothing else about the parse
changes, so the triples are those that rdflib reads.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rdflib
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from vlmkg.graph import turtle

Spot = tuple[int, int]
"""A line and a column, both from 1; a column counts characters."""


@dataclass(frozen=True, slots=True)
class PlacedTriple:
    """A triple, with where its subject, predicate and object begin in the file.

    Inside `[ ]` the subject's place is that of its first predicate.
    """

    subject: Node
    predicate: Node
    object: Node
    subject_at: Spot
    predicate_at: Spot
    object_at: Spot


@dataclass(frozen=True)
class Located:
    """A Turtle file, read: its text, its prefixes, and its triples in the order of the text.

    `triples` leaves the links of `( )` lists out, which have no text of their own; `graph` has them.
    """

    path: Path
    text: str
    graph: rdflib.Graph
    prefixes: dict[str, str]
    triples: tuple[PlacedTriple, ...]
    _places: dict[tuple[Node, ...], Spot] = field(repr=False)

    def place(self, subject: Node, predicate: Node | None = None, object: Node | None = None) -> Spot | None:
        """The nearest place: of the triple, else of the subject with that predicate, else of the subject."""
        for key in ((subject, predicate, object), (subject, predicate), (subject,)):
            if None not in key and (spot := self._places.get(key)):  # type: ignore[arg-type]
                return spot
        return None


def read(path: Path, graph: rdflib.Graph | None = None) -> Located:
    """Read one file; the triples also go into `graph` where one is given.

    Raises TurtleError where the file does not parse, MissingData where it cannot be read.
    """
    return parse(turtle.text(path), path, graph)


@contextmanager
def quiet() -> Iterator[None]:
    """Without rdflib's own word, a stack trace, on a literal that does not fit its datatype: the shapes find it."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


@quiet()
def parse(text: str, path: Path, graph: rdflib.Graph | None = None) -> Located:
    """Read Turtle from a text; `path` names it in errors and places. Raises TurtleError."""
    turtle.check(text, path)
    target = rdflib.Graph(bind_namespaces="none") if graph is None else graph
    lines = _Lines(text)
    parser = _Parser(RDFSink(target), lines)
    try:
        parser.startDoc()
        parser.feed(text)
        parser.endDoc()
    except BadSyntax as error:  # what the stricter parser of `check` takes and rdflib does not
        line, column = lines.spot(error._i)
        raise turtle.broken(path, line, column, str(error._why)) from None
    except RecursionError:
        raise turtle.broken(path, 1, 1, "brackets are nested too deep") from None
    places: dict[tuple[Node, ...], Spot] = {}
    for triple in parser.placed:
        places.setdefault((triple.subject,), triple.subject_at)
        places.setdefault((triple.subject, triple.predicate), triple.predicate_at)
        places.setdefault((triple.subject, triple.predicate, triple.object), triple.object_at)
    prefixes = {prefix: str(iri) for prefix, iri in parser._bindings.items() if prefix}
    return Located(path, text, target, prefixes, tuple(parser.placed), places)


class _Lines:
    """From an offset in a text to a line and a column."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(i + 1 for i in _newlines(text))]

    def spot(self, offset: int) -> Spot:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _newlines(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)


class _Parser(SinkParser):
    """rdflib's parser, taking down offsets.

    The grammar reads the objects of one predicate with `objectList` and then calls
    `makeStatement` for each of them. What is nested in an object is stated before that
    object ends, so the offsets of the outer objects wait in a list that is set aside.
    """

    def __init__(self, sink: RDFSink, lines: _Lines) -> None:
        super().__init__(sink, turtle=True)
        self.placed: list[PlacedTriple] = []
        self._lines = lines
        self._subject_at: int | None = None
        self._predicate_at = 0
        self._objects: list[int] = []
        self._ready: deque[tuple[int, int, int]] = deque()

    def statement(self, argstr: str, i: int) -> int:
        self._subject_at = self.skipSpace(argstr, i)
        self._list_at = self._subject_at
        return super().statement(argstr, i)

    def property_list(self, argstr: str, i: int, subj: Node) -> int:
        outer = self._list_at
        if self._subject_at is None:  # inside [ ]: the place is that of the first predicate
            self._list_at = self.skipSpace(argstr, i)
        self._subject_at = None
        end = super().property_list(argstr, i, subj)
        self._list_at = outer
        return end

    def verb(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        self._predicate_at = self.skipSpace(argstr, i)
        return super().verb(argstr, i, res)

    def objectList(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:  # noqa: N802
        subject_at, predicate_at = self._list_at, self._predicate_at
        outer, self._objects = self._objects, []
        end = super().objectList(argstr, i, res)
        self._ready = deque((subject_at, predicate_at, at) for at in self._objects)
        self._objects = outer
        return end

    def object(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        start, mark = self.skipSpace(argstr, i), len(self._objects)
        end = super().object(argstr, i, res)
        del self._objects[mark:]  # the members of a list are read as objects too
        if end >= 0:
            self._objects.append(start)
        return end

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        super().makeStatement(quadruple)
        context, *terms = quadruple
        predicate, subject, object_ = (self._store.normalise(context, term) for term in terms)
        subject_at, predicate_at, object_at = map(self._lines.spot, self._ready.popleft())
        self.placed.append(PlacedTriple(subject, predicate, object_, subject_at, predicate_at, object_at))
