"""The words of a Turtle file, with the comments between them.

This is the lexical grammar of Turtle 1.1 (section 6.5), not a parser: what is no word
of it, such as the signs that RDF 1.2 adds, comes out as a `sign` of one character.
Comments are no words; each is kept beside the word it stands with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"""\\[tbnrf"'\\]|{_UNICODE}"""
_CODED = r"""%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"""

_TOKEN: Final = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_UNICODE})*>)
    | (?P<name>(?:[{_BASE}](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*)?:
          (?:(?:[{_BASE}_0-9:]|{_CODED})(?:[{_CHARS}:]|{_CODED}|\.+(?=[{_CHARS}:%\\]))*)?)
    | (?P<string>
          \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"\"\"
        | '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''
        | "(?!"")(?:[^"\\\n\r]|{_ESCAPE})*"
        | '(?!'')(?:[^'\\\n\r]|{_ESCAPE})*'
      )
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+))
    | (?P<blank>_:[{_BASE}_0-9](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*)
    | (?P<word>[A-Za-z]+)
    | (?P<sign>\^\^|\S)
    """,
    re.VERBOSE,
)
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(slots=True)
class Tokens:
    """The words of a text: kind, text and offset of each, with a last one of kind `end`.

    `above` has the comments on lines of their own before a word, with "" for one or more blank
    lines that follow a comment; `after` has the comment that ends a word's line; `apart` has
    the words that a blank line sets apart from what stands before them and their comments.
    """

    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    above: dict[int, list[str]] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)


def scan(text: str) -> Tokens:
    """The words of a text, in order."""
    tokens = Tokens()
    kinds, texts, starts = tokens.kinds, tokens.texts, tokens.starts
    waiting: list[str] = []
    apart, end = False, 0
    for match in _TOKEN.finditer(text):
        kind, start = str(match.lastgroup), match.start()
        if start - end > 1:
            lines = _lines(text, end, start)
            if lines > 1 and not waiting:
                apart = True
            elif lines > 1:
                waiting.append("")
        end = match.end()
        if kind == "comment":
            comment = match[0].rstrip()
            last = len(kinds) - 1
            if (
                kinds
                and not waiting
                and last not in tokens.after
                and not _lines(text, starts[-1] + len(texts[-1]), start)
            ):
                tokens.after[last] = comment
            else:
                waiting.append(comment)
            continue
        if waiting:
            tokens.above[len(kinds)] = waiting
            waiting = []
        if apart:
            tokens.apart.add(len(kinds))
            apart = False
        kinds.append(kind)
        texts.append(match[0])
        starts.append(start)
    if waiting:
        tokens.above[len(kinds)] = waiting[:-1] if waiting[-1] == "" else waiting
    kinds.append("end")
    texts.append("")
    starts.append(len(text))
    return tokens


def _lines(text: str, start: int, end: int) -> int:
    return max(text.count("\n", start, end), text.count("\r", start, end))


def unescaped(text: str) -> str:
    """The characters that an IRI, a string or a local name stands for."""
    return text if "\\" not in text else _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])
