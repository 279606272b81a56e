"""The results that a model card lists in its `model-index`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from vlmkg.curation.drafts import results
from vlmkg.curation.drafts.draft import Drafter, slug
from vlmkg.curation.drafts.results import Measurement
from vlmkg.curation.drafts.values import MOST, entries, plain, score, shown
from vlmkg.questions.search import fold
from vlmkg.terms import VLMKG

_SHARES: Final = frozenset({"accuracy", "acc", "exactmatch", "f1", "precision", "recall", "map"})
_MOST_SCORES: Final = 500
_UNIT_UNCLEAR: Final = "The card does not say whether the value is in percent."
_SELF_REPORTED: Final = "The card names nobody else as the source of the value."
_WHOLE: Final = frozenset({"default"})


@dataclass(frozen=True, slots=True)
class _Measured:
    """One score of the card, with what tells it from the other scores."""

    benchmark: str
    metric: str
    split: str
    shots: str
    score: Decimal
    party: str
    note: str | None
    locator: str

    @property
    def conditions(self) -> str:
        """What tells the score from others on the same benchmark, in words."""
        shots = f"{self.shots} shots" if self.shots else ""
        return ", ".join(text for text in (self.metric, self.split, shots) if text)


def take(drafter: Drafter, model: str, names: tuple[str, ...], index: Any, locator: str) -> None:
    """Take down the results of one model; `names` are the names under which the index may list it, the best first.

    A benchmark that the graph does not know, or only as a whole where a part was measured, is left
    out: a score belongs to exactly one test. So are two scores that nothing tells apart.
    """
    found: dict[str, list[_Measured]] = defaultdict(list)
    label = drafter.library.names.label
    rows = _rows(drafter, {fold(name) for name in names}, index, locator)
    scores = (measured for row, place in islice(rows, MOST) for measured in _measured(drafter, row, place))
    for measured in islice(scores, _MOST_SCORES):
        found[f"{names[0]} on {label(measured.benchmark)}: {measured.conditions}"].append(measured)
    if next(scores, None) is not None:
        drafter.leave_out(locator, f"more than {_MOST_SCORES} scores", "the rest of them is not read")
    known = results.known(drafter.library, [model])
    alike: dict[str, list[str]] = defaultdict(list)
    for name in found:
        alike[slug(name)].append(name)
    for group in alike.values():
        same = [measured for name in group for measured in found[name]]
        first = same[0]
        if len(group) > 1 or len({measured.score for measured in same}) > 1:
            text = ", ".join(str(measured.score) for measured in same[:10])
            reason = f"are several scores on {label(first.benchmark)}, and nothing tells them apart"
            drafter.leave_out(first.locator, text, reason)
        else:
            key = Measurement(model, first.benchmark, fold(first.metric), first.split, first.shots)
            _state(drafter, model, known.get(key) or group[0], first)


def _rows(drafter: Drafter, names: set[str], index: Any, locator: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The results of the model, each with its place; those of other models are left out."""
    if not isinstance(index, list):
        if index is not None:
            drafter.leave_out(locator, shown(index), "is no list of models with their results")
        return
    for entry, place in entries(index, locator):
        if not isinstance(entry, dict) or not isinstance(entry.get("results"), list):
            drafter.leave_out(place, shown(entry), "is no model with a list of results")
            continue
        if len(index) > 1 and fold(str(plain(entry.get("name")))) not in names:
            drafter.leave_out(place, shown(entry.get("name")), "is another model than the one of the card, or unclear")
            continue
        listed = entry["results"]
        if len(listed) > MOST:
            drafter.leave_out(place, f"{len(listed) - MOST} results", f"only the first {MOST} are read")
        for row, at in entries(listed, f"{place}.results"):
            if isinstance(row, dict):
                yield row, at
            else:
                drafter.leave_out(at, shown(row), "is no result")


def _measured(drafter: Drafter, row: dict[str, Any], locator: str) -> Iterator[_Measured]:
    dataset, metrics = row.get("dataset"), row.get("metrics")
    if not isinstance(dataset, dict) or not isinstance(metrics, list):
        drafter.leave_out(locator, shown(row), "lacks a dataset or a list of metrics")
        return
    name = plain(dataset.get("name")) or plain(dataset.get("type"))
    config = dataset.get("config")
    benchmark = name and drafter.find(name, ("benchmark",))
    if benchmark is None or not name:
        reason = "is no benchmark that the graph knows; add it, or give it this name, and draft again"
        drafter.leave_out(locator, shown(name or dataset), reason)
    elif config is not None and plain(config) not in _WHOLE:
        drafter.leave_out(
            locator, f"{name}: {shown(config)}", "is a part of a benchmark that the graph knows as a whole"
        )
    else:
        split = plain(dataset.get("split")) or ""
        shots = _shots(dataset.get("args"))
        source = row.get("source")
        party, note = ("ThirdParty", _named(source)) if source else ("FirstParty", _SELF_REPORTED)
        for metric, place in entries(metrics, f"{locator}.metrics"):
            number = score(metric.get("value")) if isinstance(metric, dict) else None
            called = (plain(metric.get("name")) or plain(metric.get("type"))) if isinstance(metric, dict) else None
            if number is None or called is None:
                value = metric.get("value") if isinstance(metric, dict) else metric
                drafter.leave_out(place, f"{name}: {shown(value)}", "is no plain number with a metric")
                continue
            metric_text, doubt = _with_unit(called, number)
            notes = " ".join(text for text in (note, doubt) if text)
            yield _Measured(benchmark, metric_text, split, shots, number, party, notes or None, place)


def _shots(arguments: Any) -> str:
    number = arguments.get("num_few_shot") if isinstance(arguments, dict) else None
    return str(number) if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 1000 else ""


def _named(source: Any) -> str:
    name = plain(source.get("name")) if isinstance(source, dict) else None
    return f"The card names {name} as the source." if name else "The card names another source."


def _with_unit(metric: str, number: Decimal) -> tuple[str, str | None]:
    """The metric with its unit, and what is unclear about it: a share above 1 can only be in percent."""
    if fold(metric) not in _SHARES:
        return metric, None
    return (f"{metric}, percent", None) if 1 < number <= 100 else (metric, _UNIT_UNCLEAR)


def _state(drafter: Drafter, model: str, name: str, row: _Measured) -> None:
    result = drafter.thing(name, "result", VLMKG + "Result")
    more = {"note": row.note} if row.note else {}
    drafter.entity(result, "vlmkg:ofModel", model, row.locator)
    drafter.entity(result, "vlmkg:onBenchmark", row.benchmark, row.locator)
    drafter.text(result, "vlmkg:metric", row.metric, row.locator)
    drafter.literal(result, "vlmkg:score", row.score, row.locator, **more)
    drafter.entity(result, "vlmkg:measuredBy", VLMKG + row.party, row.locator)
    if row.split:
        drafter.literal(result, "vlmkg:split", row.split, row.locator)
    if row.shots:
        drafter.literal(result, "vlmkg:shots", int(row.shots), row.locator)
