"""`config.json` files of the transformers library become drafts, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import hf_config
from vlmkg.curation.drafts.draft import Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.terms import VLMKG, shorten

FILES = Path(__file__).parent / "files" / "hf"
PAGE = "https://huggingface.co/me/my-vlm"

Read = Callable[..., Draft]


@pytest.fixture(scope="module")
def library() -> Any:
    return vlmkg.Kg.load(FILES / "graph.ttl", builtin=False).library


@pytest.fixture
def read(library: Any, tmp_path: Path) -> Read:
    """The draft of this configuration, from a page of the hub unless told otherwise."""

    def read(config: Any, page: str | None = PAGE, **more: Any) -> Draft:
        path = tmp_path / "config.json"
        path.write_bytes((config if isinstance(config, str) else json.dumps(config)).encode())
        return hf_config.read(path, library, Provenance(page, **more))

    return read


def told(draft: Draft) -> list[tuple[str, str, str, str]]:
    """The statements but the id: property, value, locator, status."""
    return [
        (shorten(s.property), show(s.value), s.locator, s.status.removeprefix(VLMKG))
        for s in draft.statements
        if s.property != VLMKG + "huggingFaceId"
    ]


def left(draft: Draft) -> list[tuple[str, str]]:
    return [(each.locator, each.text) for each in draft.left_out]


def test_a_configuration_says_exactly_this(library: Any) -> None:
    draft = hf_config.read(FILES / "config.json", library, Provenance(PAGE))
    assert draft.origin.iri == "https://w3id.org/vlmkg/source/hf-card-me-my-vlm-config"
    assert (draft.origin.label, draft.origin.kind) == ("my-vlm, configuration of the model", VLMKG + "ConfigFile")
    assert [(shorten(t.iri), shorten(t.class_), t.label) for t in draft.things if not t.known] == [
        ("model:my-vlm", "vlmkg:VisionLanguageModel", "my-vlm")
    ]
    assert {shorten(s.subject) for s in draft.statements} == {"model:my-vlm"}
    assert told(draft) == [
        ("vlmkg:usesVisionEncoder", "model:eye-300m", "vision_config._name_or_path", "Unchecked"),
        ("vlmkg:usesAudioEncoder", "model:ear", "audio_config._name_or_path", "Unchecked"),
        ("vlmkg:builtOnBackbone", "model:tongue-7b", "text_config._name_or_path", "Unchecked"),
        ("vlmkg:imageResolution", "448", "vision_config.image_size", "Unchecked"),
        ("vlmkg:contextLength", "8192", "text_config.max_position_embeddings", "Unchecked"),
        ("vlmkg:usesTechnique", "technique:awq", "quantization_config.quant_method", "Unchecked"),
    ]
    assert left(draft) == [
        ("architectures", "HouseForConditionalGeneration"),
        ("_name_or_path", "/mnt/disk/checkpoints/last"),
    ]
    assert draft.statements[-1].note == "With 4 bits for each parameter."


def test_a_configuration_in_the_manner_of_llava_says_exactly_this(library: Any) -> None:
    draft = hf_config.read(FILES / "llava.json", library, Provenance(PAGE))
    assert [shorten(t.class_) for t in draft.things if not t.known] == ["vlmkg:VisionLanguageModel"]
    assert told(draft) == [
        ("vlmkg:usesVisionEncoder", "model:eye-300m", "mm_vision_tower", "Accepted"),
        ("vlmkg:builtOnBackbone", "model:tongue-7b", "_name_or_path", "Unchecked"),
        ("vlmkg:usesConnector", "connector:mlp-projector", "mm_projector_type", "Unchecked"),
        ("vlmkg:contextLength", "4096", "max_position_embeddings", "Unchecked"),
    ]
    assert left(draft) == [("architectures", "HouseLlamaForCausalLM")]


# --- What is no configuration


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mend the JSON"),
        ("<html></html>", "mend the JSON"),
        ("[]", "no configuration of a model"),
        ("5", "no configuration of a model"),
        ('{"name": "package"}', "no configuration of a model"),
        ('{"model_type": NaN}', "NaN is no number"),
        ("[" * 10_000, "mend the JSON"),
        ('{"model_type": ' * 10_000, "mend the JSON"),
        ('{"model_type": ' + "9" * 5000 + "}", "mend the JSON"),
    ],
)
def test_what_is_no_configuration_gets_an_error(read: Read, text: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(text)


@pytest.mark.parametrize("page", [None, "https://example.org/config.json"])
def test_a_configuration_that_nothing_names_asks_for_a_page(read: Read, page: str | None) -> None:
    with pytest.raises(SourceFileError, match="pass --page"):
        read({"model_type": "house", "_name_or_path": "house/house-vlm"}, page)


def test_the_folder_names_a_model_that_the_graph_knows(read: Read) -> None:
    draft = read({"max_position_embeddings": 10, "model_type": "x"}, None, path="weights/House-VLM/config.json")
    assert [shorten(s.subject) for s in draft.statements] == ["model:house-vlm"]
    assert [row[3] for row in told(draft)] == ["Unchecked"]


# --- Parts


@pytest.mark.parametrize("key", ["text_config", "llm_config", "language_config"])
def test_the_language_model_goes_by_several_keys(read: Read, key: str) -> None:
    draft = read({key: {"_name_or_path": "house/tongue-7b", "max_position_embeddings": 512}})
    assert told(draft) == [
        ("vlmkg:builtOnBackbone", "model:tongue-7b", f"{key}._name_or_path", "Unchecked"),
        ("vlmkg:contextLength", "512", f"{key}.max_position_embeddings", "Unchecked"),
    ]


@pytest.mark.parametrize(
    "value",
    ["/mnt/x/eye-300m", "./eye-300m", "eye-300m", "~/house/eye-300m", "C:\\house\\eye-300m", "house/unheard", "a/b/c",
     "house/eye-300m/", 5, ["house/eye-300m"], {"a": "house/eye-300m"}, "house/eye-300m\nhouse/eye-6b"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["vision_config", "mm_vision_tower"])
def test_a_path_or_an_unknown_id_is_left_out(read: Read, value: Any, where: str) -> None:
    config = {"mm_vision_tower": value} if where == "mm_vision_tower" else {"vision_config": {"_name_or_path": value}}
    draft = read(config)
    assert told(draft) == []
    assert len(left(draft)) == 1


@pytest.mark.parametrize("value", [None, ""])
def test_no_name_is_no_finding(read: Read, value: Any) -> None:
    draft = read({"_name_or_path": value, "vision_config": {"_name_or_path": value}, "mm_vision_tower": None})
    assert (told(draft), left(draft)) == ([], [])


SMALL = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24}


def test_a_name_that_does_not_fit_the_size_of_the_part_is_left_out(read: Read) -> None:
    draft = read({"vision_config": {"_name_or_path": "house/eye-6b", **SMALL}})
    assert told(draft) == []
    reason = draft.left_out[0].reason
    assert "403 million" in reason
    assert "6.0 billion" in reason


def test_the_size_that_the_graph_knows_counts(read: Read) -> None:
    draft = read({"audio_config": {"_name_or_path": "house/ear", **SMALL}})
    assert told(draft) == []
    assert "Ear has 50 million" in draft.left_out[0].reason


@pytest.mark.parametrize(
    "more", [{"num_hidden_layers": None}, {"hidden_size": "1024"}, {"n_routed_experts": 64}, {"num_hidden_layers": 360}]
)
def test_a_name_that_fits_or_cannot_be_checked_is_taken(read: Read, more: dict[str, Any]) -> None:
    draft = read({"vision_config": {"_name_or_path": "house/eye-6b", **SMALL, **more}})
    assert [row[:2] for row in told(draft)] == [("vlmkg:usesVisionEncoder", "model:eye-6b")]


def test_an_encoder_without_a_name_is_described(read: Read) -> None:
    draft = read({"vision_config": {"model_type": "eye_model", "patch_size": 14, **SMALL}})
    assert told(draft) == []
    assert left(draft) == [
        ("vision_config", "model_type eye_model, hidden_size 1024, num_hidden_layers 24, patch_size 14")
    ]


def test_weights_loaded_from_the_model_itself_say_nothing(read: Read) -> None:
    draft = read({"_name_or_path": "house/house-vlm", "model_type": "x"}, "https://huggingface.co/house/house-vlm")
    assert (told(draft), left(draft)) == ([], [])


def test_a_model_is_no_part_of_itself(read: Read) -> None:
    itself = "house/eye-300m"
    draft = read({"mm_vision_tower": itself, "vision_config": {"_name_or_path": itself}}, f"https://hf.co/{itself}")
    assert (told(draft), left(draft)) == ([], [])


def test_weights_loaded_from_elsewhere_flowed(read: Read) -> None:
    draft = read({"_name_or_path": "house/tongue-7b", "architectures": ["TongueForCausalLM"]})
    assert told(draft) == [("vlmkg:builtFrom", "model:tongue-7b", "_name_or_path", "Unchecked")]


# --- Numbers


@pytest.mark.parametrize(
    ("config", "side"),
    [
        ({"image_size": 224}, "224"),
        ({"vision_config": {"image_size": [336, 448]}}, "448"),
        ({"vision_config": {"image_size": 384, "max_num_tiles": 1}, "dynamic_image_size": False}, "384"),
    ],
)
def test_the_side_of_images(read: Read, config: dict[str, Any], side: str) -> None:
    draft = read({"model_type": "x", **config})
    assert [row[:2] for row in told(draft)] == [("vlmkg:imageResolution", side)]


@pytest.mark.parametrize(
    "config",
    [
        {"vision_config": {"image_size": 448}, "dynamic_image_size": True},
        {"vision_config": {"image_size": 448}, "image_grid_pinpoints": [[448, 896]]},
        {"vision_config": {"image_size": 448}, "image_aspect_ratio": "anyres_max_9"},
        {"vision_config": {"image_size": 448, "max_num_tiles": 4}},
        {"vision_config": {"image_size": 448, "spatial_merge_size": 2}},
        {"image_size": 448, "slice_mode": True},
        *({"image_size": value} for value in (0, -1, "448", True, 448.0, [], [1, 2, 3], [448, "x"], {}, 10**400)),
    ],
)
def test_a_side_that_is_not_of_all_images_or_none_is_left_out(read: Read, config: dict[str, Any]) -> None:
    draft = read({"model_type": "x", **config})
    assert told(draft) == []
    assert "image_size" in left(draft)[-1][0]


@pytest.mark.parametrize("scaling", [None, {}, {"type": "default"}, {"rope_type": "mrope"}, {"type": "llama3"}])
def test_the_number_of_positions_is_the_context_length(read: Read, scaling: Any) -> None:
    draft = read({"model_type": "x", "max_position_embeddings": 4096, "rope_scaling": scaling})
    assert [row[:2] for row in told(draft)] == [("vlmkg:contextLength", "4096")]


@pytest.mark.parametrize(
    "more",
    [
        {"rope_scaling": {"type": "dynamic", "factor": 2.0}},
        {"rope_scaling": {"rope_type": ["yarn"]}},
        {"rope_scaling": "yarn"},
        {"tokenizer_model_max_length": 2048},
        *({"max_position_embeddings": value} for value in (0, -5, "4096", 4096.5, True, [], 10**400)),
    ],
)
def test_a_context_length_that_is_not_the_last_word_is_left_out(read: Read, more: dict[str, Any]) -> None:
    draft = read({"model_type": "x", "max_position_embeddings": 4096, **more})
    assert told(draft) == []
    assert [place for place, _ in left(draft)] == ["max_position_embeddings"]


# --- Connectors, quantization, classes


@pytest.mark.parametrize(
    ("name", "connector", "status"),
    [
        ("linear", "connector:linear-projector", "Accepted"),
        ("mlp1x_gelu", "connector:linear-projector", "Unchecked"),
        ("mlp3x_gelu", "connector:mlp-projector", "Unchecked"),
        ("perceiver_resampler", "connector:perceiver-resampler", "Accepted"),
        ("qformer", "connector:q-former", "Accepted"),
    ],
)
def test_a_projector_is_a_connector(read: Read, name: str, connector: str, status: str) -> None:
    assert told(read({"model_type": "x", "mm_projector_type": name})) == [
        ("vlmkg:usesConnector", connector, "mm_projector_type", status)
    ]


@pytest.mark.parametrize("name", ["ldpnetv2", "mlp0x_gelu", "identity", "", 5, ["linear"], "<x>"])
def test_an_unknown_projector_is_left_out(read: Read, name: Any) -> None:
    draft = read({"model_type": "x", "mm_projector_type": name})
    assert told(draft) == []
    assert len(left(draft)) == 1


@pytest.mark.parametrize("value", [5, "awq", {}, {"quant_method": "unheard"}, {"quant_method": ["awq"]}])
def test_an_unknown_quantization_is_left_out(read: Read, value: Any) -> None:
    draft = read({"model_type": "x", "quantization_config": value})
    assert told(draft) == []
    assert len(left(draft)) == 1


@pytest.mark.parametrize(
    ("config", "class_"),
    [
        ({"architectures": ["AForCausalLM"]}, "LanguageModel"),
        ({"architectures": ["AForConditionalGeneration"], "vision_config": {}}, "VisionLanguageModel"),
        ({"architectures": ["AForCausalLM"], "vision_config": {}}, "VisionLanguageModel"),
        ({"architectures": ["AForCausalLM"], "audio_config": {}}, "Model"),
        ({"architectures": ["AVisionModel"]}, "VisionEncoder"),
        ({"architectures": ["AModel"], "vision_config": {}}, "Model"),
        ({"architectures": None, "model_type": "x"}, "Model"),
        ({"architectures": "AForCausalLM"}, "LanguageModel"),
        ({"architectures": [5, {}], "vision_config": 5}, "Model"),
    ],
)
def test_the_class_of_a_new_model_is_stated_where_it_is_sure(read: Read, config: dict[str, Any], class_: str) -> None:
    assert [shorten(t.class_) for t in read(config).things] == [f"vlmkg:{class_}"]


# --- Whatever stands in a field

KEYS = (
    "_name_or_path", "architectures", "model_type", "vision_config", "text_config", "llm_config", "audio_config",
    "mm_vision_tower", "mm_projector_type", "image_size", "max_position_embeddings", "rope_scaling", "max_num_tiles",
    "tokenizer_model_max_length", "quantization_config", "quant_method", "bits", "type", "hidden_size",
    "num_hidden_layers", "intermediate_size", "image_aspect_ratio", "dynamic_image_size",
)  # fmt: skip
WORDS = st.sampled_from(
    ["house/eye-300m", "house/tongue-7b", "/a/b", "mlp2x_gelu", "awq", "a'\"\n<", "\ud800", "x" * 999]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | WORDS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=12,
)


CONFIG = {
    **json.loads((FILES / "config.json").read_text("utf-8")),
    **json.loads((FILES / "llava.json").read_text("utf-8")),
    "image_aspect_ratio": "pad",
    "rope_scaling": {"type": "default"},
    "tokenizer_model_max_length": 4096,
}
PLACES = [(key,) for key in CONFIG] + [
    (key, inner) for key, part in CONFIG.items() if isinstance(part, dict) for inner in part
]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=VALUES)
def test_any_value_in_any_place_makes_a_draft(read: Read, place: tuple[str, ...], value: Any) -> None:
    config = deepcopy(CONFIG)
    holder = config[place[0]] if len(place) == 2 else config
    holder[place[-1]] = value
    draft = read(config)
    assert [shorten(s.subject) for s in draft.statements[:1]] == ["model:my-vlm"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(config=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8), paged=st.booleans())
def test_any_object_makes_a_draft_or_an_error(read: Read, config: dict[str, Any], paged: bool) -> None:
    try:
        draft = read(config, PAGE if paged else None)
    except SourceFileError:
        return
    assert {s.subject for s in draft.statements} <= {thing.iri for thing in draft.things}
    assert all(each.locator and each.text.isprintable() and each.reason for each in draft.left_out)
    assert all(s.status in (VLMKG + "Unchecked", VLMKG + "Accepted") for s in draft.statements)
