"""Texts that an engine reads as something else than they look like, and `SERVICE` in every one of them.

The engine has no words: it tries what may come next, letter by letter, and goes back where that fails. So `trueSERVICE
<x> {}` is a literal and a SERVICE to it, `SERVICE:x {}` is one too, and `?a<'>` in a bracket may begin a text. Whatever
could be read in two ways such that a keyword is seen in one of them only is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from vlmkg.errors import QueryRefused
from vlmkg.graph.tokens import Token, place

_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
"""An IRI that begins so is no comparison: two slashes stand in no expression."""

_TWO_WAYS: Final = re.compile(r"[#'()]")
"""What begins or ends something where `<` is a comparison, and is part of the name where it begins an IRI."""

_PORT: Final = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//[^/?#]*:[0-9]*>")
"""A namespace that ends where a port begins: `x:SERVICE` is no IRI then, and read as `x:` and the rest."""

_NO_CHARACTER: Final = re.compile("[\ufff0-\uffff]")
"""Letters of names in SPARQL's grammar that no IRI may have, so that the name is read as its parts."""

OPERATORS: Final = frozenset("!^+-*/|&?")


def find(tokens: Sequence[Token]) -> Token | None:
    """The first token that is or holds a SERVICE keyword in one of the ways to read the query; no comments, please."""
    for index, token in enumerate(tokens):
        held = token.kind in ("word", "name") and "SERVICE" in token.text.upper()
        if held and (token.kind == "word" or _group_follows(tokens, index + 1)):
            return token
    return None


def hidden_steps(tokens: Sequence[Token], query: str) -> int:
    """How many operators stand in what looks like IRIs.

    Raises QueryRefused where there is more to it, and a keyword could hide.
    """
    steps = 0
    open_: list[str] = []
    previous: Token | None = None
    for token in tokens:
        if token.kind == "iri":
            if _PORT.fullmatch(token.text) and previous is not None and previous.text.upper().endswith((":", "BASE")):
                raise _refused(token, query, "a namespace cannot end in a port; add a / to it")
            if _may_compare(previous, open_) and not _ABSOLUTE.match(token.text):
                if _TWO_WAYS.search(token.text):
                    raise _refused(token, query, "this < can be read in two ways; put a space after it if it compares")
                steps += sum(character in OPERATORS for character in token.text)
        elif token.kind == "sign":
            if token.text in "([{":
                open_.append(token.text)
            elif token.text in ")]}" and open_:
                open_.pop()
        if token.kind in ("name", "sign", "word", "variable") and _NO_CHARACTER.search(token.text):
            raise _refused(token, query, "this character stands in no IRI; leave it out")
        previous = token
    return steps


def _may_compare(previous: Token | None, open_: Sequence[str]) -> bool:
    """Whether a `<` may be an operator: it follows an operand, within an expression's brackets, or another `<`."""
    if previous is None:
        return False
    if previous.kind == "sign":
        return previous.text == "<" or (previous.text in ")]" and open_[-1:] == ["("])
    return open_[-1:] == ["("]


def _group_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether what comes next is what comes after SERVICE: perhaps SILENT, a name or a variable, and a group."""
    following = tokens[at : at + 3]
    if following and following[0].kind == "word" and following[0].text.upper() == "SILENT":
        following = following[1:]
    if following and following[0].kind in ("iri", "variable", "name"):
        following = following[1:]
    return bool(following) and following[0].text == "{"


def _refused(token: Token, query: str, why: str) -> QueryRefused:
    line, column = place(query, token.start)
    return QueryRefused(f"line {line}, column {column}: {why}")
