"""Values in queries: terms, never text."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.errors import ParameterError
from vlmkg.graph.bind import bind, examples, iri, literal

QUERY = 'SELECT ?x WHERE { VALUES ?a { "old" } BIND(?a AS ?x) }'


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    (solution,) = ox.Store().query(bind(QUERY, {"a": literal(text)}))  # type: ignore[union-attr,misc]
    assert solution["x"].value == text


@given(st.integers(-(10**17), 10**17))
def test_whole_numbers_come_back(number: int) -> None:
    (solution,) = ox.Store().query(bind(QUERY, {"a": literal(number)}))  # type: ignore[union-attr,misc]
    assert int(solution["x"].value) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-10_000, max_value=10_000))
def test_decimals_come_back(number: Decimal) -> None:
    (solution,) = ox.Store().query(bind(QUERY, {"a": literal(number)}))  # type: ignore[union-attr,misc]
    assert Decimal(solution["x"].value) == number


@pytest.mark.parametrize(
    "text", ["http://a/> } # ", "http://a/ b", "a", "", 'http://a/"', "http://a/{x}", "http://a/\n"]
)
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        iri(text)


def test_examples_are_found_where_they_stand() -> None:
    found = examples('# VALUES ?n { 1 }\nSELECT * { VALUES ?a { "}" } VALUES (?b ?c) { (1 2) } VALUES ?d { UNDEF } }')
    assert {name: row[0] for name, row in found.items()} == {"a": '"}"', "d": "UNDEF"}
