"""Questions with their proof: those that an algorithm answers, and those of SPARQL with what their rows rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import DataError, ParameterError, UnknownName
from vlmkg.graph.results import Rows
from vlmkg.lineage.asked import ALGORITHMS
from vlmkg.questions import headers

ALIKE: dict[str, tuple[dict[str, str], str]] = {
    "check-contamination": ({"model": "Pupil"}, "contamination"),
    "find-license-flips": ({}, "flips"),
    "find-settling-disclosures": ({"dataset": "Web"}, "disclosures"),
    "list-obligations": ({"model": "Duo"}, "obligations"),
    "rank-without-contaminated": ({"capability": "capability:counting"}, "ranking"),
    "trace-exposure": ({"dataset": "Web"}, "exposure"),
}
"""Each question that an algorithm answers, what it is asked, and the method that answers alike."""


def test_every_algorithm_answers_a_question(traps: vlmkg.Kg) -> None:
    named = {name: question.algorithm for name, question in traps.questions.items() if question.algorithm}
    assert set(named) == set(ALIKE)
    assert set(named.values()) == set(ALGORITHMS)


@pytest.mark.parametrize("name", sorted(ALIKE))
def test_a_question_and_its_method_answer_alike(traps: vlmkg.Kg, name: str) -> None:
    given, method = ALIKE[name]
    answer = getattr(traps, method)(*given.values())
    rows = traps.ask(name, **given)  # type: ignore[call-overload]
    assert isinstance(rows, Rows)
    assert rows.variables == answer.headers
    assert rows.dicts() == answer.rows
    assert rows.serialize("csv").count(b"\r\n") == len(answer) + 1
    assert traps.ask(name, proof=True, **given).proof


def _verdicts(kg: vlmkg.Kg, name: str, key: str, **given: str) -> dict[str, tuple[str, str | None]]:
    return {row[key]: (row["verdict"], row["weakest"]) for row in kg.ask(name, proof=True, **given).rows}


def test_the_rows_of_a_query_are_those_of_its_proof(kg: vlmkg.Kg) -> None:
    for name, question in kg.questions.items():
        if question.proof:
            proved, rows = kg.ask(name, proof=True), kg.ask(name)
            assert [[row[v] for v in rows.variables] for row in proved.rows] == [list(row) for row in rows], name


def test_a_row_is_as_sure_as_its_weakest_step(traps: vlmkg.Kg) -> None:
    found = _verdicts(traps, "find-models-exposed-to-dataset", "model", dataset="Web")
    assert found["model:duo"] == ("proved", "Verified")
    assert found["model:left"] == ("possible", "Unchecked")


def test_a_row_shows_each_step_with_its_claims(traps: vlmkg.Kg) -> None:
    (row,) = [
        r for r in traps.ask("find-models-by-encoder", proof=True, encoder="Iris").rows if r["model"] == "model:duo"
    ]
    steps = [step for path in row["proof"] for step in path]
    assert [(s["child"], s["role"], s["parent"]) for s in steps] == [
        ("model:iris-l", "version of", "model:iris"),
        ("model:duo", "vision encoder", "model:iris-l"),
    ]
    assert [(c["source label"], c["locator"]) for s in steps for c in s["claims"]] == [("The paper", "section 2")] * 2


def test_what_stages_did_is_part_of_the_proof(traps: vlmkg.Kg) -> None:
    rows = {(r["model"], r["state"]): r for r in traps.ask("list-encoder-tuning", proof=True).rows}
    assert rows["model:vista-s", "unknown"]["verdict"] == "unknown"
    duo = rows["model:duo", "frozen"]
    roles = [step["role"] for path in duo["proof"] for step in path]
    assert roles == ["vision encoder", "froze part", "froze part"]
    assert (duo["verdict"], duo["weakest"]) == ("possible", "no claim")  # nobody is on record for the stages


def test_what_only_may_overlap_is_never_proved(traps: vlmkg.Kg) -> None:
    rows = traps.ask("find-contaminated-benchmarks", proof=True, model="Duo").rows
    assert {row["verdict"] for row in rows} == {"possible"}


def test_a_question_without_evidence_says_so(traps: vlmkg.Kg) -> None:
    with pytest.raises(ParameterError, match="shows no evidence"):
        traps.ask("list-bias-mitigations", proof=True)


def test_a_missing_name_is_one_message(traps: vlmkg.Kg) -> None:
    with pytest.raises(UnknownName):
        traps.ask("trace-exposure", dataset="Nothing Of The Kind")
    with pytest.raises(ParameterError, match="no parameter"):
        traps.ask("trace-exposure", date="2024")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("#+ proof:\n#+   - a b", "start relation end"),
        ("#+ proof: a b c d", "start relation end"),
        ("#+ caps:\n#+   - possible how", "verdict column value"),
    ],
)
def test_a_broken_header_is_named(tmp_path: Path, header: str, says: str) -> None:
    file = tmp_path / "q.rq"
    file.write_text(f"#+ summary: What?\n{header}\nSELECT * {{ ?s ?p ?o }}\n", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        headers.read(file)


def test_an_unknown_algorithm_is_named(traps: vlmkg.Kg, tmp_path: Path) -> None:
    from vlmkg.lineage.asked import answered

    file = tmp_path / "q.rq"
    file.write_text("#+ summary: What?\n#+ algorithm: guessing\nSELECT * { ?s ?p ?o }\n", encoding="utf-8")
    with pytest.raises(DataError, match="guessing"):
        answered(traps.library, headers.read(file), {}, proof=False, progress=lambda _: None)
