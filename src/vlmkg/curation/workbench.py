"""What a curator does with the data folder: find what is meant, write, check, save."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation.clerk import Clerk, Entry
from vlmkg.curation.drafts import write
from vlmkg.curation.drafts.draft import Origin, slug, source_iri
from vlmkg.curation.filing import Desk
from vlmkg.curation.findings import Report
from vlmkg.curation.properties import Properties, Property, Value, value
from vlmkg.curation.sheets.read import Sheet
from vlmkg.curation.sheets.record import Account, Recorder
from vlmkg.errors import UnknownName, UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, PREFIXES, VLMKG, is_iri, shorten

_SOURCE_TYPES = "SELECT ?type WHERE { ?type a vlmkg:SourceType } ORDER BY ?type"
_MEMBER_OF = VLMKG + "memberOf"
_CLASSES = "SELECT ?class WHERE { ?class rdfs:subClassOf* vlmkg:ModelEntity } ORDER BY ?class"


class Workbench:
    """A desk with the graph's names at hand. Nothing is written before `save`.

    `today` is the day on which what is written is said to be recorded and read, the real one unless given.
    """

    def __init__(self, library: Library, data: Path | None = None, today: date | None = None) -> None:
        self._library = library
        self._today = today or date.today()
        self._desk = Desk(data or paths.writable(paths.data()))
        self._clerk = Clerk(library, self._desk, self._today)
        self._properties = Properties(library.engine)
        self._new: set[str] = set()

    def subject(self, name: str) -> str:
        """The IRI of a thing. Raises UnknownName."""
        return self._library.names.resolve(name)

    def property(self, name: str) -> Property:
        """A property by any of its names. Raises ParameterError."""
        return self._properties.find(name)

    def value(self, property_: Property, text: str) -> Value:
        """A typed value; a thing may be one that was described just now. Raises ParameterError or UnknownName."""
        if property_.takes == "thing":
            kinds = ("family", "model") if property_.iri == _MEMBER_OF else ("model", "family")
            for kind in kinds:
                if (iri := PREFIXES[kind] + slug(text)) in self._new:
                    return ox.NamedNode(iri)
        return value(self._library, property_, text)

    def source(self, name: str) -> str | None:
        """The source of that name or at that web address; None for an address that the graph has no source for.

        Raises UnknownName for a name that is neither.
        """
        if name.startswith(("http://", "https://")) and not name.startswith(BASE):
            return self._clerk.source_of(name)
        return self._library.names.resolve(name, ("source",))

    def new_source(
        self, page: str, *, label: str, kind: str, path: str | None, revision: str | None, accessed: date | None = None
    ) -> str:
        """Describe a source by its web address, read today unless `accessed` says when. Returns its IRI.

        Raises UsageError for an unknown type.
        """
        if not is_iri(page):
            raise UsageError(f"{page!r} is no web address; give one that begins with https://")
        types = [lexical(row[0]) for row in select(self._library.engine, _SOURCE_TYPES)]
        wanted = VLMKG + kind.removeprefix("vlmkg:")
        if wanted not in types:
            known = ", ".join(shorten(t).removeprefix("vlmkg:") for t in types)
            raise UsageError(f"{kind!r} is no type of source; choose one of {known}")
        iri = source_iri(label)
        return self._clerk.cite(Origin(iri, label, wanted, page, accessed or self._today, path, revision))

    def family(self, name: str, definition: str | None = None) -> str:
        """The IRI of a family; one that the graph does not have is described. Raises UsageError."""
        try:
            return self._library.names.resolve(name, ("family",))
        except UnknownName:
            iri = PREFIXES["family"] + slug(name)
            if iri in self._new:
                return iri
            self._fresh(name, "family")
            label = " ".join(name.split())
            said = definition or f"The models that are called {label}."
            self._clerk.describe(iri, VLMKG + "ModelFamily", label, definition=said)
            return iri

    def model(
        self, name: str, class_: str, *, definition: str, other_names: Iterable[str] = (), family: str | None = None
    ) -> str:
        """Describe a new model, in the file of its family where one is named. Returns the model's IRI.

        Raises UsageError where the name is taken, or the class is no class of models.
        """
        classes = [lexical(row[0]) for row in select(self._library.engine, _CLASSES)]
        wanted = VLMKG + class_.removeprefix("vlmkg:")
        if wanted not in classes:
            known = ", ".join(sorted(shorten(c).removeprefix("vlmkg:") for c in classes))
            raise UsageError(f"{class_!r} is no class of models; choose one of {known}")
        iri = self._fresh(name, "model")
        self._clerk.describe(
            iri,
            wanted,
            " ".join(name.split()),
            definition=definition,
            other_names=other_names,
            beside=self.family(family) if family else None,
        )
        return iri

    def claim(
        self,
        subject: str,
        property_: Property,
        value: Value,
        *,
        source: str,
        locator: str,
        status: str,
        note: str | None = None,
        contradicts: Iterable[str] = (),
        qualifier: str | None = None,
    ) -> str:
        """Write a claim and, where its status allows, the fact. Returns the claim's short name.

        Raises UsageError where the graph has a claim that says just this.
        """
        if said := self._clerk.known(subject, property_.iri, value, source):
            raise UsageError(f"{shorten(said)} says this already; change its status or place in its file")
        against = tuple(self._claim(name) for name in contradicts)
        entry = Entry(subject, property_.iri, value, source, locator, status, note, against, qualifier)
        return shorten(self._clerk.claim(entry))

    def said(self, subject: str, property_: Property, value: Value) -> str:
        """What a claim says, for a reader."""
        return f"{self._library.names.label(subject)} {property_.label} {self._library.value(value.value)}"

    def record(self, sheets: Iterable[Sheet]) -> Account:
        """Put sheets on the desk; see `vlmkg.curation.sheets.record`."""
        return Recorder(self._library, self._desk, self._clerk, self._properties, self._today).record(sheets)

    def merge(self, folder: Path) -> None:
        """Put a reviewed draft on the desk; see `vlmkg.curation.drafts.write`."""
        write.merge(folder, self._desk, self._today)

    def changes(self) -> dict[Path, str]:
        """The new text of each file that would change."""
        return self._desk.changes()

    def check(self, engine: str = "auto") -> Report:
        """What the shapes would find in the changed files."""
        return self._desk.check(engine)

    def save(self) -> list[Path]:
        """Write the files; see `Desk.save`."""
        return self._desk.save()

    def _fresh(self, name: str, kind: str) -> str:
        """A new IRI for a name that nothing of its kind has yet."""
        if not slug(name):
            raise UsageError(f"{name!r} has no letter or digit that an IRI could be made from; spell it out")
        iri = f"{PREFIXES[kind]}{slug(name)}"
        with suppress(UnknownName):
            found = self._library.names.resolve(name, (kind,))
            raise UsageError(f"{name!r} is in the graph already, as {shorten(found)}; add to it with `vlmkg claim add`")
        self._new.add(iri)
        return iri

    def _claim(self, name: str) -> str:
        iri = PREFIXES["claim"] + name.removeprefix("claim:").removeprefix(PREFIXES["claim"])
        if not is_iri(iri):
            raise UsageError(f"{name!r} is no claim; give its short name, such as claim:pixtral-12b.vision-encoder.1")
        return iri
