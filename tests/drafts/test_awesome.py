"""Lists in Markdown: what their entries say plainly is taken down, the rest is listed as left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import awesome
from vlmkg.curation.drafts.draft import Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, VLMKG, shorten

HERE = Path(__file__).resolve().parent / "files/awesome"
READ_ON = Provenance(accessed=date(2026, 1, 2))

Read = Callable[..., Draft]


@pytest.fixture(scope="module")
def library() -> Library:
    return vlmkg.Kg.load(HERE / "graph.ttl", builtin=False).library


@pytest.fixture(scope="module")
def draft(library: Library) -> Draft:
    return awesome.read(HERE / "list.md", library, READ_ON)


@pytest.fixture
def read(library: Library, tmp_path: Path) -> Read:
    def one(text: str, provenance: Provenance = READ_ON) -> Draft:
        path = tmp_path / "list.md"
        path.write_text(text, encoding="utf-8")
        return awesome.read(path, library, provenance)

    return one


def said(draft: Draft, thing: str) -> list[str]:
    """What a draft says of one thing: property, value and place."""
    return [
        f"{shorten(s.property)} {show(s.value)} @ {s.locator}" for s in draft.statements if shorten(s.subject) == thing
    ]


def left(draft: Draft) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in draft.left_out:
        found.setdefault(entry.reason, []).append(entry.text)
    return found


def test_the_things_of_a_list(draft: Draft) -> None:
    assert [(shorten(t.iri), t.label, shorten(t.class_), t.known) for t in draft.things] == [
        ("model:small-vlm", "Small VLM", "vlmkg:VisionLanguageModel", False),
        ("family:small-family", "Small Family", "vlmkg:VisionLanguageModel", True),
        ("model:fresh-vlm", "Fresh VLM", "vlmkg:VisionLanguageModel", False),
        ("model:two-sizes", "Two Sizes", "vlmkg:VisionLanguageModel", False),
        ("model:row-vlm", "Row VLM", "vlmkg:VisionLanguageModel", False),
        ("model:odd-vlm", "Odd VLM", "vlmkg:VisionLanguageModel", False),
        ("dataset:small-pairs", "Small Pairs", "vlmkg:Dataset", False),
        ("dataset:linked-set", "Linked Set", "vlmkg:Dataset", False),
        ("benchmark:small-test", "Small Test", "vlmkg:Benchmark", False),
        ("benchmark:nested-test", "Nested Test", "vlmkg:Benchmark", False),
    ]


@pytest.mark.parametrize(
    ("thing", "statements"),
    [
        (
            "model:small-vlm",
            [
                "dcterms:issued 2024 @ line 11",
                "foaf:page https://arxiv.org/pdf/2401.00001 @ line 11",
                "vlmkg:arxivId 2401.00001 @ line 11",
                "vlmkg:parameterCount 7000000000 @ line 11",
                "vlmkg:architecture decoder-only @ line 11",
                "vlmkg:usesVisionEncoder model:small-eye @ line 11",
                "vlmkg:builtOnBackbone model:small-tongue @ line 11",
                "dcterms:license license:apache-2.0 @ line 11",
            ],
        ),
        (
            "family:small-family",
            [
                "dcterms:issued 2024 @ line 12",
                "foaf:page https://github.com/small/family.git @ line 12",
                "schema:codeRepository https://github.com/small/family @ line 12",
                "vlmkg:developedBy org:small-lab @ line 12",
            ],
        ),
        (
            "model:fresh-vlm",
            [
                "dcterms:issued 2024 @ line 13",
                "foaf:page https://huggingface.co/fresh/vlm @ line 13",
                "vlmkg:huggingFaceId fresh/vlm @ line 13",
            ],
        ),
        ("model:two-sizes", ["dcterms:issued 2024 @ line 14"]),
        (
            "model:row-vlm",
            [
                "vlmkg:developedBy org:small-lab @ line 20",
                "foaf:page https://huggingface.co/row/vlm @ line 20",
                "vlmkg:huggingFaceId row/vlm @ line 20",
                "foaf:page https://arxiv.org/abs/2301.00003v2 @ line 20",
                "vlmkg:arxivId 2301.00003 @ line 20",
                "dcterms:issued 2022 @ line 20, column Year",
                "vlmkg:parameterCount 13000000000 @ line 20, column Parameters",
                "vlmkg:usesVisionEncoder model:small-eye @ line 20, column Vision Encoder",
            ],
        ),
        ("model:odd-vlm", ["dcterms:issued 2023 @ line 21"]),
        (
            "dataset:small-pairs",
            [
                "dcterms:issued 2021 @ line 25",
                "foaf:page https://example.org/pairs?v=1 @ line 25",
                "vlmkg:pairCount 12000000 @ line 25",
            ],
        ),
        (
            "dataset:linked-set",
            ["foaf:page https://example.org/set @ line 26", "vlmkg:imageCount 60000 @ line 26"],
        ),
        ("benchmark:small-test", ["vlmkg:questionCount 2500 @ line 29"]),
        ("benchmark:nested-test", []),
    ],
)
def test_what_is_said_of_a_thing(draft: Draft, thing: str, statements: list[str]) -> None:
    assert said(draft, thing) == statements


def test_nothing_is_sure_because_a_list_says_so(draft: Draft) -> None:
    assert {s.status for s in draft.statements} == {VLMKG + "Unchecked"}


def test_what_was_not_taken_down_is_listed(draft: Draft) -> None:
    found = left(draft)
    assert found["is no name"] == ["This bullet is a sentence."]
    assert found["is nothing that the graph goes by that name"] == ["vlmkg:usesVisionEncoder custom ViT"]
    assert "Cake" in found["is in a section that is not about models, datasets, benchmarks or tools"]
    assert "11B and 90B parameters" in found["may say more than is read from a list"]


def test_a_link_without_its_tracking_says_so(draft: Draft) -> None:
    (page,) = [s for s in draft.statements if "pairs" in s.value.value and s.property.endswith("page")]
    assert page.note
    assert "tracking" in page.note


def test_a_known_list_is_its_own_source_and_each_state_another(read: Read) -> None:
    text = "# A known list\n## Models\n- **X** - y\n"
    assert read(text).origin.iri == BASE + "source/known-list"
    state = read(text, Provenance(revision="c9cfd1e5a5"))
    assert (state.origin.iri, state.origin.label) == (BASE + "source/known-list-c9cfd1e", "Known list, state c9cfd1e")


@pytest.mark.parametrize("text", ["", "# Only a heading\n\nand words\n", "\0\0", "<ul><li>html</li></ul>"])
def test_a_file_without_entries_is_refused(read: Read, text: str) -> None:
    with pytest.raises(SourceFileError, match="no list and no table"):
        read(text)


@pytest.mark.parametrize(
    "item",
    [
        "- **<script>alert(1)</script>** - x",
        "- **Name** - [x](javascript:alert(1))",
        "- **Name** - [x](http://a b)",
        "- **Name** - [x](<http://exa mple.org/>)",
        "- **Name** - [x](http://%zz/%)",
        "- **Name** - [x](http://[::1)",
        "- **√©** - [x](http://example.org)",
        "- ** ** - x",
        "- **" + "n" * 5000 + "** - x",
        "- **\u202eevil** - x",
        "- " * 400 + "**deep** - x",
        "> " * 400 + "- **deep** - x",
        "| a | b |\n|---|---|\n| | |",
        "- **Name** - 1e400B parameters, 999999999999999999999999999999B parameters",
    ],
)
def test_odd_entries_do_no_harm(read: Read, item: str) -> None:
    try:
        draft = read(f"## Models\n- **Fine** - x\n\n{item}\n")
    except SourceFileError:
        return
    assert any(thing.label == "Fine" for thing in draft.things)
    for statement in draft.statements:
        assert "javascript" not in statement.value.value
        assert " " not in statement.subject


def test_long_lists_are_read(read: Read) -> None:
    draft = read("## Models\n" + "".join(f"- **M{n}** - 7B parameters\n" for n in range(2000)))
    assert len(draft.things) == 2000


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=60))
def test_any_text_is_read_or_refused(
    library: Library, tmp_path_factory: pytest.TempPathFactory, lines: list[str], link: str
) -> None:
    path = tmp_path_factory.mktemp("list") / "list.md"
    body = "".join(
        f"- **{line}** - [{line} 7B parameters, using {line} for vision encoder]({link})\n" for line in lines
    )
    path.write_text("## Models\n" + body, encoding="utf-8", errors="replace")
    try:
        draft = awesome.read(path, library, READ_ON)
    except SourceFileError:
        return
    assert all(t.label and t.iri.startswith(BASE) for t in draft.things)
