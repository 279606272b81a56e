"""An answer as bytes, straight from the engine: nothing is read back, and nothing grows past a limit.

`results` keeps answers that are looked at in Python; this is the way of an answer that is only passed on.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from vlmkg.errors import AnswerTooLarge, FormatError
from vlmkg.graph.results import GRAPH_FORMATS, ROW_FORMATS
from vlmkg.terms import PREFIXES

LARGEST_ANSWER: Final = 64 * 1024 * 1024
"""Bytes; a longer answer to a query is given up."""

LARGEST_GRAPH: Final = 512 * 1024 * 1024
"""Bytes of a whole graph, which grows with the data and not with what somebody asks."""


class _Bounded:
    """A file in memory that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._size += len(part)
        if self._size > self._most:
            raise AnswerTooLarge(
                f"the answer has over {self._most:,} bytes, the limit; add a LIMIT, or ask for fewer columns"
            )
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def contents(self) -> bytes:
        return b"".join(self._parts)


def write(
    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, format: str, largest: int = LARGEST_ANSWER
) -> bytes:
    """Evaluate to the end and write the answer in a form that fits it, at most `largest` bytes.

    Raises FormatError where the form does not fit, AnswerTooLarge as soon as the answer is.
    """
    output = _Bounded(largest)
    if isinstance(answer, ox.QueryTriples):
        if format not in GRAPH_FORMATS:
            raise FormatError(f"{format!r} is no form of a graph; choose one of {', '.join(GRAPH_FORMATS)}")
        if format not in ("turtle", "trig"):
            answer.serialize(output, GRAPH_FORMATS[format])  # type: ignore[arg-type]
            return output.contents()
        ox.serialize(answer, output, GRAPH_FORMATS[format], prefixes=PREFIXES)  # type: ignore[arg-type]
        return _prefixes_in_order(output.contents())
    if format not in ROW_FORMATS:
        raise FormatError(f"{format!r} is no form of a table; choose one of {', '.join(ROW_FORMATS)}")
    answer.serialize(output, ROW_FORMATS[format])  # type: ignore[arg-type]
    return output.contents()


def dump(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, format: str, largest: int) -> bytes:
    """All of a graph in a form of `GRAPH_FORMATS`, in the store's order. Raises FormatError, AnswerTooLarge."""
    if format not in GRAPH_FORMATS:
        raise FormatError(f"{format!r} is no form of a graph; choose one of {', '.join(GRAPH_FORMATS)}")
    output = _Bounded(largest)
    store.dump(output, GRAPH_FORMATS[format], from_graph=graph, prefixes=PREFIXES)  # type: ignore[arg-type]
    contents = output.contents()
    return _prefixes_in_order(contents) if format in ("turtle", "trig") else contents


def _prefixes_in_order(turtle: bytes) -> bytes:
    """The engine writes prefixes in an order of its own each time; the same answer is to be the same bytes."""
    end = 0
    while turtle.startswith(b"@prefix ", end):
        end = turtle.index(b"\n", end) + 1
    return b"".join(sorted(turtle[:end].splitlines(keepends=True))) + b"\n" + turtle[end:]
