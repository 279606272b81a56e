"""Clients of the web application, in this process and over a socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app


@pytest.fixture(scope="session")
def client(kg: vlmkg.Kg) -> Iterator[TestClient]:
    with TestClient(create_app(kg), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def address(kg: vlmkg.Kg) -> Iterator[str]:
    """Where a server answers, for clients of other makes; what connects early waits for it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(kg), log_level="warning", lifespan="off"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    running.join()
