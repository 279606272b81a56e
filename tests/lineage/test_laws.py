"""Laws of lineage, on graphs made up at random: what is reached, how sure it is, and that drawings hold any label."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.lineage.drawing import _for_dot, _for_mermaid
from vlmkg.lineage.relatives import ancestors, descendants
from vlmkg.lineage.web import Reach
from vlmkg.terms import PREFIXES

SIZE = 6
PROPERTIES = ("fineTunedFrom", "continuedFrom", "mergedFrom", "distilledFrom")
PARTS = ("fineTunedFrom", "initializedFrom", "usesVisionEncoder", "usesTextEncoder")
Edges = dict[tuple[int, int], tuple[str, str]]
"""(child, parent) -> (property, status); a child has the higher number, so no graph has a circle."""


def _edges(properties: tuple[str, ...]) -> st.SearchStrategy[Edges]:
    pairs = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda pair: pair[0] > pair[1])
    statuses = st.sampled_from(("Verified", "Unchecked", "Disputed", "Rejected"))
    return st.dictionaries(pairs, st.tuples(st.sampled_from(properties), statuses), max_size=10)


edges = _edges(PROPERTIES)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _graph(found: Edges) -> str:
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    lines.append('source:s a vlmkg:Source ; rdfs:label "S"@en .')
    lines += [f'model:m{i} a vlmkg:Model ; rdfs:label "M{i}"@en .' for i in range(SIZE)]
    for place, ((child, parent), (property_, status)) in enumerate(found.items()):
        if status in ("Verified", "Unchecked"):
            lines.append(f"model:m{child} vlmkg:{property_} model:m{parent} .")
        lines.append(
            f"claim:c{place} a vlmkg:Claim ; vlmkg:claimSubject model:m{child} ; vlmkg:claimProperty vlmkg:{property_}"
            f" ; vlmkg:claimEntity model:m{parent} ; vlmkg:source source:s ; vlmkg:status vlmkg:{status} ."
        )
    return "\n".join(lines)


def _load(found: Edges) -> vlmkg.Kg:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.ttl"
        file.write_text(_graph(found), encoding="utf-8")
        return vlmkg.load(file, builtin=False)


def _network(found: Edges, *statuses: str) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(SIZE))
    graph.add_edges_from(pair for pair, (_, status) in found.items() if status in statuses)
    return graph


def _rows(answer: vlmkg.lineage.answer.Answer, key: str) -> dict[int, tuple[str, int]]:  # type: ignore[name-defined]
    return {int(row[key].removeprefix("model:m")): (row["verdict"], row["steps"]) for row in answer.rows}


@few
@given(edges)
def test_what_is_reached_and_how_sure_it_is(found: Edges) -> None:
    kg = _load(found)
    stated, sure, disputed = (
        _network(found, *statuses)
        for statuses in (("Verified", "Unchecked"), ("Verified",), ("Verified", "Unchecked", "Disputed"))
    )
    for start in (SIZE - 1, SIZE - 2):
        iri = kg.resolve(f"model:m{start}")
        up = _rows(ancestors(kg.library, iri), "ancestor")
        assert set(up) == nx.descendants(stated, start)
        assert {n for n, (verdict, _) in up.items() if verdict == "proved"} == nx.descendants(sure, start)
        for node in nx.descendants(sure, start):
            assert up[node][1] == nx.shortest_path_length(sure, start, node)
        assert set(_rows(ancestors(kg.library, iri, reach=Reach(least="Verified")), "ancestor")) == nx.descendants(
            sure, start
        )
        assert set(_rows(ancestors(kg.library, iri, reach=Reach(least="Disputed")), "ancestor")) == nx.descendants(
            disputed, start
        )
        near = {n for n, steps in nx.single_source_shortest_path_length(stated, start).items() if 0 < steps <= 2}
        assert set(_rows(ancestors(kg.library, iri, reach=Reach(depth=2)), "ancestor")) == near


@few
@given(_edges(PARTS))
def test_parts_on_the_way_take_proofs_away_and_nothing_else(found: Edges) -> None:
    kg = _load(found)
    stated, sure = (_network(found, *statuses) for statuses in (("Verified", "Unchecked"), ("Verified",)))
    for start in (SIZE - 1, SIZE - 2):
        up = ancestors(kg.library, kg.resolve(f"model:m{start}"))
        assert set(_rows(up, "ancestor")) == nx.descendants(stated, start)
        for entry in up.entries:
            (path,) = entry.paths
            assert entry.verdict == "possible" or path.doubt is None
            if int(str(entry.values["ancestor"]).removeprefix("model:m")) not in nx.descendants(sure, start):
                assert entry.verdict == "possible"
            elif entry.verdict == "possible":
                assert path.doubt is not None


@few
@given(edges)
def test_descendants_are_ancestors_turned_round(found: Edges) -> None:
    kg = _load(found)
    up = {
        (child, node): verdict
        for child in range(SIZE)
        for node, (verdict, _) in _rows(ancestors(kg.library, kg.resolve(f"model:m{child}")), "ancestor").items()
    }
    down = {
        (node, parent): verdict
        for parent in range(SIZE)
        for node, (verdict, _) in _rows(descendants(kg.library, kg.resolve(f"model:m{parent}")), "descendant").items()
    }
    assert up == down


@few
@given(edges)
def test_ways_are_chains_of_recorded_steps(found: Edges) -> None:
    kg = _load(found)
    answer = kg.path(f"model:m{SIZE - 1}", "model:m0")
    stated = _network(found, "Verified", "Unchecked")
    assert bool(answer.rows) == nx.has_path(stated, SIZE - 1, 0)
    for entry in answer.entries:
        (path,) = entry.paths
        assert [edge.child for edge in path.edges[1:]] == [edge.parent for edge in path.edges[:-1]]
        assert (path.start, path.end) == (kg.resolve(f"model:m{SIZE - 1}"), kg.resolve("model:m0"))
        assert path.turned().turned() == path
        assert (path.verdict == "proved") == all(edge.status == "Verified" for edge in path.edges)


@given(st.text())
def test_no_label_breaks_out_of_a_drawing(label: str) -> None:
    mermaid = _for_mermaid(label)
    assert not re.search(r'["<>\[\]{}`|\n]', mermaid)
    dot = _for_dot(label)
    assert dot[0] == dot[-1] == '"'
    assert "\n" not in dot
    inside = re.sub(r"\\.", "", dot[1:-1])
    assert '"' not in inside
    assert "\\" not in inside


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", '"]; evil --> n0["', "a\\", "line\nbreak"])
def test_a_hostile_label_stays_text(tmp_path: Path, label: str) -> None:
    file = tmp_path / "own.ttl"
    head = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items())
    file.write_text(
        f"{head}\nmodel:evil a vlmkg:VisionEncoder ; rdfs:label {json.dumps(label)}@en .\n"
        'model:child a vlmkg:VisionLanguageModel ; rdfs:label "Child"@en ; vlmkg:usesVisionEncoder model:evil .\n',
        encoding="utf-8",
    )
    kg = vlmkg.load(file, builtin=False)
    for answer in (kg.ancestors("Child", proof=True), kg.lineage("Child"), kg.ask("list-components", model="Child")):
        assert "<script>" not in answer._repr_html_()
    for drawing in (kg.ancestors("Child"), kg.lineage("Child")):
        assert drawing.to_mermaid().count("\n") == 4
        assert drawing.to_dot().count("\n") == 7
        assert json.loads(json.dumps(drawing.to_cytoscape()))["elements"]["nodes"][1]["data"]["label"] == label
