"""The coverage report as a text for the terminal, as a page of the documentation, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from vlmkg.curation.coverage import OLDEST, STATES, Coverage, Group

FORMATS: Final = ("text", "markdown", "json")

_HEAD: Final = """\
# Coverage

What the graph knows of each kind of thing, and what it does not know yet. This page is made from the graph by
`vlmkg coverage --format markdown --output docs/coverage.md`.

**Verified** values were read in a primary source; **stated** ones rest on less. **None** and **not disclosed** are
answers too: the makers say that there is none, or do not say. Where nobody has looked yet, the relation is **not
curated**. What is stated of a family counts for its members.
"""


def text(coverage: Coverage, limit: int = OLDEST) -> str:
    """The report as aligned tables, with the first `limit` unchecked claims and gaps."""
    parts = []
    for group in coverage.groups:
        parts += [_title(group), _table(_rows(group), ("relation", *STATES), "simple")]
    parts += [f"unchecked claims: {len(coverage.unchecked)}, the oldest first", _unchecked(coverage, limit, "simple")]
    parts += [f"to do: {len(coverage.gaps)} things, the most influential first", _gaps(coverage, limit, "simple")]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown(coverage: Coverage, limit: int = OLDEST) -> str:
    """The report as a page."""
    parts = [_HEAD.rstrip()]
    for group in coverage.groups:
        parts += [f"## {_title(group)}", _table(_rows(group), ("relation", *STATES), "github")]
    parts += [
        "## Unchecked claims",
        f"{len(coverage.unchecked)} claims rest on one list alone. The oldest {min(limit, len(coverage.unchecked))}:",
        _unchecked(coverage, limit, "github"),
        "## To do",
        f"{len(coverage.gaps)} things have relations that nobody has looked up yet. Those on which most others rest:",
        _gaps(coverage, limit, "github"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(coverage: Coverage) -> dict[str, Any]:
    """The whole report as mappings, lists, texts and numbers."""
    return asdict(coverage)


def _title(group: Group) -> str:
    return f"{group.label}: {group.things:,}"


def _rows(group: Group) -> list[Sequence[str]]:
    return [(row.relation, *(f"{row.counts[state]:,}" for state in STATES)) for row in group.rows]


def _unchecked(coverage: Coverage, limit: int, style: str) -> str:
    rows = [(u.subject, u.property, u.value, u.source, u.accessed) for u in coverage.unchecked[:limit]]
    return _table(rows, ("thing", "relation", "value", "source", "read on"), style, right=False)


def _gaps(coverage: Coverage, limit: int, style: str) -> str:
    rows = [(g.label, g.thing, f"{g.descendants:,}", ", ".join(g.missing)) for g in coverage.gaps[:limit]]
    return _table(rows, ("thing", "short name", "descendants", "not curated"), style, right=False)


def _table(rows: Sequence[Sequence[str]], headers: Sequence[str], style: str, *, right: bool = True) -> str:
    from tabulate import tabulate

    if not rows:
        return ""
    clean = [["".join(c if c.isprintable() else " " for c in cell).replace("|", "\\|") for cell in row] for row in rows]
    align = ("left", *("right" if right else "left" for _ in headers[1:]))
    return tabulate(clean, headers=headers, tablefmt=style, disable_numparse=True, colalign=align)
