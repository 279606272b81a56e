"""Proofs: the way from one thing to another, step by step, with the claims of each step and how sure the whole is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, Literal

from vlmkg.lineage.edges import STRENGTHS, Edge, Strength, Verdict
from vlmkg.lineage.relations import DERIVATIONS, INITIALIZED_FROM, SLOTS, USES_TEXT_ENCODER
from vlmkg.lineage.web import Web
from vlmkg.questions.evidence import Evidence
from vlmkg.terms import VLMKG

if TYPE_CHECKING:
    import networkx as nx


Doubt = Literal["replaced", "perhaps left out", "text tower"]

DOUBTS: Final[dict[Doubt, str]] = {
    "replaced": "a part that was replaced on the way: what was derived has another in its place",
    "perhaps left out": "a part of what it was initialized from, which may not have been taken over",
    "text tower": "the text encoder of something of which only the encoder of images or sound is used",
}
"""Why a way is only possible: each of its steps may be true, and what passes along them need not reach the end."""

_SENSES: Final = frozenset(VLMKG + name for name in ("usesVisionEncoder", "usesAudioEncoder", "usesImageTokenizer"))


@dataclass(frozen=True, slots=True)
class Path:
    """A way along steps, from where one started to where it leads. It may be empty: a thing is itself.

    `up` says whether it leads from children to parents. `doubt` says why the whole is only possible although each step
    may be sure: see DOUBTS.
    """

    start: str
    edges: tuple[Edge, ...]
    up: bool = True
    doubt: Doubt | None = None

    @property
    def end(self) -> str:
        """Where the way leads."""
        if not self.edges:
            return self.start
        return self.edges[-1].parent if self.up else self.edges[-1].child

    @property
    def verdict(self) -> Verdict:
        """`proved` where every step is, `possible` otherwise."""
        sure = self.doubt is None and all(edge.verdict == "proved" for edge in self.edges)
        return "proved" if sure else "possible"

    @property
    def weakest(self) -> Strength:
        """The strength of the weakest step; that of nothing at all is Verified."""
        return max((edge.strength for edge in self.edges), key=STRENGTHS.index, default="Verified")

    @property
    def claims(self) -> tuple[Evidence, ...]:
        """The surest claim of each step that has one."""
        return tuple(edge.evidence[0] for edge in self.edges if edge.evidence)

    def turned(self) -> Path:
        """The same way, walked from its end."""
        return Path(self.end, self.edges[::-1], not self.up, self.doubt)

    def then(self, other: Path) -> Path:
        """The same way and then another that starts where it ends and leads the same way."""
        up = self.up if self.edges else other.up
        return Path(self.start, self.edges + other.edges, up, self.doubt or other.doubt)


def weakest(paths: Iterable[Path]) -> Strength:
    """The weakest step of several ways that are needed together."""
    return max((path.weakest for path in paths), key=STRENGTHS.index, default="Verified")


def together(paths: Iterable[Path]) -> Verdict:
    """The verdict on several ways that are needed together."""
    return "proved" if all(path.verdict == "proved" for path in paths) else "possible"


def ways(web: Web, start: str) -> Mapping[str, Path]:
    """The best way to everything reached from a start: the one with the fewest unsure steps, of these the shortest.

    Dijkstra's algorithm, as networkx has it.
    """
    import networkx as nx

    graph = web.network
    if start not in graph:
        return {start: Path(start, ())}
    _, found = nx.single_source_dijkstra(graph, start, weight="cost")
    return {node: _path(graph, nodes, web) for node, nodes in found.items()}


def between(web: Web, start: str, end: str, limit: int) -> list[Path]:
    """Up to `limit` ways from a start to an end without a detour over the same thing, the best first.

    Yen's algorithm, as networkx has it (`shortest_simple_paths`).
    """
    import networkx as nx

    graph = web.network
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return []
    return [_path(graph, nodes, web) for nodes in islice(nx.shortest_simple_paths(graph, start, end, "cost"), limit)]


def _path(graph: nx.DiGraph, nodes: list[str], web: Web) -> Path:
    steps = tuple(graph.edges[one, two]["edge"] for one, two in pairwise(nodes))
    up = web.direction == "up"
    return Path(nodes[0], steps, up, _doubt(web, steps if up else steps[::-1]))


def _doubt(web: Web, steps: tuple[Edge, ...]) -> Doubt | None:
    """What makes a way only possible, seen along the steps from the child to the parent."""
    derived: list[Edge] = []
    senses = partly = False
    for edge in steps:
        is_part = edge.predicate in SLOTS
        own = [web.slots.get((step.child, edge.predicate), frozenset()) for step in derived] if is_part else []
        if any(held and edge.parent not in held for held in own):
            return "replaced"
        if edge.predicate == USES_TEXT_ENCODER and senses:
            return "text tower"
        senses = senses or edge.predicate in _SENSES
        partly = partly or (is_part and any(step.predicate == INITIALIZED_FROM for step in derived))
        derived = [*derived, edge] if edge.predicate in DERIVATIONS else [] if is_part else derived
    return "perhaps left out" if partly else None
