"""Accept headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.http.negotiate import GRAPHS, ROWS, choose


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.1, application/xml;q=0.9", "application/xml"),
        ("text/csv;q=0, text/*", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json"),
        ("TEXT/CSV", "text/csv"),
        ("text/html, */*;q=0.8", "application/sparql-results+json"),
        ("text/html", None),
        ("*/*;q=0", None),
        ("text/csv;q=nonsense", None),
    ],
)
def test_the_best_type_is_chosen(accept: str, expected: str | None) -> None:
    assert choose(accept, ROWS) == expected


@given(st.text(max_size=80))
def test_any_header_gets_an_offered_type_or_none(accept: str) -> None:
    assert choose(accept, GRAPHS) in {*GRAPHS, None}
