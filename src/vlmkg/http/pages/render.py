"""Pages: templates filled with values, every one escaped, under a policy that lets nothing foreign run or load."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from vlmkg.http import negotiate
from vlmkg.http.pages import assets, links
from vlmkg.questions.evidence import MARKS
from vlmkg.terms import shorten

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline runs, nothing foreign loads (https://www.w3.org/TR/CSP3/)."""

HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
}
"""What every page is sent with."""

_OFFERED: Final = dict.fromkeys(
    (
        "application/json",
        "application/ld+json",
        "application/problem+json",
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/turtle",
        "application/rdf+xml",
        "application/n-triples",
        "text/csv",
        "text/html",
    ),
    "",
)

_MARKS: Final[dict[str, str]] = {**{str(status): mark for status, mark in MARKS.items()}, "no claim": "?"}

MEANINGS: Final = {
    "Verified": "read in a primary source",
    "Accepted": "a careful secondary source says so",
    "Unchecked": "one list alone says so",
    "Disputed": "good sources disagree",
    "Rejected": "contradicted by a better source",
    "no claim": "nobody is on record for it",
}
"""What each status means, in a few words."""


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template filled with values, as an answer. A value that the template needs and that is missing is an error."""
    return HTMLResponse(_templates().get_template(template).render(values), status_code=status, headers=HEADERS)


def wants_page(accept: str) -> bool:
    """Whether an Accept header likes HTML better than every form for machines; `*/*` and nothing do not."""
    return negotiate.choose(accept, _OFFERED) == "text/html"


def prepare() -> None:
    """Read every template and every static file, so that none is read while a request is answered."""
    assets.shipped()
    templates = _templates()
    for name in templates.list_templates():
        templates.get_template(name)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("vlmkg.http.pages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        static=assets.shipped().url,
        href=links.href,
        external=links.external,
        marks=_MARKS,
        meanings=MEANINGS,
    )
    templates.filters.update(short=shorten, number=lambda value: f"{value:,}")
    return templates
