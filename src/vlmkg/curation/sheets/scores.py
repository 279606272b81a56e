"""The scores of sheets: each a result of its own, told from others by what was measured, and how."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.filing import Desk
from vlmkg.curation.properties import Value, typed
from vlmkg.curation.sheets.read import CONDITIONS, Score, Stated
from vlmkg.curation.sheets.things import SHARED, Things
from vlmkg.errors import UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, PREFIXES, VLMKG, shorten

_RESULTS: Final = """
SELECT ?result ?model ?benchmark ?property ?value WHERE {
  ?result a vlmkg:Result ; vlmkg:ofModel ?model ; vlmkg:onBenchmark ?benchmark ; ?property ?value .
}
"""
_COUNTED: Final = ("shots", "frames")
_STATED: Final = ("Verified", "Accepted", "Unchecked")


class Scores:
    """Results, those of the graph and those of the sheets."""

    def __init__(self, library: Library, desk: Desk, things: Things) -> None:
        self._desk, self._things = desk, things
        self._results: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for row in select(library.engine, _RESULTS):
            result, model, benchmark, property_, value = map(lexical, row)
            self._results[model, benchmark][result][property_.removeprefix(VLMKG)] = value

    def take(self, score: Score) -> tuple[str, Stated]:
        """The result that a score belongs to, described where it is new, and the score as it is to be claimed.

        Raises UnknownName, or UsageError where the graph has another score under the same conditions.
        """
        model = self._things.named(score.model, ("model", "family"))
        benchmark = self._things.named(score.benchmark, SHARED)
        wanted = {"metric": score.metric, "measuredBy": VLMKG + score.measured_by, **score.conditions}
        alike = self._results[model, benchmark]
        result = next((iri for iri, has in alike.items() if _under(has, wanted)), None)
        if result is None:
            result = self._describe(model, benchmark, wanted, score)
            alike[result] = {**wanted, "score": score.stated.value}
            return result, score.stated
        known = alike[result].get("score", score.stated.value)
        if _same(known, score.stated.value):
            return result, replace(score.stated, value=known)  # 41.250 is no second score beside 41.25
        if score.stated.status in _STATED:
            raise UsageError(
                f"{shorten(result)} scores {known} under just these conditions; name the one that differs, or dispute "
                "this one: status Disputed or Rejected, with contradicts and a note"
            )
        return result, score.stated

    def _describe(self, model: str, benchmark: str, wanted: dict[str, str], score: Score) -> str:
        names = [iri.removeprefix(BASE).partition("/")[2] for iri in (model, benchmark)]
        numbered = (f"{PREFIXES['result']}{'.'.join(names)}.{number}" for number in count(1))
        iri = next(iri for iri in numbered if iri not in self._things.types)
        self._desk.file(iri, f"results/{names[1]}.ttl")
        counted = (f"{text} {key}" if key in _COUNTED else text for key, text in score.conditions.items())
        others = ("measured by others",) if score.measured_by == "ThirdParty" else ()
        how = ", ".join((score.metric, *counted, *others))
        label = f"{self._things.label(model)} on {self._things.label(benchmark)}: {how}"
        facts: list[tuple[str, Value]] = [
            (PREFIXES["rdf"] + "type", ox.NamedNode(VLMKG + "Result")),
            (PREFIXES["rdfs"] + "label", ox.Literal(label, language="en")),
            (VLMKG + "ofModel", ox.NamedNode(model)),
            (VLMKG + "onBenchmark", ox.NamedNode(benchmark)),
            (VLMKG + "metric", ox.Literal(score.metric, language="en")),
            (VLMKG + "measuredBy", ox.NamedNode(wanted["measuredBy"])),
        ]
        for key, text in score.conditions.items():
            if key in _COUNTED and not text.isdecimal():
                raise UsageError(f"{key} is a whole number, not {text!r}")
            facts.append((VLMKG + key, typed(text, "integer") if key in _COUNTED else ox.Literal(text)))
        self._desk.add(iri, facts)
        self._things.types[iri].add(VLMKG + "Result")
        self._things.new.append(shorten(iri))
        return iri


def _under(has: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether a result was measured under just these conditions."""
    return all(has.get(key, "") == wanted.get(key, "") for key in ("metric", "measuredBy", *CONDITIONS))


def _same(known: str, score: str) -> bool:
    """Whether two scores are one number; what is no number is refused later, as the value it is."""
    try:
        return Decimal(known) == Decimal(score)
    except InvalidOperation:
        return True
