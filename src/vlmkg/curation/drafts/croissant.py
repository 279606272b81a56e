"""Croissant: descriptions of datasets in JSON-LD, as data platforms hand them out.

They are read as plain JSON whose keys are checked to be Croissant's own (`croissant_context`).
mlcroissant, the reference library, is made for loading the data: it needs pandas and scipy, and
opens the addresses that a file names.

Read are names, link, license, makers, date, languages, the paper that `citeAs` names, and
whether a record set holds images, sound or video. Descriptions are not copied. Who wrote the
file is not said in it, so that every statement is unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts import files
from vlmkg.curation.drafts.croissant_context import check, local
from vlmkg.curation.drafts.draft import Draft, Drafter, Provenance, slug
from vlmkg.curation.drafts.ecosystem_values import is_link
from vlmkg.curation.drafts.origins import origin
from vlmkg.curation.drafts.values import MOST, entries, plain, shown
from vlmkg.errors import SourceFileError
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG, is_iri

_AMONG: Final = ("dataset", "benchmark")
_MEDIA: Final = {"ImageObject": "image", "AudioObject": "audio", "VideoObject": "video"}
_UNHELD: Final = ("version", "keywords", "isLiveDataset")
_HUB: Final = re.compile(r"https?://huggingface\.co/datasets/([A-Za-z0-9][\w.-]*/[\w.-]+)/?", re.ASCII)
_CHOOSE: Final = re.compile(r"https?://choosealicense\.com/licenses/([a-z0-9.-]+)/?")
_CC: Final = re.compile(r"https?://creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/zero)/([\d.]+)(?:/[\w.]*)?")
_ARXIV: Final = re.compile(
    r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})|arxiv(?: preprint arxiv)?:\s*(\d{4}\.\d{4,5})"
    r"|eprint\s*=\s*[{\"](\d{4}\.\d{4,5})(?:v\d+)?[}\"]|10\.48550/arxiv\.(\d{4}\.\d{4,5})",
    re.IGNORECASE | re.ASCII,
)
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*", re.ASCII)


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """What a Croissant file says about its dataset. Raises SourceFileError where it is none."""
    document = files.from_json(path)
    if not isinstance(document, dict) or not _is_a(document, "Dataset"):
        raise SourceFileError(
            f"{path}: no Croissant description, which is a JSON object of type sc:Dataset; "
            "give the metadata.json or croissant.json of a dataset"
        )
    check(document, path)
    node: dict[str, Any] = {}
    for key, value in document.items():
        node.setdefault(local(key), value)
    names = [text for value, _ in _each(node, "name") if (text := plain(value)) and slug(text)]
    if not names:
        raise SourceFileError(f"{path}: the description does not name its dataset; add a name and try again")
    drafter = Drafter(library, origin(library, provenance, path, kind="DatasetCard", what=f"Croissant of {names[0]}"))
    thing = _dataset(drafter, node, names[0])
    _links(drafter, node, thing)
    _license(drafter, node, thing)
    _creators(drafter, node, thing)
    for value, at in _each(node, "datePublished"):
        day = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        drafter.partial_date(thing, "dcterms:issued", day[1] if day else shown(value), at)
    for value, at in _each(node, "inLanguage"):
        language = drafter.find(plain(value) or "", ("language",))
        if language:
            drafter.entity(thing, "vlmkg:hasLanguage", language, at)
        else:
            drafter.leave_out(at, shown(value), "is no language that the graph knows")
    _paper(drafter, node, thing)
    _modalities(drafter, node, thing)
    for key in _UNHELD:
        if key in node:
            drafter.leave_out(key, shown(node[key]), "is nothing that the graph holds of a dataset")
    return drafter.finish()


def _dataset(drafter: Drafter, node: dict[str, Any], name: str) -> str:
    """The dataset: by its id on the hub, else by its name; other names only where nothing else has them."""
    hub = next((match[1] for value, _ in _each(node, "url") if (match := _HUB.fullmatch(str(value)))), None)
    found = (drafter.find(hub, _AMONG) if hub else None) or drafter.find(name, _AMONG)
    free = []
    for value, at in [*_each(node, "name"), *_each(node, "alternateName")]:
        other = plain(value)
        if other is None or not slug(other):
            drafter.leave_out(at, shown(value), "is no name")
        elif drafter.find(other, _AMONG) not in (None, found):
            drafter.leave_out(at, other, "is the name of something else in the graph")
        else:
            free.append(other)
    return drafter.thing(found or name, "dataset", VLMKG + "Dataset", among=_AMONG, other_names=free)


def _links(drafter: Drafter, node: dict[str, Any], thing: str) -> None:
    for value, at in _each(node, "url"):
        if not is_link(value):
            drafter.leave_out(at, shown(value), "is no web address")
        elif match := _HUB.fullmatch(value):
            drafter.literal(thing, "vlmkg:huggingFaceId", match[1], at)
        else:
            drafter.entity(thing, "foaf:page", value, at)


def _license(drafter: Drafter, node: dict[str, Any], thing: str) -> None:
    for value, at in _each(node, "license"):
        text = _link(value)
        license_ = _known_license(drafter, text) if text else None
        if license_:
            drafter.thing(license_, "license", VLMKG + "License")
            drafter.entity(thing, "dcterms:license", license_, at)
        else:
            drafter.leave_out(at, shown(text or value), "is no license that the graph knows")


def _known_license(drafter: Drafter, text: str) -> str | None:
    """A license by a name, by its page, or by its id in the address of a page about it."""
    if not text.startswith(("http://", "https://")):
        return drafter.find(text, ("license",))
    if match := _CHOOSE.fullmatch(text):
        return drafter.find(match[1], ("license",))
    if match := _CC.fullmatch(text):
        return drafter.find(f"cc-{match[1]}-{match[2]}" if match[1] else f"cc0-{match[2]}", ("license",))
    if not is_iri(text):
        return None
    query = f"SELECT ?license WHERE {{ {values('page', [text])} ?license foaf:page ?page ; a vlmkg:License }}"
    found = [lexical(license_) for (license_,) in select(drafter.library.engine, query)]
    return found[0] if len(found) == 1 else None


def _creators(drafter: Drafter, node: dict[str, Any], thing: str) -> None:
    for value, at in _each(node, "creator"):
        names = value.get("name", value.get("sc:name")) if isinstance(value, dict) else value
        name = plain(names)
        if name is None or not slug(name):
            drafter.leave_out(at, shown(value), "is no maker with a name")
        elif org := drafter.find(name, ("org",)):
            drafter.thing(org, "org", VLMKG + "Organization")
            drafter.entity(thing, "vlmkg:developedBy", org, at)
        elif isinstance(value, dict) and _is_a(value, "Organization"):
            made = drafter.thing(name, "org", VLMKG + "Organization")
            drafter.entity(thing, "vlmkg:developedBy", made, at)
        else:
            drafter.leave_out(at, name, "is a person, or not said to be an organization")


def _paper(drafter: Drafter, node: dict[str, Any], thing: str) -> None:
    for value, at in _each(node, "citeAs"):
        text = value[:20_000] if isinstance(value, str) else ""
        found = {group for match in _ARXIV.finditer(text) for group in match.groups() if group}
        if len(found) == 1:
            drafter.literal(thing, "vlmkg:arxivId", found.pop(), at)
        else:
            reason = "names several arXiv papers" if found else "names no arXiv paper"
            drafter.leave_out(at, shown(value), reason)


def _modalities(drafter: Drafter, node: dict[str, Any], thing: str) -> None:
    """What the fields of the record sets hold; the type of plain text says too little, file names have it as well."""
    waiting = list(reversed([(value, at) for value, at in _each(node, "recordSet")]))
    while waiting:
        value, at = waiting.pop()
        if not isinstance(value, dict):
            continue
        for data_type, place in _each(value, "dataType", at):
            medium = _MEDIA.get(local(data_type)) if isinstance(data_type, str) else None
            modality = drafter.find(medium, ("modality",)) if medium else None
            if modality:
                drafter.entity(thing, "vlmkg:supportsModality", modality, place)
        below = [*_each(value, "field", at), *_each(value, "subField", at)]
        waiting.extend(reversed(below))


def _each(node: dict[str, Any], key: str, above: str = "") -> Iterator[tuple[Any, str]]:
    """The values of a key, written with or without a prefix, each with its place; texts with a language are plain."""
    for written, field in node.items():
        if local(written) == key:
            for value, at in entries(field, f"{above}.{written}" if above else written):
                yield (value["@value"] if isinstance(value, dict) and "@value" in value else value), at


def _is_a(node: dict[str, Any], class_: str) -> bool:
    types = node.get("@type")
    return any(
        isinstance(t, str) and local(t) == class_ for t in (types if isinstance(types, list) else [types])[:MOST]
    )


def _link(value: Any) -> str | None:
    """A text, or the address of a node that stands for it."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url") or value.get("name")
    return plain(value) if isinstance(value, str) else None
