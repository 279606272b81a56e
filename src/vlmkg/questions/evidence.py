"""Who says so: the claims behind facts, and the claims that were turned down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from vlmkg.graph.bind import listed, values
from vlmkg.graph.results import Term, lexical
from vlmkg.graph.store import Engine, select
from vlmkg.terms import VLMKG

Status = Literal["Verified", "Accepted", "Unchecked", "Disputed", "Rejected"]

STATUSES: Final[tuple[Status, ...]] = ("Verified", "Accepted", "Unchecked", "Disputed", "Rejected")
"""From the surest to the least sure."""

MARKS: Final[dict[Status, str]] = {"Verified": "✓", "Accepted": "✓", "Unchecked": "?", "Disputed": "!", "Rejected": "✗"}
"""How sure a claim is: ✓ read in a primary or careful source, ? one list only, ! in dispute, ✗ turned down."""

COLUMNS: Final = "?subject ?property ?value ?status ?qualifier ?source ?sourceLabel ?locator ?note ?claim"
"""What `evidence` reads from a row of a query."""

DETAILS: Final = """{ ?claim vlmkg:claimEntity ?value } UNION { ?claim vlmkg:claimLiteral ?value }
  OPTIONAL { ?claim vlmkg:locator ?locator }
  OPTIONAL { ?claim vlmkg:note ?note }
  OPTIONAL { ?claim vlmkg:qualifier ?qualifierNode . BIND(STRAFTER(STR(?qualifierNode), "#") AS ?qualifier) }
  OPTIONAL { ?source rdfs:label ?sourceLabel }"""
"""The columns of a claim besides its subject, property, status and source."""

_CLAIMS: Final = f"""
SELECT {COLUMNS} WHERE {{
  %s
  ?claim vlmkg:claimSubject ?subject ; vlmkg:claimProperty ?property .
  %s
  ?claim vlmkg:status ?status ; vlmkg:source ?source .
  {DETAILS}
}}
ORDER BY ?subject ?property ?claim
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim: a source states a value of a property of a subject, at a place in it.

    `value` is an IRI or the lexical form of a literal. `qualifier` is one of
    AtLeast, AtMost, MoreThan, About, or None for the plain value.
    """

    claim: str
    subject: str
    predicate: str
    value: str
    status: Status
    qualifier: str | None
    source: str
    source_label: str
    locator: str
    note: str | None

    @property
    def cited(self) -> str:
        """The source and the place in it, for a reader."""
        return f"{self.source_label}, {self.locator}" if self.locator else self.source_label


def claims_about(engine: Engine, subjects: Iterable[str], properties: Iterable[str] | None = None) -> list[Evidence]:
    """Every claim about some entities, or about some properties of them, in a stable order."""
    wanted = sorted(set(subjects))
    if not wanted:
        return []
    about = "" if properties is None else f"FILTER(?property IN ({listed(properties)}))"
    return [evidence(row) for row in select(engine, _CLAIMS % (values("subject", wanted), about))]


def evidence(row: Iterable[Term | None]) -> Evidence:
    """The claim in a row of a query that has the columns `COLUMNS`."""
    subject, predicate, value, status, qualifier, source, source_label, locator, note, claim = map(lexical, row)
    return Evidence(
        claim=claim,
        subject=subject,
        predicate=predicate,
        value=value,
        status=cast(Status, status.rpartition("#")[2]),
        qualifier=qualifier or None,
        source=source,
        source_label=source_label or source,
        locator=locator,
        note=note or None,
    )


def surest(evidence: Iterable[Evidence]) -> Evidence | None:
    """The claim with the best status, or None where there is none."""
    return min(evidence, key=_doubt, default=None)


def surest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Claims from the surest to the least sure."""
    return sorted(evidence, key=_doubt)


def _doubt(claim: Evidence) -> tuple[int, str]:
    return STATUSES.index(claim.status), claim.claim


def cite(evidence: Sequence[Evidence], via: str | None = None) -> str:
    """The surest claim behind a fact, in a few words; `via` is the label of the family of which it was stated."""
    best = surest(evidence)
    if best is None:
        return "no claim"
    word = f"{best.status.lower()}: " if best.status in ("Unchecked", "Disputed") else ""
    words = f"{MARKS[best.status]} {word}{best.cited}"
    if via:
        words += f" (stated of {via})"
    if len(evidence) > 1:
        words += f" (+{len(evidence) - 1} more)"
    return words


def why(claim: Evidence) -> str:
    """Where a claim was made, and the note on it."""
    return claim.cited + (f": {claim.note}" if claim.note else "")


NOT_DISCLOSED: Final = VLMKG + "NotDisclosed"
NONE: Final = VLMKG + "None"
