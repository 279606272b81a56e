"""A small graph as text, and a git checkout to keep states of it in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PREFIXES = """
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
"""


class Checkout:
    """A folder under git, with just enough said for commits to be made in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A. Curator",
            "GIT_AUTHOR_EMAIL": "curator@example.org",
            "GIT_COMMITTER_NAME": "A. Curator",
            "GIT_COMMITTER_EMAIL": "curator@example.org",
        }
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def write(self, name: str, turtle: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((PREFIXES + turtle).encode())
        return path

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a state")
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty checkout."""
    return Checkout(tmp_path / "checkout")


@pytest.fixture
def turtle(tmp_path: Path) -> Callable[..., Path]:
    """Writes a Turtle file, with the prefixes in front of what is given."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return write
