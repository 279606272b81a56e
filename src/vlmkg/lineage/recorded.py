"""What is recorded of each thing when a graph is kept on disk: all that questions which lead up from it read of it."""

from __future__ import annotations

from functools import partial

import pyoxigraph as ox

from vlmkg.graph.kept import Readings
from vlmkg.graph.store import Embedded
from vlmkg.lineage import citing, reading
from vlmkg.lineage.relations import upward
from vlmkg.questions import entities, labels
from vlmkg.questions.schema import Schema


def readings(store: ox.Store) -> Readings:
    """The readings of a graph by the kind under which they are remembered."""
    engine = Embedded(store)
    relations = upward(Schema(engine))
    return {
        "claims": partial(citing.read_claims, engine, relations),
        "steps": partial(reading.read_steps, engine, relations),
        "facts": partial(reading.read_facts, engine),
        "families": partial(reading.read_families, engine),
        "label": partial(labels.read, engine),
        "parts": partial(reading.read_parts, engine),
        "types": partial(entities.read_types, engine),
    }
