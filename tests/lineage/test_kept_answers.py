"""A graph kept on disk answers from its records: the same as one in memory, without a query for what leads up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import vlmkg
from vlmkg.errors import VlmkgError
from vlmkg.graph.guard import CheckedQuery
from vlmkg.graph.records import Records, written
from vlmkg.graph.results import Term
from vlmkg.graph.store import Embedded
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE

QUESTIONS: dict[str, Callable[[vlmkg.Kg, str], Any]] = {
    "ancestors": lambda kg, thing: kg.ancestors(thing, proof=True),
    "ancestors, in dispute": lambda kg, thing: kg.ancestors(thing, least="Disputed", proof=True),
    "ancestors, parameters": lambda kg, thing: kg.ancestors(thing, follow="built", proof=True),
    "ancestors, one relation": lambda kg, thing: kg.ancestors(thing, follow="usesEncoder", depth=2, proof=True),
    "descendants": lambda kg, thing: kg.descendants(thing, proof=True),
    "tree": lambda kg, thing: kg.lineage(thing),
    "tree down": lambda kg, thing: kg.lineage(thing, direction="down"),
    "parts": lambda kg, thing: kg.parts(thing, proof=True),
    "obligations": lambda kg, thing: kg.obligations(thing, proof=True),
    "contamination": lambda kg, thing: kg.contamination(thing, proof=True),
    "path": lambda kg, thing: kg.path(thing, BASE + "model/root"),
    "common ancestors": lambda kg, thing: kg.common_ancestors(thing, BASE + "model/left", proof=True),
}


@pytest.fixture(scope="module")
def graphs(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[vlmkg.Kg, vlmkg.Kg]:
    """The graph of traps in memory, and the same kept on disk."""
    file = root / "tests" / "lineage" / "graph.ttl"
    store = tmp_path_factory.mktemp("kept")
    return vlmkg.load(file, builtin=False), vlmkg.load(file, builtin=False, store=store)


def things(kg: vlmkg.Kg) -> list[str]:
    query = "SELECT DISTINCT ?x WHERE { ?x a vlmkg:LineageNode ; rdfs:label ?label } ORDER BY ?x"
    found = kg.query(query)
    return [str(row["x"]) for row in found.dicts()]  # type: ignore[union-attr]


def said(ask: Callable[[vlmkg.Kg, str], Any], kg: vlmkg.Kg, thing: str) -> object:
    try:
        answer = ask(kg, thing)
    except VlmkgError as error:
        return str(error)
    return answer.rows, answer._repr_html_(), getattr(answer, "notes", ())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_kept_graph_answers_as_one_in_memory(graphs: tuple[vlmkg.Kg, vlmkg.Kg], name: str) -> None:
    plain, kept = graphs
    asked = things(plain)
    assert len(asked) > 20
    for thing in asked:
        assert said(QUESTIONS[name], kept, thing) == said(QUESTIONS[name], plain, thing), thing


@pytest.mark.parametrize("name", QUESTIONS)
def test_and_so_does_one_that_somebody_may_change(root: Path, graphs: tuple[vlmkg.Kg, vlmkg.Kg], name: str) -> None:
    plain = graphs[0]
    open_ = vlmkg.Kg(plain.dataset)
    assert open_.graph is not None  # from now on nothing is remembered
    for thing in things(plain):
        assert said(QUESTIONS[name], open_, thing) == said(QUESTIONS[name], plain, thing), thing


class Counting(Embedded):
    """An engine that keeps the queries it is asked."""

    def __init__(self, store: ox.Store) -> None:
        super().__init__(store)
        self.asked: list[str] = []

    def select(self, query: CheckedQuery) -> list[tuple[Term | None, ...]]:
        self.asked.append(query.text)
        return super().select(query)


@pytest.mark.parametrize("name", ["ancestors", "ancestors, parameters", "tree", "common ancestors"])
def test_what_leads_up_is_found_without_a_query(graphs: tuple[vlmkg.Kg, vlmkg.Kg], name: str) -> None:
    kept = vlmkg.Kg(graphs[1].dataset)
    engine = Counting(kept.dataset.store)
    kept.library = Library(engine, kept.dataset.records)
    QUESTIONS[name](kept, BASE + "model/copycat")
    kept.library.schema.label(BASE)  # what the ontology says of its terms is read by now
    engine.asked.clear()
    assert len(QUESTIONS[name](kept, BASE + "model/child").rows) > 0
    assert engine.asked == []


def test_what_has_no_record_is_read_from_the_graph(graphs: tuple[vlmkg.Kg, vlmkg.Kg]) -> None:
    plain, kept = graphs
    assert kept.dataset.records is not None
    bare = vlmkg.Kg(kept.dataset)
    bare.library = Library(Embedded(kept.dataset.store), Records(ox.Store(), kept.dataset.records.readings))
    for name, ask in QUESTIONS.items():
        assert said(ask, bare, BASE + "model/child") == said(ask, plain, BASE + "model/child"), name


def test_a_kept_graph_refuses_a_change_and_keeps_its_records(graphs: tuple[vlmkg.Kg, vlmkg.Kg]) -> None:
    import rdflib

    kept = vlmkg.Kg(graphs[1].dataset)
    with pytest.raises(RuntimeError, match="read-write"):
        kept.graph.add((rdflib.URIRef(BASE + "model/child"), rdflib.RDFS.label, rdflib.Literal("another")))
    assert kept.library.memory.recorded("steps")


def test_a_record_is_found_as_it_was_written() -> None:
    store = ox.Store()
    record = {
        "label": 'Ünïcode "quoted" \\ and\nlines',
        "steps": {BASE + "model/a": ["p", "q"]},
        "claims": [["c", None]],
    }
    store.extend(written([(BASE + "model/x", record)]))
    records = Records(store, frozenset(record))
    found = records.of([BASE + "model/x", BASE + "model/y", "no IRI at all", "http://e/a b"])
    assert found == {BASE + "model/x": record}
