"""The parts of a model that its `config.json` describes, and the models that they were loaded from.

`_name_or_path` is where somebody once loaded a part from. Often that is a folder of their
machine, and often the file was copied from another model with the name left in: the 1B model of
InternVL3 names a language model of 32 billion parameters. So a name counts only where the graph
has that id, and where the part has about the size of what it names.
"""

from __future__ import annotations

import re
from typing import Any, Final

from vlmkg.curation.drafts.draft import Drafter
from vlmkg.curation.drafts.hf_hub import MODELS, HubNames, Subject, hub_id
from vlmkg.curation.drafts.values import plain, shown, whole_number
from vlmkg.graph.bind import values
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.terms import VLMKG

_ALIKE: Final = 3
"""By what factor sizes may differ: the graph counts the whole of CLIP where a file means its vision part."""

_SIZE: Final = re.compile(r"(?:^|[-_.])(?:so)?([0-9]+(?:\.[0-9]+)?)([bm])(?=$|[-_.])", re.IGNORECASE)
_UNITS: Final = {"b": 10**9, "m": 10**6}
_LOADED: Final = (
    "Where the part was loaded from when the file was written; the name may be left over from another file."
)
_BASE: Final = "Where the weights were loaded from before they were saved; the file does not say what was done to them."


def take(
    drafter: Drafter, names: HubNames, subject: Subject, config: dict[str, Any], text_parts: tuple[str, ...]
) -> None:
    """Take down the encoders and the language model."""
    vision = config.get("vision_config")
    for key, property_ in (
        ("vision_config", "vlmkg:usesVisionEncoder"),
        ("audio_config", "vlmkg:usesAudioEncoder"),
        *((key, "vlmkg:builtOnBackbone") for key in text_parts),
    ):
        part = config.get(key)
        if isinstance(part, dict):
            named = _loaded_from(drafter, names, subject, property_, part, f"{key}._name_or_path")
            if key == "vision_config" and not named:
                _shape(drafter, part)
        elif part is not None:
            drafter.leave_out(key, shown(part), "is no description of a part")
    tower = config.get("mm_vision_tower")
    if tower is not None:
        _tower(drafter, names, subject, tower)
    _own_base(drafter, names, subject, config, sees=vision is not None or tower is not None)


def _loaded_from(
    drafter: Drafter, names: HubNames, subject: Subject, property_: str, part: dict[str, Any], place: str
) -> bool:
    """Take down the model that a part was loaded from; whether there is one that can be believed."""
    value = part.get("_name_or_path")
    model = _named(drafter, names, value, place)
    if model is None or model == subject.iri:
        return False
    stated, counted = _stated_size(drafter, model, str(value)), _counted_size(part)
    if stated and counted and not stated / _ALIKE <= counted <= stated * _ALIKE:
        reason = (
            f"is left over from another file: the part has about {_in_words(counted)} parameters, "
            f"{drafter.library.names.label(model)} has {_in_words(stated)}"
        )
        drafter.leave_out(place, shown(value), reason)
        return False
    drafter.entity(subject.iri, property_, model, place, note=_LOADED)
    return True


def _tower(drafter: Drafter, names: HubNames, subject: Subject, value: Any) -> None:
    """The vision tower of LLaVA and its kin, whose code loads the encoder by this very name."""
    model = _named(drafter, names, value, "mm_vision_tower")
    if model and model != subject.iri:
        drafter.entity(subject.iri, "vlmkg:usesVisionEncoder", model, "mm_vision_tower", status=subject.status)


def _own_base(drafter: Drafter, names: HubNames, subject: Subject, config: dict[str, Any], *, sees: bool) -> None:
    """Where the whole was loaded from: itself, a folder, the language model of a model that sees, or a base."""
    model = _named(drafter, names, config.get("_name_or_path"), "_name_or_path")
    if model is None or model == subject.iri:
        return
    query = f"SELECT ?class WHERE {{ {values('thing', [model])} ?thing a ?class }}"
    classes = {lexical(class_) for (class_,) in select(drafter.library.engine, query)}
    property_ = "vlmkg:builtOnBackbone" if sees and VLMKG + "LanguageModel" in classes else "vlmkg:builtFrom"
    drafter.entity(subject.iri, property_, model, "_name_or_path", note=_BASE)


def _shape(drafter: Drafter, part: dict[str, Any]) -> None:
    """The shape of an encoder that goes unnamed, for a curator to see which one it is.

    Its `model_type` is a class of code and tells little: all encoders of InternVL are `intern_vit_6b`.
    """
    kind = plain(part.get("model_type"))
    numbers = [
        f"{key} {number}"
        for key in ("hidden_size", "num_hidden_layers", "patch_size", "image_size")
        if (number := whole_number(part.get(key)))
    ]
    if kind or numbers:
        text = ", ".join([*([f"model_type {kind}"] if kind else []), *numbers])
        drafter.leave_out("vision_config", text, "describes an encoder without naming it")


def _named(drafter: Drafter, names: HubNames, value: Any, place: str) -> str | None:
    """The model of the graph that has this id; what is a path, or an id that the graph lacks, is left out."""
    if value is None or value == "":
        return None
    id_ = hub_id(value)
    model = names.known(id_, MODELS) if id_ else None
    if model is None:
        reason = "is no id of one model that the graph knows" if id_ else "is a path or a name, and no id on the hub"
        drafter.leave_out(place, shown(value), reason)
    return model


def _stated_size(drafter: Drafter, model: str, id_: str) -> int | None:
    """How many parameters a model has, by the graph or else by its id."""
    query = f"SELECT ?count WHERE {{ {values('thing', [model])} ?thing vlmkg:parameterCount ?count }}"
    counts = [int(lexical(count)) for (count,) in select(drafter.library.engine, query) if lexical(count).isdigit()]
    if counts:
        return max(counts)
    match = _SIZE.search(id_)
    return round(float(match[1]) * _UNITS[match[2].lower()]) if match else None


def _counted_size(part: dict[str, Any]) -> int | None:
    """About how many parameters a part has: those of attention and of a gated feed-forward network in each layer.

    Parts with experts are not counted; what is missing in the file is not made up.
    """
    width, layers, inner = (
        whole_number(part.get(key), 10**6) for key in ("hidden_size", "num_hidden_layers", "intermediate_size")
    )
    if width is None or layers is None or inner is None:
        return None
    experts = any(whole_number(part.get(key)) for key in ("num_local_experts", "n_routed_experts"))
    words = whole_number(part.get("vocab_size")) or 0
    return None if experts else layers * (4 * width * width + 3 * width * inner) + words * width


def _in_words(count: int) -> str:
    return f"{count / 10**9:.1f} billion" if count >= 10**9 else f"{round(count / 10**6)} million"
