"""`/about`: what a fact is here, how sure each is, and what there is to find."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import vlmkg
from vlmkg.http import given
from vlmkg.http.pages import kinds, render
from vlmkg.http.pages.counts import Counts
from vlmkg.questions.evidence import STATUSES


def router(counts: Counts) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(include_in_schema=False)
    statuses = [(status, counts.statuses.get(status, 0)) for status in STATUSES]

    @routes.get("/about")
    async def about(request: Request) -> Response:
        given.only(request)
        return render.page(
            "about.html",
            counts=counts,
            statuses=statuses,
            kinds=kinds.NAMES,
            version=vlmkg.__version__,
        )

    return routes
