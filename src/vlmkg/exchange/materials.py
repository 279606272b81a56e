"""What goes into a bill of materials: a model, its parts and ancestors, the data behind them, and what is not known.

Parameters are followed to the end, through parts, ancestors and the versions they are of; so is data through the data
it was made from. A model that wrote data or taught another is named and not followed, for no parameters flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vlmkg.questions.evidence import NONE, NOT_DISCLOSED, Evidence, surest
from vlmkg.questions.schema import Schema
from vlmkg.questions.statements import Record, Statement
from vlmkg.terms import VLMKG, expand, shorten

Role = Literal["subject", "part", "ancestor", "training data", "data behind it", "writer of data", "teacher"]
Nature = Literal["model", "connector", "data"]
Relation = Literal["part", "ancestor", "version of", "training data", "made from", "written by", "taught by"]
Standing = Literal["sure", "unchecked", "unclaimed", "disputed"]
State = Literal["stated", "partly disclosed", "not disclosed", "none", "not recorded"]

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "parts": ("vlmkg:hasComponent", "vlmkg:usesConnector"),
    "ancestors": ("vlmkg:derivedFrom",),
    "training data": ("vlmkg:trainedOn",),
    "data sources": ("vlmkg:derivedFromDataset",),
    "license": ("dcterms:license",),
    "maker": ("vlmkg:developedBy",),
}
"""What a reader of a bill asks about, and the properties that answer it, those below them included."""

TOPICS_OF: Final[dict[Nature, tuple[str, ...]]] = {
    "model": ("parts", "ancestors", "training data", "license", "maker"),
    "connector": (),
    "data": ("data sources", "license", "maker"),
}

IN_WORDS: Final[dict[State, str]] = {
    "stated": "stated; whether there is more is not known",
    "partly disclosed": "partly stated; the makers do not disclose the rest",
    "not disclosed": "not disclosed: the makers do not say",
    "none": "none: the makers say that there is none",
    "not recorded": "not recorded: nobody has looked it up yet",
}
"""What a document says of each state, so that not knowing never looks like none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How much is known of one topic of one thing, and the claims that say that it is none or not disclosed."""

    topic: str
    state: State
    claims: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One thing of a bill, with all that is on record about it.

    `kind` is the label of its class. `facts` are the statements that may become
    content; those with nothing but disputed claims behind them are in `record`
    alone. `inherited` holds what its families do not disclose or say that there
    is none of.
    """

    iri: str
    label: str
    kind: str
    nature: Nature
    roles: tuple[Role, ...]
    definition: str | None
    record: Record
    facts: tuple[Statement, ...]
    inherited: tuple[Evidence, ...]

    def of(self, curie: str) -> tuple[Statement, ...]:
        """The facts of one property."""
        iri = expand(curie)
        return tuple(s for s in self.facts if s.predicate == iri)


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that leads from one material to another, and what it means for a bill."""

    relation: Relation
    statement: Statement


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim was read. `revision` is a commit, `accessed` the day it was read (ISO 8601)."""

    page: str
    revision: str | None
    accessed: str | None


@dataclass(frozen=True, slots=True)
class License:
    """A license as a bill names it; `names` are its label and other names, the label first."""

    iri: str
    names: tuple[str, ...]
    page: str | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A score of the subject; `conditions` says under which settings and by whom it was measured."""

    statement: Statement
    metric: str
    benchmark: str
    split: str | None
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A training stage of the subject with all that was stated of it."""

    iri: str
    number: int
    label: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Materials:
    """Everything a bill is made of. The first of `things` is what the bill is about; `aside` holds records of what is
    named and no material itself: licenses, makers, stages, scores.
    """

    things: tuple[Material, ...]
    links: tuple[Link, ...]
    licenses: Mapping[str, License]
    makers: Mapping[str, str]
    sources: Mapping[str, Source]
    measurements: tuple[Measurement, ...]
    stages: tuple[Stage, ...]
    aside: Mapping[str, Record]
    schema: Schema
    digest: str

    @property
    def subject(self) -> Material:
        """What the bill is about."""
        return self.things[0]

    def links_from(self, iri: str, *relations: Relation) -> list[Link]:
        """The links of some kinds that lead away from one thing."""
        return [link for link in self.links if link.statement.subject == iri and link.relation in relations]

    def licenses_of(self, thing: Material) -> list[Statement]:
        """The statements that name a license of a thing."""
        return [s for s in thing.of("dcterms:license") if s.text in self.licenses]

    def makers_of(self, thing: Material) -> list[Statement]:
        """The statements that name a maker of a thing."""
        return [s for s in thing.of("vlmkg:developedBy") if s.text in self.makers]

    def gaps(self, thing: Material) -> list[Gap]:
        """How much is known of each topic of a thing."""
        return [gap(self.schema, thing, topic) for topic in TOPICS_OF[thing.nature]]

    def revision(self, thing: Material, hub_id: str) -> str | None:
        """The commit of a hub repository at which all claims about a thing that pin one were read."""
        home = f"https://huggingface.co/{hub_id}"
        read = {self.sources[e.source] for s in thing.facts for e in s.evidence if e.source in self.sources}
        pinned = {s.revision for s in read if s.revision and (s.page == home or s.page.startswith(home + "/"))}
        return pinned.pop() if len(pinned) == 1 else None


def standing(statement: Statement) -> Standing:
    """How sure a fact is: the status of its best claim, or that nobody is on record for it."""
    best = surest(statement.evidence)
    if best is None:
        return "unclaimed"
    match best.status:
        case "Verified" | "Accepted":
            return "sure"
        case "Unchecked":
            return "unchecked"
        case _:
            return "disputed"


def cited(statement: Statement) -> tuple[Evidence, ...]:
    """The claims behind a fact that a document may show."""
    return tuple(e for e in statement.evidence if e.status not in ("Disputed", "Rejected"))


def gap(schema: Schema, thing: Material, topic: str) -> Gap:
    """How much is known of one topic of one thing.

    "None" of a narrower property, such as the vision encoder, is not "none" of the topic; "not disclosed" of one is
    enough to know that something is missing.
    """
    roots = [str(expand(curie)) for curie in TOPICS[topic]]

    def below(predicate: str) -> bool:
        return any(predicate == root or root in schema.above(predicate) for root in roots)

    def above(predicate: str) -> bool:
        return any(predicate == root or predicate in schema.above(root) for root in roots[:1])

    said = [e for e in (*thing.record.disclosure, *thing.inherited) if e.status != "Disputed"]
    hidden = tuple(e for e in said if e.value == NOT_DISCLOSED and (below(e.predicate) or above(e.predicate)))
    none = tuple(e for e in said if e.value == NONE and above(e.predicate))
    known = any(below(s.predicate) for s in thing.facts)
    if hidden:
        return Gap(topic, "partly disclosed" if known else "not disclosed", hidden)
    if known:
        return Gap(topic, "stated", ())
    return Gap(topic, "none", none) if none else Gap(topic, "not recorded", ())


def followed(thing: Material) -> bool:
    """Whether what a thing came from is part of the bill; not so where it only wrote data or taught."""
    return not set(thing.roles) <= {"writer of data", "teacher"}


def relation(schema: Schema, predicate: str) -> Relation | None:
    """What a property means for a bill of materials, or None where it leads to no material."""
    above = {shorten(p) for p in schema.above(predicate)} | {shorten(predicate)}
    if above & {"vlmkg:hasComponent", "vlmkg:usesConnector"}:
        return "part"
    if "vlmkg:builtFrom" in above:
        return "ancestor"
    if predicate == VLMKG + "variantOf":
        return "version of"
    if "vlmkg:trainedOn" in above:
        return "training data"
    if "vlmkg:derivedFromDataset" in above:
        return "made from"
    if "vlmkg:generatedBy" in above:
        return "written by"
    return "taught by" if "vlmkg:distilledFrom" in above else None
