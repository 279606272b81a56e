"""What every answer has, whoever gave it: validators, compression, CORS, timing; and what is kept."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

import vlmkg
from vlmkg.http import sparql
from vlmkg.http.gateway import asked, in_process, wire
from vlmkg.http.gateway.answering import Answering
from vlmkg.http.gateway.cache import Cache
from vlmkg.http.gateway.front import Front
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.pages import assets

QUERY = {"query": "SELECT ?e { model:pixtral-12b vlmkg:usesVisionEncoder ?e }"}
LONG = {"query": "SELECT ?m ?l { ?m a vlmkg:VisionLanguageModel ; rdfs:label ?l } ORDER BY ?l"}


@pytest.fixture(scope="module")
def front(kg: vlmkg.Kg) -> Front:
    return in_process.front(kg)


@pytest.fixture(scope="module")
def client(front: Front) -> Iterator[TestClient]:
    with TestClient(front, headers={"accept-encoding": "identity"}) as client:
        yield client


@pytest.fixture(autouse=True)
def _nothing_kept(front: Front) -> None:
    front.answers.clear()


def test_head_is_get_without_a_body(client: TestClient) -> None:
    got, head = client.get("/sparql", params=QUERY), client.head("/sparql", params=QUERY)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "vary"):
        assert head.headers[name] == got.headers[name]
    assert int(head.headers["content-length"]) == len(got.content)


def test_who_has_the_answer_already_gets_304_without_an_evaluation(client: TestClient, front: Front) -> None:
    first = client.get("/sparql", params=QUERY)
    front.answers.clear()
    again = client.get("/sparql", params=QUERY, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "server-timing" not in again.headers
    assert len(front.answers.cache) == 0
    assert client.get("/sparql", params=QUERY, headers={"if-none-match": '"other"'}).status_code == 200


def test_whoever_has_anything_at_all_is_told_so_only_where_there_is_something(client: TestClient) -> None:
    """`If-None-Match: *` (RFC 9110, section 13.1.2), evaluated and from what is kept."""
    for _ in range(2):
        assert client.get("/sparql", params=QUERY, headers={"if-none-match": "*"}).status_code == 304
    assert client.get("/sparql", params={"query": "SELECT"}, headers={"if-none-match": "*"}).status_code == 400


def test_every_form_of_an_answer_has_its_own_etag(client: TestClient) -> None:
    tags = {
        client.get("/sparql", params=QUERY, headers=headers).headers["etag"]
        for headers in ({}, {"accept": "text/csv"}, {"accept-encoding": "br"}, {"accept-encoding": "gzip"})
    }
    tags.add(client.get("/sparql", params=LONG).headers["etag"])
    assert len(tags) == 5


def test_an_answer_is_given_again_and_says_so(client: TestClient) -> None:
    first, again = client.get("/sparql", params=QUERY), client.get("/sparql", params=QUERY)
    assert first.headers["server-timing"].startswith("eval;dur=")
    assert again.headers["server-timing"] == 'cache;desc="hit"'
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]


def test_a_fault_is_not_kept(client: TestClient, front: Front) -> None:
    for _ in range(2):
        answer = client.get("/sparql", params={"query": "SELECT"})
        assert answer.status_code == 400
        assert "etag" not in answer.headers
    assert len(front.answers.cache) == 0


@pytest.mark.parametrize(("accepted", "encoding"), [("br", "br"), ("gzip", "gzip"), ("gzip, br;q=0.5", "gzip")])
def test_long_answers_are_compressed(client: TestClient, accepted: str, encoding: str) -> None:
    plain = client.get("/sparql", params=LONG)
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/sparql", params=LONG, headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == encoding
        assert "Accept-Encoding" in answer.headers["vary"]
    assert len(raw) < len(plain.content) / 3
    assert {"br": brotli.decompress, "gzip": gzip.decompress}[encoding](raw) == plain.content


def test_short_answers_are_not(client: TestClient) -> None:
    answer = client.get("/sparql", params=QUERY, headers={"accept-encoding": "br"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", b""),
        ("identity", b""),
        ("gzip", b"gzip"),
        ("GZIP", b"gzip"),
        ("gzip, deflate, br, zstd", b"br"),
        ("br;q=0.1, gzip;q=0.9", b"gzip"),
        ("br;q=0, *;q=0.5", b"gzip"),
        ("*", b"br"),
        ("*;q=0", b""),
        ("gzip;q=0", b""),
        ("identity, gzip;q=0.5", b""),
        ("gzip;q=wrong", b""),
    ],
)
def test_the_encoding_is_the_one_the_client_likes_best(accepted: str, chosen: bytes) -> None:
    assert asked.encoding(accepted.encode()) == chosen


def test_pages_elsewhere_may_ask(client: TestClient) -> None:
    for answer in (
        client.get("/sparql", params=QUERY, headers={"origin": "https://example.org"}),
        client.get("/sparql", params={"query": "SELECT"}),
        client.get("/nothing"),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]
    asking = client.options("/sparql", headers={"origin": "https://x.org", "access-control-request-method": "POST"})
    assert asking.status_code == 204
    assert "POST" in asking.headers["access-control-allow-methods"]
    assert "Content-Type" in asking.headers["access-control-allow-headers"]
    assert asking.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_health_and_readiness_and_numbers(client: TestClient, kg: vlmkg.Kg) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["digest"] == kg.dataset.sources.digest
    assert health["triples"] == kg.dataset.asserted + kg.dataset.inferred
    assert client.get("/ready").json() == {"status": "ready"}
    before = _count(client)
    client.get("/sparql", params={"query": "ASK { ?counted ?by ?us }"})
    assert _count(client) == before + 1


def _count(client: TestClient) -> float:
    name = 'vlmkg_requests_total{kind="sparql",origin="worker",status="200"}'
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_files_of_pages_are_kept_by_browsers_for_good(client: TestClient) -> None:
    url = assets.shipped().url("style.css")
    answer = client.get(url, headers={"accept-encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "br"
    assert answer.content == assets.shipped().find("style.css").body  # type: ignore[union-attr]
    again = client.get(url, headers={"accept-encoding": "br", "if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"if-none-match": answer.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    "path", ["../render.py", "%2e%2e/render.py", "..%2frender.py", "/etc/passwd", "style.css%00", "", "vendor"]
)
def test_no_other_file_is_reached(client: TestClient, path: str) -> None:
    answer = client.get(f"/static/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_each_request_is_a_line_of_the_access_log(kg: vlmkg.Kg, tmp_path: Any) -> None:
    path = tmp_path / "access.log"
    with TestClient(in_process.front(kg, Settings(access_log=str(path)))) as client:
        client.get("/sparql", params={"query": "ASK {\n ?a ?b ?c }"})
        client.get("/nothing\u2028")
    first, second = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert (first["method"], first["path"], first["status"], first["from"]) == ("GET", "/sparql", 200, "worker")
    assert first["bytes"] > 0
    assert first["ms"] > 0
    assert second["status"] == 404


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5000)), max_size=60), st.integers(0, 60_000))
def test_a_cache_keeps_its_size_and_gives_back_what_was_put(puts: list[tuple[int, int]], size: int) -> None:
    cache = Cache(size)
    for key, length in puts:
        cache.put(key, wire.Answer(200, [], b"%d" % key + b"x" * length))
        assert cache.used <= size
        found = cache.get(key)
        assert found is None or found.body.startswith(b"%d" % key)
    kept = sum(len(cache.get(key).body) + 500 for key in range(21) if cache.get(key))  # type: ignore[union-attr]
    assert kept == cache.used


def test_what_was_used_last_leaves_last() -> None:
    cache = Cache(16_000)
    for key in range(10):
        cache.put(key, wire.Answer(200, [], b"x" * 1000))
    assert cache.get(0) is not None
    for key in range(10, 19):
        cache.put(key, wire.Answer(200, [], b"x" * 1000))
    assert cache.get(0) is not None
    assert cache.get(1) is None


FIELDS = st.binary(max_size=300)
NAMES = st.binary(min_size=1, max_size=20).map(lambda name: name.replace(b"\n", b""))


@given(st.lists(FIELDS, min_size=8, max_size=8), st.floats(0, 1e6))
def test_a_request_goes_over_the_wire_whole(fields: list[bytes], seconds: float) -> None:
    request = wire.Request(*fields)
    frame = wire.pack_request(request, seconds)
    head, rest = frame[: wire.REQUEST_HEAD], frame[wire.REQUEST_HEAD :]
    assert wire.request_size(head) == len(rest)
    assert wire.unpack_request(head, rest) == (request, seconds)


@given(st.integers(100, 599), st.lists(st.tuples(NAMES, NAMES), max_size=5), FIELDS)
def test_an_answer_goes_over_the_wire_whole(status: int, headers: wire.Headers, body: bytes) -> None:
    answer = wire.Answer(status, headers, body)
    frame = b"".join(wire.pack_answer(answer))
    head, rest = frame[: wire.ANSWER_HEAD], frame[wire.ANSWER_HEAD :]
    assert wire.answer_size(head) == len(rest)
    assert wire.unpack_answer(head, rest) == answer


@pytest.mark.parametrize("path", ["/queries", "/sparql?query=ASK{}"])
@pytest.mark.parametrize(("error", "status"), [(ValueError("secret"), 500), (MemoryError(), 507)])
def test_a_fault_is_a_problem_and_not_a_broken_answer(
    kg: vlmkg.Kg, monkeypatch: pytest.MonkeyPatch, path: str, error: Exception, status: int
) -> None:
    """In a process that serves many clients and in one that does nothing else alike."""
    answering = Answering(kg, Settings())

    def broken(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(answering, "application", broken)
    monkeypatch.setattr(sparql, "answer", broken)
    route, _, query = path.partition("?")
    request = wire.Request(b"GET", route.encode(), query.encode(), b"", b"", b"http://x", b"")
    for answer in (answering(request), asyncio.run(answering.eventually(request))):
        assert answer.status == status
        assert (b"content-type", b"application/problem+json") in answer.headers
        assert b"secret" not in answer.body


def test_a_file_is_counted_with_its_status_and_size(kg: vlmkg.Kg, tmp_path: Any) -> None:
    path = tmp_path / "access.log"
    front = in_process.front(kg, Settings(access_log=str(path)))

    async def files(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 206, "headers": []})
        await send({"type": "http.response.body", "body": b"12345", "more_body": True})
        await send({"type": "http.response.body", "body": b"678"})

    front.own.downloads = files
    with TestClient(front) as client:
        answer = client.get("/download/vlmkg.ttl")
    assert (answer.status_code, answer.text) == (206, "12345678")
    assert answer.headers["access-control-allow-origin"] == "*"
    line = json.loads(path.read_text(encoding="utf-8"))
    assert (line["status"], line["bytes"]) == (206, 8)
