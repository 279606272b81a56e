"""Checks of the ontology that are one SPARQL query each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.lint.corpus import Corpus
from vlmkg.curation.lint.rule import Check, Fault
from vlmkg.terms import PREFIXES, SPARQL_PREFIXES, VLMKG, shorten

_PREFIXES: Final = SPARQL_PREFIXES + "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"


def asks(where: str, what: str, path: str | None = None) -> Check:
    """A check that reports each solution of a pattern for `?focus`, a term of ours.

    `?value` and `?other` may be bound too. `what` tells it, with `{focus}`, `{value}` and
    `{other}`; `path` is the property, by short name, whose statement is at fault, and then
    `?value` is its value; where it differs from case to case, the pattern binds it as `?path`.
    """
    query = (
        f"{_PREFIXES}SELECT DISTINCT ?focus ?path ?value ?other WHERE {{ {where} "
        f'FILTER(isIRI(?focus) && STRSTARTS(STR(?focus), "https://w3id.org/vlmkg/")) }} ORDER BY ?focus ?value ?other'
    )

    def check(corpus: Corpus) -> Iterator[Fault]:
        found = corpus.ontology.query(query)
        assert isinstance(found, ox.QuerySolutions)
        for row in found:
            focus, value = row["focus"], row["value"]
            shown = what.format(focus=_show(focus), value=_show(value), other=_show(row["other"]))
            bound = row["path"]
            property_ = bound.value if isinstance(bound, ox.NamedNode) else None if path is None else _expand(path)
            stated = value if property_ and not isinstance(value, ox.BlankNode) else None
            if file := corpus.stating(focus.value, property_, stated):
                yield Fault(file, shown, focus.value, property_, stated)

    return check


def ours(iri: str) -> bool:
    """Whether it is a term of the vocabulary, not a thing or a concept."""
    return iri.startswith(VLMKG)


def _expand(short: str) -> str:
    prefix, _, name = short.partition(":")
    return PREFIXES[prefix] + name


def _show(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    match term:
        case ox.NamedNode():
            return shorten(term.value)
        case ox.Literal():
            return term.value
        case _:
            return "[]"
