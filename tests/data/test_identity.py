"""One thing, one node: every name leads to it, and no two nodes are the same thing."""

from __future__ import annotations

from collections import defaultdict

import pytest

import vlmkg
from vlmkg.errors import VlmkgError
from vlmkg.graph.results import Rows
from vlmkg.terms import BASE, shorten

KINDS = ("model", "family", "dataset", "benchmark", "org", "license", "technique", "tool", "language", "connector")


BUNDLES = {"CoOp/CoCoOp"}
"""Names under which a list speaks of several things at once."""


def _rows(kg: vlmkg.Kg, query: str) -> list[tuple[str, ...]]:
    """The rows of a query; things by their short names."""
    answer = kg.query(query)
    assert isinstance(answer, Rows)
    return [tuple("" if value is None else str(value) for value in row) for row in answer]


def _kind(curie: str) -> str:
    return curie.partition(":")[0]


@pytest.fixture(scope="module")
def names(kg: vlmkg.Kg) -> list[tuple[str, str]]:
    """Every thing with every name it is given: labels, other names, hub ids."""
    rows = _rows(
        kg,
        f"""
        SELECT DISTINCT ?thing ?name WHERE {{
          ?thing rdfs:label|skos:altLabel|vlmkg:huggingFaceId ?name .
          FILTER(STRSTARTS(STR(?thing), "{BASE}"))
          FILTER NOT EXISTS {{ ?thing owl:deprecated true }}
        }}
        """,
    )
    return [(thing, name) for thing, name in rows if _kind(thing) in KINDS and name not in BUNDLES]


def test_every_name_leads_to_its_thing(kg: vlmkg.Kg, names: list[tuple[str, str]]) -> None:
    astray = []
    for thing, name in names:
        try:
            found = shorten(kg.resolve(name, (_kind(thing),)))
        except VlmkgError as error:
            found = str(error)
        if found != thing:
            astray.append(f"{thing} is called {name!r}, which leads to {found}; keep the name at one")
    assert len(names) > 2500
    assert not astray, "\n".join(astray)


def test_search_finds_each_thing_by_its_names(kg: vlmkg.Kg, names: list[tuple[str, str]]) -> None:
    lost = [
        f"{thing} is not found as {name!r}"
        for thing, name in names[::29]
        if thing not in {match.curie for match in kg.library.names.search(name, limit=12)}
    ]
    assert not lost, "\n".join(lost)


def test_a_hub_id_belongs_to_one_thing(kg: vlmkg.Kg) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for thing, hub in _rows(kg, "SELECT ?thing ?hub WHERE { ?thing vlmkg:huggingFaceId ?hub }"):
        owners[f"{'datasets/' if _kind(thing) in ('dataset', 'benchmark') else ''}{hub.casefold()}"].add(thing)
    shared = [
        f"{hub}: {', '.join(sorted(things))} have one hub id; make them one, or correct it"
        for hub, things in owners.items()
        if len(things) > 1
    ]
    assert not shared, "\n".join(shared)


def test_models_of_one_paper_and_size_are_told_apart(kg: vlmkg.Kg) -> None:
    """Equal arXiv id and equal size: then something of substance must differ, or one came from the other."""
    models: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for model, paper, size, class_ in _rows(
        kg,
        """
        SELECT ?model ?paper ?size ?class WHERE {
          ?model vlmkg:arxivId ?paper ; vlmkg:parameterCount ?size ; a ?class .
          ?class rdfs:subClassOf vlmkg:Model .
        }
        """,
    ):
        models[paper, size, class_].add(model)
    marks: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for model, property_, value in _rows(
        kg,
        """
        SELECT ?model ?property ?value WHERE {
          VALUES ?property {
            vlmkg:huggingFaceId vlmkg:builtOnBackbone vlmkg:usesVisionEncoder vlmkg:usesConnector vlmkg:imageResolution
            vlmkg:encoderArchitecture vlmkg:supportsLanguage vlmkg:feature vlmkg:derivedFrom vlmkg:trainedOn
            vlmkg:memberOf vlmkg:contextLength vlmkg:variantOf vlmkg:distilledFrom
          }
          ?model vlmkg:arxivId ?paper ; ?property ?value
        }
        """,
    ):
        marks[model].add((property_, value))
    same = [
        f"{', '.join(sorted(twins))} (arXiv {paper}, {size} parameters): nothing tells them apart"
        for (paper, size, _), group in models.items()
        if len(group) > 1
        for twins in [{m for m in group if any(marks[m] == marks[other] for other in group - {m})}]
        if twins
    ]
    assert not same, "\n".join(same)
