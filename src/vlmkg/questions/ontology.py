"""The ontology for a reader: each term with its definition, its place in the hierarchy, and its relations to others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.terms import BASE, VLMKG, shorten

Sort = Literal["class", "property", "value"]

_TERMS: Final = """
SELECT ?term ?property ?value WHERE {
  ?term rdfs:isDefinedBy ?ontology ; ?property ?value .
  FILTER(STRSTARTS(STR(?term), STR(vlmkg:)) && !isBlank(?value))
}
ORDER BY ?term ?property ?value
"""
_UNIONS: Final = """
SELECT ?term ?property ?member WHERE {
  ?term rdfs:isDefinedBy ?ontology ; ?property ?union .
  ?union owl:unionOf/rdf:rest*/rdf:first ?member .
}
ORDER BY ?term ?property ?member
"""
_CHAINS: Final = """
SELECT ?term ?list ?link (COUNT(?above) AS ?place) WHERE {
  ?term owl:propertyChainAxiom ?list .
  ?list rdf:rest* ?above . ?above rdf:rest* ?node . ?node rdf:first ?link .
}
GROUP BY ?term ?list ?node ?link
ORDER BY ?term ?list ?place
"""
_HEADER: Final = "SELECT ?property ?value WHERE { <%sontology> ?property ?value } ORDER BY ?property ?value"
_ALIGNED: Final = """
SELECT ?ontology ?title ?version WHERE {
  ?ontology a owl:Ontology ; dcterms:title ?title .
  OPTIONAL { ?ontology owl:versionInfo ?version }
  FILTER(CONTAINS(STR(?ontology), "/alignments/"))
}
ORDER BY LCASE(?title)
"""
_CONCEPTS: Final = """
SELECT ?scheme ?title ?about ?concept ?label ?definition ?broader WHERE {
  ?scheme a skos:ConceptScheme .
  OPTIONAL { ?scheme rdfs:label ?title } OPTIONAL { ?scheme skos:definition ?about }
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?label .
  OPTIONAL { ?concept skos:definition ?definition } OPTIONAL { ?concept skos:broader ?broader }
}
ORDER BY ?title LCASE(?label)
"""
_INSTANCES: Final = "SELECT ?class (COUNT(?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class"
_FACTS: Final = "SELECT ?property (COUNT(*) AS ?n) WHERE { ?x ?property ?y } GROUP BY ?property"

_CHARACTERISTICS: Final = {
    "owl:TransitiveProperty": "transitive",
    "owl:FunctionalProperty": "one value at most",
    "owl:AsymmetricProperty": "asymmetric",
    "owl:SymmetricProperty": "symmetric",
}
_MARKS: Final = {
    "vlmkg:needsClaim": "each fact needs a claim",
    "vlmkg:heldByMembers": "held by the members of a family",
    "vlmkg:exclusive": "seldom more than one value",
}
_SAME_AS: Final = {
    "owl:equivalentClass": "same as",
    "owl:equivalentProperty": "same as",
    "rdfs:subClassOf": "kind of",
    "rdfs:subPropertyOf": "kind of",
    "skos:exactMatch": "exact match",
    "skos:closeMatch": "close match",
    "skos:broadMatch": "broad match",
    "skos:narrowMatch": "narrow match",
    "skos:relatedMatch": "related match",
    "rdfs:seeAlso": "see also",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class, a property, or one of the values that the ontology fixes, such as a status.

    `aligned` holds terms of other vocabularies with how they relate: `("close match", IRI)`.
    """

    iri: str
    sort: Sort
    label: str
    definition: str
    example: str
    parents: tuple[str, ...]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    inverses: tuple[str, ...]
    disjoint: tuple[str, ...]
    types: tuple[str, ...]
    traits: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]
    aligned: tuple[tuple[str, str], ...]
    deprecated: bool
    replaced_by: tuple[str, ...]
    uses: int

    @property
    def local(self) -> str:
        """The part of its IRI after the `#`, which is its anchor on the page."""
        return self.iri.removeprefix(VLMKG)

    @property
    def curie(self) -> str:
        """The short form of its IRI."""
        return shorten(self.iri)


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a scheme, with those that are narrower."""

    iri: str
    label: str
    definition: str
    narrower: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A SKOS scheme: its concepts, the broadest first."""

    iri: str
    title: str
    about: str
    count: int
    top: tuple[Concept, ...]


@dataclass(frozen=True)
class Ontology:
    """All terms by IRI, the schemes, and the alignment files, each with title and version."""

    title: str
    about: str
    version: str
    terms: Mapping[str, Term]
    schemes: tuple[Scheme, ...]
    alignments: tuple[tuple[str, str, str], ...]

    def of(self, sort: Sort) -> list[Term]:
        """The terms of a sort by label."""
        return sorted((t for t in self.terms.values() if t.sort == sort), key=lambda t: (t.label.casefold(), t.iri))

    @cached_property
    def below(self) -> Mapping[str, tuple[Term, ...]]:
        """The terms directly below each term, by its IRI."""
        return self._by(lambda term: term.parents)

    @cached_property
    def stated_of(self) -> Mapping[str, tuple[Term, ...]]:
        """The properties that have a class as a domain, by its IRI."""
        return self._by(lambda term: term.domains)

    @cached_property
    def leading_to(self) -> Mapping[str, tuple[Term, ...]]:
        """The properties that have a class as a range, by its IRI."""
        return self._by(lambda term: term.ranges)

    @cached_property
    def inverse(self) -> Mapping[str, tuple[str, ...]]:
        """The inverses of each property, whichever of the two states it."""
        stated = {(term.iri, other) for term in self.terms.values() for other in term.inverses}
        pairs = sorted(stated | {(other, iri) for iri, other in stated})
        return {iri: tuple(other for one, other in pairs if one == iri) for iri, _ in pairs}

    def roots(self, sort: Sort) -> list[Term]:
        """The terms of a sort that are below no other term of ours."""
        return [term for term in self.of(sort) if not any(parent in self.terms for parent in term.parents)]

    def _by(self, key: Callable[[Term], Iterable[str]]) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = defaultdict(list)
        for term in sorted(self.terms.values(), key=lambda t: (t.label.casefold(), t.iri)):
            for iri in key(term):
                found[iri].append(term)
        return {iri: tuple(terms) for iri, terms in found.items()}


def read(engine: Engine) -> Ontology:
    """Everything that a loaded graph says about its own vocabulary."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for query in (_TERMS, _UNIONS):
        for term, property_, value in _rows(engine, query):
            said[term][shorten(property_)].append(value)
    chains: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for term, list_, link, _ in _rows(engine, _CHAINS):
        chains[term][list_].append(link)
    uses = {term: int(count) for query in (_INSTANCES, _FACTS) for term, count in _rows(engine, query)}
    terms = {iri: _term(iri, about, chains[iri].values(), uses.get(iri, 0)) for iri, about in said.items()}
    header: dict[str, list[str]] = defaultdict(list)
    for property_, value in _rows(engine, _HEADER % BASE):
        header[shorten(property_)].append(value)
    return Ontology(
        title=_first(header["dcterms:title"], "The ontology"),
        about=_first(header["dcterms:description"]),
        version=_first(header["owl:versionInfo"]),
        terms=terms,
        schemes=tuple(_schemes(_rows(engine, _CONCEPTS))),
        alignments=tuple((iri, title, version) for iri, title, version in _rows(engine, _ALIGNED)),
    )


def _rows(engine: Engine, query: str) -> list[tuple[str, ...]]:
    return [tuple(lexical(term) for term in row) for row in select(engine, query)]


def _term(iri: str, said: Mapping[str, list[str]], chains: Iterable[list[str]], uses: int) -> Term:
    types = [shorten(type_) for type_ in said.get("rdf:type", ())]
    above = [*said.get("rdfs:subClassOf", ()), *said.get("rdfs:subPropertyOf", ())]
    traits = [name for type_, name in _CHARACTERISTICS.items() if type_ in types]
    traits += [name for mark, name in _MARKS.items() if "true" in said.get(mark, ())]
    is_property = any(type_.endswith("Property") for type_ in types)
    return Term(
        iri=iri,
        sort="class" if "owl:Class" in types else "property" if is_property else "value",
        label=_first(said.get("rdfs:label", ()), shorten(iri)),
        definition=_first(said.get("skos:definition", ())),
        example=_first(said.get("skos:example", ())),
        parents=_unique(value for value in above if value.startswith(VLMKG) and value != iri),
        domains=_unique(said.get("rdfs:domain", ())),
        ranges=_unique(said.get("rdfs:range", ())),
        inverses=_unique(said.get("owl:inverseOf", ())),
        disjoint=_unique([*said.get("owl:disjointWith", ()), *said.get("owl:propertyDisjointWith", ())]),
        types=_unique(type_ for type_ in types if not type_.startswith("owl:")),
        traits=tuple(traits),
        chains=tuple(tuple(chain) for chain in chains),
        aligned=tuple(
            (name, value)
            for property_, name in _SAME_AS.items()
            for value in said.get(property_, ())
            if not value.startswith(VLMKG)
        ),
        deprecated="true" in said.get("owl:deprecated", ()),
        replaced_by=_unique(said.get("dcterms:isReplacedBy", ())),
        uses=uses,
    )


def _schemes(rows: list[tuple[str, ...]]) -> Iterable[Scheme]:
    schemes: dict[str, tuple[str, str]] = {}
    concepts: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    above: dict[str, set[str]] = defaultdict(set)
    for scheme, title, about, concept, label, definition, broader in rows:
        schemes.setdefault(scheme, (title or shorten(scheme), about))
        concepts[scheme].setdefault(concept, (label, definition))
        if broader:
            above[concept].add(broader)
    for scheme, (title, about) in schemes.items():
        held = concepts[scheme]
        below: dict[str, list[str]] = defaultdict(list)
        for concept in held:
            for broader in above[concept]:
                below[broader].append(concept)
        top = [concept for concept in held if not above[concept] & held.keys()]
        yield Scheme(scheme, title, about, len(held), tuple(_concept(c, held, below, frozenset()) for c in top))


def _concept(
    iri: str, held: Mapping[str, tuple[str, str]], below: Mapping[str, list[str]], seen: frozenset[str]
) -> Concept:
    """A concept with what is below it; a circle, which a faulty scheme may hold, is walked once."""
    label, definition = held[iri]
    ahead = [c for c in below.get(iri, ()) if c in held and c not in seen and c != iri]
    return Concept(iri, label, definition, tuple(_concept(c, held, below, seen | {iri}) for c in ahead))


def _first(values: Iterable[str], otherwise: str = "") -> str:
    return next(iter(values), otherwise)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
