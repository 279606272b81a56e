"""Ranks without contaminated results: who leads a capability when scores on data seen in training are set aside.

For each group of comparable scores (see `measurements`): rank them; find, for each model, the gravest overlap of its
training data, its ancestors' included, with the benchmark (see `contamination`); take out those whose verdict
is among the ones asked for; rank again. A rank counts models with a strictly better score, plus one, so equal scores
share it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from vlmkg.graph.results import Value
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.contamination import Overlap, Overlaps
from vlmkg.lineage.edges import Verdict
from vlmkg.lineage.measurements import Measurement, benchmarks_of, comparable, measurements, versions_of
from vlmkg.lineage.web import Reach
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Status
from vlmkg.terms import BASE, shorten

REMOVED: Final[tuple[Verdict, ...]] = ("proved", "possible")
_COLUMNS: Final = (
    "benchmark",
    "label",
    "conditions",
    "before",
    "after",
    "model",
    "modelLabel",
    "score",
    "contamination",
    "how",
    "shared",
)
Progress = Callable[[str], None]


@dataclass(frozen=True, repr=False)
class Ranking(Answer):
    """Models by score, within each group of comparable scores, before and after contaminated results are taken out.

    `after` is empty where the result was taken out; `contamination` is the gravest verdict for the model and the
    benchmark (`none recorded` where nothing is), `how` and `shared` say by what. `changed` counts the results that stay
    and have another rank than before, `removed` those taken out.
    """

    changed: int = 0
    removed: int = 0
    groups: int = field(default=0)


def ranking(
    library: Library,
    capability: str,
    *,
    remove: Collection[Verdict] = REMOVED,
    least: Status = "Unchecked",
    proof: bool = False,
    progress: Progress = lambda _: None,
) -> Ranking:
    """The ranking on a capability with everything below it, or on one benchmark with its versions."""
    is_benchmark = not capability.startswith(BASE + "capability/")
    benchmarks = versions_of(library, capability) if is_benchmark else benchmarks_of(library, capability)
    found = measurements(library, benchmarks=benchmarks)
    groups = {group: ranked for group, ranked in comparable(found).items() if len(ranked) > 1}
    models = {one.model for ranked in groups.values() for one in ranked}
    progress(f"{len(found)} results in {len(groups)} comparable groups; training data of {len(models)} models")
    overlaps = Overlaps(library, sorted(models), sorted({group[0] for group in groups}), reach=Reach(least=least))
    entries: list[Row] = []
    changed = removed = 0
    for ranked in groups.values():
        rows, moved = _group(library, ranked, overlaps, remove)
        entries += rows
        changed += moved
        removed += sum(1 for entry in rows if entry.values["after"] is None)
    alone = len({one.result for one in found}) - sum(len(ranked) for ranked in groups.values())
    notes = (
        f"{removed} of {len(entries)} results were set aside ({' and '.join(remove) or 'none'}); "
        f"{changed} of those that stay change their rank.",
        f"{alone} results stand alone, or beside a better one of the same model, and are not ranked.",
        "Scores are compared only within one version, metric, split, shots, frames, harness and judge; "
        "what a source does not state may still differ.",
        "No recorded overlap does not show that there is none.",
    )
    title = f"Ranks on {library.value(capability)} without contaminated results"
    return Ranking(
        library, title, _COLUMNS, tuple(entries), notes, proof, changed=changed, removed=removed, groups=len(groups)
    )


def _group(
    library: Library, ranked: list[Measurement], overlaps: Overlaps, remove: Collection[Verdict]
) -> tuple[list[Row], int]:
    verdicts = {one.result: overlaps.verdict(one.model, one.benchmark) for one in ranked}
    before = _ranks(ranked)
    after = _ranks([one for one in ranked if verdicts[one.result][0] not in remove])
    rows = [_row(library, one, before, after, verdicts[one.result]) for one in ranked]
    return rows, sum(1 for result, rank in after.items() if rank != before[result])


def _ranks(ranked: Iterable[Measurement]) -> dict[str, int]:
    """Standard competition ranks (1, 2, 2, 4) of scores that come best first."""
    found: dict[str, int] = {}
    last: tuple[Decimal, int] | None = None
    for place, one in enumerate(ranked, 1):
        rank = last[1] if last and last[0] == one.score else place
        last = (one.score, rank)
        found[one.result] = rank
    return found


def _row(
    library: Library,
    one: Measurement,
    before: dict[str, int],
    after: dict[str, int],
    judged: tuple[Verdict | None, Overlap | None],
) -> Row:
    verdict, overlap = judged
    conditions = one.described + (f" (not stated: {', '.join(one.unstated)})" if one.unstated else "")
    values: dict[str, Value] = {
        "benchmark": shorten(one.benchmark),
        "label": library.value(one.benchmark),
        "conditions": conditions,
        "before": before[one.result],
        "after": after.get(one.result),
        "model": shorten(one.model),
        "modelLabel": library.value(one.model),
        "score": one.score,
        "contamination": verdict or "none recorded",
        "how": overlap.how if overlap else None,
        "shared": library.value(overlap.shared) if overlap and overlap.shared else None,
    }
    return Row(values, overlap.paths if overlap else (), one.fact.verdict, (one.fact,))
