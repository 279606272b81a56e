"""Every IRI of the graph at its path: who asks for a thing is sent to a document about it, in the form asked for.

A thing is not a document, so its address answers with 303 and the documents with 200
(https://www.w3.org/TR/cooluris/, section 4.2). A thing that is deprecated still answers, and its documents say what
replaced it: whoever kept its IRI learns both, which neither a redirect to the other thing (they are two things, and the
document there does not speak of this one) nor 410 (its facts and claims are still there) would tell.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from vlmkg.errors import UnknownName
from vlmkg.exchange.describe import document, vocabulary
from vlmkg.exchange.describe.sheet import LICENSE
from vlmkg.exchange.describe.thing import FORMS, Things
from vlmkg.http import negotiate
from vlmkg.http.linked import addresses, documents, page
from vlmkg.http.linked.addresses import TYPES, Address
from vlmkg.kg import Kg
from vlmkg.terms import BASE, PREFIXES, shorten

_LONGEST: Final = 100
"""So many characters of a name that leads nowhere are compared with names that lead somewhere."""


class Resources:
    """Answers at every path that nothing else answers; an ASGI application for the end of a router."""

    def __init__(self, kg: Kg) -> None:
        self._kg = kg
        self._things = Things(kg.dataset.store)
        self._vocabularies = vocabulary.read(kg.dataset.sources.ontology)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.answer(Request(scope, receive))(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """A redirection to a document, a document, or an error. Raises UnknownName or HTTPException (404, 405)."""
        text = request.scope["path"].removeprefix("/")
        address = addresses.find(text, self.holds)
        if address is None:
            if addresses.names_a_thing(text):
                raise self._unknown(text)
            raise HTTPException(404)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        if address.suffix is None:
            return self._see_other(address, request)
        return self._document(address, address.suffix)

    @property
    def vocabularies(self) -> list[str]:
        """The paths of the ontology, its alignments and the concept schemes."""
        return [addresses.path(iri) for iri in self._vocabularies]

    def holds(self, iri: str) -> bool:
        """Whether an IRI has documents."""
        return iri in self._vocabularies or self._things.holds(iri)

    def _see_other(self, address: Address, request: Request) -> Response:
        accept = negotiate.accepted(request)
        suffix = documents.liked(accept)
        if suffix is None:
            found = documents.not_acceptable(accept)
        else:
            query = f"?{request.url.query}" if suffix == "html" and request.url.query else ""  # which page of a list
            found = RedirectResponse(address.document(suffix) + query, status_code=303)
        found.headers["vary"] = "Accept"
        for other, media_type in TYPES.items():
            _link(found, address.document(other), "describedby", media_type)
        return found

    def _document(self, address: Address, suffix: str) -> Response:
        if suffix == "html":
            found = page.respond(self._kg, address.iri, self._vocabularies.get(address.iri))
        else:
            found = documents.respond(self._written(address.iri, FORMS[suffix]), suffix)
        _link(found, address.iri, "describes")
        _link(found, f"{BASE}{address.document(suffix)[1:]}", "canonical")
        for other, media_type in TYPES.items():
            if other != suffix:
                _link(found, address.document(other), "alternate", media_type)
        _link(found, LICENSE, "license")
        _link(found, "/.well-known/void", "index")
        if (replacement := self._things.replacement(address.iri)) is not None:
            _link(found, replacement, PREFIXES["dcterms"] + "isReplacedBy")
        return found

    def _written(self, iri: str, form: str) -> bytes:
        held = self._vocabularies.get(iri)
        return held.write(form) if held is not None else document.write(self._things.describe(iri), form)

    def _unknown(self, text: str) -> UnknownName:
        stem = text
        for suffix in TYPES:
            stem = stem.removesuffix(f".{suffix}")
        kind, _, local = stem.partition("/")
        wanted = local[:_LONGEST].replace("-", " ")
        near = self._kg.library.names.search(wanted, 3, [kind]) or self._kg.search(wanted, 3)
        shown = shorten(BASE + text) if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
        if near:
            hint = "did you mean " + " or ".join(f"{match.label} ({match.curie})" for match in near) + "?"
        else:
            hint = "/search finds things by any part of their names"
        return UnknownName(f"{shown} is not in the graph; {hint}", tuple(match.curie for match in near))


def _link(answer: Response, target: str, relation: str, media_type: str | None = None) -> None:
    """Add one link (RFC 8288)."""
    told = f'<{quote(target, safe="/:@!$&()*+,;=~#?%[]")}>; rel="{relation}"' + (
        f'; type="{media_type}"' if media_type else ""
    )
    held = answer.headers.get("link")
    answer.headers["link"] = f"{held}, {told}" if held else told
