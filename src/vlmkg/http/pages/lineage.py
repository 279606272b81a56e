"""Pages about lineage: a form for each question, and each answer drawn and listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vlmkg.http.pages import render
from vlmkg.http.pages.lineage_lists import MOST_ROWS, MOST_STEPS, branch, table
from vlmkg.lineage.answer import Answer
from vlmkg.lineage.tree import Tree

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


def entry() -> HTMLResponse:
    """The page that says what can be asked about lineage, with a form for each question."""
    return render.page(
        "lineage.html", section="/lineage", questions=ASKED, examples=EXAMPLES, given={}, asked=_BY_NAME["tree"]
    )


def respond(request: Request, answer: Answer | Tree) -> HTMLResponse:
    """An answer about lineage as a page, at the address where it was asked."""
    asked = _BY_NAME[request.url.path.removeprefix("/lineage/")]
    given = dict(request.query_params)
    values: dict[str, Any] = {
        "section": "/lineage",
        "asked": asked,
        "given": given,
        "others": [(form, address(request, form)) for form in _FORMS],
        "drawn": address(request, "cytoscape"),
    }
    if isinstance(answer, Tree):
        count = sum(1 for _ in answer.walk())
        return render.page(
            "tree.html", tree=answer, root=branch(answer, MOST_STEPS), count=count, most=MOST_STEPS, **values
        )
    headers, rows = table(answer)
    return render.page(
        "lineage_answer.html",
        answer=answer,
        headers=headers,
        rows=rows,
        most=MOST_ROWS,
        has_drawing=bool(answer.edges),
        with_proof=address(request, None, proof="1") if not answer.proof and "proof" in asked.takes else None,
        **values,
    )


def address(request: Request, form: str | None, **more: str) -> str:
    """The address of the same answer in another form."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"format", *more}]
    return f"{request.url.path}?{urlencode([*kept, *more.items(), *([('format', form)] if form else [])])}"
