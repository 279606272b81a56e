"""The web application around a loaded graph."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse

import vlmkg
from vlmkg.http import lineage, linked, problems, questions
from vlmkg.http.pages import assets, compare, ontology, related, render, search
from vlmkg.http.sparql import Endpoint, GraphStore, graph_store
from vlmkg.kg import Kg

_ABOUT = "A knowledge graph of vision-language models: how each is put together, and who says so."


def create_app(kg: Kg, downloads: Path | None = None) -> FastAPI:
    """The application: `/sparql`, `/queries`, `/health`, every IRI, and a page that says so.

    `downloads` is the folder of the files to download, where there are any.
    """
    app = FastAPI(title="vlmkg", version=vlmkg.__version__, description=_ABOUT, docs_url=None, redoc_url=None)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST", "OPTIONS"], allow_headers=["*"]
    )
    render.prepare()
    problems.install(app)
    # ASGI applications: Starlette takes them as they are
    app.add_route("/sparql", Endpoint(kg))  # type: ignore[arg-type]
    app.add_route(graph_store.PATH, GraphStore(kg))  # type: ignore[arg-type]
    app.add_route(graph_store.PATH + "/{name:path}", GraphStore(kg))  # type: ignore[arg-type]
    app.include_router(questions.router(kg))
    app.include_router(lineage.router(kg))
    app.include_router(search.router(kg))
    app.include_router(ontology.router(kg))
    app.include_router(related.router(kg))
    app.include_router(compare.router(kg))
    app.add_route("/static/{name:path}", assets.serve, methods=["GET", "HEAD"])

    @app.get("/health", summary="Whether the service answers, and with which version of the graph")
    def health() -> dict[str, Any]:
        return {
            "status": "ok",
            "version": vlmkg.__version__,
            "triples": kg.dataset.asserted + kg.dataset.inferred,
            "digest": kg.dataset.sources.digest,
            "as_of": kg.dataset.sources.as_of,
        }

    page = _front(kg)

    @app.get("/", include_in_schema=False, response_class=HTMLResponse)
    def front() -> str:
        return page

    linked.install(app, kg, downloads)
    return app


def _front(kg: Kg) -> str:
    items = "\n".join(
        f'<li><a href="/queries/{escape(q.name)}">{escape(q.summary)}</a> '
        f'<small><a href="/queries/{escape(q.name)}.csv">csv</a></small></li>'
        for q in kg.questions.values()
    )
    shown = kg.questions.get("find-models-by-encoder") or next(iter(kg.questions.values()))
    example = shown.query
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>vlmkg</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem }}
textarea {{ width: 100%; box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace }}
small {{ color: #555 }}
</style>
<h1>vlmkg</h1>
<p>{escape(_ABOUT)}</p>
<h2>Ask in SPARQL</h2>
<form action="/sparql" method="post">
<p><label for="query">Query; the usual prefixes need not be declared</label>
<textarea id="query" name="query" rows="12" spellcheck="false">{escape(example)}</textarea></p>
<p><label>Form <select name="format"><option>csv<option>json<option>tsv<option>xml</select></label>
<button>Ask</button></p>
</form>
<h2>Questions</h2>
<ul>
{items}
</ul>
<h2>For programs</h2>
<p><a href="/lineage/tree?of=pixtral-12b">Where Pixtral 12B comes from</a>, as a page; <a href="/lineage">/lineage</a>
lists what else can be asked about lineage, with proof.</p>
<p><code>/sparql</code> speaks the SPARQL 1.1 Protocol. <a href="/queries">/queries</a> lists the questions,
<a href="/openapi.json">/openapi.json</a> describes every parameter, <a href="/health">/health</a> says whether
all is well.</p>
</html>
"""
