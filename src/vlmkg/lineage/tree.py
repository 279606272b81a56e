"""Lineage as a tree: what a thing is built from, or what was built from it, with the evidence of each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from vlmkg.errors import ParameterError
from vlmkg.lineage import citing, reading
from vlmkg.lineage.drawing import Drawing
from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.relations import (
    MEMBER_OF,
    NOT_DERIVED_FROM,
    ROLES,
    USES_CONNECTOR,
    Inheritance,
    Relations,
    inheritance,
    place,
    relations,
    role,
)
from vlmkg.lineage.web import EVERYTHING, Reach, Web, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence, cite
from vlmkg.terms import shorten

_SHOWN: Final = ("vlmkg:developedBy", "dcterms:license")
"""What a reader is shown beside a thing by its label."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lineage: the kind of relation, where it leads, and who says so.

    `via` is the label of the family of which it was stated, where it was not
    stated of the thing itself. No evidence means that nobody is on record for it. `some` says that it holds
    of some members of a family only.
    """

    predicate: str
    role: str
    to: Tree
    evidence: tuple[Evidence, ...]
    via: str | None
    some: bool = False

    @property
    def cited(self) -> str:
        """The surest claim behind it, in a few words."""
        return cite(self.evidence, self.via) + (" (of some members only)" if self.some else "")


@dataclass(frozen=True, slots=True)
class Tree(Drawing):
    """A thing with the steps that lead on from it, `up` to what it came from or `down` to what came from it.

    `repeated` says that its steps stand elsewhere in the same tree, `cut` that
    it has more steps than the depth allowed. `doubted` holds lineage claims that
    were rejected or are in dispute, `disclosure` those that say that there is
    none or that the makers do not say, and `claim_labels` names, for a reader, what
    these claims speak of. `inherited` says what passes along the kinds of steps and claims that stand directly here.
    """

    iri: str
    label: str
    summary: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    doubted: tuple[Evidence, ...] = ()
    disclosure: tuple[Evidence, ...] = ()
    repeated: bool = False
    cut: bool = False
    direction: Direction = "up"
    claim_labels: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    inherited: Mapping[str, Inheritance] = field(default_factory=dict, repr=False, compare=False)

    @property
    def curie(self) -> str:
        """The short form of its IRI."""
        return shorten(self.iri)

    def walk(self) -> Iterator[tuple[int, Tree, Step]]:
        """Every step in the order in which it is read: its depth (from 1), where it starts, and the step."""
        ahead = [(1, self, step) for step in reversed(self.steps)]
        while ahead:
            depth, tree, step = ahead.pop()
            yield depth, tree, step
            ahead += [(depth + 1, step.to, below) for below in reversed(step.to.steps)]

    @property
    def rows(self) -> list[dict[str, object]]:
        """One dictionary a step, in the order of the tree."""
        return [
            {
                "depth": depth,
                "from": tree.curie,
                "role": step.role,
                "to": step.to.curie,
                "label": step.to.label,
                "status": step.evidence[0].status if step.evidence else "no claim",
                "source": step.evidence[0].cited if step.evidence else None,
            }
            for depth, tree, step in self.walk()
        ]

    def to_dataframe(self) -> object:
        """The rows as a pandas DataFrame; needs pandas (`pip install 'vlmkg[notebook]'`)."""
        from vlmkg.graph.frames import frame

        headers = ("depth", "from", "role", "to", "label", "status", "source")
        return frame(headers, [[row[header] for header in headers] for row in self.rows])

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every step, each once."""
        found = []
        for _, tree, step in self.walk():
            child, parent = (tree, step.to) if self.direction == "up" else (step.to, tree)
            found.append(Edge(child.iri, step.predicate, parent.iri, step.evidence, some=step.some))
        return tuple(dict.fromkeys(found))

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of everything in the tree, by IRI."""
        return {self.iri: self.label} | {step.to.iri: step.to.label for _, _, step in self.walk()}

    @property
    def roles(self) -> Mapping[str, str]:
        """How each kind of step is called, by the IRI of its property."""
        return {e.predicate: ROLES.get(shorten(e.predicate), shorten(e.predicate)) for e in self.edges}

    @property
    def passes(self) -> Mapping[str, Inheritance]:
        """What passes along each kind of step, by the IRI of its property."""
        return {predicate: passed for tree in self._all() for predicate, passed in tree.inherited.items()}

    @property
    def roots(self) -> tuple[str, ...]:
        """The thing that was asked about."""
        return (self.iri,)

    @property
    def heading(self) -> Direction:
        """Whether the steps lead up or down."""
        return self.direction

    @property
    def summaries(self) -> Mapping[str, tuple[str, ...]]:
        """Class, maker, release and license of each thing, as far as they are known."""
        return {tree.iri: tree.summary for tree in self._all()}

    @property
    def unfinished(self) -> frozenset[str]:
        """The things that have more steps than the depth allowed."""
        return frozenset(tree.iri for tree in self._all() if tree.cut)

    @property
    def doubted_claims(self) -> tuple[Evidence, ...]:
        """The claims of steps that were turned down or are in dispute, of everything in the tree."""
        return tuple(claim for tree in self._all() for claim in tree.doubted)

    @property
    def claim_names(self) -> Mapping[str, str]:
        """What these claims speak of, for a reader."""
        return {iri: name for tree in self._all() for iri, name in tree.claim_labels.items()}

    def _all(self) -> Iterator[Tree]:
        yield self
        for _, _, step in self.walk():
            yield step.to

    def _repr_html_(self) -> str:
        from vlmkg.lineage import tree_page

        return tree_page.html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        from vlmkg.lineage import tree_page

        printer.text(tree_page.text(self))


def trace(
    library: Library,
    iri: str,
    *,
    direction: Direction = "up",
    reach: Reach = EVERYTHING,
) -> Tree:
    """The lineage of one thing, up to what it came from or down to what came from it."""
    if direction not in ("up", "down"):
        raise ParameterError(f"{direction!r} is no direction; give up or down")
    library.check(iri)
    wanted = relations(library.schema, reach.follow)
    if direction == "up":
        wanted = replace(wanted, beside=frozenset({USES_CONNECTOR, NOT_DERIVED_FROM}))
    web = walk(library, [iri], direction, wanted, reach, members=True)
    return _Gardener(library, web).grow(iri)


class _Gardener:
    """Grows a tree from a web: each thing's steps stand at the first place where a reader meets it."""

    def __init__(self, library: Library, web: Web) -> None:
        self.library = library
        self.web = web
        self.classes = library.classes(web.nodes)
        self.about = reading.facts(library, web.nodes)
        library.expect(value for about in self.about.values() for name in _SHOWN for value in about.get(name, ()))
        self.ahead, self.below = _nested(library, web)
        self.seen: set[str] = set()

    def grow(self, iri: str, came: tuple[str, str] | None = None) -> Tree:
        label, summary = self.library.value(iri), self._summary(iri)
        edges = self.ahead.get(iri, ())
        members = self.below.get((iri, *came), ()) if came else ()
        if iri in self.seen:
            return Tree(iri, label, summary, repeated=bool(edges or members), direction=self.web.direction)
        if iri in self.web.cut or (members and iri not in self.web.ahead):
            return Tree(iri, label, summary, cut=True, direction=self.web.direction)
        self.seen.add(iri)
        doubted, disclosed = self.web.turned_down.get(iri, ()), self.web.disclosed.get(iri, ())
        steps = tuple(self._step(iri, edge) for edge in sorted((*edges, *members), key=self._order))
        return Tree(
            iri,
            label,
            summary,
            steps,
            doubted,
            disclosed,
            direction=self.web.direction,
            claim_labels=self._claim_labels((*doubted, *disclosed)),
            inherited={
                predicate: inheritance(self.library.schema, predicate)
                for predicate in {*(step.predicate for step in steps), *(claim.predicate for claim in doubted)}
            },
        )

    def _step(self, iri: str, edge: Edge) -> Step:
        to = self.web.next(edge)
        name = role(self.library.schema, edge.predicate, down=self.web.direction == "down")
        via = self.library.value(edge.via) if edge.via else None
        beside = edge.predicate in (USES_CONNECTOR, NOT_DERIVED_FROM)
        tree = (
            Tree(to, self.library.value(to), self._summary(to), direction=self.web.direction)
            if beside
            else self.grow(to, (edge.predicate, iri))
        )
        return Step(edge.predicate, name, tree, edge.evidence, via, edge.some)

    def _claim_labels(self, claims: Sequence[Evidence]) -> dict[str, str]:
        roles = {claim.predicate: role(self.library.schema, claim.predicate) for claim in claims}
        return self.library.claim_labels(claims) | roles

    def _order(self, edge: Edge) -> tuple[int, str, str]:
        to = self.web.next(edge)
        return place(edge.predicate), self.library.value(to), to

    def _summary(self, iri: str) -> tuple[str, ...]:
        """Class, maker, release and license, as far as they are known."""
        about = self.about.get(iri, {})
        makers, licenses = ([self.library.value(text) for text in about.get(name, ())] for name in _SHOWN)
        released = sorted(about.get("dcterms:issued", ()))[:1]
        return (*self.classes.get(iri, ())[:1], *makers, *released, *licenses)


Nested = dict[tuple[str, str, str], list[Edge]]
"""Steps from a family to its members, by family and by the step that led to the family."""


def _nested(library: Library, web: Web) -> tuple[Mapping[str, tuple[Edge, ...]], Nested]:
    """On the way down, members stand below their family where a step was stated of the family only."""
    if web.direction == "up":
        return web.ahead, {}
    ahead: dict[str, tuple[Edge, ...]] = {}
    hidden: list[Edge] = []
    for node, edges in web.ahead.items():
        stated = {(edge.child, edge.predicate) for edge in edges}
        ahead[node] = tuple(edge for edge in edges if (edge.via, edge.predicate) not in stated)
        hidden += [edge for edge in edges if (edge.via, edge.predicate) in stated]
    below: Nested = defaultdict(list)
    membership = _memberships(library, {edge.child for edge in hidden})
    for edge in hidden:
        family = str(edge.via)
        member = membership.get((edge.child, family), Edge(edge.child, MEMBER_OF, family))
        below[family, edge.predicate, edge.parent].append(member)
    return ahead, below


def _memberships(library: Library, members: set[str]) -> dict[tuple[str, str], Edge]:
    wanted = Relations(frozenset({MEMBER_OF}), frozenset())
    facts = reading.steps(library, members, wanted, "up")
    found = citing.cited(library, facts, members, wanted, "up") if members else citing.Found()
    return {(edge.child, edge.parent): edge for edge in found.edges}
