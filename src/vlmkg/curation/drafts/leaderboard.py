"""Leaderboards: tables of models and their scores, in JSON or CSV.

A score is drafted where it is certain whose it is and on which test: the model, and the benchmark
or what the user names with `--benchmark`, must each go by exactly the name that stands in the file.
Other rows and columns are left out. No model is made from a leaderboard, for its names often mean
a way of asking and not the weights.

A column or key may name a benchmark (`MMMU`, `MMMU (val)`) or, where one is given, its split
(`validation`), a benchmark whose name goes on from its (`pro` with MMMU), or just the score
(`overall`). Rows may also say benchmark, metric, split and shots in columns of these names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from vlmkg.curation.drafts import results
from vlmkg.curation.drafts.draft import Draft, Drafter, Provenance
from vlmkg.curation.drafts.leaderboard_columns import MARKS, SCORE, SPLITS, Benchmarks, Test
from vlmkg.curation.drafts.leaderboard_table import Column, Row, number, rows
from vlmkg.curation.drafts.origins import origin
from vlmkg.curation.drafts.results import Measurement
from vlmkg.curation.drafts.values import plain, shown
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.questions.search import fold
from vlmkg.terms import VLMKG

_BENCHMARK: Final = frozenset({"benchmark", "benchmarkname", "dataset", "datasetname", "downstreamdataset"})
_METRIC: Final = frozenset({"metric", "metricname"})
_SPLIT: Final = frozenset({"split", "subset"})
_SHOTS: Final = frozenset({"shots", "nshot", "nshots", "numshots", "numfewshot"})
_PARTIES: Final = {
    "author": "FirstParty",
    "authors": "FirstParty",
    "selfreported": "FirstParty",
    "firstparty": "FirstParty",
    "thirdparty": "ThirdParty",
}
_GIVEN: Final = "Given by the curator; the file does not say it."


@dataclass(frozen=True, slots=True)
class _Measured:
    """One score, with what tells it from other scores."""

    model: str
    test: Test
    metric: str
    shots: str
    score: Decimal
    party: str | None
    metric_named: bool
    locator: str

    @property
    def key(self) -> Measurement:
        return Measurement(self.model, self.test.benchmark, fold(self.metric), self.test.split, self.shots)


def read(
    path: Path,
    library: Library,
    provenance: Provenance,
    *,
    benchmark: str | None = None,
    metric: str | None = None,
) -> Draft:
    """What a leaderboard says of models and benchmarks of the graph.

    `benchmark` and `metric` (`accuracy, percent`) are for what the file does not say. Raises
    SourceFileError where the file is no leaderboard, or does not say on what or in what it measures.
    """
    table = rows(path)
    drafter = Drafter(library, origin(library, provenance, path, kind="LeaderboardSource", what="Leaderboard"))
    given = Benchmarks(drafter, None).find(benchmark) if benchmark else None
    if benchmark and given is None:
        raise SourceFileError(
            f"{path}: --benchmark {benchmark!r} is no benchmark of the graph; `vlmkg search` finds what is"
        )
    if metric is not None and plain(metric) is None:
        raise SourceFileError(f"{path}: --metric is empty or too long; give a few words, such as 'accuracy, percent'")
    reader = _Reader(drafter, Benchmarks(drafter, given), plain(metric))
    for row in table:
        reader.take(row)
    if reader.no_benchmark and not reader.found:
        raise SourceFileError(
            f"{path}: no column names a benchmark that the graph knows; pass --benchmark with the one that was measured"
        )
    if reader.no_metric and not reader.found:
        raise SourceFileError(f"{path}: the file names no metric; pass --metric, such as 'accuracy, percent'")
    reader.finish()
    return drafter.finish()


class _Reader:
    """Gathers the scores of all rows, to state those that nothing contradicts."""

    def __init__(self, drafter: Drafter, benchmarks: Benchmarks, metric: str | None) -> None:
        self._drafter = drafter
        self._benchmarks = benchmarks
        self._metric = metric
        self._models: dict[str, str | None] = {}
        self._unclear: set[Column] = set()
        self.found: dict[Measurement, list[_Measured]] = defaultdict(list)
        self.no_benchmark = False
        self.no_metric = False

    def take(self, row: Row) -> None:
        """Gather the scores of one row."""
        about = {fold(path[0]): plain(str(value)) for path, value in row.cells.items() if len(path) == 1}
        said = {
            what: next((about[key] for key in keys if about.get(key)), None)
            for what, keys in (("benchmark", _BENCHMARK), ("metric", _METRIC), ("split", _SPLIT), ("shots", _SHOTS))
        }
        model = self._model(row)
        shots = said["shots"] or ""
        if shots and not re.fullmatch(r"\d{1,3}", shots):
            self._drafter.leave_out(row.locator, f"{shown(row.model)}: {shots}", "is no number of shots")
            return
        for path, value in row.cells.items():
            if len(path) == 1 and fold(path[0]) in _BENCHMARK | _METRIC | _SPLIT | _SHOTS:
                continue
            test = self._benchmarks.test(path, said["benchmark"], said["split"] or "")
            score = number(value)
            if score is None:
                if test is not None and model is not None and fold(str(value)):  # a mere dash is nothing
                    self._drafter.leave_out(row.at(path), f"{shown(row.model)}: {shown(value)}", "is no plain number")
                continue
            metric = said["metric"] or self._metric
            if test is None:
                self._leave_out_column(path, said["benchmark"], row)
            elif metric is None:
                self.no_metric = True
            elif "percent" in metric.casefold() and not 0 <= score <= 100:
                self._drafter.leave_out(row.at(path), f"{shown(row.model)}: {score}", "is no score in percent")
            elif model is not None:
                party = self._party(row, path)
                named = said["metric"] is not None
                measured = _Measured(model, test, metric, shots, score, party, named, row.at(path))
                self.found[measured.key].append(measured)

    def finish(self) -> None:
        """State the scores; several for the same test are left out."""
        known = results.known(self._drafter.library, (key.model for key in self.found))
        for key, scores in self.found.items():
            first = scores[0]
            if len({measured.score for measured in scores}) == 1:
                self._state(first, known.get(key))
            else:
                text = ", ".join(str(measured.score) for measured in scores[:10])
                label = self._drafter.library.names.label
                reason = f"are several scores of {label(first.model)} on one test, and nothing tells them apart"
                self._drafter.leave_out(first.locator, text, reason)

    def _model(self, row: Row) -> str | None:
        """The model of exactly the name in the row; marks such as `*` and `+` may mean another one."""
        if row.model not in self._models:
            name = plain(row.model)
            found = self._drafter.find(name, ("model",)) if name else None
            if found and name and set(MARKS.findall(name)) - set(self._drafter.library.names.label(found)):
                found = None
            self._models[row.model] = found
            if found is None:
                self._drafter.leave_out(row.locator, shown(row.model), "is no model that the graph knows by this name")
        return self._models[row.model]

    def _leave_out_column(self, path: Column, named: str | None, row: Row) -> None:
        """Say once of each column, or of each benchmark that rows name, that it was not used."""
        what = (named,) if named is not None else path
        self.no_benchmark = self.no_benchmark or (named is None and fold(path[-1]) in SCORE | SPLITS)
        if what not in self._unclear:
            self._unclear.add(what)
            reason = "is no benchmark, or part of one, that the graph knows by this name"
            self._drafter.leave_out(row.at(path), ".".join(map(shown, what)), reason)

    def _party(self, row: Row, path: Column) -> str | None:
        said = row.cells.get((*path[:-1], "source")) or row.cells.get(("source",))
        return _PARTIES.get(fold(str(said))) if said is not None else None

    def _state(self, measured: _Measured, known: str | None) -> None:
        drafter, at, test = self._drafter, measured.locator, measured.test
        label = drafter.library.names.label
        shots = f"{measured.shots} shots" if measured.shots else ""
        conditions = ", ".join(text for text in (measured.metric, test.split, shots) if text)
        name = known or f"{label(measured.model)} on {label(test.benchmark)}: {conditions}"
        result = drafter.thing(name, "result", VLMKG + "Result")
        drafter.entity(result, "vlmkg:ofModel", measured.model, at)
        drafter.entity(result, "vlmkg:onBenchmark", test.benchmark, at, **({} if test.named else {"note": _GIVEN}))
        drafter.text(result, "vlmkg:metric", measured.metric, at, **({} if measured.metric_named else {"note": _GIVEN}))
        drafter.literal(result, "vlmkg:score", measured.score, at)
        if measured.party:
            drafter.entity(result, "vlmkg:measuredBy", VLMKG + measured.party, at)
        if test.split:
            drafter.literal(result, "vlmkg:split", test.split, at)
        if measured.shots:
            drafter.literal(result, "vlmkg:shots", int(measured.shots), at)
