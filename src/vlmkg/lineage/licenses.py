"""The licenses of things and their terms, each with who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vlmkg.lineage import edges as reading
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.relations import Relations
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NOT_DISCLOSED
from vlmkg.terms import PREFIXES, VLMKG

LICENSE: Final = PREFIXES["dcterms"] + "license"

_LICENSES: Final = Relations(frozenset({LICENSE}), frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A kind of term of a license.

    `binding` is the value of `property_` that obliges or forbids (`None`: any value does), `bound` and `free` say in
    words what holds where some license binds and where none does. `detail` is a property whose values say more.
    """

    name: str
    property_: str
    binding: str | None
    bound: str
    free: str
    detail: str | None = None


TERMS: Final[tuple[Term, ...]] = (
    Term("commercial use", VLMKG + "allowsCommercialUse", "false", "not allowed", "allowed"),
    Term("research only", VLMKG + "researchOnly", "true", "research only", "not limited to research"),
    Term("redistribution", VLMKG + "allowsRedistribution", "false", "not allowed", "allowed"),
    Term("attribution", VLMKG + "requiresAttribution", "true", "required", "not required"),
    Term("naming", VLMKG + "requiresNaming", "true", "required", "not required"),
    Term("share-alike", VLMKG + "requiresShareAlike", "true", "required", "not required"),
    Term("user cap", VLMKG + "userCap", None, "at most {} monthly users", "none"),
    Term(
        "field of use",
        VLMKG + "restrictsFieldOfUse",
        "true",
        "some uses are forbidden",
        "not limited",
        VLMKG + "fieldLimit",
    ),
    Term(
        "training on output",
        VLMKG + "allowsTrainingOnOutput",
        "false",
        "not allowed",
        "allowed",
        VLMKG + "outputCondition",
    ),
)
"""The terms in the order in which they are shown."""

OUTPUT: Final = TERMS[-1]
"""The one term that follows the outputs of a model and not its parameters."""


_READ: Final = tuple(dict.fromkeys(p for term in TERMS for p in (term.property_, term.detail) if p))


@dataclass(frozen=True, slots=True)
class Licensed:
    """A license of a thing: the fact that it has it, and the terms that the graph knows, by property."""

    fact: Edge
    terms: Mapping[str, tuple[Edge, ...]]

    @property
    def license(self) -> str:
        """The license's IRI."""
        return self.fact.parent


def licenses(library: Library, things: Iterable[str]) -> tuple[dict[str, list[Licensed]], frozenset[str]]:
    """The licenses of each thing, and the things whose license the makers do not disclose."""
    wanted = set(things)
    stated = reading.steps(library.engine, wanted, _LICENSES, "up")
    found = reading.cited(library, stated, wanted, _LICENSES, "up") if wanted else reading.Found()
    facts: dict[str, list[Edge]] = defaultdict(list)
    for edge in found.edges:
        if edge.stated:
            facts[edge.child].append(edge)
    silent = {thing for thing, claims in found.disclosed.items() if any(c.value == NOT_DISCLOSED for c in claims)}
    terms = _terms(library, {fact.parent for below in facts.values() for fact in below})
    return (
        {
            thing: [Licensed(fact, terms.get(fact.parent, {})) for fact in below]
            for thing, below in facts.items()
            if below
        },
        frozenset(silent),
    )


def _terms(library: Library, wanted: set[str]) -> dict[str, dict[str, tuple[Edge, ...]]]:
    found: dict[str, dict[str, tuple[Edge, ...]]] = {}
    for license_, record in statements.read(library.engine, library.schema, wanted, _READ).items():
        below: dict[str, tuple[Edge, ...]] = {}
        for s in record.statements:
            below[s.predicate] = (*below.get(s.predicate, ()), Edge(license_, s.predicate, s.text, s.evidence))
        for claim in record.disclosure:  # the text of the license is silent
            below.setdefault(claim.predicate, (Edge(license_, claim.predicate, claim.value, (claim,)),))
        found[license_] = below
    return found
