"""Results that the graph has already, by what tells one measurement from another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.questions.search import fold

_RESULTS: Final = """
SELECT ?result ?model ?benchmark ?metric ?split ?shots WHERE {
  %s
  ?result vlmkg:ofModel ?model ; a vlmkg:Result ; vlmkg:onBenchmark ?benchmark ; vlmkg:metric ?metric .
  OPTIONAL { ?result vlmkg:split ?split }
  OPTIONAL { ?result vlmkg:shots ?shots }
}
ORDER BY ?result
"""


class Measurement(NamedTuple):
    """What was measured: IRIs of model and benchmark, the folded metric, and split and shots or empty texts."""

    model: str
    benchmark: str
    metric: str
    split: str
    shots: str


def known(library: Library, models: Iterable[str]) -> dict[Measurement, str]:
    """The results of some models, each by what it measures."""
    wanted = sorted(set(models))
    if not wanted:
        return {}
    found: dict[Measurement, str] = {}
    for row in select(library.engine, _RESULTS % values("model", wanted)):
        result, model, benchmark, metric, split, shots = map(lexical, row)
        found[Measurement(model, benchmark, fold(metric), split, shots)] = result
    return found
