"""Ancestors, descendants, the ways between two things, and what two things have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from vlmkg.errors import ParameterError
from vlmkg.graph.results import Value
from vlmkg.lineage import citing, reading
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.proof import Path, between, together, ways
from vlmkg.lineage.relations import NOT_DERIVED_FROM, Relations, inheritance, relations, role
from vlmkg.lineage.web import EVERYTHING, Reach, Web, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence
from vlmkg.terms import shorten

BUILT: Final = Reach("built")

MOST_WAYS: Final = 10
"""So many ways between two things are shown."""


@dataclass(frozen=True, repr=False)
class Relatives(Answer):
    """The ancestors or descendants of a thing, the nearest first, each with the best way to it.

    A row's `steps` counts the steps of that way, `inheritance` says what passes along it:
    `parameters`, or `data` or `teaching` where some step passes no parameters.
    """


@dataclass(frozen=True, repr=False)
class Ways(Answer):
    """The ways from one thing to another, the surest and shortest first."""


@dataclass(frozen=True, repr=False)
class CommonAncestors(Answer):
    """The nearest common ancestors of two things, each with the best way from either."""


def ancestors(
    library: Library,
    thing: str,
    *,
    reach: Reach = EVERYTHING,
    proof: bool = False,
) -> Relatives:
    """Everything a thing comes from."""
    web = walk(library, [thing], "up", relations(library.schema, reach.follow), reach)
    return _relatives(library, f"What {library.value(thing)} comes from", web, thing, "ancestor", proof)


def descendants(
    library: Library,
    thing: str,
    *,
    reach: Reach = EVERYTHING,
    proof: bool = False,
) -> Relatives:
    """Everything that comes from a thing, from a version of it or from a member of it."""
    web = below(library, thing, relations(library.schema, reach.follow), reach=reach)
    return _relatives(library, f"What comes from {library.value(thing)}", web, thing, "descendant", proof)


def below(library: Library, thing: str, wanted: Relations, *, reach: Reach = EVERYTHING, loosely: bool = False) -> Web:
    """The web down from a thing; where it is a family, its members are the first step."""
    return walk(library, [thing], "down", wanted, reach, loosely=loosely, members=True)


def _relatives(library: Library, title: str, web: Web, thing: str, column: str, proof: bool) -> Relatives:
    found = ways(web, thing)
    entries = []
    for iri, path in sorted(found.items(), key=lambda pair: (len(pair[1].edges), library.value(pair[0]), pair[0])):
        if iri != thing:
            values: dict[str, Value] = {column: shorten(iri), "label": library.value(iri), "steps": len(path.edges)}
            entries.append(row({**values, "inheritance": passes(library, path)}, [path]))
    notes = ["Some lines go on beyond the depth that was asked for."] if web.cut else []
    return Relatives(
        library, title, (column, "label", "steps", "inheritance"), tuple(entries), (*notes, *_limits(web)), proof
    )


def _limits(web: Web) -> tuple[str, ...]:
    """What an answer about this web must say of what is not known."""
    silent = sum(1 for node in web.nodes if any(c.value.endswith("#NotDisclosed") for c in web.disclosed.get(node, ())))
    if not silent:
        return ()
    things = "1 thing on the way has" if silent == 1 else f"{silent} things on the way have"
    return (f"{things} a parent that its makers do not disclose; what is not listed is not ruled out.",)


def passes(library: Library, path: Path) -> str:
    """What passes along a whole way: parameters only where every step passes them."""
    kinds = {inheritance(library.schema, edge.predicate) for edge in path.edges}
    for kind in ("teaching", "data", "parameters"):
        if kind in kinds:
            return kind
    return "identity"


def path(
    library: Library,
    one: str,
    other: str,
    *,
    reach: Reach = EVERYTHING,
    proof: bool = True,
    limit: int = MOST_WAYS,
) -> Ways:
    """The ways from one thing up to another, or where there are none, from the other up to the one.

    Where neither comes from the other there is no row, and the notes say what is on record against it.
    """
    if one == other:
        raise ParameterError(f"both are {library.value(one)}; give two different things")
    wanted = relations(library.schema, reach.follow)
    web, start, end, found = _either_way(library, one, other, wanted, reach, limit)
    entries = tuple(
        row(
            {
                "way": place,
                "steps": len(way.edges),
                "inheritance": passes(library, way),
                "route": _route(library, way),
            },
            [way],
        )
        for place, way in enumerate(found, 1)
    )
    title = f"How {library.value(start)} comes from {library.value(end)}"
    notes = _against(library, (one, other), web)
    if not found:
        title = f"Whether {library.value(one)} and {library.value(other)} come from one another"
        notes = ("No way is recorded in either direction; that is not proof that there is none.", *notes)
    return Ways(library, title, ("way", "steps", "inheritance", "route"), entries, notes, proof)


def _either_way(
    library: Library, one: str, other: str, wanted: Relations, reach: Reach, limit: int
) -> tuple[Web, str, str, list[Path]]:
    """The ways from one up to the other, or else from the other to the one.

    Those that only may be meant are given where there is no other.
    """
    webs: list[Web] = []
    for loosely in (False, True):
        for start, end in ((one, other), (other, one)):
            webs.append(walk(library, [start], "up", wanted, reach, loosely=loosely))
            if found := between(webs[-1], start, end, limit):
                return webs[-1], start, end, found
    turned_down = {node: claims for web in webs for node, claims in web.turned_down.items()}
    return replace(webs[0], turned_down=turned_down), one, other, []


def _route(library: Library, way: Path) -> str:
    words = [library.value(way.start)]
    for edge in way.edges:
        words.append(f"({role(library.schema, edge.predicate)})")
        words.append(library.value(edge.parent))
    return " ".join(words)


def _against(library: Library, things: tuple[str, str], web: Web) -> tuple[str, ...]:
    """Claims that one of two things does not come from the other, and claims of it that were turned down."""
    pair = set(things)
    extra = Relations(frozenset({NOT_DERIVED_FROM}), frozenset())
    stated = reading.steps(library, things, extra, "up")
    cited = citing.cited(library, stated, pair, extra, "up")
    notes = [
        f"{library.value(e.child)} is on record as not derived from {library.value(e.parent)}"
        + (f": {e.evidence[0].cited}" if e.evidence else "")
        for e in cited.edges
        if e.parent in pair and e.stated
    ]
    for node in sorted(web.nodes | pair):
        for claim in web.turned_down.get(node, ()):
            if claim.value in web.nodes | pair and claim.value != node:
                notes.append(turned_down(library, claim))
    return tuple(notes)


def turned_down(library: Library, claim: Evidence) -> str:
    """A claim that is rejected or in dispute, in a sentence."""
    said = f"{library.value(claim.subject)}, {role(library.schema, claim.predicate)} {library.value(claim.value)}"
    word = "rejected" if claim.status == "Rejected" else "in dispute"
    return f"{word}: {said}, says {claim.cited}" + (f" ({claim.note})" if claim.note else "")


def common_ancestors(
    library: Library,
    one: str,
    other: str,
    *,
    reach: Reach = BUILT,
    proof: bool = False,
) -> CommonAncestors:
    """What both of two things come from, with no nearer common ancestor in between."""
    web = walk(library, [one, other], "up", relations(library.schema, reach.follow), reach)
    first, second = ways(web, one), ways(web, other)
    shared = first.keys() & second.keys()
    nearest = {node for node in shared if not _nearer(web, node, shared)}
    entries: list[Row] = []
    for node in sorted(
        nearest, key=lambda iri: (len(first[iri].edges) + len(second[iri].edges), library.value(iri), iri)
    ):
        paths = (first[node], second[node])
        values: dict[str, Value] = {
            "ancestor": shorten(node),
            "label": library.value(node),
            "first": _entry(library, first[node]),
            "second": _entry(library, second[node]),
            "steps": len(first[node].edges) + len(second[node].edges),
        }
        entries.append(Row(values, paths, together(paths)))
    title = f"The nearest common ancestors of {library.value(one)} and {library.value(other)}"
    return CommonAncestors(
        library, title, ("ancestor", "label", "first", "second", "steps"), tuple(entries), _limits(web), proof
    )


def _nearer(web: Web, node: str, shared: Iterable[str]) -> bool:
    """Whether a shared thing has this one for a parent."""
    return any(edge.parent == node for child in shared if child != node for edge in web.ahead.get(child, ()))


def _entry(library: Library, way: Path) -> str:
    """By which part a thing reaches what it comes from."""
    if not way.edges:
        return "itself"
    return f"{role(library.schema, way.edges[0].predicate)} {library.value(way.edges[0].parent)}"
