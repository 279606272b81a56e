"""A client of the web application, in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app


@pytest.fixture(scope="session")
def client(kg: vlmkg.Kg) -> Iterator[TestClient]:
    with TestClient(create_app(kg), raise_server_exceptions=False) as client:
        yield client
