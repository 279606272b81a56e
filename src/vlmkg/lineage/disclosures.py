"""Disclosures: the fewest answers by makers that would settle, for every model, whether a dataset is behind it.

A model is open when no way from the dataset to it is recorded, and one would exist if some undisclosed relation held:
its training data are not disclosed, or those of something it comes from; or an undisclosed part might be a model that
is exposed. Each undisclosed relation of a thing is one disclosure. A way may need several of them, and is settled by
any one that turns out not to hold; so the question asks for the smallest set of disclosures that meets every open way.

That is a minimum cut: disclosures are the only steps with a cost (1 each), recorded steps cannot be cut, the dataset
is the source and every open model leads to the sink. By the theorem of Ford and Fulkerson (Maximal flow through a
network, Canadian Journal of Mathematics 8, 1956) it equals a maximum flow, which networkx computes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vlmkg.graph.results import Value
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.exposure import of_models
from vlmkg.lineage.proof import Path, ways
from vlmkg.lineage.relations import inheritance, relations, role
from vlmkg.lineage.relatives import below
from vlmkg.lineage.silence import undisclosed
from vlmkg.lineage.web import Reach, Web, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence, Status
from vlmkg.terms import shorten

if TYPE_CHECKING:
    import networkx as nx

Node = tuple[str, str]
"""A disclosure: a thing and the property that is not disclosed of it."""

_SINK: Final = ("sink", "")
_SOURCE: Final = ("source", "")


@dataclass(frozen=True, repr=False)
class Disclosures(Answer):
    """The disclosures to ask for, in the order in which they settle most models.

    `thing` and `relation` say what would have to be disclosed, `concerns` on the ways of how many open models it is;
    `settled` how many are settled once it and all before it are known, in the order that settles most soonest. `source`
    is where the makers leave it out. `open_models` are the models that they settle together.
    """

    open_models: tuple[str, ...] = field(default=(), repr=False)


def disclosures(
    library: Library, dataset: str, *, least: Status = "Unchecked", among: Iterable[str] = (), proof: bool = False
) -> Disclosures:
    """The smallest set of disclosures that settles every open way from a dataset to models.

    `among` keeps to some models; without it, every model counts.
    """
    wanted = relations(library.schema)
    exposed = ways(below(library, dataset, wanted, reach=Reach(least=least), loosely=True), dataset)
    silent = undisclosed(library, wanted)
    web = walk(library, sorted(silent), "down", wanted, Reach(least=least))
    asked = set(among)
    reached = of_models(library, web.nodes)
    open_models = sorted((reached & asked if asked else reached) - exposed.keys())
    graph = _network(library, web, silent, exposed, open_models)
    chosen = _minimum_cut(graph) if open_models else []
    concerns = {node: frozenset(_settled(web, _concerned(silent, node), open_models)) for node in chosen}
    entries = tuple(
        _row(library, node, silent[node[0]][node[1]], len(concerns[node]), settled)
        for node, settled in _in_order(library, concerns)
    )
    notes = (
        f"{len(open_models)} models are open; {len(entries)} disclosures settle them all, and no smaller set does.",
        "Where several sets are equally small, one of them is given.",
        "Counted is what the makers leave undisclosed; what nobody has looked up yet is not.",
    )
    title = f"The fewest disclosures that settle what comes from {library.value(dataset)}"
    columns = ("thing", "label", "relation", "concerns", "settled", "source")
    return Disclosures(library, title, columns, entries, notes, proof, open_models=tuple(open_models))


def _network(
    library: Library,
    web: Web,
    silent: Mapping[str, Mapping[str, Evidence | None]],
    exposed: Mapping[str, Path],
    open_models: list[str],
) -> nx.DiGraph:
    """The flow network: source -> disclosure -> thing -> what comes from it -> sink; only disclosures can be cut.

    A disclosure of data may name the dataset itself. One of a part may name any exposed model, known or itself open, so
    it is reached from the source where such a model is known, and from every thing that an open model may be.
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from((_SOURCE, _SINK))
    models = of_models(library, {*silent, *web.nodes})
    known_models = bool(of_models(library, exposed))
    for thing, properties in silent.items():
        for property_, claim in properties.items():
            of = claim.subject if claim else thing  # of a family, one disclosure answers for its members
            enter, leave = (of, property_ + " asked"), (of, property_ + " answered")
            graph.add_edge(enter, leave, capacity=1, disclosure=(of, property_))
            graph.add_edge(leave, (thing, ""))
            if inheritance(library.schema, property_) == "data" or known_models:
                graph.add_edge(_SOURCE, enter)
            if inheritance(library.schema, property_) == "parameters":
                for other in sorted(models - {thing} - nx.descendants(web.network, thing)):
                    graph.add_edge((other, ""), enter)
    for edge in web.edges:
        graph.add_edge((edge.parent, ""), (edge.child, ""))
    for model in open_models:
        graph.add_edge((model, ""), _SINK)
    return graph


def _minimum_cut(graph: nx.DiGraph) -> list[Node]:
    import networkx as nx

    _, (near, far) = nx.minimum_cut(graph, _SOURCE, _SINK)
    return sorted(
        {
            data["disclosure"]
            for one, other, data in graph.edges(data=True)
            if "disclosure" in data and one in near and other in far
        }
    )


def _concerned(silent: Mapping[str, Mapping[str, Evidence | None]], node: Node) -> list[str]:
    """What a disclosure answers for: the thing it was left out of and, of a family, the members it holds for."""
    of, property_ = node
    return [
        thing
        for thing, properties in silent.items()
        if property_ in properties and (claim := properties[property_]) and claim.subject == of
    ]


def _settled(web: Web, things: list[str], open_models: list[str]) -> list[str]:
    import networkx as nx

    reached = set(things).union(*(nx.descendants(web.network, thing) for thing in things))
    return [model for model in open_models if model in reached]


def _in_order(library: Library, concerns: Mapping[Node, frozenset[str]]) -> Iterable[tuple[Node, int]]:
    """The disclosures, each time the one next that settles most, with how many models are settled by then."""
    needs: dict[str, set[Node]] = defaultdict(set)
    for node, models in concerns.items():
        for model in models:
            needs[model].add(node)
    left = set(concerns)
    settled = 0
    while left:
        gain = Counter(node for needed in needs.values() if len(needed) == 1 for node in needed)
        best = min(left, key=lambda node: (-gain[node], -len(concerns[node]), library.value(node[0]), node))
        left.discard(best)
        settled += gain[best]
        for model in concerns[best]:
            needs[model].discard(best)
        yield best, settled


def _row(library: Library, node: Node, claim: Evidence | None, concerned: int, settled: int) -> Row:
    thing, property_ = node
    values: dict[str, Value] = {
        "thing": shorten(thing),
        "label": library.value(thing),
        "relation": role(library.schema, property_),
        "concerns": concerned,
        "settled": settled,
        "source": claim.cited if claim else None,
    }
    return Row(values, (), "unknown")
