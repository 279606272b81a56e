"""Model cards of the Hugging Face hub: the YAML at the top of a `README.md`.

Read are the base models and how the model came from them, the license, the languages, the
datasets, the task, the library, the newer version, a paper among the tags, and the results of the
`model-index`. The rest of the YAML is about the hub, and the prose below it is not read.

The YAML is taken from the file as the hub takes it, and read by PyYAML within bounds. The parser
of `huggingface_hub` reads it by PyYAML too, but without bounds (300 bytes of aliases become 52 MB
of text, brackets nested deep end in a RecursionError), gives up on a card whose results are
malformed, and brings a dozen packages with it, a client for HTTP among them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts import files, hf_bases, hf_origin, hf_results
from vlmkg.curation.drafts.draft import ACCEPTED, UNCHECKED, Draft, Drafter, Provenance, slug
from vlmkg.curation.drafts.hf_hub import MODELS, HubNames, HubPage, Subject, hub_id, model_page
from vlmkg.curation.drafts.values import MOST, entries, plain, shown, web_address
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG

LARGEST: Final = 1024 * 1024
"""The most characters of front matter that are read."""

_OPENING: Final = re.compile(r"\s*---(?:\r\n|\r|\n)")
_CLOSING: Final = re.compile(r"(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")
_LINE: Final = re.compile(r"\r\n|\r|\n")

_CLASSES: Final = {
    "image-text-to-text": "VisionLanguageModel",
    "video-text-to-text": "VisionLanguageModel",
    "visual-question-answering": "VisionLanguageModel",
    "image-feature-extraction": "VisionEncoder",
    "text-generation": "LanguageModel",
    "audio-text-to-text": "AudioLanguageModel",
    "text-to-image": "ImageGenerator",
    "mask-generation": "SegmentationModel",
}
"""What a new model is, where its task leaves no doubt. Of others nobody knows more than that they are models."""

_NO_LICENSE: Final = frozenset({"other", "unknown"})
_LICENSE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+\-]{0,63}")
_PAPER: Final = re.compile(r"arxiv:([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?")
_WHERE: Final = "front matter"


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """What the YAML of a model card says. Raises SourceFileError."""
    card = front_matter(files.text(path), path)
    page = model_page(provenance, path)
    name = hf_origin.model_name(page, _called(card), library, provenance, path)
    origin = hf_origin.origin(library, page, provenance, name, "ModelCard", "model card", "")
    drafter = Drafter(library, origin)
    names = HubNames(drafter)
    subject = _subject(drafter, names, card, page, name)
    _license(drafter, subject, card)
    _languages(drafter, subject, card)
    _task(drafter, subject, card)
    hf_bases.take(drafter, names, subject, card.get("base_model"), card.get("base_model_relation"), _WHERE)
    _datasets(drafter, names, subject, card)
    _library(drafter, subject, card)
    _newer_version(drafter, names, subject, card)
    _paper(drafter, subject, card)
    _too_long(drafter, card)
    called = (_label(drafter, subject.iri), name.rpartition("/")[2], plain(card.get("model_name")) or name)
    hf_results.take(drafter, subject.iri, called, card.get("model-index"), f"{_WHERE}, model-index")
    return drafter.finish()


def front_matter(content: str, path: Path) -> dict[str, Any]:
    """The mapping at the top of a card, delimited as the hub delimits it. Raises SourceFileError."""
    opening = _OPENING.match(content)
    if opening is None:
        raise SourceFileError(f"{path}: no model card, which begins with a line --- and YAML; check that it is the one")
    closing = _CLOSING.search(content, opening.end())
    if closing is None:
        raise SourceFileError(f"{path}: no line --- ends the YAML at the top; add one below it and try again")
    if closing.start() - opening.end() > LARGEST:
        raise SourceFileError(
            f"{path}: the YAML at the top is longer than {LARGEST:,} characters; shorten it and try again"
        )
    first_line = len(_LINE.findall(content, 0, opening.end())) + 1
    card = files.from_yaml(content[opening.end() : closing.start()], path, first_line=first_line)
    if not isinstance(card, dict):
        raise SourceFileError(
            f"{path}: the YAML at the top is no mapping of names to values; check that it is a model card"
        )
    if other := next((kind for key, kind in (("dataset_info", "dataset"), ("sdk", "space")) if key in card), None):
        raise SourceFileError(f"{path}: the card of a {other}, by its YAML; give the card of a model")
    return card


def _called(card: dict[str, Any]) -> str | None:
    """What a card calls its model. Its first heading is not asked: it is often a family or a greeting."""
    index = card.get("model-index")
    only = index[0] if isinstance(index, list) and len(index) == 1 else None
    return plain(card.get("model_name")) or (plain(only.get("name")) if isinstance(only, dict) else None)


def _subject(drafter: Drafter, names: HubNames, card: dict[str, Any], page: HubPage | None, name: str) -> Subject:
    class_ = VLMKG + _CLASSES.get(plain(card.get("pipeline_tag")) or "", "Model")
    if page is None:
        return Subject(drafter.thing(name, "model", class_, among=MODELS), class_, UNCHECKED)
    subject = Subject(names.subject(page.id, class_, "page of the file"), class_, ACCEPTED)
    drafter.literal(subject.iri, "vlmkg:huggingFaceId", page.id, "page of the file", status=subject.status)
    return subject


def _label(drafter: Drafter, iri: str) -> str:
    return next(thing.label for thing in drafter.finish().things if thing.iri == iri)


def _license(drafter: Drafter, subject: Subject, card: dict[str, Any]) -> None:
    """A license by its identifier on the hub; one that is none of the hub's goes by `license_name`."""
    given = list(entries(card.get("license"), f"{_WHERE}, license"))
    for value, place in given:
        identifier = plain(value)
        if identifier in _NO_LICENSE:
            identifier, place = plain(card.get("license_name")), f"{_WHERE}, license_name"
            if identifier is None:
                drafter.leave_out(place, shown(value), "names no license; the card's text or its LICENSE file may")
                continue
        elif identifier is None or not _LICENSE.fullmatch(identifier):
            drafter.leave_out(place, shown(value), "is no identifier of a license")
            continue
        if not slug(identifier):
            drafter.leave_out(place, identifier, "is no name that can be kept")
            continue
        known = drafter.find(identifier, ("license",))
        license_ = drafter.thing(known or identifier, "license", VLMKG + "License")
        if len(given) > 1:
            note = "The card lists several licenses and does not say what each is for."
            drafter.entity(subject.iri, "dcterms:license", license_, place, note=note)
        else:
            drafter.entity(subject.iri, "dcterms:license", license_, place, status=subject.status)
        link = web_address(card.get("license_link"))
        if link and not known:
            drafter.entity(license_, "foaf:page", link, f"{_WHERE}, license_link", status=subject.status)


def _languages(drafter: Drafter, subject: Subject, card: dict[str, Any]) -> None:
    unknown: list[str] = []
    for value, place in entries(card.get("language"), f"{_WHERE}, language"):
        if isinstance(value, bool):
            drafter.leave_out(place, shown(value), "is a truth value in YAML 1.1; write the code in quotes ('no')")
        elif (code := plain(value)) and (language := drafter.find(code, ("language",))):
            drafter.entity(subject.iri, "vlmkg:supportsLanguage", language, place, status=subject.status)
        else:
            unknown.append(shown(value))
    if unknown:
        drafter.leave_out(f"{_WHERE}, language", ", ".join(unknown), "are no languages that the graph knows")


def _task(drafter: Drafter, subject: Subject, card: dict[str, Any]) -> None:
    place = f"{_WHERE}, pipeline_tag"
    for value, _ in entries(card.get("pipeline_tag"), place):
        tag = plain(value)
        if tag and (task := drafter.find(tag, ("task",))):
            drafter.entity(subject.iri, "vlmkg:hasTask", task, place, status=subject.status)
        elif tag not in _CLASSES:
            drafter.leave_out(place, shown(value), "is no task that the graph knows")


def _datasets(drafter: Drafter, names: HubNames, subject: Subject, card: dict[str, Any]) -> None:
    for value, place in entries(card.get("datasets"), f"{_WHERE}, datasets"):
        if (id_ := hub_id(value)) is None:
            drafter.leave_out(place, shown(value), "is no id of a dataset on the hub")
        elif dataset := names.dataset(id_, place):
            drafter.entity(subject.iri, "vlmkg:trainedOn", dataset, place, status=subject.status)


def _library(drafter: Drafter, subject: Subject, card: dict[str, Any]) -> None:
    for value, place in entries(card.get("library_name"), f"{_WHERE}, library_name"):
        if (name := plain(value)) and (tool := drafter.find(name, ("tool",))):
            drafter.entity(subject.iri, "vlmkg:usesLibrary", tool, place, status=subject.status)
        else:
            drafter.leave_out(place, shown(value), "is no tool that the graph knows")


def _newer_version(drafter: Drafter, names: HubNames, subject: Subject, card: dict[str, Any]) -> None:
    place = f"{_WHERE}, new_version"
    value = card.get("new_version")
    if value is None:
        return
    id_ = hub_id(value)
    newer = names.model(id_, VLMKG + "Model", place) if id_ else None
    if id_ is None:
        drafter.leave_out(place, shown(value), "is no id of a model on the hub")
    elif newer == subject.iri:
        drafter.leave_out(place, id_, "is the model itself")
    elif newer:
        note = "The card of the older one names it as its new version; it may be a mere correction."
        drafter.entity(newer, "vlmkg:succeeds", subject.iri, place, note=note)


def _paper(drafter: Drafter, subject: Subject, card: dict[str, Any]) -> None:
    """The paper among the tags, where there is one: of several, nothing says which one is the model's own."""
    place = f"{_WHERE}, tags"
    tags = [plain(tag) or "" for tag, _ in entries(card.get("tags"), place)]
    papers = sorted({match[1] for tag in tags if (match := _PAPER.fullmatch(tag))})
    if len(papers) == 1:
        note = "The tag does not say whether it is the paper of the model or of something that it uses."
        drafter.literal(subject.iri, "vlmkg:arxivId", papers[0], place, note=note)
    elif papers:
        drafter.leave_out(place, ", ".join(papers), "are several papers; which one is the model's is not said")


def _too_long(drafter: Drafter, card: dict[str, Any]) -> None:
    for key in ("base_model", "datasets", "language", "license", "tags"):
        if isinstance(value := card.get(key), list) and len(value) > MOST:
            drafter.leave_out(f"{_WHERE}, {key}", f"{len(value) - MOST} entries", f"only the first {MOST} are read")
