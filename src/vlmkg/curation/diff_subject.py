"""The one thing that a comparison is narrowed to, by any name it has or had."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from vlmkg.curation.states import State
from vlmkg.graph.store import Embedded
from vlmkg.questions.labels import Labels
from vlmkg.questions.search import Names
from vlmkg.terms import PREFIXES, VLMKG

_NAMING: Final = frozenset(
    ox.NamedNode(iri)
    for iri in (
        *(PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel"),
        *(VLMKG + "nameExpansion", VLMKG + "huggingFaceId", VLMKG + "arxivId"),
    )
)


def find(name: str, *states: State) -> ox.NamedNode:
    """The thing that goes by a name in one of the states.

    Raises UnknownName with near misses, or UsageError where several things share the name.
    """
    store = ox.Store()
    store.extend(ox.Quad(*t) for state in states for t in state.triples if t.predicate in _NAMING)
    engine = Embedded(store)
    return ox.NamedNode(Names(engine, Labels(engine)).resolve(name))
