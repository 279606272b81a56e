"""The models that a card names as its bases, and how the model came from them.

`base_model_relation` is one of four words. Where it is missing the hub guesses it, and so must
nobody here: the statement stays general. It is also weakened where the word cannot be meant as
the ontology means it: makers of vision-language models call it a merge to join an encoder and a
language model, and a fine-tune to build on a language model alone.
"""

from __future__ import annotations

from typing import Any, Final

from vlmkg.curation.drafts.draft import Drafter
from vlmkg.curation.drafts.hf_hub import HubNames, Subject, hub_id
from vlmkg.curation.drafts.values import entries, plain, shown
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.terms import VLMKG

_RELATIONS: Final = {
    "finetune": "vlmkg:fineTunedFrom",
    "adapter": "vlmkg:adaptedFrom",
    "quantized": "vlmkg:quantizedFrom",
    "merge": "vlmkg:mergedFrom",
}
_GENERAL: Final = frozenset(VLMKG + name for name in ("Model", "ModelEntity", "LineageNode", "EmbeddingModel"))
"""Classes that tell no two kinds of models apart."""

_NOT_SAID: Final = "The card names a base model and not how the model came from it."
_OTHER_KIND: Final = "The card says {word}, of models of different kinds: one may be a part of the other."
_KIND_UNKNOWN: Final = "The card says {word}, which may also mean that the parts were joined."


def take(drafter: Drafter, names: HubNames, subject: Subject, bases: Any, relation: Any, where: str) -> None:
    """Take down where a model comes from."""
    found: list[tuple[str, str]] = []
    for value, place in entries(bases, f"{where}, base_model"):
        if (id_ := hub_id(value)) is None:
            drafter.leave_out(place, shown(value), "is no id of a model on the hub")
        elif base := names.model(id_, VLMKG + "Model", place):
            if base == subject.iri:
                drafter.leave_out(place, id_, "is the model itself")
            else:
                found.append((base, place))
    word = plain(relation)
    if relation is not None and word not in _RELATIONS:
        drafter.leave_out(f"{where}, base_model_relation", shown(relation), "is no relation that the hub knows")
        word = None
    kinds = _kinds(drafter, [subject.iri, *(base for base, _ in found)])
    own = kinds.get(subject.iri) or {subject.class_} - _GENERAL
    others = [kinds.get(base, set()) for base, _ in found]
    for (base, place), other in zip(found, others, strict=True):
        property_, note = _property(word, own, others if word == "merge" else [other], alone=len(found) == 1)
        if note:
            drafter.entity(subject.iri, property_, base, place, note=note)
        else:
            drafter.entity(subject.iri, property_, base, place, status=subject.status)


def _property(word: str | None, own: set[str], others: list[set[str]], *, alone: bool) -> tuple[str, str | None]:
    """The property that is safe to state, and why it is not the one of the word, if it is not.

    `own` are the kinds of the model and `others` those of its base; a merge has one meaning for
    all its bases.
    """
    alike = all(own & other for other in others)
    if word is None:
        return ("vlmkg:derivedFrom" if alike and alone else "vlmkg:builtFrom"), _NOT_SAID
    if any(own and other and not own & other for other in others):
        return "vlmkg:builtFrom", _OTHER_KIND.format(word=word)
    if word == "merge" and not alike and own != {VLMKG + "LanguageModel"}:
        return "vlmkg:builtFrom", _KIND_UNKNOWN.format(word=word)
    return _RELATIONS[word], None


def _kinds(drafter: Drafter, things: list[str]) -> dict[str, set[str]]:
    """The telling classes of the things that the graph knows."""
    found: dict[str, set[str]] = {}
    query = f"SELECT ?thing ?class WHERE {{ {values('thing', things)} ?thing a ?class }}"
    for thing, class_ in select(drafter.library.engine, query):
        if lexical(class_).startswith(VLMKG) and lexical(class_) not in _GENERAL:
            found.setdefault(lexical(thing), set()).add(lexical(class_))
    return found
