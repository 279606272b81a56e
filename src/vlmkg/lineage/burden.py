"""What lies behind a model that may carry a license, by which way its terms reach a product, and what they come to.

A license reaches a product in one of three ways, which stay apart because they do not weigh the same:

- `parameters`: the license of the model itself, of its parts and of what its parameters started from;
- `data`: the license of data it was trained on, or of what these were made from. Whether it binds a model is disputed;
- `output`: the terms of a model whose outputs taught it or wrote its data. Of these, only what they say of the use
  of outputs is taken.

Within each, the strictest term counts: one license that forbids is enough; to say that something is allowed, every
license must be known and allow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vlmkg.lineage.edges import Edge
from vlmkg.lineage.licenses import OUTPUT, TERMS, Licensed, Licenses, Term
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import HAS_COMPONENT, SLOTS, VARIANT_OF, inheritance
from vlmkg.lineage.web import Web
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NOT_DISCLOSED

Stream = Literal["parameters", "data", "output"]

STREAMS: Final[tuple[Stream, ...]] = ("parameters", "data", "output")

NOT_SAID: Final = "not said"
"""The answer where some license's text is silent on a term, every other is known, and none binds."""

_NOT_CARRIED: Final = frozenset({"replaced", "text tower"})
"""Doubts about a way along which no parameters reach the product."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A thing behind a model with its license, or without a recorded one, and the way to it.

    `terms` are those that reach the product this way. `others` are the terms of licenses that good sources give the
    thing instead.
    """

    stream: Stream
    path: Path
    licensed: Licensed | None
    terms: tuple[Term, ...] = TERMS
    others: tuple[Mapping[str, tuple[Edge, ...]], ...] = ()

    @property
    def thing(self) -> str:
        """The thing's IRI."""
        return self.path.end

    def binds(self, term: Term) -> Edge | None:
        """The fact by which its license binds, or None."""
        return binding(self.licensed.terms, term) if self.licensed else None

    def disputed(self, term: Term) -> bool:
        """Whether a license that good sources give it instead would not bind."""
        return any(binding(terms, term) is None for terms in self.others)

    def surely(self, term: Term) -> bool:
        """Whether it binds, and way, license and term are all proved."""
        fact = self.binds(term)
        if fact is None or self.licensed is None or self.disputed(term):
            return False
        return {self.path.verdict, fact.verdict, self.licensed.fact.verdict} == {"proved"}

    def knows(self, term: Term) -> bool:
        """Whether the graph knows what its license says; where it knows other terms, one that names nothing is none."""
        if self.licensed is None:
            return False
        return bool(self.licensed.terms.get(term.property_ if term.binding is not None else TERMS[0].property_))


@dataclass(frozen=True, slots=True)
class Burden:
    """All that lies behind a model: what may carry a license, whose data is not disclosed, and unlicensed own parts.

    `covered` are parts without a license or a page of their own, by the maker of the licensed model that holds them:
    they come under its license.
    """

    holdings: tuple[Holding, ...]
    silent: tuple[Path, ...]
    covered: tuple[str, ...] = ()


def behind(library: Library, web: Web, model: str, held: Licenses) -> Burden:
    """All that lies behind a model, along a web that leads up from it; `held` has the licenses of what is in it."""
    kinds = {edge.predicate: inheritance(library.schema, edge.predicate) for edge in web.edges}
    by_parameters = ways(web.only(lambda edge: kinds[edge.predicate] in ("parameters", "identity")), model)
    by_data = ways(web.only(lambda edge: kinds[edge.predicate] in ("parameters", "identity", "data")), model)
    by_output = {
        edge.parent: by_data[edge.child].then(Path(edge.child, (edge,)))
        for edge in web.edges
        if kinds[edge.predicate] == "teaching" and edge.child in by_data
    }
    streams: tuple[tuple[Stream, Mapping[str, Path], tuple[Term, ...]], ...] = (
        ("parameters", _carried(by_parameters), TERMS),
        ("data", {iri: path for iri, path in _carried(by_data).items() if iri not in by_parameters}, TERMS),
        ("output", _carried(by_output), (OUTPUT,)),
    )
    holdings: list[Holding] = []
    covered: list[str] = []
    for stream, reached, terms in streams:
        for iri, path in sorted(reached.items(), key=lambda pair: (len(pair[1].edges), pair[0])):
            if iri in held.of:
                holdings += [
                    Holding(stream, path, one, terms, tuple(held.terms.get(e.parent, {}) for e in one.disputed))
                    for one in held.of[iri]
                ]
            elif _within(path, held):
                covered.append(iri)
            elif not _named_above(web, iri, held.of):
                holdings.append(Holding(stream, path, None, terms))
    silent = tuple(
        path
        for iri, path in by_parameters.items()
        if any(c.value == NOT_DISCLOSED and _of_data(library, c.predicate) for c in web.disclosed.get(iri, ()))
    )
    return Burden(tuple(holdings), silent, tuple(covered))


def _carried(reached: Mapping[str, Path]) -> dict[str, Path]:
    return {iri: path for iri, path in reached.items() if path.doubt not in _NOT_CARRIED}


def _of_data(library: Library, property_: str) -> bool:
    """Whether data pass along a step of this kind."""
    return inheritance(library.schema, property_) == "data"


def summary(burden: Burden) -> dict[tuple[Stream, str], str]:
    """The answer for each way and term: what binds, perhaps, what is free, or `unknown`."""
    found: dict[tuple[Stream, str], str] = {}
    for stream in STREAMS:
        of_stream = [h for h in burden.holdings if h.stream == stream]
        for term in TERMS:
            if concerned := [h for h in of_stream if term in h.terms]:
                found[stream, term.name] = answer(term, concerned, silent=stream == "data" and bool(burden.silent))
            elif stream == "data" and burden.silent:
                found[stream, term.name] = "unknown"
    return found


def answer(term: Term, concerned: Iterable[Holding], *, silent: bool = False) -> str:
    """What some licenses come to by one term."""
    kept = list(concerned)
    surely = [fact for h in kept if h.surely(term) and (fact := h.binds(term))]
    perhaps = [fact for h in kept if (fact := h.binds(term))]
    if surely or perhaps:
        return words(term, surely) if surely else f"possibly {words(term, perhaps)}"
    if silent or not all(h.knows(term) for h in kept):
        return "unknown"
    said = [h.licensed.terms for h in kept if h.licensed]
    if any(fact.parent == NOT_DISCLOSED for terms in said for fact in terms.get(term.property_, ())):
        return NOT_SAID
    conditions = term.detail is not None and any(terms.get(term.detail) for terms in said)
    return f"{term.free}, with conditions" if conditions else term.free


def binding(terms: Mapping[str, tuple[Edge, ...]], term: Term) -> Edge | None:
    """The fact by which the terms of a license bind, or None; of several caps the lowest."""
    facts = [fact for fact in terms.get(term.property_, ()) if fact.parent != NOT_DISCLOSED]
    if term.binding is None:
        return min(facts, key=lambda fact: (_number(fact), fact.parent), default=None)
    return next((fact for fact in facts if fact.parent == term.binding), None)


def words(term: Term, facts: Iterable[Edge]) -> str:
    """What binds, in words, with the value of the strictest where there is one."""
    if "{}" not in term.bound:
        return term.bound
    strictest = min(facts, key=lambda fact: (_number(fact), fact.parent))
    number = _number(strictest)
    return term.bound.format(f"{number:,}" if strictest.parent.isdecimal() else strictest.parent)


def _number(fact: Edge) -> int:
    return int(fact.parent) if fact.parent.isdecimal() else 0


def _within(path: Path, held: Licenses) -> bool:
    """Whether a thing is an own part of a licensed model: without a page of its own, and by the same maker."""
    if not path.edges or path.edges[-1].predicate not in {*SLOTS, HAS_COMPONENT}:
        return False
    whole, part = path.edges[-1].child, path.edges[-1].parent
    shared = held.makers.get(whole, frozenset()) & held.makers.get(part, frozenset())
    return whole in held.of and part not in held.published and bool(shared)


def _named_above(web: Web, thing: str, held: Mapping[str, object]) -> bool:
    """Whether what a thing is a version of, any number of steps, has a license."""
    seen = {thing}
    ahead = [thing]
    while ahead:
        for edge in web.ahead.get(ahead.pop(), ()):
            if edge.predicate == VARIANT_OF and edge.parent not in seen:
                if edge.parent in held:
                    return True
                seen.add(edge.parent)
                ahead.append(edge.parent)
    return False
