"""Model cards of the Hugging Face hub become drafts, or a clear error."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import hf_card
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
    """The draft of a card with this front matter, from a page of the hub unless told otherwise."""

    def read(front: str | dict[str, Any], page: str | None = PAGE, **more: Any) -> Draft:
        path = tmp_path / "README.md"
        text = front if isinstance(front, str) else f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n# Prose\n"
        path.write_bytes(text.encode())
        return hf_card.read(path, library, Provenance(page, **more))

    return read


def told(draft: Draft, *properties: str) -> list[tuple[str, str, str, str]]:
    """The statements with one of the properties (all unless given): subject, property, value, status."""
    return [
        (shorten(s.subject), shorten(s.property), show(s.value), s.status.removeprefix(VLMKG))
        for s in draft.statements
        if not properties or shorten(s.property) in properties
    ]


def left(draft: Draft) -> list[tuple[str, str]]:
    return [(each.locator.removeprefix("front matter, "), each.text) for each in draft.left_out]


def test_a_card_says_exactly_this(library: Any) -> None:
    draft = hf_card.read(FILES / "card.md", library, Provenance(PAGE, None, None, date(2026, 1, 2)))
    assert draft.origin.iri == "https://w3id.org/vlmkg/source/hf-card-me-my-vlm"
    assert (draft.origin.label, draft.origin.page) == ("my-vlm, model card", PAGE)
    assert draft.origin.kind == VLMKG + "ModelCard"
    assert [(shorten(t.iri), shorten(t.class_), t.label) for t in draft.things if not t.known] == [
        ("model:my-vlm", "vlmkg:VisionLanguageModel", "my-vlm"),
        ("dataset:new-data", "vlmkg:Dataset", "new_data"),
        ("model:next-vlm", "vlmkg:Model", "next-vlm"),
        (
            "result:my-vlm-on-lookqa-accuracy-percent-test-5-shots",
            "vlmkg:Result",
            "my-vlm on LookQA: accuracy, percent, test, 5 shots",
        ),
    ]
    result = "result:my-vlm-on-lookqa-accuracy-percent-test-5-shots"
    assert told(draft) == [
        ("model:my-vlm", "vlmkg:huggingFaceId", "me/my-vlm", "Accepted"),
        ("model:my-vlm", "dcterms:license", "license:mit", "Accepted"),
        ("model:my-vlm", "vlmkg:supportsLanguage", "language:en", "Accepted"),
        ("model:my-vlm", "vlmkg:supportsLanguage", "language:de", "Accepted"),
        ("model:my-vlm", "vlmkg:fineTunedFrom", "model:house-vlm", "Accepted"),
        ("model:my-vlm", "vlmkg:trainedOn", "dataset:pairs", "Accepted"),
        ("dataset:new-data", "vlmkg:huggingFaceId", "someone/new_data", "Unchecked"),
        ("model:my-vlm", "vlmkg:trainedOn", "dataset:new-data", "Accepted"),
        ("model:my-vlm", "vlmkg:usesLibrary", "tool:loader", "Accepted"),
        ("model:next-vlm", "vlmkg:huggingFaceId", "house/next-vlm", "Unchecked"),
        ("model:next-vlm", "vlmkg:succeeds", "model:my-vlm", "Unchecked"),
        ("model:my-vlm", "vlmkg:arxivId", "2501.00001", "Unchecked"),
        (result, "vlmkg:ofModel", "model:my-vlm", "Unchecked"),
        (result, "vlmkg:onBenchmark", "benchmark:lookqa", "Unchecked"),
        (result, "vlmkg:metric", "accuracy, percent", "Unchecked"),
        (result, "vlmkg:score", "71.2", "Unchecked"),
        (result, "vlmkg:measuredBy", "vlmkg:FirstParty", "Unchecked"),
        (result, "vlmkg:split", "test", "Unchecked"),
        (result, "vlmkg:shots", "5", "Unchecked"),
    ]
    assert left(draft) == [("model-index[0].results[1]", "Unheard")]
    assert [s.locator for s in draft.statements][4:6] == ["front matter, base_model", "front matter, datasets[0]"]
    assert draft.statements[15].locator == "front matter, model-index[0].results[0].metrics[0]"


# --- Where the YAML begins and ends


@pytest.mark.parametrize(
    "text",
    [
        "---\nlicense: mit\n---\n",
        "---\nlicense: mit\n---",
        "\n \n---\nlicense: mit\n--- \t\n# More\n---\nlicense: house-license\n---\n",
        "---\r\nlicense: mit\r\n---\r\n",
        "\ufeff---\nlicense: mit\n---\n",
        "---\n\nlicense: mit\ntags: ['----']\n---\n",
    ],
)
def test_the_yaml_ends_where_the_hub_ends_it(read: Read, text: str) -> None:
    assert ("model:my-vlm", "dcterms:license", "license:mit", "Accepted") in told(read(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with a line ---"),
        ("# A heading\n\n---\nlicense: mit\n---\n", "begins with a line ---"),
        ("--- \nlicense: mit\n---\n", "begins with a line ---"),
        ("<html><body>404</body></html>", "begins with a line ---"),
        ("---\nlicense: mit\n", "no line --- ends"),
        ("---\nlicense: mit\n----\n", "no line --- ends"),
        ("---\n---\n", "no line --- ends"),
        ("---\n\n---\n", "no mapping"),
        ("---\n- mit\n---\n", "no mapping"),
        ("---\nmit\n---\n", "no mapping"),
        ("---\ndataset_info: {}\n---\n", "card of a dataset"),
        ("---\nsdk: gradio\n---\n", "card of a space"),
        ("---\nlicense: &a mit\n---\n", r"README\.md:2: an anchor"),
        ("\n---\nlicense: 'mit\n---\n", r"README\.md:3:"),
        ("---\nlicense: !!python/object:os.system x\n---\n", "anchor, alias or tag"),
        ("---\n? [a, b]\n: c\n---\n", "mend the YAML"),
        ("---\n" + "[" * 5000 + "\n---\n", "nested deeper"),
        ("---\nlicense: " + "x" * hf_card.LARGEST + "\n---\n", "longer than 1,048,576 characters"),
        ("---\nlicense: mit\x00\n---\n", "mend the YAML"),
    ],
)
def test_what_is_no_card_gets_an_error(read: Read, text: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(text)


def test_a_huge_card_gets_an_error(library: Any, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"---\nlicense: mit\n---\n" + b"x" * (32 * 2**20))
    with pytest.raises(SourceFileError, match="larger than 32 MiB"):
        hf_card.read(path, library, Provenance(PAGE))


# --- Which model it is


def test_a_card_without_a_page_goes_by_the_name_it_gives(read: Read) -> None:
    draft = read({"model_name": "Barn VLM", "license": "mit"}, None)
    assert told(draft) == [("model:barn-vlm", "dcterms:license", "license:mit", "Unchecked")]
    assert draft.origin.iri.endswith("/file-barn-vlm-card")


def test_the_folder_names_a_model_that_the_graph_knows(read: Read) -> None:
    draft = read({"license": "mit"}, "https://github.com/o/r/blob/0123abcd/models/house-vlm/README.md")
    assert told(draft) == [("model:house-vlm", "dcterms:license", "license:mit", "Unchecked")]
    assert draft.origin.iri.endswith("/github-o-r-models-house-vlm-readme.md")
    assert (draft.origin.revision, draft.origin.path) == ("0123abcd", "models/house-vlm/README.md")


@pytest.mark.parametrize("page", [None, "https://example.org/", "http://[", "https://github.com/o/r"])
def test_a_card_that_nothing_names_asks_for_a_page(read: Read, page: str | None) -> None:
    with pytest.raises(SourceFileError, match="pass --page"):
        read({"license": "mit", "model_name": ["a"]}, page)


@pytest.mark.parametrize(
    "page",
    [
        "https://huggingface.co/",
        "https://huggingface.co/models",
        "https://huggingface.co/datasets/a/b",
        "https://hf.co/spaces/a/b",
        "https://huggingface.co/a/__",
        "https://huggingface.co/a/<b>",
    ],
)
def test_a_page_of_something_else_on_the_hub_is_refused(read: Read, page: str) -> None:
    with pytest.raises(SourceFileError, match="no page of a model"):
        read({"license": "mit"}, page)


def test_the_page_names_file_and_commit(read: Read) -> None:
    origin = read({}, "https://hf.co/me/my-vlm/blob/0123456789abcdef/docs/README.md?x=1#y").origin
    assert (origin.path, origin.revision) == ("docs/README.md", "0123456789abcdef")
    assert read({}, f"{PAGE}/blob/main/README.md").origin.revision is None
    assert read({}, f"{PAGE}?x=%en").origin.iri.endswith("/hf-card-me-my-vlm")


def test_a_source_of_the_graph_is_used_and_another_version_kept_apart(read: Read) -> None:
    assert read({}, "https://huggingface.co/house/house-vlm").origin.iri.endswith("/house-card")
    known = "https://huggingface.co/house/tongue-7b/blob/0123456/README.md"
    assert read({}, known).origin.iri.endswith("/hf-card-house-tongue-7b")
    assert read({}, known.replace("0123456", "89abcde")).origin.iri.endswith("/hf-card-house-tongue-7b-89abcde")


def test_a_name_counts_only_with_its_developer(read: Read) -> None:
    same = read({}, "https://huggingface.co/house/house-vlm-chat")
    assert told(same) == [("model:house-vlm-chat", "vlmkg:huggingFaceId", "house/house-vlm-chat", "Accepted")]
    shouted = read({}, "https://huggingface.co/HOUSE/House-VLM")
    assert ([shorten(t.iri) for t in shouted.things], left(shouted)) == (["model:house-vlm"], [])
    renamed = read({}, "https://huggingface.co/HS-Labs/house-vlm-chat")
    assert [shorten(t.iri) for t in renamed.things] == ["model:house-vlm-chat"]
    other = read({}, "https://huggingface.co/stranger/barn-vlm")
    assert told(other) == [("model:stranger-barn-vlm", "vlmkg:huggingFaceId", "stranger/barn-vlm", "Accepted")]
    assert left(other) == [("page of the file", "stranger/barn-vlm")]
    reupload = read({}, "https://huggingface.co/stranger/tongue-7b")
    assert [shorten(t.iri) for t in reupload.things] == ["model:stranger-tongue-7b"]
    spelled = read({}, "https://huggingface.co/stranger/BarnVLM")
    assert [shorten(t.iri) for t in spelled.things] == ["model:stranger-barnvlm"]


# --- Bases


def bases(read: Read, base: Any, relation: Any = None, tag: str | None = "image-text-to-text") -> list[tuple[str, str]]:
    draft = read({"base_model": base, "base_model_relation": relation, "pipeline_tag": tag})
    return [(p, v) for s, p, v, _ in told(draft) if s == "model:my-vlm" and p != "vlmkg:huggingFaceId"]


@pytest.mark.parametrize(
    ("word", "property_"),
    [
        ("finetune", "vlmkg:fineTunedFrom"),
        ("adapter", "vlmkg:adaptedFrom"),
        ("quantized", "vlmkg:quantizedFrom"),
        ("merge", "vlmkg:mergedFrom"),
        (None, "vlmkg:derivedFrom"),
    ],
)
def test_a_relation_between_models_of_a_kind_is_taken_as_it_is(read: Read, word: str | None, property_: str) -> None:
    assert bases(read, "house/house-vlm", word) == [(property_, "model:house-vlm")]
    assert bases(read, "https://huggingface.co/house/house-vlm", word) == [(property_, "model:house-vlm")]


@pytest.mark.parametrize("word", ["finetune", "merge", None])
def test_between_models_of_different_kinds_only_the_flow_of_weights_is_sure(read: Read, word: str | None) -> None:
    assert bases(read, ["house/eye-300m", "house/tongue-7b"], word) == [
        ("vlmkg:builtFrom", "model:eye-300m"),
        ("vlmkg:builtFrom", "model:tongue-7b"),
    ]


def test_a_merge_means_one_thing_for_all_its_bases(read: Read) -> None:
    joined = bases(read, ["house/house-vlm", "house/tongue-7b"], "merge")
    assert [p for p, _ in joined] == ["vlmkg:builtFrom"] * 2
    merged = bases(read, ["house/tongue-7b", "someone/other-7b"], "merge", "text-generation")
    assert [p for p, _ in merged] == ["vlmkg:mergedFrom"] * 2
    unsure = bases(read, ["house/house-vlm", "someone/other-7b"], "merge")
    assert [p for p, _ in unsure] == ["vlmkg:builtFrom"] * 2


def test_several_bases_without_a_relation_stay_general(read: Read) -> None:
    assert {p for p, _ in bases(read, ["house/house-vlm", "me/another"])} == {"vlmkg:builtFrom"}


def test_what_is_weakened_or_guessed_says_so(read: Read) -> None:
    draft = read(
        {"base_model": "house/tongue-7b", "base_model_relation": "finetune", "pipeline_tag": "image-text-to-text"}
    )
    (stated,) = (s for s in draft.statements if s.property == VLMKG + "builtFrom")
    assert stated.status == VLMKG + "Unchecked"
    assert stated.note is not None
    assert "finetune" in stated.note


def test_two_bases_of_one_name_are_two_models(read: Read) -> None:
    draft = read({"base_model": ["a/tuned", "b/tuned", "a/tuned"]})
    assert [(s, v) for s, p, v, _ in told(draft, "vlmkg:huggingFaceId")][1:] == [
        ("model:tuned", "a/tuned"),
        ("model:b-tuned", "b/tuned"),
    ]


def test_an_unclear_base_is_left_out(read: Read) -> None:
    draft = read(
        {
            "base_model": [
                "stranger/barn-vlm",
                "https://hf.co/datasets/squad",
                "./local",
                "/abs/path",
                {"a": 1},
                5,
                "me/my-vlm",
                "",
            ]
        }
    )
    assert told(draft) == [("model:my-vlm", "vlmkg:huggingFaceId", "me/my-vlm", "Accepted")]
    assert [text for _, text in left(draft)] == [
        "stranger/barn-vlm",
        "https://hf.co/datasets/squad",
        "./local",
        "/abs/path",
        "a mapping with 1 keys",
        "5",
        "me/my-vlm",
        "",
    ]
    draft = read({"base_model": "house/house-vlm", "base_model_relation": "cousin"})
    assert ("base_model_relation", "cousin") in left(draft)


# --- The other fields


@pytest.mark.parametrize(
    ("front", "license_"),
    [
        ({"license": "MIT"}, "license:mit"),
        ({"license": "other", "license_name": "house-license", "license_link": "LICENSE"}, "license:house"),
        ({"license": "other", "license_name": "Own Terms 1.0"}, "license:own-terms-1.0"),
        ({"license": "new-1.0"}, "license:new-1.0"),
    ],
)
def test_a_license_goes_by_its_identifier_or_its_name(read: Read, front: dict[str, Any], license_: str) -> None:
    assert told(read(front), "dcterms:license") == [("model:my-vlm", "dcterms:license", license_, "Accepted")]


def test_the_link_of_an_unknown_license_is_kept(read: Read) -> None:
    front = {"license": "other", "license_name": "own", "license_link": "https://example.org/own"}
    assert told(read(front), "foaf:page") == [("license:own", "foaf:page", "https://example.org/own", "Accepted")]
    for link in ("https://a b", "https://example.org/%en", "https://example.org/#a#b", "javascript:x", 5):
        assert not told(read({**front, "license_link": link}), "foaf:page")
    assert not told(read({**front, "license_name": "house-license"}), "foaf:page")


def test_several_licenses_are_unchecked(read: Read) -> None:
    assert [row[3] for row in told(read({"license": ["mit", "new-1.0"]}), "dcterms:license")] == ["Unchecked"] * 2


@pytest.mark.parametrize("front", [{"license": "other"}, {"license": "unknown"}, {"license": 3}, {"license": "<b>"}])
def test_no_license_is_left_out(read: Read, front: dict[str, Any]) -> None:
    draft = read(front)
    assert not told(draft, "dcterms:license")
    assert len(left(draft)) == 1


def test_norwegian_is_not_false(read: Read) -> None:
    draft = read("---\nlanguage: [en, no, xx]\n---\n")
    assert told(draft, "vlmkg:supportsLanguage") == [
        ("model:my-vlm", "vlmkg:supportsLanguage", "language:en", "Accepted")
    ]
    assert left(draft) == [("language", "no, xx")]


def test_a_task_of_the_graph_is_stated(read: Read) -> None:
    assert told(read({"pipeline_tag": "object-detection"}), "vlmkg:hasTask") == [
        ("model:my-vlm", "vlmkg:hasTask", "task:object-detection", "Accepted")
    ]
    assert left(read({"pipeline_tag": "image-text-to-text"})) == []
    assert left(read({"pipeline_tag": "dancing"})) == [("pipeline_tag", "dancing")]


def test_a_new_version_is_another_model(read: Read) -> None:
    draft = read({"new_version": "me/my-vlm"})
    assert not told(draft, "vlmkg:succeeds")
    assert left(draft) == [("new_version", "me/my-vlm")]
    assert left(read({"new_version": ["a/b"]})) == [("new_version", "a list of 1")]


def test_of_several_papers_none_is_taken(read: Read) -> None:
    draft = read({"tags": ["arxiv:2501.00001v2", "arxiv:2501.00002", "arxiv:x", 5]})
    assert not told(draft, "vlmkg:arxivId")
    assert left(draft) == [("tags", "2501.00001, 2501.00002")]


def test_an_ambiguous_or_malformed_dataset_is_left_out(read: Read) -> None:
    draft = read({"datasets": ["house/mix", "two words", None, ["x"]]})
    assert not told(draft, "vlmkg:trainedOn")
    assert [text for _, text in left(draft)] == ["house/mix", "two words", "None", "a list of 1"]


def test_a_benchmark_that_is_no_dataset_was_not_trained_on(read: Read) -> None:
    draft = read({"datasets": ["lookqa", "pairs"]})
    assert [v for _, _, v, _ in told(draft, "vlmkg:trainedOn")] == ["dataset:pairs"]
    assert left(draft) == [("datasets[0]", "lookqa")]


def test_only_so_many_entries_are_read(read: Read) -> None:
    draft = read({"datasets": [f"many/d{n}" for n in range(1000)]})
    assert len(told(draft, "vlmkg:trainedOn")) == 200
    assert left(draft) == [("datasets", "800 entries")]


# --- Results


def row(value: Any, name: str = "LookQA", metric: Any = "accuracy", **more: Any) -> dict[str, Any]:
    return {"dataset": {"name": name, "type": "x", **more}, "metrics": [{"type": metric, "value": value}]}


def results(read: Read, *rows: Any, **more: Any) -> Draft:
    return read({"model-index": [{"name": "whatever", "results": list(rows)}], **more})


@pytest.mark.parametrize(
    ("value", "metric", "score", "text"),
    [
        (57.1, "accuracy", "57.1", "accuracy, percent"),
        ("57.10", "accuracy", "57.10", "accuracy, percent"),
        (0.571, "accuracy", "0.571", "accuracy"),
        (1238, "score", "1238", "score"),
        (-0.25, "correlation", "-0.25", "correlation"),
        (1e-7, "loss", "0.0000001", "loss"),
    ],
)
def test_a_score_is_taken_as_exact_as_it_is_given(read: Read, value: Any, metric: str, score: str, text: str) -> None:
    draft = results(read, row(value, metric=metric))
    assert [v for _, _, v, _ in told(draft, "vlmkg:metric", "vlmkg:score")] == [text, score]


@pytest.mark.parametrize(
    "value",
    [
        "90.1 (5-shot)",
        "90.1%",
        float("nan"),
        float("inf"),
        10**400,
        10**10,
        "1" * 5000,
        1e-300,
        True,
        None,
        [1],
        {},
        "",
    ],
)
def test_what_is_no_score_is_left_out(read: Read, value: Any) -> None:
    draft = results(read, row(value))
    assert not told(draft, "vlmkg:score")
    assert len(left(draft)) == 1


def test_a_number_of_many_digits_in_hexadecimal_is_left_out(read: Read) -> None:
    index = "model-index: [{results: [{dataset: {name: LookQA}, metrics: [{type: a, value: 0x%s}]}]}]" % ("f" * 3740)
    assert left(read(f"---\n{index}\n---\n"))[0][1] == "LookQA: a number of more than 100 digits"


def test_a_part_of_a_benchmark_is_not_the_whole(read: Read) -> None:
    assert left(results(read, row(50, config="algebra"))) == [("model-index[0].results[0]", "LookQA: algebra")]
    assert left(results(read, row(50, config=["all"]))) == [("model-index[0].results[0]", "LookQA: a list of 1")]
    assert told(results(read, row(50, config="default")), "vlmkg:score")


def test_two_scores_that_nothing_tells_apart_are_left_out(read: Read) -> None:
    draft = results(
        read, row(50), row(60, name="look-qa"), row(70, split="val"), row(50, name="Talk"), row(50, name="Talk")
    )
    assert [v for _, _, v, _ in told(draft, "vlmkg:score")] == ["70", "50"]
    assert left(draft) == [("model-index[0].results[0].metrics[0]", "50, 60")]


def test_only_so_many_scores_are_read(read: Read) -> None:
    rows = [
        {
            "dataset": {"name": "LookQA", "split": f"s{n}"},
            "metrics": [{"type": f"m{m}", "value": 1} for m in range(150)],
        }
        for n in range(4)
    ]
    draft = results(read, *rows)
    assert len(told(draft, "vlmkg:score")) == 500
    assert left(draft) == [("model-index", "more than 500 scores")]


def test_scores_whose_names_would_be_one_are_left_out(read: Read) -> None:
    draft = results(read, row(50, metric="精度"), row(50, metric="召回"))
    assert not told(draft, "vlmkg:score")
    assert left(draft) == [("model-index[0].results[0].metrics[0]", "50, 50")]


@pytest.mark.parametrize(("given", "shots"), [(0, ["0"]), (5, ["5"]), (0.0, []), (False, []), ("5", []), (-1, [])])
def test_shots_are_a_whole_number(read: Read, given: Any, shots: list[str]) -> None:
    draft = results(read, row(50, args={"num_few_shot": given}))
    assert [v for _, _, v, _ in told(draft, "vlmkg:shots")] == shots


def test_a_named_source_is_a_third_party(read: Read) -> None:
    draft = results(read, {**row(50), "source": {"name": "A Board", "url": "https://example.org"}})
    assert told(draft, "vlmkg:measuredBy")[0][2] == "vlmkg:ThirdParty"
    (stated,) = (s for s in draft.statements if s.property == VLMKG + "score")
    assert stated.note == "The card names A Board as the source."


def test_a_result_of_the_graph_is_found_again(read: Read) -> None:
    draft = read(
        {"model-index": [{"name": "x", "results": [row(60.5, name="Talk"), row(1, metric="bleu", name="Talk")]}]},
        "https://huggingface.co/house/house-vlm",
    )
    assert [s for s, *_ in told(draft, "vlmkg:score")] == ["result:house-vlm.talk.1", "result:house-vlm-on-talk-bleu"]


def test_results_of_other_models_are_left_out(read: Read) -> None:
    draft = read({"model-index": [{"name": n, "results": [row(v)]} for n, v in (("My VLM", 50), ("other", 60))]})
    assert [v for _, _, v, _ in told(draft, "vlmkg:score")] == ["50"]
    assert left(draft) == [("model-index[1]", "other")]


@pytest.mark.parametrize(
    "index",
    [
        5,
        "x",
        {},
        [5],
        [{}],
        [{"name": "x"}],
        [{"results": 5}],
        [{"results": [5]}],
        [{"results": [{}]}],
        [{"results": [{"dataset": {}, "metrics": []}]}],
        [{"results": [{"dataset": 1, "metrics": [1]}]}],
        [{"results": [row([])]}],
        [{"results": [{"dataset": {"name": "LookQA"}, "metrics": [7]}]}],
        [{"results": [row(5, name="<script>\n\"'")]}],
        [{"results": [row(5, metric="a\u202eb")]}],
    ],
)
def test_malformed_results_are_left_out(read: Read, index: Any) -> None:
    draft = read({"model-index": index})
    assert not told(draft, "vlmkg:score")
    assert len(left(draft)) == 1


# --- Whatever stands in a field

KEYS = (
    "license", "license_name", "license_link", "language", "base_model", "base_model_relation", "datasets",
    "pipeline_tag", "library_name", "new_version", "tags", "model_name", "model-index", "dataset_info",
)  # fmt: skip
WORDS = st.sampled_from(
    ["house/house-vlm", "me/my-vlm", "mit", "other", "finetune", "merge", "en", "LookQA", "accuracy", "<a b>", "a'\"\n",
     "x" * 500, "arxiv:2501.00001", "https://huggingface.co/a/b", "image-text-to-text", "../..", "model:eye-300m"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["name", "results", "dataset", "metrics", "type", "value", "config", "split", "args", "source"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values inside a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


CARD = yaml.safe_load((FILES / "card.md").read_text("utf-8").split("---")[1])
CARD["model-index"][0]["results"][0] |= {"source": {"name": "A Board", "url": "https://example.org"}}
CARD["model-index"][0]["results"][0]["dataset"]["config"] = "default"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(places(CARD)[1:]), value=VALUES)
def test_any_value_in_any_place_of_a_card_makes_a_draft_or_an_error(
    read: Read, place: tuple[Any, ...], value: Any
) -> None:
    card = deepcopy(CARD)
    holder = card
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    try:
        draft = read(f"---\n{yaml.safe_dump(card, allow_unicode=True)}\n---\n")
    except SourceFileError:
        return
    assert ("model:my-vlm", "vlmkg:huggingFaceId", "me/my-vlm", "Accepted") in told(draft)
    assert {s.subject for s in draft.statements} <= {thing.iri for thing in draft.things}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(front=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), paged=st.booleans())
def test_any_front_matter_makes_a_draft_or_an_error(read: Read, front: dict[str, Any], paged: bool) -> None:
    text = f"---\n{yaml.safe_dump(front, allow_unicode=True)}\n---\n"
    try:
        draft = read(text, PAGE if paged else None)
    except SourceFileError:
        return
    things = {thing.iri for thing in draft.things}
    assert {s.subject for s in draft.statements} <= things
    assert all(each.locator and each.text.isprintable() and each.reason for each in draft.left_out)
    assert all(s.status in (VLMKG + "Unchecked", VLMKG + "Accepted") for s in draft.statements)
    assert paged or all(s.status == VLMKG + "Unchecked" for s in draft.statements)
