"""Obligations: what the licenses of a model, and of everything behind it, ask of who builds a product on it.

Information, and not legal advice. What reaches a product, and by which way, is worked out in `burden`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from vlmkg.graph import markup
from vlmkg.graph.results import Value
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.burden import NOT_SAID, STREAMS, Burden, Holding, Stream, answer, behind, summary, words
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.licenses import TERMS, Licensed, Term, licenses
from vlmkg.lineage.proof import Path
from vlmkg.lineage.relations import relations
from vlmkg.lineage.web import EVERYTHING, Reach, walk
from vlmkg.questions.entities import Library

ADVICE: Final = "This is information from the sources named, and not legal advice."
_SHORT: Final = 40
"""So many characters of a limit stand in a cell; a longer one stands in the proof."""
_NOTES: Final = (
    ADVICE,
    "Whether the terms of training data bind a model is disputed; they are listed apart from those of parameters.",
    "Terms on outputs bind who obtained the outputs under them; whether they reach a product built on a model that was "
    "trained on them is disputed as well.",
    "A license is that which its makers state; the graph does not check whether they may grant it.",
)


@dataclass(frozen=True, repr=False)
class Obligations(Answer):
    """What binds a product built on a model, term by term: the strictest first, then what is not known.

    `through` is the way a term reaches the product (`parameters`, `data`, `output`), `answer` what
    holds, `because` the thing whose `license` says so. `summary` has one answer for each term and way, `possibly`
    where what binds is not proved.
    """

    summary: Mapping[tuple[Stream, str], str] = field(default_factory=dict, repr=False)

    @property
    def sentence(self) -> str:
        """What the licenses come to for commercial use, in one sentence."""
        by = {way: self.answer(way, "commercial use") for way in ("parameters", "data")}
        said = [f"{answer} by the licenses of its {way}" for way, answer in by.items() if answer]
        return f"Commercial use, as far as is recorded: {'; '.join(said) or 'unknown'}."

    @property
    def matrix(self) -> list[tuple[str, ...]]:
        """The summary as a table: a head, then one line a term with the answer for each way."""
        through, terms = (dict.fromkeys(key[place] for key in self.summary) for place in (0, 1))
        lines = [(term, *(self.answer(way, term) for way in through)) for term in terms]
        return [("term", *(f"by {way}" for way in through)), *lines]

    def _repr_html_(self) -> str:
        head, *lines = self.matrix
        above = markup.element("p", markup.joined((markup.element("strong", self.sentence), ADVICE), " "))
        return markup.output(above, markup.table(head, lines), super()._repr_html_())

    def answer(self, through: str, term: str) -> str:
        """The answer for one way and term, or an empty text where nothing reaches the product so."""
        return next((answer for key, answer in self.summary.items() if key == (through, term)), "")


def obligations(library: Library, model: str, *, reach: Reach = EVERYTHING, proof: bool = False) -> Obligations:
    """What the licenses of a model and of everything behind it ask of a product built on it."""
    web = walk(library, [model], "up", relations(library.schema, reach.follow), reach)
    burden = behind(library, web, model, licenses(library, web.nodes))
    entries: list[Row] = []
    for stream in STREAMS:
        for term in TERMS:
            concerned = [h for h in burden.holdings if h.stream == stream and term in h.terms]
            entries += _rows(library, concerned, stream, term)
    entries += [_open(library, h) for h in burden.holdings if h.licensed is None]
    entries += [_silent(library, path) for path in burden.silent]
    columns = ("term", "through", "answer", "because", "license")
    title = f"What binds a product built on {library.value(model)}"
    notes = (*_NOTES, *_covered(library, burden))
    return Obligations(library, title, columns, tuple(entries), notes, proof, summary=summary(burden))


def _rows(library: Library, concerned: list[Holding], stream: Stream, term: Term) -> list[Row]:
    """A row for each license that binds by this term, with the surest thing under it; or what holds if none does."""
    binding: dict[str, Holding] = {}
    for holding in sorted(concerned, key=lambda h: not h.surely(term)):
        if holding.licensed is not None and holding.binds(term):
            binding.setdefault(holding.licensed.license, holding)
    if binding:
        return [_bound(library, holding, stream, term) for holding in binding.values()]
    licensed = [h for h in concerned if h.licensed is not None]
    if not licensed:
        return []
    if all(h.knows(term) for h in concerned):
        return [_free(library, licensed, stream, term)]
    unknown = {h.licensed.license: h for h in reversed(licensed) if h.licensed and not h.knows(term)}
    return [
        Row(_values(library, term, stream, "unknown", holding), (holding.path,), "unknown", (holding.licensed.fact,))
        for holding in unknown.values()
        if holding.licensed
    ]


def _bound(library: Library, holding: Holding, stream: Stream, term: Term) -> Row:
    fact, licensed = holding.binds(term), holding.licensed
    assert fact is not None
    assert licensed is not None
    details = _said(licensed, term)[1:]
    said = words(term, [fact])
    if len(details) == 1 and len(details[0].parent) <= _SHORT:
        said += f": {details[0].parent}"
    elif details:
        said += f": {len(details)} limit{'' if len(details) == 1 else 's'}, listed in the proof"
    found = row(
        _values(library, term, stream, said, holding),
        [holding.path],
        dict.fromkeys((licensed.fact, fact, *details, *(licensed.disputed if holding.disputed(term) else ()))),
    )
    return replace(found, verdict="possible") if holding.disputed(term) else found


def _free(library: Library, licensed: list[Holding], stream: Stream, term: Term) -> Row:
    facts = [fact for h in licensed if h.licensed for fact in (h.licensed.fact, *_said(h.licensed, term))]
    things = "the one thing concerned" if len(licensed) == 1 else f"all {len(licensed)} things concerned"
    said = answer(term, licensed)
    names = sorted({library.value(h.licensed.license) for h in licensed if h.licensed})
    values: dict[str, Value] = {
        **{"term": term.name, "through": stream, "answer": said},
        **{"because": things, "license": "; ".join(names)},
    }
    paths = [h.path for h in licensed]
    if said == NOT_SAID:
        return Row(values, tuple(paths), "unknown", tuple(dict.fromkeys(facts)))
    # what none of these forbids is free, whether or not every one of them reaches the product
    return replace(row(values, (), dict.fromkeys(facts)), paths=tuple(paths))


def _open(library: Library, holding: Holding) -> Row:
    values: dict[str, Value] = {
        **{"term": "license", "through": holding.stream, "answer": "unknown"},
        **{"because": library.value(holding.thing), "license": "not recorded"},
    }
    return Row(values, (holding.path,), "unknown")


def _silent(library: Library, path: Path) -> Row:
    values: dict[str, Value] = {
        **{"term": "license", "through": "data", "answer": "unknown"},
        **{"because": f"training data of {library.value(path.end)}", "license": "data not disclosed"},
    }
    return Row(values, (path,), "unknown")


def _covered(library: Library, burden: Burden) -> tuple[str, ...]:
    if not burden.covered:
        return ()
    parts = ", ".join(sorted(library.value(iri) for iri in burden.covered))
    return (f"Parts without a license or a page of their own come under that of the model that holds them: {parts}.",)


def _values(library: Library, term: Term, stream: Stream, said: str, holding: Holding) -> dict[str, Value]:
    assert holding.licensed is not None
    license_ = library.value(holding.licensed.license)
    because = library.value(holding.thing)
    return {"term": term.name, "through": stream, "answer": said, "because": because, "license": license_}


def _said(licensed: Licensed, term: Term) -> tuple[Edge, ...]:
    """What a license says about a term: first the fact or the silence, then the details."""
    said = licensed.terms.get(term.property_, ())[:1]
    return (*said, *(licensed.terms.get(term.detail, ()) if term.detail else ()))
