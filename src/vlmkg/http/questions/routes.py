"""The addresses of the questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vlmkg.errors import FormatError, ParameterError, UnknownName, UnknownQuestion, VlmkgError
from vlmkg.exchange import executables
from vlmkg.exchange.describe.thing import FORMS
from vlmkg.graph.results import Triples
from vlmkg.http import negotiate, problems
from vlmkg.http.given import only
from vlmkg.http.pages import render
from vlmkg.http.questions import forms, given, operations
from vlmkg.http.questions.forms import DESCRIPTIONS, TYPES, Asking
from vlmkg.http.questions.page import Pages
from vlmkg.http.questions.paging import Paging, Part, link
from vlmkg.kg import Kg
from vlmkg.questions import canned
from vlmkg.questions.canned import Question

_LISTS = {"application/json": "json", **DESCRIPTIONS}
_SUFFIXES = ("json", "csv", "tsv", "xml", "rq", *DESCRIPTIONS.values())

Endpoint = Callable[[Request], Awaitable[Response]]


def router(kg: Kg, paging: Paging | None = None) -> APIRouter:
    """The routes of every question. What they need from files and of choices from the graph is read now."""
    routes = APIRouter(tags=["questions"])
    answers = Answers(kg, paging or Paging())

    def add(path: str, endpoint: Endpoint, summary: str, operation: dict[str, Any], about: str = "") -> None:
        routes.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            summary=summary,
            description=about or None,
            response_class=Response,
            openapi_extra=operation,
        )

    async def listed(request: Request) -> Response:
        return answers.listed(request, None)

    add(
        "/queries",
        listed,
        "The questions, with their parameters",
        operations.listing(),
        "JSON, a page, or RDF: SHACL's SPARQL executables.",
    )
    for suffix in _LISTS.values():
        routes.add_api_route(f"/queries.{suffix}", _list(answers, suffix), include_in_schema=False)
    for question in kg.questions.values():
        operation = operations.answering(question, answers.pages.choices[question.name], answers.paging)
        add(
            f"/queries/{question.name}",
            _answer(answers, question),
            question.summary,
            operation,
            question.description,
        )

    async def suffixed(request: Request) -> Response:
        name, suffix = request.path_params["name"], request.path_params["suffix"]
        if name in kg.questions and suffix in _SUFFIXES:
            return answers.answer(request, kg.questions[name], suffix)
        if name in kg.questions:
            has = ", ".join(f".{known}" for known in _SUFFIXES)
            raise UnknownQuestion(
                f"no question is called {name + '.' + suffix!r}; {name} is one, and has the forms {has}", (name,)
            )
        raise _unknown(kg, f"{name}.{suffix}")

    async def unknown(request: Request) -> Response:
        raise _unknown(kg, request.path_params["name"])

    operation = operations.by_suffix(list(kg.questions), answers.paging)
    add(
        "/queries/{name}.{suffix}",
        suffixed,
        "The answer of any question, in a form by suffix",
        operation,
    )
    routes.add_api_route("/queries/{name}", unknown, methods=["GET"], response_class=Response, include_in_schema=False)
    return routes


class Answers:
    """Answers requests about the questions of one graph."""

    def __init__(self, kg: Kg, paging: Paging) -> None:
        self.kg = kg
        self.paging = paging
        self.pages = Pages(kg)
        self.described: dict[str, dict[str, bytes]] = {}

    def listed(self, request: Request, suffix: str | None) -> Response:
        """All questions, as a list, a page or RDF."""
        only(request)
        accept = negotiate.accepted(request)
        form = suffix or ("html" if render.wants_page(accept) else _LISTS.get(negotiate.choose(accept, _LISTS) or ""))
        questions = self.kg.questions.values()
        if form is None:
            return problems.not_acceptable(accept, ("text/html", *_LISTS), "the list")
        if form == "html":
            return _vary(self.pages.all(), _others("/queries", _LISTS.values()))
        if form == "json":
            return _vary(JSONResponse([describe(question) for question in questions]))
        return _vary(self._rdf("", lambda: executables.executables(questions), form))

    def answer(self, request: Request, question: Question, suffix: str | None) -> Response:
        """One question as a request asks it."""
        accept = negotiate.accepted(request)
        page = suffix is None and render.wants_page(accept)
        try:
            query_string: bytes = request.scope["query_string"]
            asked = given.read(question, query_string, self.paging)
            if suffix is not None and asked.form is not None:
                raise FormatError(f"the address says .{suffix} and format says {asked.form}; leave one of them out")
            form = forms.wanted(question, suffix or asked.form, asked.proof, accept)
            if form is None:
                return problems.not_acceptable(accept, ("text/html", *forms.offered(asked.proof)))
            page = form == "html"
            return _vary(self._answered(request, question, asked, form, suffix))
        except VlmkgError as error:
            if not page or problems.status_of(error) >= 500:
                raise
            if isinstance(error, UnknownName) and not request.scope["query_string"]:
                return _vary(self.pages.empty(question))  # a graph that holds nothing of the example's name
            return _vary(self.pages.mistaken(question, request.query_params, error))

    def _answered(
        self, request: Request, question: Question, asked: given.Given, form: str, suffix: str | None
    ) -> Response:
        if form in FORMS:
            if request.scope["query_string"] and (asked.values or asked.limit or asked.offset or asked.proof):
                raise ParameterError(f"a description of {question.name} has no parameters; leave them out")
            return self._rdf(question.name, lambda: executables.executable(question), form)
        if form == "rq":
            if asked.limit is not None or asked.offset is not None or asked.proof:
                raise ParameterError("limit, offset and proof are no part of the query; leave them out")
            text = query_file(self.kg, question, asked.values)
            return Response(text, headers={"content-type": "application/sparql-query; charset=utf-8"})
        page = form == "html"
        proof = asked.proof if asked.proof is not None else page and question.provable
        limit = asked.limit or (self.paging.shown if page else self.paging.greatest)
        values: dict[str, Any] = dict(asked.values)
        rows, proved, total = self.kg.ask_part(question.name, asked.offset or 0, limit, proof=proof, **values)
        part = Part(asked.offset or 0, limit, total)
        asking = Asking(question, asked, self.kg.values_of(question.name, **values))
        found = (
            self.pages.answer(asking, rows, proved, part)
            if page
            else forms.write(request, asking, rows, proved, part, form)
        )
        found.headers["link"] = forms.links(asking, part, form, suffix)
        return found

    def _rdf(self, name: str, made: Callable[[], Triples], form: str) -> Response:
        kept = self.described.setdefault(name, {})
        if form not in kept:
            kept[form] = made().serialize(FORMS[form])
        return Response(kept[form], headers={"content-type": negotiate.content_type(TYPES[form])})


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


def query_file(kg: Kg, question: Question, values: dict[str, str]) -> str:
    """The query that is run for these values, with the question above it in words."""
    bound = kg.query_text(question.name, **dict[str, Any](values))
    lines = [f"#+ summary: {question.summary}"]
    if question.algorithm:
        lines.append("# This gives the facts that the answer starts from; the answer itself needs more than SPARQL.")
    return "\n".join([*lines, "", bound])


def _list(answers: Answers, suffix: str) -> Endpoint:
    async def listed(request: Request) -> Response:
        return answers.listed(request, suffix)

    return listed


def _answer(answers: Answers, question: Question) -> Endpoint:
    async def answer(request: Request) -> Response:
        return answers.answer(request, question, None)

    return answer


def _unknown(kg: Kg, name: str) -> UnknownQuestion:
    stem = name
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(f".{suffix}")
    try:
        question = canned.find(kg.questions, stem[:200])
    except UnknownQuestion as error:
        return error
    return UnknownQuestion(f"no question is called {name!r}; did you mean {question.name}?", (question.name,))


def _vary(answer: Response, links: str | None = None) -> Response:
    answer.headers["vary"] = "Accept"
    if links:
        answer.headers["link"] = links
    return answer


def _others(path: str, suffixes: Any) -> str:
    return ", ".join(link(f"{path}.{suffix}", "alternate", TYPES[suffix]) for suffix in suffixes)
