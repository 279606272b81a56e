"""What stands around one thing: what points to it, what is recorded beside its facts, what a source states."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical, plain
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import COLUMNS, DETAILS, STATUSES, Evidence, Status, evidence
from vlmkg.questions.schema import HAS_PARENT
from vlmkg.terms import PREFIXES, VLMKG, shorten

REPLACED_BY: Final = PREFIXES["dcterms"] + "isReplacedBy"
DEPRECATED: Final = PREFIXES["owl"] + "deprecated"

_POINTING: Final = """
SELECT ?property ?subject WHERE {
  %s
  { ?property vlmkg:needsClaim true . ?subject ?property ?thing }
  UNION { ?subject skos:broader ?thing . BIND(skos:broader AS ?property) }
  UNION { ?subject dcterms:isReplacedBy ?thing . BIND(dcterms:isReplacedBy AS ?property) }
}
ORDER BY ?property ?subject
"""
_BESIDE: Final = """
SELECT ?property ?value WHERE {
  %s
  ?thing ?property ?value .
  FILTER NOT EXISTS { ?property vlmkg:needsClaim true }
  FILTER NOT EXISTS { ?property owl:inverseOf ?other }
}
ORDER BY ?property ?value
"""
_STAGES: Final = """
SELECT ?stage ?number ?property ?value WHERE {
  %s
  ?stage vlmkg:stageOf ?thing .
  OPTIONAL { ?stage vlmkg:stageNumber ?number }
  OPTIONAL {
    VALUES ?property { skos:definition vlmkg:stageData vlmkg:tunedPart vlmkg:frozePart vlmkg:adapterTunedPart }
    ?stage ?property ?value
  }
}
ORDER BY ?number ?stage ?property ?value
"""
_BY_STATUS: Final = """
SELECT ?status (COUNT(*) AS ?n) WHERE { %s ?claim vlmkg:source ?thing ; vlmkg:status ?status } GROUP BY ?status
"""
_STATED: Final = f"""
SELECT {COLUMNS} WHERE {{
  %s
  {{ SELECT ?claim ?subject WHERE {{ %s ?claim vlmkg:source ?thing ; vlmkg:claimSubject ?subject }}
    ORDER BY ?subject ?claim LIMIT %d }}
  ?claim vlmkg:source ?thing ; vlmkg:claimProperty ?property ; vlmkg:status ?status . BIND(?thing AS ?source)
  {DETAILS}
}}
ORDER BY ?subject ?property ?claim
"""

_NAMING: Final = frozenset(
    PREFIXES[space] + name
    for space, name in (
        *(("rdf", "type"), ("rdfs", "label"), ("rdfs", "isDefinedBy")),
        *(("skos", name) for name in ("altLabel", "prefLabel", "definition", "inScheme", "topConceptOf", "narrower")),
    )
)
"""What a page says elsewhere: names, classes, and what is said the other way round."""

_PARTS: Final = {"frozePart": "frozen", "tunedPart": "tuned", "adapterTunedPart": "tuned by adapters"}


@dataclass(frozen=True, slots=True)
class Beside:
    """One value of a property that needs no claim. `iri` is set where the value is one."""

    predicate: str
    label: str
    value: str
    iri: str | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One training stage of a model: its number, what was done, on which data, and which parts took part how."""

    iri: str
    number: str
    definition: str
    data: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source states: how many claims of each status, and the first of them, by what they speak of."""

    counts: dict[Status, int]
    claims: tuple[Evidence, ...]

    @property
    def total(self) -> int:
        """How many claims rest on the source."""
        return sum(self.counts.values())


def pointing(library: Library, iri: str) -> dict[str, tuple[str, ...]]:
    """What points to a thing, by the most specific property with which it does."""
    by_subject: dict[str, set[str]] = defaultdict(set)
    for row in select(library.engine, _POINTING % values("thing", [iri])):
        by, whose = map(lexical, row)
        by_subject[whose].add(by)
    found: dict[str, list[str]] = defaultdict(list)
    for subject, properties in by_subject.items():
        wide = {above for property_ in properties for above in library.schema.above(property_)}
        for property_ in properties - wide:
            found[property_].append(subject)
    return {property_: tuple(sorted(subjects)) for property_, subjects in sorted(found.items())}


def beside(library: Library, iri: str) -> list[Beside]:
    """What is recorded of a thing without a claim of its own: what a result was measured on, where a source stands.

    What only follows from other facts is left out.
    """
    follows = {wide for property_ in library.schema.evidenced for wide in library.schema.above(property_)}
    follows |= {above for wide in list(follows) for above in library.schema.above(wide)} | {HAS_PARENT, *_NAMING}
    follows.add(VLMKG + "hasAncestor")
    found = []
    for property_, value in select(library.engine, _BESIDE % values("thing", [iri])):
        predicate = lexical(property_)
        if predicate in follows or value is None:
            continue
        link = lexical(value) if isinstance(value, ox.NamedNode) else None
        shown = _term(library, link) if link else str(plain(value))
        found.append(Beside(predicate, library.schema.label(predicate), shown, link))
    return found


def stages(library: Library, iri: str) -> list[Stage]:
    """The training stages of a model, in their order."""
    numbers: dict[str, str] = {}
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in select(library.engine, _STAGES % values("thing", [iri])):
        stage, number, property_, value = map(lexical, row)
        numbers[stage] = number
        if property_:
            about[stage][property_.rpartition("#")[2]].append(value)
    library.expect(thing for told in about.values() for name in ("stageData", *_PARTS) for thing in told[name])
    found = []
    for stage in sorted(numbers, key=lambda one: (int(numbers[one]) if numbers[one].isdecimal() else 0, one)):
        told = about[stage]
        parts = tuple((part, state) for name, state in _PARTS.items() for part in told[name])
        definition = next(iter(told["definition"]), "")
        found.append(Stage(stage, numbers[stage], definition, tuple(told["stageData"]), parts))
    return found


def stated_in(library: Library, source: str, most: int) -> Stated:
    """What a source states: the counts of all, and at most so many of the claims."""
    bound = values("thing", [source])
    counted = {
        lexical(status).rpartition("#")[2]: int(lexical(n)) for status, n in select(library.engine, _BY_STATUS % bound)
    }
    rows = select(library.engine, _STATED % (bound, bound, most))
    return Stated(
        {status: counted[status] for status in STATUSES if status in counted},
        tuple(evidence(row) for row in rows),
    )


def _term(library: Library, iri: str) -> str:
    label = library.value(iri)
    return library.schema.label(iri) if label == shorten(iri) else label
