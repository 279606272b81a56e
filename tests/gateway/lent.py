"""Clients that ask again and again on one connection, so that they are lent to a worker."""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .conftest import Served

Serve = Callable[..., Served]
TWO = ("--processes", "1", "--workers", "2", "--cache", "0", "--deadline", "2")
LABEL = "SELECT ?l { model:one rdfs:label ?l }"
MIDDLING = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 400"
"""Answered by a borrower, but more than a slow client takes at once."""
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 5000"

Answer = tuple[int, dict[str, str], bytes]


class Client:
    """One connection, asked again and again."""

    def __init__(self, served: Served) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: Any = None) -> Answer:
        self.connection.request(method, path, body, headers=headers or {})
        answer = self.connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def ask(self, query: str, headers: dict[str, str] | None = None, **more: str) -> Answer:
        return self.get("/sparql?" + urlencode({"query": query, **more}), headers)

    @property
    def handle(self) -> int:
        """The number of its own end."""
        assert self.connection.sock is not None
        return int(self.connection.sock.getsockname()[1])


@contextmanager
def connected(served: Served, count: int = 1) -> Iterator[list[Client]]:
    clients = [Client(served) for _ in range(count)]
    try:
        yield clients
    finally:
        for client in clients:
            client.connection.close()


def holders(served: Served, client: Client) -> set[int]:
    """The workers that hold a connection, besides the front."""
    found = set()
    wanted = f"{client.handle:04X}"
    inodes = {
        f"socket:[{line.split()[9]}]"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[2].endswith(":" + wanted)
    }
    for pid in served.workers():
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if os.readlink(entry) in inodes:
                    found.add(pid)
            except FileNotFoundError:
                continue
    return found


def lent(served: Served, client: Client) -> int:
    """Ask until the connection is lent, and give the worker that has it."""
    for _ in range(100):
        assert client.ask(LABEL)[0] == 200
        if found := holders(served, client):
            (worker,) = found
            return worker
    raise AssertionError("the connection was never lent")
