"""The parts of a model: one row a slot, with the version used and what each training stage did to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vlmkg.graph.bind import values as bound
from vlmkg.graph.results import Value, lexical
from vlmkg.graph.store import select
from vlmkg.lineage.answer import Answer, Row, row
from vlmkg.lineage.edges import SURE
from vlmkg.lineage.proof import Path
from vlmkg.lineage.relations import HAS_COMPONENT, USES_CONNECTOR, VARIANT_OF, Follow, Relations, place, relations, role
from vlmkg.lineage.relatives import turned_down
from vlmkg.lineage.web import Reach, walk
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NONE, Status
from vlmkg.terms import VLMKG, shorten

_STATES: Final = {"frozePart": "frozen", "tunedPart": "tuned", "adapterTunedPart": "adapter-tuned"}
_STAGES: Final = """
SELECT DISTINCT ?stage ?number ?property ?part WHERE {
  %s
  ?model vlmkg:memberOf* ?holder .
  ?stage vlmkg:stageOf ?holder .
  { ?stage vlmkg:frozePart ?part . BIND(vlmkg:frozePart AS ?property) }
  UNION { ?stage vlmkg:tunedPart ?part . BIND(vlmkg:tunedPart AS ?property) }
  UNION { ?stage vlmkg:adapterTunedPart ?part . BIND(vlmkg:adapterTunedPart AS ?property) }
  OPTIONAL { ?stage vlmkg:stageNumber ?number }
}
"""
_HELD: Final = """
SELECT DISTINCT ?model ?stage WHERE { %s ?model vlmkg:memberOf* ?holder . ?stage vlmkg:stageOf ?holder }
ORDER BY ?model ?stage
"""
_EXPECTED: Final = ("usesVisionEncoder", "usesConnector", "builtOnBackbone")


@dataclass(frozen=True, repr=False)
class Parts(Answer):
    """The parts of a model: `slot`, `part` with its label, the more general thing it is a `version` of, its `stages`.

    `stages` says what each recorded training stage did to the part (`1 frozen, 2 tuned`), and is
    empty where no stage is recorded. A slot that the makers say is empty has the part `none`; one that they do not
    disclose, or that nobody has looked up, is `unknown`.
    """


def parts(
    library: Library, model: str, *, follow: Follow = "all", least: Status = "Unchecked", proof: bool = False
) -> Parts:
    """The parts of a model or a family; `follow` keeps to some slots, such as `usesEncoder`."""
    schema = library.schema
    components = relations(schema, (HAS_COMPONENT,) if follow == "all" else follow)
    connector = frozenset({USES_CONNECTOR} if follow == "all" else ())
    wanted = Relations(components.steps | connector, frozenset())
    web = walk(library, [model], "up", wanted, reach=Reach(depth=1, least=least))
    edges = web.ahead.get(model, ())
    general = _general(library, (edge.parent for edge in edges))
    stages = states(library, model)
    entries: list[Row] = []
    for edge in sorted(edges, key=lambda e: (place(e.predicate), library.value(e.parent), e.parent)):
        values: dict[str, Value] = {
            "slot": role(schema, edge.predicate),
            "part": shorten(edge.parent),
            "label": library.value(edge.parent),
            "version": general.get(edge.parent),
            "stages": stages.get(edge.parent, ""),
        }
        entries.append(row(values, [Path(model, (edge,))]))
    filled = {edge.predicate for edge in edges}
    for claim in web.disclosed.get(model, ()):
        filled.add(claim.predicate)
        if claim.predicate in wanted.steps:
            word = "none" if claim.value == NONE else "not disclosed"
            entries.append(_empty(library, claim.predicate, word, claim.cited, claim.status in SURE))
    if VLMKG + "VisionLanguageModel" in library.types(model):
        expected = [VLMKG + name for name in _EXPECTED if VLMKG + name in wanted.steps]
        entries += [_empty(library, name, "not recorded") for name in expected if name not in filled]
    notes = tuple(turned_down(library, claim) for claim in web.turned_down.get(model, ()))
    title = f"The parts of {library.value(model)}"
    return Parts(library, title, ("slot", "part", "label", "version", "stages"), tuple(entries), notes, proof)


def states(library: Library, model: str) -> dict[str, str]:
    """What each recorded training stage did to each part of a model, in their order: `1 frozen, 2 tuned`."""
    found: dict[str, dict[tuple[int, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for stage, number, property_, part in select(library.engine, _STAGES % bound("model", [model])):
        order = int(lexical(number)) if lexical(number).isdecimal() else 0
        found[lexical(part)][order, lexical(stage)].add(_STATES[lexical(property_).rpartition("#")[2]])
    return {
        part: ", ".join(f"{order or '?'} {' and '.join(sorted(words))}" for (order, _), words in sorted(stages.items()))
        for part, stages in found.items()
    }


def stages_of(library: Library, models: Iterable[str]) -> dict[str, list[str]]:
    """The recorded training stages of each model, those of its families included."""
    found: dict[str, list[str]] = defaultdict(list)
    wanted = sorted(set(models))
    if wanted:
        for model, stage in select(library.engine, _HELD % bound("model", wanted)):
            found[lexical(model)].append(lexical(stage))
    return found


def _general(library: Library, things: Iterable[str]) -> dict[str, str]:
    """The label of what each thing is a version of."""
    web = walk(library, things, "up", Relations(frozenset(), frozenset({VARIANT_OF})), Reach(depth=1))
    return {edge.child: library.value(edge.parent) for edge in web.edges}


def _empty(library: Library, property_: str, word: str, cited: str = "", sure: bool = True) -> Row:
    values: dict[str, Value] = {
        "slot": role(library.schema, property_),
        "part": None,
        "label": f"{word}: {cited}" if cited else word,
        "version": None,
        "stages": "",
    }
    return Row(values, (), "unknown" if word != "none" else "proved" if sure else "possible")
