"""Every question: its exact rows on a small graph in two engines, and a floor of rows on the real data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import rdflib

import vlmkg
from vlmkg import paths
from vlmkg.graph.results import Rows
from vlmkg.questions import headers

HERE = Path(__file__).parent

ASKED: dict[str, dict[str, str]] = {
    "check-contamination": {"model": "model:pupil", "benchmark": "benchmark:quiz"},
    "compare-connectors": {},
    "find-benchmarks-by-capability": {"capability": "capability:chart-understanding"},
    "find-capabilities-without-benchmark": {"within": "capability:juggling"},
    "find-commercial-models": {"parameters": "8B"},
    "find-common-ancestors": {"first": "model:seer-tuned", "second": "model:gazer"},
    "find-contaminated-benchmarks": {"model": "model:seer-tuned"},
    "find-contaminated-benchmarks+own": {"model": "model:gazer"},
    "find-contaminated-benchmarks+undisclosed": {"model": "model:loner"},
    "find-license-flips": {},
    "find-license-flips+one": {"model": "model:shady-tuned"},
    "find-models-by-encoder": {"encoder": "model:eye"},
    "find-models-exposed-to-dataset": {"dataset": "dataset:photos"},
    "find-proprietary-generators": {},
    "find-proprietary-generators+one": {"generator": "model:veil-1"},
    "find-restricted-ancestors": {},
    "find-restricted-ancestors+one": {"model": "model:bread"},
    "find-settling-disclosures": {"dataset": "dataset:web"},
    "find-untested-applications": {},
    "find-untested-applications+one": {"application": "application:parade"},
    "find-untested-capabilities": {},
    "find-untested-capabilities+one": {"model": "family:troupe"},
    "list-bias-mitigations": {},
    "list-changes": {"subject": "tool:press", "since": "2024-01-01"},
    "list-changes+later": {"subject": "tool:press", "since": "2024-02-01"},
    "list-components": {"model": "model:seer-7b"},
    "list-components+undisclosed": {"model": "model:loner"},
    "list-contradictions": {"subject": "model:loner"},
    "list-descendants": {"model": "family:seer"},
    "list-encoder-tuning": {},
    "list-independent-models": {},
    "list-obligations": {"model": "model:duo"},
    "list-results": {"model": "model:seer-7b", "benchmark": "benchmark:charts"},
    "list-unconfirmed-facts": {},
    "rank-encoders-by-year": {},
    "rank-without-contaminated": {"capability": "capability:counting"},
    "trace-exposure": {"dataset": "dataset:web"},
    "trace-ancestors": {"model": "model:seer-tuned"},
    "list-materials": {"model": "model:seer-tuned"},
    "list-materials+undisclosed": {"model": "model:loner"},
}
"""What each question is asked on a small graph; what follows a `+` names a second asking.

A question that is not here fails its test. One that names an algorithm is asked on the graph of traps of tests/lineage,
and its table here holds the facts that the algorithm starts from; what it makes of them is tested there.
"""

FLOORS = {
    "check-contamination": 20,
    "compare-connectors": 1,
    "find-benchmarks-by-capability": 1,
    "find-capabilities-without-benchmark": 10,
    "find-commercial-models": 10,
    "find-common-ancestors": 0,
    "find-contaminated-benchmarks": 5,
    "find-license-flips": 10,
    "find-models-by-encoder": 8,
    "find-models-exposed-to-dataset": 1,
    "find-proprietary-generators": 100,
    "find-restricted-ancestors": 15,
    "find-settling-disclosures": 20,
    "find-untested-applications": 40,
    "find-untested-capabilities": 100,
    "list-bias-mitigations": 8,
    "list-changes": 2,
    "list-components": 3,
    "list-contradictions": 2,
    "list-descendants": 3,
    "list-encoder-tuning": 30,
    "list-independent-models": 1,
    "list-obligations": 5,
    "list-results": 1,
    "list-unconfirmed-facts": 50,
    "rank-encoders-by-year": 10,
    "rank-without-contaminated": 100,
    "trace-ancestors": 4,
    "trace-exposure": 50,
    "list-materials": 20,
}
"""The least rows that each question gives on the real data, asked with its own example."""


Graphs = dict[str, vlmkg.Kg]


@pytest.fixture(scope="module")
def small() -> Graphs:
    """The small graph of this folder, and that of traps."""
    traps = HERE.parent / "lineage" / "graph.ttl"
    return {"graph": vlmkg.load(HERE / "graph.ttl", builtin=False), "traps": vlmkg.load(traps, builtin=False)}


@pytest.fixture(scope="module")
def in_rdflib(small: Graphs) -> dict[str, rdflib.Graph]:
    """The same triples, inferred ones included, in rdflib's own memory and for its own engine."""
    return {name: rdflib.Graph().parse(data=kg.export("ntriples"), format="nt") for name, kg in small.items()}


def _asked(small: Graphs, name: str) -> tuple[str, str]:
    """The graph on which a question is asked, and its query."""
    question = small["graph"].questions[name.partition("+")[0]]
    graph = "traps" if question.algorithm else "graph"
    return graph, question.bound(ASKED[name], small[graph].resolve)


def _expected(name: str) -> list[list[str]]:
    text = (HERE / "expected" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text)))


def _table(csv_text: str) -> list[list[str]]:
    return [row or [""] for row in csv.reader(io.StringIO(csv_text))]


def _cell(term: object) -> str:
    """A term as the CSV results form writes it, with `true` for booleans and plain decimals."""
    return "" if term is None else str(term)


def test_every_question_is_asked() -> None:
    assert (
        {name.partition("+")[0] for name in ASKED}
        == set(FLOORS)
        == {path.stem for path in paths.queries().glob("*.rq")}
    )


@pytest.mark.parametrize("name", sorted(ASKED))
def test_exact_rows_in_oxigraph(small: Graphs, name: str) -> None:
    graph, query = _asked(small, name)
    assert _table(small[graph].query(query).serialize("csv").decode()) == _expected(name)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_exact_rows_in_rdflib(small: Graphs, in_rdflib: dict[str, rdflib.Graph], name: str) -> None:
    graph, query = _asked(small, name)
    rows = in_rdflib[graph].query(query)
    head, *expected = _expected(name)
    assert [str(v) for v in rows.vars or []] == head
    assert [[_cell(term) for term in row] for row in rows] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_floor_of_rows_on_the_real_data(kg: vlmkg.Kg, name: str) -> None:
    assert len(kg.ask(name)) >= FLOORS[name]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_the_file_runs_as_it_stands_in_any_client(name: str) -> None:
    text = (paths.queries() / f"{name}.rq").read_text(encoding="utf-8")
    in_rdflib_bare = rdflib.Graph(bind_namespaces="none")
    assert in_rdflib_bare.query(text) is not None, "every prefix the file uses is declared in it"


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_house_rules_of_a_question(kg: vlmkg.Kg, name: str) -> None:
    question = kg.questions[name]
    upper = question.query.upper()
    assert question.summary.endswith("?")
    assert "ORDER BY" in upper
    assert "SERVICE" not in upper
    assert "LIMIT" not in upper
    assert "OFFSET" not in upper
    for parameter in question.parameters:
        assert parameter.about
        if parameter.example and parameter.kind == "entity":
            assert kg.resolve(parameter.example), "the example is a thing in the graph"


def test_an_answer_is_the_same_whatever_a_thing_is_called(kg: vlmkg.Kg) -> None:
    by_label = kg.ask("find-models-by-encoder", encoder="SigLIP").serialize("csv")
    assert by_label == kg.ask("find-models-by-encoder", encoder="model:siglip").serialize("csv")
    assert by_label == kg.ask("find-models-by-encoder", encoder="SigLip").serialize("csv")


def test_the_header_is_checked(tmp_path: Path) -> None:
    from vlmkg.errors import DataError

    for text in ("SELECT * { ?s ?p ?o }", "#+ summary: [", "#+ summary: x?\n#+ parameters:\n#+   - a: b\nSELECT * {}"):
        file = tmp_path / "q.rq"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(DataError):
            headers.read(file)


def test_rows_are_of_one_length(kg: vlmkg.Kg) -> None:
    answer = kg.query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } }")
    assert isinstance(answer, Rows)
    assert list(answer) == [(1, None), (None, 2)]
    assert len(answer) == 2
