"""Things in a list: what each is called, of which class it is, who made it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

_MADE: Final = """
SELECT ?thing ?maker ?issued WHERE {
  %s
  OPTIONAL { ?thing vlmkg:developedBy ?maker }
  OPTIONAL { ?thing dcterms:issued ?issued }
}
ORDER BY ?thing ?maker ?issued
"""


@dataclass(frozen=True, slots=True)
class Brief:
    """One thing in a line. `makers` are labels, `issued` is a date, a month or a year, or empty."""

    iri: str
    label: str
    classes: tuple[str, ...]
    makers: tuple[str, ...]
    issued: str

    @property
    def curie(self) -> str:
        """The short form of its IRI."""
        return shorten(self.iri)

    @property
    def about(self) -> str:
        """Its class, makers and date, for a reader."""
        makers = ", ".join(self.makers[:2]) + (" and others" if len(self.makers) > 2 else "")
        return " · ".join(filter(None, [", ".join(self.classes), makers, self.issued]))


def briefs(library: Library, iris: Iterable[str]) -> list[Brief]:
    """Some things in a line each, in the order given."""
    wanted = list(dict.fromkeys(iris))
    if not wanted:
        return []
    makers: dict[str, dict[str, None]] = {iri: {} for iri in wanted}
    issued: dict[str, str] = {}
    for thing, maker, day in select(library.engine, _MADE % values("thing", wanted)):
        if maker is not None:
            makers[lexical(thing)][lexical(maker)] = None
        if day is not None:
            issued[lexical(thing)] = lexical(day)
    library.expect([*wanted, *(maker for found in makers.values() for maker in found)])
    classes = library.classes(wanted)
    return [
        Brief(
            iri,
            library.value(iri),
            classes.get(iri, ()),
            tuple(library.value(maker) for maker in makers[iri]),
            issued.get(iri, ""),
        )
        for iri in wanted
    ]
