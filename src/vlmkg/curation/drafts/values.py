"""Values of other people's files, taken only where they are of the kind that they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

MOST: Final = 200
"""The most entries of one list that are read; lists that people write are far shorter."""

_LARGEST_SCORE: Final = 10**9
_SMALLEST_SCORE: Final = Decimal("1e-9")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_LONGEST_SHOWN: Final = 100


def plain(value: Any) -> str | None:
    """A text of one line and at most 100 printable characters, or None where the value is none."""
    if not isinstance(value, str) or len(value) > 10 * _LONGEST_SHOWN:
        return None
    text = " ".join(value.split())
    return text if text and text.isprintable() and len(text) <= _LONGEST_SHOWN else None


def web_address(value: Any) -> str | None:
    """An address of the web that can stand as an IRI, or None where the value is none."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return None
    try:
        return ox.NamedNode(value).value
    except ValueError:
        return None


def whole_number(value: Any, most: int = 10**9) -> int | None:
    """A whole number from 1 to `most`, or None where the value is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most else None


def score(value: Any) -> Decimal | None:
    """A number as exact as it is written, or None where the value is none or no score can be so large or small."""
    match value:
        case bool():
            return None
        case int() if abs(value) <= _LARGEST_SCORE:
            return Decimal(value)
        case Decimal() if value.is_finite() and abs(value) <= _LARGEST_SCORE:
            number = value
        case float() if abs(value) <= _LARGEST_SCORE:
            number = Decimal(repr(value))
        case str() if _NUMBER.fullmatch(value):
            number = Decimal(value)
        case _:
            return None
    return number if not number or abs(number) >= _SMALLEST_SCORE else None


def entries(value: Any, locator: str) -> Iterator[tuple[Any, str]]:
    """The values of a field that holds one or a list of them, each with its place; nothing for an empty field."""
    if isinstance(value, list):
        yield from ((item, f"{locator}[{place}]") for place, item in enumerate(value[:MOST]))
    elif value is not None and value != "":
        yield value, locator


def shown(value: Any) -> str:
    """A value of any kind for a reader, in a line."""
    match value:
        case str():
            text = value[: 2 * _LONGEST_SHOWN]
        case bool():
            return "true" if value else "false"
        case dict():
            return f"a mapping with {len(value)} keys"
        case list():
            return f"a list of {len(value)}"
        case int() if abs(value) > 10**_LONGEST_SHOWN:
            return f"a number of more than {_LONGEST_SHOWN} digits"
        case _:
            text = str(value)
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"
