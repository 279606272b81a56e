"""Pages about lineage: a form for each question, a drawing, and the same as nested lists or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vlmkg.graph.results import Value
from vlmkg.http.pages import links, render
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

_FORMS: Final = ("json", "csv", "cytoscape", "mermaid", "dot")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about lineage: its name in the address, what it is called, what it takes, and an example."""

    name: str
    title: str
    about: str
    takes: tuple[str, ...]
    example: tuple[tuple[str, str], ...]
    of: str = "Model, dataset …"
    to: str = ""

    @property
    def href(self) -> str:
        """The address of its example."""
        return f"/lineage/{self.name}?{urlencode(self.example)}"


_REACH: Final = ("follow", "depth", "least")

ASKED: Final = (
    Asked(
        "tree",
        "The tree of a thing",
        "What it came from, or what came from it, with who says so at each step.",
        ("of", "direction", *_REACH),
        (("of", "model:pixtral-12b"),),
    ),
    Asked(
        "ancestors",
        "Everything it comes from",
        "All ancestors in one table, the nearest first.",
        ("of", *_REACH, "proof"),
        (("of", "model:llava-1.5-7b"),),
    ),
    Asked(
        "descendants",
        "Everything that comes from it",
        "All that was built from a thing, from a version of it or from a member of it.",
        ("of", *_REACH, "proof"),
        (("of", "model:siglip"),),
    ),
    Asked(
        "parts",
        "The parts of a model",
        "Slot by slot, with the version used and what each training stage did to it.",
        ("of", "least", "proof"),
        (("of", "model:llava-1.5-13b"),),
        of="Model",
    ),
    Asked(
        "path",
        "The ways between two things",
        "How one comes from the other, every way with its proof.",
        ("of", "to", *_REACH, "proof"),
        (("of", "model:colpali"), ("to", "model:siglip")),
        of="One thing",
        to="Another",
    ),
    Asked(
        "common-ancestors",
        "What two things share",
        "The nearest things from which both come.",
        ("of", "to", *_REACH, "proof"),
        (("of", "model:llava-1.5-7b"), ("to", "model:minigpt-4-7b")),
        of="One model",
        to="Another",
    ),
    Asked(
        "exposure",
        "Models exposed to a dataset",
        "Proved, possible, and unknown where makers do not say.",
        ("of", *_REACH, "unknown", "proof"),
        (("of", "dataset:laion-5b"), ("unknown", "0")),
        of="Dataset",
    ),
    Asked(
        "contamination",
        "Training data that meet a benchmark",
        "Where the data behind a model meet one benchmark, or any.",
        ("of", "benchmark", *_REACH, "proof"),
        (("of", "model:llava-1.5-7b"),),
        of="Model",
    ),
    Asked(
        "obligations",
        "What licenses ask of a product",
        "The terms behind a model and the part or data each comes from. Not legal advice.",
        ("of", *_REACH, "proof"),
        (("of", "model:llava-1.5-7b"),),
        of="Model",
    ),
    Asked(
        "disputes",
        "What sources state against one another",
        "Both sides with their sources, about one thing or everything.",
        ("of", "rejected"),
        (("of", "model:emu3"),),
    ),
    Asked(
        "diff",
        "Two things property by property",
        "Every property in which they agree or differ; the compare page shows up to four.",
        ("of", "to", "proof"),
        (("of", "model:llava-1.5-7b"), ("to", "model:llava-1.5-13b")),
        of="One thing",
        to="Another",
    ),
)
"""The questions in the order in which the page lists them."""

_BY_NAME: Final = {asked.name: asked for asked in ASKED}

EXAMPLES: Final = (
    ("Pixtral 12B", "model:pixtral-12b", "up"),
    ("Qwen2.5-VL 7B", "model:qwen2.5-vl-7b", "up"),
    ("LLaVA-OneVision 7B", "model:llava-onevision-7b", "up"),
    ("InternVL3 8B", "model:internvl3-8b", "up"),
    ("CLIP ViT-L/14", "model:clip-vit-l-14", "down"),
    ("SigLIP", "model:siglip", "down"),
)
"""Lineages worth a look: a label, a thing, and the direction."""


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


def entry() -> HTMLResponse:
    """The page that says what can be asked about lineage, with a form for each question."""
    return render.page(
        "lineage.html", section="/lineage", questions=ASKED, examples=EXAMPLES, given={}, asked=_BY_NAME["tree"]
    )


def respond(request: Request, answer: Answer | Tree) -> HTMLResponse:
    """An answer about lineage as a page, at whatever address it was asked."""
    asked = _BY_NAME.get(request.url.path.removeprefix("/lineage/"))
    given = dict(request.query_params)
    values: dict[str, Any] = {
        "section": "/lineage" if asked else "/queries",
        "asked": asked,
        "given": given,
        "others": [(form, address(request, form)) for form in _FORMS],
        "drawn": address(request, "cytoscape"),
    }
    if isinstance(answer, Tree):
        count = sum(1 for _ in answer.walk())
        return render.page("tree.html", tree=answer, root=branch(answer), count=count, most=MOST_STEPS, **values)
    headers, rows = table(answer)
    return render.page(
        "lineage_answer.html",
        answer=answer,
        headers=headers,
        rows=rows,
        most=MOST_ROWS,
        has_drawing=bool(answer.edges),
        with_proof=address(request, None, proof="1") if not answer.proof and asked and "proof" in asked.takes else None,
        **values,
    )


def address(request: Request, form: str | None, **more: str) -> str:
    """The address of the same answer in another form."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"format", *more}]
    return f"{request.url.path}?{urlencode([*kept, *more.items(), *([('format', form)] if form else [])])}"


def branch(tree: Tree) -> Branch:
    """A tree as its page shows it: the first steps in the order of reading."""
    left = [MOST_STEPS]
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
