"""What a query may do: read, and nothing else.

`SERVICE` makes an engine send requests, `FROM` names documents that an engine may fetch, and an update writes; all
three are refused before the engine sees the query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, cast

from vlmkg.errors import QueryRefused, QuerySyntaxError
from vlmkg.graph import disguises
from vlmkg.graph.tokens import Token, place, scan
from vlmkg.terms import PREFIXES

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

LONGEST_QUERY: Final = 1_000_000
"""Characters; a longer query is refused."""

_DEEPEST: Final = 128
"""Nested brackets; engines parse by recursion."""

_MOST_STEPS: Final = 2_000
"""Keywords and operators. Each may cost the engine a level of recursion: 2,000 of one kind run, 10,000 overflow the
stack of a thread and end the process (Oxigraph 0.5.13)."""

_REMEMBERED: Final = 4_000
"""Characters; a longer query is looked at each time, so that nobody fills the memory."""

_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES: Final = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_BEGINS: Final = re.compile(
    r"(?:\s++|\#[^\n\r]*+|PREFIX\s++[\w.-]*+:\s*+<[^<>\s]*+>|BASE\s*+<[^<>\s]*+>)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_PROLOGUE: Final = re.compile(r"\#[^\n\r]*+|PREFIX\s++([\w.-]*+):\s*+<[^<>\s]*+>|BASE\s*+<[^<>\s]*+>", re.IGNORECASE)
"""An item of what comes before the query proper."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query that may be run, and those of our prefixes that it may use: an engine takes its time to read all."""

    text: str
    form: Form
    prefixes: dict[str, str] = field(default_factory=lambda: PREFIXES, hash=False)


def check(query: str, *, graphs_given: bool = False) -> CheckedQuery:
    """Let a read-only query through.

    With `graphs_given` a FROM passes, because whoever asks names the graphs beside the query and FROM counts for
    nothing then (SPARQL 1.1 Protocol, section 2.1.4).

    Raises QueryRefused for updates, SERVICE, FROM and what is too long or too deeply nested, and QuerySyntaxError where
    there is no query at all. That the query parses is for the engine to say.
    """
    return (_remembered if len(query) <= _REMEMBERED else examine)(query, graphs_given)


def plain(query: str) -> CheckedQuery | None:
    """A query that holds nothing to refuse, wherever its words begin and end; None for one that must be read.

    Most are such: short, without an escape, and without the letters of a keyword that is refused. Reading one takes
    longer than many an answer.
    """
    if len(query) > _MOST_STEPS or "\\" in query:
        return None
    upper = query.upper()
    if "SERVICE" in upper or "FROM" in upper or sum(map(query.count, "([{")) > _DEEPEST:
        return None
    begins = _BEGINS.match(query)
    if begins is None:
        return None
    declared = {item[1] for item in _PROLOGUE.finditer(query, 0, begins.start(1))}
    used = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in declared and prefix + ":" in query}
    return CheckedQuery(query, cast(Form, begins[1].upper()), used)


def examine(query: str, graphs_given: bool = False) -> CheckedQuery:
    """The same as `check`, word by word."""
    if len(query) > LONGEST_QUERY:
        raise QueryRefused(f"the query has {len(query):,} characters; the limit is {LONGEST_QUERY:,}")
    tokens = _read(query)
    _refuse(tokens, query, graphs_given)
    for token in tokens:
        if token.kind == "sign" and token.text in "\"'\\":
            raise _unreadable(token, query)
    if "\\" in query:
        # SPARQL 1.1, section 19.2: an engine may decode \u escapes before it parses.
        decoded = _ESCAPE.sub(_character, query)
        if decoded != query:
            _refuse(_read(decoded), decoded, graphs_given)
    return CheckedQuery(query, _form(tokens, query), _prefixes(tokens))


@lru_cache(maxsize=1024)
def _remembered(query: str, graphs_given: bool) -> CheckedQuery:
    return plain(query) or examine(query, graphs_given)


def _read(query: str) -> list[Token]:
    return [token for token in scan(query) if token.kind != "comment"]


def _prefixes(tokens: Sequence[Token]) -> dict[str, str]:
    names = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    return {prefix: PREFIXES[prefix] for prefix in names if prefix in PREFIXES}


def _unreadable(token: Token, query: str) -> QueryRefused | QuerySyntaxError:
    line, column = place(query, token.start)
    if token.text == "\\":
        return QueryRefused(
            f"line {line}, column {column}: the query has an escape outside a string, an IRI or a name; "
            "write the character itself"
        )
    return QuerySyntaxError(
        f"line {line}, column {column}: a string begins here that has no end, or an escape that is none; close it",
        line,
        column,
    )


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise QueryRefused(f"{match[0]} is the escape of no character; leave it out")
    return chr(code)


def _refuse(tokens: Sequence[Token], query: str, graphs_given: bool) -> None:
    steps = sum(t.kind == "word" or (t.kind == "sign" and t.text in disguises.OPERATORS) for t in tokens)
    steps += disguises.hidden_steps(tokens, query)
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
        elif token.kind == "word" and "FROM" in token.text.upper() and not graphs_given:
            line, column = place(query, token.start)
            raise QueryRefused(
                f"line {line}, column {column}: FROM is refused, there is one graph and nothing is fetched; "
                "leave the FROM clause out"
            )
    service = disguises.find(tokens)
    if service is not None:
        line, column = place(query, service.start)
        shown = "" if service.text.upper() == "SERVICE" else f" (seen in {service.text[:80]!r})"
        raise QueryRefused(
            f"line {line}, column {column}: SERVICE is refused{shown}, this endpoint sends no requests; "
            "ask the other endpoint yourself and join the answers"
        )


def _form(tokens: Sequence[Token], query: str) -> Form:
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
