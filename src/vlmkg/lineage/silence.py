"""Silence: what the makers do not disclose, and the models for which that leaves a question open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import Relations, role
from vlmkg.lineage.web import EVERYTHING, Reach, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NOT_DISCLOSED, Evidence, claims_about

_SILENT: Final = """
SELECT DISTINCT ?subject ?property WHERE {
  ?claim vlmkg:claimEntity vlmkg:NotDisclosed ; vlmkg:claimProperty ?property ; vlmkg:claimSubject ?subject .
  %s
  FILTER NOT EXISTS { ?claim vlmkg:status vlmkg:Rejected }
}
ORDER BY ?subject ?property
"""
_MEMBERS: Final = """
SELECT DISTINCT ?member ?family ?property WHERE {
  %s
  ?member vlmkg:memberOf+ ?family .
  OPTIONAL { ?member ?property ?own . %s }
}
ORDER BY ?member ?family ?property
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """A model for which something is not disclosed, of itself or of what it comes from.

    `of` is the thing of which it is not disclosed, `property_` the relation and `what` its name for a reader; `path`
    leads from the model to that thing. `claim` says where the makers would have said it.
    """

    model: str
    of: str
    property_: str
    what: str
    path: Path
    claim: Evidence | None


def undisclosed(library: Library, relations: Relations) -> dict[str, dict[str, Evidence | None]]:
    """What is not disclosed, by thing and property; of a family it counts for members without a value of their own."""
    found: dict[str, dict[str, Evidence | None]] = defaultdict(dict)
    query = _SILENT % values("property", sorted(relations.steps))
    for subject, property_ in select(library.engine, query):
        found[lexical(subject)][lexical(property_)] = None
    for claim in claims_about(library.engine, found):
        if claim.value == NOT_DISCLOSED and claim.predicate in found[claim.subject] and claim.status != "Rejected":
            found[claim.subject][claim.predicate] = claim
    if found:
        _hand_down(library, relations, found)
    return dict(found)


def _hand_down(library: Library, relations: Relations, found: dict[str, dict[str, Evidence | None]]) -> None:
    """Add the members of families, where they have no value of their own."""
    query = _MEMBERS % (values("family", sorted(found)), values("property", sorted(relations.steps)))
    own: dict[tuple[str, str], set[str]] = defaultdict(set)
    for member, family, property_ in select(library.engine, query):
        own[lexical(member), lexical(family)].add(lexical(property_))
    for (below, above), properties in own.items():
        for relation, claim in list(found[above].items()):
            if relation not in properties:
                found[below].setdefault(relation, claim)


def silences(library: Library, relations: Relations, *, reach: Reach = EVERYTHING) -> tuple[Silence, ...]:
    """Every model that leaves a question open, with the nearest thing that is not disclosed; by model."""
    silent = undisclosed(library, relations)
    web = walk(library, sorted(silent), "down", relations, reach)
    nearest: dict[str, Silence] = {}
    for thing in sorted(silent):
        property_, claim = sorted(silent[thing].items())[0]
        for model, path in ways(web, thing).items():
            if model not in nearest or len(path.edges) < len(nearest[model].path.edges):
                name = role(library.schema, property_)
                what = "training data" if name in ("trained on", "fine-tuned on") else name
                nearest[model] = Silence(model, thing, property_, what, path.turned(), claim)
    return tuple(nearest[model] for model in sorted(nearest))
