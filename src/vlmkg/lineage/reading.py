"""Steps of a lineage as they stand in the graph, and what else is read of the things on the way, for many at once.

Every query is bound to the things asked about, and each of its parts to what the parts before it found, so that
its cost grows with what is found and not with the graph. Of a graph that is kept on disk, what leads up from a thing
was read when it was built, of all relations at once, and is on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import partial
from typing import Final

import pyoxigraph as ox

from vlmkg.graph.bind import alternatives, listed, values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.relations import IDENTITY, SLOTS, Relations, upward
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, shorten

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
_FACTS: Final = """
SELECT ?thing ?property ?value WHERE {
  %s
  { ?thing vlmkg:developedBy ?value . BIND(vlmkg:developedBy AS ?property) }
  UNION { ?thing dcterms:issued ?value . BIND(dcterms:issued AS ?property) }
  UNION { ?thing dcterms:license ?value . BIND(dcterms:license AS ?property) }
  UNION { ?thing vlmkg:huggingFaceId ?value . BIND(vlmkg:huggingFaceId AS ?property) }
}
"""
_NARROWER: Final = "SELECT ?narrow ?general WHERE { %s ?narrow (vlmkg:memberOf|vlmkg:variantOf%s)+ ?general }"


Triple = tuple[str, str, str]
"""Child, property, parent."""


def steps(library: Library, nodes: Iterable[str], relations: Relations, direction: Direction) -> set[Triple]:
    """The steps up from some things, or down from them, as the graph states them and without their claims."""
    if direction == "down":
        below = partial(_read_below, library.engine, relations)
        return set().union(*library.memory.get(("steps down", relations), nodes, below).values())
    kind, read = remembered(library, "steps", relations)
    above = library.memory.get(kind, nodes, partial(read_steps, library.engine, read))
    return {
        (child, property_, parent)
        for child, parents in above.items()
        for parent, properties in parents.items()
        for property_ in properties
        if property_ in relations.everything
    }


def remembered(library: Library, what: str, relations: Relations) -> tuple[Hashable, Relations]:
    """By which name a reading of some relations upward is remembered, and what is read: on record are all of them."""
    return (what, upward(library.schema)) if library.memory.recorded(what) else ((what, relations), relations)


def read_steps(engine: Engine, relations: Relations, things: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """What each thing has some relations to, and which."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for child, property_, parent in _read(engine, relations, "child", things):
        found[child][parent].append(property_)
    return found


def _read_below(engine: Engine, relations: Relations, things: Iterable[str]) -> dict[str, set[Triple]]:
    found: dict[str, set[Triple]] = defaultdict(set)
    for child, property_, parent in _read(engine, relations, "parent", things):
        found[parent].add((child, property_, parent))
    return found


def _read(engine: Engine, relations: Relations, variable: str, things: Iterable[str]) -> set[Triple]:
    bound = values(variable, sorted(things))
    query = _STEPS % (bound, alternatives(sorted(relations.leading)), listed(sorted(relations.everything)))
    return {
        (lexical(child), lexical(property_), lexical(parent))
        for child, property_, parent in select(engine, query)
        if isinstance(parent, ox.NamedNode)
    }


def read_ahead(library: Library, nodes: set[str], relations: Relations, *, loosely: bool) -> None:
    """Read at once what a walk up from some things will come to; what it comes to beside it is read on the way.

    It is for a walk that follows all parents. `loosely` reads what may be meant by them, too.
    """
    if library.memory.recorded("steps") and not loosely:
        return
    rows = select(library.engine, _ANCESTORS % values("child", sorted(nodes)))
    above = {ancestor for (node,) in rows if (ancestor := lexical(node)).startswith(BASE)}
    if loosely:
        above = above.union(*narrower(library, above).values())
    steps(library, nodes | above, relations, "up")


def parts(library: Library, things: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
    """The parts that each thing has, by thing and the narrow property of the slot."""
    held = library.memory.get("parts", things, partial(read_parts, library.engine))
    return {(thing, slot): frozenset(below) for thing, slots in held.items() for slot, below in slots.items()}


def read_parts(engine: Engine, things: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """The parts of each thing by the narrow property of the slot."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = _PARTS % (values("thing", sorted(things)), listed(sorted(SLOTS)))
    for thing, property_, part in select(engine, query):
        found[lexical(thing)][lexical(property_)].append(lexical(part))
    return found


def facts(library: Library, things: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Makers, days of release, licenses and pages on a hub of each thing, by the short name of the property."""
    return library.memory.get("facts", things, partial(read_facts, library.engine))


def read_facts(engine: Engine, things: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """The same, read from the graph; values in alphabetical order."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = select(engine, _FACTS % values("thing", sorted(things)))
    for thing, property_, value in sorted(tuple(map(lexical, row)) for row in rows):
        found[thing][shorten(property_)].append(value)
    return found


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
    return library.memory.get("families", subjects, partial(read_families, library.engine))


def read_families(engine: Engine, things: Iterable[str]) -> dict[str, list[str]]:
    """The families of each thing, in alphabetical order."""
    found: dict[str, set[str]] = defaultdict(set)
    for child, family in select(engine, _FAMILIES % values("child", sorted(things))):
        found[lexical(child)].add(lexical(family))
    return {child: sorted(above) for child, above in found.items()}
