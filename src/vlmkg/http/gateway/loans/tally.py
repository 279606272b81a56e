"""How many workers each front lends to, known to all fronts: one for each core is best."""

from __future__ import annotations

import mmap
from typing import Final

_SIZE: Final = 8


class Tally:
    """Numbers in memory that processes share which were forked from the one that made it."""

    def __init__(self, fronts: int) -> None:
        self._memory = mmap.mmap(-1, fronts * _SIZE)
        self._counts = memoryview(self._memory).cast("Q")

    def put(self, front: int, borrowers: int) -> None:
        """A front lends to so many."""
        self._counts[front] = borrowers

    def has_room(self) -> bool:
        """Whether there are fewer in all than there are fronts, which is one a core."""
        return sum(self._counts) < len(self._counts)
