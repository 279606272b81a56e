"""Bounds hold: time, memory, size, number; and whoever keeps to them is served meanwhile."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from .conftest import GREEDY, RUNAWAY, Served, ask, get, well

Serve = Callable[..., Served]
LIMITS = ("--deadline", "1", "--processes", "1", "--workers", "2", "--queue", "3", "--memory", "200000000")


def test_a_runaway_query_is_stopped_and_says_which_limit_it_met(serve: Serve) -> None:
    served = serve(*LIMITS)
    status, headers, body = ask(served, RUNAWAY)
    assert status == 504
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == 504
    assert "after 1 s" in problem["detail"]
    assert "deadline" in problem["detail"]
    well(served)


def test_a_request_may_ask_for_less_time_and_not_for_more(serve: Serve) -> None:
    served = serve(*LIMITS)
    assert "after 0.2 s" in json.loads(ask(served, RUNAWAY, timeout="0.2")[2])["detail"]
    assert "after 1 s" in json.loads(ask(served, RUNAWAY, timeout="600")[2])["detail"]
    path = "/sparql?" + urlencode({"query": RUNAWAY})
    assert "after 0.3 s" in json.loads(get(served, path, {"Prefer": "wait=0.3"})[2])["detail"]


@pytest.mark.parametrize("wrong", ["soon", "-1", "0", "nan", "inf", ""])
def test_a_time_that_is_none_is_refused(serve: Serve, wrong: str) -> None:
    status, _, body = get(
        serve(*LIMITS), "/sparql?" + urlencode({"query": "ASK {}"}), {"Prefer": f"wait={wrong or 'x'}"}
    )
    assert status == 400
    assert "number of seconds" in json.loads(body)["detail"]


def test_a_query_that_needs_too_much_memory_is_stopped(serve: Serve) -> None:
    served = serve("--deadline", "60", "--processes", "1", "--memory", "50000000")
    status, _, body = ask(served, GREEDY)
    assert status == 507
    assert "50 MB" in json.loads(body)["detail"]
    well(served)


def test_an_answer_that_is_too_large_is_not_sent(serve: Serve) -> None:
    served = serve("--answer", "100000", "--processes", "1")
    status, _, body = ask(served, "SELECT * { ?s ?p ?o . ?a ?b ?c }")
    assert status == 507
    assert "0.1 MB" in json.loads(body)["detail"] or "100,000" in json.loads(body)["detail"]
    well(served)


def test_a_client_that_leaves_stops_its_query(serve: Serve) -> None:
    served = serve("--deadline", "600", "--processes", "1", "--workers", "1")
    (worker,) = served.workers()
    ended = served.watch(worker)
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        client.sendall(f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)
    well(served)  # there is one worker, so this waits until the other query has been stopped
    ended()


def test_a_full_queue_sends_away_at_once_and_says_when_to_come_back(serve: Serve) -> None:
    served = serve(*LIMITS)
    with ThreadPoolExecutor(12) as clients:
        found = list(clients.map(lambda _: ask(served, RUNAWAY), range(12)))
    statuses = sorted(status for status, _, _ in found)
    assert set(statuses) == {503, 504}
    assert statuses.count(503) == 12 - 5  # two under way, three waiting
    refused = next(one for one in found if one[0] == 503)
    assert int(refused[1]["retry-after"]) > 0
    assert "queue" in json.loads(refused[2])["detail"]
    well(served)


def test_one_runaway_holds_nobody_up(serve: Serve) -> None:
    served = serve("--deadline", "5", "--processes", "1", "--workers", "2")
    with ThreadPoolExecutor(1) as clients:
        runaway = clients.submit(ask, served, RUNAWAY)
        for _ in range(20):
            well(served)
        assert not runaway.done()
        assert runaway.result()[0] == 504


def test_a_request_that_is_too_long_is_refused(serve: Serve) -> None:
    served = serve("--request", "5000", "--processes", "1")
    for length in (True, False):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        body = b"ASK { } # " + b"x" * 6000
        connection.request(
            "POST",
            "/sparql",
            body=body if length else iter([body[:3000], body[3000:]]),
            headers={"Content-Type": "application/sparql-query"},
            encode_chunked=not length,
        )
        answer = connection.getresponse()
        assert answer.status == 413
        assert "5,000 bytes" in json.loads(answer.read())["detail"]
        connection.close()


def test_a_slow_client_is_let_go_and_others_are_served(serve: Serve) -> None:
    served = serve("--patience", "0.5", "--processes", "1")
    slow = []
    for said in (b"", b"GET /sparql?qu", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nque"):
        client = socket.create_connection(("127.0.0.1", served.port), timeout=10)
        client.sendall(said)
        slow.append(client)
    well(served)
    for client in slow:
        said = client.recv(1000)
        assert said.startswith(b"HTTP/1.1 408")
        client.close()


def test_a_client_over_its_rate_is_told_so(serve: Serve) -> None:
    served = serve("--rate", "5/minute", "--processes", "1")
    statuses = [ask(served, f"ASK {{ }} # {number}")[0] for number in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    status, headers, body = ask(served, "ASK { }")
    assert status == 429
    assert int(headers["retry-after"]) > 0
    assert "5 per 1 minute" in json.loads(body)["detail"]
    assert get(served, "/health")[0] == 200


def test_five_hundred_open_connections_hold_nobody_up(serve: Serve) -> None:
    served = serve(*LIMITS)
    held = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(500)]
    try:
        well(served)
        held[-1].sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert held[-1].recv(100).startswith(b"HTTP/1.1 200")
    finally:
        for client in held:
            client.close()
    well(served)


def test_connections_have_a_limit(serve: Serve) -> None:
    served = serve("--connections", "10", "--processes", "1")
    held = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(20)]
    gone = 0
    for client in held:
        client.settimeout(0.5)
        try:
            gone += client.recv(1) == b""
        except ConnectionResetError:
            gone += 1
        except TimeoutError:
            pass
        client.close()
    assert gone == 10
    well(served)


def test_a_worker_that_has_answered_enough_is_replaced_and_no_request_is_lost(serve: Serve) -> None:
    served = serve("--recycle", "3", "--processes", "1", "--workers", "2", "--cache", "0")
    first = set(served.workers())
    with ThreadPoolExecutor(8) as clients:
        found = list(clients.map(lambda number: ask(served, f"ASK {{ }} # {number}")[0], range(200)))
    assert found == [200] * 200
    assert not first & set(served.workers())


def _all(client: socket.socket) -> bytes:
    """What still comes, until the connection ends in either way."""
    received = b""
    try:
        while part := client.recv(1 << 20):
            received += part
    except ConnectionResetError:
        pass
    return received


def test_a_client_that_does_not_take_its_answer_is_let_go(serve: Serve) -> None:
    served = serve("--patience", "1", "--outstanding", "1000000", "--processes", "1", "--cache", "0")
    large = urlencode({"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 60000"})
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", served.port))
        client.sendall(f"GET /sparql?{large} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert client.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        status, headers, body = ask(served, "ASK {}")  # what waits for this client is all that may wait
        assert (status, headers["retry-after"]) == (503, "5")
        assert "read by other clients" in json.loads(body)["detail"]
        assert 200 in (ask(served, "ASK {}")[0] for _ in range(3000)), "the client still holds its answer"
        client.settimeout(20)
        received = _all(client)
    assert b"content-length: " in received
    assert len(received) < int(received.partition(b"content-length: ")[2].split()[0])
    well(served)
    assert not [line for line in served.said if "Traceback" in line]


def test_a_browser_gets_a_page_for_what_the_server_itself_refuses(serve: Serve) -> None:
    served = serve(*LIMITS)
    html = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for path, headers, status in (
        ("/sparql?" + urlencode({"query": RUNAWAY}), html, 504),
        ("/sparql?" + urlencode({"query": "ASK {}"}), {**html, "Prefer": "wait=x"}, 400),
    ):
        found, answered, body = get(served, path, headers)
        assert (found, answered["content-type"]) == (status, "text/html; charset=utf-8")
        assert b"<h1" in body
        assert "content-security-policy" in answered
