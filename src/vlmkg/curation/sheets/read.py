"""A sheet as it is written: YAML in, plain objects out. Nothing here knows the graph.

A sheet is a YAML stream; each document is what one source says:

    source: {page: https://..., type: RepositoryDocument, label: "...", path: README.md, revision: 1a2b3c}
    at: line 12                      # the place, wherever none is given nearer by
    status: Verified                 # likewise
    things:
      Example VLM 7B:
        class: VisionLanguageModel   # of a thing that the graph does not have yet
        family: Example VLM
        definition: A vision-language model that stands here as an example.
        also: [example-vlm-7b]
        facts:
          parameterCount: 7B
          usesVisionEncoder: {value: CLIP ViT-L/14, at: line 20, note: "..."}
          trainedOn: [LCS-558K, {value: GQA, at: line 31}]
        stages:
          - {number: 1, title: "alignment", tuned: MLP projector, froze: CLIP ViT-L/14, data: LCS-558K, at: line 40}
    results:
      - at: table 3
        metric: accuracy, percent
        columns: {MMMU: {benchmark: MMMU, split: val}}
        scores: {Example VLM 7B: {MMMU: 41.2}}

Every scalar is text here, so that `2407.10` stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts import files
from vlmkg.curation.sheets.node import Node
from vlmkg.errors import SourceFileError

STAGE_PARTS: Final[Mapping[str, str]] = {
    "tuned": "tunedPart",
    "froze": "frozePart",
    "adapted": "adapterTunedPart",
    "data": "stageData",
}
"""The keys of a training stage, and the properties they stand for."""

PARTIES: Final = ("FirstParty", "ThirdParty")
"""Who measured a score: the makers of the model, or others."""

_OF_THINGS: Final = (
    *("class", "id", "family", "family-definition", "area", "definition", "also"),
    *("at", "status", "facts", "stages"),
)

CONDITIONS: Final = ("split", "shots", "harness", "judge", "frames")
"""What a result may say of how it was measured, under the names of the properties."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as written, with what a claim about it needs. `place` says where in the sheet it stands."""

    value: str
    place: str
    at: str
    status: str
    note: str | None = None
    qualifier: str | None = None
    contradicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training; `number` is its place in the order, counted from 1."""

    number: int
    title: str
    definition: str | None
    parts: tuple[tuple[str, Stated], ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a sheet tells of; `classes` is empty where the graph must have it already."""

    name: str
    place: str
    classes: tuple[str, ...] = ()
    id: str | None = None
    family: Stated | None = None
    family_definition: str | None = None
    area: str | None = None
    definition: str | None = None
    also: tuple[str, ...] = ()
    facts: tuple[tuple[str, Stated], ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One measured score, with its conditions by the names of their properties."""

    model: str
    benchmark: str
    metric: str
    measured_by: str
    stated: Stated
    conditions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one source says. `source` is a name or address, or the description of a new source."""

    place: str
    source: str | Mapping[str, str]
    things: tuple[Thing, ...]
    scores: tuple[Score, ...]


def read(path: Path) -> list[Sheet]:
    """The sheets of a file. Raises SourceFileError with the place of the first slip."""
    sheets = []
    for number, document in enumerate(files.documents_of_texts(files.text(path), path), 1):
        if document:  # an empty document between two rulers is nothing
            sheets.append(_sheet(Node(document, f"{path}: document {number}"), f"{path}: document {number}"))
    if not sheets:
        raise SourceFileError(f"{path}: there is nothing in this sheet; give it a source and things")
    return sheets


def _sheet(node: Node, place: str) -> Sheet:
    source = node.take("source")
    if isinstance(source, dict):
        if not all(isinstance(value, str) for value in source.values()):
            raise SourceFileError(f"{place} > source: each value is a text")
        if wrong := set(source) - {"page", "type", "label", "path", "revision"}:
            raise SourceFileError(f"{place} > source: {', '.join(sorted(wrong))} is no key of a source")
    elif not isinstance(source, str) or not source.strip():
        raise SourceFileError(f"{place}: no source; give `source:` a name of the graph, a web address or a description")
    at, status = node.text("at", "") or "", node.text("status", "Unchecked") or "Unchecked"
    things = tuple(
        _thing(name, Node(value or {}, f"{place} > {name}"), at, status) for name, value in node.items("things")
    )
    scores = tuple(
        score
        for number, block in enumerate(node.list("results"), 1)
        for score in _scores(Node(block, f"{place} > results {number}"), at, status)
    )
    node.done(("source", "at", "status", "things", "results"))
    return Sheet(place, source, things, scores)


def _thing(name: str, node: Node, at: str, status: str) -> Thing:
    at, status = node.text("at", at) or "", node.text("status", status) or status
    place = node.place
    families = _stated(node.list("family"), f"{place} > family", at, status)
    if len(families) > 1:
        raise SourceFileError(f"{place} > family: one family belongs here; state `memberOf` for a further one")
    facts = [
        (property_, stated)
        for property_, value in node.items("facts")
        for stated in _stated(value, f"{place} > {property_}", at, status)
    ]
    thing = Thing(
        name=" ".join(name.split()),
        place=place,
        classes=node.texts("class"),
        id=node.text("id"),
        family=families[0] if families else None,
        family_definition=node.text("family-definition"),
        area=node.text("area"),
        definition=node.text("definition"),
        also=node.texts("also"),
        facts=tuple(facts),
        stages=tuple(
            _stage(Node(stage, f"{place} > stage {number}"), number, at, status)
            for number, stage in enumerate(node.list("stages"), 1)
        ),
    )
    node.done(_OF_THINGS)
    return thing


def _stage(node: Node, place: int, at: str, status: str) -> Stage:
    at, status = node.text("at", at) or "", node.text("status", status) or status
    parts = tuple(
        (property_, stated)
        for key, property_ in STAGE_PARTS.items()
        for value in node.list(key)
        for stated in _stated(value, f"{node.place} > {key}", at, status)
    )
    title = node.text("title")
    if not title or not parts:
        raise SourceFileError(f"{node.place}: a stage has a title, and says what was tuned, frozen or used as data")
    number = node.text("number", str(place)) or ""
    if not re.fullmatch(r"[1-9][0-9]?", number):
        raise SourceFileError(f"{node.place} > number: a whole number from 1 to 99 belongs here")
    stage = Stage(int(number), title, node.text("definition"), parts)
    node.done(("number", "title", "definition", *STAGE_PARTS, "at", "status"))
    return stage


def _stated(value: Any, place: str, at: str, status: str) -> list[Stated]:
    if isinstance(value, list):
        return [stated for each in value for stated in _stated(each, place, at, status)]
    if isinstance(value, str):
        return [_whole(Stated(" ".join(value.split()), place, at, status))]
    node = Node(value, place)
    stated = Stated(
        node.text("value", "") or "",
        place,
        node.text("at", at) or "",
        node.text("status", status) or status,
        node.text("note"),
        node.text("qualifier"),
        node.texts("contradicts"),
    )
    node.done(("value", "at", "status", "note", "qualifier", "contradicts"))
    return [_whole(stated)]


def _whole(stated: Stated) -> Stated:
    if not stated.value:
        raise SourceFileError(f"{stated.place}: no value; write one, or leave the line out")
    if not stated.at:
        raise SourceFileError(f"{stated.place}: no place in the source; give `at:` the section, table or line")
    return stated


def _scores(node: Node, at: str, status: str) -> list[Score]:
    at, status = node.text("at", at) or "", node.text("status", status) or status
    metric, party = node.text("metric"), node.text("measured-by", "FirstParty") or ""
    if party not in PARTIES:
        raise SourceFileError(f"{node.place} > measured-by: {party!r} is nobody; choose one of {', '.join(PARTIES)}")
    general = _conditions(node)
    columns = {name: Node(value, f"{node.place} > {name}") for name, value in node.items("columns")}
    described: dict[str, tuple[str, str | None, dict[str, str], str | None]] = {}
    for name, column in columns.items():
        described[name] = (
            column.text("benchmark", name) or name,
            column.text("metric", metric),
            {**general, **_conditions(column)},
            column.text("at"),
        )
        column.done(("benchmark", "metric", "at", *CONDITIONS))
    found = []
    for model, row in node.items("scores"):
        if not isinstance(row, dict):
            raise SourceFileError(f"{node.place} > {model}: a mapping belongs here, of `benchmark: score` lines")
        for name, value in row.items():
            place = f"{node.place} > {model} > {name}"
            benchmark, unit, conditions, nearer = described.get(name, (name, metric, general, None))
            if not unit:
                raise SourceFileError(
                    f"{place}: no metric; give the block or the column one, such as accuracy, percent"
                )
            where = ", ".join(text for text in (nearer or at, f"{name} of {model}") if text)
            found += [
                Score(model, benchmark, unit, party, stated, conditions)
                for stated in _stated(value, place, where if nearer or at else "", status)
            ]
    node.done(("at", "status", "metric", "measured-by", *CONDITIONS, "columns", "scores"))
    return found


def _conditions(node: Node) -> dict[str, str]:
    found = {key: node.text(key) for key in CONDITIONS}
    return {key: value for key, value in found.items() if value}
