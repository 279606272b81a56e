"""Two to four things beside each other: parts, data, sizes, terms, and the scores that may be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from vlmkg.errors import ParameterError
from vlmkg.lineage.measurements import CONDITIONS, Measurement, comparable, measurements
from vlmkg.lineage.parts import parts
from vlmkg.lineage.relations import HAS_COMPONENT, USES_CONNECTOR, place
from vlmkg.questions.entities import Entity, Fact, Library
from vlmkg.questions.evidence import Evidence
from vlmkg.questions.schema import BUILT_FROM, LEARNED_FROM
from vlmkg.terms import VLMKG, expand, shorten

FEWEST: Final = 2
MOST: Final = 4

Same = Literal["same", "partly", "differ", "unknown"]
"""Whether all say the same; `partly` where at least two share a value, `unknown` where nobody is on record for one."""

_SIZES: Final = ("parameterCount", "activeParameterCount", "activeParameterScope", "contextLength", "imageResolution")
_INPUTS: Final = ("supportsModality", "modalityCount", "hasCapability", "supportsLanguage")
_MAKERS: Final = ("developedBy", "memberOf", "variantOf", "arxivId", "huggingFaceId")
_TRAINING: Final = ("trainingDataTopic", "trainingMethod", "trainingOrigin", "usesTechnique")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one thing: what a reader is shown, the thing it names, and who says so.

    `note` adds to it (the version it belongs to, what the training stages did to it), `only` says that none of the
    others has it, `via` names the family of which it was stated.
    """

    text: str
    name: str | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    via: str | None = None
    only: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One property of all of them: the values of each, in the order of the things."""

    label: str
    property: str | None
    cells: tuple[tuple[Entry, ...], ...]
    same: Same


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A score of one of them, with who measured it and whether it is the best of its line."""

    score: str
    party: str
    best: bool
    evidence: tuple[Evidence, ...]
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores on one benchmark, in the order of the things; None where there is none.

    `stated` are the conditions that agree, `unstated` those that no source states and that may differ. In a line of
    scores that do not compare, `differing` says why, and each score tells its own conditions.
    """

    benchmark: str
    label: str
    metric: str
    stated: tuple[str, ...]
    unstated: tuple[str, ...]
    lower_is_better: bool
    cells: tuple[tuple[Score, ...], ...]
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What two to four things have in common and where they differ.

    `shared` are scores measured under the same stated conditions, `apart` those on the same benchmark that must not be
    compared.
    """

    things: tuple[Entity, ...]
    sections: tuple[Section, ...]
    shared: tuple[Scores, ...]
    apart: tuple[Scores, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "things": [
                {"name": thing.curie, "iri": thing.iri, "label": thing.label, "classes": list(thing.classes)}
                for thing in self.things
            ],
            "sections": [asdict(section) for section in self.sections],
            "scores": [asdict(scores) for scores in self.shared],
            "not comparable": [asdict(scores) for scores in self.apart],
        }


def beside(library: Library, iris: Sequence[str]) -> Beside:
    """Set things beside each other. Raises ParameterError where there are not two to four, or one of them twice."""
    if not FEWEST <= len(iris) <= MOST:
        raise ParameterError(
            f"{len(iris)} {'thing' if len(iris) == 1 else 'things'} cannot be compared; give two to four"
        )
    twice = [iri for place_, iri in enumerate(iris) if iri in iris[:place_]]
    if twice:
        raise ParameterError(f"{library.value(twice[0])} stands there twice; give different things")
    things = tuple(library.describe(iri) for iri in iris)
    shared, apart = _scores(library, iris)
    return Beside(things, tuple(_sections(library, things)), shared, apart)


def _sections(library: Library, things: Sequence[Entity]) -> Iterable[Section]:
    schema = library.schema
    taken = {p for p in schema.evidenced if HAS_COMPONENT in schema.above(p)} | {HAS_COMPONENT, USES_CONNECTOR}
    facts = [_by_property(thing) for thing in things]
    properties = {p for found in facts for p in found} - taken
    if held := _parts(library, things):
        yield Section("Parts", held)
    named = {
        "Size": [VLMKG + name for name in _SIZES],
        "Data": [p for p in schema.evidenced if p == LEARNED_FROM or LEARNED_FROM in schema.above(p)],
        "Built from": [p for p in schema.evidenced if p == BUILT_FROM or BUILT_FROM in schema.above(p)],
        "Training": [VLMKG + name for name in _TRAINING],
        "Terms": [str(expand("dcterms:license"))],
        "Makers and release": [VLMKG + "developedBy", str(expand("dcterms:issued")), *(VLMKG + n for n in _MAKERS[1:])],
        "Abilities": [VLMKG + name for name in _INPUTS],
    }
    order = {title: sorted(ps, key=place) if title in ("Data", "Built from") else ps for title, ps in named.items()}
    for title, wanted in order.items():
        lines = [_line(library, p, facts) for p in dict.fromkeys(wanted) if p in properties]
        properties -= set(wanted)
        if lines:
            yield Section(title, tuple(lines))
    if properties:
        rest = sorted(properties, key=lambda p: (schema.label(p), p))
        yield Section("More", tuple(_line(library, p, facts) for p in rest))


def _by_property(thing: Entity) -> dict[str, list[Fact | Evidence]]:
    found: dict[str, list[Fact | Evidence]] = defaultdict(list)
    for fact in thing.facts:
        found[fact.predicate].append(fact)
    for claim in thing.disclosure:
        if claim.predicate not in found:
            found[claim.predicate].append(claim)
    return found


def _line(library: Library, property_: str, facts: Sequence[dict[str, list[Fact | Evidence]]]) -> Line:
    cells = [[_entry(library, said) for said in found.get(property_, ())] for found in facts]
    return _compared(library.schema.label(property_), shorten(property_), cells)


def _entry(library: Library, said: Fact | Evidence) -> Entry:
    if isinstance(said, Evidence):
        return Entry(library.value(said.value), evidence=(said,), known=False)
    return Entry(said.shown, shorten(said.iri) if said.iri else None, evidence=said.evidence, via=said.via)


def _parts(library: Library, things: Sequence[Entity]) -> tuple[Line, ...]:
    slots: dict[str, list[list[Entry]]] = {}
    for number, thing in enumerate(things):
        for row in parts(library, thing.iri).entries:
            cells = slots.setdefault(str(row.values["slot"]), [[] for _ in things])
            edges = [edge for path in row.paths for edge in path.edges]
            version, stages = row.values["version"], row.values["stages"]
            notes = [f"version of {version}" if version else "", f"training stages: {stages}" if stages else ""]
            part = row.values["part"]
            text, _, cited = (
                str(row.values["label"]).partition(": ") if part is None else (str(row.values["label"]), "", "")
            )
            via = next((edge.via for edge in edges if edge.via), None)
            cells[number].append(
                Entry(
                    text,
                    str(part) if part is not None else None,
                    note="; ".join(filter(None, [*notes, cited])),
                    evidence=tuple(claim for edge in edges for claim in edge.evidence),
                    via=library.value(via) if via else None,
                    known=part is not None or text == "none",
                )
            )
    return tuple(_compared(slot, None, cells) for slot, cells in slots.items() if any(cells))


def _compared(label: str, property_: str | None, cells: Sequence[Sequence[Entry]]) -> Line:
    keys = [{(entry.name, entry.text) for entry in cell if entry.known} for cell in cells]
    if not all(keys):
        same: Same = "unknown"
    elif all(found == keys[0] for found in keys):
        same = "same"
    else:
        counts = Counter(key for found in keys for key in found)
        same = "partly" if max(counts.values()) > 1 else "differ"
    marked = []
    for number, cell in enumerate(cells):
        others = set().union(*(found for at, found in enumerate(keys) if at != number))
        alone = len(cells) > FEWEST or len(cell) > 1 or any(len(other) > 1 for other in cells)
        marked.append(
            tuple(
                replace(entry, only=alone and entry.known and (entry.name, entry.text) not in others) for entry in cell
            )
        )
    return Line(label, property_, tuple(marked), same)


def _scores(library: Library, iris: Sequence[str]) -> tuple[tuple[Scores, ...], tuple[Scores, ...]]:
    found = measurements(library, models=iris)
    shared, told = [], set()
    for group, ranked in comparable(found).items():
        if len(ranked) > 1:
            by_model = {measured.model: measured for measured in ranked}
            best = ranked[0].score
            shared.append(_together(library, [by_model.get(iri) for iri in iris], best))
            told.add(group[0])
    by_benchmark: dict[str, dict[str, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    for measured in found:
        if measured.benchmark not in told:
            by_benchmark[measured.benchmark][measured.model].append(measured)
    apart = [_apart(library, benchmark, held, iris) for benchmark, held in by_benchmark.items() if len(held) > 1]

    def order(scores: Scores) -> tuple[str, str, tuple[str, ...]]:
        return scores.label.casefold(), scores.metric, scores.stated

    return tuple(sorted(shared, key=order)), tuple(sorted(apart, key=order))


def _together(library: Library, row: Sequence[Measurement | None], best: object) -> Scores:
    one = next(measured for measured in row if measured is not None)
    cells = tuple(
        (Score(str(m.score), _party(m), m.score == best, m.fact.evidence),) if m is not None else () for m in row
    )
    label = library.value(one.benchmark)
    return Scores(shorten(one.benchmark), label, one.metric, one.stated, one.unstated, one.lower_is_better, cells)


def _apart(library: Library, benchmark: str, held: dict[str, list[Measurement]], iris: Sequence[str]) -> Scores:
    every = [measured for found in held.values() for measured in found]
    differing = [
        name
        for name, at in (("metric", None), *((n, i) for i, n in enumerate(CONDITIONS)))
        if len({m.metric if at is None else m.conditions[at] for m in every}) > 1
    ]
    cells = tuple(
        tuple(Score(str(m.score), _party(m), False, m.fact.evidence, m.described) for m in held.get(iri, ()))
        for iri in iris
    )
    label = library.value(benchmark)
    return Scores(shorten(benchmark), label, "", (), (), every[0].lower_is_better, cells, tuple(differing))


def _party(measured: Measurement) -> str:
    return {"FirstParty": "its makers", "ThirdParty": "others"}.get(measured.party, "")
