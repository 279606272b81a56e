"""A graph kept on disk: the same answers, built once, and built again when the files change."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import DataError
from vlmkg.graph import dataset, kept


def test_a_kept_graph_says_the_same(tiny: Path, tmp_path: Path) -> None:
    plain, on_disk = vlmkg.load(tiny, builtin=False), vlmkg.load(tiny, builtin=False, store=tmp_path / "kept")
    assert on_disk.export("ntriples") == plain.export("ntriples")
    assert on_disk.stats() == plain.stats()


def test_it_is_built_once(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vlmkg.load(tiny, builtin=False, store=tmp_path / "kept")
    monkeypatch.setattr(dataset, "load", lambda _: pytest.fail("it was built again"))
    again = vlmkg.load(tiny, builtin=False, store=tmp_path / "kept")
    assert again.stats() == first.stats()


def test_other_files_make_another_graph(tiny: Path, tmp_path: Path) -> None:
    before = vlmkg.load(tiny, builtin=False, store=tmp_path / "kept").stats()
    tiny.write_text(tiny.read_text(encoding="utf-8") + "model:newcomer a vlmkg:Model .\n", encoding="utf-8")
    assert vlmkg.load(tiny, builtin=False, store=tmp_path / "kept").stats() != before
    assert not list((tmp_path / "kept").glob("building-*"))


def test_one_kept_in_another_form_is_not_read(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "kept"
    monkeypatch.setattr(kept, "_FORM", kept._FORM - 1)
    vlmkg.load(tiny, builtin=False, store=place)
    (old,) = place.iterdir()
    (old / "counts.json").write_text("{}", encoding="utf-8")  # as an earlier version may have left it
    monkeypatch.undo()
    assert vlmkg.load(tiny, builtin=False, store=place).stats() == vlmkg.load(tiny, builtin=False).stats()


def test_a_folder_that_cannot_be_used_is_named(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(DataError, match="file"):
        vlmkg.load(tiny, builtin=False, store=tmp_path / "file")
    place = tmp_path / "kept"
    vlmkg.load(tiny, builtin=False, store=place)
    for counts in place.rglob("counts.json"):
        counts.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="delete that folder"):
        vlmkg.load(tiny, builtin=False, store=place)
