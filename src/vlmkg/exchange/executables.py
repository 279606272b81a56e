"""The questions as RDF: SHACL's SPARQL executables, as the SIB collection of examples has them.

Each question is a `sh:SPARQLSelectExecutable` (https://www.w3.org/TR/shacl/#sparql-constraints-prefixes and
https://www.w3.org/TR/shacl-af/) with the query as it stands in its file, so that tools which read such collections
(https://github.com/sib-swiss/sparql-examples) can offer it: `rdfs:comment` holds the question in plain words and
`schema:target` the endpoint. What may be bound is told by `sh:parameter`: its name is the local name of `sh:path`, its
example `sh:defaultValue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from vlmkg.graph.results import Triples, graph
from vlmkg.questions.canned import Kind, Parameter, Question
from vlmkg.terms import BASE, PREFIXES, expand

COLLECTION: Final = BASE + "queries"
"""The IRI of all questions together; each is below it: `https://w3id.org/vlmkg/queries/list-components`."""

ENDPOINT: Final = BASE + "sparql"
"""Where the queries are meant to be sent."""

_SH: Final = "http://www.w3.org/ns/shacl#"
_WRITTEN: Final = PREFIXES | {"sh": _SH, "query": COLLECTION + "/", "queries": COLLECTION + "#"}
_PREFIX_TABLE: Final = ox.NamedNode(COLLECTION + "#prefixes")

_TYPES: Final[dict[Kind, str]] = {
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "year": "gYear",
    "boolean": "boolean",
    "string": "string",
}

Pair = tuple[str, ox.NamedNode | ox.Literal]


def iri(question: Question) -> str:
    """The IRI of a question."""
    return f"{COLLECTION}/{question.name}"


def executables(questions: Iterable[Question]) -> Triples:
    """Questions with their parameters, and the prefixes they share."""
    listed = list(questions)
    found: list[ox.Triple] = []
    collection = ox.NamedNode(COLLECTION)
    found += _about(
        collection,
        ("rdf:type", ox.NamedNode(PREFIXES["dcterms"] + "Collection")),
        ("rdfs:label", _said("Questions about vision-language models")),
        *(("dcterms:hasPart", ox.NamedNode(iri(question))) for question in listed),
    )
    for question in listed:
        found += _question(question)
    found += _prefixes()
    return graph(found, _WRITTEN)


def executable(question: Question) -> Triples:
    """One question with its parameters, and the prefixes it shares with the others."""
    return graph([*_question(question), *_prefixes()], _WRITTEN)


def _question(question: Question) -> Iterator[ox.Triple]:
    node = ox.NamedNode(iri(question))
    yield from _about(
        node,
        *(("rdf:type", _shacl(name)) for name in ("SPARQLExecutable", "SPARQLSelectExecutable", "Parameterizable")),
        ("rdfs:label", _said(question.summary)),
        ("rdfs:comment", _said(question.summary)),
        *((("dcterms:description", _said(question.description)),) if question.description else ()),
        ("dcterms:identifier", ox.Literal(question.name)),
        ("dcterms:isPartOf", ox.NamedNode(COLLECTION)),
        *(("schema:keywords", ox.Literal(tag)) for tag in question.tags),
        ("schema:target", ox.NamedNode(ENDPOINT)),
        ("sh:prefixes", _PREFIX_TABLE),
        ("sh:select", ox.Literal(question.query)),
        *(("sh:parameter", _parameter_node(question, parameter)) for parameter in question.parameters),
    )
    for place, parameter in enumerate(question.parameters):
        yield from _parameter(question, parameter, place)


def _parameter(question: Question, parameter: Parameter, place: int) -> Iterator[ox.Triple]:
    default = _value(parameter)
    yield from _about(
        _parameter_node(question, parameter),
        ("rdf:type", _shacl("Parameter")),
        ("sh:path", ox.NamedNode(f"{iri(question)}#{parameter.name}")),
        ("sh:name", _said(parameter.name)),
        ("sh:description", _said(parameter.about)),
        ("sh:order", ox.Literal(place)),
        ("sh:optional", ox.Literal(parameter.optional)),
        *((("sh:defaultValue", default),) if default is not None else ()),
        *_takes(parameter),
    )


def _takes(parameter: Parameter) -> Iterator[Pair]:
    if parameter.kind != "entity":
        yield "sh:datatype", ox.NamedNode(PREFIXES["xsd"] + _TYPES[parameter.kind])
        return
    yield "sh:nodeKind", _shacl("IRI")
    if len(parameter.classes) == 1:  # several values of sh:class would all have to hold
        yield "sh:class", ox.NamedNode(parameter.classes[0])
    else:
        yield from (("rdfs:seeAlso", ox.NamedNode(class_)) for class_ in parameter.classes)


def _value(parameter: Parameter) -> ox.NamedNode | ox.Literal | None:
    if parameter.example is None:
        return None
    if parameter.kind == "entity":
        return ox.NamedNode(expand(parameter.example) or parameter.example)
    return ox.Literal(parameter.example, datatype=ox.NamedNode(PREFIXES["xsd"] + _TYPES[parameter.kind]))


def _prefixes() -> Iterator[ox.Triple]:
    yield from _about(
        _PREFIX_TABLE,
        ("rdf:type", ox.NamedNode(PREFIXES["owl"] + "Ontology")),
        ("rdfs:label", _said("Prefixes of the questions")),
        *(("sh:declare", ox.NamedNode(f"{COLLECTION}#prefix-{prefix}")) for prefix in PREFIXES),
    )
    for prefix, namespace in PREFIXES.items():
        yield from _about(
            ox.NamedNode(f"{COLLECTION}#prefix-{prefix}"),
            ("rdf:type", _shacl("PrefixDeclaration")),
            ("sh:prefix", ox.Literal(prefix)),
            ("sh:namespace", ox.Literal(namespace, datatype=ox.NamedNode(PREFIXES["xsd"] + "anyURI"))),
        )


def _parameter_node(question: Question, parameter: Parameter) -> ox.NamedNode:
    return ox.NamedNode(f"{iri(question)}#parameter-{parameter.name}")


def _about(subject: ox.NamedNode, *pairs: Pair) -> Iterator[ox.Triple]:
    for name, value in pairs:
        prefix, _, local = name.partition(":")
        yield ox.Triple(subject, ox.NamedNode(_WRITTEN[prefix] + local), value)


def _shacl(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def _said(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")
