"""The parts of a loan: what is read, what a gate and a board are, what a worker leaves to its front."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.http.gateway import wire
from vlmkg.http.gateway.loans import plain
from vlmkg.http.gateway.loans.board import Board
from vlmkg.http.gateway.loans.borrower import Borrower
from vlmkg.http.gateway.loans.gate import Gate
from vlmkg.http.gateway.loans.loan import Loan
from vlmkg.http.gateway.loans.tally import Tally
from vlmkg.http.gateway.settings import Settings

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


@contextmanager
def boards() -> Iterator[tuple[Board, Board]]:
    """The same board, as its worker and as its front has it."""
    handle = Board.new()
    worker, front = Board(handle), Board(handle)
    os.close(handle)
    yield worker, front
    worker.close()
    front.close()


NOTES = st.builds(
    wire.Note,
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
def test_notes_are_read_as_they_were_written(batches: list[list[wire.Note]]) -> None:
    with boards() as (worker, front):
        for batch in batches:
            for note in batch:
                assert worker.has_room()
                worker.note(note)
            assert list(front.notes()) == batch
            assert not list(front.notes())


def test_a_board_is_full_before_a_note_is_lost() -> None:
    with boards() as (worker, front):
        note = wire.Note(0.5, 3, 200, b"GET", b"/sparql", b"q" * 1000, b"eval", b"192.0.2.1")
        written = 0
        while worker.has_room():
            worker.note(note)
            written += 1
        assert list(front.notes()) == [note] * written
        assert worker.has_room()


def test_a_board_says_what_a_worker_is_at() -> None:
    with boards() as (worker, front):
        assert front.at() is None
        worker.begin(7, 12.5, b"GET / HTTP/1.1")
        assert front.at() == (7, 12.5, b"GET / HTTP/1.1")
        worker.end()
        assert front.at() is None


def test_there_is_one_borrower_a_core() -> None:
    tally = Tally(2)
    assert tally.has_room()
    tally.put(0, 1)
    assert tally.has_room()
    tally.put(1, 1)
    assert not tally.has_room()
    tally.put(1, 0)
    assert tally.has_room()
