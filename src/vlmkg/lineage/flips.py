"""Flips: which answers about licenses change if a step of lineage that is in dispute turns out to be true.

For every disputed step that the graph does not state, the obligations of the thing below it, and of everything that
comes from that thing, are worked out twice: as the graph stands, and with the step taken for true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.exposure import of_models
from vlmkg.lineage.licenses import Licensed, licenses
from vlmkg.lineage.obligations import ADVICE, behind, summary
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import MEMBER_OF, Relations, relations
from vlmkg.lineage.relatives import below
from vlmkg.lineage.web import Web, walk
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

_DISPUTED: Final = """
SELECT DISTINCT ?child ?property ?parent WHERE {
  %s
  ?claim vlmkg:status vlmkg:Disputed ; vlmkg:claimProperty ?property ; vlmkg:claimSubject ?child ;
         vlmkg:claimEntity ?parent .
  FILTER NOT EXISTS { ?child ?property ?parent }
}
ORDER BY ?child ?property ?parent
"""
Progress = Callable[[str], None]


@dataclass(frozen=True, repr=False)
class Flips(Answer):
    """Answers about licenses that would change: `before` as the graph stands, `after` if the disputed step is true.

    `child`, `relation` and `parent` name the step, `model` what is concerned, `term` and `through` the answer (see
    `obligations`). The proof is the claim in dispute, with the way from the model to it.
    """

    disputed: tuple[Edge, ...] = ()


def flips(
    library: Library, model: str | None = None, *, proof: bool = False, progress: Progress = lambda _: None
) -> Flips:
    """The answers that flip for one model, or for every model that a disputed step concerns."""
    wanted = relations(library.schema)
    disputed = _disputed(library, wanted)
    concerned = {edge: _concerned(library, wanted, edge, model) for edge in disputed}
    starts = {iri for ways_ in concerned.values() for iri in ways_} | {edge.parent for edge in disputed}
    web = walk(library, sorted(starts), "up", wanted)
    held, _ = licenses(library, web.nodes)
    entries: list[Row] = []
    for place, (edge, found) in enumerate(concerned.items(), 1):
        progress(f"disputed step {place} of {len(disputed)}: {library.value(edge.child)}, {library.value(edge.parent)}")
        for iri in sorted(found, key=lambda m: (len(found[m].edges), library.value(m), m)):
            entries += _changes(library, web, held, iri, edge, found[iri])
    notes = (
        f"{len(disputed)} steps of lineage are in dispute and not stated as facts; each is taken for true alone.",
        ADVICE,
    )
    concerning = f" for {library.value(model)}" if model else ""
    columns = ("model", "label", "term", "through", "before", "after", "child", "relation", "parent")
    title = f"Answers about licenses that flip if a disputed step is true{concerning}"
    return Flips(library, title, columns, tuple(entries), notes, proof, disputed=tuple(disputed))


def _disputed(library: Library, wanted: Relations) -> list[Edge]:
    rows = select(library.engine, _DISPUTED % bound("property", wanted.everything))
    children = sorted({lexical(child) for child, _, _ in rows})
    web = walk(library, children, "up", wanted, depth=1, least="Disputed")
    asked = {tuple(map(lexical, row)) for row in rows}
    return [edge for edge in web.edges if not edge.stated and (edge.child, edge.predicate, edge.parent) in asked]


def _concerned(library: Library, wanted: Relations, edge: Edge, model: str | None) -> dict[str, Path]:
    """The models that come from the thing below a step, each with the way up to that thing."""
    web = below(library, edge.child, wanted)
    found = ways(web, edge.child)
    models = of_models(library, web.nodes)
    return {iri: found[iri].turned() for iri in models if model in (None, iri)}


def _changes(
    library: Library, web: Web, held: Mapping[str, list[Licensed]], model: str, edge: Edge, way: Path
) -> Iterable[Row]:
    stands = web.of(model)
    holder = _holder(edge.child, way)
    taken = replace(edge, child=holder, via=None if holder == edge.child else edge.child)
    ahead = {**web.of(edge.parent).ahead, **stands.ahead}
    more = replace(stands, ahead={**ahead, holder: (*ahead.get(holder, ()), taken)})
    before, after = (
        summary(holdings, bool(silent))
        for holdings, silent in (behind(library, w, model, held) for w in (stands, more))
    )
    for key in after:
        if before.get(key) != after[key]:
            stream, term = key
            values = {
                "model": shorten(model),
                "label": library.value(model),
                "term": term,
                "through": stream,
                "before": before.get(key, "nothing asked"),
                "after": after[key],
                "child": library.value(edge.child),
                "relation": library.schema.label(edge.predicate),
                "parent": library.value(edge.parent),
            }
            yield Row(values, (way.then(Path(edge.child, (edge,))),), "possible")


def _holder(child: str, way: Path) -> str:
    """The member to which a step of its family belongs, on a way that leads from the member up to the family."""
    for step in reversed(way.edges):
        if step.predicate != MEMBER_OF or step.parent != child:
            break
        child = step.child
    return child
