"""Drafts from awesome lists in Markdown: the list this graph began with, its later states, and others of its kind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from vlmkg.curation.drafts import awesome_facts, awesome_items, files, origins
from vlmkg.curation.drafts.awesome_facts import Told
from vlmkg.curation.drafts.awesome_items import Item, Page
from vlmkg.curation.drafts.draft import Draft, Drafter, Origin, Provenance, slug
from vlmkg.curation.drafts.values import plain
from vlmkg.questions.entities import Library
from vlmkg.terms import PREFIXES, VLMKG


class Section(NamedTuple):
    """What the entries of a section are: the prefix and class of a new one, and the prefixes to look among."""

    kind: str
    class_: str
    among: tuple[str, ...]


_SECTIONS: Final = (
    (re.compile(r"\bdatasets?\b"), Section("dataset", "Dataset", ("dataset", "benchmark"))),
    (
        re.compile(r"\bbenchmarks?\b|\bevaluation\b"),
        Section("benchmark", "Benchmark", ("benchmark", "dataset", "paper")),
    ),
    (re.compile(r"\btools?\b|\btoolkits?\b"), Section("tool", "Tool", ("tool", "technique", "platform"))),
    (re.compile(r"\bmodels?\b|\bmllms?\b|\bvlms?\b"), Section("model", "VisionLanguageModel", ("model", "family"))),
)
"""By a word of a heading, the nearest heading first."""

_OF_A_MEMBER: Final = frozenset({"vlmkg:parameterCount", "vlmkg:huggingFaceId"})
_MADE: Final = re.compile(r"(?P<name>[^()]*[^()\s]) \((?P<maker>[^()]+)\)")
_REMARK: Final = re.compile(r"^\s*\((?P<year>\d{4})\)\s*-?\s*")
_BROKEN: Final = re.compile("[\N{REPLACEMENT CHARACTER}\x80-\x9f]|[\u00c3\u221a][\u0080-\u00ff\u2020\u00a9]")
"""Marks of a text that was decoded wrongly."""


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """The draft of a list. Every statement is Unchecked: a list is not the makers' own word.

    An entry is read where a heading above it says that models, datasets, benchmarks or tools
    are listed, and of its text only what it says plainly. Raises SourceFileError where the
    file cannot be read, or lists nothing.
    """
    page = awesome_items.read(files.text(path), path)
    drafter = Drafter(library, _origin(library, provenance, path, page))
    for item in page.items:
        _entry(drafter, item)
    return drafter.finish()


def _origin(library: Library, provenance: Provenance, path: Path, page: Page) -> Origin:
    """The list's own source where the graph has a source of that title; a named state of it is a source of its own."""
    known = library.names.find(page.title, ("source",)) if page.title else ()
    found = origins.origin(library, provenance, path, kind="CuratedList", what=plain(page.title) or "List")
    if len(known) != 1:
        return found
    label = library.names.label(known[0])
    revision = found.revision
    return Origin(
        iri=f"{known[0]}-{slug(revision[:7])}" if revision else known[0],
        label=f"{label}, state {revision[:7]}" if revision else label,
        kind=found.kind,
        page=found.page,
        accessed=found.accessed,
        path=found.path,
        revision=revision,
    )


def _entry(drafter: Drafter, item: Item) -> None:
    place = f"line {item.line}"
    section = _section(item)
    if section is None:
        drafter.leave_out(place, item.name, "is in a section that is not about models, datasets, benchmarks or tools")
        return
    name, maker = _named(drafter, item.name, section)
    if name is None or not slug(name) or name.endswith(".") or _BROKEN.search(item.name):
        drafter.leave_out(place, item.name, "is no name")
        return
    subject = drafter.thing(name, section.kind, VLMKG + section.class_, among=section.among)
    if maker:
        drafter.entity(subject, "vlmkg:developedBy", maker, place)
    text, dated = item.text, next((y for h in item.headings[::-1] if (y := awesome_facts.year(h))), None)
    if remark := _REMARK.match(text):
        dated, text = remark["year"], text[remark.end() :]
    cells = [
        (column, fact)
        for column, cell in (item.cells.items() if section.kind == "model" else ())
        for fact in awesome_facts.of_cell(column, cell)
    ]
    if dated and not any(fact.how == "year" for _, fact in cells):
        drafter.partial_date(subject, "dcterms:issued", dated, place)
    for link in dict.fromkeys(item.links):
        _link(drafter, subject, section, link, place)
    if _BROKEN.search(text):
        drafter.leave_out(place, text, "was decoded wrongly, and is not guessed at")
        return
    for fact in awesome_facts.of_text(text, section.kind):
        _take(drafter, subject, fact, place)
    for column, fact in cells:
        _take(drafter, subject, fact, f"{place}, column {column}")
    if text:
        drafter.leave_out(place, text, "may say more than is read from a list")


def _named(drafter: Drafter, text: str, section: Section) -> tuple[str | None, str | None]:
    """A name, and the maker that stands in parentheses after it, where the graph knows one of that name."""
    found = _MADE.fullmatch(text)
    if found and drafter.find(text, section.among) is None and (maker := drafter.find(found["maker"], ("org",))):
        return plain(found["name"]), maker
    return plain(text), None


def _section(item: Item) -> Section | None:
    for heading in reversed(item.headings[1:] or item.headings):
        for pattern, section in _SECTIONS:
            if pattern.search(heading.casefold()):
                return section
    return None


def _link(drafter: Drafter, subject: str, section: Section, link: str, place: str) -> None:
    if not link.startswith(("http://", "https://")):
        drafter.leave_out(place, link, "is no link to the web")
        return
    address = _clean(link)
    note = "Without the tracking parameters that the list's link has." if address != link else None
    for fact in awesome_facts.of_link(address, section.kind):
        _take(drafter, subject, fact, place, note if fact.how == "link" else None)


def _clean(link: str) -> str:
    """A link without the parameters that only say where it was followed from."""
    try:
        parts = urlsplit(link)
        kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key[:4] != "utm_"]
        dropped = len(kept) != len(parse_qsl(parts.query, keep_blank_values=True))
        return urlunsplit(parts._replace(query=urlencode(kept))) if dropped else link
    except ValueError:
        return link


def _take(drafter: Drafter, subject: str, fact: Told, place: str, note: str | None = None) -> None:
    if subject.startswith(PREFIXES["family"]) and fact.property in _OF_A_MEMBER:
        drafter.leave_out(place, f"{fact.property} {fact.value}", "is said of a family, but is that of a member")
        return
    more = {"note": note} if note else {}
    match fact.how:
        case "link":
            drafter.entity(subject, fact.property, str(fact.value), place, **more)
        case "literal":
            drafter.literal(subject, fact.property, fact.value, place)
        case "text":
            drafter.text(subject, fact.property, str(fact.value), place)
        case "year":
            drafter.partial_date(subject, fact.property, str(fact.value), place)
        case kinds:
            found = drafter.find(str(fact.value), kinds)
            if found is None or found == subject:
                drafter.leave_out(place, f"{fact.property} {fact.value}", "is nothing that the graph goes by that name")
            else:
                drafter.entity(subject, fact.property, found, place)
