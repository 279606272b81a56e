"""Files of Stanford's ecosystem graphs become drafts, or a clear error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import ecosystem
from vlmkg.curation.drafts.draft import UNCHECKED, Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.terms import VLMKG, shorten

FILES = Path(__file__).parent / "files" / "ecosystem"

Read = Callable[..., Draft]


@pytest.fixture(scope="module")
def library() -> Any:
    return vlmkg.Kg.load(FILES / "graph.ttl", builtin=False).library


@pytest.fixture
def read(library: Any, tmp_path: Path) -> Read:
    """The draft of a file with these entries, or of this text."""

    def read(content: Any, provenance: Provenance | None = None) -> Draft:
        path = tmp_path / "entries.yaml"
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return ecosystem.read(path, library, provenance or Provenance())

    return read


def told(draft: Draft) -> list[tuple[str, str, str, str]]:
    return [(shorten(s.subject), shorten(s.property), show(s.value), s.locator) for s in draft.statements]


def test_a_file_says_exactly_this(library: Any) -> None:
    draft = ecosystem.read(FILES / "house.yaml", library, Provenance())
    one, two, three, four = (
        f"entry {number} ({name}), "
        for number, name in ((1, "Streets"), (2, "House VLM 7B"), (3, "House VLM"), (4, "New Eye"))
    )
    assert told(draft) == [
        ("dataset:streets", "vlmkg:developedBy", "org:house", one + "organization"),
        ("dataset:streets", "dcterms:issued", "2022-03", one + "created_date.value"),
        ("dataset:streets", "vlmkg:huggingFaceId", "house/streets", one + "url"),
        ("dataset:streets", "dcterms:license", "license:mit", one + "license"),
        ("dataset:streets", "vlmkg:supportsModality", "modality:image", one + "modality"),
        ("dataset:streets", "vlmkg:supportsModality", "modality:text", one + "modality"),
        ("dataset:streets", "vlmkg:pairCount", "2500000", one + "size"),
        ("dataset:streets", "vlmkg:derivedFromDataset", "dataset:roads", one + "dependencies"),
        ("model:house-vlm-7b", "vlmkg:developedBy", "org:house", two + "organization"),
        ("model:house-vlm-7b", "dcterms:issued", "2023-01-15", two + "created_date"),
        ("model:house-vlm-7b", "vlmkg:arxivId", "2301.01234", two + "url"),
        ("model:house-vlm-7b", "vlmkg:huggingFaceId", "house/house-vlm-7b", two + "model_card"),
        ("model:house-vlm-7b", "vlmkg:supportsModality", "modality:image", two + "modality.value"),
        ("model:house-vlm-7b", "vlmkg:supportsModality", "modality:text", two + "modality.value"),
        ("model:house-vlm-7b", "vlmkg:parameterCount", "7100000000", two + "size"),
        ("model:house-vlm-7b", "vlmkg:trainedOn", "dataset:streets", two + "dependencies"),
        ("model:house-vlm-7b", "vlmkg:trainedOn", "dataset:private-notes", two + "dependencies"),
        ("family:house-vlm", "vlmkg:developedBy", "org:house", three + "organization"),
        ("family:house-vlm", "foaf:page", "https://house.example/vlm", three + "url"),
        ("family:house-vlm", "vlmkg:supportsModality", "modality:image", three + "modality"),
        ("model:new-eye", "vlmkg:developedBy", "org:new-shop", four + "organization"),
        ("model:new-eye", "dcterms:issued", "2024", four + "created_date"),
        ("model:new-eye", "vlmkg:supportsModality", "modality:video", four + "modality"),
        ("model:new-eye", "vlmkg:supportsModality", "modality:text", four + "modality"),
    ]
    assert {s.status for s in draft.statements} == {UNCHECKED}
    assert [(shorten(t.iri), t.label, shorten(t.class_)) for t in draft.things if not t.known] == [
        ("dataset:private-notes", "Private Notes", "vlmkg:Dataset"),
        ("model:new-eye", "New Eye", "vlmkg:Model"),
        ("org:new-shop", "New Shop", "vlmkg:Organization"),
    ]
    assert [(left.locator, left.text) for left in draft.left_out] == [
        ("entry 5 (New Eye)", "New Eye"),
        ("entry 9 (Somebody)", "a mapping with 2 keys"),
        (one + "dependencies", "Tongue 7B"),
        (one + "dependencies", "Nowhere"),
        (two + "license", "House secret"),
        (two + "dependencies", "Tongue 7B"),
        (two + "training_hardware", "64 cards"),
        (three + "organization", "Nobody"),
        (three + "model_card", "house/house-vlm-30b"),
        (three + "modality", "smell"),
        (three + "size", "30B parameters (dense)"),
        (four + "url", "soon"),
        (four + "model_card", "house/house-vlm-7b"),
        (four + "size", "about 3B parameters"),
        ("entry 6 (Talk 1)", "model: text"),
        ("entry 7 (Private Notes)", "dataset: text"),
        ("entry 8 (House Desk)", "application: no modality"),
    ]


@pytest.mark.parametrize(
    ("provenance", "iri", "place", "revision"),
    [
        (
            Provenance("https://github.com/house/graphs/blob/0123456789/assets/house.yaml"),
            "source/house-list",
            "assets/house.yaml",
            "0123456789",
        ),
        (
            Provenance("https://github.com/house/graphs/blob/fedcba9876/assets/new.yaml", None, None, date(2026, 1, 2)),
            "source/github-house-graphs-new",
            "assets/new.yaml",
            "fedcba9876",
        ),
        (
            Provenance("https://github.com/house/graphs/blob/fedcba9876/assets/barn.yaml"),
            "source/github-house-graphs-barn-fedcba9876",
            "assets/barn.yaml",
            "fedcba9876",
        ),
        (
            Provenance("https://github.com/house/graphs/blob/main/assets/main.yaml"),
            "source/github-house-graphs-main",
            "assets/main.yaml",
            None,
        ),
        (Provenance("https://house.example/a/list.yaml"), "source/web-house.example-a-list.yaml", None, None),
        (Provenance("no page"), "source/file-entries", None, None),
    ],
)
def test_the_source_is_the_file_at_its_page(
    read: Read, provenance: Provenance, iri: str, place: str | None, revision: str | None
) -> None:
    origin = read([{"type": "model", "name": "A", "modality": "image"}], provenance).origin
    assert origin.iri == f"https://w3id.org/vlmkg/{iri}"
    assert (origin.path, origin.revision, origin.accessed) == (place, revision, provenance.accessed)
    assert origin.kind == VLMKG + "CuratedList"


@pytest.mark.parametrize(
    ("size", "number"),
    [
        ("80B parameters (dense)", 80_000_000_000),
        ("1.2T parameters (sparse)", 1_200_000_000_000),
        ("330M parameters", 330_000_000),
        ("1.23456B parameters", 1_234_560_000),
        ("unknown", None),
        ("0B parameters", None),
        ("7B", None),
        ("7B or 8B parameters", None),
        ("7.1234567B parameters", None),
        ("9" * 50 + " parameters", None),
        (7, None),
        ({"value": "7B parameters", "explanation": "the largest of three"}, None),
        ({"value": "7B parameters"}, 7_000_000_000),
        ({"explanation": "why"}, None),
    ],
)
def test_only_plain_sizes_are_numbers(read: Read, size: Any, number: int | None) -> None:
    draft = read([{"type": "model", "name": "A", "modality": "image", "size": size}])
    assert [v for _, p, v, _ in told(draft) if p == "vlmkg:parameterCount"] == ([str(number)] if number else [])


@pytest.mark.parametrize("size", ["1B image-text pairs", "5 images", "20M video clips"])
def test_sizes_of_datasets_are_of_their_kind(read: Read, size: str) -> None:
    draft = read([{"type": "dataset", "name": "A", "modality": "image", "size": size}])
    expected = {"1B": ("vlmkg:pairCount", "1000000000"), "5": ("vlmkg:imageCount", "5")}
    assert told(draft)[1][1:3] == expected.get(size.split()[0], ("vlmkg:videoClipCount", "20000000"))


@pytest.mark.parametrize(
    "link", ["http://a.example/\x7f", "http://a.example/\u202e", "http://a.example/a b", "javascript:x", "a.example", 7]
)
def test_only_plain_web_addresses_are_links(read: Read, link: Any) -> None:
    draft = read([{"type": "application", "name": "A", "modality": "image", "url": link}])
    assert [property_ for _, property_, _, _ in told(draft)] == ["vlmkg:supportsModality"]
    assert [left.locator for left in draft.left_out] == ["entry 1 (A), url"]


def test_a_dependency_on_a_namesake_of_two_kinds_is_left_out(read: Read) -> None:
    draft = read(
        [
            {"type": "dataset", "name": "Tongue 7B", "modality": "text"},
            {"type": "model", "name": "A", "modality": "image", "dependencies": ["Tongue 7B"]},
        ]
    )
    assert [s for s in told(draft) if s[1] == "vlmkg:trainedOn"] == []
    assert ("Tongue 7B", "is the name of both a model and a dataset") in [(x.text, x.reason) for x in draft.left_out]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no file of the ecosystem graphs"),
        ("name: a card\n", "no file of the ecosystem graphs"),
        ("- just\n- words\n", "no file of the ecosystem graphs"),
        ("- type: [\n", "mend the YAML"),
        ("- &a {type: model, name: x}\n- *a\n", "anchor, alias or tag"),
        ("- !!python/object:os.system {type: model, name: x}\n", "anchor, alias or tag"),
        ("- {type: model, name: " + "[" * 200 + "]" * 200 + "}\n", "nested deeper"),
        ("- {type: model, name: x}\n" * 5001, "more than 5000 entries"),
        ("- {type: model, name: x}\n" * 100_000, "longer than 2000000 characters"),
        ("\x00", "mend the YAML"),
    ],
)
def test_other_files_are_refused(read: Read, content: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(content)


WORDS = st.sampled_from(
    [
        "Streets",
        "House VLM 7B",
        "House VLM",
        "image",
        "text; image",
        "7B parameters",
        "unknown",
        "a\x85b",
        "http://a/\x7f",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["name", "type", "organization", "created_date", "url", "model_card", "modality", "size", "dependencies", "license"]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, VALUES, max_size=10), st.sampled_from(["model", "dataset", "application"]))
def test_any_fields_make_a_draft(read: Read, fields: dict[str, Any], type_: str) -> None:
    entry = {"name": "House VLM 7B", "type": type_, "modality": "image, text", **fields}
    draft = read([{"type": "model", "name": "First"}, entry])
    assert all(s.subject.startswith("https://w3id.org/vlmkg/") and s.locator for s in draft.statements)
    shown = [text for s in draft.statements for text in (s.locator, show(s.value))]
    shown += [text for left in draft.left_out for text in (left.locator, left.text, left.reason)]
    assert all(text.isprintable() for text in shown)
