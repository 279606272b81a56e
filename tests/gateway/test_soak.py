"""Everything at once, for a while: no wrong answer, no well-behaved query lost, memory flat."""

from __future__ import annotations

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .conftest import GREEDY, RUNAWAY, Served, ask, get

OPTIONS = ("--processes", "2", "--workers", "2", "--deadline", "1", "--memory", "100000000", "--answer", "300000",
           "--queue", "1000", "--cache", "200000", "--recycle", "50")  # fmt: skip
ROUNDS = 3
REQUESTS = 400
CLIENTS = 8


@pytest.fixture
def served(small: Path) -> Iterator[Served]:
    found = Served(*OPTIONS, data=small)
    yield found
    assert found.stop() == 0


def one(served: Served, kind: str, number: int) -> tuple[str, int]:
    """One request of a kind; what came of it."""
    match kind:
        case "well":
            query = f"SELECT ?e ?n {{ model:one vlmkg:usesVisionEncoder ?e BIND({number} AS ?n) }}"
            status, _, body = ask(served, query)
            if status == 200:
                (row,) = json.loads(body)["results"]["bindings"]
                assert row["e"]["value"] == "https://w3id.org/vlmkg/model/eye"
                assert row["n"]["value"] == str(number)
            return kind, status
        case "repeated":
            status, _, body = ask(served, "SELECT ?l { model:one rdfs:label ?l }", format="csv")
            assert status != 200 or body.split() == [b"l", b"One"]
            return kind, status
        case "page":
            return kind, get(served, "/queries", {"accept": "text/html"})[0]
        case "runaway":
            return kind, ask(served, RUNAWAY, timeout="0.2")[0]
        case "greedy":
            return kind, ask(served, GREEDY)[0]
        case "malformed":
            return kind, ask(served, "SELECT * WHERE { ?s" + "(" * (number % 50))[0]
        case "huge":
            return kind, ask(served, f"SELECT * {{ ?s ?p ?o . ?a ?b ?c }} # {number}")[0]
        case "leaving":
            with socket.create_connection(("127.0.0.1", served.port)) as client:
                client.sendall(f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            return kind, 0
        case _:
            with socket.create_connection(("127.0.0.1", served.port)) as client:
                client.sendall(b"\x16\x03\x01 no HTTP \xff\r\n\r\n")
                client.settimeout(20)
                return kind, int(client.recv(100).split()[1])


ALLOWED = {
    "well": {200},
    "repeated": {200},
    "page": {200},
    "runaway": {504},
    "greedy": {504, 507},
    "malformed": {400},
    "huge": {507},
    "leaving": {0},
    "noise": {400},
}
SHARES = {"well": 60, "repeated": 20, "page": 5, "runaway": 3, "greedy": 1, "malformed": 4, "huge": 2, "leaving": 3,
          "noise": 2}  # fmt: skip


@pytest.mark.slow
def test_a_mix_of_good_and_bad(served: Served) -> None:
    chance = random.Random(7)
    used = []
    for _ in range(ROUNDS):
        kinds = chance.choices(list(SHARES), weights=list(SHARES.values()), k=REQUESTS)
        with ThreadPoolExecutor(CLIENTS) as clients:
            found = Counter(clients.map(lambda pair: one(served, pair[1], pair[0]), enumerate(kinds)))
        wrong = {outcome: count for outcome, count in found.items() if outcome[1] not in ALLOWED[outcome[0]]}
        assert not wrong, found
        assert sum(found.values()) == REQUESTS
        used.append(_memory(served))
    assert used[-1] < used[0] * 1.15, used
    for front in set(served.children()) - {served.zygote()}:
        assert len(list(Path(f"/proc/{front}/fd").iterdir())) < 60


def _memory(served: Served) -> int:
    """Kilobytes that the server's own processes hold, shared pages counted once."""
    total = 0
    for pid in (served.process.pid, *served.children()):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total
