"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from vlmkg.errors import ParameterError

A_PAGE: Final = 100
"""So many entries stand on one page of a list."""

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a list: the first and last entry shown, how many there are, and the addresses beside."""

    first: int
    last: int
    count: int
    before: str | None
    after: str | None


def cut(entries: Sequence[Entry], number: int, href: str) -> tuple[Sequence[Entry], Pages]:
    """One page of a list, counted from 1, at an address that other parameters may follow.

    Raises ParameterError where the list has no such page.
    """
    pages = max(1, -(-len(entries) // A_PAGE))
    if number > pages:
        raise ParameterError(f"the list has {pages} page{'s' if pages > 1 else ''}, there is no page {number}")
    start = (number - 1) * A_PAGE
    shown = entries[start : start + A_PAGE]
    join = "&" if "?" in href else "?"
    return shown, Pages(
        first=start + 1 if shown else 0,
        last=start + len(shown),
        count=len(entries),
        before=None if number == 1 else href if number == 2 else f"{href}{join}page={number - 1}",
        after=f"{href}{join}page={number + 1}" if number < pages else None,
    )
