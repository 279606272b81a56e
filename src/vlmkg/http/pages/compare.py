"""`/compare`: two to four things beside each other, as a page and as JSON."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.http import given, negotiate
from vlmkg.http.pages import render
from vlmkg.kg import Kg
from vlmkg.lineage.beside import FEWEST, MOST

EXAMPLES: Final = (
    ("LLaVA-1.5 7B and 13B", ("model:llava-1.5-7b", "model:llava-1.5-13b")),
    ("Qwen2.5-VL 7B, InternVL3 8B, Pixtral 12B", ("model:qwen2.5-vl-7b", "model:internvl3-8b", "model:pixtral-12b")),
    ("SigLIP-So400m and CLIP ViT-L/14", ("model:siglip-so400m", "model:clip-vit-l-14")),
)
"""Comparisons worth a look."""

Of = Annotated[
    list[str],
    Query(description="Two to four things by any of their names; give the parameter once for each", max_length=12),
]
Form = Annotated[Literal["json", "html"] | None, Query(alias="format", description="json or html; else by Accept")]


def router(kg: Kg) -> APIRouter:
    """The route of the comparison."""
    routes = APIRouter(tags=["lineage"])
    examples = [(label, address(names)) for label, names in EXAMPLES]

    @routes.get(
        "/compare",
        summary="Two to four things part by part, with sources",
        response_class=Response,
        dependencies=[Depends(given.only_declared)],
    )
    async def compare(request: Request, of: Of = [], form: Form = None) -> Response:  # noqa: B006 - FastAPI copies it
        names = [name.strip() for name in of if name.strip()]
        people = form == "html" or (form is None and render.wants_page(negotiate.accepted(request)))
        answer: Response
        if people and len(names) < FEWEST:
            answer = render.page(
                "compare.html", section="/compare", names=names, most=MOST, found=None, examples=examples
            )
        else:
            found = kg.compare(*names)
            answer = (
                render.page(
                    "compare.html",
                    section="/compare",
                    names=names,
                    most=MOST,
                    found=found,
                    examples=examples,
                    as_json=address(names) + "&format=json",
                )
                if people
                else JSONResponse(found.as_dict())
            )
        if form is None:
            answer.headers["vary"] = "Accept"
        return answer

    return routes


def address(names: tuple[str, ...] | list[str]) -> str:
    """The address of a comparison."""
    return "/compare?" + urlencode([("of", name) for name in names])
