"""Stanford's ecosystem graphs: YAML files of models, datasets and applications, one file for each organization.

Read are the name, organization, date, link, model card, modality, size, license and
dependencies of an entry. An entry counts where its modality includes one of `SEEN`, or where
the graph knows it by name. Descriptions, intended uses and other sentences are not copied.

A dependency does not say of what kind it is. On a dataset it is training for a model
(`vlmkg:trainedOn`), and for a dataset a reworking (`vlmkg:derivedFromDataset`). On a model it may
be weights, outputs or a mere filter; `vlmkg:hasParent` would cover all of them, but is only ever
inferred in the graph, so such dependencies are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from vlmkg.curation.drafts import ecosystem_values as values
from vlmkg.curation.drafts import files
from vlmkg.curation.drafts.draft import Draft, Drafter, Provenance, slug
from vlmkg.curation.drafts.origins import origin
from vlmkg.curation.drafts.values import MOST, plain, shown
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, VLMKG

SEEN: Final = frozenset({"image", "images", "video", "videos", "3d"})
"""An entry one of whose modalities is among these is drafted; others only where the graph knows them."""

LONGEST: Final = 2_000_000
"""The most characters that are read; the longest real file has some 100,000, and YAML takes seconds for a million."""

LARGEST: Final = 5_000
"""The most entries that are read from one file; the longest real one has fewer than 100."""

_KINDS: Final = {
    "model": ("model", VLMKG + "Model", ("model", "family")),
    "dataset": ("dataset", VLMKG + "Dataset", ("dataset", "benchmark")),
    "application": ("application", VLMKG + "Application", ("application",)),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the file; `place` is its number, counted from 1, and its name."""

    fields: dict[Any, Any]
    name: str
    type: str
    place: str

    def at(self, field: str) -> str:
        """The place of a field."""
        inner = ".value" if isinstance(self.fields.get(field), dict) else ""
        return f"{self.place}, {field}{inner}"


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """What a file of the ecosystem graphs says. Raises SourceFileError where it is none."""
    content = files.text(path)
    if len(content) > LONGEST:
        raise SourceFileError(f"{path}: longer than {LONGEST} characters; take out the entries that are wanted")
    document = files.from_yaml(content, path)
    if not isinstance(document, list) or not any(
        isinstance(entry, dict) and entry.get("type") in _KINDS and "name" in entry for entry in document[:LARGEST]
    ):
        raise SourceFileError(
            f"{path}: no file of the ecosystem graphs, which is a YAML list of entries with a type and a name; "
            "give one of its assets/*.yaml"
        )
    if len(document) > LARGEST:
        raise SourceFileError(f"{path}: more than {LARGEST} entries; take out those that are wanted")
    place = PurePosixPath(provenance.path or provenance.page or "").stem or None
    drafter = Drafter(
        library,
        origin(library, provenance, path, kind="CuratedList", what="Ecosystem graphs", named_by=place),
    )
    entries = list(_entries(drafter, document))
    datasets = {slug(entry.name): entry.name for entry in entries if entry.type == "dataset"}
    for entry in entries:
        known = drafter.find(entry.name, _KINDS[entry.type][2])
        words = values.modalities(values.stated(entry.fields.get("modality"))) or []
        if known or SEEN.intersection(word.casefold() for word in words):
            _take(drafter, entry, datasets)
        else:
            reason = "is about other modalities than images and video, and the graph does not know it"
            drafter.leave_out(entry.place, f"{entry.type}: {', '.join(words) or 'no modality'}", reason)
    return drafter.finish()


def _entries(drafter: Drafter, document: list[Any]) -> Iterator[_Entry]:
    seen: set[tuple[str, str]] = set()
    for number, fields in enumerate(document, 1):
        name = plain(fields.get("name")) if isinstance(fields, dict) else None
        type_ = fields.get("type") if isinstance(fields, dict) else None
        place = f"entry {number}" + (f" ({name})" if name else "")
        if name is None or not slug(name) or not isinstance(type_, str) or type_ not in _KINDS:
            drafter.leave_out(place, shown(fields), f"is no {', '.join(_KINDS)} with a name")
        elif (type_, slug(name)) in seen:
            drafter.leave_out(place, name, "is a second entry of this name; nothing says which of the two holds")
        else:
            seen.add((type_, slug(name)))
            yield _Entry(fields, name, type_, place)


def _take(drafter: Drafter, entry: _Entry, datasets: dict[str, str]) -> None:
    kind, class_, among = _KINDS[entry.type]
    thing = drafter.thing(entry.name, kind, class_, among=among)
    family = thing.startswith(f"{BASE}family/")
    _organization(drafter, entry, thing)
    _date(drafter, entry, thing)
    _links(drafter, entry, thing, family)
    _license(drafter, entry, thing)
    _modalities(drafter, entry, thing)
    _size(drafter, entry, thing, family)
    _dependencies(drafter, entry, thing, datasets)
    hardware = values.stated(entry.fields.get("training_hardware"))
    if values.is_stated(hardware):
        drafter.leave_out(entry.at("training_hardware"), shown(hardware), "is hardware, which the graph does not hold")


def _organization(drafter: Drafter, entry: _Entry, thing: str) -> None:
    value = values.stated(entry.fields.get("organization"))
    if not values.is_stated(value):
        return
    name, at = plain(value), entry.at("organization")
    whole = name and drafter.find(name, ("org",))
    names = [name] if name and (whole or "," not in name) else [part.strip() for part in (name or "").split(",")]
    for part in names:
        if not slug(part) or (len(names) > 1 and not drafter.find(part, ("org",))):
            drafter.leave_out(at, shown(part or value), "is no organization that the graph knows")
        else:
            made = drafter.thing(part, "org", VLMKG + "Organization")
            drafter.entity(thing, "vlmkg:developedBy", made, at)


def _date(drafter: Drafter, entry: _Entry, thing: str) -> None:
    value = values.stated(entry.fields.get("created_date"))
    if not values.is_stated(value):
        return
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) and 1900 < value < 2200 else value
    drafter.partial_date(thing, "dcterms:issued", plain(text) or shown(text), entry.at("created_date"))


def _links(drafter: Drafter, entry: _Entry, thing: str, family: bool) -> None:
    for field in ("url", "model_card"):
        value, at = values.stated(entry.fields.get(field)), entry.at(field)
        if not values.is_stated(value):
            continue
        if not values.is_link(value):
            drafter.leave_out(at, shown(value), "is no web address")
        elif identifier := values.arxiv_id(value):
            drafter.literal(thing, "vlmkg:arxivId", identifier, at)
        elif hub := values.hub_id(value, entry.type == "dataset"):
            if family or drafter.find(hub) not in (None, thing):
                drafter.leave_out(
                    at, hub, "is the page of one model or of another thing than the graph knows by this name"
                )
            else:
                drafter.literal(thing, "vlmkg:huggingFaceId", hub, at)
        elif field == "url":
            drafter.entity(thing, "foaf:page", value, at)
        else:
            drafter.leave_out(at, shown(value), "is a card elsewhere than on the Hugging Face hub")


def _license(drafter: Drafter, entry: _Entry, thing: str) -> None:
    value = values.stated(entry.fields.get("license"))
    if not values.is_stated(value):
        return
    name = plain(value)
    license_ = drafter.find(name, ("license",)) if name else None
    if license_:
        drafter.thing(license_, "license", VLMKG + "License")
        drafter.entity(thing, "dcterms:license", license_, entry.at("license"))
    else:
        drafter.leave_out(entry.at("license"), shown(value), "is no license that the graph knows by this name")


def _modalities(drafter: Drafter, entry: _Entry, thing: str) -> None:
    value = values.stated(entry.fields.get("modality"))
    if not values.is_stated(value):
        return
    words = values.modalities(value)
    for word in words or ():
        found = drafter.find(word, ("modality",))
        if found:
            drafter.entity(thing, "vlmkg:supportsModality", found, entry.at("modality"))
        else:
            drafter.leave_out(entry.at("modality"), word, "is no modality that the graph knows")
    if words is None:
        drafter.leave_out(entry.at("modality"), shown(value), "is no text that names modalities")


def _size(drafter: Drafter, entry: _Entry, thing: str, family: bool) -> None:
    value, at = values.stated(entry.fields.get("size")), entry.at("size")
    if not values.is_stated(value):
        return
    if values.is_explained(entry.fields.get("size")):
        drafter.leave_out(at, shown(value), "is a size with an explanation, such as that it is the largest of several")
    elif entry.type == "model" and (number := values.parameters(value)):
        if family:
            drafter.leave_out(at, shown(value), "is the size of one model, and the graph knows a family by this name")
        else:
            drafter.literal(thing, "vlmkg:parameterCount", number, at)
    elif entry.type == "dataset" and (amount := values.items(value)):
        drafter.literal(thing, amount[0], amount[1], at)
    else:
        drafter.leave_out(at, shown(value), "is no plain number of parameters, pairs, images or videos")


def _dependencies(drafter: Drafter, entry: _Entry, thing: str, datasets: dict[str, str]) -> None:
    value, at = values.stated(entry.fields.get("dependencies")), entry.at("dependencies")
    if not values.is_stated(value):
        return
    if not isinstance(value, list):
        drafter.leave_out(at, shown(value), "is no list of names")
        return
    if len(value) > MOST:
        drafter.leave_out(at, f"{len(value) - MOST} dependencies", f"only the first {MOST} are read")
    for item in value[:MOST]:
        name = plain(item)
        if name is None or not slug(name):
            drafter.leave_out(at, shown(item), "is no name")
            continue
        model, dataset = drafter.find(name, ("model", "family")), drafter.find(name, ("dataset",))
        own = datasets.get(slug(name))
        if model and (dataset or own):
            drafter.leave_out(at, name, "is the name of both a model and a dataset")
        elif model:
            drafter.leave_out(at, name, "is a model; the file does not say what was taken from it")
        elif not dataset and own is None:
            drafter.leave_out(at, name, "is nothing that the graph or a dataset of this file goes by")
        elif entry.type == "application":
            drafter.leave_out(at, name, "is a dataset; the graph relates no application to one")
        else:
            found = drafter.thing(dataset or own or name, "dataset", VLMKG + "Dataset")
            if found == thing:
                drafter.leave_out(at, name, "is the entry itself")
                continue
            property_ = "vlmkg:trainedOn" if entry.type == "model" else "vlmkg:derivedFromDataset"
            drafter.entity(thing, property_, found, at)
