"""What a thing is made from and what was made from it, in columns that a page draws as one picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from vlmkg.kg import Kg
from vlmkg.lineage import relations
from vlmkg.lineage.edges import Strength
from vlmkg.lineage.parts import Parts
from vlmkg.lineage.tree import Step, Tree
from vlmkg.questions.evidence import Evidence, cite
from vlmkg.terms import expand, shorten

MOST: Final = 7
"""So many things of one kind of step are drawn; the rest is one link."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing beside the thing in the middle: how sure the step is, in words, and what else is to be said."""

    iri: str
    label: str
    strength: Strength
    cited: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """All things that one kind of step leads to. `absent` says what is known where there is none.

    `apart` is true where sources say that it does *not* come from these.
    """

    role: str
    nodes: tuple[Node, ...]
    count: int
    all_href: str = ""
    absent: tuple[str, ...] = ()
    apart: bool = False

    @property
    def left(self) -> int:
        """How many are not drawn."""
        return self.count - len(self.nodes)


@dataclass(frozen=True, slots=True)
class Flow:
    """A thing in the middle, `above` what it is made from, `below` what was made from it."""

    above: tuple[Branch, ...]
    below: tuple[Branch, ...]
    doubted: tuple[Evidence, ...]

    def __bool__(self) -> bool:
        return bool(self.above or self.below)


def flow(kg: Kg, iri: str, *, is_model: bool) -> Flow:
    """The steps that lead to a thing and from it, one each way, with the claims behind each."""
    up, down = kg.lineage(iri, depth=1), kg.lineage(iri, depth=1, direction="down")
    parts = kg.parts(iri) if is_model else None
    return Flow(
        tuple(_branches(kg, up, _stages(parts), _absent(kg, up, parts))),
        tuple(_branches(kg, down, {}, {})),
        tuple(claim for claim in down.doubted if claim.subject != iri),
    )


def related_href(iri: str, property_: str) -> str:
    """The page that lists everything that has a property with this thing as its value."""
    return "/related?" + urlencode({"to": shorten(iri), "by": shorten(property_)})


def _branches(kg: Kg, tree: Tree, stages: dict[str, str], absent: dict[str, list[str]]) -> Iterable[Branch]:
    by_property: dict[str, list[Step]] = {}
    for step in tree.steps:
        by_property.setdefault(step.predicate, []).append(step)
    place = {property_: relations.place(property_) for property_ in (*by_property, *absent)}
    for property_ in sorted(place, key=lambda one: (place[one], one)):
        steps = by_property.get(property_, [])
        role = steps[0].role if steps else kg.role(property_)
        href = related_href(tree.iri, property_) if tree.direction == "down" else "#facts"
        shown = steps[:MOST] if len(steps) > MOST + 1 else steps
        nodes = tuple(_node(step, stages.get(shorten(step.to.iri), "")) for step in shown)
        apart = property_ == relations.NOT_DERIVED_FROM
        yield Branch(role, nodes, len(steps), href, tuple(absent.get(property_, ())), apart)


def _node(step: Step, stages: str) -> Node:
    best = step.evidence[0].status if step.evidence else "no claim"
    return Node(step.to.iri, step.to.label, best, cite(step.evidence, step.via), stages)


def _stages(parts: Parts | None) -> dict[str, str]:
    """What the training stages did to each part, by its short name."""
    if parts is None:
        return {}
    return {
        str(entry.values["part"]): f"stage {entry.values['stages']}"
        for entry in parts.entries
        if entry.values["stages"]
    }


def _absent(kg: Kg, up: Tree, parts: Parts | None) -> dict[str, list[str]]:
    """Where makers say that there is none, or do not say, and where nobody has looked."""
    found: dict[str, list[str]] = {}
    for claim in up.disclosure:
        if kg.role(claim.predicate):
            found.setdefault(claim.predicate, []).append(kg.label(claim.value))
    for entry in parts.entries if parts else ():
        if entry.values["part"] is None and entry.values["label"] == "not recorded":
            for name in ("usesVisionEncoder", "usesConnector", "builtOnBackbone"):
                property_ = expand(f"vlmkg:{name}") or ""
                if kg.role(property_) == entry.values["slot"]:
                    found.setdefault(property_, []).append("not recorded")
    return found
