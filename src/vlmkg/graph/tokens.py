"""The words of a SPARQL query, as far as one must know them to judge or bind it.

This is the lexical grammar of SPARQL 1.1 (section 19.8), not a parser: the
engine parses. Strings, comments, IRIs and names come out as single tokens, so
that a keyword is only ever a keyword.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["comment", "iri", "string", "variable", "language", "name", "word", "number", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>
          \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\n\r]|\\.)*"
        | '(?:[^'\\\n\r]|\\.)*'
      )
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d][\w.\-]*)?:(?:[\w\-:.]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(query: str) -> list[Token]:
    """The tokens of a query, comments included, white space left out."""
    return [Token(m.lastgroup, m[0], m.start(), m.end()) for m in _TOKEN.finditer(query)]  # type: ignore[arg-type]
