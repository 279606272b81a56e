"""The source of a sheet: one of the graph, or a new one whose kind and name follow from its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from vlmkg.curation.clerk import Clerk
from vlmkg.curation.drafts import origins
from vlmkg.curation.drafts.draft import Origin, Provenance, source_iri
from vlmkg.errors import UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, VLMKG, is_iri, shorten

_TYPES: Final = "SELECT ?type WHERE { ?type a vlmkg:SourceType } ORDER BY ?type"
_ARXIV: Final = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5}(?:v\d+)?)(?:\.pdf)?")
_HUB: Final = re.compile(r"https://huggingface\.co/(?P<data>datasets/)?(?P<id>[\w.-]+/[\w.-]+)(?:/.*)?")
_BY_NAME: Final = (
    (r"licen[cs]e[^/]*", "LicenseText"),
    (r".*config\.json", "ConfigFile"),
    (r".*\.(?:py|sh|ya?ml|toml|ipynb|json|jsonl|csv|tsv)", "SourceCode"),
)


class Sources:
    """Finds sources, and describes those that the graph does not have."""

    def __init__(self, library: Library, clerk: Clerk) -> None:
        self._library, self._clerk = library, clerk
        self._types = [shorten(lexical(row[0])).removeprefix("vlmkg:") for row in select(library.engine, _TYPES)]
        self._cited: dict[str, str] = {}
        self._waiting: dict[str, Origin] = {}

    def find(self, said: str | Mapping[str, str], accessed: date) -> str:
        """The IRI of the source that a sheet names, by an address, a name, or a description.

        Raises UsageError or UnknownName.
        """
        given = {"page": said} if isinstance(said, str) else said
        page = " ".join(given.get("page", "").split())
        if not page.startswith(("http://", "https://")) or page.startswith(BASE):
            if isinstance(said, str):
                return self._library.names.resolve(said, ("source",))
            raise UsageError("a source has a `page:`, the web address where it can be read")
        if not is_iri(page):
            raise UsageError(f"{page!r} is no web address; mend it")
        found = self._cited.get(page) or self._clerk.source_of(page)
        if found is None:
            found = self._cited[page] = self._describe(page, given, accessed)
        return found

    def _describe(self, page: str, given: Mapping[str, str], accessed: date) -> str:
        kind = given.get("type") or _kind(page)
        if kind not in self._types:
            raise UsageError(f"{kind!r} is no type of source; choose one of {', '.join(self._types)}")
        provenance = Provenance(page, given.get("path"), given.get("revision"), accessed)
        origin = origins.origin(self._library, provenance, Path(), kind=kind, what=kind)
        label = given.get("label") or _label(page)
        if label:
            iri = origins.free(self._library, source_iri(label), provenance, origin.revision)
            origin = replace(origin, iri=iri, label=label)
        elif origin.revision and origin.iri.endswith(origin.revision[:12]):
            origin = replace(origin, label=f"{origin.label}, at {origin.revision[:7]}")  # another state of a known file
        if origin.iri in self._cited.values():
            raise UsageError(f"two pages would share the name {shorten(origin.iri)}; give this one another `label:`")
        self._waiting[origin.iri] = replace(origin, kind=VLMKG + kind)
        return origin.iri

    def cite(self, source: str) -> None:
        """Describe a new source, once something rests on it."""
        if source in self._waiting:
            self._clerk.cite(self._waiting.pop(source))


def _kind(page: str) -> str:
    if _ARXIV.fullmatch(page):
        return "PaperSource"
    if hub := _HUB.fullmatch(page):
        return "DatasetCard" if hub["data"] else "ConfigFile" if page.endswith("config.json") else "ModelCard"
    name = page.rstrip("/").rpartition("/")[2].casefold()
    by_name = next((kind for pattern, kind in _BY_NAME if re.fullmatch(pattern, name)), None)
    return by_name or ("RepositoryDocument" if "github.com/" in page else "WebPage")


def _label(page: str) -> str | None:
    if arxiv := _ARXIV.fullmatch(page):
        return f"arXiv {arxiv['id']}"
    if hub := _HUB.fullmatch(page):
        what = "data set card" if hub["data"] else "config.json" if page.endswith("config.json") else "model card"
        return f"{hub['id']}, {what}"
    return None
