"""What a graph holds, counted: the numbers of VoID (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from vlmkg.terms import BASE, PREFIXES

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_MAPPINGS: Final = frozenset(
    ox.NamedNode(PREFIXES[prefix] + local)
    for prefix, local in (
        ("owl", "sameAs"),
        ("owl", "equivalentClass"),
        ("owl", "equivalentProperty"),
        ("rdfs", "subClassOf"),
        ("rdfs", "subPropertyOf"),
        ("skos", "exactMatch"),
        ("skos", "closeMatch"),
        ("skos", "broadMatch"),
        ("skos", "narrowMatch"),
        ("skos", "relatedMatch"),
    )
)


@dataclass(frozen=True, slots=True)
class Property:
    """How often a property is used, with how many subjects and how many objects."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one graph.

    `entities` are the things with an IRI of ours of which something is said. `classes` has the instances of each class,
    `properties` the use of each property, `links` the triples by property and namespace of others in which a thing of
    ours is set beside one of theirs. `issued` and `modified` are the first and the last day on which a claim was
    recorded or changed its status.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, Property]
    links: Mapping[tuple[str, str], int]
    issued: date | None
    modified: date | None


def count(triples: Iterable[ox.Triple]) -> Counts:
    """Count a graph in one pass. Every triple must come once."""
    number = 0
    of_property: dict[ox.NamedNode, int] = defaultdict(int)
    subjects: dict[ox.NamedNode, set[object]] = defaultdict(set)
    objects: dict[ox.NamedNode, set[object]] = defaultdict(set)
    classes: dict[str, int] = defaultdict(int)
    links: dict[tuple[str, str], int] = defaultdict(int)
    for triple in triples:
        number += 1
        subject, property_, value = triple.subject, triple.predicate, triple.object
        of_property[property_] += 1
        subjects[property_].add(subject)
        objects[property_].add(value)
        if isinstance(value, ox.NamedNode):
            if property_ == _TYPE:
                classes[value.value] += 1
            elif property_ in _MAPPINGS and _ours(subject) and not value.value.startswith(BASE):
                links[property_.value, namespace(value.value)] += 1
    days = _days(objects)
    all_subjects = set().union(*subjects.values())
    return Counts(
        triples=number,
        entities=sum(_ours(node) for node in all_subjects),
        subjects=len(all_subjects),
        objects=len(set().union(*objects.values())),
        classes=dict(sorted(classes.items())),
        properties={
            property_.value: Property(used, len(subjects[property_]), len(objects[property_]))
            for property_, used in sorted(of_property.items(), key=lambda item: item[0].value)
        },
        links=dict(sorted(links.items())),
        issued=min(days, default=None),
        modified=max(days, default=None),
    )


def namespace(iri: str) -> str:
    """What an IRI has in common with the others of its vocabulary."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _ours(node: object) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(BASE)


def _days(objects: Mapping[ox.NamedNode, set[object]]) -> set[date]:
    dated = [ox.NamedNode(PREFIXES["vlmkg"] + local) for local in ("recorded", "statusChanged")]
    literals = {day.value for property_ in dated for day in objects.get(property_, ()) if isinstance(day, ox.Literal)}
    days = set()
    for text in literals:
        with suppress(ValueError):  # a user's own data may say anything; the shapes find it
            days.add(date.fromisoformat(text))
    return days
