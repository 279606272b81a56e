"""Steps of a lineage as they stand in the graph: read for many things at once.

Every query is bound to the things asked about, and each of its parts to what the parts before it found, so that
its cost grows with what is found and not with the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from vlmkg.graph.bind import alternatives, listed, values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.relations import IDENTITY, SLOTS, Relations
from vlmkg.questions.entities import Library

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
_PARTS: Final = """
SELECT ?thing ?property ?part WHERE {
  %s
  ?thing vlmkg:hasComponent ?part .
  ?thing ?property ?part .
  FILTER(?property IN (%s))
}
"""
_NARROWER: Final = "SELECT ?narrow ?general WHERE { %s ?narrow (vlmkg:memberOf|vlmkg:variantOf%s)+ ?general }"


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


def families_of(library: Library, subjects: Iterable[str]) -> dict[str, list[str]]:
    """The families of some things, any number of steps; those without one are left out."""

    def read(wanted: set[str]) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for child, family in select(library.engine, _FAMILIES % values("child", sorted(wanted))):
            found[lexical(child)].add(lexical(family))
        return {child: sorted(above) for child, above in found.items()}

    return library.memory.get("families", subjects, read)
