"""The claims behind the steps of a lineage, and the claims about a thing that lead nowhere.

Claims are read for many things at once, bound to them as in `reading`, and put beside the steps they are for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import partial
from operator import attrgetter
from typing import Any, Final

from vlmkg.graph.bind import listed, values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.reading import Triple, families_of, remembered
from vlmkg.lineage.relations import Relations
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NONE, NOT_DISCLOSED, Evidence, evidence, surest_first
from vlmkg.terms import BASE

_CLAIMS: Final = """
SELECT ?subject ?property ?value ?status ?qualifier ?source ?label ?locator ?note ?claim WHERE {
  %s
  ?claim %s ?%s ; vlmkg:claimProperty ?property .
  FILTER(?property IN (%s))
  ?claim %s ?%s ; vlmkg:status ?status ; vlmkg:source ?source .
  OPTIONAL { ?source rdfs:label ?label }
  OPTIONAL { ?claim vlmkg:locator ?locator }
  OPTIONAL { ?claim vlmkg:note ?note }
}
"""
_OF_MEMBERS: Final = """
SELECT ?family ?member ?property ?value WHERE {
  %s
  ?member vlmkg:memberOf+ ?family .
  ?member ?property ?value .
  FILTER(?property IN (%s))
}
"""
_FAMILY: Final = BASE + "family/"
_VALUES: Final = attrgetter(*(field.name for field in fields(Evidence)))


@dataclass(slots=True)
class Found:
    """What one round of reading found: steps, and claims that lead nowhere.

    `turned_down` are rejected or disputed claims whose value is not stated as a fact, by the thing asked about;
    `disclosed` those that say that there is none or that the makers do not say, by subject.
    """

    edges: list[Edge] = field(default_factory=list)
    turned_down: dict[str, list[Evidence]] = field(default_factory=dict)
    disclosed: dict[str, list[Evidence]] = field(default_factory=dict)


def cited(library: Library, facts: set[Triple], nodes: set[str], relations: Relations, direction: Direction) -> Found:
    """The claims about steps up from some nodes, or down from them, put beside the steps."""
    if direction == "up":
        families = families_of(library, nodes)
        of_families = {family for above in families.values() for family in above}
        claims = _claims_about(library, nodes | of_families, relations)
    else:
        families = families_of(library, {child for child, _, _ in facts})
        claims = _claims_naming(library, nodes, relations)
    found = _assemble(library, facts, families, claims, relations.everything, nodes if direction == "up" else None)
    found.edges = _of_some(library, found.edges)
    return found


def _of_some(library: Library, edges: list[Edge]) -> list[Edge]:
    """The steps, with those of a family marked that not all of its members have.

    Only where a property has one value a thing: what adds up, such as training data, holds for all.
    """
    one_value = {edge.predicate for edge in edges} & library.schema.exclusive
    families = {edge.child for edge in edges if edge.child.startswith(_FAMILY) and edge.predicate in one_value}
    if not families:
        return edges
    members: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    query = _OF_MEMBERS % (values("family", sorted(families)), listed(sorted(one_value)))
    for family, member, property_, value in select(library.engine, query):
        members[lexical(family), lexical(property_)][lexical(member)].add(lexical(value))
    return [
        replace(edge, some=True)
        if any(edge.parent not in held for held in members.get((edge.child, edge.predicate), {}).values())
        else edge
        for edge in edges
    ]


def _claims_about(library: Library, subjects: Iterable[str], relations: Relations) -> list[Evidence]:
    """The claims about some things, the surest first."""
    kind, read = remembered(library, "claims", relations)
    held = library.memory.get(kind, subjects, partial(read_claims, library.engine, read))
    return surest_first(Evidence(*row) for rows in held.values() for row in rows if row[2] in relations.everything)


def read_claims(engine: Engine, relations: Relations, things: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """The claims about each thing and some of its relations, each as the values of an `Evidence`."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for claim in _read(engine, "subject", things, relations):
        found[claim.subject].append(_VALUES(claim))
    return found


def _claims_naming(library: Library, things: Iterable[str], relations: Relations) -> list[Evidence]:
    """The claims that name some things as a value, the surest first."""

    def read(wanted: set[str]) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for claim in _read(library.engine, "value", wanted, relations):
            found[claim.value].append(claim)
        return found

    held = library.memory.get(("claims naming", relations), things, read)
    return surest_first(claim for claims in held.values() for claim in claims)


def _read(engine: Engine, variable: str, things: Iterable[str], relations: Relations) -> list[Evidence]:
    ends = {"subject": "vlmkg:claimSubject", "value": "vlmkg:claimEntity"}
    (other,) = ends.keys() - {variable}
    bound, properties = values(variable, sorted(things)), listed(sorted(relations.everything))
    query = _CLAIMS % (bound, ends[variable], variable, properties, ends[other], other)
    return [evidence(row) for row in select(engine, query)]


def _assemble(
    library: Library,
    facts: set[Triple],
    families: dict[str, list[str]],
    claims: list[Evidence],
    properties: frozenset[str],
    asked: set[str] | None,
) -> Found:
    schema = library.schema
    behind: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for claim in claims:
        behind[claim.subject, claim.predicate, claim.value].append(claim)
    by_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
    for child, property_, parent in facts:
        by_pair[child, parent].add(property_)
    found = Found()
    for child, property_, parent in sorted(facts):
        if any(property_ in schema.above(other) for other in by_pair[child, parent]):
            continue  # a more specific relation between the two says it already
        evidence, via = _supporting(behind, child, property_, parent, families.get(child, ()))
        found.edges.append(Edge(child, property_, parent, evidence, via))
    for claim in claims:
        if claim.predicate not in properties:
            continue
        if claim.value in (NONE, NOT_DISCLOSED):
            if claim.status != "Rejected":
                found.disclosed.setdefault(claim.subject, []).append(claim)
        elif asked is not None and claim.subject not in asked:
            continue
        elif (claim.subject, claim.predicate, claim.value) not in facts:
            found.turned_down.setdefault(claim.value if asked is None else claim.subject, []).append(claim)
    _hand_down(found.disclosed, families, facts)
    disputed: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for below in found.turned_down.values():
        for claim in below:
            if claim.status == "Disputed":
                disputed[claim.subject, claim.predicate, claim.value].append(claim)
    found.edges += [Edge(*key, tuple(evidence), stated=False) for key, evidence in sorted(disputed.items())]
    return found


def _hand_down(disclosed: dict[str, list[Evidence]], families: dict[str, list[str]], facts: set[Triple]) -> None:
    """What is not disclosed of a family, or said to be none, counts for a member without a value of its own."""
    stated = {(child, property_) for child, property_, _ in facts}
    for child, above in families.items():
        own = {claim.predicate for claim in disclosed.get(child, ())}
        for family in above:
            for claim in list(disclosed.get(family, ())):
                if claim.predicate not in own and (child, claim.predicate) not in stated:
                    disclosed.setdefault(child, []).append(claim)


def _supporting(
    behind: dict[tuple[str, str, str], list[Evidence]], child: str, property_: str, parent: str, families: Iterable[str]
) -> tuple[tuple[Evidence, ...], str | None]:
    """The claims for a fact that were not rejected, and the family they were made of where it is not the child."""
    for subject in (child, *families):
        own = tuple(claim for claim in behind.get((subject, property_, parent), ()) if claim.status != "Rejected")
        if own:
            return own, None if subject == child else subject
    return (), None
