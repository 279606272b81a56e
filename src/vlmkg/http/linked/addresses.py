"""Which address stands for what: an IRI of the graph, or one of the documents about it.

`https://w3id.org/vlmkg/model/x` has the address `/model/x`, and its documents `/model/x.ttl`, `/model/x.html` ...
Names may have dots and may even end like a suffix (`index.html` of a repository is a source), so what is in the graph
decides: an address that is a thing's is the thing's, and only else may its end be a suffix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from vlmkg.terms import BASE, KINDS

TYPES: Final[dict[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}
"""The suffixes of documents with their media types."""

MACHINES: Final[dict[str, str]] = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "text/plain": "nt",
}
"""What an Accept header may ask for, the preferred one first, with the suffix of the document that it gets.

N-Triples was `text/plain` before it had a type of its own, and rdflib still asks for it so.
"""


@dataclass(frozen=True, slots=True)
class Address:
    """A thing, or one of its documents, where there is a suffix."""

    iri: str
    suffix: str | None = None

    def document(self, suffix: str) -> str:
        """The path of a document about the thing."""
        return path(f"{self.iri}.{suffix}")


def find(text: str, holds: Callable[[str], bool]) -> Address | None:
    """What stands at a path, its percent-encoding undone and without its first slash; None where nothing does."""
    if holds(BASE + text):
        return Address(BASE + text)
    stem, _, suffix = text.rpartition(".")
    if stem and suffix in TYPES and holds(BASE + stem):
        return Address(BASE + stem, suffix)
    return None


def path(iri: str) -> str:
    """The path at which an IRI of ours answers, percent-encoded as a header takes it."""
    return "/" + quote(iri.removeprefix(BASE), safe="/:@!$&'()*+,;=~")


def names_a_thing(text: str) -> bool:
    """Whether a path looks like that of a thing, such as `model/x`, whatever the graph holds."""
    kind, slash, local = text.partition("/")
    return kind in KINDS and bool(slash and local)
