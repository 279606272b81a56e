"""Reads Turtle into its parts as they are written.

A parser of what pyoxigraph has found to be Turtle 1.1. It keeps the text of every term, and
hangs each comment on the block, entry or bracket that it stands with.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from vlmkg.curation.turtle_parts import Block, Bracket, Directive, Entry, Syntax, Term, Value
from vlmkg.errors import TurtleError
from vlmkg.graph import turtle
from vlmkg.graph.turtle_tokens import Tokens, scan, unescaped
from vlmkg.terms import PREFIXES, is_iri

TYPE: Final = PREFIXES["rdf"] + "type"

_DEEPEST: Final = 100
_XSD: Final = PREFIXES["xsd"]
_NOT_1_1: Final = "this is syntax of RDF 1.2, which has no canonical form here; write plain triples"


def parse(text: str, path: Path) -> Syntax:
    """Read Turtle. Raises TurtleError where it does not parse, and for what has no canonical form here:
    RDF 1.2 syntax, a prefix or base that changes within the file, brackets nested more than 100 deep.
    """
    turtle.check(text, path)
    return _Parser(text, path).document()


def term(text: str, prefixes: Callable[[str], str | None]) -> Term | None:
    """A term from its text, `a` for rdf:type included; None where the text is not exactly one with a known prefix."""
    tokens = scan(text)
    if tokens.above or tokens.after:
        return None
    parser = _Parser(text, Path(), tokens, prefixes)
    try:
        found = parser.predicate([], []) if text == "a" else parser.value([], [])
    except TurtleError:
        return None
    return found if isinstance(found, Term) and tokens.kinds[parser.at] == "end" else None


class _Parser:
    def __init__(
        self, text: str, path: Path, tokens: Tokens | None = None, prefixes: Callable[[str], str | None] | None = None
    ) -> None:
        self.text, self.path = text, path
        self.tokens = scan(text) if tokens is None else tokens
        self.kinds, self.texts = self.tokens.kinds, self.tokens.texts
        self.at = 0
        self.depth = 0
        self.directives: dict[str | None, Directive] = {}
        self.prefixes = prefixes or self._declared
        self.known: dict[str, Term] = {}

    def document(self) -> Syntax:
        """Everything, to the end."""
        top = list(self.tokens.above.get(0, []))
        blocks: list[Block] = []
        directed = self._directive_at()
        header = top if directed or self.kinds[0] == "end" else top[: _last_blank(top)]
        if header:
            rest = top[len(header) :]
            self.tokens.above[0] = rest
        while header and header[-1] == "":
            header = header[:-1]
        while self.kinds[self.at] != "end":
            if self._directive_at():
                self._directive()
            else:
                blocks.append(self._block())
        tail = self.tokens.above.get(self.at, []) if self.at else []
        return Syntax(header, self.directives, blocks, tail, top)

    def _directive_at(self) -> bool:
        text = self.texts[self.at]
        return text in ("@prefix", "@base") or text.lower() in ("prefix", "base")

    def _directive(self) -> None:
        first = self.at
        above: list[str] = []
        after: list[str] = []
        word = self._take(above, after)
        name = self._take(above, after)[:-1] if word.lower().endswith("prefix") else None
        found = Directive(name, self._take(above, after), [c for c in above if c], after)
        if word.startswith("@"):
            self._take(found.above, found.after)
        old = self.directives.setdefault(name, found)
        if old is found:
            return
        if old.iri != found.iri or (name is None and not is_iri(found.iri)):
            what = "the base" if name is None else f"the prefix {name}:"
            self._refuse(f"{what} is declared a second time, for another IRI; give each its own name", first)
        old.above += found.above
        old.after += found.after

    def _block(self) -> Block:
        apart = self.at in self.tokens.apart
        above = self.tokens.above.pop(self.at, [])
        beside: list[str] = []
        block = Block(self.value([], beside), above=above, beside=beside, apart=apart)
        self._entries(block, ".")
        self._take(block.below, block.entries[-1].after if block.entries else block.beside)
        return block

    def _entries(self, owner: Block | Bracket, end: str) -> None:
        """Predicates and values, up to the sign that ends them, which is left to the caller."""
        above: list[str] = []
        after = owner.beside
        while self.texts[self.at] != end or self.kinds[self.at] != "sign":
            if self._sign(";"):
                self._take(above, after)
                continue
            after = []
            predicate = self.predicate(above, after)
            while True:
                entry = Entry(predicate, self.value(above, after), above, after)
                owner.entries.append(entry)
                above = []
                if not self._sign(","):
                    break
                self._take(above, after)
                after = []
            if not (self._sign(";") or self._sign(end)):
                self._refuse(_NOT_1_1)
        owner.below += above

    def predicate(self, above: list[str], after: list[str]) -> Term:
        """A predicate; `a` is rdf:type."""
        if self.texts[self.at] == "a":
            return self._name(above, after)
        if self.kinds[self.at] not in ("iri", "name"):
            self._refuse(_NOT_1_1)
        return self._name(above, after)

    def value(self, above: list[str], after: list[str]) -> Value:
        """A term, a blank node or a list. Its comments go to `above` and `after`."""
        kind, text = self.kinds[self.at], self.texts[self.at]
        match kind:
            case "iri" | "name":
                return self._name(above, after)
            case "blank":
                return Term("blank", self._take(above, after), text)
            case "number" | "word" if kind == "number" or text in ("true", "false"):
                datatype = "boolean" if kind == "word" else _number(text)
                return Term("literal", self._take(above, after), f"{text}\n{_XSD}{datatype}")
            case "string":
                return self._literal(above, after)
            case "sign" if text in "[(":
                return self._bracket(above, after)
        self._refuse(_NOT_1_1)

    def _literal(self, above: list[str], after: list[str]) -> Term:
        text = self._take(above, after)
        quotes = 3 if text.startswith(('"""', "'''")) else 1
        content = unescaped(text[quotes:-quotes])
        if self.kinds[self.at] == "language":
            language = self._take(above, after)
            return Term("literal", text + language, f"{content}\n{language.lower()}")
        if self._sign("^^"):
            self._take(above, after)
            datatype = self._name(above, after)
            return Term("literal", text, f"{content}\n{datatype.identity}", datatype)
        return Term("literal", text, f"{content}\n{_XSD}string")

    def _bracket(self, above: list[str], after: list[str]) -> Bracket:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._refuse(f"brackets are nested more than {_DEEPEST} deep")
        opening = self.texts[self.at]
        bracket = Bracket("[" if opening == "[" else "(")
        self._take(above, bracket.beside)
        if opening == "[":
            self._entries(bracket, "]")
        else:
            while not self._sign(")"):
                entry = Entry(None, bracket)
                entry.value = self.value(entry.above, entry.after)
                bracket.entries.append(entry)
        self._take(bracket.below, after)
        self.depth -= 1
        return bracket

    def _name(self, above: list[str], after: list[str]) -> Term:
        """An IRI, a name, or `a`; the same text is the same term everywhere in a file."""
        kind, at = self.kinds[self.at], self.at
        text = self._take(above, after)
        if text in self.known:
            return self.known[text]
        if text == "a":
            found = Term("name", text, TYPE)
        elif kind == "iri":
            found = Term("iri", text, unescaped(text[1:-1]))
        elif kind == "name":
            prefix, _, local = text.partition(":")
            start = self.prefixes(prefix)
            if start is None:
                self._refuse(f"the prefix {prefix}: is not declared", at)
            # what a relative start is resolved to is not known here, so such a name is only equal to itself
            found = Term("name", text, start + unescaped(local) if is_iri(start) else f"\n{text}")
        else:
            self._refuse(_NOT_1_1, at)
        self.known[text] = found
        return found

    def _declared(self, prefix: str) -> str | None:
        found = self.directives.get(prefix)
        return None if found is None else found.iri

    def _sign(self, sign: str) -> bool:
        return self.texts[self.at] == sign and self.kinds[self.at] == "sign"

    def _take(self, above: list[str], after: list[str]) -> str:
        """The next word. Comments on lines before it go to `above`, one that ends its line to `after`."""
        at = self.at
        if at in self.tokens.above:
            above += [comment for comment in self.tokens.above[at] if comment]
        if at in self.tokens.after:
            after.append(self.tokens.after[at])
        self.at += 1
        return self.texts[at]

    def _refuse(self, why: str, at: int | None = None) -> NoReturn:
        start = self.tokens.starts[self.at if at is None else at]
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        raise turtle.broken(self.path, line, column, why)


def _last_blank(comments: list[str]) -> int:
    """How many comments there are up to the last blank line, that line included."""
    return max((n + 1 for n, comment in enumerate(comments) if comment == ""), default=0)


def _number(text: str) -> str:
    if "e" in text or "E" in text:
        return "double"
    return "decimal" if "." in text else "integer"
