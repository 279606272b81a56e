"""Clients that ask often are lent to workers, and get what everybody gets."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .conftest import Served, get
from .lent import LABEL, LARGE, TWO, Serve, connected, holders, lent

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
