"""The addresses of answers about lineage."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.http import documented, negotiate
from vlmkg.http.given import only_declared
from vlmkg.http.lineage.asked import ByAll, ByParameters, Form, Least, Proof, thing
from vlmkg.http.lineage.forms import FORMS, write
from vlmkg.http.pages import lineage as pages
from vlmkg.http.pages import render
from vlmkg.kg import Kg

_Endpoint = Callable[..., Coroutine[Any, Any, Response]]

Model = Annotated[str, thing("model:llava-1.5-7b")]
Other = Annotated[str, thing("model:llava-1.5-13b")]
Derived = Annotated[str, thing("model:colpali")]
Encoder = Annotated[str, thing("model:siglip")]
Dataset = Annotated[str, thing("dataset:laion-5b")]
Benchmark = Annotated[str | None, thing("benchmark:pope")]
Anything = Annotated[str | None, thing("model:emu3")]

_RESPONSES: Final = documented.responses(
    {t: documented.content(t, {"type": "object"} if t == "application/json" else None) for t in FORMS}
)
_LISTED: Final = documented.responses(
    {t: documented.content(t) for t in ("application/json", "text/html")}, "400", "404", "406"
)


def router(kg: Kg) -> APIRouter:
    """The routes of every answer about lineage."""
    routes = APIRouter(prefix="/lineage", tags=["lineage"])

    def route(path: str, summary: str) -> Callable[[_Endpoint], _Endpoint]:
        return routes.get(
            path,
            summary=summary,
            response_class=Response,
            dependencies=[Depends(only_declared)],
            openapi_extra={"responses": _RESPONSES},
        )

    @routes.get(
        "",
        summary="What can be asked about lineage",
        response_class=JSONResponse,
        dependencies=[Depends(only_declared)],
        openapi_extra={"responses": _LISTED},
    )
    async def operations(request: Request) -> Response:
        if render.wants_page(negotiate.accepted(request)):
            page: Response = pages.entry()
        else:
            page = JSONResponse(listed())
        page.headers["vary"] = "Accept"
        return page

    def listed() -> list[dict[str, str]]:
        found = [item for item in routes.routes if isinstance(item, APIRoute) and item.path != "/lineage"]
        return [{"href": item.path, "summary": item.summary or ""} for item in found]

    @route("/tree", "What a thing came from, or what came from it, as a tree")
    async def tree(
        request: Request, of: Model, reach: ByAll, direction: Literal["up", "down"] = "up", form: Form = None
    ) -> Response:
        return write(request, kg.lineage(of, direction=direction, **reach), form)

    @route("/ancestors", "Everything a thing comes from, the nearest first")
    async def ancestors(
        request: Request, of: Derived, reach: ByAll, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.ancestors(of, proof=proof, **reach), form)

    @route("/descendants", "Everything that comes from a thing, the nearest first")
    async def descendants(
        request: Request, of: Encoder, reach: ByAll, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.descendants(of, proof=proof, **reach), form)

    @route("/parts", "The parts of a model, with what each training stage did to them")
    async def parts(
        request: Request, of: Model, least: Least = "Unchecked", proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.parts(of, least=least, proof=proof), form)

    @route("/path", "How one of two things comes from the other, every way with its proof")
    async def path(
        request: Request, of: Derived, to: Encoder, reach: ByAll, proof: Proof = True, form: Form = None
    ) -> Response:
        return write(request, kg.path(of, to, proof=proof, **reach), form)

    @route("/common-ancestors", "The nearest things from which both of two come")
    async def common_ancestors(
        request: Request, of: Model, to: Other, reach: ByParameters, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.common_ancestors(of, to, proof=proof, **reach), form)

    @route("/exposure", "The models with data of a dataset behind them: proved, possible, unknown")
    async def exposure(
        request: Request, of: Dataset, reach: ByAll, unknown: bool = True, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.exposure(of, unknown=unknown, proof=proof, **reach), form)

    @route("/contamination", "Where the training data behind a model meet a benchmark, or any")
    async def contamination(
        request: Request, of: Model, reach: ByAll, benchmark: Benchmark = None, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.contamination(of, benchmark, proof=proof, **reach), form)

    @route("/obligations", "What licenses ask of a product built on a model; information, not legal advice")
    async def obligations(
        request: Request, of: Model, reach: ByAll, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.obligations(of, proof=proof, **reach), form)

    @route("/diff", "Two things beside each other, property by property and score by score")
    async def diff(request: Request, of: Model, to: Other, proof: Proof = False, form: Form = None) -> Response:
        return write(request, kg.diff(of, to, proof=proof), form)

    @route("/disputes", "What sources state against one another, about one thing or everything")
    async def disputes(request: Request, of: Anything = None, rejected: bool = True, form: Form = None) -> Response:
        return write(request, kg.disputes(of, rejected=rejected), form)

    return routes
