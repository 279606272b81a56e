"""What a notebook shows: everything escaped, plain elements only, long tables cut, text that is short."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import vlmkg
from vlmkg.graph import columns, markup

HOSTILE = "<script>alert(1)</script> \"'>&amp; $x$"
ALLOWED = {"div", "p", "br", "strong", "em", "small", "code", "pre", "ul", "li", "details", "summary"} | {
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}

OWN = """
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .

source:s a vlmkg:Source ; rdfs:label "Source %(h)s"@en .
model:eye a vlmkg:VisionEncoder ; rdfs:label "Eye %(h)s"@en .
model:lens a vlmkg:VisionEncoder ; rdfs:label "Lens %(h)s"@en .
model:seer a vlmkg:VisionLanguageModel ; rdfs:label "Seer %(h)s"@en ; skos:altLabel "Also %(h)s" ;
    skos:definition "Definition %(h)s"@en ; vlmkg:usesVisionEncoder model:eye ; vlmkg:parameterCount 7000000 .
claim:c1 a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:eye ; vlmkg:source source:s ; vlmkg:locator "place %(h)s" ; vlmkg:status vlmkg:Verified .
claim:c2 a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:lens ; vlmkg:source source:s ; vlmkg:status vlmkg:Rejected ; vlmkg:note "Note %(h)s"@en .
claim:c3 a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:trainedOn ;
    vlmkg:claimEntity vlmkg:NotDisclosed ; vlmkg:source source:s ; vlmkg:status vlmkg:Verified .
claim:c4 a vlmkg:Claim ; vlmkg:claimSubject model:seer ; vlmkg:claimProperty vlmkg:parameterCount ;
    vlmkg:claimLiteral 7000000 ; vlmkg:qualifier vlmkg:About ; vlmkg:source source:s ; vlmkg:status vlmkg:Unchecked .
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> vlmkg.Kg:
    """A small graph whose every text tries to be markup."""
    path = tmp_path_factory.mktemp("own") / "own.ttl"
    path.write_text(OWN % {"h": HOSTILE.replace('"', '\\"')}, encoding="utf-8")
    return vlmkg.load(path, builtin=False)


class _Page(HTMLParser):
    """The elements and the text of a page; fails where elements do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _page(thing: Any) -> _Page:
    page = _Page(thing._repr_html_())
    assert set(page.elements) <= ALLOWED
    assert page.attributes <= {"class", "open"}
    return page


def _as_text(thing: Any) -> str:
    pretty = pytest.importorskip("IPython.lib.pretty")
    return str(pretty.pretty(thing))


SHOWN = {
    "entity": lambda kg: kg.show("model:seer"),
    "tree": lambda kg: kg.lineage("model:seer"),
    "answer": lambda kg: kg.ancestors("model:seer", proof=True),
    "parts": lambda kg: kg.parts("model:seer", proof=True),
    "rows": lambda kg: kg.query("SELECT ?label WHERE { model:seer rdfs:label ?label }"),
}


@pytest.mark.parametrize("what", SHOWN)
def test_hostile_texts_stay_texts(own: vlmkg.Kg, what: str) -> None:
    thing = SHOWN[what](own)
    assert HOSTILE in _page(thing).text  # as text, whole, and no element of its own
    assert "<script" not in thing._repr_html_()
    assert "mathjax_ignore" in thing._repr_html_()  # dollar signs are no formulas


def test_an_entity_shows_who_says_so_and_what_is_doubted(own: vlmkg.Kg) -> None:
    text = _page(own.show("model:seer")).text
    assert f"✓ Source {HOSTILE}, place {HOSTILE}" in text
    assert "about 7,000,000" in text
    assert f"? unchecked: Source {HOSTILE}" in text
    assert "trained on: not disclosed" in text
    assert f"✗ uses vision encoder: Lens {HOSTILE}, says Source {HOSTILE}: Note {HOSTILE}" in text


def test_a_tree_shows_what_was_turned_down_and_what_is_not_disclosed(own: vlmkg.Kg) -> None:
    page = _page(own.lineage("model:seer"))
    assert f"vision encoder: Eye {HOSTILE} ✓ Source" in page.text
    assert f"rejected, vision encoder: Lens {HOSTILE} ✗" in page.text
    assert "trained on: not disclosed" in page.text


def test_the_text_of_a_tree_says_the_same(own: vlmkg.Kg) -> None:
    lines = _as_text(own.lineage("model:seer")).splitlines()
    assert lines[1].startswith(f"└─ vision encoder: Eye {HOSTILE}   ✓ Source")
    assert f"└─ rejected, vision encoder: Lens {HOSTILE}   ✗" in "\n".join(lines)


def test_the_ends_of_an_edge_for_cytoscape_are_things(own: vlmkg.Kg) -> None:
    (edge,) = own.lineage("model:seer").to_cytoscape()["elements"]["edges"]
    assert (edge["data"]["source"], edge["data"]["target"]) == ("model:seer", "model:eye")
    assert edge["data"]["cited"].startswith("Source")


def test_a_tree_folds_what_has_steps_of_its_own(kg: vlmkg.Kg) -> None:
    page = _page(kg.lineage("ColPali"))
    assert page.elements.count("details") >= 2
    assert "open" in page.attributes
    assert "(goes on)" in _page(kg.lineage("ColPali", depth=1)).text


def test_a_long_tree_is_cut_and_says_so(kg: vlmkg.Kg) -> None:
    tree = kg.lineage("CLIP", direction="down")
    total = len(tree.rows)
    assert total > 300
    assert f"The first 300 of {total:,} steps; to_dataframe() has all." in _page(tree).text
    assert f"of {total:,} steps" in _as_text(tree)


def test_the_proof_of_an_answer_is_folded_away(own: vlmkg.Kg) -> None:
    page = _page(own.ancestors("model:seer", proof=True))
    assert "details" in page.elements
    assert "open" not in page.attributes
    assert "1 step" in page.text
    assert "details" not in _page(own.ancestors("model:seer")).elements


def test_a_long_answer_is_cut_and_says_how_to_get_all(kg: vlmkg.Kg) -> None:
    answer = kg.exposure("LAION-5B")
    page = _page(answer)
    assert page.elements.count("tr") == markup.MOST + 1
    assert f"The first {markup.MOST} of {len(answer):,} rows; to_dataframe() has all." in page.text
    assert len(_as_text(answer).splitlines()) < columns.MOST + 10
    assert repr(answer) == f"<Exposure: Models exposed to LAION-5B; {len(answer)} rows>"


def test_long_rows_are_cut_and_short_ones_are_not(kg: vlmkg.Kg) -> None:
    query = "SELECT ?model WHERE {{ ?model a vlmkg:VisionLanguageModel }} ORDER BY ?model LIMIT {}"
    long, short = (kg.query(query.format(limit)) for limit in (100, markup.MOST))
    assert "The first 60 of 100 rows; to_dataframe() has all." in _page(long).text
    assert "The first" not in _page(short).text
    assert "The first 20 of 100 rows" in _as_text(long)


def test_an_answer_without_rows_says_so(own: vlmkg.Kg) -> None:
    page = _page(own.ancestors("model:eye"))
    assert "No rows." in page.text
    assert "table" not in page.elements
    assert "no rows" in _as_text(own.ancestors("model:eye"))


def test_text_steers_no_terminal() -> None:
    assert not re.search(r"[^\n\x20-\x7e]", columns.table(["a\x1b[2J"], [["b\nc\x07"]]))
    assert columns.table(["a"], [["x" * 100]]).splitlines()[-1].endswith("x...")


def test_only_what_was_made_as_html_is_html() -> None:
    made = markup.element("strong", "<b>")
    assert made == "<strong>&lt;b&gt;</strong>"
    assert markup.text(made) == made
    assert markup.text(made + "<i>") == "&lt;strong&gt;&amp;lt;b&amp;gt;&lt;/strong&gt;&lt;i&gt;"  # no longer sure
    assert markup.joined(["<a>", made], "<br>") == f"&lt;a&gt;&lt;br&gt;{made}"
    assert markup.element("p", "") == ""
