"""The words of a Turtle text, comments included, each with its place.

This is the lexical grammar of Turtle 1.1 (section 6.5) as far as one must know it to lay a text
out anew; the engine's parser says whether the text is Turtle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["comment", "iri", "string", "language", "datatype", "directive", "name", "number", "word", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text; `line` counts from 0 and is that of its first character.

    `last` is the line of its last character: a long string runs over several.
    """

    kind: Kind
    text: str
    start: int
    line: int
    last: int


_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>
          \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\n\r]|\\.)*"
        | '(?:[^'\\\n\r]|\\.)*'
      )
    | (?P<directive>@(?:prefix|base)\b|(?i:prefix|base)(?=\s+[^\s:]*:?\s*<)(?!:))
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<datatype>\^\^)
    | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.\d+[eE][+-]?\d+|\d+[eE][+-]?\d+|\d*\.\d+|\d+)(?![\w:]))
    | (?P<name>
          _:[\w](?:[\w.\-·]*[\w\-·])?
        | (?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:(?:(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
            (?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
               (?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?
      )
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(text: str) -> list[Token]:
    """The tokens of a text, white space left out."""
    tokens: list[Token] = []
    line = at = 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        last = line + match[0].count("\n")
        tokens.append(Token(match.lastgroup, match[0], match.start(), line, last))  # type: ignore[arg-type]
    return tokens
