"""The page of one thing: what it is, what it is made from, how it scores, and who says each of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from vlmkg.http.pages import boards, facts, related, render
from vlmkg.http.pages.flow import flow
from vlmkg.http.pages.kinds import NAMES
from vlmkg.kg import Kg
from vlmkg.lineage.relations import MEMBER_OF, VARIANT_OF
from vlmkg.questions import surroundings
from vlmkg.questions.entities import Entity
from vlmkg.questions.evidence import Evidence
from vlmkg.questions.surroundings import DEPRECATED, REPLACED_BY, Beside, Stated
from vlmkg.terms import BASE, shorten

MOST_CLAIMS: Final = 150
"""So many claims of a source are listed."""

_SIZE: Final = "parameters: "
_HEADLINE: Final = {
    "vlmkg:developedBy": "",
    "dcterms:issued": "",
    "vlmkg:parameterCount": _SIZE,
    "dcterms:license": "",
    "vlmkg:evaluatesCapability": "evaluates ",
}
_COUNT: Final = re.compile(r"\d[\d,]*")
_LEADS_ON: Final = frozenset({"model", "family", "dataset", "benchmark"})
_FORMS: Final = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
_WORDS: Final = {
    "skos:broader": "part of",
    "skos:related": "related to",
    "skos:closeMatch": "much the same as",
    "vlmkg:claimSubject": "speaks of",
    "vlmkg:claimProperty": "property",
    "vlmkg:claimEntity": "value",
    "vlmkg:claimLiteral": "value",
    "vlmkg:locator": "place in the source",
}


@dataclass(frozen=True, slots=True)
class Aside:
    """What is recorded beside the facts: a property and its values, each with the IRI where it is one."""

    label: str
    values: tuple[tuple[str, str | None], ...]


def respond(kg: Kg, iri: str) -> Response:
    """The page of a thing of the graph. Raises UnknownName where there is none."""
    entity = kg.library.describe(iri)
    kind = shorten(iri).partition(":")[0]
    classes = {shorten(name) for name in kg.library.types(iri)}
    beside = surroundings.beside(kg.library, iri)
    drawn = flow(kg, iri, is_model=bool(classes & {"vlmkg:Model", "vlmkg:ModelFamily"})) if kind in _LEADS_ON else None
    tables, scored = boards.of_benchmark(kg, iri) if kind in ("benchmark", "dataset") else ([], 0)
    source = surroundings.stated_in(kg.library, iri, MOST_CLAIMS) if kind == "source" else None
    values: dict[str, Any] = {
        "flow": drawn,
        "stages": surroundings.stages(kg.library, iri) if "vlmkg:ModelEntity" in classes else (),
        "results": boards.of_model(kg, iri) if kind == "model" else (),
        "tables": tables,
        "scored": scored,
        "best": boards.of_capability(kg, iri) if kind == "capability" else (),
        "disclosed": [(kg.role(claim.predicate), kg.label(claim.value), claim) for claim in entity.disclosure],
        "doubts": facts.doubts(kg, entity),
        "properties": facts.properties(entity),
        "asides": _asides(beside),
        "source": source,
        "claims": _claims(kg, source) if source else (),
        "pointing": related.pointing(
            kg, iri, without=kg.library.schema.parental | {VARIANT_OF, MEMBER_OF} if drawn else ()
        ),
    }
    return render.page(
        "entity.html",
        entity=entity,
        kind=kind,
        listed=kind in NAMES,
        curie=entity.curie,
        headline=_headline(entity),
        sections=_sections(entity, values),
        replaced=[b for b in beside if b.predicate == REPLACED_BY],
        deprecated=any(b.predicate in (DEPRECATED, REPLACED_BY) for b in beside),
        away=facts.away(entity),
        sure=facts.sure(entity),
        shown=facts.MOST,
        label=kg.label,
        role=kg.role,
        forms=[(suffix, name, f"/{quote(iri.removeprefix(BASE))}.{suffix}") for suffix, name in _FORMS.items()],
        query=f"SELECT ?property ?value WHERE {{ <{iri}> ?property ?value }}",
        **values,
    )


def _sections(entity: Entity, values: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What stands on the page: the anchor, the name, and how many where that says something."""
    found = (
        ("made", "How it is put together", 0, values["flow"]),
        ("training", "Training", len(values["stages"]), values["stages"]),
        ("results", "Results", sum(len(rows) for *_, rows in values["results"]), values["results"]),
        ("board", "Scores", values["scored"], values["tables"]),
        ("best", "Benchmarks", len(values["best"]), values["best"]),
        ("unknown", "Not known", len(values["disclosed"]), values["disclosed"]),
        ("doubts", "In dispute", len(values["doubts"]), values["doubts"]),
        ("facts", "Facts", len(entity.facts), values["properties"] or values["asides"]),
        ("stated", "What it states", values["source"].total if values["source"] else 0, values["source"]),
        ("points", "What refers to it", 0, values["pointing"]),
    )
    return [(anchor, name, count) for anchor, name, count, there in found if there]


def _claims(kg: Kg, source: Stated) -> list[tuple[Evidence, str, str, str]]:
    """The claims of a source: each with its subject, property and value for a reader."""
    kg.library.expect(text for claim in source.claims for text in (claim.subject, claim.value))
    return [(c, kg.label(c.subject), kg.role(c.predicate), facts.said(kg, c)) for c in source.claims]


def _headline(entity: Entity) -> list[tuple[str, list[facts.Value]]]:
    """Who made it, when, how large it is, under which terms: what one asks first, each with a word before it."""
    found = {p.name: p.values for p in facts.properties(entity)}
    line = [(before, list(found[name][:3])) for name, before in _HEADLINE.items() if name in found]
    return [(before, [_sized(value) if before == _SIZE else value for value in values]) for before, values in line]


def _sized(value: facts.Value) -> facts.Value:
    """A count of parameters in the way of the field: `about 7 billion`."""
    return replace(value, text=_COUNT.sub(lambda digits: in_words(int(digits[0].replace(",", ""))), value.text))


def in_words(count: int) -> str:
    """A large number in words: 7,600,000,000 as `7.6 billion`."""
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{count:,}"


def _asides(beside: list[Beside]) -> list[Aside]:
    found: dict[str, list[tuple[str, str | None]]] = {}
    for one in beside:
        if one.predicate not in (DEPRECATED, REPLACED_BY):
            label = _WORDS.get(shorten(one.predicate), one.label)
            found.setdefault(label, []).append((one.value, one.iri))
    order = list(_WORDS.values())
    ordered = sorted(found, key=lambda label: order.index(label) if label in order else len(order))
    return [Aside(label, tuple(found[label])) for label in ordered]
