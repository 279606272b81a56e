"""Obligations: what the licenses of a model, and of everything behind it, ask of who builds a product on it.

A license reaches a product in one of three ways, which stay apart because they do not weigh the same:

- `parameters`: the license of the model itself, of its parts and of what its parameters started from;
- `data`: the license of data it was trained on, or of what these were made from. Whether it binds a model is disputed;
- `output`: the terms of a model whose outputs taught it or wrote its data. Of these, only what they say of the use
  of outputs is taken.

Within each, the strictest term counts: one license that forbids is enough; to say that something is allowed, every
license must be known and allow it. Information, and not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from vlmkg.graph.results import Value
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.licenses import OUTPUT, TERMS, Licensed, Term, licenses
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import VARIANT_OF, inheritance, relations
from vlmkg.lineage.web import DEEPEST, Web, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NOT_DISCLOSED, Status

Stream = Literal["parameters", "data", "output"]

STREAMS: Final[tuple[Stream, ...]] = ("parameters", "data", "output")

ADVICE: Final = "This is information from the sources named, and not legal advice."
_NOTES: Final = (
    ADVICE,
    "Whether the terms of training data bind a model is disputed; they are listed apart from those of parameters.",
    "A license is that which its makers state; the graph does not check whether they may grant it.",
)


@dataclass(frozen=True, slots=True)
class Holding:
    """A thing behind a model with its license, or without a recorded one, and the way to it.

    `terms` are those that reach the product this way.
    """

    stream: Stream
    path: Path
    licensed: Licensed | None
    terms: tuple[Term, ...] = TERMS

    @property
    def thing(self) -> str:
        """The thing's IRI."""
        return self.path.end


@dataclass(frozen=True, repr=False)
class Obligations(Answer):
    """What binds a product built on a model, term by term: the strictest first, then what is not known.

    `through` is the way a term reaches the product (`parameters`, `data`, `output`), `answer` what
    holds, `because` the thing whose `license` says so. `summary` has one answer for each term and way.
    """

    summary: Mapping[tuple[Stream, str], str] = field(default_factory=dict, repr=False)

    def answer(self, through: str, term: str) -> str:
        """The answer for one way and term, or an empty text where nothing reaches the product so."""
        return next((answer for key, answer in self.summary.items() if key == (through, term)), "")


def obligations(
    library: Library, model: str, *, depth: int = DEEPEST, least: Status = "Unchecked", proof: bool = False
) -> Obligations:
    """What the licenses of a model and of everything behind it ask of a product built on it."""
    web = walk(library, [model], "up", relations(library.schema), depth=depth, least=least)
    holdings, silent = behind(library, web, model)
    entries: list[Row] = []
    for stream in STREAMS:
        for term in TERMS:
            entries += _binding(library, [h for h in holdings if h.stream == stream], stream, term)
    entries += [_open(library, h) for h in holdings if h.licensed is None]
    entries += [_silent(library, path) for path in silent]
    columns = ("term", "through", "answer", "because", "license")
    title = f"What binds a product built on {library.value(model)}"
    return Obligations(library, title, columns, tuple(entries), _NOTES, proof, summary=summary(holdings, bool(silent)))


def behind(
    library: Library, web: Web, model: str, held: Mapping[str, list[Licensed]] | None = None
) -> tuple[list[Holding], list[Path]]:
    """All behind a model that may have a license, and the ways to things whose training data is not disclosed.

    `held` are the licenses of everything in the web, where they were read before.
    """
    schema = library.schema
    kinds = {edge.predicate: inheritance(schema, edge.predicate) for edge in web.edges}
    by_parameters = ways(web.only(lambda edge: kinds[edge.predicate] in ("parameters", "identity")), model)
    by_data = ways(web.only(lambda edge: kinds[edge.predicate] in ("parameters", "identity", "data")), model)
    by_output = {
        edge.parent: by_data[edge.child].then(Path(edge.child, (edge,)))
        for edge in web.edges
        if kinds[edge.predicate] == "teaching" and edge.child in by_data
    }
    if held is None:
        held, _ = licenses(library, {*by_data, *by_output})
    found: list[Holding] = []
    for stream, reached, terms in (
        ("parameters", by_parameters, TERMS),
        ("data", {iri: path for iri, path in by_data.items() if iri not in by_parameters}, TERMS),
        ("output", by_output, (OUTPUT,)),
    ):
        for iri, path in sorted(reached.items(), key=lambda pair: (len(pair[1].edges), pair[0])):
            if iri in held:
                found += [Holding(stream, path, licensed, terms) for licensed in held[iri]]  # type: ignore[arg-type]
            elif not _named_above(web, iri, held):
                found.append(Holding(stream, path, None, terms))  # type: ignore[arg-type]
    silent = [
        path
        for iri, path in by_parameters.items()
        if any(
            claim.value == NOT_DISCLOSED and inheritance(schema, claim.predicate) == "data"
            for claim in web.disclosed.get(iri, ())
        )
    ]
    return found, silent


def summary(holdings: Iterable[Holding], silent: bool) -> dict[tuple[Stream, str], str]:
    """The answer for each way and term: what binds, what is free, or `unknown`."""
    found: dict[tuple[Stream, str], str] = {}
    kept = list(holdings)
    for stream in STREAMS:
        of_stream = [h for h in kept if h.stream == stream]
        for term in TERMS:
            concerned = [h for h in of_stream if term in h.terms]
            bound = [fact for h in concerned if (fact := _binds(h, term))]
            if bound:
                found[stream, term.name] = _words(term, bound)
            elif (silent and stream == "data") or any(not _known(h, term) for h in concerned):
                found[stream, term.name] = "unknown"
            elif concerned:
                found[stream, term.name] = term.free
    return found


def _binding(library: Library, holdings: list[Holding], stream: Stream, term: Term) -> list[Row]:
    """A row for each license that binds by this term, with the nearest thing under it; or one that none does."""
    concerned = [h for h in holdings if term in h.terms]
    binding: dict[str, tuple[Holding, Edge]] = {}
    for holding in concerned:
        if holding.licensed is not None and (fact := _binds(holding, term)):
            binding.setdefault(holding.licensed.license, (holding, fact))
    rows = [_bound_row(library, holding, fact, stream, term) for holding, fact in binding.values()]
    if rows or not concerned:
        return rows
    silent = [h for h in concerned if h.licensed is not None and not _known(h, term)]
    if not silent and all(_known(h, term) for h in concerned):
        licensed = {h.licensed.license for h in concerned if h.licensed}
        facts = [
            f for h in concerned if h.licensed for f in (h.licensed.fact, *h.licensed.terms.get(term.property_, ()))
        ]
        values = _values(term, stream, term.free, f"all {len(concerned)} things known", f"{len(licensed)} licenses")
        return [row(values, [h.path for h in concerned], dict.fromkeys(facts))]
    return [
        Row(
            _values(term, stream, "unknown", library.value(h.thing), library.value(h.licensed.license)),
            (h.path,),
            "unknown",
            (h.licensed.fact,),
        )
        for h in {h.licensed.license: h for h in reversed(silent) if h.licensed}.values()
        if h.licensed
    ]


def _bound_row(library: Library, holding: Holding, fact: Edge, stream: Stream, term: Term) -> Row:
    assert holding.licensed is not None
    terms = holding.licensed.terms
    facts = [holding.licensed.fact, fact]
    answer = _words(term, [fact])
    if term.detail and (more := terms.get(term.detail, ())):
        facts += more
        answer += ": " + "; ".join(edge.parent for edge in more)
    values = _values(term, stream, answer, library.value(holding.thing), library.value(holding.licensed.license))
    return row(values, [holding.path], facts)


def _open(library: Library, holding: Holding) -> Row:
    values = {
        "term": "license",
        "through": holding.stream,
        "answer": "unknown",
        "because": library.value(holding.thing),
    }
    return Row({**values, "license": "not recorded"}, (holding.path,), "unknown")


def _silent(library: Library, path: Path) -> Row:
    values = {
        "term": "license",
        "through": "data",
        "answer": "unknown",
        "because": f"training data of {library.value(path.end)}",
    }
    return Row({**values, "license": "data not disclosed"}, (path,), "unknown")


def _values(term: Term, stream: Stream, answer: str, because: str, license_: str) -> dict[str, Value]:
    return {"term": term.name, "through": stream, "answer": answer, "because": because, "license": license_}


def _binds(holding: Holding, term: Term) -> Edge | None:
    """The fact by which a license binds, or None."""
    if holding.licensed is None:
        return None
    facts = holding.licensed.terms.get(term.property_, ())
    if term.binding is None:
        return min(facts, key=lambda edge: int(edge.parent) if edge.parent.isdecimal() else 0, default=None)
    return next((edge for edge in facts if edge.parent == term.binding), None)


def _known(holding: Holding, term: Term) -> bool:
    """Whether the graph knows what a thing's license says; no cap on users is known where other terms are."""
    if holding.licensed is None:
        return False
    if term.binding is None:
        return bool(holding.licensed.terms.get(TERMS[0].property_))
    return bool(holding.licensed.terms.get(term.property_))


def _words(term: Term, facts: Iterable[Edge]) -> str:
    if term.binding is None:
        return term.bound.format(f"{min(int(edge.parent) for edge in facts if edge.parent.isdecimal()):,}")
    return term.bound


def _named_above(web: Web, thing: str, held: Mapping[str, object]) -> bool:
    """Whether what a thing is a version of has a license."""
    return any(
        edge.predicate == VARIANT_OF and (edge.parent in held or _named_above(web, edge.parent, held))
        for edge in web.ahead.get(thing, ())
    )
