"""Sheets onto a desk: every value resolved, every slip gathered, nothing said twice.

What a sheet says is compared with the graph first. A thing goes by any of its names, or is new
where the sheet gives its class; a claim that the graph has already (same subject, property, value
and source) is left as it is, so that recording a sheet twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import pyoxigraph as ox

from vlmkg.curation.clerk import Clerk, Entry
from vlmkg.curation.filing import Desk
from vlmkg.curation.properties import Properties, Value, typed, value
from vlmkg.curation.sheets import cite
from vlmkg.curation.sheets.read import Score, Sheet, Stage, Stated, Thing
from vlmkg.curation.sheets.scores import Scores
from vlmkg.curation.sheets.things import Things
from vlmkg.errors import UnknownName, UsageError, VlmkgError
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, PREFIXES, VLMKG, is_iri, shorten

T = TypeVar("T")


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

    def __init__(self, library: Library, desk: Desk, clerk: Clerk, properties: Properties, today: date) -> None:
        self._library, self._desk, self._clerk, self._properties = library, desk, clerk, properties
        self._today = today
        self._sources = cite.Sources(library, clerk)
        self._things = Things(library, desk, clerk)
        self._scores = Scores(library, desk, self._things)
        self.account = Account()

    def record(self, sheets: Iterable[Sheet]) -> Account:
        """Put sheets on the desk: first all things, so that each can name each, then what is said of them.

        Slips are gathered in the account; nothing of a value with a slip is written.
        """
        sheets = list(sheets)
        everything = sorted((thing for sheet in sheets for thing in sheet.things), key=lambda thing: not thing.classes)
        iris = {thing.place: self._try(thing.place, self._things.take, thing) for thing in everything}
        for sheet in sheets:
            source = self._try(sheet.place + " > source", self._sources.find, sheet.source, self._today)
            if source is None:
                continue
            for thing in sheet.things:
                if (iri := iris[thing.place]) is not None:
                    self._facts(thing, iri, source)
            for score in sheet.scores:
                self._try(score.stated.place, self._score, score, source)
        self.account.new, self.account.added_to = self._things.new, self._things.added_to
        return self.account

    def _try(self, place: str, step: Callable[..., T], *given: object) -> T | None:
        try:
            return step(*given)
        except VlmkgError as error:
            self.account.slips.append(f"{place}: {error}")
            return None

    # --- what is said of them

    def _facts(self, thing: Thing, iri: str, source: str) -> None:
        if thing.family is not None:
            stated = thing.family
            self._try(stated.place, self._claim, iri, "memberOf", stated, source, ("family",))
        for property_, stated in thing.facts:
            self._try(stated.place, self._claim, iri, property_, stated, source)
        for stage in thing.stages:
            self._try(thing.place, self._stage, iri, stage, source)

    def _claim(
        self, subject: str, property_: str, stated: Stated, source: str, kinds: tuple[str, ...] | None = None
    ) -> None:
        found = self._properties.find(property_)
        said: Value | None = None
        if found.takes == "thing":
            with suppress(UnknownName):
                said = ox.NamedNode(self._things.named(stated.value, kinds or found.kinds))
        if said is None:
            said = value(self._library, found, stated.value)
        if self._clerk.known(subject, found.iri, said, source):
            self.account.known += 1
            return
        against = tuple(PREFIXES["claim"] + name.removeprefix("claim:") for name in stated.contradicts)
        if odd := [name for name in against if not is_iri(name)]:
            raise UsageError(f"{odd[0]!r} is no claim; give a short name, such as claim:pixtral-12b.vision-encoder.1")
        entry = Entry(
            subject, found.iri, said, source, stated.at, stated.status, stated.note, against, stated.qualifier
        )
        self._sources.cite(source)
        self._clerk.claim(entry)
        self.account.claims += 1

    def _stage(self, model: str, stage: Stage, source: str) -> None:
        name = model.removeprefix(BASE).partition("/")[2]
        iri = f"{PREFIXES['stage']}{name}.{stage.number}"
        if iri not in self._things.types:
            title = f"{self._things.label(model)}, stage {stage.number}: {stage.title}"
            self._clerk.describe(iri, VLMKG + "TrainingStage", title, definition=stage.definition, beside=model)
            number = typed(str(stage.number), "integer")
            self._desk.add(iri, [(VLMKG + "stageNumber", number), (VLMKG + "stageOf", ox.NamedNode(model))])
            self._things.types[iri].add(VLMKG + "TrainingStage")
            self._things.new.append(shorten(iri))
        for property_, stated in stage.parts:
            self._try(stated.place, self._claim, iri, property_, stated, source)

    def _score(self, score: Score, source: str) -> None:
        result, stated = self._scores.take(score)
        self._claim(result, "score", stated, source)
