"""How fast the endpoint answers, beside the servers a user could pick instead, on one machine.

    pip install oxigraph rdflib-endpoint          # what it is measured against; wrk is a package of Debian
    python benchmarks/endpoint.py [--connections 8 1 64] [--rounds 5] [--seconds 2] [--models 10000]

Every server has the same triples, in memory: those of the shipped graph or, with `--models`, of a synthetic one with so
many models, of which a few encoders have most, as it is in the field. Four queries are asked of it, each for many
things in turn: the ancestors of a model, the models with an encoder in any version (the question
`find-models-by-encoder`), the label and parents of a model, and all that is said of a model with what its neighbors are
called. `mix` draws from all of them as people do: few are asked often, many seldom (Zipf's law). `vlmkg` evaluates each
request, with its cache off and every bound in force; `vlmkg, cache` is the server as it is started. `oxigraph serve`
runs without its timeout.

The answers of all servers to a sample are compared before anything is measured. Rounds are interleaved: each server is
asked once in each round. Shown are medians over the rounds of requests a second and of the 99th percentile of latency,
and the rate as a share of oxigraph's. Figures differ between machines, shares less so.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
import synthetic

import vlmkg
from vlmkg.terms import PREFIXES, expand

_PREFIXES: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("vlmkg", "rdfs"))
QUERIES: Final = {
    "ancestors": "SELECT ?a ?label WHERE { <%s> vlmkg:hasParent+ ?a . ?a rdfs:label ?label }",
    "models by encoder": "SELECT DISTINCT ?model ?modelLabel ?version ?versionLabel WHERE { "
    "VALUES ?encoder { <%s> } ?version (vlmkg:variantOf|vlmkg:memberOf)* ?encoder . "
    "?model vlmkg:usesEncoder ?version ; rdfs:label ?modelLabel . ?version rdfs:label ?versionLabel } "
    "ORDER BY ?modelLabel ?versionLabel ?model ?version",
    "one look": "SELECT ?label ?parent WHERE { <%s> rdfs:label ?label ; vlmkg:hasParent ?parent }",
    "two steps": "CONSTRUCT { <%s> ?p ?o . ?o ?q ?r } "
    "WHERE { <%s> ?p ?o . OPTIONAL { ?o ?q ?r . FILTER(isLiteral(?r)) } }",
}
SAMPLE: Final = 12
_LUA: Final = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do table.insert(paths, line) end
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", paths[(number - 1) % #paths + 1], {["Accept"] = "*/*"})
end
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its name, where it is, the path of its endpoint."""

    name: str
    port: int
    path: str


def queries(kg: vlmkg.Kg) -> dict[str, list[str]]:
    """The texts to ask: each query for every model, or for the encoders most in use."""
    models = [
        expand(str(row[0]))
        for row in kg.query("SELECT DISTINCT ?m { ?m a vlmkg:VisionLanguageModel ; vlmkg:hasParent ?x } ORDER BY ?m")
    ]  # type: ignore[union-attr]
    encoders = [
        expand(str(row[0]))
        for row in kg.query(  # type: ignore[union-attr]
            "SELECT ?e (COUNT(DISTINCT ?m) AS ?n) { ?v (vlmkg:variantOf|vlmkg:memberOf)* ?e . "
            "?m vlmkg:usesEncoder ?v } GROUP BY ?e ORDER BY DESC(?n) ?e LIMIT 25"
        )
    ]
    random.Random(1).shuffle(models)
    made = {}
    for name, text in QUERIES.items():
        things = encoders if "usesEncoder" in text else models[:1000]
        made[name] = [_PREFIXES + text.replace("%s", thing) for thing in things]
    every = [text for texts in made.values() for text in texts]
    random.Random(2).shuffle(every)
    weights = [1 / (rank + 1) for rank in range(len(every))]
    made["mix"] = random.Random(3).choices(every, weights, k=5000)
    return made


# -- servers


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def _process(command: list[str | Path], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(2400):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended by itself; run it by hand to see why: {command}")
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def ours(name: str, options: list[str]) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-c", "from vlmkg.cli.main import main; main()", "serve", "--port", str(port), *options]
    with _process(command, port):
        yield Server(name, port, "/sparql")


@contextmanager
def oxigraph(triples: Path) -> Iterator[Server]:
    port = _free_port()
    with _process([_command("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"], port):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/store?default",
            triples.read_bytes(),
            {"Content-Type": "application/n-triples"},
            method="POST",
        )
        with urllib.request.urlopen(request):
            pass
        yield Server("oxigraph serve", port, "/query")


@contextmanager
def rdflib_endpoint(triples: Path) -> Iterator[Server]:
    port = _free_port()
    with _process([_command("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), triples], port):
        yield Server("rdflib-endpoint", port, "/")


def _command(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed; the first lines of this file say how")
    return found


# -- comparing


def answers(server: Server, text: str) -> frozenset[str]:
    """The rows or triples of an answer, in no order."""
    graph = "CONSTRUCT" in text
    accept = "application/n-triples" if graph else "application/sparql-results+json"
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{server.path}?query={quote(text)}", headers={"Accept": accept}
    )
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        if graph:
            kind = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
            return frozenset(str(quad.triple) for quad in ox.parse(body, format=kind))
    return frozenset(json.dumps(row, sort_keys=True) for row in json.loads(body)["results"]["bindings"])


def compare(servers: list[Server], asked: dict[str, list[str]]) -> None:
    """Raise SystemExit where two servers answer differently."""
    for name in QUERIES:
        for text in asked[name][:SAMPLE]:
            found = {server.name: answers(server, text) for server in servers}
            if len(set(found.values())) != 1 or not any(found.values()):
                raise SystemExit(f"the servers differ or say nothing; nothing was measured: {text}\n{found}")


# -- measuring


def measure(server: Server, texts: list[str], connections: int, seconds: int, folder: Path) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their latency in milliseconds."""
    paths = folder / "paths"
    paths.write_text("".join(f"{server.path}?query={quote(text)}\n" for text in texts))
    script = folder / "ask.lua"
    script.write_text(_LUA)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script,
         f"http://127.0.0.1:{server.port}"],
        env={**os.environ, "PATHS": str(paths)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"{server.name} failed under load:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    worst = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    assert rate is not None
    assert worst is not None
    return float(rate[1]), float(worst[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[worst[2]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, nargs="+", default=[8, 1, 64])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--models", type=int, help="ask a synthetic graph of so many models, not the shipped one")
    parser.add_argument("--without", nargs="*", default=[], help="servers to leave out")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        options: list[str] = []
        if given.models:
            data = folder / "data"
            data.mkdir()
            synthetic.write(data, given.models)
            synthetic.write_popular(data, given.models)
            options = ["--data", str(data), "--no-builtin"]
        kg = vlmkg.load(*options[1:2], builtin=not given.models)
        triples = folder / "all.nt"
        triples.write_bytes(kg.export("ntriples"))
        asked = queries(kg)
        starts: dict[str, Callable[[], object]] = {
            "oxigraph serve": lambda: oxigraph(triples),
            "vlmkg": lambda: ours("vlmkg", [*options, "--cache", "0"]),
            "vlmkg, cache": lambda: ours("vlmkg, cache", options),
            "rdflib-endpoint": lambda: rdflib_endpoint(triples),
        }
        servers = [
            running.enter_context(start())  # type: ignore[arg-type]
            for name, start in starts.items()
            if name not in given.without
        ]
        compare(servers, asked)
        print(f"{kg.dataset.asserted + kg.dataset.inferred:,} triples; {os.cpu_count()} cores, shared with the client")
        for connections in given.connections:
            print(f"\n{connections} connections{'':<21}{'requests/s':>12}{'of oxigraph':>13}{'p99 ms':>9}")
            for name, texts in asked.items():
                found: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
                for _ in range(given.rounds):
                    for server in servers:
                        found[server.name].append(measure(server, texts, connections, given.seconds, folder))
                base = statistics.median(rate for rate, _ in found[servers[0].name])
                for server in servers:
                    rate = statistics.median(rate for rate, _ in found[server.name])
                    worst = statistics.median(worst for _, worst in found[server.name])
                    print(f"{name:<18}{server.name:<16}{rate:>12,.0f}{rate / base:>13.2f}{worst:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
