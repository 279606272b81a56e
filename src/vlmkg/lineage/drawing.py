"""Lineage as a drawing: for Mermaid, Graphviz, Cytoscape and networkx.

Everywhere a step points from what came later to what it came from. A step that is
only possible is dashed.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vlmkg.lineage.edges import Direction, Edge
from vlmkg.lineage.relations import Inheritance
from vlmkg.questions.evidence import Evidence
from vlmkg.terms import shorten

if TYPE_CHECKING:
    import networkx as nx


class Drawing:
    """Something that is drawn as things and steps between them."""

    __slots__ = ()

    @property
    @abstractmethod
    def edges(self) -> tuple[Edge, ...]:
        """The steps to draw, each once."""

    @property
    @abstractmethod
    def labels(self) -> Mapping[str, str]:
        """The label of each thing, by IRI; things without steps are drawn as well."""

    @property
    @abstractmethod
    def roles(self) -> Mapping[str, str]:
        """How each kind of step is called, by the IRI of its property."""

    @property
    def passes(self) -> Mapping[str, Inheritance]:
        """What passes along each kind of step, by the IRI of its property."""
        return {}

    @property
    def roots(self) -> tuple[str, ...]:
        """The things that were asked about, where a reader begins."""
        return ()

    @property
    def heading(self) -> Direction:
        """Whether what comes next is what a thing came from (`up`) or what came from it (`down`)."""
        return "up"

    @property
    def summaries(self) -> Mapping[str, tuple[str, ...]]:
        """A few words about each thing, by IRI, as far as there are any."""
        return {}

    @property
    def unfinished(self) -> frozenset[str]:
        """The things that have more steps than were followed."""
        return frozenset()

    @property
    def doubted_claims(self) -> tuple[Evidence, ...]:
        """The claims of steps that were turned down or are in dispute."""
        return ()

    @property
    def claim_names(self) -> Mapping[str, str]:
        """What the doubted claims speak of, for a reader, by IRI."""
        return {}

    def to_networkx(self) -> nx.MultiDiGraph:
        """A graph of networkx.

        Nodes go by short name and have `label` and `iri`; edges have `role`, `property`, `status`, `verdict`, `source`.
        """
        import networkx as nx

        graph = nx.MultiDiGraph()
        for iri, label in self.labels.items():
            graph.add_node(shorten(iri), label=label, iri=iri)
        for edge in self.edges:
            graph.add_edge(shorten(edge.child), shorten(edge.parent), key=shorten(edge.predicate), **self._about(edge))
        return graph

    def to_cytoscape(self) -> dict[str, Any]:
        """The elements of a Cytoscape.js graph (`{"elements": {"nodes": [...], "edges": [...]}}`).

        `source` and `target` are the two ends there, so who says so is `cited`; `claims` holds all of it.
        """
        from vlmkg.lineage.elements import elements

        return elements(self)

    def to_mermaid(self) -> str:
        """A Mermaid flowchart, from the top down."""
        names = {iri: f"n{place}" for place, iri in enumerate(self.labels)}
        lines = ["flowchart TD", *(f'  {names[iri]}["{_for_mermaid(label)}"]' for iri, label in self.labels.items())]
        for edge in self.edges:
            role = _for_mermaid(self.roles.get(edge.predicate, shorten(edge.predicate)))
            arrow = f'-- "{role}" -->' if edge.verdict == "proved" else f'-. "{role}" .->'
            lines.append(f"  {names[edge.child]} {arrow} {names[edge.parent]}")
        return "\n".join(lines) + "\n"

    def to_dot(self) -> str:
        """A digraph in the DOT language of Graphviz."""
        lines = ["digraph lineage {", "  rankdir=TB;", "  node [shape=box];"]
        lines += [f"  {_for_dot(shorten(iri))} [label={_for_dot(label)}];" for iri, label in self.labels.items()]
        for edge in self.edges:
            role = _for_dot(self.roles.get(edge.predicate, shorten(edge.predicate)))
            style = "" if edge.verdict == "proved" else ", style=dashed"
            lines.append(
                f"  {_for_dot(shorten(edge.child))} -> {_for_dot(shorten(edge.parent))} [label={role}{style}];"
            )
        return "\n".join([*lines, "}"]) + "\n"

    def _about(self, edge: Edge) -> dict[str, str]:
        return {
            "role": self.roles.get(edge.predicate, shorten(edge.predicate)),
            "property": shorten(edge.predicate),
            "status": edge.strength,
            "verdict": edge.verdict,
            "source": edge.evidence[0].cited if edge.evidence else "",
        }


def _for_mermaid(text: str) -> str:
    """Text inside a quoted Mermaid label: what could end it or be read as markup becomes an entity code (`#35;`)."""
    return re.sub(r"[^\w \-.,:/()+@]", lambda m: f"#{ord(m[0])};", _one_line(text))


def _for_dot(text: str) -> str:
    """A quoted string of the DOT language, in which only `"` and the backslash are special."""
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
