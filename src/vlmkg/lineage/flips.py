"""Flips: which answers about licenses change if something in dispute turns out to be true.

Two kinds of dispute matter: a step of lineage that the graph does not state, and a license that good sources give a
thing in place of the one stated. For each, the obligations of everything concerned are worked out twice: as the graph
stands, and with the disputed thing taken for true, alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import Value, lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.burden import behind, summary
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.exposure import of_models
from vlmkg.lineage.licenses import Licensed, Licenses, licenses
from vlmkg.lineage.obligations import ADVICE
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import LICENSE, MEMBER_OF, Relations, relations
from vlmkg.lineage.relatives import below
from vlmkg.lineage.web import Reach, Web, walk
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
_COLUMNS: Final = ("model", "label", "term", "through", "before", "after", "child", "relation", "parent")
Progress = Callable[[str], None]


@dataclass(frozen=True, repr=False)
class Flips(Answer):
    """Answers about licenses that would change: `before` as the graph stands, `after` if the disputed thing is true.

    `child`, `relation` and `parent` name it, `model` what is concerned, `term` and `through` the answer (see
    `obligations`). Those that become definite come before those that become unknown. The proof is the claim in
    dispute, with the way from the model to it.
    """

    disputed: tuple[Edge, ...] = ()


def flips(
    library: Library, model: str | None = None, *, proof: bool = False, progress: Progress = lambda _: None
) -> Flips:
    """The answers that flip for one model, or for every model that a dispute concerns."""
    wanted = relations(library.schema)
    disputed = _disputed(library, Relations(wanted.steps, frozenset()))
    disputed += _disputed(library, Relations(frozenset({LICENSE}), frozenset()))
    concerned = {edge: _concerned(library, wanted, edge, model) for edge in disputed}
    starts = {iri for found in concerned.values() for iri in found}
    starts |= {edge.parent for edge in disputed if edge.predicate != LICENSE}
    web = walk(library, sorted(starts), "up", wanted)
    held = licenses(library, web.nodes)
    entries: list[Row] = []
    for place, (edge, found) in enumerate(concerned.items(), 1):
        progress(f"dispute {place} of {len(disputed)}: {library.value(edge.child)}, {library.value(edge.parent)}")
        for iri in sorted(found, key=lambda m: (len(found[m].edges), library.value(m), m)):
            entries += _changes(library, web, held, iri, edge, found[iri])
    entries.sort(key=lambda entry: entry.values["after"] == "unknown")
    steps = sum(1 for edge in disputed if edge.predicate != LICENSE)
    notes = (
        f"{steps} steps of lineage and {len(disputed) - steps} licenses are in dispute and not stated as facts; "
        "each is taken for true alone.",
        ADVICE,
    )
    concerning = f" for {library.value(model)}" if model else ""
    title = f"Answers about licenses that flip if what is disputed is true{concerning}"
    return Flips(library, title, _COLUMNS, tuple(entries), notes, proof, disputed=tuple(disputed))


def _disputed(library: Library, wanted: Relations) -> list[Edge]:
    rows = select(library.engine, _DISPUTED % bound("property", sorted(wanted.everything)))
    children = sorted({lexical(child) for child, _, _ in rows})
    web = walk(library, children, "up", wanted, reach=Reach(depth=1, least="Disputed"))
    asked = {tuple(map(lexical, row)) for row in rows}
    return [edge for edge in web.edges if not edge.stated and (edge.child, edge.predicate, edge.parent) in asked]


def _concerned(library: Library, wanted: Relations, edge: Edge, model: str | None) -> dict[str, Path]:
    """The models that come from the thing of which something is disputed, each with the way up to that thing."""
    web = below(library, edge.child, wanted)
    found = ways(web, edge.child)
    models = of_models(library, web.nodes)
    return {iri: found[iri].turned() for iri in models if model in (None, iri)}


def _changes(library: Library, web: Web, held: Licenses, model: str, edge: Edge, way: Path) -> Iterable[Row]:
    stands = web.of(model)
    if edge.predicate == LICENSE:
        more, with_it = stands, _swapped(held, edge)
    else:
        more, with_it = _with_step(web, stands, edge, way), held
    before = summary(behind(library, stands, model, held))
    after = summary(behind(library, more, model, with_it))
    for key in after:
        if before.get(key) != after[key]:
            stream, term = key
            values: dict[str, Value] = {
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


def _true(edge: Edge) -> Edge:
    """A disputed step as it would stand if it were true."""
    return replace(edge, stated=True, evidence=tuple(replace(claim, status="Accepted") for claim in edge.evidence))


def _with_step(web: Web, stands: Web, edge: Edge, way: Path) -> Web:
    """The web of a model with a disputed step in it, taken for stated."""
    holder = _holder(edge.child, way)
    taken = replace(_true(edge), child=holder, via=None if holder == edge.child else edge.child)
    ahead = {**web.of(edge.parent).ahead, **stands.ahead}
    return replace(stands, ahead={**ahead, holder: (*ahead.get(holder, ()), taken)})


def _swapped(held: Licenses, edge: Edge) -> Licenses:
    """The licenses with a disputed one in place of the one stated of the same thing, or beside none."""
    taken = Licensed(_true(edge), held.terms.get(edge.parent, {}))
    of = dict(held.of)
    for thing, stated in held.of.items():
        if thing == edge.child or any(one.fact.via == edge.child for one in stated):
            of[thing] = [taken]
    of[edge.child] = [taken]
    return replace(held, of=of)


def _holder(child: str, way: Path) -> str:
    """The member to which a step of its family belongs, on a way that leads from the member up to the family."""
    for step in reversed(way.edges):
        if step.predicate != MEMBER_OF or step.parent != child:
            break
        child = step.child
    return child
