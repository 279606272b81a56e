"""The things that sheets name: found by any of their names, or described as new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.clerk import Clerk
from vlmkg.curation.drafts.draft import slug
from vlmkg.curation.filing import Desk
from vlmkg.curation.sheets.read import Thing
from vlmkg.errors import UnknownName, UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.questions.search import fold
from vlmkg.terms import BASE, PREFIXES, VLMKG, expand, shorten

_KINDS: Final = {
    "ModelFamily": "family",
    "ModelEntity": "model",
    "Benchmark": "benchmark",
    "Leaderboard": "benchmark",
    "Dataset": "dataset",
    "Organization": "org",
    "License": "license",
    "Technique": "technique",
    "Tool": "tool",
    "Language": "language",
    "Paper": "paper",
}
"""The prefix of a new thing, by the first class here that its own is or is a kind of."""

SHARED: Final = ("dataset", "benchmark")
"""Kinds of which one thing may be both: ScienceQA is a dataset and a benchmark under one name."""

_ABOVE: Final = "SELECT ?class ?above WHERE { ?class a owl:Class ; rdfs:subClassOf* ?above . FILTER(isIRI(?above)) }"
_TYPES: Final = f"SELECT ?thing ?class WHERE {{ ?thing a ?class . FILTER(STRSTARTS(STR(?thing), '{BASE}')) }}"


class Things:
    """What sheets name. `new` are the short names of what was described, `added_to` those of what was there."""

    def __init__(self, library: Library, desk: Desk, clerk: Clerk) -> None:
        self._library, self._desk, self._clerk = library, desk, clerk
        self._above: dict[str, set[str]] = defaultdict(set)
        for row in select(library.engine, _ABOVE):
            self._above[lexical(row[0])].add(lexical(row[1]))
        self.types: dict[str, set[str]] = defaultdict(set)
        for row in select(library.engine, _TYPES):
            self.types[lexical(row[0])].add(lexical(row[1]))
        self._named_here: dict[tuple[str, str], str] = {}
        self._labels: dict[str, str] = {}
        self.new: list[str] = []
        self.added_to: dict[str, str] = {}

    def take(self, thing: Thing) -> str:
        """The IRI of a thing of a sheet, described where it is new. Raises UsageError or UnknownName."""
        if not thing.classes:
            iri = self.named(thing.name)
            self._call(iri, thing.also)
            self.added_to[thing.name] = shorten(iri)
            return iri
        classes = [VLMKG + name.removeprefix("vlmkg:") for name in thing.classes]
        kind = self._kind(classes)
        kinds = SHARED if kind in SHARED else (kind,)
        with suppress(UnknownName):
            iri = self.named(thing.name, kinds)
            if thing.id is None or iri.endswith("/" + thing.id):
                self._same(iri, classes)
                self._call(iri, thing.also)
                self.added_to[thing.name] = shorten(iri)
                return iri
        return self._describe(thing, classes, kind)

    def _describe(self, thing: Thing, classes: list[str], kind: str) -> str:
        local = thing.id or slug(thing.name)
        iri = PREFIXES[kind] + local
        if not local or local != slug(local) or iri in self.types:
            raise UsageError(f"{shorten(iri)} cannot name a new thing; give it an `id:` that is free")
        if thing.definition is None:
            raise UsageError("a new thing needs a definition, a sentence of your own that says what it is")
        family = self._family(thing) if thing.family else None
        if thing.area:
            if kind not in SHARED:
                raise UsageError("only datasets and benchmarks are filed by area; leave `area:` out")
            if not slug(thing.area):
                raise UsageError(f"{thing.area!r} is no area; give a word or two, such as instruction-tuning")
            self._desk.file(iri, f"{kind}s/{slug(thing.area)}.ttl")
        self._clerk.describe(
            iri, classes[0], thing.name, definition=thing.definition, other_names=thing.also, beside=family
        )
        for class_ in classes[1:]:
            self._desk.add(iri, [(PREFIXES["rdf"] + "type", ox.NamedNode(class_))])
        self.types[iri].update(above for class_ in classes for above in self._above[class_])
        for name in (thing.name, local, *thing.also):
            self._named_here.setdefault((kind, fold(name)), iri)
        self._labels[iri] = thing.name
        self.new.append(shorten(iri))
        return iri

    def _family(self, thing: Thing) -> str:
        assert thing.family is not None
        with suppress(UnknownName):
            return self.named(thing.family.value, ("family",))
        name = thing.family.value
        said = thing.family_definition or f"The models that are called {name}."
        return self._describe(
            Thing(name, thing.family.place, ("ModelFamily",), definition=said), [VLMKG + "ModelFamily"], "family"
        )

    def _kind(self, classes: list[str]) -> str:
        from rapidfuzz import process

        for class_ in classes:
            if class_ not in self._above:
                near = process.extractOne(class_, list(self._above))
                hint = f"; did you mean {shorten(near[0])}?" if near else ", which lists them all"
                raise UsageError(f"{shorten(class_)} is no class of the ontology{hint}")
        for root, kind in _KINDS.items():
            if VLMKG + root in self._above[classes[0]]:
                return kind
        raise UsageError(f"a new {shorten(classes[0])} cannot be made from a sheet; describe it in its file")

    def _same(self, iri: str, classes: list[str]) -> None:
        """Refuse a known thing under another class, unless it is a dataset and a benchmark in one."""
        for class_ in classes:
            if class_ in self.types[iri]:
                continue
            if shorten(iri).partition(":")[0] not in SHARED:
                raise UsageError(
                    f"{shorten(iri)} has this name and is no {shorten(class_)}; give another name or `id:`"
                )
            self._desk.add(iri, [(PREFIXES["rdf"] + "type", ox.NamedNode(class_))])
            self.types[iri].add(class_)

    def _call(self, iri: str, names: Iterable[str]) -> None:
        label = PREFIXES["skos"] + "altLabel"
        for name in names:
            if self._library.names.label(iri) != name:
                self._desk.add(iri, [(label, ox.Literal(name, language="en"))])
            self._named_here.setdefault((shorten(iri).partition(":")[0], fold(name)), iri)

    def named(self, name: str, kinds: tuple[str, ...] | None = None) -> str:
        """What goes by a name, here or in the graph. Raises UnknownName."""
        direct = expand(name)
        if direct in self.types:
            return str(direct)
        for kind in kinds or tuple(dict.fromkeys(("model", *_KINDS.values()))):
            if (kind, fold(name)) in self._named_here:
                return self._named_here[kind, fold(name)]
        return self._library.names.resolve(name, kinds)

    def label(self, iri: str) -> str:
        """What a thing is called, new or not."""
        return self._labels.get(iri) or self._library.names.label(iri)
