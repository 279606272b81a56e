"""Clients of the web application, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app


@pytest.fixture(scope="session")
def client(kg: vlmkg.Kg) -> Iterator[TestClient]:
    with TestClient(create_app(kg), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def traps(root: Path) -> vlmkg.Kg:
    """The small graph of tests/lineage, whose answers are known."""
    return vlmkg.load(root / "tests" / "lineage" / "graph.ttl", builtin=False)


@pytest.fixture(scope="session")
def known(traps: vlmkg.Kg) -> Iterator[TestClient]:
    """A client of a server of the small graph."""
    with TestClient(create_app(traps), raise_server_exceptions=False) as client:
        yield client
