"""Scores with the conditions under which they were measured, and which of them may be compared.

Two scores compare only where the benchmark's version, the metric, the split, the number of shots and frames, the
harness and the judge agree. A condition that a source does not state may differ: scores that share the same gaps are
put side by side, and the answer says which conditions nobody stated.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from vlmkg.errors import DataError
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.lineage.edges import Edge
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import claims_about, surest_first
from vlmkg.terms import VLMKG, shorten

CONDITIONS: Final = ("split", "shots", "frames", "harness", "judge")
"""Beside the benchmark's version and the metric."""

SCORE: Final = VLMKG + "score"

_SELECTED: Final = """
SELECT ?result ?model ?benchmark ?metric ?score ?split ?shots ?frames ?harness ?judge ?party WHERE {
  %s
  ?result vlmkg:onBenchmark ?benchmark ; vlmkg:ofModel ?model ; vlmkg:score ?score .
  OPTIONAL { ?result vlmkg:metric ?metric }
  OPTIONAL { ?result vlmkg:split ?split }
  OPTIONAL { ?result vlmkg:shots ?shots }
  OPTIONAL { ?result vlmkg:frames ?frames }
  OPTIONAL { ?result vlmkg:harness ?harness }
  OPTIONAL { ?result vlmkg:judge ?judge }
  OPTIONAL { ?result vlmkg:measuredBy ?party }
}
"""
_OF_CAPABILITY: Final = """
SELECT DISTINCT ?benchmark WHERE {
  %s
  ?narrower skos:broader* ?capability .
  ?general vlmkg:evaluatesCapability ?narrower .
  ?benchmark vlmkg:variantOf* ?general .
}
ORDER BY ?benchmark
"""
_LOWER: Final = """
SELECT DISTINCT ?benchmark WHERE { %s ?benchmark vlmkg:variantOf* ?general . ?general vlmkg:lowerIsBetter true }
"""
_VERSIONS: Final = "SELECT DISTINCT ?benchmark WHERE { %s ?benchmark vlmkg:variantOf* ?general } ORDER BY ?benchmark"

_LOWER_IS_BETTER: Final = re.compile(
    r"\b(FID|WER|CER|perplexity|errors?|edit distance|CHAIR|hallucination rate|loss|latency|time to first token)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score of one model, with its conditions and who measured it (`FirstParty`, `ThirdParty` or empty)."""

    result: str
    model: str
    benchmark: str
    metric: str
    score: Decimal
    conditions: tuple[str, ...]
    party: str
    fact: Edge
    lower: bool = False

    @property
    def group(self) -> tuple[str, ...]:
        """What must agree for scores to be comparable."""
        return (self.benchmark, self.metric, *self.conditions)

    @property
    def stated(self) -> tuple[str, ...]:
        """The conditions that the source states, each with its value."""
        return tuple(f"{name} {value}" for name, value in zip(CONDITIONS, self.conditions, strict=True) if value)

    @property
    def described(self) -> str:
        """The metric and the conditions that the source states, in words."""
        return "; ".join(filter(None, (self.metric, *self.stated)))

    @property
    def unstated(self) -> tuple[str, ...]:
        """The conditions that the source does not state."""
        return tuple(name for name, value in zip(CONDITIONS, self.conditions, strict=True) if not value)

    @property
    def lower_is_better(self) -> bool:
        """Whether a smaller score is the better one: the graph says so of the benchmark, or the metric's name does.

        Such names are FID, error rates, edit distance, perplexity.
        """
        return self.lower or _LOWER_IS_BETTER.search(self.metric) is not None


def measurements(library: Library, *, benchmarks: Iterable[str] = (), models: Iterable[str] = ()) -> list[Measurement]:
    """The scores on some benchmarks, or of some models, in a stable order; each with the claims for it.

    Raises DataError for a score that is no number, since ranks without it would be wrong.
    """
    chosen = sorted(set(benchmarks)) or sorted(set(models))
    if not chosen:
        return []
    bound = values("benchmark" if benchmarks else "model", chosen)
    rows = [tuple(map(lexical, row)) for row in select(library.engine, _SELECTED % bound)]
    behind: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    claims = claims_about(library.engine, {row[0] for row in rows}, [SCORE])
    for claim in surest_first(claims):
        if claim.status != "Rejected":
            behind[claim.subject, claim.value].append(Edge(claim.subject, SCORE, claim.value, (claim,)))
    lower = _lower(library, {row[2] for row in rows})
    found: dict[tuple[str, str], Measurement] = {}
    for result, model, benchmark, metric, score, *conditions, party in sorted(rows):
        number = _number(result, score)
        cited = behind.get((result, score), [Edge(result, SCORE, score)])
        found[result, score] = Measurement(
            result,
            model,
            benchmark,
            metric,
            number,
            tuple(conditions),
            party.rpartition("#")[2],
            cited[0],
            benchmark in lower,
        )
    return list(found.values())


def _number(result: str, score: str) -> Decimal:
    """The score as a number that can be ranked."""
    try:
        number = Decimal(score)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise DataError(f"the score of {shorten(result)} is no number but {score!r}; correct it (see `vlmkg validate`)")
    return number


def _lower(library: Library, benchmarks: set[str]) -> frozenset[str]:
    if not benchmarks:
        return frozenset()
    query = _LOWER % values("benchmark", sorted(benchmarks))
    return frozenset(lexical(found) for (found,) in select(library.engine, query))


def comparable(found: Iterable[Measurement]) -> dict[tuple[str, ...], list[Measurement]]:
    """Scores by what must agree, the best score of each group first.

    Of a model that has several in one group, its makers' own counts before that of others, and of these the best.
    """
    groups: dict[tuple[str, ...], dict[str, Measurement]] = defaultdict(dict)
    for one in found:
        best = groups[one.group].get(one.model)
        if best is None or _better(one, best):
            groups[one.group][one.model] = one
    return {
        group: sorted(below.values(), key=lambda m: (m.score if m.lower_is_better else -m.score, (m.model, m.result)))
        for group, below in sorted(groups.items())
    }


def benchmarks_of(library: Library, capability: str) -> list[str]:
    """The benchmarks, with their versions, that evaluate a capability or one below it."""
    return [lexical(found) for (found,) in select(library.engine, _OF_CAPABILITY % values("capability", [capability]))]


def versions_of(library: Library, benchmark: str) -> list[str]:
    """A benchmark with its versions."""
    return [lexical(found) for (found,) in select(library.engine, _VERSIONS % values("general", [benchmark]))]


def _better(one: Measurement, other: Measurement) -> bool:
    if one.party != other.party and "FirstParty" in (one.party, other.party):
        return one.party == "FirstParty"
    return one.score < other.score if one.lower_is_better else one.score > other.score
