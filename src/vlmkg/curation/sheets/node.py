"""A mapping of a sheet, read with care: every key is asked for by name, and none is overlooked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vlmkg.errors import SourceFileError


class Node:
    """A mapping of the sheet, of which every key is asked for, and none is overlooked."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise SourceFileError(f"{place}: a mapping belongs here, of `key: value` lines")
        self._left = dict(value)
        self.place = place

    def take(self, key: str) -> Any:
        """Whatever stands under a key, or None."""
        return self._left.pop(key, None)

    def text(self, key: str, default: str | None = None) -> str | None:
        """The text under a key, or the default."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise SourceFileError(f"{self.place} > {key}: a text belongs here")
        return " ".join(value.split()) or default

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under a key, of which one may stand without a list."""
        value = self.take(key)
        items = [value] if isinstance(value, str) else value or []
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise SourceFileError(f"{self.place} > {key}: a text or a list of texts belongs here")
        return tuple(" ".join(item.split()) for item in items)

    def items(self, key: str) -> list[tuple[str, Any]]:
        """The lines of the mapping under a key."""
        value = self.take(key)
        if value in (None, ""):
            return []
        if not isinstance(value, dict):
            raise SourceFileError(f"{self.place} > {key}: a mapping belongs here, of `name: ...` lines")
        return list(value.items())

    def list(self, key: str) -> list[Any]:
        """The list under a key; anything else is a list of one."""
        value = self.take(key)
        if value in (None, ""):
            return []
        return value if isinstance(value, list) else [value]

    def done(self, known: Iterable[str]) -> None:
        """Refuse what was not asked for."""
        if self._left:
            raise SourceFileError(
                f"{self.place}: {', '.join(map(repr, self._left))} is no key here; the keys are {', '.join(known)}"
            )
