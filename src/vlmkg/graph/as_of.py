"""The graph as it stood at the end of a day, from what claims say about when they were recorded.

- A claim recorded later was not there. One without a day, or with a day that is none, always was.
- A claim whose status was changed later had its previous status. Only the last change is known:
  of a claim that changed on two later days, the status in between is shown.
- A fact that has claims was stated where a claim that was there made it one: Verified, Accepted,
  Unchecked, or Disputed where the fact is stated today. So one whose claim was turned down later
  comes back, unless a finer value was stated in its place: a day of the year, a member of the family.
- A thing, or a source, that only later claims name was not there, with all that is said of it. What
  the ontology describes always was, and so was what no claim names.

Names, definitions, notes, places in sources and contradictions carry no days; they are as they are today.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final, TypeVar

import pyoxigraph as ox

from vlmkg.errors import UsageError
from vlmkg.graph.past import CHANGES, DAYS, STATUS, Key, Past, happened_since, look_back

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Triple = TypeVar("Triple", ox.Triple, ox.Quad)


def day(text: str | date) -> date:
    """A day, from a text such as 2026-11-23. Raises UsageError where it is none."""
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise UsageError(f"{text[:40]!a} is no date; write it as year-month-day, such as 2026-11-23") from None


def roll_back(store: ox.Store, day: date, *, always: Collection[Any] = ()) -> None:
    """Make a store what it was at the end of a day, before anything is inferred.

    `always` are things of the ontology, which never go. Raises UsageError where the day is before
    everything that was recorded, or no claim says when it was.
    """
    with _no_collection():
        if not happened_since((quad.object for p in DAYS for quad in store.quads_for_pattern(None, p, None)), day):
            return
        quads = list(store)
        past = look_back(quads, lambda fact: ox.Quad(*fact) in store, day, always)
        gone, kept = _divided(quads, past)
        if len(gone) < len(kept):
            for quad in gone:
                store.remove(quad)
        else:
            store.clear()
            store.extend(kept)
        store.extend(ox.Quad(*fact) for fact in _restored(past))


def rolled_back(triples: Collection[ox.Triple], day: date, *, always: Collection[Any] = ()) -> set[ox.Triple]:
    """The triples, as they are written, that were there at the end of a day. As `roll_back` otherwise."""
    with _no_collection():
        past = look_back(triples, lambda fact: ox.Triple(*fact) in triples, day, always)
        return {*_divided(triples, past)[1], *(ox.Triple(*fact) for fact in _restored(past))}


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector off: it would walk a million terms again and again, and none is in a circle."""
    held = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()


def _divided(triples: Iterable[Triple], past: Past) -> tuple[list[Triple], list[Triple]]:
    """What was not there, and what was."""
    gone: list[Triple] = []
    kept: list[Triple] = []
    marked = {property_ for _, property_, _ in past.lost}
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        there = (
            subject not in past.gone
            and value not in past.gone
            and not (predicate in marked and (subject, predicate, value) in past.lost)
            and not (predicate in CHANGES and subject in past.statuses)
        )
        (kept if there else gone).append(triple)
    return gone, kept


def _restored(past: Past) -> list[Key]:
    return [(claim, STATUS, status) for claim, status in past.statuses.items()] + list(past.back)
