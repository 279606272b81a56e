"""What the ontology says about its own terms, as far as answers need it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from vlmkg.errors import ParameterError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.terms import VLMKG, shorten

HAS_PARENT: Final = VLMKG + "hasParent"
BUILT_FROM: Final = VLMKG + "builtFrom"
LEARNED_FROM: Final = VLMKG + "learnedFrom"

_OF_OTHERS: Final = {
    "dcterms:issued": "released",
    "dcterms:license": "license",
    "foaf:homepage": "home page",
    "foaf:page": "page",
    "schema:codeRepository": "code repository",
}
"""What a reader is shown for the properties of other vocabularies that the graph uses."""

_LABELS: Final = """
SELECT ?term ?label WHERE { ?term rdfs:label ?label ; rdfs:isDefinedBy ?ontology } ORDER BY ?term
"""
_CLASSES: Final = f"""
SELECT ?class ?label WHERE {{ ?class a owl:Class ; rdfs:label ?label . FILTER(STRSTARTS(STR(?class), "{VLMKG}")) }}
ORDER BY ?class
"""
_EXCLUSIVE: Final = "SELECT ?property WHERE { ?property vlmkg:exclusive true } ORDER BY ?property"
_EVIDENCED: Final = "SELECT ?property WHERE { ?property vlmkg:needsClaim true } ORDER BY ?property"
_ABOVE: Final = "SELECT ?term ?above WHERE { ?term rdfs:subPropertyOf|rdfs:subClassOf ?above . FILTER(isIRI(?above)) }"


class Schema:
    """The terms of a loaded graph: labels, and what is above what."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._above: dict[str, frozenset[str]] = {}

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        return [tuple(lexical(term) for term in row) for row in select(self._engine, query)]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {term: label for term, label, *_ in self._rows(_LABELS)}

    @cached_property
    def _direct(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for term, above in self._rows(_ABOVE):
            if term != above:
                found[term].add(above)
        return found

    @cached_property
    def exclusive(self) -> frozenset[str]:
        """The properties of which a thing seldom has two values."""
        return frozenset(property_ for property_, *_ in self._rows(_EXCLUSIVE))

    @cached_property
    def evidenced(self) -> tuple[str, ...]:
        """The properties whose facts need a claim."""
        return tuple(property_ for property_, *_ in self._rows(_EVIDENCED))

    @cached_property
    def parental(self) -> frozenset[str]:
        """The properties whose facts need a claim and are steps of a lineage."""
        return frozenset(p for p in self.evidenced if HAS_PARENT in self.above(p))

    def label(self, term: str) -> str:
        """The label of a class or property, or its short form."""
        return self._labels.get(term) or _OF_OTHERS.get(shorten(term), shorten(term))

    def known(self, term: str) -> bool:
        """Whether a term is one that the ontology names or that facts may use."""
        return term in self._labels or term in self.evidenced or shorten(term) in _OF_OTHERS

    @cached_property
    def _classes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for class_, label in self._rows(_CLASSES):
            for name in (class_, shorten(class_), class_.rpartition("#")[2], label):
                found.setdefault(name, class_)
        return found

    def class_(self, name: str) -> str:
        """The IRI of a class of the ontology: by its IRI, short name, name or label. Raises ParameterError."""
        found = self._classes.get(name.strip())
        if found is None:
            raise ParameterError(
                f"{name[:100]!r} is no class of the ontology; give one such as VisionEncoder or Dataset"
            )
        return found

    def above(self, term: str) -> frozenset[str]:
        """Every class or property that a term is below, any number of steps."""
        if term not in self._above:
            self._above[term] = self._all_above(term)
        return self._above[term]

    def _all_above(self, term: str) -> frozenset[str]:
        seen: set[str] = set()
        ahead = list(self._direct.get(term, ()))
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead.extend(self._direct.get(step, ()))
        return frozenset(seen - {term})
