"""HTML for notebooks and pages: every text is escaped, nothing is fetched, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def text(value: object) -> str:
    """A value as HTML text."""
    return "" if value is None else escape(str(value))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    """Rows as an HTML table."""
    title = f"<caption>{text(caption)}</caption>" if caption else ""
    head = "".join(f"<th>{text(header)}</th>" for header in headers)
    body = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def preformatted(block: str) -> str:
    """Text whose columns and branches must keep their places."""
    return f"<pre>{text(block)}</pre>"
