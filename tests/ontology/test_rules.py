"""The rules: what each adds and what it must not add, and agreement with an OWL reasoner and with a plain reading."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef

V = Namespace("https://w3id.org/vlmkg/ontology#")
MODEL = Namespace("https://w3id.org/vlmkg/model/")
FAMILY = Namespace("https://w3id.org/vlmkg/family/")
DATASET = Namespace("https://w3id.org/vlmkg/dataset/")
Read = Callable[[str], Graph]
Apply = Callable[..., Graph]


def test_rules_run_in_numeric_order_and_say_what_they_add(ontology_folder: Path) -> None:
    rules = sorted((ontology_folder / "rules").glob("*.ru"))
    assert [path.name[:2] for path in rules] == ["10", "20", "30", "40", "50", "60", "70"]
    for path in rules:
        text = path.read_text(encoding="utf-8")
        assert re.match(r"# Adds? ", text), f"{path.name}: begin with a comment that says what it adds"
        assert not re.search(r"\b(DELETE|DROP|CLEAR|LOAD|GRAPH|SERVICE)\b", re.sub("#.*", "", text)), path.name


def test_one_pass_is_enough(apply_rules: Apply, sample: Graph) -> None:
    """The second run leaves out the family rule: for it, what a member inherited would be a value of its own."""
    once = apply_rules(sample)
    assert _named(apply_rules(once, without=("20",))) == _named(once)


def _named(graph: Graph) -> set[tuple[Any, Any, Any]]:
    return {t for t in graph if not any(isinstance(n, BNode) for n in t)}


def test_an_inverse_that_was_stated_counts(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle("model:e vlmkg:visionEncoderOf model:m . model:e vlmkg:accessed 'x' ."))
    assert (MODEL.m, V.usesVisionEncoder, MODEL.e) in graph
    assert (MODEL.m, V.builtFrom, MODEL.e) in graph
    assert (MODEL.e, V.usesVisionEncoder, MODEL.m) not in graph


def test_super_properties(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle("model:m vlmkg:usesVisionEncoder model:e ; vlmkg:fineTunedOn dataset:d ."))
    for wide in (V.usesEncoder, V.hasComponent, V.builtFrom, V.hasParent, V.hasAncestor):
        assert (MODEL.m, wide, MODEL.e) in graph
    assert (MODEL.m, V.trainedOn, DATASET.d) in graph
    assert (MODEL.m, V.builtFrom, DATASET.d) not in graph, "data are no parameters"
    assert (MODEL.m, V.derivedFrom, MODEL.e) not in graph, "a part is no predecessor"


def test_super_properties_of_other_vocabularies_are_left_alone(turtle: Read, apply_rules: Apply) -> None:
    theirs = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
    graph = apply_rules(
        turtle(f"vlmkg:derivedFrom rdfs:subPropertyOf {theirs} . model:m vlmkg:fineTunedFrom model:b .")
    )
    assert not list(graph.subject_objects(URIRef(theirs.strip("<>"))))


def test_what_is_built_from_a_version_is_built_from_the_thing(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle("""
        model:m vlmkg:usesVisionEncoder model:e-336 .
        model:e-336 vlmkg:variantOf model:e-large .
        model:e-large vlmkg:variantOf model:e .
        model:m vlmkg:trainedOn dataset:d-train . dataset:d-train vlmkg:variantOf dataset:d .
        """)
    )
    for general in (MODEL["e-large"], MODEL.e):
        assert (MODEL.m, V.builtFrom, general) in graph
        assert (general, V.basisOf, MODEL.m) in graph
        assert (MODEL.m, V.hasAncestor, general) in graph
        assert (MODEL.m, V.usesVisionEncoder, general) not in graph, "which version is used stays visible"
    assert (MODEL.m, V.learnedFrom, DATASET.d) in graph
    assert (MODEL.m, V.builtFrom, DATASET.d) not in graph
    assert (MODEL["e-336"], V.builtFrom, MODEL.e) not in graph, "a version is not built from the thing in general"


def test_what_is_built_from_a_member_is_not_built_from_the_family(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle("""
        family:f a vlmkg:ModelFamily ; vlmkg:usesVisionEncoder model:e .
        model:b vlmkg:memberOf family:f ; vlmkg:usesVisionEncoder model:own .
        model:m vlmkg:fineTunedFrom model:b .
        """)
    )
    assert (MODEL.m, V.builtFrom, FAMILY.f) not in graph
    assert (MODEL.m, V.hasAncestor, MODEL.own) in graph
    assert (MODEL.m, V.hasAncestor, MODEL.e) not in graph


def test_closure(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle("""
        model:a vlmkg:fineTunedFrom model:b .
        model:b vlmkg:usesVisionEncoder model:c .
        model:c vlmkg:trainedOn dataset:d .
        dataset:d vlmkg:subsetOf dataset:w . model:x vlmkg:notDerivedFrom model:a . model:y vlmkg:succeeds model:a .
        """)
    )
    for ancestor in (MODEL.b, MODEL.c, DATASET.d, DATASET.w):
        assert (MODEL.a, V.hasAncestor, ancestor) in graph
        assert (ancestor, V.ancestorOf, MODEL.a) in graph
    assert (MODEL.a, V.hasParent, MODEL.c) not in graph, "two steps are not one"
    assert not list(graph.objects(MODEL.x, V.hasAncestor)), "negative lineage is no lineage"
    assert not list(graph.objects(MODEL.y, V.hasAncestor)), "a successor by name is no descendant"


def test_inverses_are_added_for_things_only(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle(
            "model:m vlmkg:builtOnBackbone model:l ; vlmkg:parameterCount 7 ;"
            " vlmkg:usesConnector connector:mlp-projector ."
        )
    )
    assert (MODEL.l, V.backboneOf, MODEL.m) in graph
    assert (MODEL.l, V.componentOf, MODEL.m) in graph
    assert (MODEL.m, V.backboneOf, MODEL.l) not in graph
    assert not [s for s in graph.subjects() if isinstance(s, Literal)]


def test_super_classes(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle(
            "model:m a vlmkg:VisionEncoder . dataset:d a vlmkg:Dataset ."
            "<https://w3id.org/vlmkg/capability/ocr> a vlmkg:Capability ."
        )
    )
    assert {V.VisionEncoder, V.Model, V.ModelEntity, V.LineageNode} == set(graph.objects(MODEL.m, RDF.type))
    assert (URIRef("https://w3id.org/vlmkg/capability/ocr"), RDF.type, SKOS.Concept) in graph
    assert (DATASET.d, RDF.type, V.Model) not in graph


def test_types_are_not_guessed_from_domains(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle("model:m vlmkg:trainedOn dataset:d ."))
    assert not list(graph.objects(DATASET.d, RDF.type))


# --- families

SERIES = """
family:f a vlmkg:ModelFamily ;
    vlmkg:usesVisionEncoder model:e ; vlmkg:usesConnector connector:mlp-projector ; vlmkg:developedBy org:o ;
    vlmkg:supportsModality <https://w3id.org/vlmkg/modality/image> ; vlmkg:contextLength 8192 ;
    dcterms:license license:l ; vlmkg:trainedOn dataset:d ;
    vlmkg:parameterCount 1 ; vlmkg:huggingFaceId 'f' ; vlmkg:memberCount 2 .
model:m vlmkg:memberOf family:f .
"""
CLAIM = (
    "claim:c vlmkg:claimSubject {s} ; vlmkg:claimProperty {p} ; vlmkg:claimEntity {v} ; vlmkg:status vlmkg:{status} ."
)


def test_a_member_holds_what_is_stated_of_its_family(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(SERIES))
    for property_ in (
        V.usesVisionEncoder,
        V.usesConnector,
        V.developedBy,
        V.supportsModality,
        V.contextLength,
        V.trainedOn,
    ):
        assert list(graph.objects(MODEL.m, property_)) == list(graph.objects(FAMILY.f, property_)) != []
    assert (MODEL.m, V.hasAncestor, MODEL.e) in graph, "what came from the family has its super-properties as well"
    assert (MODEL.e, V.visionEncoderOf, MODEL.m) in graph


def test_sizes_counts_and_identifiers_stay_with_the_family(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(SERIES))
    for property_ in (V.parameterCount, V.huggingFaceId, V.memberCount):
        assert not list(graph.objects(MODEL.m, property_))


def test_a_family_holds_nothing_of_its_members(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle("family:f a vlmkg:ModelFamily . model:m vlmkg:memberOf family:f ; vlmkg:usesVisionEncoder model:e .")
    )
    assert not list(graph.objects(FAMILY.f, V.usesVisionEncoder))


def test_collections_hand_nothing_down(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle("model:c a vlmkg:Collection ; vlmkg:developedBy org:o . model:m vlmkg:memberOf model:c .")
    )
    assert not list(graph.objects(MODEL.m, V.developedBy))


@pytest.mark.parametrize(
    "own", ["vlmkg:usesVisionEncoder model:mine", "vlmkg:usesVisionEncoder model:mine, model:second"]
)
def test_a_value_of_its_own_comes_first(turtle: Read, apply_rules: Apply, own: str) -> None:
    graph = apply_rules(turtle(SERIES + f"model:m {own} ."))
    assert (MODEL.m, V.usesVisionEncoder, MODEL.e) not in graph
    assert (MODEL.m, V.hasAncestor, MODEL.e) not in graph
    assert (MODEL.m, V.usesVisionEncoder, MODEL.mine) in graph
    assert list(graph.objects(MODEL.m, V.usesConnector)), "other facts still come down"


def test_a_value_of_a_narrower_property_comes_first(turtle: Read, apply_rules: Apply) -> None:
    series = SERIES.replace("usesVisionEncoder model:e", "usesEncoder model:e")
    graph = apply_rules(turtle(series + "model:m vlmkg:usesVisionEncoder model:mine ."))
    assert set(graph.objects(MODEL.m, V.usesEncoder)) == {MODEL.mine}


def test_values_that_add_up_come_beside_a_members_own(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(SERIES + "model:m vlmkg:trainedOn dataset:mine ."))
    assert set(graph.objects(MODEL.m, V.trainedOn)) == {DATASET.mine, DATASET.d}


def test_a_value_of_a_wider_property_does_not(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(SERIES + "model:m vlmkg:hasComponent model:other ."))
    assert (MODEL.m, V.usesVisionEncoder, MODEL.e) in graph


@pytest.mark.parametrize("state", ["vlmkg:None", "vlmkg:NotDisclosed"])
@pytest.mark.parametrize("about", ["vlmkg:usesVisionEncoder", "vlmkg:usesEncoder"])
def test_none_and_not_disclosed_stop_a_fact(turtle: Read, apply_rules: Apply, state: str, about: str) -> None:
    graph = apply_rules(turtle(SERIES + CLAIM.format(s="model:m", p=about, v=state, status="Verified")))
    assert not list(graph.objects(MODEL.m, V.usesVisionEncoder))
    assert list(graph.objects(MODEL.m, V.usesConnector))


def test_not_disclosed_stops_nothing_once_rejected_or_about_something_else(turtle: Read, apply_rules: Apply) -> None:
    for claim in (
        CLAIM.format(s="model:m", p="vlmkg:usesVisionEncoder", v="vlmkg:NotDisclosed", status="Rejected"),
        CLAIM.format(s="model:m", p="vlmkg:usesAudioEncoder", v="vlmkg:NotDisclosed", status="Verified"),
        CLAIM.format(s="model:other", p="vlmkg:usesVisionEncoder", v="vlmkg:NotDisclosed", status="Verified"),
    ):
        assert (MODEL.m, V.usesVisionEncoder, MODEL.e) in apply_rules(turtle(SERIES + claim))


def test_a_rejected_value_does_not_come_down(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle(SERIES + CLAIM.format(s="model:m", p="vlmkg:usesVisionEncoder", v="model:e", status="Rejected"))
    )
    assert not list(graph.objects(MODEL.m, V.usesVisionEncoder))


def test_a_rejected_number_does_not_come_down(turtle: Read, apply_rules: Apply) -> None:
    claim = CLAIM.replace("claimEntity", "claimLiteral").format(
        s="model:m", p="vlmkg:contextLength", v="8192", status="Rejected"
    )
    assert not list(apply_rules(turtle(SERIES + claim)).objects(MODEL.m, V.contextLength))


def test_rejecting_another_value_stops_nothing(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(
        turtle(SERIES + CLAIM.format(s="model:m", p="vlmkg:usesVisionEncoder", v="model:other", status="Rejected"))
    )
    assert (MODEL.m, V.usesVisionEncoder, MODEL.e) in graph


NESTED = """
family:wide a vlmkg:ModelFamily ; vlmkg:usesVisionEncoder model:e ; vlmkg:developedBy org:o .
family:near a vlmkg:ModelFamily ; vlmkg:memberOf family:wide .
model:m vlmkg:memberOf family:near .
"""


def test_families_within_families(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(NESTED))
    for node in (FAMILY.near, MODEL.m):
        assert (node, V.usesVisionEncoder, MODEL.e) in graph


def test_the_nearest_family_counts(turtle: Read, apply_rules: Apply) -> None:
    graph = apply_rules(turtle(NESTED + "family:near vlmkg:usesVisionEncoder model:nearer ."))
    assert set(graph.objects(MODEL.m, V.usesVisionEncoder)) == {MODEL.nearer}
    graph = apply_rules(
        turtle(NESTED + CLAIM.format(s="family:near", p="vlmkg:usesVisionEncoder", v="vlmkg:None", status="Verified"))
    )
    assert not list(graph.objects(MODEL.m, V.usesVisionEncoder))
    assert list(graph.objects(MODEL.m, V.developedBy))


def _plain_reading(core: Graph, graph: Graph) -> set[tuple[Any, Any, Any]]:
    """What families hand down, by loops and sets instead of SPARQL."""
    held = set(core.subjects(V.heldByMembers, Literal(True)))
    exclusive = set(core.subjects(V.exclusive, Literal(True)))
    below = {p: set(core.transitive_subjects(RDFS.subPropertyOf, p)) for p in held}
    above = {p: set(core.transitive_objects(p, RDFS.subPropertyOf)) for p in held}
    up = lambda n: set(graph.transitive_objects(n, V.memberOf)) - {n}  # noqa: E731
    said = [
        (
            graph.value(c, V.claimSubject),
            graph.value(c, V.claimProperty),
            graph.value(c, V.claimEntity),
            graph.value(c, V.status),
        )
        for c in graph.subjects(V.claimSubject)
    ]
    found = set()
    for member in set(graph.subjects(V.memberOf)):
        for family in up(member):
            if (family, RDF.type, V.ModelFamily) not in graph:
                continue
            nearer = [n for n in {member, *up(member)} if family in up(n)]
            for _, p, value in graph.triples((family, None, None)):
                if p not in held:
                    continue
                own = p in exclusive and any((n, q, None) in graph for n in nearer for q in below[p])
                silenced = any(
                    s in nearer
                    and q in above[p]
                    and ((v in (V["None"], V.NotDisclosed) and st != V.Rejected) or (v == value and st == V.Rejected))
                    for s, q, v, st in said
                )
                if not own and not silenced:
                    found.add((member, p, value))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_family_rule_agrees_with_a_plain_reading(core: Graph, apply_rules: Apply, seed: int) -> None:
    dice = random.Random(seed)
    graph = Graph()
    families = [FAMILY[f"f{n}"] for n in range(5)]
    models = [MODEL[f"m{n}"] for n in range(8)]
    properties = [
        V.usesEncoder,
        V.usesVisionEncoder,
        V.hasComponent,
        V.trainedOn,
        V.fineTunedOn,
        V.usesConnector,
        V.parameterCount,
    ]
    values = [MODEL[f"v{n}"] for n in range(3)]
    for n, family in enumerate(families):
        graph.add((family, RDF.type, V.ModelFamily))
        for above in families[:n]:
            if dice.random() < 0.3:
                graph.add((family, V.memberOf, above))
    for model in models:
        for family in dice.sample(families, dice.choice((0, 1, 1, 2))):
            graph.add((model, V.memberOf, family))
    for node in families + models:
        for _ in range(dice.choice((0, 1, 2))):
            graph.add((node, dice.choice(properties), dice.choice(values)))
        if dice.random() < 0.4:
            claim = BNode()
            graph.add((claim, V.claimSubject, node))
            graph.add((claim, V.claimProperty, dice.choice(properties)))
            graph.add((claim, V.claimEntity, dice.choice([V["None"], V.NotDisclosed, *values])))
            graph.add((claim, V.status, dice.choice([V.Verified, V.Disputed, V.Rejected, V.Rejected])))
    before = apply_rules(graph, without=("10", "20", "30", "40", "50", "60", "70"))
    after = apply_rules(graph, without=("10", "30", "40", "50", "60", "70"))
    asserted = _named(before)
    added = _named(after) - asserted
    assert added == _plain_reading(core, graph) - asserted


# --- agreement with OWL 2 RL
#
# owlrl computes the RL closure of the same axioms; the rules must find the same triples of our object properties.
# The family rule (20) is left out on both sides: it holds by default and gives way to other facts, which no OWL
# axiom can say.


def _axioms(core: Graph) -> Graph:
    """The property axioms the rules stand for, without labels, domains, ranges and lists of exclusions."""
    graph = Graph()
    for s, p, o in core:
        if p in (RDFS.subPropertyOf, OWL.inverseOf) or (
            p == RDF.type and o in (OWL.TransitiveProperty, OWL.ObjectProperty)
        ):
            graph.add((s, p, o))
        elif p == OWL.propertyChainAxiom:
            graph.add((s, p, o))
            for node in core.transitive_objects(o, RDF.rest):
                for step in (RDF.first, RDF.rest):
                    for value in core.objects(node, step):
                        graph.add((node, step, value))
    return graph


def _relations(graph: Graph, core: Graph) -> set[tuple[Any, Any, Any]]:
    properties = {p for p in core.subjects(RDF.type, OWL.ObjectProperty) if str(p).startswith(str(V))}
    return {(s, p, o) for s, p, o in graph if p in properties and isinstance(s, URIRef) and isinstance(o, URIRef)}


def _assert_agreement(core: Graph, facts: Graph, apply_rules: Apply) -> int:
    oracle = _axioms(core) + facts
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    ).expand(oracle)
    expected = _relations(oracle, core)
    found = _relations(apply_rules(facts, without=("20",)), core)
    assert found - expected == set(), "the rules add what does not follow"
    assert expected - found == set(), "the rules miss what follows"
    return len(found)


def test_rules_agree_with_owl_on_the_sample(core: Graph, sample: Graph, apply_rules: Apply) -> None:
    facts = Graph()
    for triple in _relations(sample, core):
        facts.add(triple)
    assert _assert_agreement(core, facts, apply_rules) > len(facts)


@pytest.mark.parametrize("seed", range(6))
def test_rules_agree_with_owl_on_random_lineages(core: Graph, apply_rules: Apply, seed: int) -> None:
    dice = random.Random(seed)
    lineage = sorted(p for p in core.transitive_subjects(RDFS.subPropertyOf, V.hasParent) if isinstance(p, URIRef))
    choices = [
        *lineage,
        *lineage,
        V.variantOf,
        V.variantOf,
        V.variantOf,
        V.memberOf,
        V.encoderOf,
        V.trainingDataOf,
        V.hasVariant,
    ]
    nodes = [MODEL[f"n{n}"] for n in range(14)]
    facts = Graph()
    for _ in range(22):
        low, high = sorted(dice.sample(range(len(nodes)), 2))
        facts.add((nodes[high], dice.choice(choices), nodes[low]))
    _assert_agreement(core, facts, apply_rules)


@pytest.mark.slow
def test_rules_agree_with_owl_on_the_real_lineage(core: Graph, data: Graph, apply_rules: Apply) -> None:
    lineage = set(core.transitive_subjects(RDFS.subPropertyOf, V.hasParent)) | {V.variantOf, V.memberOf}
    facts = Graph()
    for s, p, o in data:
        if p in lineage:
            facts.add((s, p, o))
    assert _assert_agreement(core, facts, apply_rules) > len(facts)
