"""Which form an answer takes: what the client accepts against what the answer can be written as.

Accept headers are read as RFC 9110, section 12.5.1 says: the most specific
range decides the quality of a type, quality 0 refuses it, and of equal
qualities our own order decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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


def choose(accept: str, offered: Mapping[str, str]) -> str | None:
    """The media type among those offered that the client likes best; None where it accepts none."""
    ranges = _ranges(accept)
    if not ranges:
        return next(iter(offered))
    best, best_quality = None, 0.0
    for media_type in offered:
        fitting = [(how, quality) for pattern, quality in ranges if (how := _fits(pattern, media_type))]
        if fitting and (quality := max(fitting)[1]) > best_quality:
            best, best_quality = media_type, quality
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if "/" not in name:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        found.append((name.lower(), quality if quality == quality else 0.0))
    return found


def _fits(pattern: str, media_type: str) -> int:
    """How specifically a range fits a type: 3 exactly, 2 by its first half, 1 as `*/*`, 0 not at all."""
    if pattern == media_type:
        return 3
    if pattern == media_type.partition("/")[0] + "/*":
        return 2
    return 1 if pattern == "*/*" else 0
