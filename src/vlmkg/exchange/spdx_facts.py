"""Which facts have a field in SPDX 3.0.1, and why the others have none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from vlmkg.exchange.materials import Materials, Nature, standing
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import surest
from vlmkg.questions.statements import Statement
from vlmkg.terms import shorten

EXACT: Final = frozenset(
    {
        "vlmkg:hasComponent",
        "vlmkg:derivedFrom",
        "vlmkg:trainedOn",
        "vlmkg:derivedFromDataset",
        "vlmkg:variantOf",
        "vlmkg:generatedBy",
    }
)
"""The properties whose meaning a kind of relationship has in full; those below them lose what they say more."""

TEXTS: Final[dict[Nature, dict[str, str]]] = {
    "model": {"vlmkg:encoderArchitecture": "ai_typeOfModel"},
    "connector": {},
    "data": {"vlmkg:collectionMethod": "dataset_dataCollectionProcess", "vlmkg:purpose": "dataset_intendedUse"},
}
"""The properties whose values are text in a field of a package, by the nature of the thing."""

DATASET_TYPES: Final[dict[str, str]] = {
    "modality:audio": "audio",
    "modality:image": "image",
    "modality:text": "text",
    "modality:video": "video",
}
"""The modalities that are types of data in SPDX; any other is `other`."""

_TOLD: Final = {
    "vlmkg:stageData": "trained on",
    "vlmkg:tunedPart": "tuned",
    "vlmkg:adapterTunedPart": "tuned through adapters",
    "vlmkg:frozePart": "kept fixed",
}


def day(text: str) -> datetime | None:
    """The start of a day in UTC, of a date such as 2026-01-31; None of anything less exact."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def quantity(statement: Statement) -> str:
    """A value with its qualifier, such as `about 7000000000`."""
    best = surest(statement.evidence)
    word = {"AtLeast": "at least", "AtMost": "at most", "MoreThan": "more than", "About": "about"}
    prefix = word.get(best.qualifier, "") if best and best.qualifier else ""
    return f"{prefix} {statement.text}".strip()


def training(materials: Materials, library: Library) -> tuple[str, tuple[Statement, ...]]:
    """The training stages of the subject in sentences, and the facts that they tell."""
    sentences: list[str] = []
    told: list[Statement] = []
    for stage in materials.stages:
        parts = []
        for curie, words in _TOLD.items():
            found = [s for s in stage.statements if shorten(s.predicate) == curie and standing(s) == "sure"]
            if found:
                parts.append(f"{words} {', '.join(library.value(s.text) for s in found)}")
                told += found
        if parts:
            sentences.append(f"{stage.label}: {'; '.join(parts)}.")
    return " ".join(sentences), tuple(told)


def reason(property_: str, subject: str) -> str:
    """Why SPDX has no place for a property (short form) of a subject (short form)."""
    kind = subject.partition(":")[0]
    if kind == "license":
        return "a license is an expression or a text; its terms are not data"
    if kind == "stage":
        return "only what is sure of a stage is told, in the information about training of the model itself"
    if kind == "org":
        return "an organization has a name here, and nothing more"
    return _REASONS.get(property_, "SPDX 3.0.1 has no field for this")


_COUNT: Final = "the size of a data set is one number without a unit; what was counted would be lost"
_SIZE: Final = "a hyperparameter is a setting; how many parameters came of it has no field"
_REASONS: Final[dict[str, str]] = {
    "dcterms:issued": "a release time is a moment; the graph knows a month or a year, or several dates",
    "vlmkg:activeParameterCount": _SIZE,
    "vlmkg:architecture": "the type of a model is one of networks; how a source names a whole design is none",
    "vlmkg:distilledFrom": "no kind of relationship leads from a student to its teacher",
    "vlmkg:hasCapability": "a domain is a field of use; capabilities have no field",
    "vlmkg:huggingFaceId": "it has not the form of an id on the hub",
    "vlmkg:imageCount": _COUNT,
    "vlmkg:itemCount": _COUNT,
    "vlmkg:memberOf": "packages have no families",
    "vlmkg:notDerivedFrom": "no kind of relationship says what a package does not descend from",
    "vlmkg:pairCount": _COUNT,
    "vlmkg:parameterCount": _SIZE,
    "vlmkg:questionCount": _COUNT,
    "vlmkg:score": "only scores of the model itself stand in its metrics",
    "vlmkg:succeeds": "an ancestor is what was taken over; who succeeds whom is not said",
    "vlmkg:supportsModality": "a model package has no modalities; only data have a type",
}
