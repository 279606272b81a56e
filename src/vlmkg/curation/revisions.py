"""Turtle files as they were at a git revision, and those that have changed since.

Git is asked by its own command, with four questions that only read objects
(`rev-parse`, `ls-tree`, `cat-file`): it alone knows every way to name a revision and every
way to store one, and whoever has revisions has git. What has changed is found by reading
both sides here, not by `git diff`, so that no filter, text conversion, pager, hook or file
monitor that a repository configures is ever run, and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from vlmkg.errors import UsageError

_SETTINGS: Final = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never")
_ENVIRONMENT: Final = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_INHERITED: Final = frozenset(
    {"GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_WORK_TREE"}
)
"""What git tells the hooks it runs; it would send the questions to another repository than the one that was named."""

_FILE_MODES: Final = frozenset({"100644", "100755"})
_LONGEST_NAME: Final = 1000
_SECONDS: Final = 60


def top(folder: Path) -> Path:
    """The top folder of the git checkout that a folder is in.

    Raises UsageError where git is not installed, or the folder is in no checkout.
    """
    answer = _git(folder, "rev-parse", "--show-toplevel")
    if answer.returncode != 0:
        raise UsageError(f"{folder}: in no git checkout ({_said(answer)}); go to one, or name files or folders instead")
    return Path(os.fsdecode(answer.stdout).rstrip("\n")).resolve()


def commit(revision: str, root: Path) -> str:
    """The full name of the commit that a revision of the checkout at `root` stands for.

    A revision is what git takes for one: a branch, a tag, a hash, `HEAD~3`, `main@{yesterday}`.
    Raises UsageError where it names no commit, or cannot be a name at all.
    """
    if not revision.strip() or revision.startswith("-") or not revision.isprintable() or len(revision) > _LONGEST_NAME:
        shown = ascii(revision[:80])
        raise UsageError(f"{shown} cannot name a git revision; give a branch, a tag, a commit, or the like of HEAD~1")
    question = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    answer = _git(root, *question)
    name = answer.stdout.decode("ascii", "replace").strip()
    if answer.returncode == 0 and len(name) in (40, 64) and name.isalnum():
        return name
    where = _git(root, "rev-parse", "--is-shallow-repository", "--show-toplevel")
    if where.returncode != 0:
        raise UsageError(f"{root}: in no git checkout ({_said(where)}); go to one, or name files or folders instead")
    if where.stdout.startswith(b"true"):
        cure = "this clone is shallow and lacks its older history; run `git fetch --unshallow` and try again"
    else:
        cure = "look it up with `git log` or `git branch --all`"
    raise UsageError(f"{revision!r} is no git revision of {root}; {cure}")


def at(revision: str, root: Path, folders: Sequence[Path]) -> dict[Path, bytes]:
    """The Turtle files below folders of a checkout as they were at a revision.

    `root` is any folder of the checkout; the folders are absolute, or relative to its top.
    The names of the answer are relative to the top and sorted. Folders that were not there
    hold no files; symbolic links are left out. Raises UsageError where there is no git, no
    checkout, no such revision, or a folder outside of it.
    """
    root = top(root)
    name = commit(revision, root)
    asked = [str(_below(root, folder)) for folder in folders]
    if "." in asked:
        asked = []  # git takes no name for the top itself; without names it lists everything
    listing = _git(root, "ls-tree", "-r", "-z", "--full-tree", name, "--", *asked)
    if listing.returncode != 0:
        raise UsageError(f"git cannot list the files of {revision!r} ({_said(listing)}); check it with `git fsck`")
    blobs: dict[Path, bytes] = {}
    for entry in listing.stdout.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        if path.endswith(b".ttl"):
            mode, _, blob = about.decode("ascii").split(" ")
            if mode in _FILE_MODES:
                blobs[Path(os.fsdecode(path))] = blob.encode()
    contents = _contents(root, revision, list(blobs.values()))
    return {path: contents[blob] for path, blob in sorted(blobs.items())}


def changed_since(revision: str, root: Path, folders: Sequence[Path]) -> list[Path]:
    """The Turtle files below folders of a checkout that are not as they were at a revision.

    Files that are new, have been edited, or have been renamed (under the new name), whether
    git tracks them or not, as absolute paths, sorted. Deleted files are left out: there is
    nothing to look at. Line ends of another system alone are no change. Raises as `at` does.
    """
    root = top(root)
    before = at(revision, root, folders)
    found = {path for folder in folders for path in (root / _below(root, folder)).rglob("*.ttl")}
    files = sorted(path for path in found if path.is_file() and not path.is_symlink())
    return [path for path in files if _differs(path, before.get(path.relative_to(root)))]


def _differs(path: Path, before: bytes | None) -> bool:
    if before is None:
        return True
    try:
        now = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; check the file and its rights") from None
    return now != before and now.replace(b"\r\n", b"\n") != before.replace(b"\r\n", b"\n")


def _below(root: Path, folder: Path) -> PurePosixPath:
    """A folder as git names it. Links are followed in the way to the checkout, not inside it."""
    for whole in (root / folder, (root / folder).resolve()):
        if whole.is_relative_to(root) and ".." not in whole.parts:
            return PurePosixPath(whole.relative_to(root))
    raise UsageError(f"{folder}: not in the git checkout {root}; name a folder of that checkout")


def _contents(root: Path, revision: str, blobs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """The contents of objects, each by its name."""
    wanted = list(dict.fromkeys(blobs))
    answer = _git(root, "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in wanted))
    found: dict[bytes, bytes] = {}
    place, raw = 0, answer.stdout
    for blob in wanted:
        end = raw.find(b"\n", place)
        name, kind, size = (raw[place : max(end, place)].split(b" ") + [b""] * 3)[:3]
        if name != blob or kind != b"blob" or not size.isdigit():
            raise UsageError(
                f"git has not the whole of {revision!r} ({_said(answer)}); if this is a partial clone, run "
                "`git fetch --refetch`, else check it with `git fsck`"
            )
        place = end + 1 + int(size) + 1
        found[blob] = raw[end + 1 : place - 1]
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Ask git one question, in a folder."""
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed; install it, or name files or folders instead of revisions")
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if name not in _INHERITED} | _ENVIRONMENT
    try:
        return subprocess.run(  # noqa: S603 - no shell; what the user names stands behind --end-of-options or --
            [program, "--no-pager", *settings, "-C", str(folder), *arguments],
            input=given,
            capture_output=True,
            env=environment,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"git gave no answer in {_SECONDS} seconds; try `git {arguments[0]}` yourself") from None
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror or error}; check that `git --version` works") from None


def _said(answer: subprocess.CompletedProcess[bytes]) -> str:
    """The first line that git wrote about what went wrong."""
    lines = answer.stderr.decode("utf-8", "replace").splitlines()
    first = lines[0].removeprefix("fatal: ").removeprefix("error: ") if lines else "it did not say why"
    return "".join(c if c.isprintable() else " " for c in first)[:200]
