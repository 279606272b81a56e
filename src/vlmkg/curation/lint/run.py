"""Look at files with the rules, and say where each fault stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from vlmkg.curation.findings import Finding, Place, Report
from vlmkg.curation.lint.corpus import Corpus
from vlmkg.curation.lint.rule import Fault, Object, Rule
from vlmkg.curation.lint.rules import RULES, SYNTAX
from vlmkg.curation.shacl import BLANK
from vlmkg.errors import TurtleError, UsageError
from vlmkg.graph import dataset, turtle

if TYPE_CHECKING:
    import rdflib


def shipped() -> tuple[Path, ...]:
    """The files that are looked at unless others are named: the ontology, its shapes, the data."""
    sources = dataset.collect()
    return (*sources.ontology, *sources.shapes, *sources.data)


def lint(
    only: Sequence[Path] = (), *, among: Sequence[Path] | None = None, rules: Iterable[str] | None = None
) -> Report:
    """What the rules find in some files or folders, or in everything that is shipped.

    Files are never looked at alone: names and references are checked against all others,
    `among` if that is given, else what is shipped. `rules` names the rules to apply, all
    unless given. A file that does not parse is a finding too, and the rest is looked at
    without it. Raises UsageError for a rule that is not there, MissingData for a path.
    """
    chosen = _chosen(rules)
    wanted = [file for path in only for file in turtle.files(path)]
    known = {path.resolve(): path for path in (shipped() if among is None else among)}
    known.update((path.resolve(), path) for path in wanted)
    corpus = Corpus(known.values())
    keep = {path.resolve() for path in wanted} if only else set(known)
    findings = [_broken(error) for error in corpus.broken if error.path.resolve() in keep]
    for rule in chosen:
        for fault in rule.check(corpus):
            if fault.file.path.resolve() in keep:
                findings.append(_finding(rule, fault))
    return Report(tuple(sorted(dict.fromkeys(findings), key=lambda finding: (_where(finding), finding.rank))))


def _chosen(names: Iterable[str] | None) -> list[Rule]:
    if names is None:
        return list(RULES.values())
    from rapidfuzz import process

    chosen = []
    for name in dict.fromkeys(names):
        if name not in RULES:
            near = [match for match, _, _ in process.extract(name, list(RULES), limit=3, score_cutoff=60)]
            meant = f"did you mean {' or '.join(near)}?" if near else "--list shows the rules"
            raise UsageError(f"there is no rule {name!r}; {meant}")
        chosen.append(RULES[name])
    return chosen


def _finding(rule: Rule, fault: Fault) -> Finding:
    value = None if fault.value is None else _text(fault.value)
    place = Place(fault.file.path, *(fault.at or _spot(fault)))
    focus = BLANK if fault.focus.startswith("_:") else fault.focus
    return Finding(focus, fault.path, value, rule.severity, rule.name, f"{fault.what} {rule.cure}", place)


def _spot(fault: Fault) -> tuple[int, int]:
    """The place of the triple, else of its subject and property, else of its subject, else the file's start."""
    import rdflib

    try:
        located = fault.file.located
    except TurtleError:
        return 1, 1
    if fault.focus.startswith("_:"):
        return _blank_spot(fault)
    subject = rdflib.URIRef(fault.focus)
    predicate = None if fault.path is None else rdflib.URIRef(fault.path)
    found = located.place(subject, predicate, None if predicate is None else _node(fault.value))
    return found or (1, 1)


def _blank_spot(fault: Fault) -> tuple[int, int]:
    """Blank nodes have other labels in each reading, so the property and value have to do."""
    value = _node(fault.value)
    for triple in fault.file.located.triples:
        here = type(triple.subject).__name__ == "BNode" and str(triple.predicate) == fault.path
        if here and value in (None, triple.object):
            return triple.predicate_at if value is None else triple.object_at
    return 1, 1


def _node(value: Object | None) -> rdflib.term.Node | None:
    """A value as rdflib has it, or None where there is no telling blank nodes apart."""
    import rdflib

    match value:
        case ox.NamedNode():
            return rdflib.URIRef(value.value)
        case ox.Literal() if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        case ox.Literal() if value.datatype.value == str(rdflib.XSD.string):
            return rdflib.Literal(value.value)
        case ox.Literal():
            return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))
        case _:
            return None


def _text(value: Object) -> str:
    return value.value if isinstance(value, ox.NamedNode | ox.Literal) else BLANK


def _broken(error: TurtleError) -> Finding:
    place = Place(error.path, error.line, error.column)
    message = str(error).removeprefix(f"{place}: ")
    return Finding("", None, None, "error", SYNTAX, message[:1].upper() + message[1:] + ".", place)


def _where(finding: Finding) -> tuple[str, int, int]:
    place = finding.place
    return (str(place.file), place.line, place.column) if place else ("", 0, 0)
