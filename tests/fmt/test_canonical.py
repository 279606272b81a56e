"""What canonical Turtle looks like, construct by construct."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlmkg.curation.fmt import canonical
from vlmkg.curation.turtle_document import Document
from vlmkg.errors import DataError, TurtleError

E = "@prefix e: <http://e/> .\n"
XSD = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
KEEP = "# vlmkg fmt: keep order\n\n"
FILE = Path("a.ttl")


def body(text: str, before: str = E) -> str:
    """The canonical text without its first lines, which have to be as they were."""
    written = canonical(before + text, FILE)
    assert written.startswith(before)
    assert canonical(written, FILE) == written
    return written.removeprefix(before).removeprefix("\n")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("e:b e:p 1 . e:a e:p 2 .", "e:a e:p 2 .\n\ne:b e:p 1 .\n"),
        ("e:a e:q 1;e:p 3,2;;a e:C;.", "e:a a e:C ;\n    e:p 2 ;\n    e:p 3 ;\n    e:q 1 .\n"),
        ("e:a a e:Z, e:B .", "e:a a e:Z ;\n    a e:B .\n"),
        ("e:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> e:C .", "e:a a e:C .\n"),
        ("e:a e:p 1 . e:b e:p 1 . <http://e/a> e:q 2 ; e:p 1 .", "e:a e:p 1 ;\n    e:q 2 .\n\ne:b e:p 1 .\n"),
        ("e:a e:p 7.5e9 .", "e:a e:p 7.5e9 .\n"),
        ("e:a e:p +5,-.5,1.e-3,true .", "e:a e:p +5 ;\n    e:p -.5 ;\n    e:p 1.e-3 ;\n    e:p true .\n"),
        ("e:a e:p 'x', \"\\u0041\\n\"@EN .", "e:a e:p \"\\u0041\\n\"@EN ;\n    e:p 'x' .\n"),
        ('e:a e:p """ a\n  # "b"\n """@en .', 'e:a e:p """ a\n  # "b"\n """@en .\n'),
        ('e:a e:p """a\r\nb""" .\r\n', 'e:a e:p """a\r\nb""" .\n'),
        ('e:a e:p "x"@prefix , "x"@base .', 'e:a e:p "x"@base ;\n    e:p "x"@prefix .\n'),
        (
            "e:a e:p <http://e/x>, <http://e/x/y>, <http://e/> .",
            "e:a e:p <http://e/> ;\n    e:p <http://e/x/y> ;\n    e:p e:x .\n",
        ),
        ("e:a e:p <http://e/../x> , e:x\\,y .", "e:a e:p <http://e/../x> ;\n    e:p e:x\\,y .\n"),
        ("e:a e:p [], [ ] , [e:z 1;a e:C] .", "e:a e:p [ a e:C ; e:z 1 ] ;\n    e:p [] ;\n    e:p [] .\n"),
        ("e:a e:p (2 1 ()) .", "e:a e:p ( 2 1 () ) .\n"),
        ("[] e:p 1 . _:x e:p 2 . [e:q 3] . e:z e:p 4 .", "e:z e:p 4 .\n\n_:x e:p 2 .\n\n[ e:q 3 ] .\n\n[] e:p 1 .\n"),
        ("(1 2) e:p 3 .", "( 1 2 ) e:p 3 .\n"),
        ("e:a.b e:p e:c..d.", "e:a.b e:p e:c..d .\n"),
    ],
)
def test_statements(written: str, wanted: str) -> None:
    assert body(written) == wanted


def test_what_does_not_fit_on_a_line_is_broken() -> None:
    long = "x" * 100
    assert body(f'e:a e:p [ e:q "{long}" ; e:r ( 1 ) ] .') == (
        f'e:a e:p [\n        e:q "{long}" ;\n        e:r ( 1 )\n    ] .\n'
    )


def test_a_datatype_is_shortened_and_its_literal_is_not_touched() -> None:
    text = 'e:a e:p "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    assert body(text, E + XSD) == 'e:a e:p "01"^^xsd:integer .\n'


def test_names_and_claims_come_in_the_order_of_the_data() -> None:
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in (
            ("claim", "https://w3id.org/vlmkg/claim/"),
            ("dcterms", "http://purl.org/dc/terms/"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("vlmkg", "https://w3id.org/vlmkg/ontology#"),
        )
    )
    order = [
        *("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "vlmkg:claimSubject"),
        *("vlmkg:claimProperty", "vlmkg:claimEntity", "vlmkg:claimLiteral", "vlmkg:qualifier", "vlmkg:source"),
        *("vlmkg:locator", "vlmkg:status", "vlmkg:contradicts", "vlmkg:note", "dcterms:issued", "vlmkg:accessed"),
    ]
    mixed = " ; ".join(f"{name} 1" for name in sorted(order, key=lambda name: name[::-1]))
    lines = body(f"claim:a {mixed} ; a vlmkg:Claim .", prefixes).splitlines()
    assert lines[0] == "claim:a a vlmkg:Claim ;"
    assert [line.split()[0] for line in lines[1:]] == order


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "e:a e:p 1, # one\n 2 ; # two\n e:q 3 . # three",
            "e:a e:p 1 ; # one\n    e:p 2 ; # two\n    e:q 3 . # three\n",
        ),
        ("e:b e:p 1 .\n# on a\ne:a e:p 2 .", "# on a\ne:a e:p 2 .\n\ne:b e:p 1 .\n"),
        ("e:b e:p 1 .\n\n# --- As\n\n# on a\ne:a e:p 2 .", "# --- As\n\n# on a\ne:a e:p 2 .\n\ne:b e:p 1 .\n"),
        ("e:a e:q 1 ;\n# on p\n e:p 2 .", "e:a\n    # on p\n    e:p 2 ;\n    e:q 1 .\n"),
        ("e:a a e:C ; e:q 1 ;\n# on p\n e:p 2 .", "e:a a e:C ;\n    # on p\n    e:p 2 ;\n    e:q 1 .\n"),
        ("e:a # here\n e:p 1 .", "e:a # here\n    e:p 1 .\n"),
        ("e:a e:p # here\n 1 .", "e:a e:p 1 . # here\n"),
        ('e:a e:p "x" # here\n @en .', 'e:a e:p "x"@en . # here\n'),
        ("e:a e:p # c1\n 1 # c2\n ; # c3\n.", "e:a\n    # c1\n    # c2\n    e:p 1 . # c3\n"),
        ("e:a e:p 1 ;\n# end\n.", "e:a e:p 1\n    # end\n    .\n"),
        ("e:a e:p 1 .\n# last", "e:a e:p 1 .\n\n# last\n"),
        (
            "e:a e:p [ # in\n # on q\n e:q 1 ; # one\n # end\n ] . # out",
            "e:a e:p [ # in\n        # on q\n        e:q 1 # one\n        # end\n    ] . # out\n",
        ),
        ("e:a e:p ( 1 # one\n # on 2\n 2 ) .", "e:a e:p (\n        1 # one\n        # on 2\n        2\n    ) .\n"),
        ("# x\ne:a e:p 1 . # one\n# y\ne:a e:q 2 . # two", "# x\n# y\ne:a e:p 1 ; # one\n    e:q 2 . # two\n"),
        ("e:a e:p 1 .\r# on b\re:b e:p 2 .\r", "e:a e:p 1 .\n\n# on b\ne:b e:p 2 .\n"),
        ("e:a # one\n e:p 1 . e:a # two\n e:q 2 .", "# one\ne:a # two\n    e:p 1 ;\n    e:q 2 .\n"),
        ("e:a e:p 1 . # one\ne:a e:p 1 . # two", "e:a\n    # one\n    e:p 1 . # two\n"),
    ],
)
def test_comments(written: str, wanted: str) -> None:
    assert body(written) == wanted


def test_the_header_and_the_prefixes_come_first() -> None:
    text = "# head  \n\n# more\nPREFIX f: <http://f/> # used\n# on e\n@prefix e: <http://e/> .\ne:a f:p 1 ."
    assert canonical(text, FILE) == (
        "# head\n\n# more\n\n# on e\n\n@prefix e: <http://e/> .\n@prefix f: <http://f/> . # used\n\ne:a f:p 1 .\n"
    )


def test_the_base_comes_before_the_prefixes_and_relative_iris_stay() -> None:
    text = "@base <http://b/x/> . @prefix q: <#> . <> q:p <../y>, q:z, <#z> ."
    assert canonical(text, FILE) == (
        "@base <http://b/x/> .\n@prefix q: <#> .\n\n<> q:p <#z> ;\n    q:p <../y> ;\n    q:p q:z .\n"
    )


def test_a_file_may_keep_its_order() -> None:
    text = "e:b e:q 1 ; e:p 3 , 2 .\ne:a e:p 1 .\n# --- More\n\n\ne:b a e:C ."
    assert body(text, KEEP + E) == ("e:b e:q 1 ;\n    e:p 3 ;\n    e:p 2 .\ne:a e:p 1 .\n# --- More\n\ne:b a e:C .\n")


def test_prefixes_can_be_prescribed() -> None:
    text = E + "@prefix f: <http://f/> .\n@prefix g: <http://g/> . # gone\n@prefix h: <http://h/> .\ne:a f:p h:x ."
    wanted = canonical(text, FILE, prefixes={"d": "http://d/", "x": "http://h/"})
    assert wanted == (
        "# gone\n\n@prefix d: <http://d/> .\n@prefix e: <http://e/> .\n@prefix f: <http://f/> .\n"
        "@prefix x: <http://h/> .\n\ne:a f:p x:x .\n"
    )
    assert canonical(wanted, FILE, prefixes={"d": "http://d/", "x": "http://h/"}) == wanted


def test_empty_texts_and_lone_comments() -> None:
    assert canonical("", FILE) == ""
    assert canonical(" \r\n", FILE) == ""
    assert canonical("\ufeff# only \r\n\r\n\r\n# words", FILE) == "# only\n\n# words\n"
    assert canonical("", FILE, prefixes={"e": "http://e/"}) == E


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("e:a e:p .", "a.ttl:2:", "mend the Turtle there"),
        ("e:a e:p 1 . @prefix e: <http://z/> . e:a e:p 2 .", "a.ttl:2:13:", "a second time"),
        ("@base <http://b/> . <a> e:p 1 . @base <http://c/> . <a> e:p 2 .", "a.ttl:2:33:", "the base"),
        ("e:a e:p 1 {| e:q 2 |} .", "a.ttl:2:11:", "RDF 1.2"),
        ("<< e:a e:p 1 >> e:q 2 .", "a.ttl:2:1:", "RDF 1.2"),
        ('VERSION "1.2" e:a e:p 1 .', "a.ttl:2:1:", "RDF 1.2"),
        (f"e:a e:p {'[ e:p ' * 101}1{' ]' * 101} .", "a.ttl:2:609:", "100 deep"),
    ],
)
def test_what_has_no_canonical_form_is_refused(text: str, place: str, why: str) -> None:
    with pytest.raises(TurtleError, match=why) as refused:
        canonical(E + text, FILE)
    assert str(refused.value).startswith(place)


def test_an_iri_with_dots_in_its_path_stays() -> None:
    before = "@prefix d: <http://e/../> .\n" + E
    assert body("e:a e:p <http://e/../x> .", before) == "e:a e:p <http://e/../x> .\n"


def test_brackets_beside_one_another_are_not_deep() -> None:
    assert body(f"e:a e:p {', '.join(['[]'] * 101)} .").count("[]") == 101


@pytest.mark.parametrize("wrong", ["e:a e:p 2 .", "e:a e:p 01 .", "e:a e:p 1 . # more"])
def test_a_text_that_says_something_else_is_never_returned(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setattr(Document, "text", lambda *_: E + wrong)
    with pytest.raises(DataError, match="without changing what it says"):
        canonical(E + "e:a e:p 1 .", FILE)


def test_a_prefix_for_another_iri_than_prescribed_is_refused() -> None:
    with pytest.raises(TurtleError, match="the prefix e: stands for"):
        canonical(E, FILE, prefixes={"e": "http://other/"})
