"""The parts of a Turtle file as it is written: blocks, entries, brackets and terms, each with its comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vlmkg.graph.turtle_tokens import unescaped


@dataclass(frozen=True, slots=True)
class Term:
    """An IRI, a name, a labeled blank node or a literal.

    `text` is as written, without the datatype of a literal; the same `identity` means the same term.
    """

    kind: Literal["iri", "name", "blank", "literal"]
    text: str
    identity: str
    datatype: Term | None = None


@dataclass(slots=True)
class Entry:
    """A predicate with one value, or a member of a list, which has no predicate.

    Comments: `above` on lines of their own, `after` at the line's end.
    """

    predicate: Term | None
    value: Value
    above: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Bracket:
    """A blank node in `[ ]` or a list in `( )`.

    Comments: `beside` the opening bracket, `below` the last entry.
    """

    opening: Literal["[", "("]
    entries: list[Entry] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


Value = Term | Bracket


@dataclass(slots=True)
class Block:
    """What is said of one subject, up to the full stop.

    Comments: `above` the subject, where "" is a blank line; `beside` the subject; `below` the
    last entry. `apart` says that a blank line stands before it.
    """

    subject: Value
    entries: list[Entry] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    apart: bool = True


@dataclass(slots=True)
class Directive:
    """A prefix or, with no name, the base; `text` is its IRI as written."""

    name: str | None
    text: str
    above: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def iri(self) -> str:
        """The IRI without its brackets and escapes; it may be relative."""
        return unescaped(self.text[1:-1])


@dataclass(slots=True)
class Syntax:
    """A whole file."""

    header: list[str]
    directives: dict[str | None, Directive]
    blocks: list[Block]
    tail: list[str]
    top: list[str]
    """All comments above the first word."""
