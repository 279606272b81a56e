"""All pages that are no answer to a question: home, search, lists, data, and the files they need."""

from __future__ import annotations

from fastapi import APIRouter

from vlmkg.http.pages import about, assets, home, kinds, related, search
from vlmkg.http.pages.counts import count
from vlmkg.kg import Kg


def router(kg: Kg) -> APIRouter:
    """Their routes."""
    routes = APIRouter()
    counts = count(kg)
    for part in (
        home.router(kg, counts),
        about.router(counts),
        search.router(kg),
        kinds.router(kg),
        related.router(kg),
    ):
        routes.include_router(part)
    routes.add_route(f"{assets.MOUNT}{{name:path}}", assets.serve, methods=["GET", "HEAD"])
    return routes
