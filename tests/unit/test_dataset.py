"""Loading: every triple once, what the rules add apart, one name for one version."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
import rdflib.compare

import vlmkg
from vlmkg.errors import FormatError, MissingData
from vlmkg.graph import dataset


def test_every_triple_is_loaded_once_and_into_the_default_graph(kg: vlmkg.Kg) -> None:
    assert list(kg.dataset.store.named_graphs()) == []
    plain = rdflib.Graph()
    for path in kg.dataset.sources.turtle:
        plain.parse(path, format="turtle")
    assert kg.dataset.asserted == len(plain)


def test_a_file_named_twice_counts_once(tiny: Path) -> None:
    once, twice = vlmkg.load(tiny, builtin=False), vlmkg.load(tiny, tiny, builtin=False)
    assert once.dataset.asserted == twice.dataset.asserted


def test_the_digest_names_the_contents(tiny: Path) -> None:
    before = dataset.collect([tiny], builtin=False).digest
    assert before == dataset.collect([tiny], builtin=False).digest
    tiny.write_text(tiny.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert dataset.collect([tiny], builtin=False).digest != before


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f'_:x <http://example.org/p> "{name}" .', encoding="utf-8")
    kg = vlmkg.load(tmp_path, builtin=False)
    assert not kg.query("ASK { ?x <http://example.org/p> 'a' , 'b' }")


def test_missing_data_is_named() -> None:
    with pytest.raises(MissingData, match="/nowhere"):
        vlmkg.load("/nowhere")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("form", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_exports_hold_the_same_triples_and_come_out_the_same(tiny: Path, form: str, parser: str) -> None:
    kg = vlmkg.load(tiny, builtin=False)
    written = kg.export(form)
    assert written == vlmkg.load(tiny, builtin=False).export(form)
    back = rdflib.Graph().parse(data=written, format=parser)
    assert rdflib.compare.isomorphic(back, rdflib.Graph().parse(data=kg.export("ntriples"), format="nt"))


def test_an_unknown_form_is_refused(kg: vlmkg.Kg) -> None:
    with pytest.raises(FormatError, match="turtle"):
        kg.export("png")


def test_the_rdflib_graph_is_the_same_data(kg: vlmkg.Kg) -> None:
    model = rdflib.URIRef(kg.resolve("ColPali"))
    assert (model, rdflib.RDFS.label, rdflib.Literal("ColPali", lang="en")) in kg.graph
    assert len(kg.graph) == kg.dataset.asserted + kg.dataset.inferred


def test_the_public_surface() -> None:
    assert set(vlmkg.__all__) == {"Kg", "VlmkgError", "__version__", "load"}
    public = {name for name in dir(vlmkg.Kg) if not name.startswith("_")}
    assert public == {
        "load",
        "query",
        "questions",
        "ask",
        "example_of",
        "resolve",
        "search",
        "show",
        "lineage",
        "ancestors",
        "descendants",
        "parts",
        "path",
        "common_ancestors",
        "exposure",
        "contamination",
        "obligations",
        "diff",
        "ranking",
        "disclosures",
        "disputes",
        "flips",
        "label",
        "role",
        "graph",
        "export",
        "validate",
        "coverage",
        "stats",
        "library",
        "draft",
        "write_draft",
        "bom",
        "ask_part",
        "choices",
        "compare",
        "dump",
        "packed",
        "query_text",
        "values_of",
        "write",
    }
