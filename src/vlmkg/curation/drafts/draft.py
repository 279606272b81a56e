"""A draft: what one file says, as things and statements with their places, before anybody has reviewed it.

An importer reads a file with a `Drafter` and returns a `Draft`. It decides nothing
about truth: every statement carries the place it was read at and a status that is at
most Accepted, and what it could not make sense of is listed as left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from vlmkg.errors import UsageError
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, PREFIXES, VLMKG, shorten

UNCHECKED: Final = VLMKG + "Unchecked"
ACCEPTED: Final = VLMKG + "Accepted"

Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file was got, as far as its reader says: link, place in its repository, commit, day."""

    page: str | None = None
    path: str | None = None
    revision: str | None = None
    accessed: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that a file is: what will stand in the graph as a `vlmkg:Source`.

    `kind` is the IRI of its source type (`vlmkg:ModelCard` ...), `page` where a reader
    can open it, `path` and `revision` its place in a repository, `accessed` the day it
    was read.
    """

    iri: str
    label: str
    kind: str
    page: str | None = None
    accessed: date | None = None
    path: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a file speaks of; `known` says whether the graph has it already."""

    iri: str
    label: str
    class_: str
    other_names: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of one property of one thing, and where the file says so."""

    subject: str
    property: str
    value: Value
    locator: str
    status: str = UNCHECKED
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an importer read and made nothing of, and why."""

    locator: str
    text: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """What one file says. Things and statements are in the order of the file."""

    origin: Origin
    things: tuple[Thing, ...]
    statements: tuple[Stated, ...]
    left_out: tuple[LeftOut, ...]


class Drafter:
    """Takes down what a file says; the graph's names are used for what it knows already."""

    def __init__(self, library: Library, origin: Origin) -> None:
        self.library = library
        self.origin = origin
        self._things: dict[str, Thing] = {}
        self._statements: dict[tuple[str, str, Value], Stated] = {}
        self._left_out: list[LeftOut] = []

    def find(self, name: str, kinds: Iterable[str] | None = None) -> str | None:
        """The IRI of what goes by exactly this name, or None where nothing does, or several things do."""
        found = self.library.names.find(name, kinds)
        return found[0] if len(found) == 1 else None

    def thing(
        self, name: str, kind: str, class_: str, *, other_names: Iterable[str] = (), among: Iterable[str] | None = None
    ) -> str:
        """The IRI of a thing that the file names: the graph's own where it has one, else a new one.

        `kind` is the prefix of a new IRI (`model`, `dataset` ...), `class_` the IRI of its
        class, `among` the prefixes to look among (the kind alone unless given), `other_names`
        further names, each of which may lead to the thing. Names that the graph lacks become
        other names of the thing.
        """
        names = [text for text in dict.fromkeys(" ".join(n.split()) for n in (name, *other_names)) if text]
        if not names or not slug(names[0]):
            raise UsageError(f"{name!r} is no name that an IRI can be made from; name the thing in letters or digits")
        kinds = tuple(among or (kind,))
        found = next((iri for text in names if (iri := self.find(text, kinds))), None)
        iri = found or f"{PREFIXES[kind]}{slug(names[0])}"
        before = self._things.get(iri)
        known = found is not None and (before is None or before.known)
        label = self.library.names.label(iri) if known else (before.label if before else names[0])
        fresh = [n for n in names if n != label and not (known and self.find(n, kinds) == iri)]
        merged = dict.fromkeys([*(before.other_names if before else ()), *fresh])
        self._things[iri] = Thing(iri, label, before.class_ if before else class_, tuple(merged), known)
        return iri

    def entity(self, subject: str, property_: str, iri: str, locator: str, **more: str) -> None:
        """Take down that the value of a property (`vlmkg:usesVisionEncoder`, short or whole) is a thing or a link."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            self.leave_out(locator, iri, "is no IRI")
            return
        self._state(Stated(subject, whole(property_), node, locator, **more))

    def literal(
        self, subject: str, property_: str, value: str | int | Decimal | date, locator: str, **more: str
    ) -> None:
        """Take down a plain value: an integer, a decimal, a date, or a text without a language."""
        self._state(Stated(subject, whole(property_), _literal(value), locator, **more))

    def text(self, subject: str, property_: str, value: str, locator: str, **more: str) -> None:
        """Take down a text in English."""
        self._state(Stated(subject, whole(property_), ox.Literal(value, language="en"), locator, **more))

    def partial_date(self, subject: str, property_: str, value: str, locator: str, **more: str) -> None:
        """Take down a year, a month or a day (`2024`, `2024-09`, `2024-09-17`), as exact as it is given."""
        for pattern, name in (
            (r"[0-9]{4}", "gYear"),
            (r"[0-9]{4}-(0[1-9]|1[0-2])", "gYearMonth"),
            (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "date"),
        ):
            if re.fullmatch(pattern, value) and (name != "date" or _is_day(value)):
                datatype = ox.NamedNode(PREFIXES["xsd"] + name)
                self._state(Stated(subject, whole(property_), ox.Literal(value, datatype=datatype), locator, **more))
                return
        self.leave_out(locator, value, "is no date")

    def leave_out(self, locator: str, text: str, reason: str) -> None:
        """Say what was read and not used."""
        self._left_out.append(LeftOut(locator, text if len(text) <= 200 else text[:199] + "…", reason))

    def finish(self) -> Draft:
        """What was taken down."""
        return Draft(self.origin, tuple(self._things.values()), tuple(self._statements.values()), tuple(self._left_out))

    def _state(self, stated: Stated) -> None:
        self._statements.setdefault((stated.subject, stated.property, stated.value), stated)


def whole(term: str) -> str:
    """The IRI of a term given short (`vlmkg:usesVisionEncoder`) or whole."""
    prefix, colon, local = term.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else term


def slug(name: str) -> str:
    """A name as it can end an IRI: lower-case letters and digits, with `.` and `-` between them; `+` is spelled out."""
    flat = unicodedata.normalize("NFKD", name).casefold().replace("+", "-plus")
    plain = "".join(c for c in flat if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]*-[^a-z0-9]*", "-", re.sub(r"[^a-z0-9.]+", "-", plain)).strip("-.")


def source_iri(*parts: str) -> str:
    """The IRI of a source, from what names it: a host or kind, a repository, a path."""
    return f"{BASE}source/{slug('-'.join(parts))}"


def show(value: Value) -> str:
    """A value for a reader."""
    return shorten(value.value) if isinstance(value, ox.NamedNode) else value.value


def _literal(value: str | int | Decimal | date) -> ox.Literal:
    xsd = PREFIXES["xsd"]
    match value:
        case bool():
            return ox.Literal("true" if value else "false", datatype=ox.NamedNode(xsd + "boolean"))
        case int():
            return ox.Literal(str(value), datatype=ox.NamedNode(xsd + "integer"))
        case Decimal():
            return ox.Literal(f"{value:f}", datatype=ox.NamedNode(xsd + "decimal"))
        case date():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(xsd + "date"))
        case _:
            return ox.Literal(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
