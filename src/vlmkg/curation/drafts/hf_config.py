"""`config.json` files of the transformers library: what a checkpoint says about how it is built.

Read are the vision, text and audio parts with the models that they were loaded from, the vision
tower and projector of LLaVA and its kin, the side of the images, the number of positions, and the
method of quantization. What a file leaves to the defaults of its class is not stated, and what
has no property in the ontology (classes of code, widths, layers, data types) only serves to tell
what a new model is, and to check or describe the parts.

A number of positions is stated as the context length, unchecked: makers often promise less than
the network can take. Where the file itself stretches it (`rope_scaling`) it is left out. So is
the side of the images where the file says that images of other sizes are taken too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts import files, hf_origin, hf_parts
from vlmkg.curation.drafts.draft import ACCEPTED, UNCHECKED, Draft, Drafter, Provenance
from vlmkg.curation.drafts.hf_hub import MODELS, HubNames, HubPage, Subject, model_page
from vlmkg.curation.drafts.values import entries, plain, shown, whole_number
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG

_TEXT_PARTS: Final = ("text_config", "llm_config", "language_config")
_MARKS: Final = frozenset(
    {"architectures", "model_type", "vision_config", "audio_config", "mm_vision_tower", *_TEXT_PARTS}
)
"""A file with none of these keys is no configuration of a model."""

_SETTLED: Final = frozenset({"default", "mrope", "llama3", "longrope"})
"""Kinds of scaling that leave the number of positions as it is, or that it already includes."""

_MLP: Final = re.compile(r"mlp([1-9])x_gelu")

_POSITIONS: Final = "The number of positions of the network; the makers may promise fewer tokens."
_SIDE: Final = "The side that the vision part is configured for."
_LAYERS: Final = "{name} stands for {count} linear layers in the code of LLaVA."


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """What a configuration file says. Raises SourceFileError."""
    config = files.from_json(path)
    if not isinstance(config, dict) or not _MARKS & config.keys():
        raise SourceFileError(
            f"{path}: no configuration of a model, which is a JSON object with model_type; check the file"
        )
    page = model_page(provenance, path)
    name = hf_origin.model_name(page, None, library, provenance, path)
    origin = hf_origin.origin(library, page, provenance, name, "ConfigFile", "configuration of the model", "config")
    drafter = Drafter(library, origin)
    names = HubNames(drafter)
    subject = _subject(drafter, names, config, page, name)
    _architecture(drafter, config)
    hf_parts.take(drafter, names, subject, config, _TEXT_PARTS)
    _projector(drafter, subject, config.get("mm_projector_type"))
    _image_side(drafter, subject, config)
    _context(drafter, subject, config)
    _quantization(drafter, subject, config.get("quantization_config"))
    return drafter.finish()


def _subject(drafter: Drafter, names: HubNames, config: dict[str, Any], page: HubPage | None, name: str) -> Subject:
    class_ = VLMKG + _class(config)
    if page is None:
        return Subject(drafter.thing(name, "model", class_, among=MODELS), class_, UNCHECKED)
    subject = Subject(names.subject(page.id, class_, "page of the file"), class_, ACCEPTED)
    drafter.literal(subject.iri, "vlmkg:huggingFaceId", page.id, "page of the file", status=subject.status)
    return subject


def _class(config: dict[str, Any]) -> str:
    """What a new model is, where its parts and its classes of code leave no doubt."""
    heads = [text for value, _ in entries(config.get("architectures"), "") if (text := plain(value))]
    writes = any(head.endswith(("ForCausalLM", "ForConditionalGeneration")) for head in heads)
    sees = isinstance(config.get("vision_config"), dict) or plain(config.get("mm_vision_tower")) is not None
    if writes and sees:
        return "VisionLanguageModel"
    if heads and all(head.endswith("VisionModel") for head in heads):
        return "VisionEncoder"
    alone = not any(key.endswith("_config") and isinstance(config[key], dict) for key in config if isinstance(key, str))
    return "LanguageModel" if heads and alone and all(head.endswith("ForCausalLM") for head in heads) else "Model"


def _architecture(drafter: Drafter, config: dict[str, Any]) -> None:
    """The classes of code, which are no design in the words of the makers."""
    heads = [shown(value) for value, _ in entries(config.get("architectures"), "")]
    if heads:
        drafter.leave_out(
            "architectures", ", ".join(heads), "names the code that runs the model, and no property holds that"
        )


def _projector(drafter: Drafter, subject: Subject, value: Any) -> None:
    """The connector of LLaVA and its kin; `mlp2x_gelu` is an MLP of two linear layers."""
    if value is None:
        return
    place, name = "mm_projector_type", plain(value)
    layers = _MLP.fullmatch(name) if name else None
    called = name
    if layers:
        called = "MLP projector" if layers[1] != "1" else "Linear projector"
    elif name == "linear":
        called = "Linear projector"
    connector = drafter.find(called, ("connector",)) if called else None
    if connector is None:
        drafter.leave_out(place, shown(value), "is no kind of connector that the graph knows")
    elif layers:
        note = _LAYERS.format(name=name, count=layers[1])
        drafter.entity(subject.iri, "vlmkg:usesConnector", connector, place, note=note)
    else:
        drafter.entity(subject.iri, "vlmkg:usesConnector", connector, place, status=subject.status)


def _image_side(drafter: Drafter, subject: Subject, config: dict[str, Any]) -> None:
    nested = config.get("vision_config")
    part, place = (nested, "vision_config.image_size") if isinstance(nested, dict) else (config, "image_size")
    value = part.get("image_size")
    if value is None:
        return
    sides = [
        whole_number(side, 100_000) for side in (value if isinstance(value, list) and len(value) == 2 else [value])
    ]
    if None in sides:
        drafter.leave_out(place, shown(value), "is no number of pixels")
    elif reason := _takes_other_sizes(config, part):
        drafter.leave_out(place, shown(value), f"is not the size of all images that the model takes: {reason}")
    else:
        side = max(side for side in sides if side)
        drafter.literal(subject.iri, "vlmkg:imageResolution", side, place, note=_SIDE)


def _takes_other_sizes(config: dict[str, Any], part: dict[str, Any]) -> str | None:
    """Which key says that images are cut into tiles or taken in their own size."""
    for key in ("dynamic_image_size", "slice_mode", "image_grid_pinpoints", "spatial_merge_size"):
        for holder in (config, part):
            if holder.get(key):
                return f"{key} is {shown(holder[key])}"
    tiles = whole_number(part.get("max_num_tiles"))
    if tiles and tiles > 1:
        return f"max_num_tiles is {tiles}"
    shape = plain(config.get("image_aspect_ratio"))
    return f"image_aspect_ratio is {shape}" if shape and shape.startswith("anyres") else None


def _context(drafter: Drafter, subject: Subject, config: dict[str, Any]) -> None:
    key = next((key for key in _TEXT_PARTS if isinstance(config.get(key), dict)), None)
    part = config[key] if key else config
    place = f"{key}.max_position_embeddings" if key else "max_position_embeddings"
    value = part.get("max_position_embeddings")
    if value is None:
        return
    positions = whole_number(value)
    shorter = whole_number(config.get("tokenizer_model_max_length"))
    if positions is None:
        drafter.leave_out(place, shown(value), "is no number of tokens")
    elif stretched := _stretched(part):
        drafter.leave_out(place, str(positions), f"is not the last word: rope_scaling is of type {stretched}")
    elif shorter and shorter != positions:
        drafter.leave_out(place, str(positions), f"differs from tokenizer_model_max_length, which is {shorter}")
    else:
        drafter.literal(subject.iri, "vlmkg:contextLength", positions, place, note=_POSITIONS)


def _stretched(part: dict[str, Any]) -> str | None:
    """The way in which the positions are scaled, or None where they are not."""
    scaling = part.get("rope_scaling")
    if not scaling:
        return None
    kind = plain(scaling.get("rope_type") or scaling.get("type")) if isinstance(scaling, dict) else None
    return None if kind in _SETTLED else kind or "unknown"


def _quantization(drafter: Drafter, subject: Subject, value: Any) -> None:
    """The method, where the graph knows it; a bit width is a property of a technique, not of a model."""
    if value is None:
        return
    place = "quantization_config.quant_method"
    method = plain(value.get("quant_method")) if isinstance(value, dict) else None
    technique = drafter.find(method, ("technique",)) if method else None
    if technique is None:
        drafter.leave_out(place, shown(method or value), "is no technique that the graph knows")
        return
    bits = whole_number(value.get("bits"), 64)
    if bits:
        drafter.entity(
            subject.iri, "vlmkg:usesTechnique", technique, place, note=f"With {bits} bits for each parameter."
        )
    else:
        drafter.entity(subject.iri, "vlmkg:usesTechnique", technique, place, status=subject.status)
