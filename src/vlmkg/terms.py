"""Names: the prefix table, and the way between an IRI and its short form.

One table serves Turtle, queries, JSON-LD and every face. Entity prefixes are
one per kind, as the data model fixes them.
"""

from __future__ import annotations

import re
from typing import Final

BASE: Final = "https://w3id.org/vlmkg/"
VLMKG: Final = BASE + "ontology#"

KINDS: Final[tuple[str, ...]] = (
    "application",
    "benchmark",
    "capability",
    "challenge",
    "claim",
    "connector",
    "dataset",
    "direction",
    "domain",
    "family",
    "language",
    "license",
    "mitigation",
    "modality",
    "model",
    "org",
    "paper",
    "platform",
    "privacy",
    "regulation",
    "result",
    "source",
    "stage",
    "task",
    "technique",
    "tool",
)
"""The entity prefixes: `model` stands for `https://w3id.org/vlmkg/model/`, and so on."""

PREFIXES: Final[dict[str, str]] = dict(
    sorted(
        {
            **{kind: f"{BASE}{kind}/" for kind in KINDS},
            "dcterms": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "owl": "http://www.w3.org/2002/07/owl#",
            "prov": "http://www.w3.org/ns/prov#",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "schema": "https://schema.org/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "vlmkg": VLMKG,
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        }.items()
    )
)
"""Every prefix that data, queries and exports use, in alphabetical order."""

SPARQL_PREFIXES: Final = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
_CURIE = re.compile(r"([a-z]+):([A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?)")


def shorten(iri: str) -> str:
    """The short form of an IRI (`model:clip`), or the IRI itself where no prefix fits."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    space, local = iri[:cut], iri[cut:]
    if _LOCAL.fullmatch(local):
        for prefix, start in PREFIXES.items():
            if start == space:
                return f"{prefix}:{local}"
    return iri


def expand(curie: str) -> str | None:
    """The IRI of a short form, or None where it is none (unknown prefix, odd characters)."""
    match = _CURIE.fullmatch(curie)
    if match is None or match[1] not in PREFIXES:
        return None
    return PREFIXES[match[1]] + match[2]


def is_iri(text: str) -> bool:
    """Whether the text is an absolute IRI that may stand between `<` and `>` (RFC 3987, SPARQL IRIREF)."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]+", text) is not None
