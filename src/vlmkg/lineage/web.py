"""A web of lineage: the steps that lead on from some things, as far as they go.

The steps are walked level by level, one query a level whatever its breadth; their
claims are read at the end, for all of them at once. On a long way up, the steps of all
that the rules found to be an ancestor are read at once before the walk, unless they are on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vlmkg.errors import ParameterError
from vlmkg.lineage import citing, reading
from vlmkg.lineage.edges import STRENGTHS, Direction, Edge
from vlmkg.lineage.reading import Triple
from vlmkg.lineage.relations import DERIVATIONS, IDENTITY, MEMBER_OF, Follow, Relations
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence, Status
from vlmkg.questions.schema import HAS_PARENT
from vlmkg.terms import BASE

if TYPE_CHECKING:
    import networkx as nx

DEEPEST: Final = 50
"""Steps; no lineage is followed further."""

LEAST: Final[tuple[Status, ...]] = ("Verified", "Accepted", "Unchecked", "Disputed")
"""The statuses that a step may be asked to have at least."""

_UNSURE: Final = 1_000
"""What an unsure step costs where a sure one costs 1."""


@dataclass(frozen=True)
class Web:
    """Everything reached from some things in one direction.

    `ahead` leads from a thing to its steps, in a stable order; `cut` are things that have
    more steps than the depth allowed. `turned_down` and `disclosed` hold the claims about a
    thing that lead nowhere: what was rejected or is in dispute, and what the makers say there
    is not, or do not say. `slots` are the parts that a thing has of its own which was derived from another, by
    thing and property.
    """

    direction: Direction
    starts: tuple[str, ...]
    ahead: Mapping[str, tuple[Edge, ...]]
    cut: frozenset[str] = frozenset()
    turned_down: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    disclosed: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    slots: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def next(self, edge: Edge) -> str:
        """Where a step leads in the direction of this web."""
        return edge.parent if self.direction == "up" else edge.child

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every step, in a stable order."""
        return tuple(edge for node in self.ahead for edge in self.ahead[node])

    @cached_property
    def network(self) -> nx.DiGraph:
        """The web as a graph of networkx, in its direction; of parallel steps the surest is the `edge`.

        `cost` is such that a way with fewer unsure steps is cheaper than any shorter one with more.
        """
        import networkx as nx

        graph = nx.DiGraph()
        graph.add_nodes_from(self.starts)
        for node, ahead in self.ahead.items():
            for edge in sorted(ahead, key=_cost):
                to = self.next(edge)
                if not graph.has_edge(node, to):
                    graph.add_edge(node, to, edge=edge, cost=_cost(edge))
        return graph

    def only(self, keep: Callable[[Edge], bool]) -> Web:
        """The web with some of its steps only."""
        ahead = {node: tuple(edge for edge in edges if keep(edge)) for node, edges in self.ahead.items()}
        return replace(self, ahead=ahead)

    def of(self, start: str) -> Web:
        """What of the web is reached from one thing."""
        kept: dict[str, tuple[Edge, ...]] = {}
        ahead = [start]
        while ahead:
            node = ahead.pop()
            if node not in kept:
                kept[node] = self.ahead.get(node, ())
                ahead += [self.next(edge) for edge in kept[node]]
        return replace(self, starts=(start,), ahead=kept)

    @property
    def nodes(self) -> frozenset[str]:
        """Everything reached, the starts included."""
        return frozenset(self.starts) | {self.next(edge) for edge in self.edges}


def _cost(edge: Edge) -> int:
    return 1 if edge.verdict == "proved" else _UNSURE + STRENGTHS.index(edge.strength)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a question about lineage goes.

    `follow` names the relations (see `relations`), `depth` the most steps, up to DEEPEST, and `least` the least sure
    status of a step that is followed: `Unchecked` is all that the graph states, `Disputed` also what is in dispute.
    """

    follow: Follow = "all"
    depth: int = DEEPEST
    least: Status = "Unchecked"

    def __post_init__(self) -> None:
        """Raises ParameterError for what is no number of steps or no status."""
        if not isinstance(self.depth, int) or self.depth < 1:
            raise ParameterError(f"{self.depth!r} is no number of steps; give 1 to {DEEPEST}")
        if self.least not in LEAST:
            raise ParameterError(f"{self.least!r} is no status of a step; give one of {', '.join(LEAST)}")


EVERYTHING: Final = Reach()


def walk(
    library: Library,
    starts: Iterable[str],
    direction: Direction,
    relations: Relations,
    reach: Reach = EVERYTHING,
    *,
    loosely: bool = False,
    members: bool = False,
) -> Web:
    """The web of some things.

    `relations` are those of `reach`, or some that a question needs beside or in place of them. `loosely` also follows,
    as possible, the steps between what names a family, a general thing or a whole dataset and each member, version or
    subset that may be meant. `members` takes the members of a start for part of it, on the way down: what comes from
    one of them comes from the family asked about.
    """
    library = library.for_now()
    begin = tuple(dict.fromkeys(starts))
    depth, least = min(max(reach.depth, 0), DEEPEST), reach.least
    within: set[str] = set()
    if members and direction == "down":
        within = set(begin).union(*reading.narrower(library, begin, subsets=False).values())
        relations = replace(relations, versions=relations.versions | {MEMBER_OF})
    explorer = _Explorer(library, direction, relations, loosely, frozenset(within))
    explorer.explore(set(begin), depth)
    found = explorer.cite()
    while least == "Disputed":
        led = {explorer.to(edge.child, edge.parent) for edge in found.edges if not edge.stated} - explorer.level.keys()
        if not led:
            break
        explorer.explore({node for node in led if node.startswith(BASE)}, depth)
        explorer.level |= dict.fromkeys(led - explorer.level.keys(), depth)
        found = explorer.cite()
    edges = found.edges + (reading.loose(found.edges, explorer.meant) if loosely and direction == "up" else [])
    if loosely and direction == "down":
        edges += explorer.loose_below(found.edges)
    ahead: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.believed(least) and explorer.allowed(edge.predicate, edge.parent):
            ahead[edge.child if direction == "up" else edge.parent].append(edge)
    web = _pruned(begin, direction, ahead, depth, found, relations.beside)
    library.expect(web.nodes)
    derived = {edge.child for edge in web.edges if edge.predicate in DERIVATIONS}
    return replace(web, slots=reading.parts(library, derived)) if derived else web


class _Explorer:
    """Walks the stated steps, level by level, and remembers at which level each thing was first met."""

    def __init__(
        self, library: Library, direction: Direction, relations: Relations, loosely: bool, within: frozenset[str]
    ) -> None:
        self.library = library
        self.direction = direction
        self.relations = relations
        self.loosely = loosely
        self.within = within
        self.facts: set[Triple] = set()
        self.level: dict[str, int] = {}
        self.meant: dict[str, list[str]] = {}

    def to(self, child: str, parent: str) -> str:
        return parent if self.direction == "up" else child

    def allowed(self, property_: str, parent: str) -> bool:
        """Whether a step may be taken: down to members only of what was asked about.

        A fact about a family need not hold for each member; where it does, the graph states it of the member too.
        """
        return property_ != MEMBER_OF or self.direction == "up" or parent in self.within

    def explore(self, nodes: set[str], depth: int) -> None:
        engine = self.library.engine
        if self.direction == "up" and depth == DEEPEST and HAS_PARENT in self.relations.wide:
            reading.read_ahead(self.library, nodes, self.relations, loosely=self.loosely)
        for level in range(depth + 1):
            nodes -= self.level.keys()
            if not nodes:
                return
            self.level |= dict.fromkeys(nodes, level)
            if self.loosely and self.direction == "down":
                self.meant |= (wider := reading.wider(engine, nodes))
                asked = nodes.union(*wider.values())
            else:
                asked = nodes
            new = reading.steps(self.library, asked, self.relations, self.direction)
            self.facts |= new
            nodes = {
                node
                for child, property_, parent in new
                if (node := self.to(child, parent)).startswith(BASE)
                and property_ not in self.relations.beside
                and (parent in self.level or property_ not in IDENTITY or self.direction == "up")
                and self.allowed(property_, parent)
            }
            if self.loosely and self.direction == "up":
                self.meant |= (below := reading.narrower(self.library, nodes))
                nodes = nodes.union(*below.values())

    def cite(self) -> citing.Found:
        nodes = set(self.level)
        if self.loosely and self.direction == "down":
            nodes = nodes.union(*self.meant.values())
        return citing.cited(self.library, self.facts, nodes, self.relations, self.direction)

    def loose_below(self, edges: list[Edge]) -> list[Edge]:
        """For what may be meant by a wider name, the steps down from that name."""
        narrow: dict[str, list[str]] = defaultdict(list)
        for below, above in self.meant.items():
            for general in above:
                narrow[general].append(below)
        return reading.loose(edges, {general: sorted(below) for general, below in narrow.items()})


def _pruned(
    starts: tuple[str, ...],
    direction: Direction,
    ahead: dict[str, list[Edge]],
    depth: int,
    found: citing.Found,
    beside: frozenset[str],
) -> Web:
    """Keep what is reached within the depth over the steps that are believed."""
    kept: dict[str, tuple[Edge, ...]] = {}
    cut: set[str] = set()
    nodes = list(starts)
    for level in range(depth + 1):
        reached: dict[str, None] = {}
        for node in nodes:
            if node in kept or node in cut:
                continue
            if level == depth:
                if ahead.get(node):
                    cut.add(node)
                continue
            kept[node] = tuple(ahead.get(node, ()))
            ahead_of = (edge for edge in kept[node] if edge.predicate not in beside)
            reached |= dict.fromkeys(edge.parent if direction == "up" else edge.child for edge in ahead_of)
        nodes = list(reached)
    return Web(
        direction,
        starts,
        kept,
        frozenset(cut),
        {node: tuple(claims) for node, claims in found.turned_down.items()},
        {node: tuple(claims) for node, claims in found.disclosed.items()},
    )
