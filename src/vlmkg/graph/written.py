"""An answer as bytes, straight from the engine: nothing is read back, and nothing grows past a limit.

`results` keeps answers that are looked at in Python; this is the way of an answer that is only passed on.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from vlmkg.errors import AnswerTooLarge
from vlmkg.graph.results import PREFIXED, graph_form, prefixes_in_order, row_form
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
        form = graph_form(format)
        if form in PREFIXED:
            ox.serialize(answer, output, form, prefixes=PREFIXES)  # type: ignore[arg-type]
        else:  # only RDF/XML has a use for them, and takes half as long again with all
            answer.serialize(output, form)  # type: ignore[arg-type]
        return prefixes_in_order(output.contents(), form)
    answer.serialize(output, row_form(format))  # type: ignore[arg-type]
    return output.contents()


def dump(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, format: str, largest: int) -> bytes:
    """All of a graph in a form of `GRAPH_FORMATS`, in the store's order. Raises FormatError, AnswerTooLarge."""
    form = graph_form(format)
    output = _Bounded(largest)
    store.dump(output, form, from_graph=graph, prefixes=PREFIXES)  # type: ignore[arg-type]
    return prefixes_in_order(output.contents(), form)
