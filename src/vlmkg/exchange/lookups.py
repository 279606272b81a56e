"""What a bill looks up beside statements: kinds and definitions of things, licenses, sources, stages, scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from vlmkg.exchange.materials import License, Measurement, Source, standing
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.entities import Library
from vlmkg.questions.statements import Record
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


def rows(engine: Engine, query: str, things: Iterable[str], variable: str = "thing") -> list[tuple[str, ...]]:
    """The rows of one of the queries above for some things, as text."""
    wanted = sorted(set(things))
    if not wanted:
        return []
    return [tuple(map(lexical, row)) for row in select(engine, query % values(variable, wanted))]


def wide(engine: Engine, things: Iterable[str]) -> dict[str, set[str]]:
    """The wide classes (short form) of each thing, of those that a bill can be about; others are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, class_ in rows(engine, _WIDE, things):
        found[thing].add(shorten(class_))
    return found


def definitions(engine: Engine, things: Iterable[str]) -> dict[str, str]:
    """The definition of each thing that has one."""
    found: dict[str, str] = {}
    for thing, text in rows(engine, _DEFINITIONS, things):
        found.setdefault(thing, text)
    return found


def families(engine: Engine, things: Iterable[str]) -> dict[str, list[str]]:
    """The families of each thing, and theirs."""
    found: dict[str, list[str]] = defaultdict(list)
    for thing, family in rows(engine, _FAMILIES, things):
        found[thing].append(family)
    return found


def sources(engine: Engine, named: Iterable[str]) -> dict[str, Source]:
    """Where to find each source."""
    found: dict[str, Source] = {}
    for source, page, revision, accessed in rows(engine, _SOURCES, named, "source"):
        found.setdefault(source, Source(page or source, revision or None, accessed or None))
    return found


def licenses(library: Library, named: Iterable[str]) -> dict[str, License]:
    """The names and the address of each license."""
    names: dict[str, list[str]] = {}
    pages: dict[str, str] = {}
    for license_, name, page in rows(library.engine, _LICENSES, named, "license"):
        known = names.setdefault(license_, [library.names.label(license_)])
        if name and name not in known:
            known.append(name)
        if page:
            pages.setdefault(license_, page)
    return {iri: License(iri, tuple(found), pages.get(iri)) for iri, found in names.items()}


def stages(engine: Engine, thing: str) -> dict[str, tuple[int, str]]:
    """The number and the label of each training stage of a thing."""
    found = rows(engine, _STAGES, [thing])
    return {
        stage: (int(number) if number.isdecimal() else 0, label or shorten(stage)) for stage, number, label in found
    }


def results(engine: Engine, thing: str) -> dict[str, tuple[str, ...]]:
    """The row of each result of a thing, for `measurements`."""
    return {row[0]: row for row in rows(engine, _RESULTS, [thing])}


def measurements(found: dict[str, tuple[str, ...]], records: dict[str, Record]) -> Iterable[Measurement]:
    """The scores of some results, with the conditions under which they were measured."""
    for result, (_, metric, benchmark, split, shots, harness, judge, frames, measured) in found.items():
        party = {"FirstParty": "by the makers", "ThirdParty": "by others"}.get(measured, "")
        settings = (f"{shots} shots" if shots else "", harness, f"judged by {judge}" if judge else "")
        conditions = tuple(filter(None, (*settings, f"{frames} frames" if frames else "", party)))
        for statement in records[result].statements:
            if statement.predicate == VLMKG + "score" and standing(statement) != "disputed":
                yield Measurement(statement, metric, benchmark or "a benchmark", split or None, conditions)
