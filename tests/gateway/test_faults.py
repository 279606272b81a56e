"""Processes that are killed are replaced; new data come and the server goes without a lost request."""

from __future__ import annotations

import http.client
import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .conftest import RUNAWAY, SMALL, Served, ask, get, seconds, well

Serve = Callable[..., Served]
ONE = ("--processes", "1", "--workers", "1", "--cache", "0", "--deadline", "20")


def test_an_idle_worker_that_is_killed_is_replaced(serve: Serve) -> None:
    served = serve(*ONE)
    (worker,) = served.workers()
    ended = served.watch(worker)
    os.kill(worker, signal.SIGKILL)
    ended()
    well(served)


def test_a_request_whose_worker_is_killed_is_told_to_come_again(serve: Serve) -> None:
    served = serve(*ONE)
    well(served)
    (worker,) = served.workers()
    with ThreadPoolExecutor(1) as clients:
        asking = clients.submit(ask, served, RUNAWAY)
        while seconds(worker) < 0.3 and not asking.done():  # until it is at the query
            os.sched_yield()
        os.kill(worker, signal.SIGKILL)
        status, headers, body = asking.result()
    assert status == 503
    assert headers["retry-after"] == "1"
    assert "stopped from outside" in json.loads(body)["detail"]
    well(served)


def test_a_killed_zygote_is_replaced_and_requests_go_on(serve: Serve) -> None:
    served = serve(*ONE)
    zygote = served.zygote()
    ended = served.watch(zygote)
    os.kill(zygote, signal.SIGKILL)
    ended()
    well(served)  # by the worker that is left
    served.wait_for("the zygote")
    (worker,) = _workers_anywhere(served)
    os.kill(worker, signal.SIGKILL)
    well(served)  # by a worker of the new one


def _workers_anywhere(served: Served) -> list[int]:
    """Workers whose zygote has ended belong to another parent; they are known by having no child and our data."""
    name = str(served.data)
    known = {served.process.pid, *served.children()}
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in known and int(entry.name) != os.getpid():
            try:
                said = (entry / "cmdline").read_bytes().decode()
                group = os.getpgid(int(entry.name))
            except OSError:
                continue
            if name in said and group == os.getpgid(served.process.pid) and "--cache" in said:
                found.append(int(entry.name))
    return found


def test_a_killed_front_is_replaced(serve: Serve) -> None:
    served = serve(*ONE)
    (front,) = set(served.children()) - {served.zygote()}
    ended = served.watch(front)
    os.kill(front, signal.SIGKILL)
    ended()
    served.wait_for("front process")
    well(served)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_new_data_are_loaded_without_a_lost_request(own: Path) -> None:
    served = Served("--processes", "2", "--workers", "2", data=own)
    query = "SELECT ?label { model:one rdfs:label ?label }"
    seen = []
    try:
        own.write_text(SMALL.replace('"One"', '"Two"'), encoding="utf-8")
        served.process.send_signal(signal.SIGHUP)
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        while not seen or seen[-1] == ("One", 200):
            connection.request("GET", f"/sparql?{urlencode({'query': query, 'format': 'csv'})}")
            answer = connection.getresponse()
            seen.append((answer.read().decode().split()[-1], answer.status))
        connection.close()
        assert seen[-1] == ("Two", 200)
        same = 0
        while same < 20:  # the front processes change over one after the other
            status, headers, body = ask(served, query)
            assert status == 200
            known = {"If-None-Match": headers["etag"]}
            again = get(served, "/sparql?" + urlencode({"query": query}), known)[0]
            assert again in (200, 304)
            same = same + 1 if again == 304 and b"Two" in body else 0
    finally:
        assert served.stop() == 0


def test_data_that_do_not_load_leave_the_old_ones(own: Path) -> None:
    served = Served("--processes", "1", data=own)
    try:
        own.write_text("model:one a", encoding="utf-8")
        served.process.send_signal(signal.SIGHUP)
        assert "own.ttl:1" in served.wait_for("the old ones stay")
        well(served)
    finally:
        served.stop()


def test_what_is_under_way_is_answered_before_the_server_ends(own: Path) -> None:
    served = Served("--processes", "1", "--deadline", "1", data=own)
    with ThreadPoolExecutor(1) as clients:
        asking = clients.submit(ask, served, RUNAWAY)
        while not any(seconds(worker) > 0.1 for worker in served.workers()) and not asking.done():
            os.sched_yield()
        assert served.stop() == 0
        assert asking.result()[0] == 504


def test_a_server_that_is_killed_leaves_no_process(own: Path) -> None:
    served = Served("--processes", "2", data=own)
    ended = served.watch(*served.children(), *served.workers())
    served.process.kill()
    ended()
    served.process.wait()
    served.process.stderr.close()  # type: ignore[union-attr]


def test_data_that_do_not_load_are_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("model:one a", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"broken\.ttl:1.*try again"):
        Served(data=path)
    with pytest.raises(AssertionError, match="no such file or folder"):
        Served(data=tmp_path / "nothing.ttl")
