"""The facts about a thing with who says so, and the claims that did not become facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from vlmkg.http.pages import links
from vlmkg.kg import Kg
from vlmkg.lineage import relations
from vlmkg.questions.entities import AMOUNTS, Entity, Fact
from vlmkg.questions.evidence import Evidence, surest_first
from vlmkg.terms import shorten

MOST: Final = 250
"""So many facts are listed."""

_FIRST: Final = (
    "dcterms:issued",
    "vlmkg:developedBy",
    "dcterms:license",
    "vlmkg:parameterCount",
    "vlmkg:activeParameterCount",
    "vlmkg:contextLength",
    "vlmkg:imageResolution",
    "vlmkg:score",
    "vlmkg:architecture",
    "vlmkg:encoderArchitecture",
)
_LAST: Final = (
    "vlmkg:hasCapability",
    "vlmkg:detail",
    "vlmkg:feature",
    "vlmkg:huggingFaceId",
    "vlmkg:arxivId",
    "schema:codeRepository",
    "foaf:homepage",
    "foaf:page",
)
_AWAY: Final = {
    "vlmkg:huggingFaceId": ("Hugging Face", "https://huggingface.co/{}", re.compile(r"[\w.\-]+(/[\w.\-]+)?")),
    "vlmkg:arxivId": ("arXiv", "https://arxiv.org/abs/{}", re.compile(r"[\w.\-]+(/\d+)?")),
    "schema:codeRepository": ("Code", "", None),
    "foaf:homepage": ("Home page", "", None),
    "foaf:page": ("Page", "", None),
}

_WHOLE: Final = re.compile(r"[1-9]\d{4,17}")  # a shorter number may be a year


@dataclass(frozen=True, slots=True)
class Value:
    """One value as a reader is shown it, where it leads if anywhere, and who says so, the surest first."""

    text: str
    href: str | None
    evidence: tuple[Evidence, ...]
    via: str | None


@dataclass(frozen=True, slots=True)
class Property:
    """One property with all its values."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim that was turned down or is in dispute, and the claims that stand against it."""

    claim: Evidence
    role: str
    value: str
    href: str | None
    against: tuple[tuple[Evidence, str], ...]


def properties(entity: Entity) -> list[Property]:
    """The facts, property by property: what one looks for first, then lineage, then the rest."""
    found: dict[str, list[Fact]] = {}
    for fact in entity.facts:
        found.setdefault(fact.predicate, []).append(fact)
    return [
        Property(shorten(name), relations.ROLES.get(shorten(name), facts[0].label), tuple(map(_value, facts)))
        for name, facts in sorted(found.items(), key=lambda item: _place(item[0]))
    ]


def away(entity: Entity) -> list[tuple[str, str]]:
    """Where the web has more: a name and an address each, the first of its kind."""
    found: dict[str, str] = {}
    for fact in entity.facts:
        if fact.via is None and (known := _AWAY.get(shorten(fact.predicate))) and (href := _href(fact)):
            found.setdefault(known[0], href)
    return list(found.items())


def doubts(kg: Kg, entity: Entity) -> list[Doubt]:
    """What was turned down or is in dispute about a thing, with what stands against each."""
    against: dict[str, list[tuple[Evidence, str]]] = {}
    for entry in kg.disputes(entity.iri).entries if entity.doubted else ():
        claims = [claim for edge in entry.also for claim in edge.evidence]
        against.setdefault(claims[0].claim, []).extend((other, said(kg, other)) for other in claims[1:])
    return [
        Doubt(claim, kg.role(claim.predicate), said(kg, claim), links.href(claim.value), tuple(others))
        for claim in entity.doubted
        for others in [against.get(claim.claim, [])]
    ]


def said(kg: Kg, claim: Evidence) -> str:
    """What a claim says, for a reader: a label, a number with its commas, or the text as it stands."""
    whole = _WHOLE.fullmatch(claim.value)
    value = f"{int(claim.value):,}" if whole else kg.label(claim.value)
    return AMOUNTS.get(claim.qualifier or "", "") + value


def sure(entity: Entity) -> int:
    """How many of the facts were read in a primary or a careful source."""
    return sum(1 for fact in entity.facts if any(e.status in ("Verified", "Accepted") for e in fact.evidence))


def _value(fact: Fact) -> Value:
    text = (
        {"true": "yes", "false": "no"}.get(fact.shown.lower(), fact.shown)
        if fact.datatype == "xsd:boolean"
        else fact.shown
    )
    return Value(text, _href(fact), tuple(surest_first(fact.evidence)), fact.via)


def _href(fact: Fact) -> str | None:
    if fact.iri is not None:
        return links.href(fact.iri)
    _, address, form = _AWAY.get(shorten(fact.predicate), ("", "", None))
    if address and form is not None and form.fullmatch(fact.value):
        return address.format(quote(fact.value))
    return links.href(fact.value) if fact.datatype == "xsd:anyURI" else None


def _place(predicate: str) -> tuple[int, int, str]:
    name = shorten(predicate)
    for group, names in ((0, _FIRST), (3, _LAST)):
        if name in names:
            return group, names.index(name), name
    return (1, relations.place(predicate), name) if name in relations.ROLES else (2, 0, name)
