"""Rules about names: how IRIs of ours are formed, that what is named exists, and that nothing is there twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.lint.corpus import Corpus, SourceFile, Statement
from vlmkg.curation.lint.layout import kind
from vlmkg.curation.lint.rule import Fault, Rule
from vlmkg.curation.lint.terms import near
from vlmkg.curation.properties import words
from vlmkg.terms import BASE, KINDS, PREFIXES, VLMKG, shorten

_LOCAL: Final = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")
_LABEL: Final = PREFIXES["rdfs"] + "label"
_SUBJECT, _PROPERTY = VLMKG + "claimSubject", VLMKG + "claimProperty"
_SOURCE, _LOCATOR = VLMKG + "source", VLMKG + "locator"
_PAGE: Final = PREFIXES["foaf"] + "page"
_SHAPES: Final = BASE + "shapes"


def _names(corpus: Corpus) -> Iterator[Fault]:
    seen: set[str] = set()
    for file, s in corpus.of("data", "ontology"):
        for iri in (s.subject, s.target):
            if iri is None or iri in seen or (here := kind(iri)) is None or iri.startswith(BASE + "ontology/"):
                continue
            seen.add(iri)
            local = iri.removeprefix(f"{BASE}{here}/")
            if here not in KINDS:
                what = f"<{iri}> is of no kind that has a prefix."
            elif not _LOCAL.fullmatch(local):
                what = f"{local!r} in <{iri}> is not formed like a name of ours."
            else:
                continue
            yield Fault(file, what, s.subject, s.predicate if iri == s.target else None, s.object)


def _claim_names(corpus: Corpus) -> Iterator[Fault]:
    properties = corpus.values(_PROPERTY, "data")
    for claim, statements in corpus.values(_SUBJECT, "data").items():
        file, statement = statements[0]
        about = statement.target or ""
        property_ = next((p.target for _, p in properties.get(claim, [])), None)
        if property_ is None or kind(claim) != "claim" or kind(about) is None:
            continue
        subject = about.rsplit("/", 1)[-1]
        # Where things of two kinds share a name, the kind tells their claims apart: claim:qwen-license.page.1.
        starts = [f"{name}.{words(property_)}." for name in (subject, f"{subject}-{kind(about)}")]
        name = claim.rsplit("/", 1)[-1]
        if not any(name.startswith(start) and re.fullmatch(r"[1-9][0-9]*", name[len(start) :]) for start in starts):
            what = f"A claim about {shorten(about)} and {shorten(property_)} is named claim:{starts[0]}1, 2 and so on."
            yield Fault(file, what, claim)


def _dangling(corpus: Corpus) -> Iterator[Fault]:
    by_kind: dict[str | None, list[str]] = defaultdict(list)
    for known in corpus.described:
        by_kind[kind(known)].append(known)
    for file, s in corpus.of("data", "ontology"):
        iri = s.target
        if iri is None or not iri.startswith(BASE) or iri.startswith((VLMKG, _SHAPES)) or iri == BASE:
            continue
        if iri not in corpus.described and s.predicate != PREFIXES["owl"] + "versionIRI":
            local = iri.rsplit("/", 1)[-1]
            others = [other for other in corpus.described if other.endswith("/" + local) and other.startswith(BASE)]
            hint = f"; there is {', '.join(map(shorten, others))}" if others else near(iri, by_kind[kind(iri)])
            what = f"{shorten(iri)} is described in no file{hint}."
            yield Fault(file, what, s.subject, s.predicate, s.object)


def _same_name(corpus: Corpus) -> Iterator[Fault]:
    """Models of one label are left to the shapes, which explain them better."""
    seen: dict[tuple[str, str], str] = {}
    for subject, statements in corpus.values(_LABEL, "data").items():
        for file, s in statements:
            if (here := kind(subject)) in (None, "model") or not isinstance(s.object, ox.Literal):
                continue
            key = (str(here), " ".join(s.object.value.split()).casefold())
            other = seen.setdefault(key, subject)
            if other != subject:
                what = f"{shorten(subject)} and {shorten(other)} are both called {s.object.value!r}."
                yield Fault(file, what, subject, s.predicate, s.object)


def _same_page(corpus: Corpus) -> Iterator[Fault]:
    """Two sources of one address, path and revision."""
    pages = corpus.values(_PAGE, "data")
    rest = [corpus.values(VLMKG + name, "data") for name in ("path", "revision")]
    seen: dict[tuple[str, ...], str] = {}
    for subject, statements in pages.items():
        if kind(subject) != "source":
            continue
        file, s = statements[0]
        address = (s.target or "").rstrip("/")
        key = (address, *(";".join(sorted(str(t.object) for _, t in each.get(subject, []))) for each in rest))
        other = seen.setdefault(key, subject)
        if other != subject:
            what = f"{shorten(subject)} and {shorten(other)} are the same page at the same revision."
            yield Fault(file, what, subject, s.predicate, s.object)


def _same_claim(corpus: Corpus) -> Iterator[Fault]:
    said: dict[str, tuple[SourceFile, list[Statement]]] = {}
    telling = {_SUBJECT, _PROPERTY, VLMKG + "claimEntity", VLMKG + "claimLiteral", _SOURCE, _LOCATOR}
    for file, s in corpus.of("data"):
        if s.predicate in telling and kind(s.subject) == "claim":
            said.setdefault(s.subject, (file, []))[1].append(s)
    seen: dict[frozenset[tuple[str, str]], str] = {}
    for claim, (file, statements) in said.items():
        if {_SUBJECT, _PROPERTY, _SOURCE} <= {s.predicate for s in statements}:
            other = seen.setdefault(frozenset((s.predicate, str(s.object)) for s in statements), claim)
            if other != claim:
                what = f"{shorten(claim)} says what {shorten(other)} says, from the same place in the same source."
                yield Fault(file, what, claim)


RULES: Final = (
    Rule(
        "entity-name",
        "error",
        "An IRI of ours is not formed as the data model promises.",
        "Use one of the prefixes for kinds, and a name of lower-case letters and digits, with '.' or '-' between them.",
        _names,
    ),
    Rule(
        "claim-name",
        "error",
        "The name of a claim does not tell its subject and property.",
        "Rename the claim, where it is contradicted too.",
        _claim_names,
    ),
    Rule(
        "dangling-reference",
        "error",
        "A thing is named that no file describes.",
        "Correct the name, or describe the thing in the file of its kind.",
        _dangling,
    ),
    Rule(
        "same-name",
        "warning",
        "Two things of one kind have the same label.",
        "Say in one label what tells them apart, or deprecate one if they are the same.",
        _same_name,
    ),
    Rule(
        "same-source",
        "error",
        "Two sources are the same page.",
        "Keep one of them, and name it in the claims of the other.",
        _same_page,
    ),
    Rule(
        "same-claim",
        "error",
        "Two claims state the same value from the same place.",
        "Remove the later one.",
        _same_claim,
    ),
)
