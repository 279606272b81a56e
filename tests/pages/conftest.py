from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
"""What Chromium and Firefox send when a person follows a link."""


@pytest.fixture(scope="session")
def browser(kg: vlmkg.Kg) -> TestClient:
    """Asks the application as a browser does."""
    return TestClient(create_app(kg), headers={"accept": BROWSER}, raise_server_exceptions=False)
