"""How Turtle is laid out: one value a line, four spaces deeper inside, one space between words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from vlmkg.curation.turtle_parts import Block, Bracket, Directive, Entry, Term, Value
from vlmkg.curation.turtle_syntax import TYPE
from vlmkg.terms import is_iri

WIDTH: Final = 120
"""A bracket is written on one line where that is not longer than this, and holds no comment."""

_INDENT: Final = "    "
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")


class Layout:
    """Writes what a parser has read, IRIs shortened by a table of prefixes. `used` are those it has needed so far."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._spaces: dict[str, str] = {}
        for prefix, iri in prefixes.items():
            if is_iri(iri):
                self._spaces.setdefault(iri, prefix)
        self._own = prefixes
        self._texts: dict[str, str] = {}
        self.used: set[str] = set()

    def term(self, term: Term) -> str:
        """The text of a term: a name for an IRI where one fits, a literal as it is written."""
        if term.datatype is not None:
            return f"{term.text}^^{self.term(term.datatype)}"
        if term.kind in ("blank", "literal"):
            return term.text
        text = self._texts.get(term.text)
        if text is None:
            text = self._texts[term.text] = self._short(term)
            if not text.startswith("<"):
                self.used.add(text.partition(":")[0])
        return text

    def predicate(self, term: Term) -> str:
        """The text of a predicate; rdf:type is `a`."""
        return "a" if term.identity == TYPE else self.term(term)

    def _short(self, term: Term) -> str:
        if term.kind == "name":
            prefix, _, local = ("rdf", ":", "type") if term.text == "a" else term.text.partition(":")
            return f"{self._spaces.get(self._own.get(prefix, ''), prefix)}:{local}"
        iri = term.identity
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        # a parser may take the dots out of a path that is written between < and >, and never out of a name
        if iri[:cut] in self._spaces and _LOCAL.fullmatch(iri[cut:]) and "/." not in iri:
            return f"{self._spaces[iri[:cut]]}:{iri[cut:]}"
        return term.text

    def line(self, value: Value) -> str | None:
        """A value on one line, or None where a comment in it or a string of several lines forbids that."""
        text = self.flat(value)
        return None if "\n" in text or "\r" in text or (isinstance(value, Bracket) and _has_comments(value)) else text

    def flat(self, value: Value) -> str:
        """A value without its comments."""
        if isinstance(value, Term):
            return self.term(value)
        inner = [self._lead(entry) + self.flat(entry.value) for entry in value.entries]
        if value.opening == "(":
            return f"( {' '.join(inner)} )" if inner else "()"
        return f"[ {' ; '.join(inner)} ]" if inner else "[]"

    def _lead(self, entry: Entry) -> str:
        return "" if entry.predicate is None else self.predicate(entry.predicate) + " "

    def block(self, block: Block) -> Iterator[str]:
        """The lines of a block; a string of several lines counts as one."""
        *spilled, beside = block.beside or [""]
        yield from (*block.above, *spilled)
        subject = self._value(block.subject, "", 0)
        entries = block.entries
        if not entries:
            yield _ended(subject, "" if block.below else ".", beside)
        elif beside or "\n" in subject or entries[0].above or len(entries[0].after) > 1:
            yield _ended(subject, "", beside)
            yield from self._entries(entries, _INDENT, "", "" if block.below else ".")
        else:
            yield from self._entries(entries, _INDENT, f"{subject} ", "" if block.below else ".")
        if block.below:
            yield from (_INDENT + comment for comment in block.below)
            yield f"{_INDENT}."

    def _entries(self, entries: list[Entry], indent: str, start: str, end: str) -> Iterator[str]:
        """One entry a line; the first goes on behind `start`, where there is one."""
        for entry in entries:
            *spilled, after = entry.after or [""]
            yield from (indent + comment for comment in (*entry.above, *spilled))
            lead = (start or indent) + self._lead(entry)
            start = ""
            listed = entry.predicate is None
            mark = "" if listed else end if entry is entries[-1] else ";"
            yield _ended(lead + self._value(entry.value, indent, len(lead) + 2), mark, after)

    def _value(self, value: Value, indent: str, taken: int) -> str:
        """A value, on one line where it fits beside the `taken` columns; else without the first line's indent."""
        if isinstance(value, Term):
            return self.term(value)
        line = self.line(value)
        if line is not None and (not value.entries or taken + len(line) <= WIDTH):
            return line
        *spilled, beside = value.beside or [""]
        inner = indent + _INDENT
        lines = [_ended(value.opening, "", beside), *(inner + comment for comment in spilled)]
        lines += self._entries(value.entries, inner, "", "")
        lines += [inner + comment for comment in value.below]
        lines.append(indent + ("]" if value.opening == "[" else ")"))
        return "\n".join(lines)


def directive(directive: Directive) -> Iterator[str]:
    """The lines of a prefix or base."""
    *spilled, after = directive.after or [""]
    yield from (*directive.above, *spilled)
    what = "@base" if directive.name is None else f"@prefix {directive.name}:"
    yield _ended(f"{what} {directive.text}", ".", after)


def _ended(text: str, mark: str, comment: str) -> str:
    return " ".join(part for part in (text, mark, comment) if part)


def _has_comments(bracket: Bracket) -> bool:
    return bool(bracket.beside or bracket.below) or any(
        entry.above or entry.after or (isinstance(entry.value, Bracket) and _has_comments(entry.value))
        for entry in bracket.entries
    )
