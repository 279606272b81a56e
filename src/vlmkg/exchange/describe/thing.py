"""One thing of the graph for a client that has nothing else: its facts, who says so, and what leads to it.

A description holds everything that is said of the thing, the claims behind it with their sources, what leads to the
thing, and a label for each node and property that occurs. Only what leads to it is bounded, and then a note says so:
half the graph leads to a well-known encoder. A fact that stands there the other way round is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from vlmkg.exchange.describe.sheet import DATA, LICENSE, Sheet, Value, english, iri, name
from vlmkg.terms import BASE, shorten

INBOUND: Final = 50
"""So many facts of one property that lead to the thing stand in its description."""

CLAIMS: Final = 500
"""So many claims about the thing stand in its description."""

FORMS: Final[dict[str, str]] = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml"}
"""The suffixes of documents for machines, with the form of each."""

_LABELS: Final = (name("rdfs:label"), name("skos:prefLabel"))
_FIRST: Final = tuple(
    name(n) for n in ("rdf:type", "rdfs:label", "owl:deprecated", "dcterms:isReplacedBy", "skos:definition")
)
_OF_SOURCE: Final = tuple(
    name(n) for n in ("vlmkg:sourceType", "foaf:page", "vlmkg:path", "vlmkg:revision", "vlmkg:accessed")
)
_ABOUT, _PROPERTY, _SOURCE = name("vlmkg:claimSubject"), name("vlmkg:claimProperty"), name("vlmkg:source")
_VALUES: Final = (name("vlmkg:claimEntity"), name("vlmkg:claimLiteral"))
_MEMBER: Final = name("vlmkg:memberOf")

Node = ox.NamedNode | ox.BlankNode


class Things:
    """The descriptions of the things of a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._inverse: dict[ox.NamedNode, ox.NamedNode] = {}
        for quad in store.quads_for_pattern(None, name("owl:inverseOf"), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                self._inverse |= {quad.subject: quad.object, quad.object: quad.subject}

    def holds(self, text: str) -> bool:
        """Whether anything is said of an IRI, or leads to it. Any text may be asked for."""
        try:
            node = ox.NamedNode(text)
        except ValueError:
            return False
        patterns = ((node, None), (None, node))
        return any(next(self._store.quads_for_pattern(s, None, o, None), None) is not None for s, o in patterns)

    def replacement(self, text: str) -> str | None:
        """The IRI of what replaces a thing that is deprecated; of several the first in order."""
        found = self._store.quads_for_pattern(ox.NamedNode(text), name("dcterms:isReplacedBy"), None, None)
        return min((quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)), default=None)

    def describe(self, text: str) -> list[ox.Triple]:
        """The description of a thing that the store holds, in an order to read."""
        thing = ox.NamedNode(text)
        own = self._facts(thing)
        inbound, notes = self._inbound(thing, own)
        claims = self._claims(thing)
        if len(claims) > CLAIMS:
            notes.append(_cut(CLAIMS, len(claims), _ABOUT, thing))
        claims = claims[:CLAIMS] + self._claims_of_families(thing, own)
        document = _document(text, notes)
        told = [triple for claim in claims for triple in self._facts(claim)]
        sources = {t.object for t in (*own, *told) if t.predicate == _SOURCE and isinstance(t.object, ox.NamedNode)}
        cited = [
            quad.triple
            for source in sorted(sources - {thing}, key=str)
            for property_ in _OF_SOURCE
            for quad in sorted(self._store.quads_for_pattern(source, property_, None, None), key=str)
        ]
        found = dict.fromkeys([*own, *document, *inbound, *told, *cited])
        return [*dict.fromkeys([*found, *self._labels(found, thing)])]

    def _facts(self, node: Node) -> list[ox.Triple]:
        """What is said of a node, and of the nodes without a name that it leads to."""
        found: dict[ox.Triple, None] = {}
        seen: set[Node] = set()
        ahead = [node]
        while ahead:
            seen.add(step := ahead.pop())
            for quad in sorted(self._store.quads_for_pattern(step, None, None, None), key=_reading):
                found[quad.triple] = None
                if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                    ahead.append(quad.object)
        return list(found)

    def _inbound(self, thing: ox.NamedNode, own: Iterable[ox.Triple]) -> tuple[list[ox.Triple], list[str]]:
        said = {(triple.predicate, triple.object) for triple in own if triple.subject == thing}
        by_property: dict[ox.NamedNode, list[ox.Triple]] = {}
        for quad in self._store.quads_for_pattern(None, None, thing, None):
            inverse = self._inverse.get(quad.predicate)
            if quad.predicate != _ABOUT and (inverse is None or (inverse, quad.subject) not in said):
                by_property.setdefault(quad.predicate, []).append(quad.triple)
        notes = [
            _cut(INBOUND, len(found), property_, thing)
            for property_, found in sorted(by_property.items(), key=_named)
            if len(found) > INBOUND
        ]
        kept = [sorted(found, key=_subject)[:INBOUND] for _, found in sorted(by_property.items(), key=_named)]
        return [triple for found in kept for triple in found], notes

    def _claims(self, thing: ox.NamedNode) -> list[Node]:
        found = (quad.subject for quad in self._store.quads_for_pattern(None, _ABOUT, thing, None))
        return sorted((node for node in found if not isinstance(node, ox.Triple)), key=str)

    def _claims_of_families(self, thing: ox.NamedNode, own: Iterable[ox.Triple]) -> list[Node]:
        """The claims about families behind facts that their member holds."""
        said = {(triple.predicate, triple.object) for triple in own}
        found: list[Node] = []
        for family in self._families(thing):
            for claim in self._claims(family):
                properties = self._objects(claim, _PROPERTY)
                stated = [value for how in _VALUES for value in self._objects(claim, how)]
                if any((property_, value) in said for property_ in properties for value in stated):
                    found.append(claim)
        return found[:CLAIMS]

    def _families(self, thing: ox.NamedNode) -> list[ox.NamedNode]:
        found: dict[ox.NamedNode, None] = {}
        ahead = [thing]
        while ahead:
            above = [node for node in self._objects(ahead.pop(), _MEMBER) if isinstance(node, ox.NamedNode)]
            ahead += [node for node in above if node not in found and node != thing]
            found |= dict.fromkeys(above)
        return sorted(found, key=str)

    def _objects(
        self, node: Node, property_: ox.NamedNode
    ) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        return [quad.object for quad in self._store.quads_for_pattern(node, property_, None, None)]

    def _labels(self, triples: Iterable[ox.Triple], thing: ox.NamedNode) -> Iterator[ox.Triple]:
        """The labels of all that occurs."""
        occurring = {
            node.value: node
            for triple in triples
            for node in (triple.subject, triple.predicate, triple.object)
            if isinstance(node, ox.NamedNode) and node.value.startswith(BASE) and node != thing
        }
        for _, node in sorted(occurring.items()):
            for property_ in _LABELS:
                if labels := sorted(self._store.quads_for_pattern(node, property_, None, None), key=str):
                    yield from (quad.triple for quad in labels)
                    break


def _subject(triple: ox.Triple) -> str:
    return str(triple.subject)


def _named(item: tuple[ox.NamedNode, object]) -> str:
    return item[0].value


def _reading(quad: ox.Quad) -> tuple[int, str]:
    place = _FIRST.index(quad.predicate) if quad.predicate in _FIRST else len(_FIRST)
    return place, f"{quad.predicate} {quad.object}"


def _cut(kept: int, all_: int, property_: ox.NamedNode, thing: ox.NamedNode) -> str:
    asked = f"SELECT ?from WHERE {{ ?from <{property_.value}> <{thing.value}> }}"
    return f"{kept} of the {all_:,} facts that lead here by {shorten(property_.value)} stand here; for all ask: {asked}"


def _document(thing: str, notes: list[str]) -> list[ox.Triple]:
    """What the documents about a thing are: the same in each form, so that all forms hold the same triples."""
    first, *others = (iri(f"{thing}.{suffix}") for suffix in (*FORMS, "html"))
    sheet = Sheet()
    sheet.say(
        first.value,
        a="foaf:Document",
        foaf_primaryTopic=iri(thing),
        void_inDataset=iri(DATA),
        dcterms_license=iri(LICENSE),
        dcterms_hasFormat=list[Value](others),
        rdfs_comment=[english(note) for note in notes],
    )
    return sheet.triples
