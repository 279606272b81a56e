"""Real servers on the loopback interface, started once for all tests that ask them the same way."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

COMMAND = Path(sys.executable).with_name("vlmkg")

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Takes years on any graph of some thousand triples, and little memory."""

GREEDY = "SELECT DISTINCT ?a ?d ?g ?j WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Keeps every row it has seen."""

SMALL = """
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .

model:eye a vlmkg:VisionEncoder ; rdfs:label "Eye"@en .
model:one a vlmkg:VisionLanguageModel ; rdfs:label "One"@en ; vlmkg:usesVisionEncoder model:eye .
"""


class Served:
    """A running server: where it is, and what it has said."""

    def __init__(self, *options: str, data: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--no-builtin", "--data", data, *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        self.said: list[str] = []
        for line in self.process.stderr:
            self.said.append(line)
            if match := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            self.process.wait(timeout=30)
            self.process.stderr.close()
            raise AssertionError("".join(self.said))
        self.url = match[0]
        self.port = int(match[1])
        self.news = threading.Condition()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self.news:
                self.said.append(line)
                self.news.notify_all()

    def wait_for(self, text: str) -> str:
        """The first line with this text that the server says, within some seconds."""
        with self.news:
            found = self.news.wait_for(lambda: [line for line in self.said if text in line], timeout=30)
        assert found, "".join(self.said)
        return found[0]

    def children(self, of: int | None = None) -> list[int]:
        """The processes below one, the server's own unless another is named."""
        pid = of or self.process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(number) for number in listed.split()]

    def zygote(self) -> int:
        """The zygote is the child that has children."""
        (found,) = [pid for pid in self.children() if self.children(pid)]
        return found

    def workers(self) -> list[int]:
        return self.children(self.zygote())

    @staticmethod
    def watch(*pids: int) -> Callable[[], None]:
        """Gives what waits until these processes have ended, and fails where they do not."""
        handles = [os.pidfd_open(pid) for pid in pids]

        def ended() -> None:
            for handle in handles:
                ready, _, _ = select.select([handle], [], [], 20)
                os.close(handle)
                assert ready, "a process goes on that should have ended"

        return ended

    def stop(self) -> int:
        """End it, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self._reading.join(timeout=5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


def get(served: Served, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their names in lower case, and body."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def ask(served: Served, query: str, **more: str) -> tuple[int, dict[str, str], bytes]:
    """The same for a SPARQL query."""
    return get(served, "/sparql?" + urlencode({"query": query, **more}))


def seconds(pid: int) -> float:
    """Time a process has computed for."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]) / os.sysconf("SC_CLK_TCK")


def well(served: Served) -> None:
    """A query that behaves well gets its answer."""
    status, _, body = ask(served, "ASK { model:one vlmkg:usesEncoder model:eye }")
    assert (status, json.loads(body)["boolean"]) == (200, True)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "small.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def serve(small: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers with options, one for each set of options, and ends them."""
    running: dict[tuple[str, ...], Served] = {}

    def start(*options: str) -> Served:
        if options not in running:
            running[options] = Served(*options, data=small)
        return running[options]

    yield start
    for served in running.values():
        served.stop()
    left = [pid for served in running.values() for pid in _descendants(served)]
    assert not left


def _descendants(served: Served) -> list[str]:
    """Processes of a stopped server that still run."""
    name = str(served.data)
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                said = (entry / "cmdline").read_bytes().decode()
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if name in said and parent == str(served.process.pid):
                found.append(entry.name)
    return found
