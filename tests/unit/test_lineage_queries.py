"""How many queries a question about lineage takes: neither the graph nor the breadth of a level may add to them."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import UnknownName
from vlmkg.graph.guard import CheckedQuery
from vlmkg.graph.results import Answer, Term
from vlmkg.graph.store import Embedded, Engine
from vlmkg.lineage.relations import relations
from vlmkg.lineage.relatives import ancestors, descendants
from vlmkg.lineage.tree import trace
from vlmkg.lineage.web import walk
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, SPARQL_PREFIXES

SEER = BASE + "model/seer"
EYE = BASE + "model/eye"


class Counting:
    """An engine that counts what it is asked and how many rows it gives."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.queries = 0
        self.rows = 0

    def query(self, query: CheckedQuery) -> Answer:
        self.queries += 1
        return self.engine.query(query)

    def select(self, query: CheckedQuery) -> list[tuple[Term | None, ...]]:
        found = self.engine.select(query)
        self.queries += 1
        self.rows += len(found)
        return found


def graph(folder: Path, *, breadth: int = 1, others: int = 0) -> tuple[Library, Counting]:
    """A model on an encoder, trained on some data sets that come from one; beside it, other models on that encoder."""
    lines = [SPARQL_PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n")]
    labels = {"model:seer": "Seer", "model:eye": "Eye", "dataset:all": "All"}
    facts = [("model:seer", "usesVisionEncoder", "model:eye")]
    for number in range(breadth):
        labels[f"dataset:part-{number}"] = f"Part {number}"
        facts += [("model:seer", "trainedOn", f"dataset:part-{number}")]
        facts += [(f"dataset:part-{number}", "filteredFrom", "dataset:all")]
    for number in range(others):
        labels[f"model:other-{number}"] = f"Other {number}"
        facts += [(f"model:other-{number}", "usesVisionEncoder", "model:eye")]
    for thing, label in labels.items():
        class_ = "Dataset" if thing.startswith("dataset") else "Model"
        lines.append(f'{thing} a vlmkg:{class_} ; rdfs:label "{label}"@en .\n')
    for number, (subject, property_, value) in enumerate(facts):
        lines.append(
            f"{subject} vlmkg:{property_} {value} . claim:c{number} a vlmkg:Claim ; vlmkg:claimSubject {subject} ; "
            f"vlmkg:claimProperty vlmkg:{property_} ; vlmkg:claimEntity {value} ; vlmkg:source source:s ; "
            f"vlmkg:status vlmkg:Verified .\n"
        )
    file = folder / f"graph-{breadth}-{others}.ttl"
    file.write_text("".join(lines), encoding="utf-8")
    engine = Counting(Embedded(vlmkg.load(file, builtin=False).dataset.store))
    return Library(engine), engine


def test_neither_breadth_nor_the_size_of_the_graph_adds_queries_to_ancestors(tmp_path: Path) -> None:
    library, narrow = graph(tmp_path)
    assert len(ancestors(library, SEER)) == 3
    library, broad = graph(tmp_path, breadth=40)
    assert len(ancestors(library, SEER)) == 42
    library, large = graph(tmp_path, others=200)
    assert len(ancestors(library, SEER)) == 3
    assert narrow.queries == broad.queries == large.queries
    assert narrow.rows == large.rows < broad.rows


def test_what_somebody_may_change_is_read_once_a_question(tmp_path: Path) -> None:
    counted = []
    for closed in (False, True):
        library, engine = graph(tmp_path, breadth=5)
        wanted = relations(library.schema)
        if closed:
            library.close()
        before = engine.queries
        assert len(walk(library, [SEER], "up", wanted).nodes) == 8
        counted.append(engine.queries - before)
    assert counted[0] == counted[1]


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_tree_reads_what_it_shows_and_no_more(tmp_path: Path, direction: str) -> None:
    counted = []
    for others in (0, 200):
        library, engine = graph(tmp_path, others=others)
        start = SEER if direction == "up" else BASE + "dataset/all"
        trace(library, start, direction="up" if direction == "up" else "down")
        counted.append((engine.queries, engine.rows))
    assert counted[0] == counted[1]


def test_breadth_adds_no_queries_on_the_way_down(tmp_path: Path) -> None:
    library, few = graph(tmp_path, others=2)
    assert len(descendants(library, EYE)) == 3
    library, many = graph(tmp_path, others=200)
    assert len(descendants(library, EYE)) == 201
    assert few.queries == many.queries


def test_an_iri_is_found_without_reading_the_names_of_the_graph(tmp_path: Path) -> None:
    library, engine = graph(tmp_path, others=50)
    assert library.names.resolve(SEER) == library.names.resolve("model:seer") == SEER
    assert engine.rows <= 2
    assert library.names.resolve("other 7") == BASE + "model/other-7"
    with pytest.raises(UnknownName):
        library.names.resolve("model:nobody")


def test_labels_that_are_expected_are_read_together(tmp_path: Path) -> None:
    library, engine = graph(tmp_path, others=3)
    library.expect(BASE + f"model/other-{number}" for number in range(3))
    assert [library.value(BASE + f"model/other-{number}") for number in range(3)] == ["Other 0", "Other 1", "Other 2"]
    assert engine.queries == 1
    assert library.value(BASE + "model/unheard-of") == "model:unheard-of"
