"""A real server process on the loopback interface, asked by real clients."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

COMMAND = Path(sys.executable).with_name("vlmkg")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    process = subprocess.Popen([COMMAND, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert match, said
        yield match[0]
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stderr.close()  # type: ignore[union-attr]


def test_rdflib_as_a_client(server: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(f"{server}/sparql", returnFormat="json"))
    rows = graph.query(
        "PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#> PREFIX model: <https://w3id.org/vlmkg/model/> "
        "SELECT ?e WHERE { model:pixtral-12b vlmkg:usesVisionEncoder ?e }"
    )
    assert [str(row.e) for row in rows] == ["https://w3id.org/vlmkg/model/pixtral-vit-400m"]  # type: ignore[union-attr]


def test_the_standard_library_as_a_client(server: str) -> None:
    with urllib.request.urlopen(f"{server}/health", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_as_a_client(server: str) -> None:
    done = subprocess.run(
        [
            "curl",
            "-sS",
            "--data-urlencode",
            "query=ASK { ?s a vlmkg:Model }",
            "-H",
            "Accept: text/csv",
            f"{server}/sparql",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "true"


def test_a_taken_port_is_said_plainly(server: str) -> None:
    done = subprocess.run(
        [COMMAND, "serve", "--port", server.rpartition(":")[2]], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "choose another --port" in done.stderr
    assert "Traceback" not in done.stderr
