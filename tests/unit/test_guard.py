"""What a query may do."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vlmkg
from vlmkg.errors import QueryRefused, QuerySyntaxError
from vlmkg.graph.guard import check, examine, plain
from vlmkg.graph.tokens import scan

UPDATES = [
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX a: <http://a/> insert { ?s a:b ?o } where { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "CLEAR ALL",
    "DROP DEFAULT",
    "CREATE GRAPH <http://a/>",
    "ADD <http://a/> TO DEFAULT",
    "MOVE <http://a/> TO DEFAULT",
    "COPY <http://a/> TO DEFAULT",
    "WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "# SELECT\nCLEAR ALL",
]

OUTBOUND = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { {SERVICE<http://127.0.0.1:1/>{?s ?p ?o}} }",
    "SELECT * { FILTER(?a<?b)SERVICE<http://127.0.0.1:1/>{?s ?p ?o} }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p '''a'b''' . SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "a\\u0022 . SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #" }',
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * from named <http://127.0.0.1:1/> { ?s ?p ?o }",
    "CONSTRUCT FROM <http://127.0.0.1:1/> WHERE { ?s ?p ?o }",
]

HARMLESS = [
    "SELECT ?service WHERE { ?service ?from ?o }",
    "SELECT * { ?s <http://a/SERVICE> 'FROM' }",
    "PREFIX service: <http://a/> SELECT * { ?s service:from ?o }",
    "# SERVICE <http://a/>\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o<3 && ?o>1) }",
    "BASE <http://a/> ASK { ?s ?p ?o }",
    "DESCRIBE <http://a/>",
]


@pytest.mark.parametrize("query", UPDATES)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="read-only"):
        check(query)


@pytest.mark.parametrize("query", OUTBOUND)
def test_what_would_fetch_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        check(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_keywords_that_are_no_keywords_pass(query: str) -> None:
    assert check(query).text == query


@pytest.mark.parametrize("query", ["", "   ", "# nothing", "PREFIX a: <http://a/>", "FROB { ?s ?p ?o }"])
def test_what_is_no_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check(query)


def test_too_long_and_too_deep_are_refused() -> None:
    with pytest.raises(QueryRefused, match="characters"):
        check("SELECT * { ?s ?p ?o } #" + "x" * 1_000_000)
    with pytest.raises(QueryRefused, match="deep"):
        check("SELECT * " + "{" * 500 + "}" * 500)


CHAINS = {
    "not": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "plus": lambda n: "SELECT (1" + "+1" * n + " AS ?x) {}",
    "and": lambda n: "ASK { FILTER(true" + " && true" * n + ") }",
    "union": lambda n: "ASK {" + "{} UNION " * n + "{} }",
    "optional": lambda n: "ASK {" + "OPTIONAL {?a ?b ?c} " * n + "}",
    "filter": lambda n: "ASK {" + "FILTER(true) " * n + "}",
    "minus": lambda n: "ASK {?a ?b ?c " + "MINUS {?a ?b ?d} " * n + "}",
    "bind": lambda n: "ASK {" + "".join(f"BIND(1 AS ?x{i}) " for i in range(n)) + "}",
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_chain_that_would_overflow_the_stack_is_refused(kind: str) -> None:
    with pytest.raises(QueryRefused, match="keywords and operators"):
        check(CHAINS[kind](10_000))


@pytest.mark.parametrize("kind", CHAINS)
def test_the_longest_chain_that_passes_is_answered_in_a_thread(kind: str) -> None:
    longest = next(n for n in range(2_000, 0, -20) if _passes(CHAINS[kind](n)))
    kg = vlmkg.load(builtin=False)
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(kg.query(CHAINS[kind](longest))))
    thread.start()
    thread.join()
    assert len(answers) == 1


def _passes(query: str) -> bool:
    try:
        check(query)
    except QueryRefused:
        return False
    return True


def test_no_refused_query_reaches_a_listening_socket(kg: vlmkg.Kg) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        reached: list[object] = []

        def listen() -> None:
            try:
                reached.append(server.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        for query in OUTBOUND:
            with pytest.raises(QueryRefused):
                kg.query(query.replace("127.0.0.1:1", f"127.0.0.1:{port}"))
        thread.join()
    assert reached == []


@given(st.text(alphabet="SERVICE{}<>?'\"\\u0053 #:\n.()", max_size=60))
def test_scanning_never_fails_and_keeps_every_character(text: str) -> None:
    tokens = scan(text)
    assert "".join(t.text for t in tokens) == "".join(text[t.start : t.end] for t in tokens)
    rest = list(text)
    for token in tokens:
        rest[token.start : token.end] = " " * (token.end - token.start)
    assert not "".join(rest).strip()


PIECES = st.sampled_from(
    [
        "SELECT",
        "select",
        "ASK",
        "CONSTRUCT",
        "PREFIX",
        "PREFIX a: <http://a/>",
        "prefix : <http://a/>",
        "BASE <http://a/>",
        "INSERT",
        "WHERE",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "|",
        "?s",
        "$o",
        "model:x",
        "a:b",
        "<http://a/>",
        "'",
        '"',
        "'''",
        "#",
        "# SELECT\n",
        "\n",
        " ",
        "SERVICE",
        "ſervice",
        "fRoM",
        "\\u0053",
        "\\",
        "*",
        "<",
        ">",
        "1",
        "é",
        "\u2028",
        "SELECTED",
    ]
)


@given(st.lists(PIECES, max_size=25), st.sampled_from(["", " "]))
def test_what_needs_no_reading_would_pass_when_it_is_read(pieces: list[str], between: str) -> None:
    query = between.join(pieces)
    found = plain(query)
    if found is None:
        return
    try:
        read = examine(query)
    except QuerySyntaxError:
        return  # the engine says so too
    assert (found.text, found.form) == (read.text, read.form)
    assert read.prefixes.items() <= found.prefixes.items()


@pytest.mark.parametrize(
    ("query", "is_plain"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("# who\nPREFIX m: <http://a/> BASE <http://b/>\n ask{?s ?p ?o}", True),
        ("SELECT * { ?s ?p 'service' }", False),
        ("SELECT * { ?s ?p '\\t' }", False),
        ("SELECT * { ?s ?p ?o } #" + "x" * 2000, False),
        ("SELECT * { ?s ?p ?o FILTER(" + "(" * 129 + "1" + ")" * 129 + ") }", False),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", False),
        ("", False),
    ],
)
def test_only_short_and_harmless_queries_need_no_reading(query: str, is_plain: bool) -> None:
    assert (plain(query) is not None) == is_plain


def test_a_query_that_was_not_read_still_gets_the_better_message(kg: vlmkg.Kg) -> None:
    assert plain("SELECT * { ?s ?p 'a }") is not None
    with pytest.raises(QuerySyntaxError, match=r"line 1, column 18: a string begins here that has no end"):
        kg.query("SELECT * { ?s ?p 'a }")
