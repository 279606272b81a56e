"""Clients that ask often are lent to workers: the same answers, the same bounds, and nobody lost."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.http.gateway import wire
from vlmkg.http.gateway.loans import plain
from vlmkg.http.gateway.loans.board import Board, Note
from vlmkg.http.gateway.loans.borrower import Borrower
from vlmkg.http.gateway.loans.gate import Gate
from vlmkg.http.gateway.loans.loan import Loan
from vlmkg.http.gateway.loans.tally import Tally
from vlmkg.http.gateway.settings import Settings

from .conftest import GREEDY, RUNAWAY, Served, get, well

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


# -- the same answers


SAME = [
    ("/sparql?" + urlencode({"query": LABEL}), {}),
    ("/sparql?" + urlencode({"query": LABEL}), {"accept": "text/csv"}),
    ("/sparql?" + urlencode({"query": LABEL, "format": "xml"}), {}),
    ("/sparql?" + urlencode({"query": "DESCRIBE model:one"}), {"accept": "application/ld+json"}),
    ("/sparql?" + urlencode({"query": "SELECT * {"}), {}),
    ("/sparql?" + urlencode({"query": "SELECT * {"}), {"accept": "text/html"}),
    ("/sparql?" + urlencode({"query": "DROP ALL"}), {}),
    ("/sparql?" + urlencode({"query": LABEL}), {"accept": "image/png"}),
    ("/sparql?" + urlencode({"query": LABEL, "timeout": "nonsense"}), {}),
    ("/sparql?" + urlencode({"query": LARGE}), {"accept-encoding": "gzip"}),
    ("/sparql?" + urlencode({"query": LARGE}), {}),
    ("/sparql", {"accept": "text/turtle"}),
    ("/queries/find-models-by-encoder.csv?encoder=eye", {}),
    ("/queries/find-models-by-encoder.json?encoder=nothing", {}),
    ("/queries/none.csv", {}),
    ("/queries/", {"accept": "text/html"}),
    ("/sparql?query=%zz", {}),
]


@pytest.mark.parametrize(("path", "headers"), SAME)
def test_a_lent_client_gets_what_any_other_gets(serve: Serve, path: str, headers: dict[str, str]) -> None:
    served = serve(*TWO)
    status, theirs, body = get(served, path, headers)
    with connected(served) as (client,):
        lent(served, client)
        found = client.get(path, headers)
    changing = {"date", "server-timing"}
    assert found[0] == status
    assert {k: v for k, v in found[1].items() if k not in changing} == {
        k: v for k, v in theirs.items() if k not in changing
    }
    assert found[1].keys() == theirs.keys()
    assert found[2] == body


def test_posted_queries_are_answered_by_the_worker_too(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        worker = lent(served, client)
        direct = client.get("/sparql", {"content-type": "application/sparql-query"}, "POST", LABEL)
        form = client.get("/sparql", {"content-type": "application/x-www-form-urlencoded"}, "POST",
                          urlencode({"query": LABEL}))  # fmt: skip
        assert holders(served, client) == {worker}
        assert direct[2] == form[2] == client.ask(LABEL)[2]


def test_whoever_has_the_answer_is_told_so(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        lent(served, client)
        tag = client.ask(LABEL)[1]["etag"]
        status, headers, body = client.ask(LABEL, {"if-none-match": tag})
        assert (status, headers["etag"], body) == (304, tag, b"")


def test_answers_are_kept_where_they_may_be(serve: Serve) -> None:
    served = serve("--processes", "1", "--workers", "2")
    with connected(served) as (client,):
        lent(served, client)
        client.ask(LABEL)
        assert client.ask(LABEL)[1]["server-timing"] == 'cache;desc="hit"'


def test_other_paths_go_back_to_the_front_and_the_client_is_lent_again(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        lent(served, client)
        assert json.loads(client.get("/health")[2])["status"] == "ok"
        assert not holders(served, client)
        assert client.get("/sparql", method="HEAD")[2] == b""
        lent(served, client)


def test_requests_in_pieces_and_in_rows_are_all_answered(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        lent(served, client)
        raw = client.connection.sock
        request = f"GET /sparql?{urlencode({'query': LABEL})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        raw.sendall(request[:20])
        raw.sendall(request[20:] + request + request[:-1])
        raw.sendall(request[-1:])
        found = b""
        while found.count(b'"value":"One"') < 3:
            part = raw.recv(65536)
            assert part, found
            found += part
        assert found.count(b"HTTP/1.1 200 OK") == 3


def test_a_client_that_asks_no_more_goes_back_to_the_front(serve: Serve) -> None:
    served = serve(*TWO)
    with connected(served) as (client,):
        lent(served, client)
        until = time.monotonic() + 20
        while holders(served, client):
            assert time.monotonic() < until
        assert client.ask(LABEL)[0] == 200


# -- the same bounds


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


# -- nobody lost


def test_a_worker_killed_under_a_lent_client_is_told(serve: Serve) -> None:
    served = serve(*TWO[:-1], "20")
    with connected(served) as (client,), ThreadPoolExecutor(1) as one:
        worker = lent(served, client)
        before = _seconds(worker)
        asking = one.submit(client.ask, RUNAWAY)
        while _seconds(worker) < before + 0.3 and not asking.done():  # until it is at the query
            os.sched_yield()
        os.kill(worker, signal.SIGKILL)
        status, headers, _ = asking.result()
        assert (status, headers["retry-after"]) == (503, "1")
        assert client.ask(LABEL)[0] == 200


def _seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]) / os.sysconf("SC_CLK_TCK")


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
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with connected(served) as (client,), ThreadPoolExecutor(1) as one:
        worker = lent(served, client)
        before = _seconds(worker)
        asking = one.submit(client.ask, long)
        while _seconds(worker) < before + 0.1 and not asking.done():
            os.sched_yield()
        assert served.stop() == 0
        status, _, body = asking.result()
    assert status in (200, 504), body


def test_what_lent_clients_asked_is_counted_and_logged(small: Path, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    served = Served(*TWO, "--access-log", str(log), data=small)
    with connected(served) as (client,):
        lent(served, client)
        for number in range(50):
            client.ask(f"ASK {{ }} # mark{number}")
        client.get("/health")
    count = get(served, "/metrics")[2].decode()
    assert served.stop() == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    marked = [line for line in lines if "mark" in line["query"]]
    assert len(marked) == 50
    assert {(line["client"], line["status"], line["from"]) for line in marked} == {("127.0.0.1", 200, "worker")}
    asked = sum(line["path"] == "/sparql" for line in lines)
    assert f'vlmkg_requests_total{{kind="sparql",origin="worker",status="200"}} {asked}.0' in count


def test_where_requests_are_counted_for_each_client_nobody_is_lent(serve: Serve) -> None:
    served = serve("--processes", "1", "--workers", "2", "--rate", "30/minute")
    with connected(served) as (client,):
        statuses = [client.ask(LABEL)[0] for _ in range(31)]
        assert not holders(served, client)
    assert statuses == [200] * 30 + [429]


def test_clients_of_a_proxy_that_is_believed_are_told_apart(small: Path, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    served = Served(*TWO, "--access-log", str(log), data=small)
    try:
        with connected(served) as (client,):
            worker = lent(served, client)
            for number in range(5):
                headers = {"x-forwarded-for": f"203.0.113.{number}", "x-forwarded-proto": "https", "host": "kg.example"}
                assert client.get("/sparql?mark", {**headers, "accept": "text/turtle"})[0] == 400
                assert client.ask(f"ASK {{ }} # mark{number}", headers)[0] == 200
                assert holders(served, client) == {worker}
            description = client.get("/sparql", {**headers, "accept": "text/turtle"})[2]
            assert b"https://kg.example/sparql" in description
    finally:
        assert served.stop() == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    marked = [line["client"] for line in lines if "mark" in line["query"]]
    assert marked == [f"203.0.113.{number}" for number in range(5) for _ in range(2)]


def test_a_proxy_that_is_not_believed_is_a_client(small: Path, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    served = Served(*TWO, "--access-log", str(log), "--proxies", "198.51.100.1", data=small)
    try:
        with connected(served) as (client,):
            lent(served, client)
            client.ask("ASK { } # mark", {"x-forwarded-for": "203.0.113.7"})
    finally:
        assert served.stop() == 0
    (line,) = [line for line in log.read_text(encoding="utf-8").splitlines() if "mark" in line]
    assert json.loads(line)["client"] == "127.0.0.1"


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


# -- the parts

READER = plain.Reader(Settings())


def test_what_the_network_does_not_take_at_once_is_left_to_the_front() -> None:
    """A worker waits for no client."""
    front, ours = socket.socketpair()
    lending, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    client, served = socket.socketpair()
    served.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    handle = Board.new()
    loan, lender = Loan(lending, Gate.new(), Board(handle)), Loan(theirs, Gate.new(), Board(handle))
    os.close(handle)
    lending.setblocking(False)
    body = bytes(range(256)) * 700
    borrower = Borrower(front, loan, lambda _: wire.Answer(200, [], body), "v", Settings(cache=0))
    with ThreadPoolExecutor(1) as one:
        running = one.submit(borrower.run, lambda: False)
        assert lender.lend(7, served.fileno(), "192.0.2.1")
        served.close()
        client.sendall(b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n\r\n")
        head = ours.recv(wire.ANSWER_HEAD, socket.MSG_WAITALL)
        rest = ours.recv(wire.answer_size(head), socket.MSG_WAITALL)
        ours.close()  # then the worker ends
        running.result()
    assert wire.kind_of(head) is wire.Kind.REST
    number, missing = wire.unpack_news(rest)
    with client.makefile("rb") as file:
        whole = file.read() + missing
    assert number == 7
    assert 0 < len(missing) < len(body)
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")
    assert whole.partition(b"\r\n\r\n")[2] == body
    for end in (loan, lender, front, client):
        end.close()


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n",
        b"GET /sparql?query=x HTTP/1.0\r\nHost: x\r\n\r\n",
        b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\nPrefer: wait=1\r\n\r\n",
        b"GET /sparql?query=x&timeout=1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /sparql#x HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://x/sparql HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /static/x HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"HEAD /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nx",
        b"\x16\x03\x01",
        b"",
    ],
)
def test_what_is_not_plain_is_left_to_the_front(request_: bytes) -> None:
    assert READER.read(request_, "192.0.2.1") is None


def test_a_plain_request_is_read() -> None:
    found = READER.read(b"GET /sparql?query=x HTTP/1.1\r\nHost: a:1\r\nACCEPT: text/csv\r\n\r\n", "192.0.2.1")
    assert found is not None
    assert found.client == "192.0.2.1"
    assert found.asked.request[:6] == (b"GET", b"/sparql", b"query=x", b"text/csv", b"", b"http://a:1")


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault(data: bytes) -> None:
    READER.read(data, "192.0.2.1")
    READER.read(b"GET /sparql?" + data + b" HTTP/1.1\r\n\r\n", "192.0.2.1")


def test_a_header_that_would_split_an_answer_is_not_written() -> None:
    assert plain.head(wire.Answer(200, [], b""), [(b"link", b"a\r\nset-cookie: x")]) is None


def test_a_gate_is_taken_by_one() -> None:
    gate = Gate.new()
    assert gate.take()
    assert not gate.take()
    gate.give()
    assert gate.take()
    gate.close()


NOTES = st.builds(
    Note,
    st.floats(0, 1e6),
    st.integers(0, 2**60),
    st.integers(100, 599),
    st.binary(max_size=20),
    st.binary(max_size=1000),
    st.binary(max_size=1000),
    st.binary(max_size=100),
    st.binary(max_size=100),
)


@given(st.lists(st.lists(NOTES, max_size=20), max_size=30))
def test_notes_are_read_as_they_were_written(batches: list[list[Note]]) -> None:
    handle = Board.new()
    worker, front = Board(handle), Board(handle)
    os.close(handle)
    for batch in batches:
        for note in batch:
            assert worker.has_room()
            worker.note(note)
        assert list(front.notes()) == batch
        assert not list(front.notes())
    worker.close()
    front.close()


def test_a_board_is_full_before_a_note_is_lost() -> None:
    handle = Board.new()
    worker, front = Board(handle), Board(handle)
    os.close(handle)
    note = Note(0.5, 3, 200, b"GET", b"/sparql", b"q" * 1000, b"eval", b"192.0.2.1")
    written = 0
    while worker.has_room():
        worker.note(note)
        written += 1
    assert list(front.notes()) == [note] * written
    assert worker.has_room()
    worker.close()
    front.close()


def test_a_board_says_what_a_worker_is_at() -> None:
    handle = Board.new()
    worker, front = Board(handle), Board(handle)
    os.close(handle)
    assert front.at() is None
    worker.begin(7, 12.5, b"GET / HTTP/1.1")
    assert front.at() == (7, 12.5, b"GET / HTTP/1.1")
    worker.end()
    assert front.at() is None
    worker.close()
    front.close()


def test_there_is_one_borrower_a_core() -> None:
    tally = Tally(2)
    assert tally.has_room()
    tally.put(0, 1)
    assert tally.has_room()
    tally.put(1, 1)
    assert not tally.has_room()
    tally.put(1, 0)
    assert tally.has_room()
