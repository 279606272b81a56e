"""Whatever bytes come, each gets an answer with a sense, and the next request gets its own."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Served, get, well

Serve = Callable[..., Served]
ONE = ("--processes", "1", "--workers", "2", "--patience", "2", "--request", "1000000")
ASK = quote("ASK { model:one vlmkg:usesEncoder model:eye }")


def raw(served: Served, said: bytes) -> bytes:
    """What the server answers to bytes, until it closes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as client:
        client.sendall(said)
        received = b""
        try:
            while part := client.recv(65536):
                received += part
        except ConnectionResetError:
            pass
        return received


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join((line, "Host: x", *headers, "Connection: close", "", "")).encode("latin-1")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (head(f"GET /sparql?query={ASK} HTTP/1.1"), 200),
        (f"GET /sparql?query={ASK} HTTP/1.0\r\n\r\n".encode(), 200),
        (head(f"GET http://elsewhere.example/sparql?query={ASK} HTTP/1.1"), 200),
        (head("GET /sparql?query=%zz%ff%c3%28 HTTP/1.1"), 400),
        (head("GET /sparql?query=ASK%00{} HTTP/1.1"), 400),
        (head("GET /%ff%fe%00 HTTP/1.1"), 404),
        (head("GET /model/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1"), 404),
        (head("GET /static/%2e%2e/%2e%2e/render.py HTTP/1.1"), 404),
        (head("GET /static/..%5c..%5crender.py HTTP/1.1"), 404),
        (head("GET /download/..%2f..%2fetc%2fpasswd HTTP/1.1"), 404),
        (head("GET //etc/passwd HTTP/1.1"), 404),
        (head("DELETE /sparql HTTP/1.1"), 405),
        (head("PUT /rdf-graph-store?default HTTP/1.1", "Content-Length: 0"), 405),
        (head("PROPFIND / HTTP/1.1"), 405),
        (head("BREW / HTTP/1.1"), 400),
        (head("GET / HTTP/9.9"), 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (head("POST /sparql HTTP/1.1", "Content-Length: 5", "Content-Length: 6") + b"ASK{}x", 400),
        (head("POST /sparql HTTP/1.1", "Content-Length: -5"), 400),
        (head("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\n", 400),
        (head("POST /sparql HTTP/1.1", "Content-Length: 99999999999"), 413),
        (head("POST /sparql HTTP/1.1", "Content-Type: image/png", "Content-Length: 4") + b"\x89PNG", 415),
        (head(f"GET /sparql?query={ASK}&query={ASK} HTTP/1.1"), 400),
        (head(f"GET /sparql?query={ASK} HTTP/1.1", "Accept: nonsense;;q=,,/*,text"), 200),
        (head(f"GET /sparql?query={ASK} HTTP/1.1", "Accept: image/png"), 406),
        (head(f"GET /sparql?query={ASK} HTTP/1.1", "If-None-Match: \xff*,,\"", "Accept-Encoding: ;q=x,*;q=-1"), 200),
        (head("GET /queries?nonsense=1 HTTP/1.1"), 400),
    ],
)  # fmt: skip
def test_odd_requests_get_the_status_they_deserve(serve: Serve, said: bytes, status: int) -> None:
    served = serve(*ONE)
    answer = raw(served, said)
    assert answer.startswith(b"HTTP/1.1 %d" % status), answer[:300]
    if status >= 400:
        assert b"application/problem+json" in answer
        problem = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert problem["status"] == status
        assert len(problem["detail"]) > 10
    well(served)


def test_a_long_get_is_read(serve: Serve) -> None:
    comment = "#" + "x" * 30_000
    assert get(serve(*ONE), f"/sparql?query={ASK}{quote(comment)}")[0] == 200


def test_a_query_of_a_megabyte_is_read_and_a_longer_one_is_not(serve: Serve) -> None:
    served = serve(*ONE)
    for length, status in ((999_000, 200), (1_000_001, 413)):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        query = "ASK { } #".ljust(length, "x")
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
        assert connection.getresponse().status == status
        connection.close()
    well(served)


def test_the_name_a_client_calls_the_server_by_goes_nowhere_it_could_harm(serve: Serve) -> None:
    served = serve(*ONE)
    for host in ("evil.example/><script>", "a b", "x\u00e9", "x:99999999"):
        answer = raw(
            served, f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n".encode()
        )
        assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
        assert host.encode() not in answer
        assert b"http://localhost/sparql" in answer
    answer = raw(
        served, b"GET /sparql HTTP/1.1\r\nHost: kg.example:8080\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n"
    )
    assert b"http://kg.example:8080/sparql" in answer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([b"GET /", b"POST /sparql", b"GET /sparql?query=", b""]))
def test_no_bytes_break_the_server(serve: Serve, noise: bytes, begin: bytes) -> None:
    served = serve(*ONE)
    answer = raw(served, begin + noise + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert not answer or (answer.startswith(b"HTTP/1.1 ") and not answer.startswith(b"HTTP/1.1 500"))
    assert served.process.poll() is None
