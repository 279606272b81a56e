"""The terms that exist: ours, those of the vocabularies that stand still, and those looked up and pinned.

`ontology/alignments/terms.tsv` names the file and version in which each foreign term was found.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation.lint.corpus import TYPE, Corpus, SourceFile, Statement
from vlmkg.curation.lint.rule import Fault, Rule
from vlmkg.terms import BASE, PREFIXES, VLMKG, shorten

if TYPE_CHECKING:
    from rdflib.namespace import DefinedNamespace

_RDFS, _OWL = PREFIXES["rdfs"], PREFIXES["owl"]
_SHACL: Final = "http://www.w3.org/ns/shacl#"

_DOCUMENTS: Final = {
    PREFIXES["dcterms"] + "source",
    PREFIXES["dcterms"] + "license",
    PREFIXES["schema"] + "license",
    _RDFS + "seeAlso",
    _RDFS + "isDefinedBy",
    _OWL + "versionIRI",
    _OWL + "imports",
    PREFIXES["foaf"] + "page",
}
"""Properties whose values are documents, which are no terms."""

_QUERIES: Final = {_SHACL + "select", _SHACL + "ask", _SHACL + "construct"}
_OURS_IN_QUERY: Final = re.compile(r"(?<![\w:/])vlmkg:([A-Za-z]\w*)")


def near(name: str, names: Iterable[str]) -> str:
    """A half-sentence with the IRIs whose last parts look most like that of one, or nothing."""
    from rapidfuzz import process

    locals_ = {iri: _local(iri) for iri in names}
    found = [iri for _, _, iri in process.extract(_local(name), locals_, limit=3, score_cutoff=75)]
    return f"; near it are {', '.join(map(shorten, found))}" if found else ""


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


@cache
def _standing() -> dict[str, type[DefinedNamespace]]:
    """The vocabularies that no longer change, as rdflib lists them, by namespace."""
    from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, XSD

    return {str(space): space for space in (DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, XSD)}


@cache
def pinned() -> frozenset[str]:
    """The foreign terms that were looked up in their source files."""
    with (paths.ontology() / "alignments" / "terms.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["iri"] for row in csv.DictReader(file, delimiter="\t"))


@cache
def exists_elsewhere(iri: str) -> bool:
    """Whether a term that is not ours is known to exist."""
    if iri in pinned():
        return True
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    space = _standing().get(iri[:cut])
    return space is not None and (cut == len(iri) or iri in space)


def _like(iri: str) -> list[str]:
    """The terms that a foreign one may be a misspelling of: those of its namespace."""
    start = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    standing = map(str, dir(_standing()[start])) if start in _standing() else ()
    return list({*standing, *(term for term in pinned() if term.startswith(start))})


def _declared(corpus: Corpus) -> set[str]:
    return {s.subject for _, s in corpus.of("ontology") if s.predicate == TYPE}


def _unknown(corpus: Corpus) -> Iterator[Fault]:
    """Terms of ours, wherever they stand, queries of shapes included."""
    ours = {iri for iri in _declared(corpus) if iri.startswith(VLMKG)}
    for file, s in corpus.of("data", "ontology", "shapes"):
        for iri in _used(s):
            if iri.startswith(VLMKG) and iri not in ours:
                what = f"{shorten(iri)} is no term of the ontology{near(iri, ours)}."
                yield _at(file, s, iri, what)


def _at(file: SourceFile, s: Statement, iri: str, what: str) -> Fault:
    """The fault that a term of a statement is; it stands where the term stands."""
    if iri == s.subject:
        return Fault(file, what, s.subject)
    return Fault(file, what, s.subject, s.predicate, None if iri == s.predicate else s.object)


def _used(s: Statement) -> Iterator[str]:
    yield from (s.subject, s.predicate)
    if isinstance(s.object, ox.NamedNode):
        yield s.object.value
    elif isinstance(s.object, ox.Literal) and s.predicate in _QUERIES:
        yield from (VLMKG + name for name in dict.fromkeys(_OURS_IN_QUERY.findall(s.object.value)))


def _unpinned(corpus: Corpus) -> Iterator[Fault]:
    """Foreign properties, classes and datatypes everywhere; in the ontology, all other foreign IRIs too."""
    seen: set[tuple[SourceFile, str]] = set()
    for file, s in corpus.of("data", "ontology", "shapes"):
        for iri in _foreign(file, s):
            if (file, iri) not in seen and not exists_elsewhere(iri):
                seen.add((file, iri))
                what = f"{shorten(iri)} is not among the foreign terms that were looked up{near(iri, _like(iri))}."
                yield _at(file, s, iri, what)


def _foreign(file: SourceFile, s: Statement) -> Iterator[str]:
    found = [s.predicate]
    if isinstance(s.object, ox.Literal):
        found.append(s.object.datatype.value)
    elif s.target is not None and (s.predicate == TYPE or (file.part != "data" and s.predicate not in _DOCUMENTS)):
        found.append(s.target)
    if file.part != "data" and not s.subject.startswith("_:"):
        found.append(s.subject)
    return (iri for iri in found if not iri.startswith(BASE))


def _deprecated(corpus: Corpus) -> Iterator[Fault]:
    gone = {
        s.subject
        for _, s in corpus.of("ontology")
        if s.predicate == _OWL + "deprecated" and isinstance(s.object, ox.Literal) and s.object.value in ("true", "1")
    }
    if not gone:
        return
    for file, s in corpus.of("data", "ontology", "shapes"):
        if s.subject in gone:
            continue
        for iri in (s.predicate, s.target):
            if iri in gone:
                yield _at(file, s, iri, f"{shorten(iri)} is deprecated.")


RULES: Final = (
    Rule(
        "unknown-term",
        "error",
        "A term of ours is used that the ontology does not declare.",
        "Correct the spelling, or declare the term in ontology/vlmkg.ttl.",
        _unknown,
    ),
    Rule(
        "unpinned-term",
        "error",
        "A term of another vocabulary is used that nobody has looked up.",
        "Correct the spelling, or look the term up in its source file and add it to ontology/alignments/terms.tsv.",
        _unpinned,
    ),
    Rule(
        "deprecated-term",
        "error",
        "A term is used that is deprecated.",
        "Use the term that replaces it (dcterms:isReplacedBy in the ontology).",
        _deprecated,
    ),
)
