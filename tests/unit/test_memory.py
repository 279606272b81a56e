"""What was read is remembered as long as the graph cannot change, and not longer."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDFS, Literal, URIRef

import vlmkg
from vlmkg.graph.records import Records, written
from vlmkg.questions import memory
from vlmkg.questions.memory import Memory
from vlmkg.terms import VLMKG


def test_what_is_known_is_not_read_again() -> None:
    asked: list[set[str]] = []

    def read(wanted: set[str]) -> dict[str, int]:
        asked.append(set(wanted))
        return {thing: len(thing) for thing in wanted if thing != "nothing"}

    kept = Memory()
    assert kept.get("lengths", ["a", "bb", "nothing"], read) == {"a": 1, "bb": 2}
    assert kept.get("lengths", ["bb", "ccc", "nothing"], read) == {"bb": 2, "ccc": 3}
    assert kept.get("others", ["a"], read) == {"a": 1}
    assert kept.get("lengths", [], read) == {}
    assert asked == [{"a", "bb", "nothing"}, {"ccc"}, {"a"}]
    kept.close()
    assert kept.get("lengths", ["a"], read) == {"a": 1}
    assert kept.get("lengths", ["a"], read) == {"a": 1}
    assert asked[3:] == [{"a"}, {"a"}]


def test_it_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST", 10)
    kept = Memory()
    for number in range(100):
        assert kept.get("n", [str(number)], lambda wanted: dict.fromkeys(wanted, 1)) == {str(number): 1}
    assert sum(map(len, kept._kept.values())) <= 10


def test_what_was_recorded_is_not_read() -> None:
    asked: list[set[str]] = []

    def read(wanted: set[str]) -> dict[str, str]:
        asked.append(set(wanted))
        return dict.fromkeys(wanted, "read")

    store = ox.Store()
    store.extend(written([("http://e/a", {"kind": "recorded"}), ("http://e/b", {"other": 1})]))
    kept = Memory(Records(store, frozenset({"kind", "other"})))
    things = ["http://e/a", "http://e/b", "http://e/c"]
    for _ in range(2):  # nothing is on record of `b`, and that is known; `c` has no record
        assert kept.get("kind", things, read) == {"http://e/a": "recorded", "http://e/c": "read"}
    assert asked == [{"http://e/c"}]
    assert kept.get("another kind", ["http://e/a"], read) == {"http://e/a": "read"}
    assert (kept.recorded("kind"), kept.recorded("another kind")) == (True, False)
    kept.close()
    assert kept.get("kind", ["http://e/a"], read) == {"http://e/a": "read"}
    assert not kept.recorded("kind")


def test_within_one_question_a_closed_memory_is_no_hindrance() -> None:
    open_, closed = Memory(), Memory()
    closed.close()
    assert open_.passing() is open_
    passing = closed.passing()
    assert passing.get("n", ["a"], lambda wanted: dict.fromkeys(wanted, 1)) == {"a": 1}
    assert passing.get("n", ["a"], lambda wanted: pytest.fail("it was read again")) == {"a": 1}
    assert closed.get("n", ["a"], lambda wanted: dict.fromkeys(wanted, 2)) == {"a": 2}


def test_a_change_through_rdflib_shows_in_later_answers(root: Path) -> None:
    kg = vlmkg.load(root / "tests" / "lineage" / "graph.ttl", builtin=False)
    assert "model:left" not in {row["ancestor"] for row in kg.ancestors("Lone").rows}
    lone, left = (URIRef(kg.resolve(name)) for name in ("Lone", "Left"))
    for property_ in ("fineTunedFrom", "derivedFrom", "builtFrom", "hasParent", "hasAncestor"):
        kg.graph.add((lone, URIRef(VLMKG + property_), left))
    kg.graph.set((left, RDFS.label, Literal("Left, renamed", lang="en")))
    rows = {row["ancestor"]: row for row in kg.ancestors("model:lone").rows}
    assert rows["model:left"]["label"] == "Left, renamed"
    assert (rows["model:left"]["verdict"], rows["model:left"]["weakest"]) == ("possible", "no claim")
