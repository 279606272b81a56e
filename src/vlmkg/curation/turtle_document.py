"""A Turtle file as its author wrote it: header, prefixes, blocks and comments, to add to and to lay out anew.

No literal is read as a value and none is written from one, so `7.5e9`, an escaped character and
a long string come out as they went in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vlmkg.curation.turtle_parts import Block, Members, Nested, Predicate, Value, lines
from vlmkg.graph import turtle
from vlmkg.graph.turtle_tokens import Token, scan

KEEP_ORDER: Final = "# vlmkg fmt: keep order"
"""The line of a file's header that keeps its statements in the order they were written in."""

_ORDER: Final = (
    *("a", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition"),
    *("vlmkg:claimSubject", "vlmkg:claimProperty", "vlmkg:claimEntity", "vlmkg:claimLiteral", "vlmkg:qualifier"),
    *("vlmkg:source", "vlmkg:locator", "vlmkg:status", "vlmkg:contradicts", "vlmkg:note"),
)
"""What comes first in a block, in this order; the rest follows by the alphabet."""

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")


@dataclass
class Directive:
    """A prefix, or a base where `name` is None, with the comments around it."""

    name: str | None
    iri: str
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@dataclass
class Document:
    """The parts of one file. `header` and `tail` are the comments before and after everything else."""

    path: Path
    header: list[str]
    directives: list[Directive]
    blocks: list[Block]
    tail: list[str]

    @classmethod
    def parse(cls, text: str, path: Path) -> Document:
        """Take a text apart. Raises TurtleError where it is not Turtle, or binds one prefix to two IRIs."""
        turtle.check(text, path)
        return _Reader(text, path).document()

    @property
    def keeps_order(self) -> bool:
        """Whether the header asks for the order in which things were written."""
        return KEEP_ORDER in self.header

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the file declares."""
        return {d.name: d.iri for d in self.directives if d.name is not None}

    @property
    def subjects(self) -> list[str]:
        """The subjects that have a name, in the order of the file."""
        return [block.subject.term for block in self.blocks if isinstance(block.subject.term, str)]

    def add(self, subject: str, predicate: str, value: str) -> bool:
        """State a triple, its terms in Turtle; whether it was not there yet in the same words."""
        block = next((b for b in self.blocks if b.subject.term == subject), None)
        if block is None:
            block = Block(Value(subject))
            self.blocks.append(block)
        found = next((p for p in block.predicates if p.text == predicate), None)
        if found is None:
            found = Predicate(predicate)
            block.predicates.append(found)
        if any(known.term == value for known in found.values):
            return False
        found.values.append(Value(value))
        return True

    def text(self) -> str:
        """The file, laid out: sorted, unless its header says otherwise."""
        parts: list[list[str]] = []
        if self.header:
            parts.append(self.header)
        if self.directives:
            parts.append([line for d in self._ordered_directives() for line in _directive(d)])
        for block in self._ordered_blocks():
            part = list(lines(block))
            if self.keeps_order and block.close and len(part) == 1:  # declarations, one a line
                parts[-1] += part
            else:
                parts.append(part)
        if self.tail:
            parts.append(self.tail)
        return "\n\n".join("\n".join(part) for part in parts) + "\n" if parts else ""

    def _ordered_directives(self) -> list[Directive]:
        bases = [d for d in self.directives if d.name is None]
        return bases + sorted((d for d in self.directives if d.name is not None), key=lambda d: d.name or "")

    def _ordered_blocks(self) -> list[Block]:
        if self.keeps_order:
            return self.blocks
        merged: dict[str, Block] = {}
        unnamed: list[Block] = []
        for block in self.blocks:
            key = block.subject.term
            if not isinstance(key, str):
                unnamed.append(block)
            elif key in merged:
                kept = merged[key]
                kept.above += block.above + block.subject.above + block.subject.beside
                kept.predicates += block.predicates
            else:
                merged[key] = Block(block.subject, list(block.predicates), list(block.above))
        ordered = [merged[key] for key in sorted(merged)] + unnamed
        for block in ordered:
            block.predicates = _sorted(block.predicates)
        return ordered


def _sorted(predicates: Iterable[Predicate]) -> list[Predicate]:
    """Predicates in the usual order, each once; their values sorted, each once."""
    merged: dict[str, Predicate] = {}
    for predicate in predicates:
        kept = merged.setdefault(predicate.text, Predicate(predicate.text))
        kept.above += predicate.above
        kept.values += predicate.values
    for predicate in merged.values():
        predicate.values = _once(predicate.values)
    return sorted(merged.values(), key=_place)


def _place(predicate: Predicate) -> tuple[int, str]:
    return _ORDER.index(predicate.text) if predicate.text in _ORDER else len(_ORDER), predicate.text


def _once(values: list[Value]) -> list[Value]:
    plain: dict[str, Value] = {}
    rest: list[Value] = []
    for value in values:
        if not isinstance(value.term, str):
            if isinstance(value.term, Nested):
                value.term.predicates = _sorted(value.term.predicates)
            rest.append(value)
        elif value.term in plain:
            plain[value.term].above += value.above + value.beside
        else:
            plain[value.term] = value
    return [plain[term] for term in sorted(plain)] + rest


def _directive(directive: Directive) -> list[str]:
    said = f"@base <{directive.iri}> ." if directive.name is None else f"@prefix {directive.name}: <{directive.iri}> ."
    return [*directive.above, " ".join([said, *directive.beside])]


class _Reader:
    """Goes over the tokens of a text that is known to be Turtle."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self._tokens = scan(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))
        self._at = 0
        self._waiting: list[Token] = []
        self._line = -1
        self._document = Document(path, [], [], [], [])
        self._last: list[str] | None = None
        self._first_above: list[str] = []

    def document(self) -> Document:
        self._header()
        while self._peek() is not None:
            if self._peek_kind() == "directive":
                self._read_directive()
            else:
                self._read_block()
        self._document.tail = self._grouped()
        self._merge_repeated()
        return self._document

    # -- tokens and comments

    def _peek(self) -> Token | None:
        """The next token that is no comment; comments go where they belong on the way."""
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "comment":
            comment = self._tokens[self._at]
            if self._last == [] and comment.line == self._line and not self._waiting:
                self._last.append(comment.text.rstrip())
            else:
                self._waiting.append(comment)
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _peek_kind(self) -> str | None:
        token = self._peek()
        return token.kind if token else None

    def _sign(self) -> str:
        token = self._peek()
        return token.text if token is not None and token.kind == "sign" else ""

    def _take(self) -> Token:
        token = self._peek()
        if token is None:
            raise turtle.broken(self._path, self._line + 1, 1, "the text ends too early")
        self._at += 1
        self._line = token.last
        return token

    def _above(self) -> list[str]:
        """The comments that wait for what comes next, without blank lines between them."""
        self._peek()
        found = [comment.text.rstrip() for comment in self._waiting]
        self._waiting = []
        return found

    def _grouped(self) -> list[str]:
        """The comments that wait, with an empty line where the author left one, at the end too."""
        token = self._peek()
        found: list[str] = []
        line = None
        for comment in self._waiting:
            if line is not None and comment.line > line + 1:
                found.append("")
            found.append(comment.text.rstrip())
            line = comment.line
        if line is not None and token is not None and token.line > line + 1:
            found.append("")
        self._waiting = []
        return found

    # -- the grammar

    def _header(self) -> None:
        found = self._grouped()
        whole = not found or self._peek_kind() in (None, "directive") or not found[-1]
        cut = len(found) if whole else _last_gap(found)
        self._first_above = found[cut:]
        while cut and not found[cut - 1]:
            cut -= 1
        self._document.header = found[:cut]

    def _read_directive(self) -> None:
        above = self._above()
        word = self._take()
        name = self._take().text.removesuffix(":") if word.text.lower().endswith("prefix") else None
        iri = self._take().text[1:-1]
        directive = Directive(name, iri, above)
        self._last = directive.beside
        if word.text.startswith("@") and self._sign() == ".":
            self._take()
        self._document.directives.append(directive)

    def _read_block(self) -> None:
        above = self._first_above + self._grouped()
        self._first_above = []
        following = self._peek()
        close = bool(self._document.blocks) and following is not None and following.line == self._line + 1
        block = Block(self._value(), above=above, close=close)
        block.subject.above = []
        block.predicates = self._predicates(".", block.subject)
        self._take()
        self._document.blocks.append(block)

    def _value(self) -> Value:
        above = self._above()
        value = Value("", above)
        value.term = self._term()
        self._last = value.beside
        return value

    def _term(self) -> str | Nested | Members:
        token = self._take()
        if token.text == "[" and token.kind == "sign":
            nested = Nested()
            self._last = None
            nested.predicates = self._predicates("]", None)
            nested.tail = self._above()
            self._take()
            return nested
        if token.text == "(" and token.kind == "sign":
            members = Members()
            self._last = None
            while self._sign() != ")":
                members.values.append(self._value())
            members.tail = self._above()
            self._take()
            return members
        text = self._name(token)
        if token.kind == "string":
            following = self._tokens[self._at] if self._at < len(self._tokens) else None
            if following is not None and following.kind in ("language", "datatype"):
                text += self._take().text
                if following.kind == "datatype":
                    text += self._name(self._take())
        return text

    def _predicates(self, end: str, subject: Value | None) -> list[Predicate]:
        found: list[Predicate] = []
        while self._sign() != end:
            if self._sign() == ";":
                self._take()
                continue
            predicate = Predicate("", above=self._above())
            predicate.text = self._name(self._take())
            self._last = None
            while True:
                predicate.values.append(self._value())
                if self._sign() != ",":
                    break
                self._take()
            found.append(predicate)
        if end == "." and self._waiting:
            target = found[-1].values[-1].above if found else (subject.above if subject else [])
            target += self._above()
        return found

    def _name(self, token: Token) -> str:
        """An IRI as a short name where a declared prefix fits; everything else as it stands."""
        if token.kind != "iri":
            return token.text
        iri = token.text[1:-1]
        for name, space in self._document.prefixes.items():
            if space and iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                return f"{name}:{iri[len(space) :]}"
        return token.text

    def _merge_repeated(self) -> None:
        known: dict[str | None, Directive] = {}
        for directive in list(self._document.directives):
            first = known.setdefault(directive.name, directive)
            if first is directive:
                continue
            if first.iri != directive.iri:
                what = "@base" if directive.name is None else f"the prefix {directive.name}:"
                raise turtle.broken(self._path, 1, 1, f"{what} stands for two IRIs, so its statements cannot be sorted")
            first.above += directive.above + directive.beside
            self._document.directives.remove(directive)


def _last_gap(found: list[str]) -> int:
    """Where the last group of comments begins, after the last empty line."""
    return len(found) - found[::-1].index("") if "" in found else 0
