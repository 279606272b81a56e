"""Answers given before, to be given again: a bounded cache, the least recently used leave first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from vlmkg.http.gateway.wire import Answer

_OVERHEAD = 500
"""Bytes an entry takes beside its body, about."""


class Cache:
    """Answers by their requests, in at most so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept for a request."""
        answer = self._kept.get(key)
        if answer is not None:
            self._kept.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it alone would drive many others out."""
        cost = len(answer.body) + _OVERHEAD
        if cost > self.size // 8 or key in self._kept:
            return
        self._kept[key] = answer
        self.used += cost
        while self.used > self.size:
            _, gone = self._kept.popitem(last=False)
            self.used -= len(gone.body) + _OVERHEAD

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.used = 0

    def __len__(self) -> int:
        return len(self._kept)
