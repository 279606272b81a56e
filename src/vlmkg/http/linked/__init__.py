"""Linked data: every IRI of the graph answers, the graph describes itself, and all of it can be taken away."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route

from vlmkg.http.linked.resources import Resources
from vlmkg.http.linked.well_known import routes
from vlmkg.kg import Kg


def install(app: FastAPI, kg: Kg, downloads: Path | None = None) -> None:
    """Let an application answer at every IRI of the graph, after all else that it answers.

    `downloads` is the folder of the files to download, where there are any.
    """
    resources = Resources(kg)
    # a concept scheme such as `/task` has the address of a list of its concepts, and is to be told in RDF, too
    schemes = [Route(path, resources) for path in resources.vocabularies if path.count("/") == 1]
    app.router.routes[:] = [*schemes, *app.router.routes, *routes(kg, downloads)]
    app.router.default = resources
