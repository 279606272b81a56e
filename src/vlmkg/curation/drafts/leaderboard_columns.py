"""What a column of a leaderboard measures: which benchmark, and which split of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vlmkg.curation.drafts.draft import Drafter
from vlmkg.curation.drafts.leaderboard_table import Column
from vlmkg.curation.drafts.values import plain
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.search import fold

SCORE: Final = frozenset({"score", "value", "overall", "avg", "average", "all", "total", "result"})
"""What a column is called that holds the score of the whole test, without case and punctuation."""

SPLITS: Final = frozenset({"validation", "val", "test", "dev", "train", "testdev", "teststd", "testmini", "minitest"})
"""What splits are called, likewise."""

MARKS: Final = re.compile(r"[+*†‡§#^@]")
"""Marks that names lead to the same thing with and without, but that may tell two things apart."""

_WITH_SPLIT: Final = re.compile(r"(?P<name>[^()\[\]]+?)\s*[(\[](?P<split>[\w-]+)[)\]]")

_IS_BENCHMARK: Final = """
SELECT DISTINCT ?benchmark WHERE {
  %s
  ?benchmark a vlmkg:Benchmark .
  FILTER NOT EXISTS { ?benchmark owl:deprecated true }
}
"""


@dataclass(frozen=True, slots=True)
class Test:
    """What a column measures: a benchmark, the split it says, and whether the file names the benchmark."""

    benchmark: str
    split: str
    named: bool


class Benchmarks:
    """Which benchmark a name or a column means."""

    def __init__(self, drafter: Drafter, given: str | None) -> None:
        self._drafter = drafter
        self.given = given
        self._tests: dict[tuple[Column, str | None, str], Test | None] = {}

    def find(self, name: str) -> str | None:
        """The benchmark of exactly this name; a leaderboard or framework of the name is none."""
        if plain(name) is None or MARKS.search(name):
            return None
        candidates = [self._drafter.find(name, (kind,)) for kind in ("benchmark", "dataset")]
        query = _IS_BENCHMARK % values("benchmark", [iri for iri in candidates if iri])
        found = {lexical(benchmark) for (benchmark,) in select(self._drafter.library.engine, query)}
        return next((iri for iri in candidates if iri in found), None)

    def test(self, path: Column, named: str | None, split: str) -> Test | None:
        """What the column measures, in a row that says this benchmark and split; None where that is not certain."""
        key = path, named, split
        if key not in self._tests:
            self._tests[key] = self._test(path, named, split)
        return self._tests[key]

    def _test(self, path: Column, named: str | None, split: str) -> Test | None:
        parts = list(path)
        if fold(parts[-1]) in SCORE:
            parts.pop()
        if named is not None:
            found = self.find(named)
            return Test(found, split, named=True) if found and not parts else None
        if parts and (match := _WITH_SPLIT.fullmatch(parts[-1])) and fold(match["split"]) in SPLITS:
            parts[-1:] = [match["name"], match["split"]]
        if parts and fold(parts[-1]) in SPLITS:
            if split:
                return None
            split = parts.pop()
        match parts:
            case []:
                return Test(self.given, split, named=False) if self.given else None
            case [name]:
                found = self._part(name, self.given) if self.given else self.find(name)
                return Test(found, split, named=True) if found else None
            case _:
                return None

    def _part(self, name: str, given: str) -> str | None:
        """The benchmark of a column beside the one given, if its name goes on from that one's.

        A column `VQA` in a table on MathVista is a part of MathVista, and not VQA.
        """
        label = self._drafter.library.names.label(given)
        return self.find(name if fold(name).startswith(fold(label)) else f"{label} {name}")
