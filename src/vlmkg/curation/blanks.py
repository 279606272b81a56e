"""Blank nodes by what is said of them, so that two readings of a file give the same triples.

A blank node gets a name made from its properties and values, those of the blank nodes it
leads to among them; two nodes of which the same is said become one. This takes linear time
whatever the file holds, where a full canonicalization can be made to run for ever. It has
no name for nodes that lead back to themselves, or that stand inside a triple term.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from vlmkg.terms import PREFIXES, shorten

Structures = Mapping[ox.BlankNode, Sequence[tuple[ox.NamedNode, object]]]
"""What is said of each blank node: properties and values."""

_MOST_NODES: Final = 100
_DEEPEST: Final = 20
_FIRST: Final = ox.NamedNode(PREFIXES["rdf"] + "first")
_REST: Final = ox.NamedNode(PREFIXES["rdf"] + "rest")
_NIL: Final = ox.NamedNode(PREFIXES["rdf"] + "nil")


def named(triples: Iterable[ox.Triple]) -> tuple[list[ox.Triple], list[ox.Triple], int]:
    """The triples of one file: those without blank nodes, those with them, renamed, and how many
    had to be left out.
    """
    plain: list[ox.Triple] = []
    blank: list[ox.Triple] = []
    for triple in triples:
        (blank if _has_blank(triple) else plain).append(triple)
    names = _names(blank)
    renamed: list[ox.Triple] = []
    for triple in blank:
        subject = names.get(triple.subject) if isinstance(triple.subject, ox.BlankNode) else triple.subject
        object_ = names.get(triple.object) if isinstance(triple.object, ox.BlankNode) else triple.object
        if subject is not None and object_ is not None and not _nested(triple):
            renamed.append(ox.Triple(subject, triple.predicate, object_))
    return plain, renamed, len(blank) - len(renamed)


def structures(triples: Iterable[ox.Triple]) -> Structures:
    """What is said of each blank node."""
    found: dict[ox.BlankNode, list[tuple[ox.NamedNode, object]]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            found[triple.subject].append((triple.predicate, triple.object))
    return {node: sorted(said, key=lambda pair: (str(pair[0]), str(pair[1]))) for node, said in found.items()}


def written(node: ox.BlankNode, said: Structures) -> str:
    """A blank node as Turtle would write it, `[ a owl:Class ; owl:unionOf ( model:a model:b ) ]`.

    A very large one is cut short, and then bears its name, so that it stays apart from others.
    """
    left = _MOST_NODES

    def write(term: object, depth: int) -> str:
        nonlocal left
        if isinstance(term, ox.NamedNode):
            short = shorten(term.value)
            return short if short != term.value else str(term)
        if not isinstance(term, ox.BlankNode):
            return str(term)
        left -= 1
        if left < 0 or depth > _DEEPEST:
            left = -1
            return "..."
        members = _members(term, said)
        if members is not None:
            return "( " + "".join(f"{write(member, depth + 1)} " for member in members) + ")"
        facts = (f"{_verb(p)} {write(o, depth + 1)}" for p, o in said.get(term, ()))
        return f"[ {' ; '.join(facts)} ]"

    text = write(node, 0)
    return text if left >= 0 else f"{text} (cut short: {node})"


def _verb(property_: ox.NamedNode) -> str:
    short = shorten(property_.value)
    return "a" if short == "rdf:type" else short if short != property_.value else str(property_)


def _members(node: ox.BlankNode, said: Structures) -> list[object] | None:
    """The members of a list, the first hundred of a longer one; None where the node is none."""
    members: list[object] = []
    step: object = node
    while step != _NIL and len(members) < _MOST_NODES:
        facts = said.get(step, ()) if isinstance(step, ox.BlankNode) else ()
        if [property_ for property_, _ in facts] != [_FIRST, _REST]:
            return None
        members.append(facts[0][1])
        step = facts[1][1]
    return members if step == _NIL else [*members, step]


def _names(triples: Iterable[ox.Triple]) -> dict[object, ox.BlankNode]:
    """A name for each blank node, given when all that it leads to have theirs."""
    said: dict[object, list[tuple[str, object]]] = {}
    waits: dict[object, int] = defaultdict(int)
    wanted: dict[object, list[object]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.object, ox.BlankNode):
            said.setdefault(triple.object, [])
        if isinstance(triple.subject, ox.BlankNode):
            said.setdefault(triple.subject, []).append((str(triple.predicate), triple.object))
            if isinstance(triple.object, ox.BlankNode):
                wanted[triple.object].append(triple.subject)
            if isinstance(triple.object, ox.BlankNode) or _nested(triple):
                waits[triple.subject] += 1
    names: dict[object, ox.BlankNode] = {}
    ready = [node for node in said if not waits[node]]
    while ready:
        node = ready.pop()
        lines = sorted({f"{property_} {names.get(value, value)}" for property_, value in said[node]})
        names[node] = ox.BlankNode("b" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32])
        for waiting in wanted[node]:
            waits[waiting] -= 1
            if not waits[waiting]:
                ready.append(waiting)
    return names


def _nested(triple: ox.Triple) -> bool:
    """Whether a blank node stands inside a triple term."""
    return isinstance(triple.object, ox.Triple) and _has_blank(triple.object)


def _has_blank(triple: ox.Triple) -> bool:
    subject, object_ = triple.subject, triple.object
    return isinstance(subject, ox.BlankNode) or isinstance(object_, ox.BlankNode) or _nested(triple)
