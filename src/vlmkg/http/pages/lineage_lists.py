"""An answer about lineage without a drawing: a tree as nested lists, any other answer as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from vlmkg.graph.results import Value
from vlmkg.http.pages import links
from vlmkg.lineage.answer import Answer, Row
from vlmkg.lineage.edges import Edge
from vlmkg.lineage.proof import DOUBTS, Path
from vlmkg.lineage.relations import Inheritance
from vlmkg.lineage.tree import Step, Tree
from vlmkg.questions.evidence import Evidence
from vlmkg.terms import shorten

MOST_STEPS: Final = 800
"""So many steps of a tree are listed; the forms for programs have all."""

MOST_ROWS: Final = 300
"""So many rows of an answer are listed."""

_OPEN: Final = 2
"""Things this deep show their own steps without being unfolded."""

_DOUBT: Final = {"Rejected": "rejected", "Disputed": "disputed"}
"""What a claim is called that the graph does not state as it stands; others say what the graph says more exactly."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One step of a tree for its page. `beyond` says what became of steps that are not shown below it."""

    role: str
    passes: Inheritance
    iri: str
    label: str
    summary: tuple[str, ...]
    claims: tuple[Evidence, ...]
    via: str | None
    some: bool
    beyond: str
    opened: bool
    below: list[Branch] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim that leads nowhere: turned down, in dispute, or that the makers do not say."""

    kind: str
    role: str
    iri: str
    label: str
    claim: Evidence


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: what is shown, and the thing it leads to."""

    text: str
    name: str | None = None
    number: bool = False


def branch(tree: Tree, most: int) -> Branch:
    """A tree as its page shows it: the first `most` steps in the order of reading."""
    left = [most]
    root = Branch("", "identity", tree.iri, tree.label, tree.summary, (), None, False, "", True)
    return _grown(root, tree, left, 1)


def _grown(into: Branch, tree: Tree, left: list[int], depth: int) -> Branch:
    for step in tree.steps:
        if left[0] <= 0:
            break
        left[0] -= 1
        into.below.append(_grown(_branch(tree, step, depth), step.to, left, depth + 1))
    into.said.extend(_said(tree, claim, "not known") for claim in tree.disclosure)
    into.said.extend(_said(tree, claim, _DOUBT.get(claim.status, "also said")) for claim in tree.doubted)
    return into


def _branch(tree: Tree, step: Step, depth: int) -> Branch:
    beyond = "its steps stand elsewhere in this list" if step.to.repeated else "goes on" if step.to.cut else ""
    return Branch(
        step.role,
        tree.inherited.get(step.predicate, "part"),
        step.to.iri,
        step.to.label,
        step.to.summary,
        step.evidence,
        step.via,
        step.some,
        beyond,
        depth < _OPEN,
    )


def _said(tree: Tree, claim: Evidence, kind: str) -> Said:
    other = claim.subject if claim.value == tree.iri else claim.value
    names = tree.claim_labels
    return Said(kind, names.get(claim.predicate, shorten(claim.predicate)), other, names.get(other, other), claim)


def table(answer: Answer) -> tuple[list[str], list[tuple[list[Cell], Row, list[tuple[Path, str]]]]]:
    """An answer as its page shows it: a thing and its label are one cell that leads to the thing."""
    columns = list(answer.columns)
    merged = {f"{name}Label": name for name in columns if f"{name}Label" in columns}
    if "label" in columns and columns.index("label") > 0:
        merged["label"] = columns[columns.index("label") - 1]
    labels = {name: label for label, name in merged.items()}
    shown = [name for name in columns if name not in merged]
    rows = [
        (
            [
                _cell(answer, entry.values.get(name), entry.values.get(labels[name]) if name in labels else None)
                for name in shown
            ],
            entry,
            _ways(entry) if answer.proof else [],
        )
        for entry in answer.entries[:MOST_ROWS]
    ]
    return shown, rows


def _cell(answer: Answer, value: Value, label: Value) -> Cell:
    if value is None or value == "":
        return Cell("" if label is None else str(label))
    text = str(value)
    if label is not None:
        return Cell(str(label), text)
    if links.href(text) and not text.startswith("http"):
        return Cell(answer.library.value(text), text)
    return Cell(text, text if links.href(text) else None, number=not isinstance(value, str))


def _ways(entry: Row) -> list[tuple[Path, str]]:
    """The ways behind a row, with why a whole way may be only possible; then the facts that are no steps."""
    ways = [(path, DOUBTS[path.doubt] if path.doubt else "") for path in entry.paths if path.edges]
    also: Sequence[Edge] = entry.also
    return [*ways, *([(Path("", tuple(also)), "")] if also else [])]
