"""What every answer about lineage has in common: rows, the proof of each, drawings, and a place in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vlmkg.graph import columns, markup
from vlmkg.graph.results import Value
from vlmkg.lineage.drawing import Drawing
from vlmkg.lineage.edges import MARKS, Edge, Strength, Verdict
from vlmkg.lineage.proof import DOUBTS, Path, together, weakest
from vlmkg.lineage.relations import Inheritance, inheritance, role
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

if TYPE_CHECKING:
    import pandas

Cell = Value | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer: its values, and the ways along steps that prove them.

    `also` holds facts that the row rests on and that are no steps, such as the terms of a license. `verdict` is
    `proved` or `possible` by ways and facts, or `unknown` where somebody does not say.
    """

    values: Mapping[str, Value]
    paths: tuple[Path, ...] = ()
    verdict: Verdict = "proved"
    also: tuple[Edge, ...] = ()

    @property
    def weakest(self) -> Strength | None:
        """The strength of the weakest step or fact it rests on; None where it rests on none, or is unknown."""
        if self.verdict == "unknown" or (not self.also and not any(path.edges for path in self.paths)):
            return None
        return weakest([*self.paths, Path("", self.also)])


def row(values: Mapping[str, Value], paths: Iterable[Path] = (), also: Iterable[Edge] = ()) -> Row:
    """A row whose verdict is that of its ways and facts taken together."""
    kept, facts = tuple(paths), tuple(also)
    return Row(values, kept, together([*kept, Path("", facts)]), facts)


@dataclass(frozen=True, repr=False)
class Answer(Drawing):
    """An answer about lineage.

    `title` says what was asked, `columns` names the values of each row, `notes` say what a
    reader must know to read it right. `proof` says whether the rows show their ways.
    """

    library: Library = field(repr=False, compare=False)
    title: str
    columns: tuple[str, ...]
    entries: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    proof: bool = False
    more_edges: tuple[Edge, ...] = field(default=(), repr=False)

    @property
    def short_names(self) -> frozenset[str]:
        """The columns that hold the short names of things whose labels stand in another column."""
        labeled = {"label"} & set(self.columns)
        first = frozenset(self.columns[: self.columns.index("label")]) if labeled else frozenset[str]()
        return first | {name for name in self.columns if f"{name}Label" in self.columns}

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}; {len(self)} row{'' if len(self) == 1 else 's'}>"

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the rows, those that say how sure a row is included."""
        return (*self.columns, "verdict", "weakest", *(("proof",) if self.proof else ()))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One dictionary a row: its values, `verdict`, `weakest`, and with proof the steps of each way, as `proof`."""
        return [
            {
                **{column: entry.values.get(column) for column in self.columns},
                "verdict": entry.verdict,
                "weakest": entry.weakest,
                **({"proof": self._proofs(entry)} if self.proof else {}),
            }
            for entry in self.entries
        ]

    def _proofs(self, entry: Row) -> list[list[dict[str, Any]]]:
        paths = [path for path in entry.paths if path.edges]
        return [self.steps(path) for path in paths] + ([self.steps(Path("", entry.also))] if entry.also else [])

    def steps(self, path: Path) -> list[dict[str, Any]]:
        """The steps of a way with their claims, for a program."""
        return [
            {
                "child": shorten(edge.child),
                "role": role(self.library.schema, edge.predicate),
                "property": shorten(edge.predicate),
                "parent": shorten(edge.parent),
                "status": edge.strength,
                **({"stated of": shorten(edge.via)} if edge.via else {}),
                **({"named only as": shorten(edge.through)} if edge.through else {}),
                **({"of": "some members only"} if edge.some else {}),
                "claims": [
                    {
                        "claim": shorten(claim.claim),
                        "status": claim.status,
                        "source": shorten(claim.source),
                        "source label": claim.source_label,
                        "locator": claim.locator,
                        **({"note": claim.note} if claim.note else {}),
                    }
                    for claim in edge.evidence
                ],
            }
            for edge in path.edges
        ]

    def as_dict(self) -> dict[str, Any]:
        """The whole answer as plain values, for JSON."""
        return {"title": self.title, "columns": list(self.headers), "notes": list(self.notes), "rows": self.rows}

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs pandas (`pip install 'vlmkg[notebook]'`)."""
        from vlmkg.graph.frames import frame

        return frame(self.headers, [[line[header] for header in self.headers] for line in self.rows])

    # -- as a drawing

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every step of every way, each once."""
        found = {(e.child, e.predicate, e.parent): e for e in self.more_edges}
        for entry in self.entries:
            for path in entry.paths:
                for edge in path.edges:
                    found.setdefault((edge.child, edge.predicate, edge.parent), edge)
        return tuple(found.values())

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of everything that is drawn, by IRI."""
        iris: dict[str, None] = {}
        for entry in self.entries:
            for path in entry.paths:
                iris[path.start] = None
        for edge in self.edges:
            iris |= dict.fromkeys((edge.child, edge.parent))
        return {iri: self.library.value(iri) for iri in iris}

    @property
    def roles(self) -> Mapping[str, str]:
        """How each kind of step is called, by the IRI of its property."""
        return {edge.predicate: role(self.library.schema, edge.predicate) for edge in self.edges}

    @property
    def passes(self) -> Mapping[str, Inheritance]:
        """What passes along each kind of step, by the IRI of its property."""
        return {edge.predicate: inheritance(self.library.schema, edge.predicate) for edge in self.edges}

    @property
    def roots(self) -> tuple[str, ...]:
        """The things at which the ways begin."""
        return tuple(dict.fromkeys(path.start for entry in self.entries for path in entry.paths if path.edges))

    @cached_property
    def summaries(self) -> Mapping[str, tuple[str, ...]]:
        """The classes of each thing."""
        return self.library.classes(self.labels)

    # -- in words

    def cited(self, path: Path) -> list[str]:
        """Who says so, a line for each step of a way."""
        lines = []
        for edge in path.edges:
            name = role(self.library.schema, edge.predicate)
            best = edge.evidence[0] if edge.evidence else None
            said = f"{MARKS[edge.strength]} {best.cited}" if best else f"{MARKS['no claim']} no claim"
            if best and best.status in ("Unchecked", "Disputed"):
                said = f"{MARKS[best.status]} {best.status.lower()}: {best.cited}"
            if edge.via:
                said += f" (stated of {self.library.value(edge.via)})"
            if edge.through:
                said += f" (named only as {self.library.value(edge.through)})"
            if edge.some:
                said += " (of some members only)"
            lines.append(f"{self.library.value(edge.child)} ─{name}→ {self.library.value(edge.parent)}: {said}")
        return [*lines, f"possible only: {DOUBTS[path.doubt]}"] if path.doubt else lines

    def shown(self) -> list[list[Cell]]:
        """The rows as a reader is shown them; with proof, the last cell holds the ways and who says so, a line each."""
        shown: list[list[Cell]] = []
        for entry in self.entries:
            cells: list[Cell] = [entry.values.get(column) for column in self.columns]
            cells += [entry.verdict, entry.weakest]
            if self.proof:
                cells.append(tuple(line for path in (*entry.paths, Path("", entry.also)) for line in self.cited(path)))
            shown.append(cells)
        return shown

    def _repr_html_(self) -> str:
        most = markup.MOST
        rows = ([_folded(cell) if isinstance(cell, tuple) else cell for cell in cells] for cells in self.shown()[:most])
        more = markup.left_out(len(self), most, "to_dataframe()")
        return markup.output(
            markup.element("p", markup.element("strong", self.title)),
            markup.table(self.headers, rows) if self.entries else markup.element("p", "No rows."),
            *(markup.element("p", markup.element("em", note)) for note in (more, *self.notes)),
        )

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        rows = [[_counted(cell) if isinstance(cell, tuple) else cell for cell in cells] for cells in self.shown()]
        more = markup.left_out(len(self), columns.MOST, "to_dataframe()")
        body = columns.table(self.headers, rows) if rows else "no rows"
        printer.text("\n".join((columns.line(self.title), body, *map(columns.line, filter(None, (more, *self.notes))))))


def _folded(said: tuple[str, ...]) -> Cell:
    """The lines of a proof, folded away."""
    return markup.folded(_counted(said), markup.lines(said)) if said else None


def _counted(said: tuple[str, ...]) -> str:
    return "1 step" if len(said) == 1 else f"{len(said)} steps"
