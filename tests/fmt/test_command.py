"""The command `vlmkg fmt`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vlmkg import paths
from vlmkg.cli.fmt import fmt
from vlmkg.terms import PREFIXES

ODD = "@prefix e: <http://e/> . e:b e:p 2 . e:a e:p 7.5e9 . # kept\n"
EVEN = "@prefix e: <http://e/> .\n\ne:a e:p 7.5e9 . # kept\n\ne:b e:p 2 .\n"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(fmt, [str(each) for each in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "odd.ttl").write_text(ODD, encoding="utf-8")
    (tmp_path / "even.ttl").write_text(EVEN, encoding="utf-8")
    return tmp_path


def test_fmt_writes_what_is_not_canonical_and_nothing_else(folder: Path) -> None:
    before = (folder / "even.ttl").stat().st_mtime_ns
    assert run(folder).exit_code == 0
    assert (folder / "odd.ttl").read_text(encoding="utf-8") == EVEN
    assert (folder / "even.ttl").stat().st_mtime_ns == before
    assert sorted(path.name for path in folder.iterdir()) == ["even.ttl", "odd.ttl"]
    assert run("--check", folder).exit_code == 0


def test_check_names_the_files_and_writes_none(folder: Path) -> None:
    result = run("--check", folder)
    assert result.exit_code == 1
    assert "odd.ttl" in result.stdout
    assert "even.ttl" not in result.stdout
    assert (folder / "odd.ttl").read_text(encoding="utf-8") == ODD


def test_diff_shows_the_lines_and_writes_none(folder: Path) -> None:
    result = run("--diff", folder / "odd.ttl")
    assert result.exit_code == 1
    assert "+e:a e:p 7.5e9 . # kept\n" in result.stdout
    assert (folder / "odd.ttl").read_text(encoding="utf-8") == ODD
    assert run("--diff", folder / "even.ttl").stdout == ""


def test_one_broken_file_stops_all(folder: Path) -> None:
    (folder / "broken.ttl").write_text("<http://e/a> <http://e/p> .\n", encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "broken.ttl:1:" in result.stderr
    assert (folder / "odd.ttl").read_text(encoding="utf-8") == ODD


def test_marks_and_line_ends_of_other_systems_go(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(b"\xef\xbb\xbf" + ODD.replace("\n", "\r\n").encode())
    assert run(file).exit_code == 0
    assert file.read_bytes() == EVEN.encode()


def test_files_of_the_data_folder_get_every_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "data", lambda: tmp_path / "data")
    (tmp_path / "data").mkdir()
    for file in (tmp_path / "data" / "a.ttl", tmp_path / "b.ttl"):
        file.write_text("# head\n", encoding="utf-8")
    assert run(tmp_path).exit_code == 0
    block = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    assert (tmp_path / "data" / "a.ttl").read_text(encoding="utf-8") == f"# head\n\n{block}"
    assert (tmp_path / "b.ttl").read_text(encoding="utf-8") == "# head\n"


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "far.ttl"
    outside.write_text(ODD, encoding="utf-8")
    (folder / "link.ttl").symlink_to(outside)
    result = run(folder)
    assert result.exit_code == 2
    assert "link.ttl" in result.stderr
    assert outside.read_text(encoding="utf-8") == ODD


def test_paths_that_cannot_be(folder: Path) -> None:
    (folder / "a.txt").write_text("x", encoding="utf-8")
    (folder / "latin.ttl").write_bytes(b"# caf\xe9\n")
    (folder / "empty").mkdir()
    for path, code in (("none", 2), ("a.txt", 2), ("empty", 2), ("latin.ttl", 1)):
        result = run(folder / path)
        assert result.exit_code == code, path
        assert path in result.stderr
        assert "Traceback" not in result.stderr
