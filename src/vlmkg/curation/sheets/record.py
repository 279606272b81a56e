"""Sheets onto a desk: every value resolved, every slip gathered, nothing said twice.

What a sheet says is compared with the graph first. A thing goes by any of its names, or is new
where the sheet gives its class; a claim that the graph has already (same subject, property, value
and source) is left as it is, so that recording a sheet twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

import pyoxigraph as ox

from vlmkg.curation.clerk import Clerk, Entry
from vlmkg.curation.drafts.draft import slug
from vlmkg.curation.filing import Desk
from vlmkg.curation.properties import Properties, Value, typed, value
from vlmkg.curation.sheets import cite
from vlmkg.curation.sheets.read import Score, Sheet, Stage, Stated, Thing
from vlmkg.errors import UnknownName, UsageError, VlmkgError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.questions.search import fold
from vlmkg.terms import BASE, PREFIXES, VLMKG, expand, shorten

T = TypeVar("T")

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

_SHARED: Final = ("dataset", "benchmark")
"""Kinds of which one thing may be both: ScienceQA is a dataset and a benchmark under one name."""

_ABOVE: Final = "SELECT ?class ?above WHERE { ?class a owl:Class ; rdfs:subClassOf* ?above . FILTER(isIRI(?above)) }"
_TYPES: Final = f"SELECT ?thing ?class WHERE {{ ?thing a ?class . FILTER(STRSTARTS(STR(?thing), '{BASE}')) }}"
_CLAIMED: Final = """
SELECT ?claim ?subject ?property ?value ?source WHERE {
  ?claim vlmkg:claimSubject ?subject ; vlmkg:claimProperty ?property ; vlmkg:source ?source ;
         vlmkg:claimEntity|vlmkg:claimLiteral ?value .
}
"""
_RESULTS: Final = """
SELECT ?result ?model ?benchmark ?property ?value WHERE {
  ?result a vlmkg:Result ; vlmkg:ofModel ?model ; vlmkg:onBenchmark ?benchmark ; ?property ?value .
}
"""
_COUNTED: Final = ("shots", "frames")


@dataclass(slots=True)
class Account:
    """What recording came to: claims written, claims known already, new things, old things added to, and slips."""

    claims: int = 0
    known: int = 0
    new: list[str] = field(default_factory=list)
    added_to: dict[str, str] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)


class Recorder:
    """Takes sheets, one after the other; what an earlier one made, a later one can name."""

    def __init__(self, library: Library, desk: Desk, clerk: Clerk, properties: Properties) -> None:
        self._library, self._desk, self._clerk, self._properties = library, desk, clerk, properties
        self._sources = cite.Sources(library, clerk)
        self._above: dict[str, set[str]] = defaultdict(set)
        for row in select(library.engine, _ABOVE):
            self._above[lexical(row[0])].add(lexical(row[1]))
        self._types: dict[str, set[str]] = defaultdict(set)
        for row in select(library.engine, _TYPES):
            self._types[lexical(row[0])].add(lexical(row[1]))
        self._claimed: dict[tuple[str, str, str, str], str] = {}
        for claim, subject, property_, said, source in select(library.engine, _CLAIMED):
            key = (lexical(subject), lexical(property_), str(said), lexical(source))
            self._claimed[key] = lexical(claim)
        self._measured: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for row in select(library.engine, _RESULTS):
            result, model, benchmark, condition, text = map(lexical, row)
            self._measured[model, benchmark][result][condition.removeprefix(VLMKG)] = text
        self._new: dict[tuple[str, str], str] = {}
        self.account = Account()

    def record(self, sheet: Sheet) -> None:
        """Put a sheet on the desk. Slips are gathered in the account; nothing of a value with a slip is written."""
        source = self._try(sheet.place + " > source", self._sources.find, sheet.source, date.today())
        things = [(thing, self._try(thing.place, self._thing, thing)) for thing in sheet.things]
        if source is None:
            return
        for thing, iri in things:
            if iri is not None:
                self._facts(thing, iri, source)
        for score in sheet.scores:
            self._try(score.stated.place, self._score, score, source)

    def _try(self, place: str, step: Callable[..., T], *given: object) -> T | None:
        try:
            return step(*given)
        except VlmkgError as error:
            self.account.slips.append(f"{place}: {error}")
            return None

    # --- things

    def _thing(self, thing: Thing) -> str:
        """The IRI of a thing, described where it is new."""
        if not thing.classes:
            iri = self._named(thing.name)
            self._call(iri, thing.also)
            self.account.added_to[thing.name] = shorten(iri)
            return iri
        classes = [VLMKG + name.removeprefix("vlmkg:") for name in thing.classes]
        kind = self._kind(classes)
        kinds = _SHARED if kind in _SHARED else (kind,)
        with suppress(UnknownName):
            iri = self._named(thing.name, kinds)
            if thing.id is None or iri.endswith("/" + thing.id):
                self._same(iri, classes)
                self._call(iri, thing.also)
                self.account.added_to[thing.name] = shorten(iri)
                return iri
        return self._describe(thing, classes, kind)

    def _describe(self, thing: Thing, classes: list[str], kind: str) -> str:
        local = thing.id or slug(thing.name)
        iri = PREFIXES[kind] + local
        if not local or local != slug(local) or iri in self._types:
            raise UsageError(f"{shorten(iri)} cannot name a new thing; give it an `id:` that is free")
        if thing.definition is None:
            raise UsageError("a new thing needs a definition, a sentence of your own that says what it is")
        family = self._family(thing) if thing.family else None
        if thing.area:
            if kind not in _SHARED:
                raise UsageError("only datasets and benchmarks are filed by area; leave `area:` out")
            self._desk.file(iri, f"{kind}s/{slug(thing.area)}.ttl")
        self._clerk.describe(
            iri, classes[0], thing.name, definition=thing.definition, other_names=thing.also, beside=family
        )
        for class_ in classes[1:]:
            self._desk.add(iri, [(PREFIXES["rdf"] + "type", ox.NamedNode(class_))])
        self._types[iri].update(above for class_ in classes for above in self._above[class_])
        for name in (thing.name, local, *thing.also):
            self._new.setdefault((kind, fold(name)), iri)
        self.account.new.append(shorten(iri))
        return iri

    def _family(self, thing: Thing) -> str:
        assert thing.family is not None
        with suppress(UnknownName):
            return self._named(thing.family.value, ("family",))
        name = thing.family.value
        said = thing.family_definition or f"The models that are called {name}."
        return self._describe(
            Thing(name, thing.family.place, ("ModelFamily",), definition=said), [VLMKG + "ModelFamily"], "family"
        )

    def _kind(self, classes: list[str]) -> str:
        for class_ in classes:
            if class_ not in self._above:
                raise UsageError(f"{shorten(class_)} is no class of the ontology; `vlmkg lint --list` does not know it")
        for root, kind in _KINDS.items():
            if VLMKG + root in self._above[classes[0]]:
                return kind
        raise UsageError(f"a new {shorten(classes[0])} cannot be made from a sheet; describe it in its file")

    def _same(self, iri: str, classes: list[str]) -> None:
        """Refuse a known thing under another class, unless it is a dataset and a benchmark in one."""
        for class_ in classes:
            if class_ in self._types[iri]:
                continue
            if shorten(iri).partition(":")[0] not in _SHARED:
                raise UsageError(
                    f"{shorten(iri)} has this name and is no {shorten(class_)}; give another name or `id:`"
                )
            self._desk.add(iri, [(PREFIXES["rdf"] + "type", ox.NamedNode(class_))])
            self._types[iri].add(class_)

    def _call(self, iri: str, names: Iterable[str]) -> None:
        label = PREFIXES["skos"] + "altLabel"
        for name in names:
            if self._library.names.label(iri) != name:
                self._desk.add(iri, [(label, ox.Literal(name, language="en"))])
            self._new.setdefault((shorten(iri).partition(":")[0], fold(name)), iri)

    def _named(self, name: str, kinds: tuple[str, ...] | None = None) -> str:
        """What goes by a name, here or in the graph. Raises UnknownName."""
        direct = expand(name)
        if direct in self._types:
            return str(direct)
        for kind in kinds or (
            "model",
            "family",
            "dataset",
            "benchmark",
            "org",
            "license",
            "technique",
            "tool",
            "language",
        ):
            if (kind, fold(name)) in self._new:
                return self._new[kind, fold(name)]
        return self._library.names.resolve(name, kinds)

    # --- what is said of them

    def _facts(self, thing: Thing, iri: str, source: str) -> None:
        if thing.family is not None:
            stated = thing.family
            self._try(stated.place, self._claim, iri, "memberOf", stated, source, ("family",))
        for property_, stated in thing.facts:
            self._try(stated.place, self._claim, iri, property_, stated, source)
        for number, stage in enumerate(thing.stages, 1):
            self._try(thing.place, self._stage, iri, thing, number, stage, source)

    def _claim(
        self, subject: str, property_: str, stated: Stated, source: str, kinds: tuple[str, ...] | None = None
    ) -> None:
        found = self._properties.find(property_)
        said: Value | None = None
        if found.takes == "thing":
            with suppress(UnknownName):
                said = ox.NamedNode(self._named(stated.value, kinds or found.kinds))
        if said is None:
            said = value(self._library, found, stated.value)
        key = (subject, found.iri, str(said), source)
        if key in self._claimed:
            self.account.known += 1
            return
        against = tuple(PREFIXES["claim"] + name.removeprefix("claim:") for name in stated.contradicts)
        entry = Entry(
            subject, found.iri, said, source, stated.at, stated.status, stated.note, against, stated.qualifier
        )
        self._claimed[key] = self._clerk.claim(entry)
        self.account.claims += 1

    def _stage(self, model: str, thing: Thing, number: int, stage: Stage, source: str) -> None:
        name = model.removeprefix(BASE).partition("/")[2]
        iri = f"{PREFIXES['stage']}{name}.{number}"
        if iri not in self._types:
            label = self._library.names.label(model)
            self._clerk.describe(
                iri,
                VLMKG + "TrainingStage",
                f"{thing.name if label == shorten(model) else label}, stage {number}: {stage.title}",
                definition=stage.definition,
                beside=model,
            )
            self._desk.add(
                iri,
                [
                    (VLMKG + "stageNumber", typed(str(number), "integer")),
                    (VLMKG + "stageOf", ox.NamedNode(model)),
                ],
            )
            self._types[iri].add(VLMKG + "TrainingStage")
            self.account.new.append(shorten(iri))
        for property_, stated in stage.parts:
            self._try(stated.place, self._claim, iri, property_, stated, source)

    def _score(self, score: Score, source: str) -> None:
        model = self._named(score.model, ("model", "family"))
        benchmark = self._named(score.benchmark, _SHARED)
        metric = score.metric
        wanted = {"metric": metric, "measuredBy": VLMKG + score.measured_by, **score.conditions}
        said = self._measured[model, benchmark]
        result = next(
            (
                iri
                for iri, has in said.items()
                if all(has.get(k, "") == wanted.get(k, "") for k in {*_DISTINCT, *wanted})
            ),
            None,
        )
        if result is None:
            stem = f"{_local(model)}.{_local(benchmark)}"
            number = 1 + sum(iri.startswith(f"{PREFIXES['result']}{stem}.") for iri in said)
            result = f"{PREFIXES['result']}{stem}.{number}"
            self._desk.file(result, f"results/{_local(benchmark)}.ttl")
            counted = (f"{text} {key}" if key in _COUNTED else text for key, text in score.conditions.items())
            how = ", ".join((metric, *counted))
            label = f"{self._label(model, score.model)} on {self._label(benchmark, score.benchmark)}: {how}"
            facts: list[tuple[str, Value]] = [
                (PREFIXES["rdf"] + "type", ox.NamedNode(VLMKG + "Result")),
                (PREFIXES["rdfs"] + "label", ox.Literal(label, language="en")),
                (VLMKG + "ofModel", ox.NamedNode(model)),
                (VLMKG + "onBenchmark", ox.NamedNode(benchmark)),
                (VLMKG + "metric", ox.Literal(metric, language="en")),
                (VLMKG + "measuredBy", ox.NamedNode(wanted["measuredBy"])),
            ]
            for key, text in score.conditions.items():
                if key in _COUNTED and not text.isdecimal():
                    raise UsageError(f"{key} is a whole number, not {text!r}")
                facts.append((VLMKG + key, typed(text, "integer") if key in _COUNTED else ox.Literal(text)))
            self._desk.add(result, facts)
            said[result] = wanted
            self.account.new.append(shorten(result))
        self._claim(result, "score", score.stated, source)

    def _label(self, iri: str, name: str) -> str:
        label = self._library.names.label(iri)
        return name if label == shorten(iri) else label


_DISTINCT: Final = ("split", "shots", "harness", "judge", "frames")


def _local(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[2]
