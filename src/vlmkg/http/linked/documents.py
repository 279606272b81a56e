"""Documents in their forms: which one a reader likes best, and how it is sent."""

from __future__ import annotations

from starlette.responses import Response

from vlmkg.http import negotiate, problems
from vlmkg.http.linked.addresses import MACHINES, TYPES
from vlmkg.http.pages.render import wants_page


def liked(accept: str) -> str | None:
    """The suffix of the document that a reader likes best; None where it accepts none."""
    return "html" if wants_page(accept) else MACHINES.get(negotiate.choose(accept, MACHINES) or "")


def not_acceptable(accept: str) -> Response:
    """The answer to a reader who accepts none."""
    return problems.not_acceptable(accept, (*MACHINES, "text/html"), "this")


def respond(content: bytes, suffix: str) -> Response:
    """A document for machines."""
    return Response(content, headers={"content-type": negotiate.content_type(TYPES[suffix])})
