"""The ontology, its alignments and its concept schemes as documents: each file under the IRI that it declares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.exchange.describe import document
from vlmkg.exchange.describe.sheet import name
from vlmkg.graph import turtle
from vlmkg.graph.results import in_order
from vlmkg.terms import BASE

_KINDS: Final = (name("owl:Ontology"), name("skos:ConceptScheme"))
_VERSION: Final = name("owl:versionIRI")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One file: its text as it is written, comments and all, the IRIs it declares, its triples in a stable order."""

    text: bytes
    declared: tuple[str, ...]
    triples: tuple[ox.Triple, ...]

    def write(self, form: str) -> bytes:
        """The vocabulary in one of the forms of a graph; as Turtle it is the file itself."""
        return self.text if form == "turtle" else document.write(self.triples, form)


def read(files: Iterable[Path]) -> dict[str, Vocabulary]:
    """The vocabularies that some Turtle files declare, by their IRIs; a version has an IRI of its own."""
    found: dict[str, Vocabulary] = {}
    for path in files:
        triples = tuple(in_order(turtle.triples([path])))
        declared = [t.subject for t in triples if t.object in _KINDS and isinstance(t.subject, ox.NamedNode)]
        versions = [t.object for t in triples if t.predicate == _VERSION and isinstance(t.object, ox.NamedNode)]
        iris = tuple(node.value for node in (*declared, *versions) if node.value.startswith(BASE))
        found |= dict.fromkeys(iris, Vocabulary(turtle.text(path).encode(), iris, triples))
    return found


def context() -> bytes:
    """The JSON-LD context that names every term of the vocabulary."""
    return (paths.ontology() / "context.jsonld").read_bytes()
