"""Scores in the order in which people read them: of a model by capability, of a benchmark by what compares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.lineage.contamination import Overlaps
from vlmkg.lineage.measurements import Measurement, benchmarks_of, comparable, measurements, versions_of
from vlmkg.lineage.web import Reach
from vlmkg.questions.entities import Library

_EVALUATED: Final = """
SELECT DISTINCT ?benchmark ?capability WHERE {
  %s
  ?benchmark vlmkg:variantOf* ?general .
  ?general vlmkg:evaluatesCapability ?capability .
}
ORDER BY ?benchmark ?capability
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Scores under one heading: a capability, or the empty text where nobody has recorded one."""

    capability: str
    scores: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Scores that may be compared, the best first, with the conditions they share and those that nobody states."""

    benchmark: str
    metric: str
    stated: tuple[str, ...]
    unstated: tuple[str, ...]
    lower_is_better: bool
    scores: tuple[Measurement, ...]


def of_model(library: Library, model: str) -> list[Group]:
    """The scores of a model by the capability that their benchmarks evaluate, the largest group first.

    A benchmark that evaluates several capabilities stands under the one that most of the model's benchmarks share.
    """
    found = measurements(library, models=[model])
    evaluated = capabilities(library, {one.benchmark for one in found})
    often = Counter(c for benchmark in {one.benchmark for one in found} for c in evaluated.get(benchmark, ()))
    groups: dict[str, list[Measurement]] = defaultdict(list)
    for one in found:
        able = evaluated.get(one.benchmark, ())
        groups[min(able, key=lambda c: (-often[c], c)) if able else ""].append(one)
    library.expect([*groups, *(one.benchmark for one in found)])
    ordered = sorted(groups, key=lambda c: (not c, -len(groups[c]), library.value(c)))
    return [
        Group(c, tuple(sorted(groups[c], key=lambda m: (library.value(m.benchmark), m.metric, m.conditions, m.result))))
        for c in ordered
    ]


def boards(library: Library, iri: str, *, capability: bool = False) -> list[Board]:
    """What may be compared on a benchmark with its versions, or on a capability: the largest groups first."""
    benchmarks = benchmarks_of(library, iri) if capability else versions_of(library, iri)
    groups = comparable(measurements(library, benchmarks=benchmarks))
    library.expect([*benchmarks, *(one.model for ranked in groups.values() for one in ranked)])
    found = []
    for ranked in groups.values():
        one = ranked[0]
        found.append(Board(one.benchmark, one.metric, one.stated, one.unstated, one.lower_is_better, tuple(ranked)))
    return sorted(found, key=lambda board: (-len(board.scores), library.value(board.benchmark), board.metric))


def overlap(library: Library, shown: Iterable[Measurement]) -> dict[str, tuple[str, str]]:
    """Where the training data behind models meet the benchmarks of some scores: the gravest verdict, and by what.

    By result; the verdict is `none recorded` where nothing is, which does not show that there is none.
    """
    wanted = list(shown)
    models, benchmarks = ({one.model for one in wanted}, {one.benchmark for one in wanted})
    overlaps = Overlaps(library, sorted(models), sorted(benchmarks), reach=Reach())
    found: dict[str, tuple[str, str]] = {}
    for one in wanted:
        verdict, worst = overlaps.verdict(one.model, one.benchmark)
        how = worst.how if worst else ""
        if worst and worst.shared:
            how += f": {library.value(worst.shared)}"
        found[one.result] = (verdict or "none recorded", how)
    return found


def capabilities(library: Library, benchmarks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The capabilities that each benchmark evaluates, itself or as a version of another."""
    found: dict[str, list[str]] = defaultdict(list)
    wanted = sorted(set(benchmarks))
    if wanted:
        for benchmark, capability in select(library.engine, _EVALUATED % values("benchmark", wanted)):
            found[lexical(benchmark)].append(lexical(capability))
    return {benchmark: tuple(able) for benchmark, able in found.items()}
