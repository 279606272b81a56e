"""A graph that was arranged for being asked often says the same."""

from __future__ import annotations

import rdflib

import vlmkg

QUESTIONS = ("list-components", "find-models-by-encoder", "list-changes")


def test_a_packed_graph_says_the_same(kg: vlmkg.Kg) -> None:
    packed = kg.packed()
    assert packed.dataset.asserted == kg.dataset.asserted
    assert packed.dataset.sources == kg.dataset.sources
    assert len(packed.dataset.store) == len(kg.dataset.store)
    named = [line for line in kg.export("ntriples").splitlines() if b"_:" not in line]
    assert [line for line in packed.export("ntriples").splitlines() if b"_:" not in line] == named
    for question in QUESTIONS:
        assert packed.ask(question).dicts() == kg.ask(question).dicts()
    assert packed.lineage("pixtral-12b").to_mermaid() == kg.lineage("pixtral-12b").to_mermaid()


def test_nodes_without_a_name_keep_what_is_said_of_them(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "own.ttl"
    path.write_text("@prefix a: <http://a/> . a:x a:y [ a:z (1 [ a:z 2 ]) ] .", encoding="utf-8")
    own = vlmkg.load(path, builtin=False)
    before, after = rdflib.Graph(), rdflib.Graph()
    before.parse(own.export("ntriples"), format="nt")
    after.parse(own.packed().export("ntriples"), format="nt")
    assert len(before) == len(after)
    assert before.query("ASK { <http://a/x> <http://a/y>/<http://a/z> ?l }").askAnswer
    assert after.query("SELECT (COUNT(*) AS ?n) { ?s <http://a/z> ?o }").bindings == [
        {rdflib.Variable("n"): rdflib.Literal(2)}
    ]
