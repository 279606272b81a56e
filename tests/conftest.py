"""What tests share: the shipped graph, loaded once, and a client for each face."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import vlmkg
from vlmkg.cli.main import main
from vlmkg.graph import dataset

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _shipped_once() -> Iterator[None]:
    """The shipped graph, which never changes while tests run, is loaded once a process and not once a command."""
    load = dataset.load
    kept: dict[dataset.Sources, dataset.Dataset] = {}

    def once(sources: dataset.Sources) -> dataset.Dataset:
        if not sources.data or not all(path.is_relative_to(ROOT / "data") for path in sources.data):
            return load(sources)
        if sources not in kept:
            kept[sources] = load(sources)
        return kept[sources]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "load", once)
        yield


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
