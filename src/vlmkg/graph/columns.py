"""Tables of plain text, for a notebook's text output and an interactive shell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

MOST: Final = 20
"""So many rows of a table are shown as text."""

_WIDEST: Final = 60
"""Characters of a cell."""


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], most: int = MOST) -> str:
    """Rows as aligned columns, without control characters; long cells are cut and end in an ellipsis."""
    from tabulate import tabulate

    cells = [[_cell(value) for value in row] for row in islice(rows, most)]
    return tabulate(cells, headers=[_cell(header) for header in headers], tablefmt="simple", disable_numparse=True)


def line(text: object) -> str:
    """A text on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def _cell(value: object) -> str:
    text = "" if value is None else line(value)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3].rstrip() + "..."
