"""The licenses of things and their terms, each with who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vlmkg.lineage import citing, reading
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.relations import LICENSE, Relations
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG

_LICENSES: Final = Relations(frozenset({LICENSE}), frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A kind of term of a license.

    `binding` is the value of `property_` that obliges or forbids (`None`: any value does, and none means that the text
    names none), `bound` and `free` say in words what holds where some license binds and where none does; `{}` in
    `bound` stands for the value. `detail` is a property whose values say more.
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
    Term("user cap", VLMKG + "userCap", None, "a license of its own above {} monthly users", "none"),
    Term(
        "territory",
        VLMKG + "excludedTerritory",
        None,
        "not granted everywhere",
        "not limited",
        VLMKG + "excludedTerritory",
    ),
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
    """A license of a thing: the fact that it has it, the terms that the graph knows, and what is in dispute.

    `disputed` are other licenses that good sources give the thing, each with the claim in dispute.
    """

    fact: Edge
    terms: Mapping[str, tuple[Edge, ...]]
    disputed: tuple[Edge, ...] = ()

    @property
    def license(self) -> str:
        """The license's IRI."""
        return self.fact.parent


@dataclass(frozen=True, slots=True)
class Licenses:
    """The licenses of some things.

    `of` are those of each thing that has any; `makers` says who made a thing, `published` which things have a page of
    their own on a hub; `terms` are those of every license met, in dispute or not.
    """

    of: Mapping[str, list[Licensed]]
    makers: Mapping[str, frozenset[str]]
    published: frozenset[str]
    terms: Mapping[str, Mapping[str, tuple[Edge, ...]]]


def licenses(library: Library, things: Iterable[str]) -> Licenses:
    """The licenses of each thing, with what is needed to tell under which license an unlicensed part comes."""
    wanted = set(things)
    stated = reading.steps(library, wanted, _LICENSES, "up")
    found = citing.cited(library, stated, wanted, _LICENSES, "up") if wanted else citing.Found()
    facts: dict[str, list[Edge]] = defaultdict(list)
    disputed: dict[str, list[Edge]] = defaultdict(list)
    for edge in found.edges:
        (facts if edge.stated else disputed)[edge.child].append(edge)
    terms = _terms(library, {edge.parent for edge in found.edges})
    of = {
        thing: [Licensed(fact, terms.get(fact.parent, {}), tuple(disputed.get(thing, ()))) for fact in below]
        for thing, below in facts.items()
    }
    about = reading.facts(library, wanted)
    makers = {thing: frozenset(found.get("vlmkg:developedBy", ())) for thing, found in about.items()}
    published = frozenset(thing for thing, found in about.items() if found.get("vlmkg:huggingFaceId"))
    return Licenses(of, makers, published, terms)


def _terms(library: Library, licenses: set[str]) -> dict[str, dict[str, tuple[Edge, ...]]]:
    def read(wanted: set[str]) -> dict[str, dict[str, tuple[Edge, ...]]]:
        found: dict[str, dict[str, tuple[Edge, ...]]] = {}
        for license_, record in statements.read(library.engine, library.schema, wanted, _READ).items():
            below: dict[str, tuple[Edge, ...]] = {}
            for s in record.statements:
                below[s.predicate] = (*below.get(s.predicate, ()), Edge(license_, s.predicate, s.text, s.evidence))
            for claim in record.disclosure:  # the text of the license is silent
                below.setdefault(claim.predicate, (Edge(license_, claim.predicate, claim.value, (claim,)),))
            found[license_] = below
        return found

    return library.memory.get("terms", licenses, read)
