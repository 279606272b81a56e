"""What the shapes find in a graph, each finding with the line and column where it stands."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation import revisions, shacl
from vlmkg.curation.findings import Finding, Place, Report
from vlmkg.curation.locate import Places
from vlmkg.curation.reports import RuleText
from vlmkg.curation.shacl import Files
from vlmkg.errors import TurtleError
from vlmkg.graph import dataset, turtle
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Embedded, select

SYNTAX: Final = "TurtleSyntax"
"""The rule that a file breaks which does not parse."""


@dataclass(frozen=True)
class Checked:
    """A report, and how it came about.

    `triples` were checked by the engine of that name. `only` are the changed files that the
    report keeps to, or None; `elsewhere` counts what else was found, which is part of no report.
    """

    report: Report
    engine: str
    triples: int
    only: list[Path] | None = None
    elsewhere: int = 0


def check(
    extra: Sequence[Path] = (), *, builtin: bool = True, engine: str = "auto", since: str | None = None
) -> Checked:
    """Validate the shipped data (unless `builtin` is off) and what the user named, together.

    `engine` is as for `validate`. With `since`, a git revision, the whole graph is validated
    all the same, and the report keeps to what stands in files changed since then and to the
    errors that their change has caused elsewhere: where a file was taken away, others name
    what it described. Files that do not parse are findings too; the shapes then wait. Raises
    MissingData, DataError where the shapes cannot be used, and UsageError where there is no
    such revision.
    """
    sources = dataset.collect(extra, builtin=builtin)
    only = None if since is None else changed(since)
    name, find = shacl.engine(engine)
    broken, triples = _parsed(sources.turtle)
    if broken:
        whole = Report(tuple(broken))
    else:
        whole = report(find(sources.data, sources.shapes, sources.ontology), sources.turtle)
    if only is None or since is None:
        return Checked(whole, name, triples, only)
    wanted = {path.resolve() for path in only}
    kept = {f for f in whole.findings if f.place is None or f.place.file.resolve() in wanted}
    caused = {f for f in whole.findings if f.severity == "error" and f not in kept}
    if caused and not broken:
        earlier = _at(since, find)
        kept |= {f for f in caused if replace(f, place=None) not in earlier}
    ours = tuple(f for f in whole.findings if f in kept)
    return Checked(Report(ours), name, triples, only, len(whole.findings) - len(ours))


def _at(revision: str, find: shacl.Engine) -> frozenset[Finding]:
    """What was found in the shipped data as they were at a revision, without places."""
    data, ontology = paths.data().resolve(), paths.ontology().resolve()
    root = revisions.top(data.parent)
    with tempfile.TemporaryDirectory(prefix="vlmkg-") as folder:
        files: dict[Path, Path] = {}
        for name, content in revisions.at(revision, root, [data, ontology]).items():
            copy = files[root / name] = Path(folder) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        facts = [copy for file, copy in files.items() if file.is_relative_to(data)]
        shapes = [copy for file, copy in files.items() if file.is_relative_to(ontology / "shapes")]
        terms = [copy for file, copy in files.items() if file.is_relative_to(ontology) and copy not in shapes]
        try:
            return find(facts, shapes, terms)
        except TurtleError:  # nothing can be said of that state, so everything counts as new
            return frozenset()


def changed(revision: str) -> list[Path] | None:
    """The shipped data files that are not as they were at a git revision.

    None, which means every file, where the ontology or the shapes have changed: they speak
    of all data. Raises UsageError where there is no such revision, or no checkout.
    """
    data, ontology = paths.data(), paths.ontology()
    found = revisions.changed_since(revision, data.parent, [data, ontology])
    return None if any(path.is_relative_to(ontology) for path in found) else found


def validate(data: Files, *, shapes: Files, ontology: Files, engine: str = "pyshacl") -> Report:
    """What the shapes find in data files with an ontology beside them.

    `engine` is `pyshacl`, `shifty`, or `auto` for the faster of those installed. Raises
    TurtleError or MissingData where a file cannot be read, DataError where the shapes
    cannot be used.
    """
    _, find = shacl.engine(engine)
    return report(find(data, shapes, ontology), (*data, *ontology))


def report(findings: Iterable[Finding], files: Files) -> Report:
    """Findings with their places in the files, in the order of a report."""
    found = list(findings)
    places = Places(files, {finding.focus for finding in found})
    placed = [replace(f, place=places.find(f.focus, f.path, f.value)) for f in found]
    return Report(tuple(sorted(placed, key=lambda finding: finding.rank)))


def rules() -> dict[str, RuleText]:
    """What the shapes say of each rule: its message, with the cure at its end."""
    found = {SYNTAX: RuleText("A file is no Turtle.", "Mend it at the line and column that are named.")}
    query = "SELECT ?rule ?message WHERE { ?rule <http://www.w3.org/ns/shacl#message> ?message }"
    store = ox.Store()
    turtle.load(store, dataset.collect().shapes)
    for rule, message in select(Embedded(store), query):
        if lexical(rule).startswith(shacl.SHAPES):
            found[lexical(rule).removeprefix(shacl.SHAPES)] = RuleText(*_parted(lexical(message)))
    return found


def _parted(message: str) -> tuple[str, str]:
    """The sentence that says what is wrong, and the rest, which is the cure; `{?value}` reads as `…`."""
    what, stop, cure = re.sub(r"\{\?\w+\}", "…", message).partition(". ")
    return what + stop.strip(), cure


def moved(report: Report, files: Mapping[Path, Path]) -> Report:
    """A report on copies of files, with the places in the files themselves."""
    return Report(
        tuple(
            replace(f, place=replace(f.place, file=files.get(f.place.file, f.place.file))) if f.place else f
            for f in report.findings
        )
    )


def _parsed(files: Files) -> tuple[list[Finding], int]:
    """What does not parse, and how many triples the rest holds."""
    broken: list[Finding] = []
    triples: set[object] = set()
    for file in files:
        try:
            triples.update(turtle.triples([file]))
        except TurtleError as error:
            place = Place(file, error.line, error.column)
            message = str(error).removeprefix(f"{place}: ")
            broken.append(Finding("", None, None, "error", SYNTAX, message[:1].upper() + message[1:] + ".", place))
    return broken, len(triples)
