"""Disputes: what good sources state against one another, both sides kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import Value, lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.relations import role
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence, claims_about
from vlmkg.terms import shorten

_DISPUTED: Final = """
SELECT ?claim ?subject ?other ?otherSubject WHERE {
  %s
  %s
  ?claim vlmkg:status ?status ; vlmkg:claimSubject ?subject .
  OPTIONAL { { ?claim vlmkg:contradicts ?other } UNION { ?other vlmkg:contradicts ?claim }
             ?other vlmkg:claimSubject ?otherSubject }
}
ORDER BY ?subject ?claim ?other
"""


@dataclass(frozen=True, repr=False)
class Disputes(Answer):
    """Claims in dispute or turned down, each with a claim that stands against it where one is named.

    `value` and `against` are what the two state, `says` and `others` where.
    """


def disputes(library: Library, thing: str | None = None, *, rejected: bool = True) -> Disputes:
    """The disputes about one thing, or all; `rejected=False` leaves out what was turned down and is settled."""
    states = ["https://w3id.org/vlmkg/ontology#Disputed"] + ["https://w3id.org/vlmkg/ontology#Rejected"] * rejected
    asked = bound("subject", [thing]) if thing else ""
    found = [tuple(map(lexical, r)) for r in select(library.engine, _DISPUTED % (bound("status", states), asked))]
    subjects = {subject for _, subject, _, _ in found} | {other for *_, other in found if other}
    claims = {claim.claim: claim for claim in claims_about(library.engine, subjects)}
    entries = []
    for iri, _, against, _ in dict.fromkeys(found):
        claim, other = claims[iri], claims.get(against)
        values: dict[str, Value] = {
            "thing": shorten(claim.subject),
            "label": library.value(claim.subject),
            "property": role(library.schema, claim.predicate),
            "value": library.value(claim.value),
            "status": claim.status,
            "says": claim.cited,
            "against": library.value(other.value) if other else None,
            "others": other.cited if other else None,
            "note": claim.note,
        }
        entries.append(row(values, (), [_fact(claim), *([_fact(other)] if other else [])]))
    title = f"What is in dispute about {library.value(thing)}" if thing else "What is in dispute"
    columns = ("thing", "label", "property", "value", "status", "says", "against", "others", "note")
    return Disputes(library, title, columns, tuple(entries))


def _fact(claim: Evidence) -> Edge:
    return Edge(claim.subject, claim.predicate, claim.value, (claim,))
