"""Values of the ecosystem graphs: sizes, dates, links and modalities as they are written there."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from vlmkg.curation.drafts.values import plain
from vlmkg.terms import is_iri

UNSTATED: Final = frozenset({"", "unknown", "none", "n/a", "na", "-", "tbd", "unspecified"})
"""What stands in a field of which the authors know nothing; `none` is written for both kinds of not knowing."""

_SCALE: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_AMOUNT: Final = r"(?P<number>\d{1,12}(?:\.\d{1,6})?)\s?(?P<scale>[kmbt]?)\s+"
_PARAMETERS: Final = re.compile(_AMOUNT + r"parameters(?:\s+\((?:dense|sparse)\))?", re.IGNORECASE)
_ITEMS: Final = (
    (re.compile(_AMOUNT + r"(?:image[- ]text|text[- ]image|image-caption) pairs", re.IGNORECASE), "vlmkg:pairCount"),
    (re.compile(_AMOUNT + r"images", re.IGNORECASE), "vlmkg:imageCount"),
    (re.compile(_AMOUNT + r"(?:videos|video clips)", re.IGNORECASE), "vlmkg:videoClipCount"),
)
_ARXIV: Final = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?/?", re.ASCII)
_HUB: Final = re.compile(
    r"https?://huggingface\.co/(datasets/)?([A-Za-z0-9][\w.-]*/[\w.-]+)(?:/tree/main)?/?", re.ASCII
)
_SITES: Final = frozenset({"blog", "docs", "papers", "spaces", "collections", "datasets", "models", "learn"})


def stated(value: Any) -> Any:
    """What a field holds: the value itself, or that of a mapping of a value and its explanation."""
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def is_explained(value: Any) -> bool:
    """Whether a field has an explanation beside its value."""
    return isinstance(value, dict) and bool(value.get("explanation"))


def is_stated(value: Any) -> bool:
    """Whether a field says something."""
    return not (value is None or value == [] or (isinstance(value, str) and value.strip().casefold() in UNSTATED))


def parameters(value: Any) -> int | None:
    """A number of parameters such as `80B parameters (dense)`, or None."""
    match = _PARAMETERS.fullmatch(plain(value) or "")
    return _whole(match) if match else None


def items(value: Any) -> tuple[str, int] | None:
    """How much a dataset holds, as a property and its number, such as `1B image-text pairs`; or None."""
    for pattern, property_ in _ITEMS:
        match = pattern.fullmatch(plain(value) or "")
        if match and (number := _whole(match)):
            return property_, number
    return None


def is_link(value: Any) -> bool:
    """Whether a field holds a web address in printable characters."""
    return (
        isinstance(value, str) and value.isprintable() and value.startswith(("http://", "https://")) and is_iri(value)
    )


def arxiv_id(url: Any) -> str | None:
    """The arXiv identifier, without version, that a link leads to, or None."""
    match = _ARXIV.fullmatch(url.strip()) if isinstance(url, str) else None
    return match[1] if match else None


def hub_id(url: Any, dataset: bool) -> str | None:
    """The owner and name on the Hugging Face hub that a link leads to, or None where it leads elsewhere."""
    match = _HUB.fullmatch(url.strip()) if isinstance(url, str) else None
    if match is None or bool(match[1]) is not dataset or match[2].partition("/")[0] in _SITES:
        return None
    return match[2]


def modalities(value: Any) -> list[str] | None:
    """The words of `text, image; text` (input and output), each once, or None where the field holds no text."""
    text = plain(value)
    return list(dict.fromkeys(w for word in re.split(r"[;,]", text) if (w := word.strip()))) if text else None


def _whole(match: re.Match[str]) -> int | None:
    number = Decimal(match["number"]) * _SCALE[match["scale"].casefold()]
    return int(number) if number == number.to_integral_value() and number > 0 else None
