"""Ids and pages of the Hugging Face hub, and which things of the graph they name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts.draft import UNCHECKED, Drafter, Provenance, slug
from vlmkg.curation.drafts.values import shown
from vlmkg.errors import SourceFileError
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.terms import BASE, PREFIXES, VLMKG, shorten

MODELS: Final = ("model", "family")
DATASETS: Final = ("dataset", "benchmark")

_SEGMENT: Final = r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,95}"
_ID: Final = re.compile(rf"(?:{_SEGMENT}/)?{_SEGMENT}")
_PAGE: Final = re.compile(
    rf"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<id>(?:{_SEGMENT}/)?{_SEGMENT})"
    r"(?:/(?:blob|raw|resolve|tree)/(?P<revision>[^/?#]+)(?:/(?P<path>[^?#]+))?)?/?(?:[?#].*)?"
)
_HUB: Final = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)(?:[/?#].*)?")
_NO_OWNERS: Final = frozenset(
    [
        "api",
        "blog",
        "buckets",
        "collections",
        "datasets",
        "docs",
        "kernels",
        "learn",
        "models",
        "organizations",
        "papers",
        "posts",
        "settings",
        "spaces",
        "tasks",
    ]
)

_KNOWN_IDS: Final = """
SELECT ?thing ?id ?developer WHERE {
  ?thing vlmkg:huggingFaceId ?id .
  OPTIONAL { ?thing vlmkg:developedBy ?developer }
}
ORDER BY ?thing ?id ?developer
"""


@dataclass(frozen=True, slots=True)
class HubPage:
    """A page of a model on the hub: its id, and the file and commit or branch where the page is of a file."""

    id: str
    path: str | None
    revision: str | None

    @property
    def name(self) -> str:
        """The id without its owner."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Subject:
    """The model that a file is about; `status` is that of what the file says in so many words.

    It is Accepted where the file lies on the model's own page, which its makers fill, and
    Unchecked elsewhere.
    """

    iri: str
    class_: str
    status: str


def model_page(provenance: Provenance, path: Path) -> HubPage | None:
    """The page of a model that a file was got from, or None where it is no page of the hub.

    Raises SourceFileError where it is a page of the hub and not of a model.
    """
    page = provenance.page
    if page is None or not _HUB.fullmatch(page):
        return None
    match = _PAGE.fullmatch(page)
    if match is None or match["id"].partition("/")[0] in _NO_OWNERS or hub_id(match["id"]) is None:
        raise SourceFileError(
            f"{path}: {shown(page)} is no page of a model; pass --page with one, such as https://huggingface.co/owner/name"
        )
    return HubPage(match["id"], match["path"], match["revision"])


def hub_id(value: Any) -> str | None:
    """The id on the hub that a text is, or that the page that it is belongs to; None where it is neither."""
    if not isinstance(value, str) or len(value) > 400:
        return None
    text = value.strip()
    if (page := _PAGE.fullmatch(text)) and page["id"].partition("/")[0] not in _NO_OWNERS:
        text = page["id"]
    return text if _ID.fullmatch(text) and slug(text.rpartition("/")[2]) else None


class HubNames:
    """Which things go by which ids, in the graph and in a draft.

    An id that the graph has is certain. Without it the name after the slash is only a hint,
    because anybody can publish under it: it counts where the owner of the id is known to
    publish what the same organization developed, and is left to the reader otherwise.
    """

    def __init__(self, drafter: Drafter) -> None:
        self._drafter = drafter
        self._things: dict[str, dict[str, None]] = defaultdict(dict)
        self._developers: dict[str, set[str]] = defaultdict(set)
        self._made: dict[str, str] = {}
        for thing, id_, developer in select(drafter.library.engine, _KNOWN_IDS):
            key = lexical(id_).casefold()
            self._things[key][lexical(thing)] = None
            if developer is not None:
                self._developers[key.partition("/")[0]].add(lexical(developer))

    def known(self, id_: str, kinds: tuple[str, ...]) -> str | None:
        """The one thing of the graph that has this very id, or None."""
        things = self._with_id(id_, kinds)
        return things[0] if len(things) == 1 else None

    def subject(self, id_: str, class_: str, locator: str) -> str:
        """The model of this id that a file is about: the graph's own, or a new one that shares its name with none."""
        iri, doubt = self._resolve(id_, MODELS)
        if doubt:
            self._drafter.leave_out(locator, id_, doubt)
        return self._known(iri, class_) if iri else self._new(id_, "model", class_)

    def model(self, id_: str, class_: str, locator: str) -> str | None:
        """A model that a file names, or None where it is unclear which one; then that is said in the draft."""
        return self._thing(id_, "model", class_, locator, MODELS)

    def dataset(self, id_: str, locator: str) -> str | None:
        """A dataset that a file names, or None where it is unclear which one; then that is said in the draft."""
        iri = self._thing(id_, "dataset", VLMKG + "Dataset", locator, DATASETS)
        if iri and iri not in self._made and not self._is_dataset(iri):
            label = self._drafter.library.names.label(iri)
            self._drafter.leave_out(locator, id_, f"is {label}, a benchmark that the graph does not know as a dataset")
            return None
        return iri

    def _thing(self, id_: str, kind: str, class_: str, locator: str, kinds: tuple[str, ...]) -> str | None:
        iri, doubt = self._resolve(id_, kinds)
        if doubt:
            self._drafter.leave_out(locator, id_, doubt)
            return None
        if iri:
            return self._known(iri, class_)
        made = self._new(id_, kind, class_)
        self._drafter.literal(made, "vlmkg:huggingFaceId", id_, locator, status=UNCHECKED)
        return made

    def _resolve(self, id_: str, kinds: tuple[str, ...]) -> tuple[str | None, str | None]:
        """The thing of this id, or why it is unclear whether there is one; neither where there is none."""
        things = self._with_id(id_, kinds)
        if len(things) > 1:
            return None, f"is the id of several things of the graph: {', '.join(map(shorten, things))}"
        if things:
            return things[0], None
        owner, _, name = id_.rpartition("/")
        near = self._drafter.find(name, kinds)
        if near is None or not owner or self._shares_developer(owner, near):
            return near, None
        label = self._drafter.library.names.label(near)
        return None, (
            f"the graph knows {label} ({shorten(near)}) by this name, and not by this id; "
            f"if it is the same, add vlmkg:huggingFaceId to it and draft again"
        )

    def _is_dataset(self, iri: str) -> bool:
        query = f"SELECT ?thing WHERE {{ {values('thing', [iri])} ?thing a vlmkg:Dataset }}"
        return bool(select(self._drafter.library.engine, query))

    def _with_id(self, id_: str, kinds: tuple[str, ...]) -> list[str]:
        return [iri for iri in self._things.get(id_.casefold(), ()) if shorten(iri).partition(":")[0] in kinds]

    def _shares_developer(self, owner: str, iri: str) -> bool:
        found = select(
            self._drafter.library.engine,
            f"SELECT ?developer WHERE {{ {values('thing', [iri])} ?thing vlmkg:developedBy ?developer }}",
        )
        named = self._drafter.find(owner, ("org",))
        return any(lexical(d) in self._developers[owner.casefold()] | {named} for (d,) in found)

    def _known(self, iri: str, class_: str) -> str:
        return self._drafter.thing(iri, iri[len(BASE) :].partition("/")[0], class_)

    def _new(self, id_: str, kind: str, class_: str) -> str:
        """A thing under the name after the slash, or under the whole id where something else has that name."""
        name = id_.rpartition("/")[2]
        iri = f"{PREFIXES[kind]}{slug(name)}"
        taken = self._drafter.find(name, (kind,)) or self._drafter.find(iri) or self._made.get(iri, id_) != id_
        made = self._drafter.thing(id_ if taken else name, kind, class_, among=(kind,))
        self._made[made] = id_
        return made
