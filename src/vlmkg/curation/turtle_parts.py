"""The parts of a Turtle text as it is laid out: terms, values, predicates and blocks, each with its comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

INDENT: Final = "    "
WIDTH: Final = 120


@dataclass
class Value:
    """A value of a predicate, a member of a list, or a subject: its term, and the comments around it."""

    term: str | Nested | Members
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@dataclass
class Predicate:
    """A predicate with its values; `above` are the comments in front of it."""

    text: str
    values: list[Value] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass
class Nested:
    """A blank node in brackets."""

    predicates: list[Predicate] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


@dataclass
class Members:
    """A list in parentheses."""

    values: list[Value] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


@dataclass
class Block:
    """A subject with all that is said of it. An empty string in `above` is a blank line between comments.

    `close` says that no blank line stood before it.
    """

    subject: Value
    predicates: list[Predicate] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    close: bool = False


def lines(block: Block) -> Iterator[str]:
    """A block as lines of text: the comments above it, then one value a line."""
    yield from block.above
    yield from block.subject.above
    said = [(predicate, value) for predicate in block.predicates for value in predicate.values]
    start = _written(block.subject.term, "")
    if not said:
        yield _ended(start, ".", block.subject.beside)
        return
    first = said[0][0]
    if block.subject.beside or first.above or said[0][1].above or "\n" in start:
        yield _ended(start, "", block.subject.beside)
        start = ""
    yield from _statements(said, INDENT, start, ".")


def _statements(said: list[tuple[Predicate, Value]], indent: str, start: str, end: str) -> Iterator[str]:
    for index, (predicate, value) in enumerate(said):
        if value is predicate.values[0]:
            yield from (f"{indent}{comment}" for comment in predicate.above)
        yield from (f"{indent}{comment}" for comment in value.above)
        lead = f"{start} " if start and index == 0 else indent
        mark = end if index == len(said) - 1 else ";"
        yield _ended(f"{lead}{predicate.text} {_written(value.term, indent)}", mark, value.beside)


def _ended(text: str, mark: str, beside: list[str]) -> str:
    return " ".join(part for part in (text, mark, *beside) if part)


def _written(term: str | Nested | Members, indent: str) -> str:
    if isinstance(term, str):
        return term
    short = _short(term)
    if short is not None and len(indent) + len(short) <= WIDTH:
        return short
    return "\n".join(_long(term, indent))


def _long(term: Nested | Members, indent: str) -> Iterator[str]:
    inner = indent + INDENT
    if isinstance(term, Nested):
        yield "["
        yield from _statements([(p, v) for p in term.predicates for v in p.values], inner, "", "")
    else:
        yield "("
        for value in term.values:
            yield from (f"{inner}{comment}" for comment in value.above)
            yield _ended(f"{inner}{_written(value.term, inner)}", "", value.beside)
    yield from (f"{inner}{comment}" for comment in term.tail)
    yield f"{indent}{']' if isinstance(term, Nested) else ')'}"


def _short(term: str | Nested | Members) -> str | None:
    """The term on one line, or None where a comment or a long string forbids that."""
    if isinstance(term, str):
        return None if "\n" in term else term
    if term.tail:
        return None
    said: list[str] = []
    if isinstance(term, Members):
        values = [("", value) for value in term.values]
    else:
        if any(predicate.above for predicate in term.predicates):
            return None
        values = [(f"{p.text} ", value) for p in term.predicates for value in p.values]
    for lead, value in values:
        text = _short(value.term)
        if text is None or value.above or value.beside:
            return None
        said.append(lead + text)
    if isinstance(term, Members):
        return f"( {' '.join(said)} )" if said else "()"
    return f"[ {' ; '.join(said)} ]" if said else "[]"
