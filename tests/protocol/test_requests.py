"""Requests to `/sparql` as they come from the internet: long, odd, wrong and hostile."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.http.sparql import answer, graph_store
from vlmkg.terms import PREFIXES

ENCODER = "https://w3id.org/vlmkg/model/pixtral-vit-400m"
SELECT = "SELECT ?e { model:pixtral-12b vlmkg:usesVisionEncoder ?e }"
ASK = "ASK { model:pixtral-12b vlmkg:usesVisionEncoder model:pixtral-vit-400m }"
CONSTRUCT = "CONSTRUCT { ?m vlmkg:usesVisionEncoder ?e } WHERE { ?m vlmkg:usesVisionEncoder ?e } ORDER BY ?m LIMIT 5"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


class Found:
    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.headers = {name.decode(): value.decode() for name, value in headers}
        self.body = body
        assert all(name == name.lower() for name, _ in headers)

    @property
    def kind(self) -> str:
        return self.headers["content-type"]

    @property
    def detail(self) -> str:
        assert self.kind == "application/problem+json", self.kind
        told: dict[str, object] = json.loads(self.body)
        assert told["status"] == self.status
        return str(told["detail"])


def get(kg: vlmkg.Kg, accept: str | list[str] = "", largest: int = 10**6, **parameters: object) -> Found:
    accepts = [accept] if isinstance(accept, str) else accept
    headers = [(b"accept", value.encode()) for value in accepts if value]
    return Found(*answer(kg, "GET", urlencode(parameters, doseq=True).encode(), headers, largest=largest))


def post(kg: vlmkg.Kg, body: bytes, kind: str, query_string: bytes = b"") -> Found:
    return Found(*answer(kg, "POST", query_string, [(b"content-type", kind.encode())], body))


@pytest.mark.parametrize(
    ("form", "kind", "first"),
    [
        ("json", "application/sparql-results+json", '{"head"'),
        ("srj", "application/sparql-results+json", '{"head"'),
        ("xml", "application/sparql-results+xml", "<?xml"),
        ("CSV", "text/csv; charset=utf-8", "e\r\n"),
        ("tsv", "text/tab-separated-values; charset=utf-8", "?e\n"),
        ("text/csv", "text/csv; charset=utf-8", "e\r\n"),
        ("application/sparql-results+json", "application/sparql-results+json", '{"head"'),
        (["tsv", "text/tab-separated-values"], "text/tab-separated-values; charset=utf-8", "?e\n"),
        (["csv", "nonsense"], "text/csv; charset=utf-8", "e\r\n"),
    ],
)
def test_rows_come_in_the_form_that_is_named(kg: vlmkg.Kg, form: object, kind: str, first: str) -> None:
    found = get(kg, query=SELECT, format=form)
    assert (found.status, found.kind) == (200, kind)
    assert found.body.decode().startswith(first)
    assert ENCODER in found.body.decode()


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("json", '{"head":{},"boolean":true}'),
        ("csv", "true"),
        ("tsv", "true"),
        (
            "xml",
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
            "<boolean>true</boolean></sparql>",
        ),
    ],
)
def test_a_yes_comes_in_the_four_forms_of_rows(kg: vlmkg.Kg, form: str, body: str) -> None:
    assert get(kg, query=ASK, format=form).body.decode() == body


@pytest.mark.parametrize(
    ("form", "kind", "format"),
    [
        ("ttl", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("n3", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("rdf", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("json-ld", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("nq", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("trig", "application/trig", ox.RdfFormat.TRIG),
    ],
)
def test_a_graph_comes_in_the_form_that_is_named(kg: vlmkg.Kg, form: str, kind: str, format: ox.RdfFormat) -> None:
    found = get(kg, query=CONSTRUCT, format=form)
    assert (found.status, found.kind) == (200, kind)
    expected = kg.dataset.store.query(CONSTRUCT, prefixes=PREFIXES)
    assert isinstance(expected, ox.QueryTriples)
    assert {quad.triple for quad in ox.parse(found.body, format=format)} == set(expected)


def test_turtle_declares_the_usual_prefixes_and_is_the_same_bytes_each_time(kg: vlmkg.Kg) -> None:
    turtle = get(kg, query=CONSTRUCT).body.decode()
    assert "model:pixtral" in turtle or "vlmkg:usesVisionEncoder model:" in turtle
    declared = [line.split()[1] for line in turtle.splitlines() if line.startswith("@prefix")]
    assert declared == sorted(declared)
    assert get(kg, query=CONSTRUCT).body.decode() == turtle


def test_several_accept_headers_are_one(kg: vlmkg.Kg) -> None:
    found = get(kg, ["text/html", "application/json;q=0.2, text/csv;q=0.7"], query=SELECT)
    assert found.kind == "text/csv; charset=utf-8"


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_what_no_answer_is_written_as_is_406(kg: vlmkg.Kg, query: str) -> None:
    assert get(kg, "image/png", query=query).status == 406
    assert get(kg, "*/*;q=0", query=query).status == 406
    assert get(kg, "text/csv" if query == CONSTRUCT else "text/turtle", query=query).status == 406


def test_two_forms_are_400(kg: vlmkg.Kg) -> None:
    assert "send one" in get(kg, query=SELECT, format=["csv", "json"]).detail
    for nonsense in ("csv", "../etc", "a/b c/d", "image/png", ""):
        assert "turtle" in get(kg, query=CONSTRUCT, format=nonsense).detail


def test_an_answer_past_the_limit_is_507_and_none_of_it_is_sent(kg: vlmkg.Kg) -> None:
    whole = get(kg, query="SELECT * { ?s ?p ?o } LIMIT 200")
    assert whole.status == 200
    assert get(kg, query="SELECT * { ?s ?p ?o } LIMIT 200", largest=len(whole.body)).body == whole.body
    found = get(kg, query="SELECT * { ?s ?p ?o } LIMIT 200", largest=len(whole.body) - 1)
    assert found.status == 507
    assert "LIMIT" in found.detail
    for form in ("turtle", "ntriples", "jsonld"):
        assert get(kg, query="CONSTRUCT WHERE { ?s ?p ?o }", format=form, largest=10_000).status == 507


def test_the_longest_queries(kg: vlmkg.Kg) -> None:
    long = SELECT + " #" + "x" * (1_000_000 - len(SELECT) - 2)
    assert post(kg, long.encode(), DIRECT).status == 200
    assert post(kg, urlencode({"query": long}).encode(), FORM).status == 200
    assert post(kg, (long + "x").encode(), DIRECT).status == 413
    assert post(kg, urlencode({"query": long + "x"}).encode(), FORM).status == 413
    assert post(kg, b"query=" + b"%20" * 2_000_000, FORM).status == 413
    accented = SELECT + " #" + "\u00e9" * 900_000  # 1.8 MB as bytes, under a million characters
    assert post(kg, accented.encode(), DIRECT).status == 200


def test_thirty_kilobytes_by_get(kg: vlmkg.Kg) -> None:
    query = SELECT.replace("{", "{ VALUES ?e { " + f"<{ENCODER}> " * 600 + "}")
    assert len(quote(query)) > 30_000
    assert len(json.loads(get(kg, query=query).body)["results"]["bindings"]) == 600


@pytest.mark.parametrize(
    ("query_string", "says"),
    [
        (b"query=ASK%7B%7", "%25"),
        (b"query=%zz", "%25"),
        (b"query=100%", "%25"),
        (b"query=ASK%ff%7B%7D", "UTF-8"),
        (b"query=ASK\xff", "UTF-8"),
        (b"query=", "empty"),
        (b"query=%20%0A", "empty"),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", "2 queries"),
        (b"query", "empty"),
        (b"a=1", "no query"),
        (b"&".join(b"a%d=1" % n for n in range(300)), "parameters"),
        (b"query=ASK%7B%7D&default-graph-uri=http://127.0.0.1:1/", "nothing is fetched"),
        (b"query=ASK%7B%7D&named-graph-uri=file:///etc/passwd", "nothing is fetched"),
        (b"query=ASK%7B%7D&default-graph-uri=..%2F..%2Fetc", "nothing is fetched"),
        (b"query=ASK%7B%7D&default-graph-uri=%3Cscript%3E", "nothing is fetched"),
        (b"query=ASK%7B%7D&named-graph-uri=https://w3id.org/vlmkg/data", "default graph"),
    ],
)
def test_parameters_that_cannot_be_read_are_400_and_say_why(kg: vlmkg.Kg, query_string: bytes, says: str) -> None:
    found = Found(*answer(kg, "GET", query_string, []))
    assert found.status == 400
    assert says in found.detail


def test_a_form_is_decoded_once(kg: vlmkg.Kg) -> None:
    query = "SELECT ?x { VALUES ?x { '100%25 %2B + &' } }"
    for found in (post(kg, urlencode({"query": query}).encode(), FORM), get(kg, query=query)):
        assert json.loads(found.body)["results"]["bindings"][0]["x"]["value"] == "100%25 %2B + &"


def test_a_byte_order_mark_is_no_part_of_a_query(kg: vlmkg.Kg) -> None:
    assert post(kg, b"\xef\xbb\xbf" + ASK.encode(), DIRECT).body == b'{"head":{},"boolean":true}'
    assert get(kg, query="\ufeff" + ASK).status == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DIRECT, 200),
        ("Application/SPARQL-Query; Charset=UTF-8", 200),
        (f'{DIRECT};charset="utf-8"', 200),
        (f"{DIRECT}; charset=us-ascii", 200),
        (f"{DIRECT}; charset=iso-8859-1", 415),
        ("text/plain", 415),
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
        ("application/sparql-update", 403),
    ],
)
def test_the_type_of_a_body_decides(kg: vlmkg.Kg, kind: str, status: int) -> None:
    found = post(kg, ASK.encode(), kind)
    assert found.status == status
    assert found.status == 200 or found.detail


def test_a_body_and_a_parameter_are_two_queries(kg: vlmkg.Kg) -> None:
    assert post(kg, ASK.encode(), DIRECT, b"query=ASK%7B%7D").status == 400
    assert post(kg, b"query=ASK%7B%7D", FORM, b"query=ASK%7B%7D").status == 400
    assert post(kg, b"", FORM).status == 400
    assert post(kg, b"", DIRECT).status == 400


def test_the_graph_goes_by_its_name(kg: vlmkg.Kg) -> None:
    for name in ("https://w3id.org/vlmkg/data", "https://w3id.org/vlmkg/sparql#graph"):
        assert b"true" in get(kg, query=ASK, **{"default-graph-uri": name}).body
        assert b"true" in get(kg, query=f"ASK FROM <{name}> {{ ?s ?p ?o }}", **{"default-graph-uri": name}).body


def test_options_names_the_methods(kg: vlmkg.Kg) -> None:
    assert Found(*answer(kg, "OPTIONS", b"", [])).headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert Found(*answer(kg, "BREW", b"", [])).status == 405


def test_a_browser_gets_a_page_to_ask_on_and_errors_as_pages(kg: vlmkg.Kg) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = get(kg, browser)
    assert (page.status, page.kind) == (200, "text/html; charset=utf-8")
    fault = get(kg, browser, query="SELECT <script>")
    assert (fault.status, fault.kind) == (400, "text/html; charset=utf-8")
    assert b"<script>alert" not in get(kg, browser, query="SELECT <script>alert(1)</script>").body
    assert page.headers["vary"] == fault.headers["vary"] == "Accept"


names = st.sampled_from(
    ["query", "format", "update", "default-graph-uri", "named-graph-uri", "timeout", "default", "graph", "a"]
)
values = st.sampled_from(
    [ASK, SELECT, "csv", "turtle", "", "https://w3id.org/vlmkg/data", "//[", "%", "\ufeff"]
) | st.text(max_size=9)
strings = st.lists(st.tuples(names, values), max_size=4).map(lambda pairs: urlencode(pairs).encode()) | st.binary(
    max_size=20
)
types = st.sampled_from([FORM, DIRECT, f"{DIRECT}; charset=utf-16", "text/plain", ""])
accepts = st.sampled_from(["", "*/*", "text/csv", "text/turtle", "text/html", "image/*", "application/json;q=0.1"])


@given(
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT"]),
    strings,
    types,
    accepts,
    strings | values.map(str.encode),
)
@settings(max_examples=300, deadline=None)
def test_every_request_has_an_answer_that_says_what_it_is(
    kg: vlmkg.Kg, method: str, query_string: bytes, kind: str, accept: str, body: bytes
) -> None:
    headers = [(b"content-type", kind.encode()), (b"accept", accept.encode())]
    for status, told, content in (
        answer(kg, method, query_string, headers, body, largest=10_000),
        graph_store.answer(kg, method, "", query_string, headers, largest=10_000),
    ):
        found = Found(status, told, content)
        assert status in {200, 204, 400, 403, 404, 405, 406, 413, 415, 507}
        if status == 204:
            assert not content
            continue
        assert found.headers["vary"] == "Accept"
        assert int(found.headers["content-length"]) == len(content)
        if status >= 400 and accept != "text/html":
            assert found.detail
