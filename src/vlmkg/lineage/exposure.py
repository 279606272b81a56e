"""Exposure: which models have data of a dataset behind them, by which way, and how sure each step is.

Exposure is a fact about training. It says nothing of harm, and where no way is recorded it does not say that there is
none: models whose training data, or a parent's, is not disclosed come last, as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import Value, lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import TRAINED_ON, relations
from vlmkg.lineage.relatives import below, passes
from vlmkg.lineage.silence import Silence, silences
from vlmkg.lineage.web import EVERYTHING, Reach
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

_MODELS = "SELECT DISTINCT ?thing WHERE { %s { ?thing a vlmkg:Model } UNION { ?thing a vlmkg:ModelFamily } }"


@dataclass(frozen=True, repr=False)
class Exposure(Answer):
    """The models exposed to a dataset: first those for which it is proved, then possible, then unknown.

    A row's `seen` is the data that the model, or what it comes from, was trained on; `steps` the
    length of the way, `inheritance` what passes along it. An unknown row names in `seen` whose
    data is not disclosed.
    """

    silent: tuple[Silence, ...] = field(default=(), repr=False)

    def without_unknown(self) -> Exposure:
        """The same answer with only those models for which a way is recorded."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.verdict != "unknown"))


def exposure(
    library: Library,
    dataset: str,
    *,
    reach: Reach = EVERYTHING,
    unknown: bool = True,
    proof: bool = False,
) -> Exposure:
    """The models exposed to a dataset. `unknown=False` leaves out those of which nobody can say."""
    wanted = relations(library.schema, reach.follow)
    web = below(library, dataset, wanted, reach=reach, loosely=True)
    found = {iri: path.turned() for iri, path in ways(web, dataset).items() if path.edges}
    models = of_models(library, found)
    known = [_known(library, iri, found[iri]) for iri in models]
    silent = silences(library, wanted, reach=reach) if unknown else ()
    left = of_models(library, (silence.model for silence in silent)) - models
    open_ = [_unknown(library, silence) for silence in silent if silence.model in left]
    order = {"proved": 0, "possible": 1, "unknown": 2}
    entries = sorted(
        [*known, *open_],
        key=lambda e: (order[e.verdict], e.values["steps"], str(e.values["label"]), str(e.values["model"])),
    )
    others = len(found) - len(models)
    notes = [
        "Exposure is a fact about training, not a judgment of a model.",
        "A model that is not listed is not ruled out: the graph knows only what its sources say.",
    ]
    if others:
        hold = (
            "1 dataset on the way holds or reworks" if others == 1 else f"{others} datasets on the way hold or rework"
        )
        notes.insert(0, f"{hold} data of it.")
    columns = ("model", "label", "steps", "inheritance", "seen")
    title = f"Models exposed to {library.value(dataset)}"
    return Exposure(library, title, columns, tuple(entries), tuple(notes), proof, silent=silent)


def of_models(library: Library, iris: Iterable[str]) -> set[str]:
    """Those of some things that are models or families."""
    wanted = sorted(set(iris))
    if not wanted:
        return set()
    return {lexical(thing) for (thing,) in select(library.engine, _MODELS % bound("thing", wanted))}


def _known(library: Library, iri: str, path: Path) -> Row:
    seen = next((edge for edge in path.edges if _is_data(library, edge)), path.edges[-1])
    values: dict[str, Value] = {
        "model": shorten(iri),
        "label": library.value(iri),
        "steps": len(path.edges),
        "inheritance": passes(library, path),
        "seen": library.value(seen.through or seen.parent),
    }
    return row(values, [path])


def _unknown(library: Library, silence: Silence) -> Row:
    values: dict[str, Value] = {
        "model": shorten(silence.model),
        "label": library.value(silence.model),
        "steps": len(silence.path.edges),
        "inheritance": "",
        "seen": f"{silence.what} of {library.value(silence.of)}: not disclosed",
    }
    return Row(values, (silence.path,) if silence.path.edges else (), "unknown")


def _is_data(library: Library, edge: Edge) -> bool:
    return edge.predicate == TRAINED_ON or TRAINED_ON in library.schema.above(edge.predicate)
