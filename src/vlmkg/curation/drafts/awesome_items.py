"""The entries of a Markdown list or table: a name, what is said of it, its links, and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vlmkg.errors import SourceFileError

DEEPEST: Final = 50
"""The most lists and quotes inside each other; what is nested deeper is read as plain text."""


_NAMING: Final = frozenset({"model", "name", "title", "dataset", "benchmark", "method"})
_ABOUT: Final = re.compile(r"\b(paper|link|code|github|url|page|blog|report|project|homepage)s?\b")
"""Columns whose links are about the row's own thing; a link beside an encoder's name is about that."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, or one row of a table.

    `line` counts from 1. `name` is the first text in bold, else the text of the first link,
    else what stands before the first dash or colon. `text` is everything after the name
    without marks, `cells` a row's texts by their column's heading.
    """

    line: int
    name: str
    text: str
    links: tuple[str, ...]
    headings: tuple[str, ...]
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: its first heading, and its entries."""

    title: str
    items: tuple[Item, ...]


def read(content: str, path: Path) -> Page:
    """Take a Markdown text apart. Raises SourceFileError where there is no entry in it."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    tokens = parser.parse(content.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    headings: dict[int, str] = {}
    title = ""
    items: list[Item] = []
    columns: list[str] = []
    row: list[Any] = []
    for place, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                level, text = int(token.tag[1:]), _plain(tokens[place + 1].children or ())
                headings = {depth: above for depth, above in headings.items() if depth < level} | {level: text}
                title = title or text
            case "inline" if tokens[place - 1].type == "paragraph_open" and _in_item(tokens, place):
                if item := _item(token, tuple(headings[depth] for depth in sorted(headings))):
                    items.append(item)
            case "inline" if tokens[place - 1].type == "th_open":
                columns.append(_plain(token.children or ()))
            case "inline" if tokens[place - 1].type == "td_open":
                row.append(token)
            case "thead_open":
                columns = []
            case "tr_close" if row:
                if item := _row(row, columns, tuple(headings[depth] for depth in sorted(headings))):
                    items.append(item)
                row = []
    if not items:
        raise SourceFileError(f"{path}: no list and no table in it; name a Markdown file that lists models or datasets")
    return Page(title, tuple(items))


def _in_item(tokens: Sequence[Any], place: int) -> bool:
    """Whether a paragraph is the first of a list item."""
    return place >= 2 and tokens[place - 2].type == "list_item_open"


def _item(token: Any, headings: tuple[str, ...]) -> Item | None:
    children = token.children or []
    name, rest = _parted(children)
    if not name:
        return None
    return Item(token.map[0] + 1, name, rest, tuple(_links(children)), headings)


def _row(cells: list[Any], columns: list[str], headings: tuple[str, ...]) -> Item | None:
    named = {column: cell.children or [] for column, cell in zip(columns, cells, strict=False)}
    naming = next((column for column in named if column.lower() in _NAMING), next(iter(named), ""))
    name = _plain(named.get(naming, ()))
    if not name:
        return None
    about = [naming, *(column for column in named if column != naming and _ABOUT.search(column.lower()))]
    links = tuple(link for column in about for link in _links(named[column]))
    texts = {column: _plain(cell) for column, cell in named.items()}
    return Item(cells[0].map[0] + 1, name, "", links, headings, texts)


def _links(children: Sequence[Any]) -> Iterator[str]:
    for child in children:
        if child.type == "link_open" and (address := child.attrGet("href")):
            yield str(address)


def _parted(children: Sequence[Any]) -> tuple[str, str]:
    """The name and what follows it."""
    for opening, closing in (("strong_open", "strong_close"), ("link_open", "link_close")):
        start = next((i for i, child in enumerate(children) if child.type == opening), None)
        if start is not None:
            end = next((i for i in range(start, len(children)) if children[i].type == closing), len(children))
            if name := _plain(children[start:end]):
                return name, _plain(children[end:])
    name, mark, rest = _plain(children).partition(" - ")
    return (name, rest) if mark else ("", name)


def _plain(children: Sequence[Any]) -> str:
    """The text without marks, in one line."""
    said = "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in children
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return " ".join(said.split()).strip(" :–—-")
