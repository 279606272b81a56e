"""Which facts have a field in CycloneDX 1.6, and why the others have none."""

from __future__ import annotations

from typing import Final

from vlmkg.exchange.materials import State

AGGREGATE: Final[dict[State, str]] = {
    "stated": "unknown",
    "partly disclosed": "incomplete",
    "not disclosed": "incomplete",
    "none": "complete",
    "not recorded": "unknown",
}
"""How complete each state of knowledge is, as a composition has it."""

LINKS: Final = (("schema:codeRepository", "vcs"), ("foaf:homepage", "website"), ("foaf:page", "documentation"))
"""The properties that are addresses, and their kinds of external reference."""

CARD: Final = (
    ("vlmkg:encoderArchitecture", "architectureFamily"),
    ("vlmkg:followsArchitecture", "modelArchitecture"),
    ("vlmkg:hasTask", "task"),
)
"""The properties that have a field in a model card, which holds one value."""


def reason(property_: str, subject: str) -> str:
    """Why CycloneDX has no place for a property (short form) of a subject (short form)."""
    kind = subject.partition(":")[0]
    if kind == "license":
        return "a license is an id or a name with an address; its terms are not data"
    if kind == "stage":
        return "a model card has no training stages, nor what was tuned and what was kept fixed in them"
    return _REASONS.get(property_, "CycloneDX 1.6 has no field for this")


_NO_NUMBERS: Final = "model parameters hold a task, architectures, data sets and formats, and no numbers"
_REASONS: Final[dict[str, str]] = {
    "dcterms:issued": "a component has no date of release",
    "vlmkg:activeParameterCount": _NO_NUMBERS,
    "vlmkg:architecture": "an architecture is that of a network; how a source names a whole design is none",
    "vlmkg:contextLength": _NO_NUMBERS,
    "vlmkg:distilledFrom": "a model card has no teachers, and no parameters flow, so that it is no ancestor",
    "vlmkg:encoderArchitecture": "one architecture a component; here are several",
    "vlmkg:followsArchitecture": "one architecture a component; here are several",
    "vlmkg:generatedBy": "data have no field for the model that wrote them, and it is no ancestor of theirs",
    "vlmkg:hasTask": "one task a model card; here are several, or it is none of a model",
    "vlmkg:huggingFaceId": "it has not the form of an id on the hub",
    "vlmkg:imageResolution": _NO_NUMBERS,
    "vlmkg:memberOf": "components have no families",
    "vlmkg:notDerivedFrom": "a pedigree has no place for what a component does not descend from",
    "vlmkg:parameterCount": _NO_NUMBERS,
    "vlmkg:score": "only scores of the model itself stand in its model card",
    "vlmkg:succeeds": "a pedigree is of what was taken over; who succeeds whom is not said",
    "vlmkg:supportsModality": "inputs and outputs are two lists; the graph does not say on which side a modality is",
    "vlmkg:trainingMethod": "the approach is one of five ways of learning; a technique is none of them",
}
