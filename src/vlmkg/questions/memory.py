"""What was read of things before: what many questions meet, such as a well-known encoder, is read once.

Of a graph that is kept on disk, much was read and recorded when it was built.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, TypeVar

from vlmkg.graph.records import Records

Read = TypeVar("Read")

_MOST: Final = 200_000
"""So many things are remembered, over all kinds of reading; then all are forgotten."""

_RECORD: Final = ("record",)
"""The kind of reading by which records are remembered."""


class Memory:
    """Remembers, for each kind of reading, what it found of each thing, as long as the graph cannot change."""

    def __init__(self, records: Records | None = None) -> None:
        self._records = records
        self._kept: dict[Hashable, dict[str, object]] = {}
        self._off = False

    def passing(self) -> Memory:
        """A memory for one question, during which the graph does not change: another one where this is closed."""
        return Memory() if self._off else self

    def recorded(self, kind: Hashable) -> bool:
        """Whether a kind of reading was recorded when the graph was built."""
        return self._records is not None and kind in self._records.readings

    def close(self) -> None:
        """Forget everything and remember nothing from now on, because somebody may change the graph."""
        self._off = True
        self._records = None
        self._kept = {}

    def get(
        self, kind: Hashable, things: Iterable[str], read: Callable[[set[str]], Mapping[str, Read]]
    ) -> dict[str, Read]:
        """What is known of those things of which anything is; `read` is asked for those that are new.

        What a reading gives that may be recorded must be such that JSON can hold it.
        """
        wanted = set(things)
        if self._off:
            return dict(read(wanted)) if wanted else {}
        kept = self._kept.setdefault(kind, {})
        known: dict[str, Read | None] = {thing: kept[thing] for thing in wanted & kept.keys()}  # type: ignore[misc]
        if missing := wanted - known.keys():
            new: dict[str, Read | None] = self._from_records(kind, missing)
            if unread := missing - new.keys():
                new |= read(unread)
            known |= {thing: new.get(thing) for thing in missing}
            if sum(map(len, self._kept.values())) + len(missing) > _MOST:
                self._kept = {}
            self._kept.setdefault(kind, {}).update((thing, known[thing]) for thing in missing)
        return {thing: value for thing, value in known.items() if value is not None}

    def _from_records(self, kind: Hashable, things: set[str]) -> dict[str, Any]:
        """What was recorded of those things that have a record; None where that is nothing."""
        if self._records is None or kind not in self._records.readings:
            return {}
        records = self.get(_RECORD, things, self._records.of)
        return {thing: record.get(kind) for thing, record in records.items()}
