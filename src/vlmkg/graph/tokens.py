"""The words of a SPARQL query, as far as one must know them to judge or bind it.

This is the lexical grammar of SPARQL 1.1 (section 19.8), not a parser: the
engine parses. Strings, comments, IRIs and names come out as single tokens, so
that a keyword is only ever a keyword.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Kind = Literal["comment", "iri", "string", "variable", "language", "name", "word", "number", "sign"]


class Token(NamedTuple):
    """One word of a query and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


_CODE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE: Final = rf"\\[tbnrf\"'\\]|{_CODE}"

_LETTER: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF_"
)
"""PN_CHARS_U of the grammar: not what `\\w` is, and an engine that stops elsewhere would see another word."""
_INNER: Final = rf"{_LETTER}0-9\u00B7\u0300-\u036F\u203F\u2040"

_TOKEN: Final = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*>)
    | (?P<string>
          \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"\"\"
        | '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''
        | "(?:[^"\\\n\r]|{_ESCAPE})*"
        | '(?:[^'\\\n\r]|{_ESCAPE})*'
      )
    | (?P<variable>[?$][{_LETTER}0-9][{_INNER}]*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    | (?P<name>(?:[{_LETTER}][{_INNER}.\-]*)?:(?:[{_INNER}\-:.]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[{_LETTER}][{_INNER}]*)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(query: str) -> list[Token]:
    """The tokens of a query, comments included, white space left out."""
    return [Token(m.lastgroup, m[0], m.start(), m.end()) for m in _TOKEN.finditer(query)]  # type: ignore[arg-type]


def place(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset in a text, both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
