"""A worker can reach nothing: no file, no socket, no process outlives its time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap

import pytest

from vlmkg.http.gateway import wire

REQUEST = wire.Request(b"GET", b"/", b"", b"", b"", b"http://x", b"")


def worker(doing: str, *, seconds: float = 10.0, memory: int = 10**9) -> tuple[bytes, int]:
    """What a worker answers whose answering is this code, and how its process ended."""
    code = f"""
import socket, sys
import pyoxigraph as ox
from vlmkg.http.gateway import wire, worker

def answering(request):
{textwrap.indent(textwrap.dedent(doing), "    ")}
    return wire.Answer(200, [], said.encode())

worker.serve(socket.socket(fileno=int(sys.argv[1])), answering, {memory})
"""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-c", code, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stderr=subprocess.DEVNULL,
            )
        ours.sendall(wire.pack_request(REQUEST, seconds))
        received = b""
        while part := ours.recv(65536):
            received += part
            if len(received) >= wire.ANSWER_HEAD:
                ours.shutdown(socket.SHUT_WR)
        code_ = process.wait(timeout=30)
    body = wire.unpack_answer(received[: wire.ANSWER_HEAD], received[wire.ANSWER_HEAD :]).body if received else b""
    return body, code_


def test_a_worker_answers_and_ends_with_its_front() -> None:
    assert worker("said = request.path.decode()") == (b"/", 0)


@pytest.mark.parametrize(
    "reach",
    [
        "socket.create_connection(('127.0.0.1', {port}), timeout=2)",
        "open('/etc/hostname')",
        "open('/tmp/vlmkg-must-not-be', 'w')",
        "list(ox.Store().query('SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}'))",
        "ox.Store().update('LOAD <http://127.0.0.1:{port}/>')",
        "ox.Store().load(path='/etc/hostname', format=ox.RdfFormat.TURTLE)",
    ],
)
def test_a_worker_opens_no_file_and_no_connection(reach: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        reach = reach.format(port=listening.getsockname()[1])
        said, code = worker(f"try:\n    {reach}\n    said = 'done'\nexcept Exception as error:\n    said = repr(error)")
        assert code == 0
        assert b"Too many open files" in said or b"No file descriptors" in said, said
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_without_its_bounds_the_same_query_does_connect() -> None:
    """The check above could fail: outside a worker, the engine sends a request for SERVICE."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listening.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        code = f"import pyoxigraph as ox; list(ox.Store().query({query!r}))"
        process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        connection, _ = listening.accept()
        connection.close()
        assert process.wait(timeout=20) != 0


def test_the_kernel_ends_a_worker_whose_front_does_not() -> None:
    assert worker("while True: pass", seconds=0.1) == (b"", -signal.SIGALRM)


def test_memory_is_bounded() -> None:
    said, code = worker(
        "try:\n    len(bytearray(10**9)); said = 'had'\nexcept MemoryError:\n    said = 'none'", memory=10**8
    )
    assert (said, code) == (b"none", 0)
    assert worker("len(bytearray(10**7)); said = 'had'", memory=10**8)[0] == b"had"


def test_ctrl_c_is_for_the_server_alone() -> None:
    said, code = worker("import os, signal; os.kill(os.getpid(), signal.SIGINT); said = 'alive'")
    assert (said, code) == (b"alive", 0)
    assert os.getpid() > 0
