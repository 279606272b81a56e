"""Questions with their proof: what the rows of a question rest on, and the questions that need more than SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, cast

import pyoxigraph as ox

from vlmkg.errors import DataError, ParameterError
from vlmkg.graph.results import Rows, Term, Value, lexical, made, plain
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.contamination import contamination
from vlmkg.lineage.disclosures import disclosures
from vlmkg.lineage.edges import Edge, Verdict
from vlmkg.lineage.exposure import exposure
from vlmkg.lineage.flips import flips
from vlmkg.lineage.obligations import obligations
from vlmkg.lineage.parts import stages_of
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.ranking import ranking
from vlmkg.lineage.relations import GROUPS, MEMBER_OF, relations
from vlmkg.lineage.web import Web, walk
from vlmkg.questions import statements
from vlmkg.questions.canned import Question
from vlmkg.questions.entities import Library
from vlmkg.questions.statements import Record
from vlmkg.terms import PREFIXES, expand

Given = Mapping[str, str | None]
Progress = Callable[[str], None]


def _of(given: Given, name: str) -> str:
    value = given.get(name)
    if value is None:
        raise ParameterError(f"the question needs a value for {name!r}; give it as {name}=...")
    return value


ALGORITHMS: Final[dict[str, Callable[[Library, Given, bool, Progress], Answer]]] = {
    "exposure": lambda library, given, proof, _: exposure(library, _of(given, "dataset"), proof=proof),
    "contamination": lambda library, given, proof, _: contamination(
        library, _of(given, "model"), given.get("benchmark"), proof=proof
    ),
    "obligations": lambda library, given, proof, _: obligations(library, _of(given, "model"), proof=proof),
    "ranking": lambda library, given, proof, progress: ranking(
        library, _of(given, "capability"), proof=proof, progress=progress
    ),
    "disclosures": lambda library, given, proof, _: disclosures(library, _of(given, "dataset"), proof=proof),
    "flips": lambda library, given, proof, progress: flips(library, given.get("model"), proof=proof, progress=progress),
}
"""What answers a question whose header names an algorithm."""

_ORDER: Final[tuple[Verdict, ...]] = ("proved", "possible", "unknown")

_DECIMAL: Final = ox.NamedNode(PREFIXES["xsd"] + "decimal")
_THINGS: Final = frozenset({"model", "benchmark", "thing", "ancestor", "descendant", "part"})
"""The columns of such answers that hold things, by short name."""


def answered(library: Library, question: Question, given: Given, *, proof: bool, progress: Progress) -> Answer:
    """The answer of the algorithm that a question names. Raises DataError where there is none of that name."""
    name = question.algorithm or ""
    if name not in ALGORITHMS:
        raise DataError(f"{question.name}: no algorithm is called {name!r}; there are {', '.join(ALGORITHMS)}")
    return ALGORITHMS[name](library, given, proof, progress)


def as_rows(answer: Answer) -> Rows:
    """An answer as the rows of a SELECT query, things as IRIs, with the columns `verdict` and `weakest`."""
    headers = (*answer.columns, "verdict", "weakest")
    return made(headers, [tuple(_term(header, line[header]) for header in headers) for line in answer.rows])


def _term(header: str, value: Value) -> Term | None:
    if value is None:
        return None
    if header in _THINGS and isinstance(value, str):
        return ox.NamedNode(expand(value) or value)
    if isinstance(value, Decimal):
        return ox.Literal(str(value), datatype=_DECIMAL)
    return ox.Literal(str(value)) if isinstance(value, date) else ox.Literal(value)


def proved(library: Library, question: Question, given: Given, rows: Rows) -> Answer:
    """The rows of a question with what each rests on. Raises ParameterError where it has no evidence to show."""
    if not question.proof:
        raise ParameterError(
            f"{question.name} shows no evidence of its own; ask it without proof, or `show` a row's thing"
        )
    tables = [dict(zip(rows.variables, terms, strict=True)) for terms in rows.terms()]
    prover = _Prover(library, question.proof, given, tables)
    entries = []
    for table in tables:
        values = {name: plain(term) for name, term in table.items()}
        paths, also, complete = prover.of(table)
        found = row(values, paths, also)
        verdict = max((found.verdict, "proved" if complete else "unknown", _cap(question, values)), key=_ORDER.index)
        entries.append(Row(values, found.paths, verdict, found.also))
    notes = (
        ()
        if all(entry.verdict != "unknown" for entry in entries)
        else ("Where a row is unknown, nobody is on record for some of what it rests on.",)
    )
    return Answer(library, question.summary, rows.variables, tuple(entries), notes, True)


def _cap(question: Question, values: Mapping[str, Value]) -> Verdict:
    """How sure a row can be at most, by its own words."""
    return max(
        (cast(Verdict, verdict) for verdict, column, value in question.caps if values.get(column) == value),
        key=_ORDER.index,
        default="proved",
    )


class _Prover:
    """Finds the evidence for the rows of one answer, reading the graph once for all of them."""

    def __init__(
        self,
        library: Library,
        proof: Sequence[tuple[str, str, str]],
        given: Given,
        tables: Sequence[Mapping[str, Term | None]],
    ) -> None:
        self.library = library
        self.proof = proof
        self.given = given
        self.webs: dict[str, Web] = {}
        self.found: dict[tuple[str, str], Mapping[str, Path]] = {}
        self.stages: Mapping[str, Sequence[str]] = {}
        self.stage_records: Mapping[str, Record] = {}
        facts: set[str] = set()
        for start, relation, _ in proof:
            starts = {name for table in tables if (name := self.value(table, start))}
            if relation in GROUPS:
                wanted = relations(library.schema, relation)
                follow = replace(wanted, versions=wanted.versions | {MEMBER_OF})
                self.webs[relation] = walk(library, sorted(starts | set(self._starts(relation))), "up", follow)
            elif relation == "stages":
                self.stages = stages_of(library, starts)
                wanted_stages = {stage for stages in self.stages.values() for stage in stages}
                self.stage_records = statements.read(library.engine, library.schema, wanted_stages)
            else:
                facts |= starts
        self.records: dict[str, Record] = statements.read(library.engine, library.schema, facts)

    def _starts(self, relation: str) -> tuple[str, ...]:
        return self.webs[relation].starts if relation in self.webs else ()

    def value(self, table: Mapping[str, Term | None], name: str) -> str:
        """What a name of a line of proof stands for in one row; empty where nothing does."""
        if name in table:
            return lexical(table[name])
        return self.given.get(name) or expand(name) or ""

    def of(self, table: Mapping[str, Term | None]) -> tuple[list[Path], list[Edge], bool]:
        """The ways and facts that one row rests on, and whether each line of proof found something."""
        paths: list[Path] = []
        also: list[Edge] = []
        complete = True
        for start, relation, end in self.proof:
            one, other = self.value(table, start), self.value(table, end)
            if not one or not other:
                continue  # a column that is empty in this row
            if relation in GROUPS:
                way = self._ways(relation, one).get(other)
                complete &= way is not None
                paths += [way] if way and way.edges else []
            elif relation == "stages":
                also += (stages := self._stages(one, other))
                complete &= bool(stages)
            else:
                found = self._fact(one, {expand(name) or name for name in relation.split("|")}, other)
                complete &= found is not None
                also += [found] if found else []
        return paths, also, complete

    def _ways(self, relation: str, start: str) -> Mapping[str, Path]:
        if (relation, start) not in self.found:
            self.found[relation, start] = ways(self.webs[relation], start)
        return self.found[relation, start]

    def _fact(self, subject: str, properties: set[str], value: str) -> Edge | None:
        record = self.records.get(subject)
        for s in record.statements if record else ():
            if s.text == value and properties & {s.predicate, *self.library.schema.above(s.predicate)}:
                return Edge(subject, s.predicate, value, s.evidence, s.via)
        for claim in record.disclosure if record else ():
            if claim.value == value and properties & {claim.predicate, *self.library.schema.above(claim.predicate)}:
                return Edge(subject, claim.predicate, value, (claim,))
        return None

    def _stages(self, model: str, part: str) -> list[Edge]:
        """What each recorded training stage of a model did to a part of it."""
        return [
            Edge(stage, s.predicate, part, s.evidence)
            for stage in self.stages.get(model, ())
            for s in self.stage_records[stage].statements
            if s.text == part
        ]
