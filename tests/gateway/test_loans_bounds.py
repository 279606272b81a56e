"""What holds for every request holds for those of lent clients."""

from __future__ import annotations

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from .conftest import GREEDY, RUNAWAY, get, well
from .lent import LABEL, LARGE, MIDDLING, TWO, Serve, connected, holders, lent


def test_a_runaway_of_a_lent_client_is_stopped_at_its_deadline(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        worker = lent(served, client)
        ended = served.watch(worker)
        status, headers, body = client.ask(RUNAWAY)
        ended()
        assert status == 504
        assert headers["content-type"].startswith("application/problem+json")
        assert "stopped after 2 s" in json.loads(body)["detail"]
        assert client.ask(LABEL)[0] == 200  # on the same connection


def test_memory_of_a_lent_client_is_bounded(serve: Serve) -> None:
    served = serve("--processes", "1", "--workers", "2", "--cache", "0", "--memory", "100000000")
    with connected(served) as (client,):
        lent(served, client)
        assert client.ask(GREEDY)[0] in (504, 507)
        assert client.ask(LABEL)[0] == 200


def test_a_worker_that_ends_at_once_takes_no_client_with_it(serve: Serve) -> None:
    """Before the front has noticed that it is at a request at all."""
    served = serve("--processes", "1", "--workers", "2", "--cache", "0", "--memory", "4000000")
    with connected(served, 2) as (client, other):
        for _ in range(3):
            lent(served, other)
            worker = lent(served, client)
            ended = served.watch(worker)
            assert client.ask(GREEDY)[0] == 507
            ended()
            assert client.ask(LABEL)[0] == other.ask(LABEL)[0] == 200


def test_a_runaway_holds_nobody_up_who_was_lent_to_the_same_worker(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served, 8) as clients, ThreadPoolExecutor(1) as one:
        for client in clients:
            lent(served, client)
        asking = one.submit(clients[0].ask, RUNAWAY)
        answered = 0
        while not asking.done():
            for client in clients[1:]:
                assert client.ask(LABEL)[0] == 200
                answered += 1
        assert asking.result()[0] == 504
        assert answered > 20


def test_a_lent_client_that_leaves_stops_its_query(serve: Serve) -> None:
    served = serve("--processes", "1", "--workers", "2", "--cache", "0", "--deadline", "600")
    with connected(served) as (client,):
        worker = lent(served, client)
        ended = served.watch(worker)
        client.connection.sock.sendall(
            f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        )
    ended()
    well(served)


def test_a_connection_that_ends_ends_at_once(serve: Serve) -> None:
    """Also where a worker that is at something else has not let go of it yet."""
    served = serve("--processes", "1", "--workers", "2", "--cache", "0", "--deadline", "600")
    with connected(served, 2) as (busy, leaving):
        worker = lent(served, busy)
        assert lent(served, leaving) == worker
        ended = served.watch(worker)
        raw = busy.connection.sock
        raw.sendall(f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert leaving.ask(LABEL)[0] == 200
        last = leaving.connection.sock
        last.settimeout(20)
        last.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while part := last.recv(65536):
            received += part
        assert b'"status": "ok"' in received
        assert worker in holders(served, busy)  # it is still at it
    ended()


def test_large_answers_are_taken_at_the_pace_of_the_client(serve: Serve) -> None:
    served = serve(*TWO)
    whole = {query: get(served, "/sparql?" + urlencode({"query": query}))[2] for query in (LABEL, LARGE, MIDDLING)}
    assert len(whole[MIDDLING]) < 200_000 < len(whole[LARGE])
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(20)
        raw.connect(("127.0.0.1", served.port))
        for query in (LABEL, LARGE, LABEL, MIDDLING, LABEL, MIDDLING):
            raw.sendall(f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            answer = http.client.HTTPResponse(raw)
            answer.begin()
            body = b""
            while part := answer.read(500):
                body += part
            assert answer.status == 200
            assert body == whole[query]


def test_a_lent_worker_can_open_nothing_but_what_it_is_lent(serve: Serve) -> None:
    """All descriptors below its limit are taken, so the kernel gives it no further one."""
    served = serve(*TWO)
    with connected(served, 3) as clients:
        for client in clients:
            worker = lent(served, client)
            limits = Path(f"/proc/{worker}/limits").read_text()
            (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
            limit = int(line.split()[3])
            taken = {int(entry.name) for entry in Path(f"/proc/{worker}/fd").iterdir()}
            assert set(range(limit)) <= taken
