"""VLMEvalKit's configuration becomes a draft without being run."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import vlmevalkit
from vlmkg.curation.drafts.draft import UNCHECKED, Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.terms import VLMKG, shorten

FILES = Path(__file__).parent / "files" / "vlmevalkit"
ENTRY = 'models = {"New Eye": partial(vlm.Eye, model_path="shop/New-Eye")}\n'

Read = Callable[[str], Draft]


@pytest.fixture(scope="module")
def library() -> Any:
    return vlmkg.Kg.load(FILES.parent / "ecosystem" / "graph.ttl", builtin=False).library


@pytest.fixture
def read(library: Any, tmp_path: Path) -> Read:
    """The draft of a configuration of this text."""

    def read(source: str) -> Draft:
        path = tmp_path / "config.py"
        path.write_bytes(source.encode())
        return vlmevalkit.read(path, library, Provenance())

    return read


def told(draft: Draft) -> list[tuple[str, str, str]]:
    assert {shorten(s.property) for s in draft.statements} <= {"vlmkg:huggingFaceId"}
    return [(shorten(s.subject), show(s.value), s.locator) for s in draft.statements]


def test_a_configuration_says_exactly_this(library: Any) -> None:
    draft = vlmevalkit.read(FILES / "config.py", library, Provenance())
    assert draft.origin.kind == VLMKG + "SourceCode"
    assert {s.status for s in draft.statements} == {UNCHECKED}
    assert [(told_, s.note) for told_, s in zip(told(draft), draft.statements, strict=True)] == [
        (("model:house-vlm-7b", "house/house-vlm-7b", "line 14"), "Run by vlm.House."),
        (("model:house-vlm-13b", "house/big", "line 15"), "Run by vlm.House."),
        (("model:house-vlm-1b", "house/house-vlm-1b", "line 16"), "Run by vlm.House."),
        (("model:new-eye-2b", "shop/New-Eye-2B", "line 17"), "Run by vlm.Eye."),
        (("model:open", "shop/open-9b", "line 34"), "Run by vlm.Open."),
    ]
    assert [(shorten(t.iri), t.label, t.other_names, t.known) for t in draft.things] == [
        ("model:house-vlm-7b", "House VLM 7B", (), True),
        ("model:house-vlm-13b", "House VLM 13B", ("Great-House",), True),
        ("model:house-vlm-1b", "house-vlm-1b", (), False),  # House VLM is the name of a family
        ("model:new-eye-2b", "new-eye-2b", (), False),
        ("model:open", "open", (), False),
    ]
    assert sorted((int(left.locator.removeprefix("line ")), left.text) for left in draft.left_out) == [
        (21, "new-eye-2b-think: shop/New-Eye-2B"),
        (22, "alpha: shop/Shared"),
        (23, "beta: shop/Shared"),
        (24, "House VLM 13B: house/house-vlm-7b"),
        (28, "rooted"),
        (29, "placed"),
        (30, "local"),
        (31, "folder"),
        (32, "served"),
        (33, "new-eye-2b"),
        (35, "f\"worked-{'out'}\""),
    ]


def test_a_name_and_weights_of_different_models_are_left_out(read: Read) -> None:
    draft = read('models = {"House VLM 13B": partial(vlm.House, model_path="house/house-vlm-7b")}\n')
    assert told(draft) == []
    assert [left.reason for left in draft.left_out] == [
        "is the name of House VLM 13B in the graph, and its weights are those of House VLM 7B"
    ]


def test_nothing_is_run(read: Read, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    draft = read(f"open({str(trace)!r}, 'w')\n" + ENTRY.replace('"shop/New-Eye"', f'open({str(trace)!r}, "w").name'))
    assert not trace.exists()
    assert told(draft) == []


@pytest.mark.parametrize("hub", ["../x/y", "./a/b", "/a/b", "a/b/c", "a", "a/..", "a b/c", "é/b", "", "models/x"])
def test_only_ids_of_the_hub_are_taken(read: Read, hub: str) -> None:
    draft = read(ENTRY.replace("shop/New-Eye", hub))
    assert (told(draft), len(draft.left_out)) == ([], 1)


@pytest.mark.parametrize(
    "value", ["1", "b'shop/x'", "f'shop/{1}'", "'shop/' + 'x'", "PLACE", "['shop/x']", "9**9**9", "x()", "None", "..."]
)
def test_only_what_is_written_out_counts(read: Read, value: str) -> None:
    draft = read(ENTRY.replace('"shop/New-Eye"', value))
    assert (told(draft), len(draft.left_out)) == ([], 1)


def test_an_odd_escape_warns_nobody(read: Read) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read('text = "\\d"\n' + ENTRY).statements) == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "no configuration of VLMEvalKit"),
        ("import os\n", "no configuration of VLMEvalKit"),
        ('models = {"a": print("b")}\n', "no configuration of VLMEvalKit"),
        ("def models():\n    return 1\n", "no configuration of VLMEvalKit"),
        ("models = {\n", r"config\.py:1:10: .* was never closed"),
        ("models = }\n", r"config\.py:1:10: unmatched"),
        ("if 1:\n  a\n b\n", r"config\.py:3:"),
        ("'''", r"config\.py:1:1: unterminated"),
        ("\0", "null bytes"),
        ("a = " + "9" * 5000 + "\n" + ENTRY, "4300"),
        ("x = " + "'" + "a" * 2**21 + "'\n" + ENTRY, "larger than 2 MiB"),
    ],
)
def test_other_files_are_refused(read: Read, source: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(source)


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 101 + ")" * 101,
        "[" * 100_000,
        "1" + "+1" * 100_000,
        "-" * 100_000 + "1",
        "not " * 100_000 + "1",
        "a" + ".a" * 100_000,
        "f" + "()" * 100_000,
        "a" + "[0]" * 100_000,
        "a" + "[0, 0]" * 100_000,
        "1 if 1 else " * 100_000 + "1",
        "lambda a, b: " * 100_000 + "1",
        "if 1:\n    pass\n" + "elif 1:\n    pass\n" * 100_000,
        'f"{1' + "+1" * 100_000 + '}"',
        "(a + " * 90 + "1" + " + 1" * 1_000 + ")" * 90,
    ],
    ids=lambda deep: deep[:12],
)
def test_what_could_nest_too_deep_never_reaches_the_parser(
    read: Read, deep: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr("vlmkg.curation.drafts.vlmevalkit_source.ast", SimpleNamespace(parse=refuse))
    with pytest.raises(SourceFileError, match=r"config\.py:\d+: (an expression too deep|more than \d+ times)"):
        read(ENTRY + deep + "\n")


def test_a_long_flat_mapping_is_read(read: Read) -> None:
    entries = "".join(f'    "New Eye {n}": partial(vlm.Eye, model_path="shop/New-Eye-{n}"),\n' for n in range(1_000))
    assert len(read("models = {\n" + entries + "}\n").statements) == 1_000


PIECES = st.sampled_from(
    [
        ENTRY,
        '"',
        "'''",
        "(",
        ")",
        "{",
        "}",
        "\n",
        "    ",
        "partial(vlm.A, model_path=",
        '"a/b"',
        "lambda:",
        "\\",
        "f'{",
        ":",
    ]
) | st.text(max_size=4)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_makes_a_draft_or_an_error(read: Read, source: str) -> None:
    try:
        draft = read(source.encode("utf-8", "replace").decode())
    except SourceFileError:
        return
    assert draft.statements or draft.left_out
