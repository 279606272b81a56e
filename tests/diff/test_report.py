"""How a comparison is told: as text, as Markdown, and what hostile data can do to either."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.curation import diff_report
from vlmkg.curation.changes import Diff
from vlmkg.curation.diff import between, compare
from vlmkg.curation.states import State
from vlmkg.terms import BASE, PREFIXES, VLMKG

Write = Callable[..., Path]

BEFORE = """
model:pixtral a vlmkg:VisionLanguageModel ; rdfs:label "Pixtral 12B"@en ; vlmkg:usesVisionEncoder model:clip .
model:clip rdfs:label "CLIP"@en .
model:own rdfs:label "Pixtral ViT"@en .
source:paper rdfs:label "the paper"@en .
claim:pixtral.encoder.1 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:own ; vlmkg:source source:paper ; vlmkg:locator "page 2" ; vlmkg:status vlmkg:Unchecked .
"""
AFTER = """
model:pixtral a vlmkg:VisionLanguageModel ; rdfs:label "Pixtral 12B"@en ; vlmkg:usesVisionEncoder model:own ;
    vlmkg:contextLength 131072 .
model:clip rdfs:label "CLIP"@en .
model:own rdfs:label "Pixtral ViT"@en .
source:paper rdfs:label "the paper"@en .
source:card a vlmkg:Source ; rdfs:label "the card"@en .
claim:pixtral.encoder.1 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:own ; vlmkg:source source:paper ; vlmkg:locator "section 2" ; vlmkg:status vlmkg:Verified ;
    vlmkg:note "Their own."@en .
claim:pixtral.context-length.1 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ;
    vlmkg:claimProperty vlmkg:contextLength ; vlmkg:claimLiteral 131072 ; vlmkg:source source:card ;
    vlmkg:locator "line 3" ; vlmkg:status vlmkg:Accepted .
"""
TEXT = """\
Pixtral 12B (model:pixtral)
  + context length: 131072
  ~ uses vision encoder: CLIP -> Pixtral ViT
  claims: 1 added, 1 Unchecked -> Verified
    + context length: 131072 (Accepted; the card, line 3)
    ~ uses vision encoder: Pixtral ViT (Unchecked -> Verified; the paper, section 2)
      why: Their own.
      ~ locator: page 2 -> section 2

+ the card (source:card), source
  + rdf:type: source
  + rdfs:label: the card

before.ttl -> after.ttl: 14 triples added, 3 removed; things: 1 added, 0 removed, 1 changed
  triples            13 -> 24  +11
  source              0 ->  1   +1
  claims: Verified    0 ->  1   +1
  claims: Accepted    0 ->  1   +1
  claims: Unchecked   1 ->  0   -1
"""
MARKDOWN = """\
**`before.ttl` → `after.ttl`**: 14 triples added, 3 removed; things: 1 added, 0 removed, 1 changed.

| | before | after | change |
|---|--:|--:|--:|
| `triples` | 13 | 24 | +11 |
| `source` | 0 | 1 | +1 |
| `claims: Verified` | 0 | 1 | +1 |
| `claims: Accepted` | 0 | 1 | +1 |
| `claims: Unchecked` | 1 | 0 | -1 |

<details><summary>model: 1 changed</summary>

```diff
@@ Pixtral 12B (model:pixtral) @@
+   context length: 131072
!   uses vision encoder: CLIP -> Pixtral ViT
    claims: 1 added, 1 Unchecked -> Verified
+     context length: 131072 (Accepted; the card, line 3)
!     uses vision encoder: Pixtral ViT (Unchecked -> Verified; the paper, section 2)
        why: Their own.
!       locator: page 2 -> section 2
```

</details>

<details><summary>source: 1 added</summary>

```diff
+ the card (source:card), source
+   rdf:type: source
+   rdfs:label: the card
```

</details>
"""


@pytest.fixture
def pixtral(turtle: Write) -> Diff:
    folder = turtle("before.ttl", BEFORE).parent
    turtle("after.ttl", AFTER)
    return compare("before.ttl", "after.ttl", folder)


def labelled(*labels: str) -> Diff:
    """Things by these labels are new."""
    triples = []
    for number, label in enumerate(labels):
        node = ox.NamedNode(f"{BASE}model/{number}")
        triples.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal(label)))
        triples.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(VLMKG + "Model")))
    return between(State("a", frozenset(), 0, 0), State("b", frozenset(triples), len(triples), 0))


def outside_of_code(markdown: str) -> str:
    """What is left of our own Markdown without its code blocks and code spans."""
    blocks = re.sub(r"^```diff\n(?:(?!```).*\n)*?```\n", "", markdown, flags=re.M)
    return re.sub(r"`[^`\n]+`", "CODE", blocks)


def test_text(pixtral: Diff) -> None:
    assert diff_report.text(pixtral) == TEXT


def test_markdown(pixtral: Diff) -> None:
    assert diff_report.markdown(pixtral) == MARKDOWN


def test_no_difference() -> None:
    state = State("HEAD", frozenset(), 0, 0)
    assert diff_report.text(between(state, state)) == "HEAD -> HEAD: no difference\n"
    assert diff_report.markdown(between(state, state)) == "**`HEAD` → `HEAD`**: no difference.\n"


def test_what_was_not_compared_is_said() -> None:
    diff = between(State("a", frozenset(), 2, 2), State("b", frozenset(), 3, 3))
    for told in (diff_report.text(diff), diff_report.markdown(diff)):
        assert "2 triples before and 3 after were not compared" in told


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ('"a"', '"a"@en', '~ note: "a" -> "a"@en'),
        ('"1"', "1", '~ note: "1" -> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ('"a b"', '"a\\nb"', r'~ note: "a b" -> "a\nb"'),
        ('"a b"', '"a\\u202Eb"', r'~ note: "a b" -> "a\u202Eb"'),
    ],
)
def test_values_that_look_alike_are_told_apart(turtle: Write, before: str, after: str, line: str) -> None:
    one, two = (turtle(f"{i}.ttl", f"model:a vlmkg:note {value} .") for i, value in enumerate((before, after)))
    assert line in diff_report.text(compare(str(one), str(two), Path.cwd()))


def test_long_values_are_shown_where_they_differ(turtle: Write) -> None:
    one, two = (turtle(f"{end}.ttl", f'model:a vlmkg:note "{"x" * 900}{end}" .') for end in ("first", "second"))
    diff = compare(str(one), str(two), Path.cwd())
    assert re.search(r"! +note: \.\.\.x{60}first -> \.\.\.x{60}second\n", diff_report.markdown(diff))
    assert "x" * 900 + "second" in diff_report.text(diff)


HOSTILE = [
    "</details><script>alert(1)</script>",
    "@everyone see #123, GH-1, owner/repo#2 and https://example.org/x/issues/1",
    "```\n\n![x](https://example.org/pixel.png)\n\n```",
    "~~~\n# heading",
    "`code` ``` `",
    "| a | b |\n|---|---|",
    "-- > <!-- [link](javascript:alert(1)) &lt;",
    "\x1b[31mred\x1b[0m \x07\r\n+ model forged (model:forged)",
    "\u202emodel\u2028next\u2029line\x85x",
    "```",
    "\n```\n",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_is_markup_or_starts_a_line(label: str) -> None:
    diff, plain = labelled(label), labelled("x")
    for report in (diff_report.text, diff_report.markdown):
        assert len(report(diff).splitlines()) == len(report(plain).splitlines())
        assert all(c.isprintable() or c == "\n" for c in report(diff))
    assert outside_of_code(diff_report.markdown(diff)) == outside_of_code(diff_report.markdown(plain))


MARKS = st.sampled_from("`~|\\<>@#&!-+ \n\r\t\x0b\u2028ax*_[]()")


@given(st.lists(st.text(MARKS, max_size=30), min_size=1, max_size=4))
def test_no_text_leaves_its_code(labels: list[str]) -> None:
    told = diff_report.markdown(labelled(*labels))
    plain = diff_report.markdown(labelled(*("x" for _ in labels)))
    assert outside_of_code(told) == outside_of_code(plain)
    assert told.count("\n") == plain.count("\n")


def test_names_of_sides_and_classes_stay_in_their_code() -> None:
    node = ox.NamedNode(BASE + "model/a")
    class_ = ox.NamedNode("https://example.org/C")
    label = ox.Triple(class_, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("a|b`c\\|@all"))
    type_ = ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "type"), class_)
    before, after = State("`a` @b\n", frozenset(), 0, 0), State("", frozenset({label, type_}), 2, 0)
    told = diff_report.markdown(between(before, after))
    assert "**`'a' @b ` → ` `**" in told
    assert "| `a¦b'c/¦@all` | 0 | 1 | +1 |" in told


def test_markdown_fits_and_says_what_it_leaves_out() -> None:
    diff = labelled(*(f"{number} {'x' * 200}" for number in range(500)), "`" * 5000)
    told = diff_report.markdown(diff)
    assert len(told) <= diff_report.LONGEST_COMMENT
    shown = len(re.findall(r"^\+ \d* ?[x`]", told, flags=re.M))
    left = re.search(r"^(\d+) of 501 things are left out here, to keep to 65,536 characters", told, flags=re.M)
    assert left is not None
    assert shown + int(left[1]) == 501
    assert shown > 100
    assert "501 added" in told
    assert "... (5,000 characters)" in diff_report.markdown(labelled("`" * 5000))
    assert len(diff_report.markdown(diff, 30_000)) <= 30_000
    with pytest.raises(ValueError, match="30000 or more"):
        diff_report.markdown(diff, 100)


def test_many_kinds_of_count_fit() -> None:
    triples = [
        ox.Triple(
            ox.NamedNode(f"{BASE}{kind}/{number}"),
            ox.NamedNode(PREFIXES["rdf"] + "type"),
            ox.NamedNode(f"https://example.org/{number}/{'y' * 400}"),
        )
        for number in range(300)
        for kind in ("model", "dataset", "tool", "odd")
    ]
    told = diff_report.markdown(between(State("a", frozenset(), 0, 0), State("b", frozenset(triples), 1200, 0)), 30_000)
    assert len(told) <= 30_000
    assert "241 further counts differ" in told


class _Details(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_the_only_html_is_our_own() -> None:
    parser = _Details()
    parser.feed(outside_of_code(diff_report.markdown(labelled(*HOSTILE))))
    assert parser.tags == ["details", "summary"]
