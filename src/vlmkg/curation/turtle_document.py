"""A Turtle file as its author wrote it: header, prefixes, blocks and comments, to add to and to lay out anew.

No literal is written from its value, so `7.5e9`, an escaped character and a long string come out
as they went in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from vlmkg.curation import turtle_syntax as syntax
from vlmkg.curation.turtle_layout import Layout, directive
from vlmkg.curation.turtle_parts import Block, Bracket, Directive, Entry, Syntax, Term
from vlmkg.curation.turtle_syntax import TYPE
from vlmkg.errors import UsageError
from vlmkg.graph import turtle
from vlmkg.terms import expand

KEEP_ORDER: Final = "# vlmkg fmt: keep order"
"""The line at the top of a file that keeps its statements, predicates and values in the order they were written in."""

_FIRST: Final = (
    *("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition"),
    *("vlmkg:claimSubject", "vlmkg:claimProperty", "vlmkg:claimEntity", "vlmkg:claimLiteral"),
)
_CLAIM: Final = (
    *("vlmkg:qualifier", "vlmkg:source", "vlmkg:locator", "vlmkg:status", "vlmkg:contradicts", "vlmkg:note"),
    *("vlmkg:recorded", "vlmkg:statusChanged", "vlmkg:previousStatus"),
)
_RANKS: Final = {iri: rank for rank, iri in enumerate((TYPE, *map(expand, (*_FIRST, *_CLAIM))))}
"""What comes first in a block, in this order; the rest follows by the alphabet."""


class Document:
    """The parts of one file."""

    def __init__(self, path: Path, parts: Syntax) -> None:
        self.path = path
        self._parts = parts
        self._blocks: dict[str, list[Block]] = {}
        for block in parts.blocks:
            self._know(block)

    @classmethod
    def parse(cls, text: str, path: Path) -> Document:
        """Take a text apart; `path` names it in errors.

        Raises TurtleError where it is not Turtle, or has no canonical form: RDF 1.2 syntax, a prefix or base that
        changes within the file, brackets nested more than 100 deep.
        """
        return cls(path, syntax.parse(text.removeprefix("\ufeff"), path))

    @property
    def keeps_order(self) -> bool:
        """Whether the file asks to be left in the order in which it was written."""
        return KEEP_ORDER in self._parts.top

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the file declares."""
        return {name: each.iri for name, each in self._parts.directives.items() if name is not None}

    @property
    def subjects(self) -> list[str]:
        """The subjects that have a name, each once, in the order of the file."""
        layout = Layout(self.prefixes)
        firsts = (blocks[0].subject for blocks in self._blocks.values())
        return [layout.term(subject) for subject in firsts if isinstance(subject, Term)]

    def declare(self, prefixes: Mapping[str, str]) -> None:
        """Declare prefixes. Raises TurtleError where the file has one of them for another IRI."""
        for name, iri in prefixes.items():
            found = self._parts.directives.setdefault(name, Directive(name, f"<{iri}>"))
            if found.iri != iri:
                why = f"the prefix {name}: stands for <{found.iri}> here and for <{iri}> in the data; rename it"
                raise turtle.broken(self.path, 1, 1, why)

    def add(self, subject: str, predicate: str, value: str) -> bool:
        """State a triple, its terms in Turtle; whether it was not there yet.

        Raises UsageError for what is not one term, or has a prefix that the file does not declare.
        """
        about, said, of = self._term(subject), self._term(predicate), self._term(value)
        blocks = self._blocks.get(about.identity, [])
        if any(_triple(entry) == (said.identity, of.identity) for block in blocks for entry in block.entries):
            return False
        if not blocks:
            block = Block(about)
            self._parts.blocks.append(block)
            self._know(block)
            blocks = [block]
        blocks[-1].entries.append(Entry(said, of))
        return True

    def _term(self, text: str) -> Term:
        found = syntax.term(text, self.prefixes.get)
        if found is None:
            raise UsageError(f"{text!r} is not one term of Turtle with a prefix that {self.path} declares; correct it")
        return found

    def _know(self, block: Block) -> None:
        if isinstance(block.subject, Term):
            self._blocks.setdefault(block.subject.identity, []).append(block)

    def text(self, prefixes: Mapping[str, str] | None = None) -> str:
        """The file, laid out: sorted, unless it asks for the order it has.

        With `prefixes` exactly these are declared, and of the file's own those that it uses besides. Without, all
        that the file declares. Raises TurtleError as `declare` does.
        """
        if prefixes is not None:
            self.declare(prefixes)
        own = self.prefixes
        layout = Layout({**(prefixes or {}), **dict(sorted(own.items()))})
        blocks = self._parts.blocks if self.keeps_order else _sorted(self._parts.blocks, layout)
        body: list[list[str]] = []
        for block in blocks:
            lines = list(layout.block(block))
            if self.keeps_order and body and not block.apart:
                body[-1] += lines
            else:
                body.append(lines)
        header, declared = self._top(layout.used if prefixes is not None else None, prefixes or {})
        parts = [part for part in (header, declared, *body, self._parts.tail) if part]
        return "\n\n".join("\n".join(part) for part in parts) + "\n" if parts else ""

    def _top(self, used: set[str] | None, wanted: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """The header, and the lines that declare base and prefixes.

        What stands above the first of them, or beside one that is no longer needed, goes to the header.
        """
        header = list(self._parts.header)
        written: list[Directive] = []
        for each in sorted(self._parts.directives.values(), key=lambda d: (d.name is not None, d.name or "")):
            if used is None or each.name is None or each.name in used or each.name in wanted:
                written.append(each)
            else:
                header += [*_gap(header, each.above + each.after), *each.above, *each.after]
        if written and (above := written[0].above + written[0].after[:-1]):
            header += [*_gap(header, above), *above]
            written[0] = replace(written[0], above=[], after=written[0].after[-1:])
        return header, [line for each in written for line in directive(each)]


def _gap(header: list[str], more: list[str]) -> list[str]:
    return [""] if header and more else []


def _sorted(blocks: Iterable[Block], layout: Layout) -> list[Block]:
    """Blocks by the text of their subject, one for each: names first, then labeled and unlabeled blank nodes."""
    merged: dict[object, Block] = {}
    for block in blocks:
        key = block.subject.identity if isinstance(block.subject, Term) else id(block)
        kept = merged.get(key)
        if kept is None:
            merged[key] = replace(block, subject=_inside(block.subject, layout))
        else:
            merged[key] = replace(
                kept,
                entries=kept.entries + block.entries,
                above=kept.above + block.above,
                beside=kept.beside + block.beside,
                below=kept.below + block.below,
            )
    ordered = [replace(block, entries=_ordered(block.entries, layout)) for block in merged.values()]
    return sorted(ordered, key=lambda block: _place(block, layout))


def _place(block: Block, layout: Layout) -> tuple[int, str, str]:
    if isinstance(block.subject, Term):
        return int(block.subject.kind == "blank"), layout.term(block.subject), ""
    said = " ; ".join(layout.predicate(e.predicate) + " " + layout.flat(e.value) for e in block.entries if e.predicate)
    return 2, layout.flat(block.subject), said


def _ordered(entries: Iterable[Entry], layout: Layout) -> list[Entry]:
    """Entries by predicate and value, each triple once. Types keep their order: the first is the main one."""
    once: dict[object, Entry] = {}
    for entry in entries:
        key = _triple(entry) or id(entry)
        kept = once.get(key)
        if kept is None:
            once[key] = replace(entry, value=_inside(entry.value, layout))
        else:
            once[key] = replace(kept, above=kept.above + entry.above, after=kept.after + entry.after)
    return sorted(once.values(), key=lambda entry: _rank(entry, layout))


def _triple(entry: Entry) -> tuple[str, str] | None:
    """What tells an entry of a block from the others; None where its value is a blank node or list of its own."""
    if entry.predicate is None or isinstance(entry.value, Bracket):
        return None
    return entry.predicate.identity, entry.value.identity


def _rank(entry: Entry, layout: Layout) -> tuple[int, str, str]:
    predicate = entry.predicate
    if predicate is None or predicate.identity == TYPE:
        return 0, "", ""
    return _RANKS.get(predicate.identity, len(_RANKS)), layout.term(predicate), layout.flat(entry.value)


def _inside(value: Term | Bracket, layout: Layout) -> Term | Bracket:
    """A value with the blank nodes in it sorted, and the members of its lists in their order."""
    if isinstance(value, Term):
        return value
    if value.opening == "[":
        return replace(value, entries=_ordered(value.entries, layout))
    return replace(value, entries=[replace(entry, value=_inside(entry.value, layout)) for entry in value.entries])
