"""`/queries`: the questions, each with an address, typed parameters, and suffixes for its forms."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.errors import ParameterError
from vlmkg.graph.results import Rows
from vlmkg.http import lineage, negotiate, sparql
from vlmkg.kg import Kg
from vlmkg.questions import canned
from vlmkg.questions.canned import Parameter, Question

_TYPES: dict[canned.Kind, type] = {
    "entity": str,
    "integer": int,
    "decimal": Decimal,
    "date": date,
    "year": int,
    "boolean": bool,
    "string": str,
}


_FORMS: dict[str, str] = {"application/json": "json", **negotiate.ROWS}


def router(kg: Kg) -> APIRouter:
    """The routes of every question."""
    routes = APIRouter(tags=["questions"])

    @routes.get("/queries", summary="The questions, with their parameters")
    def list_questions() -> list[dict[str, Any]]:
        return [describe(question) for question in kg.questions.values()]

    for question in kg.questions.values():
        about = {"summary": question.summary, "description": question.description or None}
        path = f"/queries/{question.name}"
        routes.add_api_route(path, _endpoint(kg, question, None), response_class=Response, **about)  # type: ignore[arg-type]
        for suffix in ("json", "csv"):
            routes.add_api_route(
                f"{path}.{suffix}",
                _endpoint(kg, question, suffix),
                response_class=Response,
                name=f"{question.name}.{suffix}",
                include_in_schema=False,
            )

    @routes.get("/queries/{name}", include_in_schema=False)
    def unknown(name: str) -> None:
        canned.find(kg.questions, name.removesuffix(".json").removesuffix(".csv"))
        raise ParameterError(f"a question has no such form: {name!r}; ask without a suffix, or with .json or .csv")

    return routes


def describe(question: Question) -> dict[str, Any]:
    """A question for a client that lists them."""
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": list(question.tags),
        "href": f"/queries/{question.name}",
        "proof": question.provable,
        "parameters": [
            {"name": p.name, "about": p.about, "type": p.kind, "example": p.example, "optional": p.optional}
            for p in question.parameters
        ],
        "query": question.query,
    }


def as_json(question: Question, answer: Rows, given: dict[str, object]) -> JSONResponse:
    """Rows for a program: one object a row, numbers as numbers, things by their short names."""
    used = {p.name: given.get(p.name, p.example) for p in question.parameters}
    rows = [{k: str(v) if isinstance(v, (Decimal, date)) else v for k, v in row.items()} for row in answer.dicts()]
    return JSONResponse(
        {
            "question": question.name,
            "summary": question.summary,
            "parameters": {k: str(v) if v is not None else None for k, v in used.items()},
            "columns": list(answer.variables),
            "rows": rows,
        }
    )


def _wants_json(accept: str) -> bool:
    """Whether plain JSON is the answer; a browser, which accepts XML before anything, is better off with it too."""
    return "text/html" in accept or negotiate.choose(accept, _FORMS) == "application/json"


def _endpoint(kg: Kg, question: Question, suffix: str | None) -> Callable[..., Awaitable[Response]]:
    """A handler whose signature is the question's parameters, so that the OpenAPI document types them."""

    async def answer(request: Request, **values: object) -> Response:
        known = {p.name for p in question.parameters} | {"format", "proof"}
        for name in request.query_params:
            if name not in known or (name == "proof" and not question.provable):
                has = ", ".join(p.name for p in question.parameters) or "none"
                raise ParameterError(f"{question.name} has no parameter {name!r}; it has: {has}")
        proof = values.pop("proof", False)
        given = {name: value for name, value in values.items() if value is not None}
        if proof:
            proved = await run_in_threadpool(lambda: kg.ask(question.name, proof=True, **given))
            return lineage.write(request, proved, suffix or request.query_params.get("format"))
        rows = await run_in_threadpool(lambda: kg.ask(question.name, proof=False, **given))
        form = suffix or request.query_params.get("format")
        accept = request.headers.get("accept", "")
        if form == "json" or (form is None and _wants_json(accept)):
            return as_json(question, rows, given)
        return sparql.write(rows, accept, form)

    signature = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)]
    signature += [
        inspect.Parameter(p.name, inspect.Parameter.KEYWORD_ONLY, annotation=_annotation(p), default=None)
        for p in question.parameters
    ]
    if question.provable:
        about = Query(description="Whether each row shows the steps it rests on, with their claims")
        signature.append(
            inspect.Parameter("proof", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[bool, about], default=False)
        )
    answer.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    answer.__name__ = question.name.replace("-", "_")
    return answer


def _annotation(parameter: Parameter) -> Any:
    examples = [parameter.example] if parameter.example is not None else None
    return Annotated[_TYPES[parameter.kind] | None, Query(description=parameter.about, examples=examples)]
