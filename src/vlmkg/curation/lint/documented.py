"""Ontology checks of what is said about each term: labels, definitions, names, headers.

The numbers are those of the pitfalls in the catalogue of OOPS!, the OntOlogy Pitfall
Scanner (Poveda-Villalón et al., 2014); the checks on punctuation and replacement follow the
practice of EDAM's validator, caseologue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.lint.asked import asks, ours
from vlmkg.curation.lint.corpus import TYPE, Corpus
from vlmkg.curation.lint.rule import Fault, Rule
from vlmkg.terms import PREFIXES, shorten

_RDFS, _OWL, _SKOS = PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["skos"]
_TERM: Final = """
    VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:NamedIndividual }
    ?focus a ?kind . FILTER(STRSTARTS(STR(?focus), STR(vlmkg:)))
"""
_FILLERS: Final = re.compile(
    r"a|an|the|of|is|are|or|and|to|in|on|for|with|by|that|which|who|this|it|its|has|have|some|any|one|kind|type|class|"
    r"property|term|thing|something|subject|object|value|relation|link|entity|instance"
)
_BRITISH: Final = re.compile(
    r"\b\w*(?:colour|licence|behaviour|favour|neighbour|labelled|modelling|analyse|catalogue|centre|programme|"
    r"artefact|grey|organis(?!m)|recognis|generalis|quantis|tokenis|optimis(?!m)|summaris|utilis|normalis|categoris)\w*",
    re.IGNORECASE,
)
_SPELLED: Final = {_RDFS + "label", _SKOS + "prefLabel", _SKOS + "definition", _SKOS + "scopeNote"}
_CAPITALIZED: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_SMALL: Final = re.compile(r"[a-z][A-Za-z0-9]*")


def _circular(corpus: Corpus) -> Iterator[Fault]:
    """Definitions that are circular or add nothing to the label."""
    labels = corpus.values(_RDFS + "label", "ontology")
    for subject, statements in corpus.values(_SKOS + "definition", "ontology").items():
        for file, s in statements:
            label = " ".join(e.object.value for _, e in labels.get(subject, []) if isinstance(e.object, ox.Literal))
            told = _words(s.object.value) if isinstance(s.object, ox.Literal) else set()
            if label and told <= _words(label):
                what = f"The definition of {shorten(subject)} says no more than its label, {label!r}."
                yield Fault(file, what, subject, s.predicate, s.object)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z0-9]+", text.lower()) if not _FILLERS.fullmatch(word)}


def _unfinished(corpus: Corpus) -> Iterator[Fault]:
    for subject, statements in corpus.values(_SKOS + "definition", "ontology").items():
        for file, s in statements:
            if isinstance(s.object, ox.Literal) and not re.fullmatch(r"[A-Z0-9\"].*\.", s.object.value, re.DOTALL):
                what = f"The definition of {shorten(subject)} is no sentence: it lacks its capital or its full stop."
                yield Fault(file, what, subject, s.predicate, s.object)


def _names(corpus: Corpus) -> Iterator[Fault]:
    """Names that do not follow the convention."""
    for file, s in corpus.of("ontology"):
        if s.predicate != TYPE or not ours(s.subject) or s.target is None:
            continue
        local = re.split(r"[/#]", s.subject)[-1]
        kind = s.target.removeprefix(_OWL)
        form = {"Class": _CAPITALIZED, "NamedIndividual": _CAPITALIZED}.get(kind)
        if kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
            form = _SMALL
        if form and not form.fullmatch(local):
            sort = "property" if form is _SMALL else "class or individual"
            yield Fault(file, f"{local!r} is not formed like the name of a {sort}.", s.subject)


def _spelling(corpus: Corpus) -> Iterator[Fault]:
    for file, s in corpus.of("ontology"):
        if s.predicate in _SPELLED and isinstance(s.object, ox.Literal) and (found := _BRITISH.search(s.object.value)):
            yield Fault(file, f"{found[0]!r} is British spelling.", s.subject, s.predicate, s.object)
        elif s.predicate == TYPE and ours(s.subject):
            local = re.sub(r"(?<!^)(?=[A-Z])", " ", s.subject.rsplit("#", 1)[-1])
            if found := _BRITISH.search(local):
                yield Fault(file, f"{found[0]!r} in the name of {shorten(s.subject)} is British spelling.", s.subject)


def _headers(corpus: Corpus) -> Iterator[Fault]:
    """Headers that lack something. What stands below the IRI of an ontology has the license and version of that."""
    ontology, scheme = _OWL + "Ontology", _SKOS + "ConceptScheme"
    terms = {name: PREFIXES[p] + name for p, name in (("dcterms", "title"), ("owl", "versionInfo"))}
    licenses = {PREFIXES["schema"] + "license", PREFIXES["dcterms"] + "license"}
    licensed = {s.subject for _, s in corpus.of("ontology", "shapes") if s.predicate in licenses}
    for file in corpus.files:
        heads = [s for s in file.statements if s.predicate == TYPE and s.target in (ontology, scheme)]
        if file.part == "ontology" and not heads:
            yield Fault(file, "The file declares no ontology and no concept scheme.", at=(1, 1))
        for head in heads:
            said = {s.predicate for s in file.statements if s.subject == head.subject}
            lacking = [name for name, iri in terms.items() if iri not in said] if head.target == ontology else []
            if not any(head.subject == iri or head.subject.startswith(iri + "/") for iri in licensed):
                lacking.append("license")
            if lacking:
                yield Fault(file, f"The header <{head.subject}> lacks its {' and '.join(lacking)}.", head.subject)


RULES: Final = (
    Rule(
        "undocumented-term",
        "error",
        "A term of the ontology lacks its label, definition, example or where it is defined.",
        "Add it, in English and in our own words.",
        asks(
            _TERM + "VALUES ?value { rdfs:label skos:definition skos:example rdfs:isDefinedBy } "
            "FILTER NOT EXISTS { ?focus ?value ?any }",
            "{focus} has no {value}.",
        ),
    ),
    Rule(
        "unknown-ontology",
        "error",
        "A term says that it is defined by something that is no ontology.",
        "Name the ontology as the head of ontology/vlmkg.ttl does.",
        asks(
            "?focus rdfs:isDefinedBy ?value FILTER NOT EXISTS { ?value a owl:Ontology }",
            "{focus} is defined by {value}, which nothing declares to be an ontology.",
            "rdfs:isDefinedBy",
        ),
    ),
    Rule(
        "same-label",
        "error",
        "Two classes, or two properties, have the same label.",
        "Say in one label what tells them apart, or keep one term.",
        asks(
            """{ SELECT ?focus ?value ?key ?class { ?focus a ?kind ; rdfs:label ?value .
                BIND(LCASE(STR(?value)) AS ?key) BIND(?kind = owl:Class AS ?class)
                FILTER(STRSTARTS(STR(?kind), STR(owl:)) && ?kind != owl:NamedIndividual) } }
            { SELECT ?other ?key ?class { ?other a ?kind ; rdfs:label ?again .
                BIND(LCASE(STR(?again)) AS ?key) BIND(?kind = owl:Class AS ?class)
                FILTER(STRSTARTS(STR(?kind), STR(owl:)) && ?kind != owl:NamedIndividual) } }
            FILTER(STR(?focus) > STR(?other))""",
            "{focus} and {other} are both called {value!r}.",
            "rdfs:label",
        ),
    ),
    Rule(
        "same-definition",
        "error",
        "Two terms or concepts have the same definition.",
        "Define what tells them apart, or keep one of them (two names for one thing are a label and an altLabel).",
        asks(
            "?focus skos:definition ?value . ?other skos:definition ?value . FILTER(STR(?focus) > STR(?other))",
            "{focus} and {other} are defined in the same words.",
            "skos:definition",
        ),
    ),
    Rule(
        "empty-definition",
        "error",
        "A definition says no more than the label.",
        "Say what the thing is and what tells it from its neighbors.",
        _circular,
    ),
    Rule(
        "unfinished-definition",
        "error",
        "A definition is no sentence.",
        "Begin it with a capital and end it with a full stop.",
        _unfinished,
    ),
    Rule(
        "term-name",
        "error",
        "The name of a term does not follow the convention.",
        "Write classes and individuals LikeThis and properties likeThis; declare a new term, since names never change.",
        _names,
    ),
    Rule(
        "american-spelling",
        "error",
        "A label, definition or name has British spelling.",
        "Spell it the American way.",
        _spelling,
    ),
    Rule(
        "unreplaced-term",
        "error",
        "A deprecated term does not say what replaces it.",
        "Add dcterms:isReplacedBy with a term that is not deprecated.",
        asks(
            "?focus owl:deprecated true . FILTER NOT EXISTS { ?focus dcterms:isReplacedBy ?new "
            "FILTER NOT EXISTS { ?new owl:deprecated true } }",
            "{focus} is deprecated, and nothing in use stands in its place.",
            "owl:deprecated",
        ),
    ),
    Rule(
        "ontology-header",
        "error",
        "A file of the ontology has no header, or its header lacks title, version or license.",
        "Add owl:Ontology with dcterms:title, owl:versionInfo and schema:license.",
        _headers,
    ),
)
