"""What the graph says about itself: `/.well-known/void`, `/data` for people, `/context.jsonld`, `/download`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import vlmkg
from vlmkg.exchange import dumps
from vlmkg.exchange.describe import dataset, document, vocabulary
from vlmkg.exchange.describe.thing import FORMS
from vlmkg.http import negotiate, problems
from vlmkg.http.linked import data_page, documents, downloads
from vlmkg.kg import Kg


def routes(kg: Kg, folder: Path | None) -> list[Route]:
    """The routes; the graph is counted, and everything is written, when they are made and not when one is asked for.

    `folder` is where the files to download are, or will be; nothing is offered for download where there is none.
    """
    files = () if folder is None else dumps.read(downloads.place(kg, folder)) or dumps.expected(kg.dataset)
    triples = dataset.describe(kg.dataset, vlmkg.__version__, files)
    written = {suffix: document.write(triples, form) for suffix, form in FORMS.items()}
    context = vocabulary.context()

    def documented(suffix: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return documents.respond(written[suffix], suffix)

        return answer

    async def void(request: Request) -> Response:
        return _negotiated(request, lambda suffix: documents.respond(written[suffix], suffix))

    async def data(request: Request) -> Response:
        return _negotiated(request, lambda suffix: RedirectResponse(f"/data.{suffix}", 303))

    async def page(request: Request) -> Response:
        return data_page.respond(kg, files)

    async def jsonld_context(request: Request) -> Response:
        return Response(context, media_type="application/ld+json")

    async def nothing_to_download(request: Request) -> Response:
        detail = "this server has no files to download; `vlmkg export` makes them, and /sparql gives parts of the graph"
        return problems.answer(negotiate.accepted(request), 404, detail, "/data")

    async def to_data(request: Request) -> Response:
        return RedirectResponse("/data.html", 303)

    return [
        Route("/.well-known/void", void),
        Route("/data", data),
        Route("/data.html", page),
        *(Route(f"/data.{suffix}", documented(suffix)) for suffix in FORMS),
        Route("/context.jsonld", jsonld_context),
        Route("/ontology/context.jsonld", jsonld_context),
        Route("/download", to_data),
        Route("/download/", to_data),
        Route(
            "/download/{name:path}",
            nothing_to_download if folder is None else downloads.Files(downloads.place(kg, folder)),
        ),
    ]


def _negotiated(request: Request, of_suffix: Callable[[str], Response]) -> Response:
    accept = negotiate.accepted(request)
    suffix = documents.liked(accept)
    found: Response
    match suffix:
        case None:
            found = documents.not_acceptable(accept)
        case "html":
            found = RedirectResponse("/data.html", 303)
        case _:
            found = of_suffix(suffix)
    found.headers["vary"] = "Accept"
    return found
