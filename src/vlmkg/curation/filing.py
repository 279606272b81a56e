"""A desk to work at: facts, claims and sources put into their files, checked, and saved all together or not at all.

The data model says where things are filed: facts by kind, claims in `claims/` under the
path of the file that describes their subject, sources in `sources.ttl`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg.curation import shacl, validate
from vlmkg.curation.findings import Report
from vlmkg.curation.fmt import canonical
from vlmkg.curation.turtle_document import Document
from vlmkg.errors import DataError, UsageError
from vlmkg.graph import dataset, turtle
from vlmkg.terms import BASE, PREFIXES, shorten

CLAIMS: Final = "claims"

_HOMES: Final[Mapping[str, str]] = {
    "application": "landscape/applications.ttl",
    "direction": "landscape/directions.ttl",
    "language": "languages.ttl",
    "license": "licenses.ttl",
    "org": "organizations.ttl",
    "paper": "papers.ttl",
    "platform": "landscape/applications.ttl",
    "source": "sources.ttl",
    "technique": "landscape/techniques.ttl",
    "tool": "landscape/tools.ttl",
}
"""Where a new thing goes whose kind has a file of its own."""

_AREAS: Final[Mapping[str, str]] = {"dataset": "datasets", "benchmark": "benchmarks", "result": "results"}
"""Where a new thing goes whose kind is filed by area."""

_HEADERS: Final[Mapping[str, str]] = {
    "models": "Facts about models of this family: what each is built from, by whom, under which terms.",
    "datasets": "Facts about datasets of this area.",
    "benchmarks": "Facts about benchmarks of this area.",
    "results": "Measured results and comparisons.",
    CLAIMS: "Claims: who states what, where, and how sure it is.",
}


class Desk:
    """The files of a data folder, with changes that are not saved yet.

    A desk `like` another files things under the same paths in a folder of its own.
    """

    def __init__(self, data: Path, *, like: Desk | None = None) -> None:
        self.data = data
        self._open: dict[Path, Document] = {}
        self._home: dict[str, Path] = {}
        self._touched: set[str] = set()
        if like is not None:
            self._home = {iri: data / file.relative_to(like.data) for iri, file in like._home.items()}
        for file in sorted(data.rglob("*.ttl")):
            if file.relative_to(data).parts[0] != CLAIMS:
                for triple in turtle.triples([file]):
                    if isinstance(triple.subject, ox.NamedNode):
                        self._home.setdefault(triple.subject.value, file)

    def home(self, iri: str, beside: str | None = None) -> Path:
        """The file that describes a thing.

        A new thing goes where `beside` (the family of a model) is described, else into the
        file of its kind; a new dataset or benchmark waits in `unsorted.ttl` until somebody
        moves it into the file of its area. Raises UsageError for a kind without a place.
        """
        if iri in self._home:
            return self._home[iri]
        if beside is not None and beside in self._home:
            return self._home[beside]
        kind, _, name = (beside or iri).removeprefix(BASE).partition("/")
        if kind in ("model", "family"):
            return self.data / "models" / f"{name}.ttl"
        if kind in _AREAS:
            return self.data / _AREAS[kind] / "unsorted.ttl"
        if kind in _HOMES:
            return self.data / _HOMES[kind]
        raise UsageError(f"no file is known for {shorten(iri)}; write its description into the file of its area first")

    def file(self, iri: str, path: str) -> None:
        """Say where a new thing is to be described, as a path below the data folder; a known thing stays."""
        self._home.setdefault(iri, self.data / path)

    def add(self, subject: str, facts: list[tuple[str, ox.NamedNode | ox.Literal]], beside: str | None = None) -> None:
        """State some values of a thing, in its file."""
        file = self.home(subject, beside)
        self._home[subject] = file
        self.state(file, subject, facts)

    def add_claim(self, claim: str, about: str, facts: list[tuple[str, ox.NamedNode | ox.Literal]]) -> None:
        """State a claim, in the file that mirrors that of the thing it is about."""
        file = self.data / CLAIMS / self.home(about).relative_to(self.data)
        self.state(file, claim, facts)

    def take(self, file: Path, target: Path) -> None:
        """State in one file what another says. Raises UsageError where that has blank nodes, which data never has."""
        for triple in turtle.triples([file]):
            if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
                raise UsageError(f"{file}: a blank node cannot be filed; give the thing a name of its own")
            self.state(target, triple.subject.value, [(triple.predicate.value, triple.object)])

    def state(self, file: Path, subject: str, facts: list[tuple[str, ox.NamedNode | ox.Literal]]) -> None:
        """State some values of a thing or a claim, in a file."""
        self._touched.add(subject)
        document = self._open.get(file)
        if document is None:
            document = self._open[file] = Document.parse(self._text(file), file)
        for property_, value in facts:
            document.add(term(subject), "a" if property_ == PREFIXES["rdf"] + "type" else term(property_), term(value))

    def _text(self, file: Path) -> str:
        if file.exists():
            return turtle.text(file)
        name = file.relative_to(self.data)
        prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        return f"# {name.as_posix()}\n# {_HEADERS.get(name.parts[0], 'Facts of one kind.')}\n\n{prefixes}"

    def changes(self) -> dict[Path, str]:
        """The new text of each file that saving would change."""
        texts = {file: canonical(d.text(), file, prefixes=PREFIXES) for file, d in self._open.items()}
        return {file: text for file, text in texts.items() if not file.exists() or text != self._text(file)}

    def check(self, engine: str = "auto") -> Report:
        """What the shapes would find, were the changes saved now, and do not find already.

        Findings about what was not written to are left out, unless they are errors that the
        changes have caused: a second model with the hub id of a first is found at either.
        """
        changes = self.changes()
        sources = dataset.collect([self.data], builtin=False)
        _, find = shacl.engine(engine)
        with tempfile.TemporaryDirectory(prefix="vlmkg-") as folder:
            copies = {file: Path(folder) / f"{n}.ttl" for n, file in enumerate(changes)}
            for file, copy in copies.items():
                copy.write_text(changes[file], encoding="utf-8")
            kept = [file for file in sources.data if file not in changes]
            found = find([*kept, *copies.values()], sources.shapes, sources.ontology)
            ours = {f for f in found if f.focus in self._touched}
            if others := {f for f in found - ours if f.severity == "error"}:
                ours |= others - find(sources.data, sources.shapes, sources.ontology)
            report = validate.report(ours, [*copies.values(), *kept, *sources.ontology])
            return validate.moved(report, {copy: file for file, copy in copies.items()})

    def save(self) -> list[Path]:
        """Write every change, and return the files in order. All are prepared before the first is replaced.

        Raises DataError where a file cannot be written.
        """
        changes = self.changes()
        ready: dict[Path, Path] = {}
        try:
            for file, text in changes.items():
                file.parent.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
                ready[file] = Path(name)
                with os.fdopen(handle, "w", encoding="utf-8") as out:
                    out.write(text)
                os.chmod(name, file.stat().st_mode if file.exists() else 0o644)
            for file, new in ready.items():
                os.replace(new, file)
        except OSError as error:
            for new in ready.values():
                with suppress(OSError):
                    new.unlink()
            why = f"{error.filename}: {error.strerror}"
            raise DataError(f"{why}; make the folder writable and try again") from error
        self._open.clear()
        self._touched.clear()
        return sorted(changes)


def term(value: str | ox.NamedNode | ox.Literal) -> str:
    """A term as Turtle writes it: a short name where a prefix fits, numbers and booleans bare."""
    if isinstance(value, ox.Literal):
        kind = shorten(value.datatype.value)
        if kind in ("xsd:integer", "xsd:decimal", "xsd:boolean"):
            return value.value
        quoted = str(ox.Literal(value.value))
        if value.language:
            return f"{quoted}@{value.language}"
        return quoted if kind == "xsd:string" else f"{quoted}^^{kind}"
    iri = value.value if isinstance(value, ox.NamedNode) else value
    short = shorten(iri)
    return f"<{iri}>" if short == iri else short
