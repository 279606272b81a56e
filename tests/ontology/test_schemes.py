"""The SKOS schemes: every concept is documented and has its place."""

from __future__ import annotations

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

VLMKG = "https://w3id.org/vlmkg/ontology#"
SCHEMES = {"capabilities": "Capability", "tasks": "Task", "modalities": "Modality", "connectors": "Connector"}
PROMISED = {
    "capabilities": """
        ocr chart-understanding document-understanding visual-grounding spatial-reasoning counting
        temporal-understanding multi-image-reasoning video-understanding mathematical-reasoning
        scientific-reasoning medical-knowledge hallucination-resistance audio-understanding agency
    """,
    "connectors": """
        mlp-projector linear-projector q-former perceiver-resampler cross-attention visual-expert
        gated-cross-attention pixel-shuffle-mlp adapter
    """,
}


def test_all_schemes_are_there(schemes: dict[str, Graph]) -> None:
    assert set(schemes) == set(SCHEMES)


@pytest.mark.parametrize(("name", "local"), [(n, local) for n, names in PROMISED.items() for local in names.split()])
def test_promised_concepts_exist(schemes: dict[str, Graph], name: str, local: str) -> None:
    assert any(str(s).rsplit("/", 1)[-1] == local for s in schemes[name].subjects(RDF.type, None))


@pytest.mark.parametrize("name", SCHEMES)
def test_concepts_are_documented_and_placed(schemes: dict[str, Graph], name: str) -> None:
    graph = schemes[name]
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    concepts = set(graph.subjects(RDF.type, URIRef(VLMKG + SCHEMES[name])))
    assert concepts
    labels: dict[str, URIRef] = {}
    for concept in sorted(concepts):
        (label,) = graph.objects(concept, SKOS.prefLabel)
        assert list(graph.objects(concept, RDFS.label)) == [label], f"{concept}: rdfs:label and skos:prefLabel differ"
        assert len(list(graph.objects(concept, SKOS.definition))) == 1, f"{concept}: one definition"
        assert (concept, SKOS.inScheme, scheme) in graph, f"{concept}: skos:inScheme is missing"
        assert str(label).lower() not in labels, f"{concept} and {labels[str(label).lower()]} have the same label"
        labels[str(label).lower()] = concept
        broader = list(graph.objects(concept, SKOS.broader))
        top = (concept, SKOS.topConceptOf, scheme) in graph
        assert bool(broader) != top, f"{concept}: either skos:broader or skos:topConceptOf, not both and not neither"
        for wide in broader:
            assert wide in concepts, f"{concept}: {wide} is not in this scheme"
            assert (wide, SKOS.narrower, concept) in graph, f"{wide}: skos:narrower {concept} is missing"
        for narrow in graph.objects(concept, SKOS.narrower):
            assert (narrow, SKOS.broader, concept) in graph, f"{narrow}: skos:broader {concept} is missing"
        assert concept not in graph.transitive_objects(concept, SKOS.broader) or not _loops(graph, concept)
        for alternative in graph.objects(concept, SKOS.altLabel):
            assert isinstance(alternative, Literal)
            assert alternative != label, f"{concept}: an alternative label repeats the label"


def _loops(graph: Graph, concept: URIRef) -> bool:
    seen: set[object] = set()
    ahead = list(graph.objects(concept, SKOS.broader))
    while ahead:
        step = ahead.pop()
        if step == concept:
            return True
        if step not in seen:
            seen.add(step)
            ahead.extend(graph.objects(step, SKOS.broader))
    return False


def test_concepts_used_by_the_data_exist(schemes: dict[str, Graph], data: Graph) -> None:
    spaces = {"capabilities": "capability", "tasks": "task", "modalities": "modality", "connectors": "connector"}
    for name, kind in spaces.items():
        start = f"https://w3id.org/vlmkg/{kind}/"
        known = {str(s) for s in schemes[name].subjects(RDF.type, URIRef(VLMKG + SCHEMES[name]))}
        used = {str(node) for node in data.all_nodes() if isinstance(node, URIRef) and str(node).startswith(start)}
        assert used <= known, f"add these to ontology/{name}.ttl: {sorted(used - known)}"
