"""`/lineage`: ancestors, descendants, parts, ways, exposure, contamination, obligations and more, each with proof."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from vlmkg.errors import FormatError, ParameterError
from vlmkg.http import negotiate
from vlmkg.http.pages import lineage as pages
from vlmkg.http.pages import render
from vlmkg.kg import Kg
from vlmkg.lineage.answer import Answer
from vlmkg.lineage.tree import Tree

FORMS: Final = {
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    "text/vnd.graphviz": "dot",
    "text/vnd.mermaid": "mermaid",
    "application/vnd.cytoscape+json": "cytoscape",
}
"""Media types of an answer about lineage, the preferred one first."""

Of = Annotated[str, Query(description="Any name of a thing: a label, another name, a hub id, a short name or an IRI")]
Follow = Annotated[
    str, Query(description="built (parameters), learned (data and teaching), all, or properties with commas between")
]
Depth = Annotated[int, Query(ge=1, le=50, description="At most so many steps")]
Least = Annotated[
    Literal["Verified", "Accepted", "Unchecked", "Disputed"],
    Query(description="The least sure status of a step that is followed"),
]
Proof = Annotated[bool, Query(description="Whether each row shows the steps it rests on, with their claims")]
Form = Annotated[
    str | None, Query(alias="format", description="json, html, csv, dot, mermaid or cytoscape; else by Accept")
]


async def _reached(follow: Follow = "all", depth: Depth = 50, least: Least = "Unchecked") -> dict[str, Any]:
    """How far a question goes, as a request says it."""
    names = tuple(part.strip() for part in follow.split(",") if part.strip())
    return {"follow": names[0] if len(names) == 1 else names, "depth": depth, "least": least}


async def _reached_by_parameters(
    follow: Follow = "built", depth: Depth = 50, least: Least = "Unchecked"
) -> dict[str, Any]:
    """The same, by parameters where nothing else is said."""
    return await _reached(follow, depth, least)


ByAll = Annotated[dict[str, Any], Depends(_reached)]
ByParameters = Annotated[dict[str, Any], Depends(_reached_by_parameters)]


_Endpoint = Callable[..., Coroutine[Any, Any, Response]]


def router(kg: Kg) -> APIRouter:
    """The routes of every answer about lineage."""
    routes = APIRouter(prefix="/lineage", tags=["lineage"])

    def route(path: str, summary: str) -> Callable[[_Endpoint], _Endpoint]:
        return routes.get(path, summary=summary, response_class=Response, dependencies=[Depends(_only_known)])

    @routes.get("", summary="What can be asked about lineage", response_class=JSONResponse)
    async def operations(request: Request) -> Response:
        if render.wants_page(request.headers.get("accept", "")):
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
        request: Request, of: Of, reach: ByAll, direction: Literal["up", "down"] = "up", form: Form = None
    ) -> Response:
        return write(request, kg.lineage(of, direction=direction, **reach), form)

    @route("/ancestors", "Everything a thing comes from, the nearest first")
    async def ancestors(request: Request, of: Of, reach: ByAll, proof: Proof = False, form: Form = None) -> Response:
        return write(request, kg.ancestors(of, proof=proof, **reach), form)

    @route("/descendants", "Everything that comes from a thing, the nearest first")
    async def descendants(request: Request, of: Of, reach: ByAll, proof: Proof = False, form: Form = None) -> Response:
        return write(request, kg.descendants(of, proof=proof, **reach), form)

    @route("/parts", "The parts of a model, with what each training stage did to them")
    async def parts(
        request: Request, of: Of, least: Least = "Unchecked", proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.parts(of, least=least, proof=proof), form)

    @route("/path", "How one of two things comes from the other, every way with its proof")
    async def path(request: Request, of: Of, to: Of, reach: ByAll, proof: Proof = True, form: Form = None) -> Response:
        return write(request, kg.path(of, to, proof=proof, **reach), form)

    @route("/common-ancestors", "The nearest things from which both of two come")
    async def common_ancestors(
        request: Request, of: Of, to: Of, reach: ByParameters, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.common_ancestors(of, to, proof=proof, **reach), form)

    @route("/exposure", "The models with data of a dataset behind them: proved, possible, unknown")
    async def exposure(
        request: Request, of: Of, reach: ByAll, unknown: bool = True, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.exposure(of, unknown=unknown, proof=proof, **reach), form)

    @route("/contamination", "Where the training data behind a model meet a benchmark, or any")
    async def contamination(
        request: Request, of: Of, reach: ByAll, benchmark: str | None = None, proof: Proof = False, form: Form = None
    ) -> Response:
        return write(request, kg.contamination(of, benchmark, proof=proof, **reach), form)

    @route("/obligations", "What licenses ask of a product built on a model; information, not legal advice")
    async def obligations(request: Request, of: Of, reach: ByAll, proof: Proof = False, form: Form = None) -> Response:
        return write(request, kg.obligations(of, proof=proof, **reach), form)

    @route("/diff", "Two things beside each other, property by property and score by score")
    async def diff(request: Request, of: Of, to: Of, proof: Proof = False, form: Form = None) -> Response:
        return write(request, kg.diff(of, to, proof=proof), form)

    @route("/disputes", "What sources state against one another, about one thing or everything")
    async def disputes(request: Request, of: str | None = None, rejected: bool = True, form: Form = None) -> Response:
        return write(request, kg.disputes(of, rejected=rejected), form)

    return routes


def write(request: Request, answer: Answer | Tree, form: str | None) -> Response:
    """An answer in the form asked for by name, or else in the one its reader likes best."""
    if form is not None:
        return _written(request, answer, form)
    chosen = negotiate.choose(request.headers.get("accept", ""), FORMS)
    written = _written(request, answer, FORMS[chosen] if chosen else "json")
    written.headers["vary"] = "Accept"
    return written


def _written(request: Request, answer: Answer | Tree, form: str) -> Response:
    match form:
        case "json":
            return JSONResponse(_json(answer.as_dict() if isinstance(answer, Answer) else asdict(answer)))
        case "html":
            return pages.respond(request, answer)
        case "csv":
            return PlainTextResponse(_csv(answer), media_type="text/csv")
        case "dot":
            return PlainTextResponse(answer.to_dot(), media_type="text/vnd.graphviz")
        case "mermaid":
            return PlainTextResponse(answer.to_mermaid(), media_type="text/vnd.mermaid")
        case "cytoscape":
            return JSONResponse(answer.to_cytoscape(), media_type="application/vnd.cytoscape+json")
        case _:
            raise FormatError(
                f"an answer about lineage has no form {form!r}; choose one of {', '.join(FORMS.values())}"
            )


def _csv(answer: Answer | Tree) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    if isinstance(answer, Tree):
        rows = answer.rows
        headers = tuple(rows[0]) if rows else ("depth", "from", "role", "to", "label", "status", "source")
        table.writerow(headers)
        table.writerows([["" if row[h] is None else row[h] for h in headers] for row in rows])
    else:
        table.writerow(answer.headers)
        table.writerows(
            [
                ["" if c is None else "; ".join(c) if isinstance(c, tuple) else c for c in cells]
                for cells in answer.shown()
            ]
        )
    return written.getvalue()


def _json(value: Any) -> Any:
    """Plain values with everything JSON has no form for as text."""
    match value:
        case dict():
            return {str(key): _json(below) for key, below in value.items()}
        case list() | tuple():
            return [_json(below) for below in value]
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)


async def _only_known(request: Request) -> None:
    """Refuse a parameter that nobody reads: a misspelled one must not go unnoticed."""
    described = request.app.openapi()["paths"][request.scope["route"].path]["get"]
    names = [parameter["name"] for parameter in described.get("parameters", ())]
    for name in request.query_params:
        if name not in names:
            raise ParameterError(f"{request.url.path} has no parameter {name!r}; it has: {', '.join(names)}")
