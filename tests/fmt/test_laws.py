"""What holds for every file: nothing is lost, and what is canonical stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vlmkg.curation.fmt import canonical, shipped, written

FILE = Path("a.ttl")
LAWS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


PREFIXES = {
    "e": "http://e/",
    "f": "http://f/",
    "": "#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_NAMES = (
    *(
        "e:a",
        "e:b",
        "e:c",
        "<http://e/a>",
        "<http://o/x>",
        "f:a-b",
        "e:a.b",
        "e:x\\,y",
        "<rel>",
        ":z",
        "e:",
        "e:prefix",
    ),
    *("<http://e/a/../b>", "<http://e/\\u0041>", "e:a\u0301", "e:%41"),
)
_PREDICATES = ("a", "e:p", "e:q", "<http://e/p>", "rdfs:label", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")
_STRINGS = ('"x"', "'y'", '"""l\n\n# no\n"q" z"""', "'''a'b'''", '"\\u0041\\n"', '""', '"# no"', '"""a\r\nb"""')
_KINDS = ("", "@en", "@EN", "@en-US", "@prefix", "@base", "^^xsd:date", "^^<http://www.w3.org/2001/XMLSchema#date>")
_NUMBERS = ("1", "+5", "7.5e9", ".5", "-1.0", "1.E0", "true", "false", "01")
_SPACES = (" ", " ", " ", "\n", "\n\n", "\t ", "\r\n")


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.comments = 0

    def pick(self, choices: tuple[str, ...]) -> str:
        return self._draw(st.sampled_from(choices))

    def chance(self, one_in: int) -> bool:
        return self._draw(st.integers(1, one_in)) == one_in

    def space(self) -> str:
        text = self.pick(_SPACES)
        if self.chance(9):
            self.comments += 1
            text += f'# k{self.comments} ; . "x" [ <y>' + self.pick(("\n", "\n\n", "  \r\n"))
        return text

    def value(self, depth: int) -> str:
        kind = self._draw(st.integers(0, 5 if depth < 3 else 3))
        match kind:
            case 0:
                return self.pick(_NAMES)
            case 1:
                return self.pick(_STRINGS) + self.pick(_KINDS)
            case 2:
                return self.pick(_NUMBERS)
            case 3:
                return self.pick(("_:x", "_:y", "_:z.1", "[]"))
            case 4:
                return f"[{self.space()}{self.said(depth + 1)}{self.space()}]"
            case _:
                members = range(self._draw(st.integers(0, 3)))
                return f"({self.space()}{''.join(self.value(depth + 1) + self.space() for _ in members)})"

    def said(self, depth: int) -> str:
        text = ""
        for index in range(self._draw(st.integers(1, 3))):
            for _ in range((1 + self.chance(8)) if index else 0):
                text += self.space() + ";" + self.space()
            text += self.pick(_PREDICATES) + self.space() + self.value(depth)
            while self.chance(4):
                text += self.space() + "," + self.space() + self.value(depth)
        return text + (self.space() + ";" if self.chance(6) else "")

    def subject(self) -> str:
        match self._draw(st.integers(0, 6)):
            case 0:
                return "_:x"
            case 1:
                return f"[{self.space()}{self.said(1)}{self.space()}]"
            case 2:
                return f"( 1{self.space()}2 )"
            case _:
                return self.pick(_NAMES)

    def file(self) -> str:
        text = self.pick(("", "# vlmkg fmt: keep order\n", "# head\n\n")) + self.space() + "@base <http://b/x/> ."
        for prefix, iri in self._draw(st.permutations(list(PREFIXES.items()))):
            if self.chance(2):
                text += f"{self.space()}PREFIX{self.space()}{prefix}:{self.space()}<{iri}>"
            else:
                text += f"{self.space()}@prefix {prefix}:{self.space()}<{iri}>{self.space()}."
        for _ in range(self._draw(st.integers(0, 4))):
            text += f"{self.space()}{self.subject()}{self.space()}{self.said(0)}{self.space()}."
        return text + self.space()


@st.composite
def odd_turtle(draw: st.DrawFn) -> tuple[str, int]:
    """A Turtle text, and how many comments named `# k1`, `# k2` ... are in it."""
    writer = _Writer(draw)
    return writer.file(), writer.comments


def ntriples(text: str) -> list[str]:
    """The canonical N-Triples of a text."""
    triples = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, triples))


@LAWS
@given(odd_turtle())
def test_nothing_is_lost(case: tuple[str, int]) -> None:
    text, comments = case
    after = canonical(text, FILE)
    assert canonical(after, FILE) == after
    assert ntriples(after) == ntriples(text)
    assert sorted(map(int, re.findall(r'# k(\d+) ; \. "x" \[ <y>$', after, re.MULTILINE))) == list(
        range(1, comments + 1)
    )


@LAWS
@given(odd_turtle())
def test_with_prescribed_prefixes_too(case: tuple[str, int]) -> None:
    text, _ = case
    prefixes = {"d": "http://e/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
    after = canonical(text, FILE, prefixes=prefixes)
    assert canonical(after, FILE, prefixes=prefixes) == after
    assert ntriples(after) == ntriples(text)


def test_the_shipped_files_are_canonical() -> None:
    changed = [str(file) for file, before, after in written(shipped()) if before != after]
    assert not changed, f"not canonical; run `vlmkg fmt`: {', '.join(changed)}"
