"""What the text of a list's entry says plainly enough to be taken down. Everything else is for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_SCALES: Final = {"k": 3, "m": 6, "b": 9, "t": 12, "million": 6, "billion": 9}
_SIZE: Final = r"(?<![\w.,/&~×–-])(?P<number>\d+(?:\.\d+)?) ?(?P<scale>{scales})"
_PARAMETERS: Final = re.compile(_SIZE.format(scales="[BM]") + r"[- ](?:params|parameters)\b", re.IGNORECASE)
_CELL: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<scale>[BM])")
_COUNTED: Final = _SIZE.format(scales="[KMB]|million|billion") + r"\b(?: [\w-]+){0,3}? "
_COUNTS: Final = {
    "vlmkg:pairCount": re.compile(_COUNTED + r"(?:image-text |alt-text )?pairs\b", re.IGNORECASE),
    "vlmkg:imageCount": re.compile(_SIZE.format(scales="[KM]|million") + r" images\b", re.IGNORECASE),
    "vlmkg:questionCount": re.compile(_SIZE.format(scales="[KM]|million") + r"(?: \w+)? questions\b", re.IGNORECASE),
}
_ARCHITECTURE: Final = re.compile(r"\b(decoder-only|encoder-decoder)\b", re.IGNORECASE)
_LICENSE: Final = re.compile(r"\b(Apache[- ]2\.0|BSD-3-Clause|CC[- ]BY(?:-(?:NC|SA|ND))*[- ]4\.0|MIT(?= license))\b")
_NAME: Final = r"(?P<name>[^,;()]{2,60}?)"
_PARTS: Final = (
    ("vlmkg:usesVisionEncoder", re.compile(rf"\busing (?:an? )?{_NAME}(?: \([^)]*\))? for vision encod(?:er|ing)\b")),
    (
        "vlmkg:builtOnBackbone",
        re.compile(rf"\band {_NAME}(?: \([^)]*\))? as (?:the )?(?:pretrained )?(?:text )?backbone\b"),
    ),
    ("vlmkg:builtOnBackbone", re.compile(r"(?:^|, )(?P<name>[A-Z][\w.-]*(?: [A-Z\d][\w.-]*)*) backbone\b")),
)
_MAKER: Final = re.compile(
    r"\b(?:[Rr]eleased|[Dd]eveloped|[Mm]ade|[Mm]odels) by (?P<name>[A-Z][\w&]*(?: [A-Z][\w&]*)*)"
)
_SEVERAL: Final = re.compile(r"\d ?[BMbm]?(?:,| and| or| to| &)+ ?$|[Aa]ctivat\w*(?: \w+){0,2} ?$")
"""Before a number: it is one of several, or counts only what is active."""
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_ARXIV: Final = re.compile(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?/?"
)
_HUB: Final = re.compile(r"https?://huggingface\.co/(?P<id>[\w.-]+/[\w.-]+)/?")
_HUB_WORDS: Final = frozenset({"blog", "collections", "datasets", "docs", "learn", "papers", "posts", "spaces"})
_REPOSITORY: Final = re.compile(r"https?://github\.com/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?(?:[?#/].*)?")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing an entry says. `how` is `literal`, `text`, `year`, `link`, or the prefixes that a name goes among."""

    property: str
    value: str | int
    how: str | tuple[str, ...]


def of_text(text: str, kind: str) -> Iterator[Told]:
    """What the text of an entry about a `model`, `dataset`, `benchmark` or `tool` says."""
    if kind == "model":
        yield from _numbers(text, "vlmkg:parameterCount", _PARAMETERS)
        if found := _ARCHITECTURE.search(text):
            yield Told("vlmkg:architecture", found[1].lower(), "text")
        for property_, pattern in _PARTS:
            if found := pattern.search(text):
                yield Told(property_, found["name"].strip(), ("model", "family"))
        if found := _LICENSE.search(text):
            yield Told("dcterms:license", found[1], ("license",))
    else:
        for property_, pattern in _COUNTS.items():
            yield from _numbers(text, property_, pattern)
    if found := _MAKER.search(text):
        yield Told("vlmkg:developedBy", found["name"], ("org",))


def of_cell(column: str, text: str) -> Iterator[Told]:
    """What a cell of a table says, by the heading of its column."""
    name = column.casefold()
    plain = " ".join(text.split())
    if not plain or plain in ("-", "–", "—", "?", "N/A"):
        return
    if re.search(r"vision.*encoder|visual.*encoder|image.*encoder", name):
        yield Told("vlmkg:usesVisionEncoder", plain, ("model", "family"))
    elif re.search(r"backbone|language model|\bllm\b", name):
        yield Told("vlmkg:builtOnBackbone", plain, ("model", "family"))
    elif re.search(r"param|^size", name):
        if found := _CELL.fullmatch(plain):
            yield Told("vlmkg:parameterCount", _scaled(found), "literal")
    elif re.fullmatch(r"year|date|released?", name) and _YEAR.fullmatch(plain):
        yield Told("dcterms:issued", plain, "year")
    elif name == "architecture" and (found := _ARCHITECTURE.fullmatch(plain)):
        yield Told("vlmkg:architecture", found[1].lower(), "text")


def of_link(address: str, kind: str) -> Iterator[Told]:
    """What a link says: that it is about the thing, and the number, id or repository that it names."""
    yield Told("foaf:page", address, "link")
    if found := _ARXIV.fullmatch(address):
        yield Told("vlmkg:arxivId", found["id"], "literal")
    elif found := _REPOSITORY.fullmatch(address):
        yield Told("schema:codeRepository", f"https://github.com/{found['owner']}/{found['name']}", "link")
    elif kind == "model" and (found := _HUB.fullmatch(address)) and found["id"].partition("/")[0] not in _HUB_WORDS:
        yield Told("vlmkg:huggingFaceId", found["id"], "literal")


def year(heading: str) -> str | None:
    """The year that a heading or a remark in parentheses is, and nothing else."""
    return heading.strip("() ") if _YEAR.fullmatch(heading.strip("() ")) else None


def _numbers(text: str, property_: str, pattern: re.Pattern[str]) -> Iterator[Told]:
    """The one number of its kind; of several, nobody says which is meant."""
    found = list(pattern.finditer(text))
    if len(found) == 1 and not _SEVERAL.search(text[: found[0].start()]):
        yield Told(property_, _scaled(found[0]), "literal")


def _scaled(found: re.Match[str]) -> int:
    return int(Decimal(found["number"]).scaleb(_SCALES[found["scale"].casefold()]))
