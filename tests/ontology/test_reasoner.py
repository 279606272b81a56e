"""HermiT: the ontology and the data are consistent, every class can have members, and contradictions are seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

COMMAND = "org.semanticweb.HermiT.cli.CommandLine"


@pytest.fixture
def consistent(java: Callable[..., str], as_rdf_xml: Callable[[Graph], Path]) -> Callable[[Graph], bool]:
    """Whether HermiT finds a model of the graph."""

    def ask(graph: Graph) -> bool:
        output = java(COMMAND, "-k", as_rdf_xml(graph).as_uri())
        assert "Thing is satisfiable" in output or "InconsistentOntologyException" in output, output
        return "Thing is satisfiable" in output

    return ask


def test_no_class_is_empty_by_necessity(
    everything: Graph, java: Callable[..., str], as_rdf_xml: Callable[[Graph], Path]
) -> None:
    output = java(COMMAND, "-U", as_rdf_xml(everything).as_uri())
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    assert lines[0] == "Classes equivalent to 'owl:Nothing':", output
    assert lines[1:] == ["owl:Nothing"], f"these classes can have no members: {lines[1:]}"


def test_the_ontology_is_consistent_with_a_sample(
    everything: Graph, sample: Graph, consistent: Callable[[Graph], bool]
) -> None:
    assert consistent(everything + sample)


def test_what_the_rules_add_is_consistent(
    everything: Graph, sample: Graph, apply_rules: Callable[..., Graph], consistent: Callable[[Graph], bool]
) -> None:
    assert consistent(everything + apply_rules(sample))


@pytest.mark.slow
def test_the_data_are_consistent(everything: Graph, data: Graph, consistent: Callable[[Graph], bool]) -> None:
    assert consistent(everything + data)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "model:x a vlmkg:Model , vlmkg:Dataset .",
        "model:x a vlmkg:Model , vlmkg:ModelFamily .",
        "model:x a vlmkg:Model . model:y vlmkg:trainedOn model:x .",
        "model:x vlmkg:usesVisionEncoder vlmkg:NotDisclosed .",
        "model:x vlmkg:notDerivedFrom model:y ; vlmkg:fineTunedFrom model:y .",
        "model:x vlmkg:fineTunedFrom model:y . model:y vlmkg:quantizedFrom model:x .",
        "claim:x vlmkg:status vlmkg:Verified , vlmkg:Rejected .",
        "model:x vlmkg:parameterCount 'seven'@en .",
    ],
)
def test_contradictions_are_seen(
    core: Graph, turtle: Callable[[str], Graph], consistent: Callable[[Graph], bool], text: str
) -> None:
    assert not consistent(core + turtle(text))


def test_owlready2_reads_the_ontology_and_reasons(
    hermit: Path, core: Graph, as_rdf_xml: Callable[[Graph], Path]
) -> None:
    import owlready2

    assert hermit.is_file()
    world = owlready2.World()
    ontology = world.get_ontology(as_rdf_xml(core).as_uri()).load()
    with ontology:
        owlready2.sync_reasoner_hermit(world, debug=0)
    assert list(world.inconsistent_classes()) == []
