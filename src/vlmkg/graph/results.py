"""Answers: a table of rows, a yes or no, or a graph, and how each is written down.

An answer is whole before anybody sees it: it is kept as bytes in the form the
engine wrote, and read back for every other form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from vlmkg.errors import FormatError
from vlmkg.graph import columns, markup
from vlmkg.terms import PREFIXES, shorten

if TYPE_CHECKING:
    import pandas

ROW_FORMATS: Final[dict[str, ox.QueryResultsFormat]] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""The forms of rows and of a yes or no (SPARQL 1.1 results in JSON, XML, CSV and TSV)."""

GRAPH_FORMATS: Final[dict[str, ox.RdfFormat]] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
"""The forms of a graph."""

PREFIXED: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
"""Those that begin with a list of prefixes."""

Value = str | int | bool | Decimal | date | None
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD: Final = PREFIXES["xsd"]
_WHOLE: Final = frozenset(
    _XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query."""

    variables: tuple[str, ...]
    _json: bytes

    def terms(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows as RDF terms; None where a variable is unbound."""
        solutions = ox.parse_query_results(self._json, format=ox.QueryResultsFormat.JSON)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            yield tuple(solution[name] for name in self.variables)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """The rows as plain values: short names for IRIs, numbers as int or Decimal, dates as date."""
        for row in self.terms():
            yield tuple(plain(term) for term in row)

    def __len__(self) -> int:
        return sum(1 for _ in self.terms())

    def dicts(self) -> list[dict[str, Value]]:
        """The rows as one dictionary each."""
        return [dict(zip(self.variables, row, strict=True)) for row in self]

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs pandas (`pip install 'vlmkg[notebook]'`)."""
        from vlmkg.graph.frames import frame

        return frame(self.variables, self)

    def _repr_html_(self) -> str:
        more = markup.left_out(len(self), markup.MOST, "to_dataframe()")
        return markup.output(
            markup.table(self.variables, self, most=markup.MOST), markup.element("p", markup.element("em", more))
        )

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        more = markup.left_out(len(self), columns.MOST, "to_dataframe()")
        printer.text(columns.table(self.variables, self) + (f"\n{more}" if more else ""))

    def serialize(self, format: str = "json") -> bytes:
        """The answer in one of `ROW_FORMATS`. Raises FormatError for any other."""
        return _written(self._json, format)

    def part(self, offset: int, limit: int) -> tuple[Rows, int]:
        """At most `limit` rows from the row at `offset` (0 is the first), and how many rows there are in all."""
        document = json.loads(self._json)
        bindings = document["results"]["bindings"]
        total = len(bindings)
        if offset == 0 and total <= limit:
            return self, total
        document["results"]["bindings"] = bindings[offset : offset + limit]
        return Rows(self.variables, json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()), total


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer to an ASK query."""

    value: bool
    _json: bytes

    def __bool__(self) -> bool:
        return self.value

    def serialize(self, format: str = "json") -> bytes:
        """The answer in one of `ROW_FORMATS`. Raises FormatError for any other."""
        return _written(self._json, format)


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query."""

    _ntriples: bytes
    _prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, repr=False)

    def __iter__(self) -> Iterator[ox.Triple]:
        for quad in ox.parse(self._ntriples, format=ox.RdfFormat.N_TRIPLES):
            yield quad.triple

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def serialize(self, format: str = "turtle") -> bytes:
        """The answer in one of `GRAPH_FORMATS`. Raises FormatError for any other."""
        return write_graph(self, format, self._prefixes)


Answer = Rows | Boolean | Triples


def made(variables: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> Rows:
    """Rows made in this process, in the order given."""
    bindings = [
        {name: _binding(term) for name, term in zip(variables, row, strict=True) if term is not None} for row in rows
    ]
    document = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return Rows(tuple(variables), json.dumps(document, ensure_ascii=False).encode())


def graph(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> Triples:
    """A graph made in this process, in the order given, to be written with these prefixes."""
    return Triples(_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)), prefixes)


def _binding(term: Term) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, ox.Literal)
    written = {"type": "literal", "value": term.value}
    if term.language:
        return {**written, "xml:lang": term.language}
    return written if term.datatype.value == _XSD + "string" else {**written, "datatype": term.datatype.value}


def keep(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Answer:
    """Evaluate a query to its end and keep the whole answer."""
    if isinstance(results, ox.QuerySolutions):
        names = tuple(variable.value for variable in results.variables)
        return Rows(names, _bytes(results.serialize(format=ox.QueryResultsFormat.JSON)))
    if isinstance(results, ox.QueryBoolean):
        return Boolean(bool(results), _bytes(results.serialize(format=ox.QueryResultsFormat.JSON)))
    return Triples(_bytes(results.serialize(format=ox.RdfFormat.N_TRIPLES)))


def write_graph(triples: Iterator[ox.Triple] | Triples, format: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """A graph in one of `GRAPH_FORMATS`, with prefixes, the usual ones unless others are given, where the form has any.

    The same triples in the same order give the same bytes.
    """
    form = graph_form(format)
    return prefixes_in_order(_bytes(ox.serialize(triples, format=form, prefixes=dict(prefixes))), form)


def prefixes_in_order(written: bytes, form: ox.RdfFormat) -> bytes:
    """What the engine wrote, its list of prefixes, where there is one, sorted by their names and set apart."""
    if form not in PREFIXED:
        return written
    end = 0
    while written.startswith(b"@prefix ", end):
        end = written.index(b"\n", end) + 1
    return b"".join(sorted(written[:end].splitlines(keepends=True))) + b"\n" + written[end:]


def graph_form(name: str) -> ox.RdfFormat:
    """The form of a graph by its name in `GRAPH_FORMATS`. Raises FormatError for any other."""
    if name not in GRAPH_FORMATS:
        raise FormatError(f"{name!r} is no form of a graph; choose one of {', '.join(GRAPH_FORMATS)}")
    return GRAPH_FORMATS[name]


def row_form(name: str) -> ox.QueryResultsFormat:
    """The form of rows, or of a yes or no, by its name in `ROW_FORMATS`. Raises FormatError for any other."""
    if name not in ROW_FORMATS:
        raise FormatError(f"{name!r} is no form of a table; choose one of {', '.join(ROW_FORMATS)}")
    return ROW_FORMATS[name]


def in_order(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples in an order of their own, blank nodes named canonically (RDFC-1.0), so that equal graphs look equal."""
    named: set[ox.Triple] = set()
    nameless = ox.Dataset()
    for triple in triples:  # what has no blank node has no part in how they are named
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal)):
            named.add(triple)
        else:
            nameless.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    nameless.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    named.update(quad.triple for quad in nameless)
    return sorted(named, key=str)


def lexical(term: Term | None) -> str:
    """The IRI of a node or the lexical form of a literal, as text; empty where there is nothing."""
    return "" if term is None else str(getattr(term, "value", term))


def plain(term: Term | None) -> Value:
    """An RDF term as a plain value."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        try:
            if kind in _WHOLE:
                return int(term.value)
            if kind == _XSD + "decimal":
                return Decimal(term.value)
            if kind == _XSD + "boolean":
                return term.value in ("true", "1")
            if kind == _XSD + "date":
                return date.fromisoformat(term.value)
        except (ValueError, ArithmeticError):
            return term.value
        return term.value
    return str(term)


def _written(kept: bytes, format: str) -> bytes:
    form = row_form(format)
    if form == ox.QueryResultsFormat.JSON:
        return kept
    return _bytes(ox.parse_query_results(kept, format=ox.QueryResultsFormat.JSON).serialize(format=form))


def _bytes(written: bytes | None) -> bytes:
    assert written is not None  # None only where an output was given
    return written
