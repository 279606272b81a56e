"""Steps of a lineage as they stand in the graph, each with its claims: read for many things at once.

Every query is bound to the things asked about, and each of its parts to what the parts before it found, so that
its cost grows with what is found and not with the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, cast

import pyoxigraph as ox

from vlmkg.graph.bind import alternatives, listed, values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.relations import IDENTITY, SLOTS, Relations
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NONE, NOT_DISCLOSED, STATUSES, Evidence, Status
from vlmkg.terms import BASE

_STEPS: Final = """
SELECT ?child ?property ?parent WHERE {
  %s
  ?child %s ?parent .
  ?child ?property ?parent .
  FILTER(?property IN (%s))
}
"""
"""Few lookups for each thing, since most lead nowhere; what is between two things is then looked up for the pairs."""
_ANCESTORS: Final = "SELECT DISTINCT ?above WHERE { %s ?child vlmkg:hasAncestor ?above }"
_FAMILIES: Final = "SELECT ?child ?family WHERE { %s ?child vlmkg:memberOf+ ?family }"
_CLAIMS: Final = """
SELECT ?subject ?property ?value ?status ?source ?label ?locator ?note ?claim WHERE {
  %s
  ?claim %s ?%s ; vlmkg:claimProperty ?property .
  FILTER(?property IN (%s))
  ?claim %s ?%s ; vlmkg:status ?status ; vlmkg:source ?source .
  OPTIONAL { ?source rdfs:label ?label }
  OPTIONAL { ?claim vlmkg:locator ?locator }
  OPTIONAL { ?claim vlmkg:note ?note }
}
"""
_PARTS: Final = """
SELECT ?thing ?property ?part WHERE {
  %s
  ?thing vlmkg:hasComponent ?part .
  ?thing ?property ?part .
  FILTER(?property IN (%s))
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
_NARROWER: Final = "SELECT ?narrow ?general WHERE { %s ?narrow (vlmkg:memberOf|vlmkg:variantOf%s)+ ?general }"


@dataclass(slots=True)
class Found:
    """What one round of reading found: steps, and claims that lead nowhere.

    `turned_down` are rejected or disputed claims whose value is not stated as a fact, by the thing asked about;
    `disclosed` those that say that there is none or that the makers do not say, by subject.
    """

    edges: list[Edge] = field(default_factory=list)
    turned_down: dict[str, list[Evidence]] = field(default_factory=dict)
    disclosed: dict[str, list[Evidence]] = field(default_factory=dict)


Triple = tuple[str, str, str]
"""Child, property, parent."""


def steps(library: Library, nodes: Iterable[str], relations: Relations, direction: Direction) -> set[Triple]:
    """The steps up from some things, or down from them, as the graph states them and without their claims."""

    def read(wanted: set[str]) -> dict[str, set[Triple]]:
        bound = values("child" if direction == "up" else "parent", sorted(wanted))
        query = _STEPS % (bound, alternatives(relations.leading), listed(relations.everything))
        found: dict[str, set[Triple]] = defaultdict(set)
        for row in select(library.engine, query):
            if isinstance(row[2], ox.NamedNode):
                child, property_, parent = map(lexical, row)
                found[child if direction == "up" else parent].add((child, property_, parent))
        return found

    return set().union(*library.memory.get(("steps", direction, relations), nodes, read).values())


def parts(library: Library, things: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
    """The parts that each thing has, by thing and the narrow property of the slot."""

    def read(wanted: set[str]) -> dict[str, dict[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        query = _PARTS % (values("thing", sorted(wanted)), listed(sorted(SLOTS)))
        for thing, property_, part in select(library.engine, query):
            found[lexical(thing)][lexical(property_)].add(lexical(part))
        return found

    held = library.memory.get("parts", things, read)
    return {(thing, slot): frozenset(below) for thing, slots in held.items() for slot, below in slots.items()}


def ancestors(engine: Engine, nodes: Iterable[str]) -> set[str]:
    """What some things come from as the rules found it when the graph was loaded."""
    wanted = sorted(set(nodes))
    return {lexical(above) for (above,) in select(engine, _ANCESTORS % values("child", wanted))} if wanted else set()


def cited(library: Library, facts: set[Triple], nodes: set[str], relations: Relations, direction: Direction) -> Found:
    """The claims about steps up from some nodes, or down from them, put beside the steps."""
    if direction == "up":
        families = _families(library, nodes)
        of_families = {family for above in families.values() for family in above}
        claims = _claims(library, "subject", nodes | of_families, relations.everything)
    else:
        families = _families(library, {child for child, _, _ in facts})
        claims = _claims(library, "value", nodes, relations.everything)
    found = _assemble(library, facts, families, claims, set(relations.everything), nodes if direction == "up" else None)
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


def narrower(library: Library, generals: Iterable[str], *, subsets: bool = True) -> dict[str, list[str]]:
    """The members and versions of families and general things, and the subsets of datasets, any number of steps."""

    def read(wanted: set[str]) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        query = _NARROWER % (values("general", sorted(wanted)), _SUBSETS[subsets])
        for narrow, general in select(library.engine, query):
            found[lexical(general)].add(lexical(narrow))
        return {general: sorted(below) for general, below in found.items()}

    held = library.memory.get(("narrower", subsets), generals, read)
    return dict(sorted(held.items()))


def wider(engine: Engine, narrows: Iterable[str], *, subsets: bool = True) -> dict[str, list[str]]:
    """The families and general things of which some things are members or versions, any number of steps."""
    wanted = sorted(set(narrows))
    found: dict[str, list[str]] = defaultdict(list)
    if wanted:
        for narrow, general in select(engine, _NARROWER % (values("narrow", wanted), _SUBSETS[subsets])):
            found[lexical(narrow)].append(lexical(general))
    return {narrow: sorted(set(above)) for narrow, above in sorted(found.items())}


def loose(edges: Iterable[Edge], meant: dict[str, list[str]]) -> list[Edge]:
    """For steps to a family or a general thing, the steps to each member or version that may be meant."""
    edges = list(edges)
    direct = {(edge.child, edge.parent) for edge in edges}
    return [
        Edge(edge.child, edge.predicate, narrow, edge.evidence, edge.via, edge.parent, edge.stated)
        for edge in edges
        if edge.predicate not in IDENTITY and edge.through is None
        for narrow in meant.get(edge.parent, ())
        if narrow != edge.child and (edge.child, narrow) not in direct
    ]


_SUBSETS: Final = {True: "|vlmkg:subsetOf", False: ""}


def _families(library: Library, subjects: Iterable[str]) -> dict[str, list[str]]:
    def read(wanted: set[str]) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for child, family in select(library.engine, _FAMILIES % values("child", sorted(wanted))):
            found[lexical(child)].add(lexical(family))
        return {child: sorted(above) for child, above in found.items()}

    return library.memory.get("families", subjects, read)


def _claims(library: Library, variable: str, things: Iterable[str], properties: tuple[str, ...]) -> list[Evidence]:
    def read(wanted: set[str]) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for claim in _read_claims(library.engine, variable, wanted, properties):
            found[claim.subject if variable == "subject" else claim.value].append(claim)
        return found

    held = library.memory.get(("claims", variable, properties), things, read)
    return sorted((c for below in held.values() for c in below), key=lambda c: (STATUSES.index(c.status), c.claim))


def _read_claims(engine: Engine, variable: str, wanted: Iterable[str], properties: Iterable[str]) -> list[Evidence]:
    ends = {"subject": "vlmkg:claimSubject", "value": "vlmkg:claimEntity"}
    (other,) = ends.keys() - {variable}
    bound = values(variable, sorted(wanted))
    query = _CLAIMS % (bound, ends[variable], variable, listed(properties), ends[other], other)
    found = []
    for row in select(engine, query):
        subject, predicate, value, status, source, label, locator, note, claim = map(lexical, row)
        found.append(
            Evidence(
                claim=claim,
                subject=subject,
                predicate=predicate,
                value=value,
                status=cast(Status, status.rpartition("#")[2]),
                qualifier=None,
                source=source,
                source_label=label or source,
                locator=locator,
                note=note or None,
            )
        )
    return found


def _assemble(
    library: Library,
    facts: set[Triple],
    families: dict[str, list[str]],
    claims: list[Evidence],
    properties: set[str],
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
