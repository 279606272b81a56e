"""`/context.jsonld`: the context of the vocabulary."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vlmkg.exchange.describe import vocabulary
from vlmkg.kg import Kg


def routes(kg: Kg) -> list[Route]:
    """The routes of what the graph says about itself."""
    context = vocabulary.context()

    async def jsonld_context(request: Request) -> Response:
        return Response(context, media_type="application/ld+json")

    return [Route("/context.jsonld", jsonld_context), Route("/ontology/context.jsonld", jsonld_context)]
