"""Which form an answer takes: what the client accepts, and already has, against what there is.

Accept headers are read as RFC 9110, section 12.5.1 says: the most specific range decides the quality of a type, and
quality 0 refuses it. Of types of equal quality one that was named beats one that a wildcard covers; then our own order
decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from starlette.requests import HTTPConnection

ROWS: Final = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types of rows and of a yes or no, the preferred one first."""

GRAPHS: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}
"""Media types of a graph, the preferred one first."""

ROW_NAMES: Final = {
    **dict.fromkeys(("json", "srj", "sparql-results+json"), "application/sparql-results+json"),
    **dict.fromkeys(("xml", "srx", "sparql-results+xml"), "application/sparql-results+xml"),
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""What `format=` may say where the answer is rows, or a yes or no, beside media types."""

GRAPH_NAMES: Final = {
    **dict.fromkeys(("turtle", "ttl", "n3"), "text/turtle"),
    **dict.fromkeys(("ntriples", "n-triples", "nt"), "application/n-triples"),
    **dict.fromkeys(("jsonld", "json-ld", "json"), "application/ld+json"),
    **dict.fromkeys(("rdfxml", "rdf+xml", "rdf", "xml"), "application/rdf+xml"),
    **dict.fromkeys(("nquads", "n-quads", "nq"), "application/n-quads"),
    "trig": "application/trig",
}
"""The same where the answer is a graph; `n3` gets Turtle, which every reader of N3 reads."""

_REMEMBERED: Final = 512
"""Characters; what is longer than the headers of real clients is read each time, so that nobody fills the memory."""

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_PARAMETER: Final = re.compile(rf";\s*(?:({_WORD})\s*=\s*({_QUOTED}|[^;,\"]*))?")
_RANGE: Final = re.compile(rf"\s*({_WORD}/{_WORD}|\*)\s*((?:;(?:{_QUOTED}|[^,\"])*)?)\s*(?:,|$)")
_QUALITY: Final = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?|\.[0-9]+")

Range = tuple[str, str, bool, float]
"""Type, subtype, whether it has parameters, quality."""


def accepted(request: HTTPConnection) -> str:
    """What a request accepts; several Accept headers count as one."""
    return ",".join(request.headers.getlist("accept"))


def choose(accept: str, offered: Mapping[str, str]) -> str | None:
    """The media type among those offered that the client likes best; None where it accepts none.

    Several Accept headers are given as one, with commas between. A header that is empty or says nothing readable
    accepts everything.
    """
    names = tuple(offered)
    return _remembered(accept, names) if len(accept) <= _REMEMBERED else _choose(accept, names)


def _choose(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = ranges_of(accept)
    if not ranges:
        return next(iter(offered), None)
    best, highest = None, (0.0, 0)
    for media_type in offered:
        kind, _, subtype = media_type.partition("/")
        fits = max((_fit(a_range, kind, subtype) for a_range in ranges), default=(0, 0.0))
        how, quality = fits
        if how and quality and (quality, how) > highest:
            best, highest = media_type, (quality, how)
    return best


_remembered = lru_cache(maxsize=1024)(_choose)


def ranges_of(accept: str) -> list[Range]:
    """The media ranges of an Accept header, in their order; what is none is left out."""
    found: list[Range] = []
    position = 0
    while position < len(accept):
        match = _RANGE.match(accept, position)
        if match is None:
            comma = accept.find(",", position)
            if comma < 0:
                break
            position = comma + 1
            continue
        position = match.end()
        kind, _, subtype = ("*/*" if match[1] == "*" else match[1].lower()).partition("/")
        quality, parameters = 1.0, False
        for name, value in _PARAMETER.findall(match[2]):
            if name.lower() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
            elif name:
                parameters = True
        found.append((kind, subtype, parameters, quality))
    return found


def _fit(a_range: Range, kind: str, subtype: str) -> tuple[int, float]:
    """How closely a range fits a type (4 exactly, 3 but for parameters, 2 half, 1 any, 0 not), and its quality.

    No type here has parameters of its own, so `text/turtle;version=1.2` is taken for a wish, not for a condition.
    """
    of_kind, of_subtype, parameters, quality = a_range
    if of_subtype == subtype and of_kind == kind:
        return (3 if parameters else 4), quality
    if of_subtype == "*" and of_kind in (kind, "*"):
        return (2 if of_kind == kind else 1), quality
    return 0, 0.0


def content_type(media_type: str) -> str:
    """A media type as an answer names it, with the charset where it is text."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def encoding(accept_encoding: str, offered: Iterable[str]) -> str:
    """The coding among those offered, such as `br` and `gzip`, that an Accept-Encoding header likes best.

    It is empty for an answer as it is: where none is accepted, or `identity` is liked better (RFC 9110, section
    12.5.3). Of equal ones the first offered is chosen.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
        qualities["gzip" if name == "x-gzip" else name] = quality
    others = qualities.get("*", 0.0)
    best, highest = "", 0.0
    for coding in offered:
        if (quality := qualities.get(coding, others)) > highest:
            best, highest = coding, quality
    return best if highest >= qualities.get("identity", 0.0) else ""


def names_tag(known: str, tag: str) -> bool:
    """Whether If-None-Match names an entity tag, however weakly; `*` names any (RFC 9110, section 13.1.2)."""
    return any(part.strip().removeprefix("W/") in (tag, "*") for part in known.split(","))
