"""Leaderboards become drafts of results, where model and benchmark are certain."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import leaderboard
from vlmkg.curation.drafts.draft import UNCHECKED, Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.terms import VLMKG, shorten

FILES = Path(__file__).parent / "files" / "leaderboard"
GIVEN = {"benchmark": "LookBench", "metric": "accuracy, percent"}
KNOWN = "result:house-vlm-7b.lookbench.1"

Read = Callable[..., Draft]


@pytest.fixture(scope="module")
def library() -> Any:
    return vlmkg.Kg.load(FILES.parent / "ecosystem" / "graph.ttl", builtin=False).library


@pytest.fixture
def read(library: Any, tmp_path: Path) -> Read:
    """The draft of a table: a text is CSV, anything else JSON."""

    def read(content: Any, **given: str) -> Draft:
        path = tmp_path / ("board.csv" if isinstance(content, str) else "board.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8", newline="")
        return leaderboard.read(path, library, Provenance(), **(given or GIVEN))

    return read


def results(draft: Draft) -> dict[str, dict[str, str]]:
    """What is said of each result, by short names."""
    found: dict[str, dict[str, str]] = {}
    for stated in draft.statements:
        found.setdefault(shorten(stated.subject), {})[shorten(stated.property)[6:]] = show(stated.value)
    return found


def scores(draft: Draft) -> list[tuple[str, str, str | None, str]]:
    return [(r["ofModel"], r["onBenchmark"], r.get("split"), r["score"]) for r in results(draft).values()]


def left(draft: Draft) -> list[tuple[str, str]]:
    return [(each.locator, each.text) for each in draft.left_out]


def test_nested_json_says_exactly_this(library: Any) -> None:
    draft = leaderboard.read(FILES / "board.json", library, Provenance(), **GIVEN)
    common = {"metric": "accuracy, percent"}
    assert results(draft) == {
        KNOWN: common
        | {
            "ofModel": "model:house-vlm-7b",
            "onBenchmark": "benchmark:lookbench",
            "score": "62.0",
            "measuredBy": "vlmkg:FirstParty",
            "split": "validation",
        },
        "result:house-vlm-7b-on-lookbench-accuracy-percent-test": common
        | {
            "ofModel": "model:house-vlm-7b",
            "onBenchmark": "benchmark:lookbench",
            "score": "58.25",
            "split": "test",
        },
        "result:house-vlm-13b-on-lookbench-pro-accuracy-percent": common
        | {"ofModel": "model:house-vlm-13b", "onBenchmark": "benchmark:lookbench-pro", "score": "41.0"},
    }
    assert draft.origin.kind == VLMKG + "LeaderboardSource"
    assert {s.status for s in draft.statements} == {UNCHECKED}
    assert [s.locator for s in draft.statements if s.property == VLMKG + "score"] == [
        "rows[0].validation.overall",
        "rows[0].test.overall",
        "rows[1].pro.overall",
    ]
    assert {(shorten(s.property), show(s.value)) for s in draft.statements if s.note} == {
        ("vlmkg:metric", "accuracy, percent"),
        ("vlmkg:onBenchmark", "benchmark:lookbench"),
    }
    assert [(shorten(t.iri), t.label, t.known) for t in draft.things][:2] == [
        (KNOWN, "House VLM 7B on LookBench, validation", True),
        (
            "result:house-vlm-7b-on-lookbench-accuracy-percent-test",
            "House VLM 7B on LookBench: accuracy, percent, test",
            False,
        ),
    ]
    assert left(draft) == [
        ("rows[0].validation.art", "validation.art"),
        ("rows[0].pro.vision", "pro.vision"),
        ("rows[1].validation.overall", "House VLM 13B: 104.0"),
        ("rows[2]", "House VLM 13B*"),
        ("rows[3]", "House VLM"),
        ("rows[4]", "Human"),
    ]


def test_wide_csv_says_exactly_this(library: Any) -> None:
    draft = leaderboard.read(FILES / "wide.csv", library, Provenance(), metric="accuracy, percent")
    assert scores(draft) == [
        ("model:house-vlm-7b", "benchmark:lookbench", None, "61.5"),
        ("model:house-vlm-7b", "benchmark:lookbench-pro", "val", "40.0"),
        ("model:house-vlm-7b", "dataset:exam", None, "0.5"),
    ]
    assert left(draft) == [
        ("line 2, column OpenBoard", "OpenBoard"),
        ("line 2, column Gone", "Gone"),
        ("line 2, column params (M)", "params (M)"),
        ("line 3, column LookBench", "House VLM 13B: =1+1"),
        ("line 3, column LookBench-Pro (val)", "House VLM 13B: 1,5"),
        ("line 4", "Nobody 1B"),
    ]


def test_long_csv_says_exactly_this(library: Any) -> None:
    draft = leaderboard.read(FILES / "long.csv", library, Provenance())
    assert scores(draft) == [
        ("model:house-vlm-7b", "benchmark:lookbench", "validation", "61.5"),
        ("model:house-vlm-7b", "benchmark:lookbench", "test", "60.5"),
        ("model:house-vlm-13b", "benchmark:lookbench", None, "118.2"),
    ]
    assert next(iter(results(draft))) == KNOWN
    assert results(draft)["result:house-vlm-7b-on-lookbench-accuracy-percent-test-5-shots"]["shots"] == "5"
    assert left(draft) == [
        ("line 7, column score", "OtherBench"),
        ("line 8", "House VLM 13B: many"),
        ("line 5, column score", "70.1, 71.1"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        [{"model": "House VLM 7B", "score": 50}],
        {"results": {"House VLM 7B": {"Overall": 50}}, "time": "today"},
        {"results": {"House VLM 7B": {"Overall": 50}}},
        {"time": "today", "results": {"House VLM 7B": {"META": {"Size": "7B"}, "LookBench": {"Overall": "50"}}}},
        {"House VLM 7B": {"score": "50"}, "Nobody": {"score": 1}},
        {"1": {"Model": "House VLM 7B", "ALL": 50.0}, "2": {"Model": "Human", "ALL": 90.0}},
        {"House VLM 7B": {"LookBench": 50}},
        "Rank,Model,Avg\n1,House VLM 7B,50\n",
        "Model\tLookBench\nHouse VLM 7B\t50 %\n",
        "\n\nname;score\n\nHouse VLM 7B;50.0\n",
        "model,score\r\nHouse VLM 7B,50\r\n",
    ],
)
def test_layouts_of_one_score(read: Read, content: Any) -> None:
    draft = read(content)
    assert scores(draft) == [("model:house-vlm-7b", "benchmark:lookbench", None, "50.0")]


def test_a_column_beside_the_benchmark_given_is_a_part_of_it_and_no_other_benchmark(read: Read) -> None:
    draft = read("model,score,Exam,Pro,LookBench-Pro (test)\nHouse VLM 7B,50,60,70,80\n")
    assert scores(draft) == [
        ("model:house-vlm-7b", "benchmark:lookbench", None, "50.0"),
        ("model:house-vlm-7b", "benchmark:lookbench-pro", None, "70.0"),
        ("model:house-vlm-7b", "benchmark:lookbench-pro", "test", "80.0"),
    ]
    assert left(draft) == [("line 2, column Exam", "Exam")]


def test_a_name_with_a_mark_of_its_own_is_known_by_it(read: Read) -> None:
    assert [model for model, *_ in scores(read("model,score\nPlus+,1\n"))] == ["model:plus"]
    assert scores(read("model,score\nHouse VLM 7B+,1\n")) == []


def test_weights_in_a_column_belong_to_the_name(read: Read) -> None:
    assert scores(read("model,pretrained,score\nHouse VLM 7B,other data,1\n")) == []
    assert len(scores(read("model,pretrained,score\nHouse VLM,7B,1\n"))) == 1


@pytest.mark.parametrize("value", ["nan", "inf", "1e5", "١", "1_000", "0x10", "+5", "61±2", "9" * 41, "-1", "100.1"])
def test_what_is_no_score_in_percent_is_left_out(read: Read, value: str) -> None:
    draft = read(f"model,score\nHouse VLM 7B,{value}\n")
    assert scores(draft) == []
    assert [place for place, _ in left(draft)] == ["line 2, column score"]


@pytest.mark.parametrize("value", ["1e999999999999", "1e-999999999999", str(10**400)])
def test_numbers_that_would_fill_the_memory_are_no_scores(library: Any, tmp_path: Path, value: str) -> None:
    path = tmp_path / "board.json"
    path.write_text(f'[{{"model": "House VLM 7B", "score": {value}}}]', encoding="utf-8")
    assert leaderboard.read(path, library, Provenance(), **GIVEN).statements == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"metric": "accuracy"}, "pass --benchmark"),
        ({"benchmark": "LookBench"}, "pass --metric"),
        ({"benchmark": "OpenBoard", "metric": "accuracy"}, "'OpenBoard' is no benchmark of the graph"),
        ({"benchmark": "Gone", "metric": "accuracy"}, "'Gone' is no benchmark of the graph"),
        ({"benchmark": "Roads", "metric": "accuracy"}, "'Roads' is no benchmark of the graph"),
        ({"benchmark": "LookBench", "metric": "a" * 101}, "--metric is empty or too long"),
        ({"benchmark": "LookBench", "metric": " "}, "--metric is empty or too long"),
    ],
)
def test_what_the_file_does_not_say_is_asked_for(read: Read, given: dict[str, str], message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read("model,score\nHouse VLM 7B,1\n", **given)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no column of models"),
        ("1,2\n3,4\n", "no column of models"),
        ("model,score\n", "no row names a model"),
        ("model,score\n,1\n", "no row names a model"),
        ("model,score,score\nHouse VLM 7B,1,2\n", "two columns are called 'score'"),
        ("model,score\nHouse VLM 7B,1,2\n", "3 cells under 2 columns"),
        ('model,score\n"House VLM 7B,1\n', "mend the CSV"),
        ("model,score\nHouse\0VLM,1\n", "NUL"),
        ("model,score\n" + "a" * 200_000 + ",1\n", "mend the CSV"),
        ("model" + ",a" * 500 + "\n", "more than 400 columns"),
        ("model,score\n" + "x,1\n" * 5_001, "more than 5000 rows"),
        ([], "no row names a model"),
        ({}, "tables beside each other"),
        ({"a": [], "b": 1}, "tables beside each other"),
        ({"a": [{"model": "x"}], "b": [{"model": "x"}]}, "tables beside each other"),
        ([1, 2], "no table of models"),
        (7, "no table of models"),
        ([{"model": "x", **{f"c{n}": 1 for n in range(500)}}], "more than 400 values"),
        ([{"model": "x"}] * 5_001, "more than 5000 rows"),
    ],
)
def test_other_files_are_refused(read: Read, content: Any, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(content)


def test_other_endings_are_refused(library: Any, tmp_path: Path) -> None:
    path = tmp_path / "board.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(SourceFileError, match=r"neither \.json nor \.csv"):
        leaderboard.read(path, library, Provenance(), **GIVEN)


def test_a_million_rows_are_refused_at_the_limit(read: Read) -> None:
    with pytest.raises(SourceFileError, match="more than 5000 rows"):
        read("model,score\n" + "House VLM 7B,1\n" * 1_000_000)


WORDS = st.sampled_from(
    [
        "model",
        "name",
        "House VLM 7B",
        "LookBench",
        "overall",
        "validation",
        "source",
        "author",
        "metric",
        "split",
        "shots",
    ]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ODD = st.sampled_from(["\ud800", "http://a.example/\ud800", "http://a.example/\x7f", "a\u202eb", "a\nb"])
VALUES = st.recursive(
    PLAIN | st.text() | ODD | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | ODD | st.text(max_size=3), inner, max_size=5),
    max_leaves=15,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES.filter(lambda value: not isinstance(value, str)))
def test_any_json_makes_a_draft_or_an_error(read: Read, content: Any) -> None:
    check(read, [{"model": "House VLM 7B", "LookBench": 1, "more": content}])
    check(read, content)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS | st.text(max_size=5), max_size=4).map(",".join), max_size=5).map("\n".join))
def test_any_csv_makes_a_draft_or_an_error(read: Read, content: str) -> None:
    check(read, content.encode("utf-8", "replace").decode())


def check(read: Read, content: Any) -> None:
    """Each result of the draft, if there is one, has a model, a benchmark, a metric and a score."""
    try:
        draft = read(content)
    except SourceFileError:
        return
    for result in results(draft).values():
        assert {"ofModel", "onBenchmark", "metric", "score"} <= set(result)
    shown = [text for s in draft.statements for text in (s.locator, show(s.value))]
    shown += [text for each in draft.left_out for text in (each.locator, each.text)]
    assert all(text.isprintable() for text in shown)
