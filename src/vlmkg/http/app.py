"""The web application around a loaded graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI

import vlmkg
from vlmkg.http import documented, lineage, linked, problems, questions, warm
from vlmkg.http.pages import assets, compare, ontology, render, site
from vlmkg.http.questions import operations
from vlmkg.http.questions.paging import Paging
from vlmkg.http.sparql import Endpoint, GraphStore, graph_store
from vlmkg.http.sparql import operations as sparql_operations
from vlmkg.kg import Kg

_ABOUT = "A knowledge graph of vision-language models: how each is put together, and who says so."


def about(kg: Kg) -> dict[str, Any]:
    """What `/health` says of a graph."""
    data = kg.dataset
    return {
        "version": vlmkg.__version__,
        "triples": data.asserted + data.inferred,
        "asserted": data.asserted,
        "digest": data.sources.digest,
        "as_of": None if data.sources.as_of is None else data.sources.as_of.isoformat(),
    }


def create_app(kg: Kg, downloads: Path | None = None, paging: Paging | None = None) -> FastAPI:
    """The application: `/sparql`, `/queries`, `/health`, every IRI, and a page that says so.

    `downloads` is the folder of the files to download, where there are any; `paging` bounds the rows of an answer.
    """
    app = FastAPI(title="vlmkg", version=vlmkg.__version__, description=_ABOUT, docs_url=None, redoc_url=None)
    warm.modules()
    render.prepare()
    problems.install(app)
    # ASGI applications: Starlette takes them as they are
    app.add_route("/sparql", Endpoint(kg))  # type: ignore[arg-type]
    app.add_route(graph_store.PATH, GraphStore(kg))  # type: ignore[arg-type]
    app.add_route(graph_store.PATH + "/{name:path}", GraphStore(kg))  # type: ignore[arg-type]
    app.include_router(questions.router(kg, paging or Paging()))
    app.include_router(lineage.router(kg))
    app.include_router(site.router(kg))
    app.include_router(ontology.router(kg))
    app.include_router(compare.router(kg))
    app.add_route("/favicon.ico", assets.icon, methods=["GET", "HEAD"])

    @app.get("/health", summary="Whether the service answers, and with which version of the graph")
    def health() -> dict[str, Any]:
        return {"status": "ok", **about(kg)}

    linked.install(app, kg, downloads)
    documented.install(app, sparql_operations.paths(), Answer=operations.ANSWER)
    return app
