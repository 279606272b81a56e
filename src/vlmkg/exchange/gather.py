"""Gathering the materials of one model from a loaded graph, level by level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from vlmkg.errors import UsageError
from vlmkg.exchange.materials import (
    License,
    Link,
    Material,
    Materials,
    Measurement,
    Nature,
    Relation,
    Role,
    Source,
    Stage,
    relation,
    standing,
)
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence
from vlmkg.questions.statements import Record, Statement
from vlmkg.terms import VLMKG, shorten

_WIDE: Final = """
SELECT DISTINCT ?thing ?class WHERE {
  %s
  VALUES ?class { vlmkg:Model vlmkg:ModelFamily vlmkg:Connector vlmkg:Dataset vlmkg:Benchmark }
  ?thing a ?class .
}
ORDER BY ?thing ?class
"""
_DEFINITIONS: Final = "SELECT ?thing ?text WHERE { %s ?thing skos:definition ?text } ORDER BY ?thing ?text"
_FAMILIES: Final = "SELECT DISTINCT ?thing ?family WHERE { %s ?thing vlmkg:memberOf+ ?family } ORDER BY ?thing ?family"
_SOURCES: Final = """
SELECT ?source ?page ?revision ?accessed WHERE {
  %s
  OPTIONAL { ?source foaf:page ?page }
  OPTIONAL { ?source vlmkg:revision ?revision }
  OPTIONAL { ?source vlmkg:accessed ?accessed }
}
ORDER BY ?source ?page ?revision ?accessed
"""
_LICENSES: Final = """
SELECT ?license ?name ?page WHERE {
  %s
  OPTIONAL { ?license skos:altLabel ?name }
  OPTIONAL { ?license foaf:page ?page }
}
ORDER BY ?license ?name ?page
"""
_RESULTS: Final = """
SELECT ?result ?metric ?benchmark ?split ?shots ?harness ?judge ?frames ?measured WHERE {
  %s
  ?result vlmkg:ofModel ?thing ; vlmkg:onBenchmark ?onBenchmark .
  OPTIONAL { ?onBenchmark rdfs:label ?benchmark }
  OPTIONAL { ?result vlmkg:metric ?metric }
  OPTIONAL { ?result vlmkg:split ?split }
  OPTIONAL { ?result vlmkg:shots ?shots }
  OPTIONAL { ?result vlmkg:harness ?harness }
  OPTIONAL { ?result vlmkg:judge ?judge }
  OPTIONAL { ?result vlmkg:frames ?frames }
  OPTIONAL { ?result vlmkg:measuredBy ?party . BIND(STRAFTER(STR(?party), "#") AS ?measured) }
}
ORDER BY ?result ?metric ?benchmark ?split
"""
_STAGES: Final = """
SELECT ?stage ?number ?label WHERE {
  %s
  ?stage vlmkg:stageOf ?thing .
  OPTIONAL { ?stage vlmkg:stageNumber ?number }
  OPTIONAL { ?stage rdfs:label ?label }
}
ORDER BY ?number ?stage
"""
_FOLLOWED: Final[dict[Relation, str]] = {
    "part": "parameters",
    "ancestor": "parameters",
    "version of": "parameters",
    "training data": "data",
    "made from": "data",
}
_ROLES: Final[tuple[Role, ...]] = (
    "subject",
    "part",
    "ancestor",
    "training data",
    "data behind it",
    "writer of data",
    "teacher",
)


def gather(library: Library, iri: str, digest: str) -> Materials:
    """Everything that a bill of materials of one model, model family or dataset is made of.

    Raises UnknownName where there is no such thing, UsageError where it is a thing of another kind.
    """
    described = library.describe(iri)
    if not _wide(library.engine, [iri]):
        what = described.classes[0] if described.classes else "thing of no known kind"
        raise UsageError(
            f"{described.label} is no model, model family or dataset but a {what}; name one of those, "
            "`vlmkg search` finds them"
        )
    records, links, roles = _walk(library, iri)
    wide = _wide(library.engine, records)
    classes = library.classes(records)
    definitions = _firsts(library.engine, _DEFINITIONS, records)
    inherited = _inherited(library, records)

    def material(thing: str) -> Material:
        found = wide.get(thing, set())
        by_role = roles[thing] & {"training data", "data behind it"}
        nature: Nature = "model"
        if "vlmkg:Connector" in found:
            nature = "connector"
        elif not found & {"vlmkg:Model", "vlmkg:ModelFamily"} and (found or by_role):
            nature = "data"
        return Material(
            iri=thing,
            label=library.names.label(thing),
            kind=next(iter(classes.get(thing, ())), nature),
            nature=nature,
            roles=tuple(role for role in _ROLES if role in roles[thing]),
            definition=definitions.get(thing),
            record=records[thing],
            facts=tuple(s for s in records[thing].statements if standing(s) != "disputed"),
            inherited=tuple(_left_open(library, records[thing], inherited.get(thing, ()))),
        )

    things = sorted(map(material, records), key=lambda m: (_ROLES.index(m.roles[0]), m.label, m.iri))
    named = {
        curie: sorted({s.text for thing in things for s in thing.of(curie)})
        for curie in ("dcterms:license", "vlmkg:developedBy")
    }
    stages = _rows(library.engine, _STAGES, [iri])
    results = {row[0]: row for row in _rows(library.engine, _RESULTS, [iri])}
    aside = statements.read(
        library.engine,
        library.schema,
        {*named["dcterms:license"], *named["vlmkg:developedBy"], *(row[0] for row in stages), *results} - set(records),
    )
    cited = {e.source for r in (*records.values(), *aside.values()) for s in r.statements for e in s.evidence}
    return Materials(
        things=tuple(things),
        links=tuple(links),
        licenses=_licenses(library, named["dcterms:license"]),
        makers={maker: library.names.label(maker) for maker in named["vlmkg:developedBy"]},
        sources=_sources(library.engine, cited | {e.source for g in inherited.values() for e in g} | _silent(records)),
        measurements=tuple(_measurements(aside, results)),
        stages=tuple(
            Stage(stage, int(number) if number.isdigit() else 0, label or shorten(stage), aside[stage].statements)
            for stage, number, label in stages
        ),
        aside=aside,
        schema=library.schema,
        digest=digest,
    )


def _walk(library: Library, iri: str) -> tuple[dict[str, Record], list[Link], dict[str, set[Role]]]:
    records: dict[str, Record] = {}
    links: list[Link] = []
    roles: dict[str, set[Role]] = defaultdict(set, {iri: {"subject"}})
    level = {iri}
    while level:
        records |= statements.read(library.engine, library.schema, level)
        ahead: set[str] = set()
        for thing in sorted(level):
            for statement in records[thing].statements:
                meaning = relation(library.schema, statement.predicate)
                if meaning is None or standing(statement) == "disputed" or not lexical(statement.value):
                    continue
                links.append(Link(meaning, statement))
                roles[statement.text].add(_role(meaning, direct=thing == iri))
                if meaning in _FOLLOWED:
                    ahead.add(statement.text)
        level = ahead - set(records)
    named = {link.statement.text for link in links} - set(records)
    return records | statements.read(library.engine, library.schema, named), links, roles


def _role(meaning: Relation, *, direct: bool) -> Role:
    match meaning:
        case "part" if direct:
            return "part"
        case "part" | "ancestor" | "version of":
            return "ancestor"
        case "training data" if direct:
            return "training data"
        case "training data" | "made from":
            return "data behind it"
        case "written by":
            return "writer of data"
        case "taught by":
            return "teacher"


def _rows(engine: Engine, query: str, things: Iterable[str], variable: str = "thing") -> list[tuple[str, ...]]:
    wanted = sorted(set(things))
    if not wanted:
        return []
    return [tuple(map(lexical, row)) for row in select(engine, query % values(variable, wanted))]


def _wide(engine: Engine, things: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for thing, class_ in _rows(engine, _WIDE, things):
        found[thing].add(shorten(class_))
    return found


def _firsts(engine: Engine, query: str, things: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for thing, text in _rows(engine, query, things):
        found.setdefault(thing, text)
    return found


def _inherited(library: Library, things: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
    """What the families of each thing do not disclose, or say that there is none of."""
    families: dict[str, list[str]] = defaultdict(list)
    for thing, family in _rows(library.engine, _FAMILIES, things):
        families[thing].append(family)
    records = statements.read(library.engine, library.schema, {f for above in families.values() for f in above})
    return {t: tuple(e for family in above for e in records[family].disclosure) for t, above in families.items()}


def _left_open(library: Library, record: Record, said: Iterable[Evidence]) -> Iterable[Evidence]:
    """What a family leaves open and its member does not answer for itself."""
    stated = {s.predicate for s in record.statements}
    answered = stated | {wide for predicate in stated for wide in library.schema.above(predicate)}
    return (claim for claim in said if claim.predicate not in answered)


def _silent(records: dict[str, Record]) -> set[str]:
    return {e.source for record in records.values() for e in (*record.disclosure, *record.doubted)}


def _sources(engine: Engine, sources: Iterable[str]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source, page, revision, accessed in _rows(engine, _SOURCES, sources, "source"):
        found.setdefault(source, Source(page or source, revision or None, accessed or None))
    return found


def _licenses(library: Library, licenses: Iterable[str]) -> dict[str, License]:
    names: dict[str, list[str]] = {}
    pages: dict[str, str] = {}
    for license_, name, page in _rows(library.engine, _LICENSES, licenses, "license"):
        known = names.setdefault(license_, [library.names.label(license_)])
        if name and name not in known:
            known.append(name)
        if page:
            pages.setdefault(license_, page)
    return {iri: License(iri, tuple(found), pages.get(iri)) for iri, found in names.items()}


def _measurements(aside: dict[str, Record], results: dict[str, tuple[str, ...]]) -> Iterable[Measurement]:
    for result, (_, metric, benchmark, split, shots, harness, judge, frames, measured) in results.items():
        party = {"FirstParty": "by the makers", "ThirdParty": "by others"}.get(measured, "")
        settings = (f"{shots} shots" if shots else "", harness, f"judged by {judge}" if judge else "")
        conditions = tuple(filter(None, (*settings, f"{frames} frames" if frames else "", party)))
        found: tuple[Statement, ...] = aside[result].statements
        for statement in found:
            if statement.predicate == VLMKG + "score" and standing(statement) != "disputed":
                yield Measurement(statement, metric, benchmark or "a benchmark", split or None, conditions)
