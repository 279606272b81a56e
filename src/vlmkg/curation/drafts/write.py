"""A draft written as Turtle, in a folder of its own that mirrors `data/`, for a curator to review."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation.clerk import Clerk, Entry, recorded
from vlmkg.curation.drafts.compare import Comparison, Judged, Verdict
from vlmkg.curation.drafts.draft import Value
from vlmkg.curation.filing import Desk
from vlmkg.errors import MissingData, UsageError
from vlmkg.graph import turtle
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, VLMKG, shorten

WANTED: Final[frozenset[Verdict]] = frozenset({"new", "agrees", "contradicts"})


def write(
    comparison: Comparison, library: Library, folder: Path, *, wanted: Collection[Verdict] = WANTED
) -> list[Path]:
    """Write the things and claims of a draft into a folder. Returns the files.

    New and agreeing values become claims with the status the importer gave them, and facts;
    a value that contradicts the graph becomes a Disputed claim that names what it contradicts,
    and no fact. Statements that the graph has from this very source are left out. Raises
    UsageError where the folder is in use or belongs to the curated data, where there is nothing
    to write, and where a new source has no web address.
    """
    _refuse_curated(folder)
    judged = [each for each in comparison.judged if each.verdict in wanted]
    new_things = [thing for thing in comparison.draft.things if not thing.known]
    if not judged and not new_things:
        raise UsageError("the draft has nothing that the graph lacks; there is nothing to write")
    curated = Desk(paths.data())
    desk = Desk(folder, like=curated)
    clerk = Clerk(library, desk)
    origin = comparison.draft.origin
    if library.names.label(origin.iri) == shorten(origin.iri):  # what the graph lacks has no label
        if origin.page is None:
            raise UsageError("nothing says where the file can be read; pass its web address with --page")
        clerk.cite(origin)
    for thing in comparison.draft.things:
        if not thing.known:
            definition = f"{thing.label}, as {origin.label} names it; not described yet."
            clerk.describe(thing.iri, thing.class_, thing.label, definition=definition, other_names=thing.other_names)
    for each in judged:
        clerk.claim(_entry(each, origin.iri))
    return desk.save()


def merge(folder: Path, desk: Desk, today: date) -> None:
    """Put what a reviewed draft says onto the desk of the curated data; its new claims are recorded today.

    Raises MissingData where the folder holds no Turtle.
    """
    files = sorted(folder.rglob("*.ttl")) if folder.is_dir() else []
    if not files:
        raise MissingData(f"{folder}: no .ttl file in this folder; name one that `vlmkg draft` has written")
    for file in files:
        target = desk.data / file.relative_to(folder)
        there = _claims(target)[0] if target.exists() else set()
        claims, dated = _claims(file)
        desk.take(file, target)
        for claim in sorted(claims - dated - there):
            desk.state(target, claim, [recorded(today)])


def _claims(file: Path) -> tuple[set[str], set[str]]:
    """The claims of a file, and those that say when they were recorded."""
    claims: set[str] = set()
    dated: set[str] = set()
    for triple in turtle.triples([file]):
        if isinstance(triple.subject, ox.NamedNode):
            if triple.predicate.value == VLMKG + "claimSubject":
                claims.add(triple.subject.value)
            elif triple.predicate.value == VLMKG + "recorded":
                dated.add(triple.subject.value)
    return claims, dated


def _entry(judged: Judged, source: str) -> Entry:
    stated = judged.stated
    status = stated.status.removeprefix(VLMKG)
    if judged.verdict != "contradicts":
        known = judged.verdict == "agrees" and _may_be_coarse(stated.value)
        return Entry(
            stated.subject,
            stated.property,
            stated.value,
            source,
            stated.locator,
            status,
            stated.note,
            stated=False if known else None,
        )
    against = [claim for claim in judged.against if claim.status != "Rejected"]
    why = f"The graph has {', '.join(judged.values)} instead." if judged.values else ""
    if not against:
        why = f"The graph has turned this value down: {', '.join(shorten(c.claim) for c in judged.against)}. {why}"
    note = " ".join(part for part in (stated.note, why) if part)
    contradicted = tuple(dict.fromkeys(claim.claim for claim in against))
    return Entry(
        stated.subject, stated.property, stated.value, source, stated.locator, "Disputed", note or None, contradicted
    )


def _may_be_coarse(value: Value) -> bool:
    """Whether the graph may state a finer value that covers this one: a day of a year, a member of a family."""
    if isinstance(value, ox.NamedNode):
        return value.value.startswith(BASE)
    return shorten(value.datatype.value) in ("xsd:gYear", "xsd:gYearMonth", "xsd:date")


def _refuse_curated(folder: Path) -> None:
    target, data = folder.resolve(), paths.data().resolve()
    if target == data or data in target.parents or target in data.parents:
        raise UsageError(f"{folder}: holds or belongs to the curated data; name a new folder outside of {data.name}/")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is there already and not empty; name a new folder")
