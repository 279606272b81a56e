"""What may be given for a parameter, where a reader can choose among a few things of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.canned import Parameter
from vlmkg.terms import shorten

MOST: Final = 120
"""A parameter with more possible values than this is typed and not chosen from a list."""

_MEMBERS: Final = "SELECT DISTINCT ?thing ?label WHERE { %s ?thing a ?class ; rdfs:label ?label } LIMIT %d"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be given: its short name, and the label under which a reader knows it."""

    value: str
    label: str


def of(engine: Engine, parameter: Parameter) -> tuple[Choice, ...]:
    """The things of the classes that a parameter takes, by label; nothing where they are none, or too many to list."""
    if parameter.kind != "entity" or not parameter.classes:
        return ()
    rows = select(engine, _MEMBERS % (values("class", parameter.classes), MOST + 1))
    if len(rows) > MOST:
        return ()
    found = {shorten(lexical(thing)): lexical(label) for thing, label in rows}
    return tuple(
        Choice(value, label) for value, label in sorted(found.items(), key=lambda item: (item[1].lower(), item))
    )
