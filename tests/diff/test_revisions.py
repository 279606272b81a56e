"""Files at a git revision, files changed since one, and what is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from vlmkg.curation import revisions
from vlmkg.errors import UsageError

DATA = [Path("data")]


def test_files_are_as_they_were(checkout: Any) -> None:
    old = checkout.write("data/models/a.ttl", "model:a a vlmkg:Model .").read_bytes()
    checkout.write("data/notes.md", "no Turtle")
    checkout.write("elsewhere/b.ttl", "model:b a vlmkg:Model .")
    first = checkout.commit()
    checkout.write("data/models/a.ttl", "model:a a vlmkg:VisionEncoder .")
    checkout.commit()
    assert revisions.at(first, checkout.root, DATA) == {Path("data/models/a.ttl"): old}
    assert revisions.at("HEAD~1", checkout.root / "data", DATA) == {Path("data/models/a.ttl"): old}
    assert revisions.at("main", checkout.root, DATA) != {Path("data/models/a.ttl"): old}
    assert set(revisions.at(first, checkout.root, [Path(".")])) == {Path("data/models/a.ttl"), Path("elsewhere/b.ttl")}


def test_contents_come_byte_by_byte(checkout: Any) -> None:
    (checkout.root / "data").mkdir()
    texts = {"empty.ttl": b"", "end.ttl": b"# no line end", "odd \xc3\xa9\n.ttl": b"\0\xff\r\n", "twice.ttl": b""}
    for name, text in texts.items():
        Path(os.fsdecode(os.fsencode(checkout.root / "data") + b"/" + os.fsencode(name))).write_bytes(text)
    checkout.commit()
    assert {path.name: text for path, text in revisions.at("HEAD", checkout.root, DATA).items()} == texts


def test_links_are_no_files(checkout: Any) -> None:
    checkout.write("data/a.ttl", "")
    (checkout.root / "data" / "link.ttl").symlink_to("/etc/passwd")
    checkout.commit()
    assert list(revisions.at("HEAD", checkout.root, DATA)) == [Path("data/a.ttl")]
    assert revisions.changed_since("HEAD", checkout.root, DATA) == []


def test_changed_files(checkout: Any) -> None:
    for name in ("same", "edited", "renamed", "deleted", "staged"):
        checkout.write(f"data/{name}.ttl", f"model:{name} a vlmkg:Model .")
    checkout.write("outside.ttl", "")
    checkout.commit()
    checkout.write("data/edited.ttl", "model:edited a vlmkg:VisionEncoder .")
    checkout.write("data/staged.ttl", "model:staged a vlmkg:VisionEncoder .")
    checkout.write("data/new/untracked.ttl", "")
    checkout.write("outside.ttl", "model:b a vlmkg:Model .")
    checkout.git("mv", "data/renamed.ttl", "data/moved.ttl")
    checkout.git("add", "data/staged.ttl")
    (checkout.root / "data" / "deleted.ttl").unlink()
    found = revisions.changed_since("HEAD", checkout.root, DATA)
    expected = ["data/edited.ttl", "data/moved.ttl", "data/new/untracked.ttl", "data/staged.ttl"]
    assert found == [checkout.root.resolve() / name for name in expected]
    assert revisions.changed_since("HEAD", checkout.root, [checkout.root / "data" / "new"]) == found[2:3]
    assert revisions.changed_since("HEAD", checkout.root, [Path("nowhere")]) == []


def test_line_ends_alone_are_no_change(checkout: Any) -> None:
    path = checkout.write("data/a.ttl", "model:a a vlmkg:Model .\n")
    checkout.commit()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert revisions.changed_since("HEAD", checkout.root, DATA) == []


HOSTILE = ["", " ", "-x", "--output=stolen", "--all", "a\nb", "HEAD\n", "a\0b", "\x1b[31m", "\udc80", "x" * 5000]
UNKNOWN = ["nope", "HEAD..HEAD", "HEAD:data", "HEAD^{tree}", "^HEAD", "HEAD HEAD", "HEAD~99", "$(touch x)", "../x"]


@pytest.mark.parametrize("revision", HOSTILE)
def test_what_cannot_name_a_revision_never_reaches_git(
    checkout: Any, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.commit()

    def run(*_: object, **__: object) -> None:
        raise AssertionError("git was asked")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(UsageError, match="cannot name a git revision; give a branch") as caught:
        revisions.commit(revision, checkout.root)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("revision", UNKNOWN)
def test_what_names_no_commit_is_refused(checkout: Any, revision: str) -> None:
    checkout.write("data/a.ttl", "")
    checkout.commit()
    with pytest.raises(UsageError, match=r"is no git revision of .*; look it up"):
        revisions.at(revision, checkout.root, DATA)
    assert sorted(p.name for p in checkout.root.iterdir()) == [".git", "data"]


@pytest.mark.parametrize("folder", ["/", "..", "data/../..", "/etc"])
def test_folders_outside_are_refused(checkout: Any, folder: str) -> None:
    checkout.commit()
    with pytest.raises(UsageError, match="not in the git checkout"):
        revisions.at("HEAD", checkout.root, [Path(folder)])


def test_nothing_that_a_checkout_configures_is_run(checkout: Any) -> None:
    checkout.write("data/a.ttl", "model:a a vlmkg:Model .")
    (checkout.root / ".gitattributes").write_text("*.ttl diff=spy filter=spy\n")
    checkout.commit()
    trap = checkout.root / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{checkout.root}/sprung'\ncat\n")
    trap.chmod(0o755)
    names = ("core.fsmonitor", "core.pager", "diff.external", "diff.spy.textconv", "filter.spy.clean")
    for name in (*names, "filter.spy.smudge", "core.sshCommand", "alias.rev-parse"):
        checkout.git("config", name, str(trap))
    checkout.write("data/a.ttl", "model:a a vlmkg:VisionEncoder .")
    assert len(revisions.changed_since("HEAD", checkout.root, DATA)) == 1
    assert not (checkout.root / "sprung").exists()
    checkout.git("status")
    assert (checkout.root / "sprung").exists(), "the trap is none"


def test_a_hook_of_another_repository_does_not_lead_astray(
    checkout: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = checkout.commit()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert revisions.commit("HEAD", checkout.root) == name
    assert revisions.top(checkout.root) == checkout.root.resolve()


def test_a_shallow_clone_says_so(checkout: Any, tmp_path: Path) -> None:
    first = checkout.commit()
    checkout.commit()
    checkout.git("clone", "--quiet", "--depth=1", checkout.root.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match=r"shallow.*--unshallow"):
        revisions.commit(first, tmp_path / "shallow")


def test_missing_objects_are_told(checkout: Any) -> None:
    checkout.write("data/a.ttl", "model:a a vlmkg:Model .")
    checkout.commit()
    blob = checkout.git("rev-parse", "HEAD:data/a.ttl").strip()
    (checkout.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(UsageError, match=r"git has not the whole of 'HEAD'.*git fsck"):
        revisions.at("HEAD", checkout.root, DATA)


def test_no_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for ask in (lambda: revisions.top(tmp_path), lambda: revisions.commit("HEAD", tmp_path)):
        with pytest.raises(UsageError, match="in no git checkout"):
            ask()


def test_no_git(checkout: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed; install it"):
        revisions.at("HEAD", checkout.root, DATA)
