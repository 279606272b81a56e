"""Gathering the materials of one model from a loaded graph, level by level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from vlmkg.errors import UsageError
from vlmkg.exchange import lookups
from vlmkg.exchange.materials import Link, Material, Materials, Nature, Relation, Role, Stage, relation, standing
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence
from vlmkg.questions.statements import Record, Statement

_FOLLOWED: Final[frozenset[Relation]] = frozenset({"part", "ancestor", "version of", "training data", "made from"})
_ROLES: Final[tuple[Role, ...]] = (
    "subject",
    "part",
    "ancestor",
    "training data",
    "data behind it",
    "writer of data",
    "teacher",
)

_DATA: Final[frozenset[Role]] = frozenset({"training data", "data behind it"})


def gather(library: Library, iri: str, digest: str) -> Materials:
    """Everything that a bill of materials of one model, model family or dataset is made of.

    Raises UnknownName where there is no such thing, UsageError where it is a thing of another kind.
    """
    described = library.describe(iri)
    if not lookups.wide(library.engine, [iri]):
        what = described.classes[0] if described.classes else "thing of no known kind"
        raise UsageError(
            f"{described.label} is no model, model family or dataset but a {what}; name one of those, "
            "`vlmkg search` finds them"
        )
    records, links, roles = _walk(library, iri)
    things = sorted(_materials(library, records, roles), key=lambda m: (_ROLES.index(m.roles[0]), m.label, m.iri))
    licenses, makers = (
        _entities(s for thing in things for s in thing.of(curie)) for curie in ("dcterms:license", "vlmkg:developedBy")
    )
    stages = lookups.stages(library.engine, iri)
    results = lookups.results(library.engine, iri)
    beside = {*licenses, *makers, *stages, *results} - set(records)
    aside = statements.read(library.engine, library.schema, beside)
    cited = {e.source for r in (*records.values(), *aside.values()) for s in r.statements for e in s.evidence}
    silent = {e.source for thing in things for e in (*thing.record.disclosure, *thing.inherited)}
    return Materials(
        things=tuple(things),
        links=tuple(links),
        licenses=lookups.licenses(library, licenses),
        makers={maker: library.names.label(maker) for maker in makers},
        sources=lookups.sources(library.engine, cited | silent),
        measurements=tuple(lookups.measurements(results, records | aside)),
        stages=tuple(
            Stage(stage, number, label, (records | aside)[stage].statements)
            for stage, (number, label) in stages.items()
        ),
        aside=aside,
        schema=library.schema,
        digest=digest,
    )


def _materials(library: Library, records: dict[str, Record], roles: dict[str, set[Role]]) -> Iterable[Material]:
    wide = lookups.wide(library.engine, records)
    classes = library.classes(records)
    definitions = lookups.definitions(library.engine, records)
    inherited = _inherited(library, records)
    for thing, record in records.items():
        found = wide.get(thing, set())
        nature: Nature = "model"
        if "vlmkg:Connector" in found:
            nature = "connector"
        elif not found & {"vlmkg:Model", "vlmkg:ModelFamily"} and (found or roles[thing] & _DATA):
            nature = "data"
        yield Material(
            iri=thing,
            label=library.names.label(thing),
            kind=next(iter(classes.get(thing, ())), nature),
            nature=nature,
            roles=_in_order(roles[thing]),
            definition=definitions.get(thing),
            record=record,
            facts=tuple(s for s in record.statements if standing(s) != "disputed"),
            inherited=tuple(_left_open(library, record, inherited.get(thing, ()))),
        )


def _in_order(roles: set[Role]) -> tuple[Role, ...]:
    """The roles of a thing; the subject has no other, and the nearer of two of one kind is enough."""
    if "subject" in roles:
        return ("subject",)
    farther = {"ancestor"} if "part" in roles else set()
    farther |= {"data behind it"} if "training data" in roles else set()
    return tuple(role for role in _ROLES if role in roles - farther)


def _entities(found: Iterable[Statement]) -> list[str]:
    return sorted({s.text for s in found if isinstance(s.value, ox.NamedNode)})


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
                if meaning is None or standing(statement) == "disputed":
                    continue
                if not isinstance(statement.value, ox.NamedNode):
                    continue
                links.append(Link(meaning, statement))
                of_data = meaning == "version of" and roles[thing] <= _DATA
                roles[statement.text].add("data behind it" if of_data else _role(meaning, direct=thing == iri))
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


def _inherited(library: Library, things: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
    """What the families of each thing do not disclose, or say that there is none of."""
    families = lookups.families(library.engine, things)
    records = statements.read(library.engine, library.schema, {f for above in families.values() for f in above})
    return {t: tuple(e for family in above for e in records[family].disclosure) for t, above in families.items()}


def _left_open(library: Library, record: Record, said: Iterable[Evidence]) -> Iterable[Evidence]:
    """What a family leaves open and its member does not answer for itself."""
    stated = {s.predicate for s in record.statements}
    answered = stated | {wide for predicate in stated for wide in library.schema.above(predicate)}
    return (claim for claim in said if claim.predicate not in answered)
