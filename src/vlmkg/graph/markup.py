"""HTML for notebooks and pages: every text is escaped, nothing is fetched, no script, no style.

Code hosts take scripts and styles out of a notebook, so meaning rests on plain elements alone: tables, lists, and
`details` for what is folded away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Final

MOST: Final = 60
"""So many rows of a table are shown in a notebook."""


class Html(str):
    """HTML that was made here, from texts already escaped; everything else is text."""

    __slots__ = ()


def text(value: object) -> Html:
    """A value as HTML text."""
    if isinstance(value, Html):
        return value
    return Html("" if value is None else escape(str(value)))


def element(name: str, content: object) -> Html:
    """An element without attributes around a value; nothing around nothing."""
    inner = text(content)
    return Html(f"<{name}>{inner}</{name}>") if inner else inner


def joined(parts: Iterable[object], between: str = "") -> Html:
    """Values one after another, with some text in between."""
    return Html(text(between).join(text(part) for part in parts))


def lines(values: Iterable[object]) -> Html:
    """Values a line each."""
    return Html("<br>".join(text(value) for value in values))


def folded(summary: object, content: object, *, opened: bool = False) -> Html:
    """Content that a reader unfolds."""
    return Html(f"<details{' open' if opened else ''}><summary>{text(summary)}</summary>{text(content)}</details>")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "", most: int | None = None) -> Html:
    """Rows as an HTML table; `most` cuts a long one, and `left_out` says what then is missing."""
    title = f"<caption>{text(caption)}</caption>" if caption else ""
    head = "".join(f"<th>{text(header)}</th>" for header in headers)
    body = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in islice(rows, most))
    return Html(f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def left_out(count: int, most: int, everything: str, things: str = "rows") -> str:
    """The line under a table that was cut: how many are missing and how to get all; nothing where none is."""
    if count <= most:
        return ""
    return f"The first {most:,} of {count:,} {things}; {everything} has all."


def output(*parts: object) -> str:
    """What a notebook shows for an object. Dollar signs in it are no formulas."""
    return f'<div class="vlmkg tex2jax_ignore mathjax_ignore">{joined(parts)}</div>'
