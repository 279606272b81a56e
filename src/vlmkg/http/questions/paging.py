"""Parts of long answers: `limit` and `offset` say which rows are shown, and links lead to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Paging:
    """How many rows an answer shows: `greatest` at most, and on a page of a browser `shown` unless asked for others."""

    greatest: int = 10_000
    shown: int = 50


FURTHEST: Final = 10_000_000
"""The greatest `offset`."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows `offset` to `offset + limit` of the `total` of an answer; the first row is row 0."""

    offset: int
    limit: int
    total: int

    @property
    def truncated(self) -> bool:
        """Whether there are rows after these."""
        return self.offset + self.limit < self.total

    @property
    def whole(self) -> bool:
        """Whether these are all rows."""
        return self.offset == 0 and not self.truncated

    @property
    def last(self) -> int:
        """Where the last part of this length begins."""
        return max(0, self.total - 1) // self.limit * self.limit

    @property
    def offsets(self) -> dict[str, int]:
        """Where the other parts begin, by relation (RFC 8288): `next`, `prev`, `first`, `last`."""
        found = {} if self.whole else {"first": 0, "last": self.last}
        if self.offset:
            found["prev"] = min(max(0, self.offset - self.limit), self.last)
        if self.truncated:
            found["next"] = self.offset + self.limit
        return found

    def address(self, path: str, given: dict[str, str], relation: str) -> str | None:
        """The address of another part of the same answer; None where there is no such part."""
        offset = self.offsets.get(relation)
        if offset is None:
            return None
        return address(path, {**given, "limit": str(self.limit), **({"offset": str(offset)} if offset else {})})


def address(path: str, parameters: dict[str, str]) -> str:
    """A path of this site with parameters."""
    query = urlencode(parameters, quote_via=quote)
    return f"{path}?{query}" if query else path


def link(target: str, relation: str, media_type: str | None = None) -> str:
    """One link of a `Link` header (RFC 8288); its target must be an address that `address` made."""
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
