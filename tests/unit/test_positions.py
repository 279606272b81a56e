"""Every triple knows where in the text it stands, and the triples are those that rdflib reads."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from vlmkg.errors import MissingData, TurtleError
from vlmkg.graph import dataset, positions
from vlmkg.graph.positions import Located

E = rdflib.Namespace("https://example.org/")
HEAD = "@prefix : <https://example.org/> .\n"


def read(text: str) -> Located:
    return positions.parse(HEAD + text, Path("some.ttl"))


def test_each_part_of_a_triple_has_its_place() -> None:
    (triple,) = read(':a\n  :b   "c" .').triples
    assert (triple.subject, triple.predicate, triple.object) == (E.a, E.b, Literal("c"))
    assert (triple.subject_at, triple.predicate_at, triple.object_at) == ((2, 1), (3, 3), (3, 8))


def test_a_value_after_a_comma_has_its_own_place() -> None:
    located = read(":a :b 1 ,\n      2 ; :c 3 .")
    assert [t.object_at for t in located.triples] == [(2, 7), (3, 7), (3, 14)]
    assert [t.predicate_at for t in located.triples] == [(2, 4), (2, 4), (3, 11)]


def test_a_column_counts_characters() -> None:
    (triple,) = read(':é :ü "日本" .').triples
    assert triple.object_at == (2, 7)


def test_nested_nodes_do_not_shift_the_places_of_what_follows() -> None:
    located = read(":a :p [ :q 1 , 2 ; :r [ :s 3 ] ] , ( 4 [ :t 5 ] ) ;\n   :u 6 .")
    places = {t.object.toPython(): t.object_at for t in located.triples if isinstance(t.object, Literal)}
    assert places == {1: (2, 12), 2: (2, 16), 3: (2, 28), 5: (2, 45), 6: (3, 7)}
    outer = [t for t in located.triples if t.subject == E.a]
    assert [t.object_at for t in outer] == [(2, 7), (2, 36), (3, 7)]
    assert {t.subject_at for t in outer} == {(2, 1)}


def test_the_nearest_place_is_found() -> None:
    located = read(':a :b "c" ;\n   :d "e" .')
    assert located.place(E.a, E.d, Literal("e")) == (3, 7)
    assert located.place(E.a, E.d, Literal("missing")) == (3, 4)
    assert located.place(E.a, E.missing) == (2, 1)
    assert located.place(E.missing) is None


def test_what_is_broken_says_where() -> None:
    for text, line, column in ((":a :b ", 2, 7), (":a x:b 1 .", 2, 4), ("((((", 2, 5)):
        with pytest.raises(TurtleError, match="mend the Turtle") as caught:
            read(text)
        assert (caught.value.line, caught.value.column) == (line, column), text


def test_a_file_that_cannot_be_read_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="No such file"):
        positions.read(tmp_path / "none.ttl")
    (tmp_path / "latin.ttl").write_bytes(b"# caf\xe9\n")
    with pytest.raises(TurtleError, match="UTF-8"):
        positions.read(tmp_path / "latin.ttl")


@pytest.mark.slow
def test_every_triple_of_the_shipped_files_is_placed_where_it_stands() -> None:
    sources = dataset.collect()
    for path in (*sources.turtle, *sources.shapes):
        located = positions.read(path)
        lines = located.text.split("\n")
        assert len(located.graph) == len(rdflib.Graph().parse(path)), path
        for triple in located.triples:
            line, column = triple.object_at
            text = lines[line - 1][column - 1 :]
            if isinstance(triple.object, URIRef):
                local = str(triple.object).replace("#", "/").rsplit("/", 1)[-1]
                assert local in text or text.startswith(("a ", "<")), (path, triple)
            elif isinstance(triple.object, Literal):
                assert text[0] in "\"'" or text.startswith(str(triple.object)[:2]), (path, triple)


names = st.sampled_from(["a", "b", "c"])
values = st.one_of(
    names.map(":{}".format),
    st.integers(0, 99).map(str),
    st.sampled_from(['"x"', '"""y\nz"""', '"w"@en', "true", "[ :q 1 ]", "( 1 2 )", "[]"]),
)
spaces = st.sampled_from([" ", "\n", "  \n ", " # note\n "])


@given(st.lists(st.tuples(names, names, st.lists(values, min_size=1, max_size=3), spaces), max_size=6))
def test_places_point_at_the_text_of_the_values(blocks: list[tuple[str, str, list[str], str]]) -> None:
    text = "".join(f":{s}{gap}:{p}{gap}{f'{gap},{gap}'.join(objects)}{gap}.\n" for s, p, objects, gap in blocks)
    located = read(text)
    lines = located.text.split("\n")
    wanted = [value for _, _, objects, _ in blocks for value in objects]
    outer = [t for t in located.triples if lines[t.subject_at[0] - 1].startswith(":") and t.subject_at[1] == 1]
    assert len(outer) == len(wanted)
    for triple, value in zip(outer, wanted, strict=True):
        line, column = triple.object_at
        assert "\n".join(lines[line - 1 :])[column - 1 :].startswith(value)
