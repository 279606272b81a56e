"""OWL 2 DL: the restrictions of the structural specification (https://www.w3.org/TR/owl2-syntax/), twice.

Once here in Python, so that they are checked everywhere; once by the OWL API, where there is Java.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

V = "https://w3id.org/vlmkg/ontology#"
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUILT_IN_ANNOTATIONS = {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.deprecated, OWL.versionInfo, OWL.priorVersion,
    OWL.backwardCompatibleWith, OWL.incompatibleWith,
}  # fmt: skip
RESERVED = (str(RDF), str(RDFS), str(OWL), str(XSD))
# section 4, the OWL 2 datatype map, as far as it has names in use here
DATATYPES = {
    XSD.integer, XSD.nonNegativeInteger, XSD.decimal, XSD.string, XSD.boolean, RDF.PlainLiteral, RDFS.Literal,
}  # fmt: skip
NEEDS_SIMPLE = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty)


def declared(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)}


def inverse_of(graph: Graph) -> dict[URIRef, set[URIRef]]:
    found: dict[URIRef, set[URIRef]] = {}
    for a, b in graph.subject_objects(OWL.inverseOf):
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def chains(graph: Graph) -> list[tuple[URIRef, list[URIRef]]]:
    return [(p, list(Collection(graph, head))) for p, head in graph.subject_objects(OWL.propertyChainAxiom)]


def wider(graph: Graph) -> Callable[[URIRef], set[URIRef]]:
    """The closure of the hierarchy, in which a property and its inverse rise together (section 11.1)."""
    inverses = inverse_of(graph)
    steps: dict[URIRef, set[URIRef]] = {}
    for a, b in graph.subject_objects(RDFS.subPropertyOf):
        steps.setdefault(a, set()).add(b)
        for ia in inverses.get(a, ()):
            steps.setdefault(ia, set()).update(inverses.get(b, ()))

    def above(p: URIRef) -> set[URIRef]:
        seen, ahead = {p}, [p]
        while ahead:
            for q in steps.get(ahead.pop(), ()):
                if q not in seen:
                    seen.add(q)
                    ahead.append(q)
        return seen

    return above


def composite(graph: Graph) -> set[URIRef]:
    """Section 11.1: properties that are transitive or implied by a chain, what is above them, and their inverses."""
    above, inverses = wider(graph), inverse_of(graph)
    start = declared(graph, OWL.TransitiveProperty) | {p for p, _ in chains(graph)}
    start |= {i for p in start for i in inverses.get(p, ())}
    return {q for p in start for q in above(p)}


def test_every_property_has_one_kind(everything: Graph) -> None:
    """Section 5.8.1, typing constraints: no IRI is more than one of object, data and annotation property."""
    for n, kind in enumerate(PROPERTY_KINDS):
        for other in PROPERTY_KINDS[n + 1 :]:
            assert not declared(everything, kind) & declared(everything, other)


def test_no_class_is_a_datatype(everything: Graph) -> None:
    """Section 5.8.1: no IRI is both class and datatype."""
    assert not declared(everything, OWL.Class) & (declared(everything, RDFS.Datatype) | DATATYPES)


def test_reserved_vocabulary_is_not_redefined(everything: Graph) -> None:
    """Section 2.4: IRIs of rdf:, rdfs:, xsd: and owl: name nothing of ours."""
    for kind in (OWL.Class, OWL.NamedIndividual, RDFS.Datatype, *PROPERTY_KINDS):
        assert not [s for s in declared(everything, kind) if str(s).startswith(RESERVED)]


def test_every_used_term_is_declared(everything: Graph) -> None:
    """Section 5.8.1: each class and property in an axiom is declared; the files stand alone."""
    properties = {p for kind in PROPERTY_KINDS for p in declared(everything, kind)} | BUILT_IN_ANNOTATIONS
    used = {p for p in everything.predicates() if not str(p).startswith(RESERVED)} | {
        p for p in everything.predicates() if p in BUILT_IN_ANNOTATIONS
    }
    assert used <= properties, f"declare: {used - properties}"
    classes = declared(everything, OWL.Class)
    for p in (RDFS.subClassOf, RDFS.domain, RDFS.range, RDF.type):
        for s, o in everything.subject_objects(p):
            if isinstance(o, URIRef) and not str(o).startswith(RESERVED):
                assert o in classes, f"{s} {p} {o}: declare the class"
    for s, o in everything.subject_objects(RDFS.subPropertyOf):
        assert {s, o} <= properties


def test_kinds_of_properties_do_not_mix(everything: Graph) -> None:
    """Sections 9.2 and 9.3: a property is below one of its own kind; only object properties have inverses, chains."""
    for a, b in everything.subject_objects(RDFS.subPropertyOf):
        for kind in PROPERTY_KINDS:
            assert (a in declared(everything, kind)) == (b in declared(everything, kind)), (a, b)
    objects = declared(everything, OWL.ObjectProperty)
    assert set(inverse_of(everything)) <= objects
    for p, parts in chains(everything):
        assert {p, *parts} <= objects


def test_ranges_fit_the_kind_of_property(everything: Graph) -> None:
    """Sections 9.2.6 and 9.3.5; and section 4: data ranges are in the OWL 2 datatype map."""
    for p, o in everything.subject_objects(RDFS.range):
        if p in declared(everything, OWL.DatatypeProperty):
            assert o in DATATYPES, f"{p}: {o} is no datatype of OWL 2"
        else:
            assert o not in DATATYPES


def test_values_fit_the_kind_of_property(everything: Graph, sample: Graph) -> None:
    """Section 9.6: object properties lead to individuals, data properties to literals."""
    objects, datas = declared(everything, OWL.ObjectProperty), declared(everything, OWL.DatatypeProperty)
    for graph in (everything, sample):
        for s, p, o in graph:
            assert not (p in objects and isinstance(o, Literal)), (s, p, o)
            assert not (p in datas and not isinstance(o, Literal)), (s, p, o)


def test_only_simple_properties_where_simple_ones_are_needed(everything: Graph) -> None:
    """Section 11.2, restriction on simple roles."""
    complex_ = composite(everything)
    for kind in NEEDS_SIMPLE:
        assert not declared(everything, kind) & complex_, f"{kind}: {declared(everything, kind) & complex_}"
    for a, b in everything.subject_objects(OWL.propertyDisjointWith):
        assert not {a, b} & complex_
    for restriction in everything.subjects(OWL.onProperty):
        cardinal = (OWL.minCardinality, OWL.maxCardinality, OWL.cardinality, OWL.minQualifiedCardinality,
                    OWL.maxQualifiedCardinality, OWL.qualifiedCardinality, OWL.hasSelf)  # fmt: skip
        if any((restriction, c, None) in everything for c in cardinal):
            assert everything.value(restriction, OWL.onProperty) not in complex_


def test_the_hierarchy_of_properties_is_regular(everything: Graph) -> None:
    """Section 11.2, restriction on the property hierarchy: in some strict order each chain's parts come before it.

    A chain may begin or end with the property it implies, and p p -> p is transitivity; every other part has to be
    smaller, and a part must not be above the property it helps to imply.
    """
    above, inverses = wider(everything), inverse_of(everything)
    smaller: dict[URIRef, set[URIRef]] = {}
    for p, parts in chains(everything):
        rest = parts if parts != [p, p] else []
        if rest and rest[0] == p:
            rest = rest[1:]
        elif rest and rest[-1] == p:
            rest = rest[:-1]
        assert not {p, *inverses.get(p, ())} & set(rest), f"{p}: occurs in the middle of its own chain"
        for part in rest:
            smaller.setdefault(p, set()).update({part, *inverses.get(part, ())})
    # what is below a part is smaller as well; what is above the implied property is larger
    for p, parts in smaller.items():
        seen: set[URIRef] = set()
        ahead = list(parts)
        while ahead:
            part = ahead.pop()
            if part in seen:
                continue
            seen.add(part)
            assert part not in above(p), f"{part} is above {p} and a part of a chain that implies it"
            below = {q for q in everything.all_nodes() if isinstance(q, URIRef) and part in above(q)}
            ahead.extend(below | smaller.get(part, set()))
        assert p not in seen


def test_lists_are_well_formed(everything: Graph) -> None:
    """Mapping to RDF graphs, section 3: each list has one first and one rest a node, and ends."""
    for node in set(everything.subjects(RDF.first)):
        assert isinstance(node, BNode)
        assert len(list(everything.objects(node, RDF.first))) == len(list(everything.objects(node, RDF.rest))) == 1


def test_enumerations_name_what_is_there(core: Graph) -> None:
    for cls, members in core.subject_objects(OWL.equivalentClass):
        listed = set(Collection(core, core.value(members, OWL.oneOf)))
        assert listed == set(core.subjects(RDF.type, cls)), f"{cls}: the closed list and its individuals differ"


def _violations(java: Callable[..., str], path: Path) -> list[str]:
    output = java(str(Path(__file__).with_name("ProfileCheck.java")), str(path))
    if "compiler" in output.lower() and "axioms" not in output:
        pytest.skip(f"this Java runs no source files, so the OWL API was not asked: {output[:200]}")
    assert "axioms " in output, output
    return [line for line in output.splitlines() if line.startswith("violation ")]


def test_the_owl_api_finds_no_violation(
    everything: Graph, sample: Graph, java: Callable[..., str], as_rdf_xml: Callable[[Graph], Path]
) -> None:
    assert _violations(java, as_rdf_xml(everything + sample)) == []


@pytest.mark.slow
def test_the_owl_api_finds_no_violation_in_the_data(
    everything: Graph, data: Graph, java: Callable[..., str], as_rdf_xml: Callable[[Graph], Path]
) -> None:
    assert _violations(java, as_rdf_xml(everything + data)) == []


BROKEN = {
    "a composite property must not be irreflexive": "vlmkg:hasAncestor a owl:IrreflexiveProperty .",
    "composite, so disjoint with none": "vlmkg:notDerivedFrom owl:propertyDisjointWith vlmkg:builtFrom .",
    "a property has one kind": "vlmkg:score a owl:ObjectProperty .",
    "chains are regular": "vlmkg:variantOf owl:propertyChainAxiom ( vlmkg:memberOf vlmkg:builtFrom ) .",
    "classes are declared": "vlmkg:Model rdfs:subClassOf <http://example.org/Undeclared> .",
}


@pytest.mark.slow
@pytest.mark.parametrize("turtle_text", BROKEN.values(), ids=list(BROKEN))
def test_the_owl_api_sees_what_is_broken(
    core: Graph,
    turtle: Callable[[str], Graph],
    turtle_text: str,
    java: Callable[..., str],
    as_rdf_xml: Callable[[Graph], Path],
) -> None:
    assert _violations(java, as_rdf_xml(core + turtle(turtle_text)))


@pytest.mark.parametrize("turtle_text", BROKEN.values(), ids=list(BROKEN))
def test_the_checks_here_see_what_is_broken(core: Graph, turtle: Callable[[str], Graph], turtle_text: str) -> None:
    graph = core + turtle(turtle_text)
    checks = (
        test_every_property_has_one_kind, test_only_simple_properties_where_simple_ones_are_needed,
        test_the_hierarchy_of_properties_is_regular, test_every_used_term_is_declared,
    )  # fmt: skip
    failed = 0
    for check in checks:
        try:
            check(graph)
        except AssertionError:
            failed += 1
    assert failed


def test_skos_labels_are_annotations(core: Graph) -> None:
    """SKOS reference, section 5.5.4 and 7.5.1: labels and notes are annotation properties."""
    assert {SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.example} <= declared(core, OWL.AnnotationProperty)
