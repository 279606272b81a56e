"""All pages that are no answer to a question: home, search, lists, data, and the files they need."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from fastapi import APIRouter

from vlmkg.http.pages import about, assets, home, kinds, related, search
from vlmkg.kg import Kg

_NEEDED: Final = (
    "networkx",
    *(f"vlmkg.lineage.{name}" for name in ("contamination", "disputes", "parts", "relatives", "scores")),
)


def router(kg: Kg) -> APIRouter:
    """Their routes. What they import when first needed is imported now: a request must not wait for it."""
    for name in _NEEDED:
        import_module(name)
    routes = APIRouter()
    for part in (home, search, kinds, related, about):
        routes.include_router(part.router(kg))
    routes.add_route(f"{assets.MOUNT}{{name:path}}", assets.serve, methods=["GET", "HEAD"])
    return routes
