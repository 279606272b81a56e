"""Where a page leads for a thing: a path of this site for what is ours, an address of the web for what is not."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from vlmkg.terms import BASE, VLMKG, expand

_OWN: Final = re.compile(r"[a-z]+/[^/#?][^#?]*\Z")
_WEB: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def href(name: str) -> str | None:
    """The address for a thing, by its IRI or short form: a path of this site, a web address, or none.

    Nothing but `http` and `https` leaves the site, so a `javascript:` address in the data is text and no link.
    """
    iri = expand(name) or name
    if iri.startswith(VLMKG):
        return "/ontology#" + quote(iri.removeprefix(VLMKG))
    if iri.startswith(BASE):
        return f"/{quote(iri.removeprefix(BASE))}.html" if _OWN.match(iri, len(BASE)) else None
    return iri if _WEB.match(iri) else None


def external(name: str) -> bool:
    """Whether the address of a thing leaves this site."""
    found = href(name)
    return found is not None and not found.startswith("/")
