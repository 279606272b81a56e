"""No text makes the engine call a SERVICE past the guard."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from pyparsing import ParseException
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from vlmkg.errors import QuerySyntaxError, UsageError, VlmkgError
from vlmkg.graph.guard import check, examine

ELSEWHERE = "<http://127.0.0.1:1/>"
PREFIXES = (
    f"PREFIX : {ELSEWHERE} PREFIX x: {ELSEWHERE} PREFIX SERVICEx: {ELSEWHERE} PREFIX service: <http://a/> "
    "PREFIX y: <http://a> PREFIX z: <http://a#> "
)
CALL = f"SERVICE{ELSEWHERE}{{?s ?p ?o}}"

DISGUISED = {
    "no space before SILENT": f"SELECT * {{ SERVICESILENT{ELSEWHERE}{{?s ?p ?o}} }}",
    "no space before a name": "SELECT * { SERVICEx:a{?s ?p ?o} }",
    "a declared prefix that begins so": "SELECT * { SERVICEx:a{?s ?p ?o} }",
    "no space before the empty prefix": "SELECT * { SERVICE:a{?s ?p ?o} }",
    "lower case": "SELECT * { sErViCe:a{?s ?p ?o} }",
    "a comment between": f"SELECT * {{ SERVICE#\n{ELSEWHERE}#\n{{?s ?p ?o}} }}",
    "a comment after a name": "SELECT * { SERVICE:a#'\n{?s ?p ?o} }",
    "after true": f"SELECT * {{ VALUES ?t {{<http://a/>}} OPTIONAL {{?a ?b true{CALL}}} }}",
    "after a double": f"SELECT * {{ OPTIONAL {{?a ?b 1.e5{CALL}}} }}",
    "after a double and before a name": "SELECT * { OPTIONAL {?a ?b 1.e5SERVICE:a{?s ?p ?o}} }",
    "a namespace that ends where a port begins": f"PREFIX p: <http://a:> SELECT * {{ {{VALUES ?b {{p:}}{CALL}}} }}",
    "such a namespace, relative": f"BASE <http://a:> PREFIX p: <> SELECT * {{ {{?a ?b p:{CALL}}} }}",
    "a name of three dotted parts": f"SELECT * {{ OPTIONAL {{?a ?b x:a.b.{CALL}}} }}",
    "a comparison that is no IRI": "SELECT * { {BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE:a#>\n{?s ?p ?o}} }",
    "a comment in a comparison": (f'SELECT * {{ {{BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b#>"""\n){CALL}#"""\n}} }}'),
    "a text in a comparison": (
        "SELECT * { {BIND('' AS ?a) BIND('' AS ?b) "
        f"FILTER(?a<'>'||?b='')SERVICE{ELSEWHERE}{{?s ?p ?o FILTER(?o='')}}}} }}"
    ),
    "an escape that is none": f"SELECT * {{ VALUES ?x {{'''a'#\\q\n}}{CALL}}} #'''",
    "the escape of no character": f"SELECT * {{ VALUES ?x {{'''a'#\\uD800\n}}{CALL}}} #'''",
    "in a sub-select": f"SELECT * {{ {{ SELECT ?s {{ {CALL} }} }} }}",
    "in EXISTS in a sub-select": f"ASK {{ {{ SELECT (1 AS ?x) {{ FILTER EXISTS {{ {CALL} }} }} }} }}",
    "in MINUS": f"ASK {{ ?s ?p ?o MINUS {{ {CALL} }} }}",
    "an escaped keyword": "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
}

HARMLESS = [
    "SELECT * { ?s x:customerService ?o OPTIONAL { ?o x:service ?t } }",
    "SELECT * { ?s a x:Service FILTER(?s != x:SERVICE) } ORDER BY ?s",
    "SELECT * { ?s x:p 'SERVICE <http://127.0.0.1:1/> {}' }",
    'SELECT * { ?s x:p """a "quoted" SERVICE <http://127.0.0.1:1/> {}""" }',
    "SELECT * { ?s x:p <http://a/SERVICE#it's(one)> } # SERVICE <http://127.0.0.1:1/> {}",
    "SELECT ?service { VALUES (?service ?b) { (<http://a#SERVICE> <http://a#'b'>) } }",
    "SELECT * { ?s x:p ?a, ?b FILTER(?a<?b&&?b>1) }",
    "SELECT * { ?s <#p> ?o . ?o <it's> ?t }",
    "SELECT * { ?s x:p 'a\\u00e9\\n\\'b\\'' , \"\\U0001F600\" }",
    "SELECT * { <http://a/\\u00e9> x:p ?o }",
    "SELECT * { ?s x:caf\u00e9 ?\u043c\u043e\u0434\u0435\u043b\u044c }",
]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return ox.Store()


def calls_a_service(store: ox.Store, query: str) -> bool:
    """Whether the engine sends a request: to port 1 nobody listens, and it says that it could not."""
    try:
        store.query(query).serialize(format=ox.QueryResultsFormat.JSON)
    except OSError:
        return True
    except (SyntaxError, ValueError, RuntimeError):
        return False
    return False


@pytest.mark.parametrize("how", DISGUISED)
def test_a_service_is_refused_in_every_disguise(how: str) -> None:
    with pytest.raises(UsageError):
        check(PREFIXES + DISGUISED[how])


def test_the_disguises_are_real(store: ox.Store) -> None:
    """Most of them are seen by the engine as what they are: without the guard it would send a request."""
    real = [how for how, query in DISGUISED.items() if calls_a_service(store, PREFIXES + query)]
    assert len(real) >= 12


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_like_a_service_passes_and_parses(store: ox.Store, query: str) -> None:
    check(PREFIXES + query)
    store.query(PREFIXES + query, base_iri="http://a/")


@pytest.mark.parametrize(
    ("query", "column"),
    [("SELECT * { ?s ?p 'a }", 18), ('SELECT * { ?s ?p "\\q" }', 18), ("ASK { ?s ?p '''a }", 15)],
)
def test_a_string_that_does_not_end_names_its_place(query: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError, match="string") as caught:
        examine(query)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_operators_that_look_like_an_iri_are_counted() -> None:
    with pytest.raises(UsageError, match="keywords and operators"):
        check("ASK { FILTER(?a<?b" + "&&?b" * 2_000 + ">?c) }")


def test_operators_that_look_like_a_name_are_refused() -> None:
    for declared in ("PREFIX p: <http://a:>", "BASE <http://a:8> PREFIX p: <>", "PREFIX p: <//a:>"):
        with pytest.raises(UsageError, match="port"):
            check(f"{declared} ASK {{ FILTER(p:{'-1' * 10_000}) }}")
    with pytest.raises(UsageError, match="character"):
        check(f"PREFIX p: <http://a/> PREFIX \ufffd: <http://b/> ASK {{ FILTER(p:{'-1' * 10_000}-\ufffd:a) }}")
    check("PREFIX p: <http://a:8/> ASK { ?s p:b ?o }")


OPERANDS = ("?a", "'a'", "1", "1.e5", "true", "(1)", "x:a", "<http://a/>", "''", "x:a.b.", "'''a'", "z:\\#", "'a'@en")
GLUE = (
    *("<", "<=", "=", "||", "&&", "<'", "<#", "<?b#>", "<'>", "<(", "<?b)", ">", "*", "-1", "<<", "#'''\n", '#"""\n'),
    *("#>\n", "#\n", "\n", " ", "'>", "'''", '"""', "'", '"', "#", "\\u0027", "\\q", "\\uD800", "\ufffd", "\u0300"),
    *(".", ";", "\r", "\x0b", "\u2028", "<>", "<'>", "@en", "^^", "_:a.b", "[]", "()", "%41", "{", "}", ")", "("),
)
KEYWORDS = ("SERVICE", "SERVICE ", "SERVICESILENT", "service#'\n", "SERVICE#>\n", "\\u0053ERVICE ")
TARGETS = (ELSEWHERE, "x:b", ":b", "?t", "x:", "SERVICEx:b", "x:a.b", "x:a\u00b7b")
GROUPS = ("{?s ?p ?o}", "{}", "#'\n{?s ?p ?o}", "{?s ?p ?o FILTER(?o='')}")

pieces = st.lists(st.sampled_from((*OPERANDS, *GLUE)), max_size=4).map("".join)
expressions = st.builds(
    "{}{}{}".format,
    st.sampled_from(("FILTER(", "BIND(", "FILTER(1 IN(")),
    pieces,
    st.sampled_from((")", "))", " AS ?q)", "")),
)
data = st.builds("VALUES ?v {{{}{}".format, pieces, st.sampled_from(("}", "\n}", "")))
parts = st.builds("OPTIONAL{{?a ?b {}{}".format, pieces, st.sampled_from(("}", "")))
called = st.builds("{}{}{}".format, st.sampled_from(KEYWORDS), st.sampled_from(TARGETS), st.sampled_from(GROUPS))
queries = st.builds(
    (PREFIXES + "SELECT * {{{}{}{}{}{}").format,
    st.sampled_from(("", "{", f"VALUES ?t {{{ELSEWHERE}}}")),
    st.one_of(expressions, data, parts, pieces),
    called,
    pieces,
    st.sampled_from(("}", "}}", "}}#'''", '}#"""', "#'\n}", "#'''\n}}")),
)


@given(queries)
@settings(max_examples=1_000, deadline=None)
@example(PREFIXES + "SELECT * {{BIND('' AS ?a) FILTER(?a<'>'||''='')SERVICE:b{?s ?p ?o FILTER(?o='')}}}")
def test_what_passes_calls_no_service(store: ox.Store, query: str) -> None:
    try:
        check(query)
    except VlmkgError:
        return
    assert not calls_a_service(store, query)


texts = st.text(alphabet="aSERVICE{}<>'\"#\\ \n", max_size=12)
iris = st.builds("<http://a/{}>".format, st.text(alphabet="aSERVICE'()", max_size=10))
terms = st.one_of(
    st.sampled_from(("?a", "?service", "x:service", "service:x", "1", "true")),
    iris,
    texts.map(json.dumps),
    texts.map(repr),
)
comments = st.text(alphabet="SERVICE <>{}'\"", max_size=20).map("#{}\n".format)
patterns = st.recursive(
    st.builds(
        "{} {} {} .{}".format,
        st.sampled_from(("?a", "x:s", "?service")),
        st.one_of(iris, st.just("x:p")),
        terms,
        comments,
    ),
    lambda inner: st.one_of(
        st.builds("{{{}}} ".format, inner),
        st.builds("OPTIONAL{{{}}}".format, inner),
        st.builds("{{SELECT * {{{}}}}}".format, inner),
        st.builds("FILTER({} = {}) {}".format, terms, terms, inner),
        st.builds("FILTER NOT EXISTS {{{}}}".format, inner),
        st.builds("{} {}".format, inner, inner),
        st.builds(f"SERVICE {ELSEWHERE}{{{{{{}}}}}}".format, inner),
        st.builds("Service Silent?a{{{}}}".format, inner),
    ),
    max_leaves=3,
)


def _services(node: object) -> bool:
    """Whether there is a SERVICE in a query's algebra."""
    if isinstance(node, CompValue):
        return node.name == "ServiceGraphPattern" or any(_services(part) for part in node.values())
    return isinstance(node, (list, tuple)) and any(_services(part) for part in node)


@given(patterns)
@settings(max_examples=150, deadline=None)
def test_the_guard_and_another_parser_agree_on_what_is_a_service(pattern: str) -> None:
    query = f"PREFIX x: <http://a/> PREFIX service: <http://b/> SELECT * {{ {pattern} }}"
    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except (ParseException, RecursionError):
        event("the other parser gives up")
        return
    try:
        check(query)
        passes = True
    except VlmkgError:
        passes = False
    event(f"passes: {passes}")
    assert passes is not _services(algebra)
