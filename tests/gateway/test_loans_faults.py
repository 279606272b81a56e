"""Workers end, data change, the server goes: no request of a lent client is lost."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .conftest import RUNAWAY, Served, seconds
from .lent import LABEL, TWO, Serve, connected, lent


def test_a_worker_killed_under_a_lent_client_is_told(serve: Serve) -> None:
    served = serve(*TWO[:-1], "20")
    with connected(served) as (client,), ThreadPoolExecutor(1) as one:
        worker = lent(served, client)
        before = seconds(worker)
        asking = one.submit(client.ask, RUNAWAY)
        while seconds(worker) < before + 0.3 and not asking.done():  # until it is at the query
            os.sched_yield()
        os.kill(worker, signal.SIGKILL)
        status, headers, _ = asking.result()
        assert (status, headers["retry-after"]) == (503, "1")
        assert client.ask(LABEL)[0] == 200


def test_an_idle_worker_killed_takes_no_client_with_it(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served, 3) as clients:
        workers = {lent(served, client) for client in clients}
        for worker in workers:
            ended = served.watch(worker)
            os.kill(worker, signal.SIGKILL)
            ended()
        for client in clients:
            assert client.ask(LABEL)[0] == 200


def test_pages_are_answered_beside_lent_clients(serve: Serve) -> None:
    """Also where every worker has clients: what waits comes first."""
    served = serve("--processes", "1", "--workers", "1", "--cache", "0")
    with connected(served, 2) as clients:
        for _ in range(20):
            assert clients[0].ask(LABEL)[0] == 200
            assert clients[1].get("/model/one.html")[0] == 200


def test_no_request_is_lost_while_many_ask_and_workers_are_replaced(serve: Serve) -> None:
    served = serve("--processes", "2", "--workers", "2", "--cache", "0", "--recycle", "40")

    def often(number: int) -> set[tuple[int, str]]:
        with connected(served) as (client,):
            found = set()
            for turn in range(150):
                mark = f"{number}-{turn}"
                status, _, body = client.ask(f'SELECT ?m {{ BIND("{mark}" AS ?m) }}')
                assert json.loads(body)["results"]["bindings"][0]["m"]["value"] == mark
                found.add((status, ""))
                if turn % 40 == 39:
                    assert client.get("/queries")[0] == 200
            return found

    first = set(served.workers())
    with ThreadPoolExecutor(8) as clients:
        assert set().union(*clients.map(often, range(8))) == {(200, "")}
    assert not first & set(served.workers())


def test_new_data_reach_lent_clients_and_no_request_is_lost(small: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    text = small.read_text(encoding="utf-8")
    data.write_text(text, encoding="utf-8")
    served = Served(*TWO, data=data)
    try:
        with connected(served) as (client,):
            lent(served, client)
            data.write_text(text.replace('"One"', '"First"'), encoding="utf-8")
            served.process.send_signal(signal.SIGHUP)
            until = time.monotonic() + 30
            while b'"First"' not in (answer := client.ask(LABEL))[2]:
                assert answer[0] == 200
                assert time.monotonic() < until
            assert answer[0] == 200
    finally:
        assert served.stop() == 0


def test_what_a_lent_client_asked_is_answered_before_the_server_ends(small: Path) -> None:
    served = Served("--processes", "1", "--workers", "2", "--cache", "0", data=small)
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with connected(served) as (client,), ThreadPoolExecutor(1) as one:
        worker = lent(served, client)
        triples = int(client.ask("SELECT (COUNT(*) AS ?n) { ?a ?b ?c }", {"accept": "text/csv"})[2].split()[1])
        before = seconds(worker)
        asking = one.submit(client.ask, long, {"accept": "text/csv"})
        while seconds(worker) < before + 0.1 and not asking.done():
            os.sched_yield()
        assert served.stop() == 0
        status, _, body = asking.result()
    assert (status, body.split()) == (200, [b"n", b"%d" % triples**2])
