"""One thing: its names, its facts, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.errors import UnknownName
from vlmkg.graph import columns, markup
from vlmkg.graph.bind import values
from vlmkg.graph.records import Records
from vlmkg.graph.results import lexical, plain
from vlmkg.graph.store import Engine, select
from vlmkg.questions import statements
from vlmkg.questions.evidence import MARKS, NONE, NOT_DISCLOSED, Evidence, cite, why
from vlmkg.questions.labels import Labels
from vlmkg.questions.memory import Memory
from vlmkg.questions.schema import Schema
from vlmkg.questions.search import Names
from vlmkg.questions.statements import Statement
from vlmkg.terms import BASE, VLMKG, shorten

_NAMING: Final = """
SELECT ?subject ?property ?value WHERE {
  %s
  { ?subject rdf:type ?value . BIND(rdf:type AS ?property) }
  UNION { ?subject skos:altLabel ?value . BIND(skos:altLabel AS ?property) }
  UNION { ?subject skos:definition ?value . BIND(skos:definition AS ?property) }
}
"""
_TYPES: Final = "SELECT ?subject ?class WHERE { %s ?subject a ?class }"
_INSTANCES: Final = "SELECT ?thing WHERE { %s ?thing a ?class }"

AMOUNTS: Final = {"AtLeast": "at least ", "AtMost": "at most ", "MoreThan": "more than ", "About": "about "}
"""How the qualifier of a claim is said before its value."""

_HEADERS: Final = ("property", "value", "who says so")


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one property, for a reader.

    `value` is an entity's label or the plain value; `iri` is set where the value
    is an IRI, `datatype` where it is a literal. `via` is the label of the family of which the fact was stated,
    where it was not stated of the thing itself.
    """

    predicate: str
    label: str
    value: str
    iri: str | None
    datatype: str | None
    evidence: tuple[Evidence, ...]
    via: str | None

    @property
    def shown(self) -> str:
        """The value as a reader is shown it: `about 7,000,000,000`."""
        amount = AMOUNTS.get(next((e.qualifier for e in self.evidence if e.qualifier), ""), "")
        return amount + (f"{int(self.value):,}" if self.datatype == "xsd:integer" else self.value)


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph, as far as the graph knows it.

    `doubted` holds claims about it that were turned down or are in dispute, `disclosure` those that say that there is
    none or that the makers do not say; `claim_labels` names, for a reader, what these claims speak of.
    """

    iri: str
    label: str
    classes: tuple[str, ...]
    other_names: tuple[str, ...]
    definition: str | None
    facts: tuple[Fact, ...]
    doubted: tuple[Evidence, ...]
    disclosure: tuple[Evidence, ...]
    claim_labels: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def curie(self) -> str:
        """The short form of its IRI."""
        return shorten(self.iri)

    @property
    def _rows(self) -> list[tuple[str, str, str]]:
        return [(fact.label, fact.shown, cite(fact.evidence, fact.via)) for fact in self.facts]

    def _said(self, claim: Evidence) -> str:
        property_, value = (self.claim_labels.get(text, text) for text in (claim.predicate, claim.value))
        return f"{MARKS[claim.status]} {property_}: {value}, says {why(claim)}"

    def _repr_html_(self) -> str:
        names = f"also: {', '.join(self.other_names)}" if self.other_names else ""
        head = markup.joined((markup.element("strong", self.label), markup.element("code", self.curie)), " ")
        parts = [markup.element("p", markup.lines(filter(None, (head, " · ".join(self.classes), names))))]
        parts.append(markup.element("p", self.definition))
        if self.facts:
            parts.append(markup.table(_HEADERS, self._rows, most=markup.MOST))
            more = markup.left_out(len(self.facts), markup.MOST, "facts", "facts")
            parts.append(markup.element("p", markup.element("em", more)))
        for title, claims in (("Not known", self.disclosure), ("Turned down or in dispute", self.doubted)):
            if claims:
                said = markup.joined(markup.element("li", self._said(claim)) for claim in claims)
                parts.append(markup.folded(f"{title} ({len(claims)})", markup.element("ul", said), opened=True))
        return markup.output(*parts)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        head = [f"{self.label} ({self.curie})", " · ".join(self.classes), self.definition or ""]
        said = [self._said(claim) for claim in (*self.disclosure, *self.doubted)]
        printer.text("\n".join(columns.line(text) for text in head if text))
        printer.text("\n" + columns.table(_HEADERS, self._rows, most=markup.MOST))
        printer.text("".join("\n" + columns.line(text) for text in said))


class Library:
    """Where things are looked up: an engine with the names and the schema read from it, each when first needed.

    `records` hold what was read of each thing before, of a graph that cannot change.
    """

    def __init__(self, engine: Engine, records: Records | None = None) -> None:
        self.engine = engine
        self.schema = Schema(engine)
        self.memory = Memory(records)
        self._labels = Labels(engine, self.memory)
        self.names = Names(engine, self._labels)
        self._narrowed: dict[frozenset[str], tuple[str, ...]] = {}

    def close(self) -> None:
        """Remember nothing from now on, because somebody may change the graph."""
        self.memory.close()
        self._labels.close()

    def for_now(self) -> Library:
        """The same for one question, during which the graph does not change: what is read is remembered."""
        passing = copy(self)
        passing.memory = self.memory.passing()
        return passing

    def expect(self, iris: Iterable[str]) -> None:
        """Say of which things a reader will be shown the labels, so that they are read together."""
        self._labels.expect(iris)

    def value(self, text: str) -> str:
        """What a reader is shown for a claim's value: a label, or the value as it stands."""
        if text == NOT_DISCLOSED:
            return "not disclosed"
        if text == NONE:
            return "none"
        return self._labels.of(text) if text.startswith(BASE) else text

    def check(self, iri: str) -> None:
        """Raise UnknownName where a thing is not in the graph."""
        if not self._types([iri]):
            self.describe(iri)

    def describe(self, iri: str) -> Entity:
        """What was stated of one thing, and what was turned down. Raises UnknownName where it is not in the graph."""
        record = statements.read(self.engine, self.schema, [iri])[iri]
        naming = self._naming([iri]).get(iri)
        if naming is None and not record.statements and not record.doubted:
            raise UnknownName(f"{shorten(iri)} is not in the graph; `vlmkg search` finds what is")
        classes, other, definition = naming or ((), (), None)
        return Entity(
            iri=iri,
            label=self._labels.of(iri),
            classes=classes,
            other_names=other,
            definition=definition,
            facts=tuple(self._fact(statement) for statement in record.statements),
            doubted=record.doubted,
            disclosure=record.disclosure,
            claim_labels=self.claim_labels((*record.doubted, *record.disclosure)),
        )

    def claim_labels(self, claims: Iterable[Evidence]) -> dict[str, str]:
        """What claims speak of, for a reader: subjects, properties and values."""
        found: dict[str, str] = {}
        for claim in claims:
            found[claim.predicate] = self.schema.label(claim.predicate)
            found |= {text: self.value(text) for text in (claim.subject, claim.value)}
        return found

    def types(self, iri: str) -> frozenset[str]:
        """The IRIs of the classes of a thing, wider ones included."""
        return frozenset(self._types([iri]).get(iri, ()))

    def instances(self, class_: str) -> frozenset[str]:
        """The IRIs of all things of a class."""

        def read(wanted: set[str]) -> dict[str, frozenset[str]]:
            return {
                one: frozenset(lexical(thing) for (thing,) in select(self.engine, _INSTANCES % values("class", [one])))
                for one in wanted
            }

        return self.memory.get("instances", [class_], read)[class_]

    def classes(self, iris: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The labels of the most specific classes of each thing."""
        found: dict[str, tuple[str, ...]] = {}
        for iri, types in self._types(iris).items():
            if (key := frozenset(types)) not in self._narrowed:
                self._narrowed[key] = self._narrowest(key)
            found[iri] = self._narrowed[key]
        return found

    def _types(self, iris: Iterable[str]) -> dict[str, list[str]]:
        return self.memory.get("types", iris, partial(read_types, self.engine))

    def _fact(self, statement: Statement) -> Fact:
        value = statement.value
        is_iri = isinstance(value, ox.NamedNode)
        return Fact(
            predicate=statement.predicate,
            label=self.schema.label(statement.predicate),
            value=self.value(statement.text) if is_iri else str(plain(value)),
            iri=statement.text if is_iri else None,
            datatype=shorten(value.datatype.value) if isinstance(value, ox.Literal) else None,
            evidence=statement.evidence,
            via=self._labels.of(statement.via) if statement.via else None,
        )

    def _naming(self, iris: Iterable[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str | None]]:
        wanted = sorted(set(iris))
        if not wanted:
            return {}
        classes: dict[str, set[str]] = {}
        other: dict[str, list[str]] = {}
        definitions: dict[str, str] = {}
        rows = select(self.engine, _NAMING % values("subject", wanted))
        for key, property_, text in sorted(tuple(map(lexical, row)) for row in rows):
            match shorten(property_):
                case "rdf:type":
                    classes.setdefault(key, set()).add(text)
                case "skos:altLabel":
                    other.setdefault(key, []).append(text)
                case _:
                    definitions.setdefault(key, text)
        return {
            key: (self._narrowest(found), tuple(sorted(other.get(key, ()))), definitions.get(key))
            for key, found in classes.items()
        }

    def _narrowest(self, classes: AbstractSet[str]) -> tuple[str, ...]:
        ours = {c for c in classes if c.startswith(VLMKG)}
        above = {wide for c in ours for wide in self.schema.above(c)}
        return tuple(sorted(self.schema.label(c) for c in ours - above))


def read_types(engine: Engine, things: set[str]) -> dict[str, list[str]]:
    """The IRIs of the classes of each thing, wider ones included, in alphabetical order."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject, class_ in select(engine, _TYPES % values("subject", sorted(things))):
        found[lexical(subject)].append(lexical(class_))
    return {thing: sorted(classes) for thing, classes in found.items()}
