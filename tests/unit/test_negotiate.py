"""Accept headers, as RFC 9110, section 12.5.1 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from vlmkg.http.negotiate import GRAPHS, ROWS, accepted, choose, encoding, names_tag

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


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
        ("text/csv;q=nan", None),
        ("text/csv;q=2", None),
        ("text/csv;q=1.000, application/xml;q=0.999", "text/csv"),
        ("text/csv, */*", "text/csv"),
        ("text/csv, application/*", "text/csv"),
        ("application/*, text/csv;q=0.9", "application/sparql-results+json"),
        (" text/csv ; q = 0.5 ,\tapplication/xml ; Q=0.6", "application/xml"),
        ("text/csv;header=present;q=0.5, application/xml;q=0.4", "text/csv"),
        ('text/csv;note="a, b;q=0";q=0.5, application/xml;q=0.4', "text/csv"),
        ("text/csv;header=present;q=0, text/csv", "text/csv"),
        (BROWSER, "application/xml"),
        (JAVA, "application/sparql-results+json"),
        ("nonsense", "application/sparql-results+json"),
        (",,, text/csv ,,", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv" + ";q=0.5" * 10_000, "text/csv"),
        ("a/b," * 20_000 + "text/csv", "text/csv"),
    ],
)
def test_the_best_type_is_chosen(accept: str, expected: str | None) -> None:
    assert choose(accept, ROWS) == expected


def test_nothing_is_chosen_where_nothing_is_offered() -> None:
    assert choose("", {}) is None
    assert choose("*/*", {}) is None


@given(st.text(max_size=80) | st.text(alphabet='text/csv*;q=0.1,"\\ ', max_size=700))
def test_any_header_gets_an_offered_type_or_none(accept: str) -> None:
    assert choose(accept, GRAPHS) in {*GRAPHS, None}


thousandths = st.integers(0, 1000)
named = st.lists(st.tuples(st.sampled_from([*GRAPHS, "text/html", "image/png"]), thousandths), unique_by=lambda r: r[0])
halves = st.lists(st.tuples(st.sampled_from(["text/*", "application/*"]), thousandths), unique_by=lambda r: r[0])
anything = st.lists(st.tuples(st.just("*/*"), thousandths), max_size=1)
headers = st.tuples(named, halves, anything).flatmap(lambda parts: st.permutations([r for part in parts for r in part]))


def written(ranges: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name};q={quality / 1000:g}" for name, quality in ranges)


def quality(ranges: list[tuple[str, int]], media_type: str) -> int:
    """What the specification says of a type: the quality of the most specific range."""
    said = dict(ranges)
    for name in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        if name in said:
            return said[name]
    return 0


@given(headers.filter(bool))
def test_no_type_is_liked_better_than_the_one_chosen(ranges: list[tuple[str, int]]) -> None:
    found = choose(written(ranges), GRAPHS)
    best = max(quality(ranges, media_type) for media_type in GRAPHS)
    assert (quality(ranges, found) == best > 0) if found is not None else best == 0


@given(headers)
def test_the_order_of_ranges_counts_for_nothing(ranges: list[tuple[str, int]]) -> None:
    assert choose(written(ranges), GRAPHS) == choose(written(ranges[::-1]), GRAPHS)


@given(headers.filter(bool), st.sampled_from([*GRAPHS]))
def test_what_is_refused_is_never_chosen(ranges: list[tuple[str, int]], refused: str) -> None:
    others = [r for r in ranges if r[0] != refused]
    assert choose(written([*others, (refused, 0)]), GRAPHS) != refused


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", ""),
        ("br, gzip", "br"),
        ("gzip, deflate, zstd", "gzip"),
        ("gzip, br;q=0.9", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("gzip;q=0", ""),
        ("gzip ; Q = 0.000", ""),
        ("gzip;q=0.2, identity", ""),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=nan", ""),
        ("gzip;q=inf, br;q=1", "br"),
        ("deflate, ,;;, =", ""),
    ],
)
def test_the_best_coding_is_chosen(accepted: str, expected: str) -> None:
    assert encoding(accepted, ("br", "gzip")) == expected


def test_no_coding_is_chosen_that_is_not_offered() -> None:
    assert encoding("br, gzip;q=0.5", ("gzip",)) == "gzip"
    assert encoding("br", ("gzip",)) == ""
    assert encoding("*", ()) == ""


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"x", W/"a" ,"y"', True),
        ("*", True),
        ("", False),
        ("a", False),
        ('"A"', False),
        ('"ab", "x"', False),
        ('w/"a"', False),
    ],
)
def test_a_version_that_the_client_has_is_known(known: str, expected: bool) -> None:
    assert names_tag(known, '"a"') is expected


def test_several_accept_headers_count_as_one() -> None:
    headers = [(b"accept", b"text/csv;q=0.1"), (b"host", b"x"), (b"accept", b"application/xml")]
    assert accepted(HTTPConnection({"type": "http", "headers": headers})) == "text/csv;q=0.1,application/xml"
    assert accepted(HTTPConnection({"type": "http", "headers": []})) == ""
