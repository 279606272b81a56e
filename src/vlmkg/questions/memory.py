"""What was read of things before: what many questions meet, such as a well-known encoder, is read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, TypeVar

Read = TypeVar("Read")

_MOST: Final = 200_000
"""So many things are remembered, over all kinds of reading; then all are forgotten."""


class Memory:
    """Remembers, for each kind of reading, what it found of each thing, as long as the graph cannot change."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, dict[str, object]] = {}
        self._off = False

    def close(self) -> None:
        """Forget everything and remember nothing from now on, because somebody may change the graph."""
        self._off = True
        self._kept = {}

    def get(
        self, kind: Hashable, things: Iterable[str], read: Callable[[set[str]], Mapping[str, Read]]
    ) -> dict[str, Read]:
        """What is known of those things of which anything is; `read` is asked for those that are new."""
        wanted = set(things)
        if self._off:
            return dict(read(wanted)) if wanted else {}
        kept = self._kept.setdefault(kind, {})
        known: dict[str, Read | None] = {thing: kept[thing] for thing in wanted & kept.keys()}  # type: ignore[misc]
        if missing := wanted - known.keys():
            new = read(missing)
            known |= {thing: new.get(thing) for thing in missing}
            if sum(map(len, self._kept.values())) + len(missing) > _MOST:
                self._kept = {}
            self._kept.setdefault(kind, {}).update((thing, known[thing]) for thing in missing)
        return {thing: value for thing, value in known.items() if value is not None}
