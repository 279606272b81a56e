"""The engine: an embedded Oxigraph store behind one small protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

import pyoxigraph as ox

from vlmkg.errors import QueryFailed, QueryRefused, QuerySyntaxError, UnknownName
from vlmkg.graph import written
from vlmkg.graph.guard import CheckedQuery, examine
from vlmkg.graph.results import Answer, Term, keep
from vlmkg.terms import BASE

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UNKNOWN_PREFIX = re.compile(r"Prefix not found")


DEFAULT_GRAPHS: Final = (f"{BASE}data", f"{BASE}sparql#graph")
"""The names by which the default graph goes: the dataset's own, and the one in the service description."""


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graphs that a request names (SPARQL 1.1 Protocol, section 2.1.4), the default graph as in `DEFAULT_GRAPHS`.

    Where it names any, nothing else is looked at: without a default graph the default graph is empty.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


ALL: Final = Graphs()
"""No graph is named: the default graph, and every named one."""


class Engine(Protocol):
    """Whatever can answer a checked query."""

    def query(self, query: CheckedQuery) -> Answer:
        """The whole answer. Raises QuerySyntaxError or QueryFailed."""
        ...

    def select(self, query: CheckedQuery) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT query as RDF terms. Raises QuerySyntaxError or QueryFailed."""
        ...


class Embedded:
    """Oxigraph in this process, in memory. Prefixes of vlmkg need not be declared in a query."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def query(self, query: CheckedQuery) -> Answer:
        """The whole answer. Raises QuerySyntaxError or QueryFailed."""
        with _failures(query):
            return keep(self.store.query(query.text, base_iri=BASE, prefixes=query.prefixes))

    def write(
        self, query: CheckedQuery, format: str, graphs: Graphs = ALL, largest: int = written.LARGEST_ANSWER
    ) -> bytes:
        """The whole answer as bytes in a form that fits it.

        Raises QuerySyntaxError, QueryFailed, AnswerTooLarge, FormatError, or QueryRefused for a graph that is not here.
        """
        with _failures(query):
            if graphs is ALL or graphs == ALL:
                answer = self.store.query(query.text, base_iri=BASE, prefixes=query.prefixes)
            else:
                answer = self.store.query(
                    query.text,
                    base_iri=BASE,
                    prefixes=query.prefixes,
                    default_graph=[self._graph(iri) for iri in graphs.default],
                    named_graphs=[self._named(iri) for iri in graphs.named],
                )
            return written.write(answer, format, largest)

    def dump(self, format: str, graph: str | None = None, largest: int = written.LARGEST_GRAPH) -> bytes:
        """All of a graph, or of the default graph. Raises UnknownName for a graph that is not here, FormatError."""
        found = ox.DefaultGraph() if graph is None else self._found(graph)
        if found is None:
            raise UnknownName(f"there is no graph {graph!r} here; ask for ?default, which is all there is")
        return written.dump(self.store, found, format, largest)

    def _graph(self, iri: str) -> ox.NamedNode | ox.DefaultGraph:
        found = self._found(iri)
        if found is None:
            raise QueryRefused(
                f"there is no graph {iri!r} here, and nothing is fetched; leave it out, or name {DEFAULT_GRAPHS[0]} "
                "as the default graph, which is all there is"
            )
        return found

    def _named(self, iri: str) -> ox.NamedNode:
        found = self._graph(iri)
        if isinstance(found, ox.DefaultGraph):
            raise QueryRefused(f"{iri!r} is the default graph and no named one; name it as the default graph")
        return found

    def _found(self, iri: str) -> ox.NamedNode | ox.DefaultGraph | None:
        if iri in DEFAULT_GRAPHS:
            return ox.DefaultGraph()
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return None
        return node if self.store.contains_named_graph(node) else None

    def select(self, query: CheckedQuery) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT query, without writing them down and reading them back."""
        with _failures(query):
            solutions = self.store.query(query.text, base_iri=BASE, prefixes=query.prefixes)
            assert isinstance(solutions, ox.QuerySolutions)
            return [tuple(solution) for solution in solutions]


@contextmanager
def _failures(query: CheckedQuery) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        examine(query.text, graphs_given=True)  # it may know better what is wrong
        raise _syntax(str(error), query.text) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryFailed(f"the query could not be answered: {error}; simplify it and try again") from error


def select(engine: Engine, query: str) -> list[tuple[Term | None, ...]]:
    """The rows of a SELECT query of our own; its values must have come in through `bind`."""
    return engine.select(CheckedQuery(query, "SELECT"))


def _syntax(message: str, query: str) -> QuerySyntaxError:
    match = _AT.match(message)
    if match is None:
        return QuerySyntaxError(f"the query does not parse: {message}; mend it and try again")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = query.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1].strip() or "the end of the query"
    if _UNKNOWN_PREFIX.search(expected):
        hint = "a prefix is not declared here; add a PREFIX line for it"
    elif len(expected) < 120 and "[" not in expected:
        hint = expected
    else:
        hint = "something else is expected here"
    return QuerySyntaxError(f"line {line}, column {column}: {hint}, near: {shown[:120]}", line, column)
