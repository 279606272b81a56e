"""An answer as a table for people: labels in place of IRIs, columns that belong together in one, proof to unfold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.graph.results import Rows, Term, lexical, plain
from vlmkg.http.pages.render import MEANINGS
from vlmkg.kg import Kg
from vlmkg.lineage.answer import Answer as Proved
from vlmkg.lineage.answer import Row
from vlmkg.lineage.proof import DOUBTS, Path
from vlmkg.terms import shorten

_SURE: Final = ("verdict", "weakest")
_NOTE: Final = "note"
_WORDS: Final = {"FirstParty": "the makers", "ThirdParty": "others"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: a text, a thing under its label (`iri`), or a status.

    Of a source, `beside` is the place in it and `mark` the status of what it says.
    """

    text: str
    iri: str | None = None
    status: str | None = None
    number: bool = False
    beside: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with those that are shown in it: the label of a thing; the place in a source, and a status."""

    name: str
    label: str | None = None
    beside: str | None = None
    mark: str | None = None

    @property
    def header(self) -> str:
        """Its name in words: `parameterCount` is shown as `parameter count`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", self.name).lower()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof, for a reader."""

    child: tuple[str, str]
    role: str
    parent: tuple[str, str]
    claims: tuple[Any, ...]
    via: str | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What one row rests on: ways of steps, each with the reason why it is only possible."""

    verdict: str
    weakest: str | None
    ways: tuple[tuple[tuple[Step, ...], str], ...]

    @property
    def steps(self) -> int:
        """How many steps the ways have."""
        return sum(len(steps) for steps, _ in self.ways)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, with what stands below each row: a note, and what it rests on.

    `empty` names columns of the answer in which these rows have nothing.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()
    empty: tuple[str, ...] = field(default=())

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Whether each column holds numbers."""
        return tuple(
            any(row[i].number for row in self.rows) and all(row[i].number or not row[i].text for row in self.rows)
            for i in range(len(self.columns))
        )


def table(kg: Kg, rows: Rows, proved: Proved | None) -> Table:
    """The rows of an answer, and with proof what each rests on."""
    terms = list(rows.terms())
    names = rows.variables
    filled = {name for i, name in enumerate(names) if any(row[i] is not None and lexical(row[i]) for row in terms)}
    apart = (_NOTE, *(_SURE if proved is not None else ()))
    everything = _columns([name for name in names if name not in apart])
    shown = [column for column in everything if column.name in filled or not terms]
    kg.library.expect(term.value for row in terms for term in row if isinstance(term, ox.NamedNode))
    place = {name: i for i, name in enumerate(names)}
    return Table(
        tuple(shown),
        tuple(tuple(_cell(kg, row, place, column) for column in shown) for row in terms),
        tuple(lexical(row[place[_NOTE]]) if _NOTE in place else "" for row in terms),
        tuple(_proof(kg, proved, entry) for entry in proved.entries) if proved is not None else (),
        tuple(column.header for column in everything if column not in shown),
    )


def _columns(names: Sequence[str]) -> list[Column]:
    """Columns without those that are shown in others: `modelLabel` with `model`, `locator` with `source`."""
    found: list[Column] = []
    hidden: set[str] = set()
    for i, name in enumerate(names):
        follows = names[i + 1] if i + 1 < len(names) else ""
        label = f"{name}Label" if f"{name}Label" in names else "label" if follows == "label" else None
        beside, mark = (_instead(name, word, names) for word in ("locator", "status"))
        found.append(Column(name, label, beside, mark))
        hidden |= {other for other in (label, beside, mark) if other}
    return [column for column in found if column.name not in hidden]


def _instead(name: str, word: str, names: Sequence[str]) -> str | None:
    """The column with a word where this one has `source`: `againstLocator` for `againstSource`."""
    other = name.replace("source", word).replace("Source", word.capitalize())
    return other if other != name and other in names else None


def _cell(kg: Kg, row: Sequence[Term | None], place: dict[str, int], column: Column) -> Cell:
    term = row[place[column.name]]
    label = lexical(row[place[column.label]]) if column.label else ""
    beside = lexical(row[place[column.beside]]) if column.beside else ""
    mark = lexical(row[place[column.mark]]) if column.mark else ""
    if mark not in MEANINGS:
        mark = ""
    if term is None:
        return Cell(label, beside=beside, mark=mark)
    if isinstance(term, ox.NamedNode):
        return Cell(label or name(kg, term.value), term.value, beside=beside, mark=mark)
    value = plain(term)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, int):
        return Cell(f"{value:,}", number=True)
    text = _WORDS.get(str(value), str(value))
    return Cell(text, None, text if text in MEANINGS else None, isinstance(value, Decimal), beside, mark)


def name(kg: Kg, iri: str) -> str:
    """What a reader is shown for an IRI: a label, or a short form."""
    label = kg.label(iri)
    return kg.library.schema.label(iri) if label == iri or label == shorten(iri) else label


def _proof(kg: Kg, proved: Proved, entry: Row) -> Proof:
    paths = [*(path for path in entry.paths if path.edges), *([Path("", entry.also)] if entry.also else [])]
    ways = tuple((_steps(kg, proved, path), DOUBTS[path.doubt] if path.doubt else "") for path in paths)
    return Proof(entry.verdict, entry.weakest, ways)


def _steps(kg: Kg, proved: Proved, path: Path) -> tuple[Step, ...]:
    return tuple(
        Step(
            (edge.child, name(kg, edge.child)),
            kg.role(edge.predicate),
            (edge.parent, name(kg, edge.parent)),
            edge.evidence,
            name(kg, edge.via) if edge.via else None,
            tuple(
                remark
                for remark, holds in (
                    (f"named only as {name(kg, edge.through)}" if edge.through else "", bool(edge.through)),
                    ("of some members only", edge.some),
                    ("in dispute and not stated as a fact", not edge.stated),
                )
                if holds
            ),
        )
        for edge in path.edges
    )
