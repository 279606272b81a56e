"""The source that a file is: the graph's own where it has one of that page, else a new one with a lasting name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from vlmkg.curation.drafts.draft import Origin, Provenance, source_iri
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG, is_iri, shorten

GITHUB: Final = re.compile(
    r"https://(?:www\.|raw\.)?github(?:usercontent)?\.com/(?P<owner>[\w.-]+)/(?P<repository>[\w.-]+)"
    r"(?:/(?:blob/|raw/)?(?P<revision>[^/?#]+)/(?P<path>[^?#]+))?.*"
)
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")


def origin(
    library: Library, provenance: Provenance, path: Path, *, kind: str, what: str, named_by: str | None = None
) -> Origin:
    """The source: the graph's own where it has one of this page, else a new one whose name follows from the page.

    `kind` is the local name of the source type; `what` says in the label what the file is, where no
    repository tells; `named_by` ends the IRI in place of the path in the repository.
    """
    page = provenance.page if provenance.page and is_iri(provenance.page) else None
    github = GITHUB.fullmatch(page or "")
    place = provenance.path or (github["path"] if github else None)
    revision = provenance.revision or (github["revision"] if github else None)
    pinned = commit(revision)
    if github:
        repository = f"{github['owner']}/{github['repository']}"
        parts: tuple[str, ...] = ("github", repository, named_by or place or "page")
        label = f"{repository}, {place or what}"
    elif page:
        parts, label = ("web", page.partition("://")[2]), f"{what}, {page}"
    else:
        parts, label = ("file", path.stem), f"{what}, {path.name}"
    return Origin(
        iri=by_page(library, page) or free(library, source_iri(*parts), provenance, pinned),
        label=label,
        kind=VLMKG + kind,
        page=page,
        accessed=provenance.accessed,
        path=place,
        revision=pinned,
    )


def by_page(library: Library, page: str | None) -> str | None:
    """The source of the graph that can be read at a web address."""
    if page is None:
        return None
    query = f"SELECT ?source WHERE {{ {values('page', [page])} ?source foaf:page ?page ; a vlmkg:Source }}"
    return min((lexical(source) for (source,) in select(library.engine, query)), default=None)


def free(library: Library, iri: str, provenance: Provenance, revision: str | None) -> str:
    """The name itself, or with the commit or day where the graph has a source of that name at another page."""
    if library.names.label(iri) == shorten(iri):  # what the graph lacks has no label
        return iri
    day = provenance.accessed.isoformat() if provenance.accessed else "undated"
    return f"{iri}-{revision[:12] if revision else day}"


def commit(revision: str | None) -> str | None:
    """A revision that names a commit for good, or None for a branch or tag."""
    return revision if revision and _COMMIT.fullmatch(revision) else None
