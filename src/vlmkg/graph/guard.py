"""What a query may do: read, and nothing else.

`SERVICE` makes an engine send requests, `FROM` names documents that an engine
may fetch, and an update writes; all three are refused before the engine sees
the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from vlmkg.errors import QueryRefused, QuerySyntaxError
from vlmkg.graph.tokens import Token, scan

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

LONGEST_QUERY: Final = 1_000_000
"""Characters; a longer query is refused."""

_DEEPEST: Final = 128
"""Nested brackets; engines parse by recursion."""

_MOST_STEPS: Final = 2_000
"""Keywords and operators. Each may cost the engine a level of recursion: 2,000 of one kind run, 10,000 overflow the
stack of a thread and end the process (Oxigraph 0.5.13)."""

_OPERATORS: Final = frozenset("!^+-*/|&?")

_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES: Final = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query that may be run."""

    text: str
    form: Form


def check(query: str) -> CheckedQuery:
    """Let a read-only query through.

    Raises QueryRefused for updates, SERVICE, FROM and what is too long or too
    deeply nested, and QuerySyntaxError where there is no query at all. That the
    query parses is for the engine to say.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryRefused(f"the query has {len(query):,} characters; the limit is {LONGEST_QUERY:,}")
    tokens = scan(query)
    _refuse(tokens, query)
    if "\\" in query:
        # SPARQL 1.1, section 19.2: an engine decodes \u escapes before it parses.
        decoded = _ESCAPE.sub(_character, query)
        if decoded != query:
            _refuse(scan(decoded), decoded)
            if any(token.kind == "sign" and token.text == "\\" for token in tokens):
                raise QueryRefused(
                    "the query has a \\u escape outside a string, an IRI or a name; write the character itself"
                )
    return CheckedQuery(query, _form(tokens, query))


def place(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset in a text, both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def _refuse(tokens: list[Token], query: str) -> None:
    steps = sum(t.kind == "word" or (t.kind == "sign" and t.text in _OPERATORS) for t in tokens)
    if steps > _MOST_STEPS:
        raise QueryRefused(
            f"the query has {steps:,} keywords and operators, the limit is {_MOST_STEPS:,}; "
            "list values with VALUES, or ask in several queries"
        )
    depth = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in "{([" and 1) or (token.text in "})]" and -1) or 0
            if depth > _DEEPEST:
                raise QueryRefused(f"the query is nested more than {_DEEPEST} deep; write it flatter")
        if token.kind != "word":
            continue
        word = token.text.upper()
        if word == "SERVICE":
            line, column = place(query, token.start)
            raise QueryRefused(
                f"line {line}, column {column}: SERVICE is refused, this endpoint sends no requests; "
                "ask the other endpoint yourself and join the answers"
            )
        if word == "FROM":
            line, column = place(query, token.start)
            raise QueryRefused(
                f"line {line}, column {column}: FROM is refused, there is one graph and nothing is fetched; "
                "leave the FROM clause out"
            )


def _form(tokens: list[Token], query: str) -> Form:
    for token in tokens:
        if token.kind != "word" or token.text.upper() in {"PREFIX", "BASE"}:
            continue
        word = token.text.upper()
        if word in _UPDATES:
            raise QueryRefused(
                f"{word} is an update, and the graph is read-only here; "
                "add your own Turtle with --data, or ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
        if word in _FORMS:
            return cast(Form, word)
        line, column = place(query, token.start)
        raise QuerySyntaxError(
            f"line {line}, column {column}: a query cannot begin with {token.text!r}; "
            "begin with SELECT, ASK, CONSTRUCT or DESCRIBE",
            line,
            column,
        )
    raise QuerySyntaxError("the query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE query")
