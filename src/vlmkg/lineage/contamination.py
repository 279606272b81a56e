"""Contamination: whether what a benchmark measures with may have been seen in training, by a model or its ancestors.

The data of a model are those of the model itself, of its parts and parents, of its teachers and of what generated its
data. They meet a benchmark in its own data or in a source that both share, such as the same images.

- `proved`: the benchmark has no part made for training (`evaluationOnly`), its own data are among the training data,
  and every step is sure.
- `possible`: data of the benchmark, or of a source of it, are among the training data; which items is not recorded.
- `unknown`: training data of the model, or of something it comes from, are not disclosed or not recorded.

No row means that no overlap is recorded, which does not show that there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.edges import Edge, Verdict
from vlmkg.lineage.proof import Path, together, ways
from vlmkg.lineage.relations import SUBSET_OF, TRAINED_ON, VARIANT_OF, relations
from vlmkg.lineage.relatives import passes
from vlmkg.lineage.web import EVERYTHING, Reach, Web, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NOT_DISCLOSED
from vlmkg.terms import VLMKG, shorten

IMAGES: Final = VLMKG + "usesImagesFrom"
DATA: Final = "derivedFromDataset"

_BENCHMARKS: Final = "SELECT DISTINCT ?thing WHERE { ?thing a vlmkg:Benchmark } ORDER BY ?thing"
_STAGES: Final = """
SELECT DISTINCT ?model ?data ?label WHERE {
  %s
  ?model vlmkg:memberOf* ?holder .
  ?stage vlmkg:stageOf ?holder ; vlmkg:stageData ?data ; rdfs:label ?label .
}
ORDER BY ?model ?data ?label
"""
_HELD_OUT: Final = "SELECT ?thing WHERE { %s ?thing vlmkg:evaluationOnly true }"
_COLUMNS: Final = ("benchmark", "label", "how", "shared", "trained", "seen", "stage", "inheritance")


@dataclass(frozen=True, repr=False)
class Contamination(Answer):
    """Where the training data behind a model meet benchmarks.

    `how` is `held-out data` (of a benchmark without a part made for training), `own data`, `same images`,
    `same source`, `not disclosed` or `not recorded`; `shared` is where both meet, `trained` what was trained on `seen`,
    in `stage` where that is recorded.
    """


@dataclass(frozen=True, slots=True)
class Overlap:
    """One way in which training data meet a benchmark, or in which nobody can say."""

    how: str
    verdict: Verdict
    shared: str | None
    training: Path
    origin: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The ways from the model and from the benchmark to where they meet."""
        return (self.training,) if self.origin is None else (self.training, self.origin)


class Overlaps:
    """The overlaps of some models with some benchmarks, read from the graph once for all of them."""

    def __init__(
        self,
        library: Library,
        models: Iterable[str],
        benchmarks: Iterable[str],
        *,
        reach: Reach = EVERYTHING,
    ) -> None:
        self.library = library
        every = relations(library.schema, reach.follow)
        data = relations(library.schema, (DATA,))
        self.training = walk(library, models, "up", every, reach, loosely=True)
        self.sources = walk(library, benchmarks, "up", data, reach)
        self._seen: dict[str, Mapping[str, Path]] = {}
        self._origins: dict[str, Mapping[str, Path]] = {}

    def between(self, model: str, benchmark: str) -> list[Overlap]:
        """Every overlap of one model with one benchmark, the nearest places where they meet first."""
        seen, origins = self.seen(model), self.origins(benchmark)
        shared = [node for node in origins if node in seen]
        nearest = [node for node in shared if not _covered(self.sources, node, shared)]
        found = [self._overlap(benchmark, seen[node], origins[node]) for node in nearest]
        return [overlap for overlap in found if overlap is not None]

    def verdict(self, model: str, benchmark: str) -> tuple[Verdict | None, Overlap | None]:
        """The gravest answer, with the overlap behind it; None where none is recorded, and some of its data are."""
        order = ("proved", "possible", "unknown")
        found = self.between(model, benchmark) + self.silent(model)
        worst = min(found, key=lambda o: (order.index(o.verdict), len(o.training.edges)), default=None)
        return (worst.verdict, worst) if worst else (None, None)

    def seen(self, model: str) -> Mapping[str, Path]:
        """The best way from a model to everything among or behind its training data."""
        if model not in self._seen:
            self._seen[model] = {
                iri: path for iri, path in ways(self.training, model).items() if self._trained(path) is not None
            }
        return self._seen[model]

    def origins(self, benchmark: str) -> Mapping[str, Path]:
        """The best way from a benchmark to everything its data come from, itself included."""
        if benchmark not in self._origins:
            self._origins[benchmark] = ways(self.sources, benchmark)
        return self._origins[benchmark]

    def silent(self, model: str) -> list[Overlap]:
        """What is not disclosed of the training of a model and of what it comes from, or not recorded of its own."""
        found = []
        for node, path in ways(self.training, model).items():
            silent = self.training.disclosed.get(node, ())
            if any(claim.value == NOT_DISCLOSED and self._of_data(claim.predicate) for claim in silent):
                found.append(Overlap("not disclosed", "unknown", None, path, None))
        own = any(self._of_data(edge.predicate) for edge in self.training.ahead.get(model, ()))
        if not own and not any(not overlap.training.edges for overlap in found):
            found.append(Overlap("not recorded", "unknown", None, Path(model, ()), None))
        return found

    def trained(self, path: Path) -> Edge:
        """The step of a way at which something was trained on data."""
        edge = self._trained(path)
        assert edge is not None
        return edge

    @cached_property
    def stages(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The labels of the stages in which a model was trained on a dataset."""
        trainers = {edge.child for edge in self.training.edges if self._of_data(edge.predicate)}
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        if trainers:
            for model, data, label in select(self.library.engine, _STAGES % bound("model", sorted(trainers))):
                found[lexical(model), lexical(data)].append(lexical(label))
        return {key: tuple(labels) for key, labels in found.items()}

    @cached_property
    def held_out(self) -> frozenset[str]:
        """The benchmarks that have no part made for training."""
        query = _HELD_OUT % bound("thing", sorted(self.sources.nodes))
        return frozenset(lexical(thing) for (thing,) in select(self.library.engine, query))

    def _overlap(self, benchmark: str, training: Path, origin: Path) -> Overlap | None:
        """How two ways meet, or None where they do not suggest that items are shared.

        A teacher passes on what it learned and not the images it learned from, and two subsets of one collection need
        have nothing in common.
        """
        own = all(edge.predicate == VARIANT_OF for edge in origin.edges)
        images = any(edge.predicate == IMAGES for edge in (*training.edges, *origin.edges))
        if passes(self.library, training) == "teaching" and (images or not own):
            return None
        if {edge.predicate for path in (training, origin) for edge in path.edges[-1:]} == {SUBSET_OF} and not own:
            return None
        names = {
            iri for iri, path in self.origins(benchmark).items() if {e.predicate for e in path.edges} <= {VARIANT_OF}
        }
        held_out = own and not images and bool(names & self.held_out)
        how = "same images" if images else "held-out data" if held_out else "own data" if own else "same source"
        sure = held_out and together((training, origin)) == "proved"
        return Overlap(how, "proved" if sure else "possible", origin.end, training, origin)

    def _trained(self, path: Path) -> Edge | None:
        return next((edge for edge in path.edges if self._of_data(edge.predicate)), None)

    def _of_data(self, property_: str) -> bool:
        return property_ == TRAINED_ON or TRAINED_ON in self.library.schema.above(property_)


def _covered(sources: Web, node: str, shared: Iterable[str]) -> bool:
    """Whether something shared lies between the benchmark and this node."""
    return any(edge.parent == node for other in shared if other != node for edge in sources.ahead.get(other, ()))


def contamination(
    library: Library,
    model: str,
    benchmark: str | None = None,
    *,
    reach: Reach = EVERYTHING,
    proof: bool = False,
) -> Contamination:
    """Where the training data behind a model meet one benchmark, or all benchmarks."""
    benchmarks = [benchmark] if benchmark else [lexical(thing) for (thing,) in select(library.engine, _BENCHMARKS)]
    overlaps = Overlaps(library, [model], benchmarks, reach=reach)
    entries = [
        _row(library, overlaps, wanted, below)
        for wanted in benchmarks
        for below in _alike(overlaps.between(model, wanted))
    ]
    entries.sort(key=lambda e: (e.verdict == "possible", str(e.values["label"]), str(e.values["how"])))
    entries += [_row(library, overlaps, benchmark, [overlap]) for overlap in overlaps.silent(model)]
    notes = (
        "An overlap of data does not say that a score is wrong; no row does not say that there is no overlap.",
        "Own data are mostly a training split and prove nothing, unless a benchmark has no part made for training.",
    )
    title = f"Where the training data behind {library.value(model)} meet " + (
        library.value(benchmark) if benchmark else "benchmarks"
    )
    return Contamination(library, title, _COLUMNS, tuple(entries), notes, proof)


def _alike(found: list[Overlap]) -> list[list[Overlap]]:
    """Overlaps of one kind and verdict together, the one with the shortest way first."""
    groups: dict[tuple[str, str], list[Overlap]] = defaultdict(list)
    for overlap in sorted(found, key=lambda o: sum(len(path.edges) for path in o.paths)):
        groups[overlap.how, overlap.verdict].append(overlap)
    return list(groups.values())


def _row(library: Library, overlaps: Overlaps, benchmark: str | None, alike: list[Overlap]) -> Row:
    """A row for overlaps of one kind: where they meet, and the trainer, data and ways of the first."""
    overlap = alike[0]
    shared = sorted({library.value(one.shared) for one in alike if one.shared})
    values: dict[str, str | None] = {
        "benchmark": shorten(benchmark) if benchmark else None,
        "label": library.value(benchmark) if benchmark else "any benchmark",
        "how": overlap.how,
        "shared": "; ".join(shared) or None,
        "trained": library.value(overlap.training.end),
        "seen": None,
        "stage": None,
        "inheritance": passes(library, overlap.training) if overlap.training.edges else None,
    }
    if overlap.shared:
        edge = overlaps.trained(overlap.training)
        stages = overlaps.stages.get((edge.child, edge.parent), ())
        values |= {
            "trained": library.value(edge.child),
            "seen": library.value(edge.through or edge.parent),
            "stage": "; ".join(stages) or None,
        }
    paths = overlap.paths if overlap.shared or overlap.training.edges else ()
    return Row(values, paths, overlap.verdict)
