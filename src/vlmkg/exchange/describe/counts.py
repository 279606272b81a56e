"""What a graph holds, counted: the numbers of VoID (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from vlmkg.graph import bind
from vlmkg.graph.dataset import Dataset
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Embedded, select
from vlmkg.terms import BASE, PREFIXES

_PROPERTIES: Final = """
SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }
GROUP BY ?p ORDER BY ?p
"""
_SUBJECTS: Final = "SELECT DISTINCT ?s WHERE { ?s ?p ?o }"
_OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
_CLASSES: Final = "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c FILTER(ISIRI(?c)) } GROUP BY ?c ORDER BY ?c"
_DAYS: Final = "SELECT DISTINCT ?day WHERE { ?claim vlmkg:recorded|vlmkg:statusChanged ?day }"
_MAPPINGS: Final = tuple(
    PREFIXES[prefix] + local
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
_LINKS: Final = f"SELECT ?s ?p ?o WHERE {{ {bind.values('p', _MAPPINGS)} ?s ?p ?o }}"


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

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the classes and properties that are used."""
        return sorted({namespace(term) for term in (*self.classes, *self.properties)})


_counted: WeakKeyDictionary[Dataset, Counts] = WeakKeyDictionary()


def of(dataset: Dataset) -> Counts:
    """The numbers of a graph as they were when somebody first asked for them: counting takes most of a second."""
    if dataset not in _counted:
        _counted[dataset] = count(dataset.store)
    return _counted[dataset]


def count(store: ox.Store) -> Counts:
    """Count a graph. The engine does it, in half the time that it takes to see every triple."""
    engine = Embedded(store)
    properties = {
        lexical(property_): Property(*(int(lexical(number)) for number in numbers))
        for property_, *numbers in select(engine, _PROPERTIES)
    }
    subjects = [node for (node,) in select(engine, _SUBJECTS)]
    ((objects,),) = select(engine, _OBJECTS)
    links = Counter(
        (lexical(property_), namespace(lexical(value)))
        for subject, property_, value in select(engine, _LINKS)
        if _ours(subject) and isinstance(value, ox.NamedNode) and not _ours(value)
    )
    days = _days(lexical(day) for (day,) in select(engine, _DAYS))
    return Counts(
        triples=sum(used.triples for used in properties.values()),
        entities=sum(map(_ours, subjects)),
        subjects=len(subjects),
        objects=int(lexical(objects)),
        classes={lexical(class_): int(lexical(number)) for class_, number in select(engine, _CLASSES)},
        properties=properties,
        links=dict(sorted(links.items())),
        issued=min(days, default=None),
        modified=max(days, default=None),
    )


def namespace(iri: str) -> str:
    """What an IRI has in common with the others of its vocabulary."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _ours(node: object) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(BASE)


def _days(texts: Iterable[str]) -> set[date]:
    days = set()
    for text in texts:
        with suppress(ValueError):  # a user's own data may say anything; the shapes find it
            days.add(date.fromisoformat(text))
    return days
