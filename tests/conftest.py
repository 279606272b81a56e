"""What tests share: the shipped graph, loaded once, and a client for each face."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import vlmkg
from vlmkg.cli.main import main

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def kg() -> vlmkg.Kg:
    """The graph as it is shipped."""
    return vlmkg.load()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def shell() -> Callable[..., Result]:
    """Runs the command in this process; stdout and stderr come apart."""

    def run(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A small valid graph of a user's own."""
    path = tmp_path / "own.ttl"
    path.write_text(
        """
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .

model:house-eye a vlmkg:VisionEncoder ; rdfs:label "House Eye"@en .
model:house-model a vlmkg:VisionLanguageModel ;
    rdfs:label "House Model"@en ;
    vlmkg:usesVisionEncoder model:house-eye .
""",
        encoding="utf-8",
    )
    return path
