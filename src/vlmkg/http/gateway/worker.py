"""A worker: a fork of the zygote that answers one request at a time, and can reach nothing but its front.

It holds no descriptor besides the socket of its front and may open none, so that whatever a query or a fault in an
engine makes it do, no file is opened and no request sent. The kernel ends it where its front cannot.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Final

from vlmkg.http.gateway import wire

Answering = Callable[[wire.Request], wire.Answer]

GRACE: Final = 2.0
"""Seconds after its deadline at which the kernel ends a worker whose front did not."""


def serve(front: socket.socket, answering: Answering, memory: int) -> None:
    """Answer what the front sends until it sends nothing more; `memory` in bytes beside what is there already."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # when to stop is for the front to say
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _close_in(front, memory)
    while True:
        head = _exactly(front, wire.REQUEST_HEAD)
        if head is None:
            return
        rest = _exactly(front, wire.request_size(head))
        if rest is None:
            return
        request, seconds = wire.unpack_request(head, rest)
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
        answer = answering(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(front, wire.pack_answer(answer))


def _close_in(front: socket.socket, memory: int) -> None:
    """Take away what an answer does not need: memory without bounds, and every new descriptor."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if (used := _data()) is not None:
        _lower(resource.RLIMIT_DATA, used + memory)
    # A number below the limit that is free could still be opened, so the free ones are taken first.
    highest = max(int(name) for name in os.listdir("/dev/fd"))
    while (spare := os.dup(front.fileno())) < highest:
        pass
    os.close(spare)
    _lower(resource.RLIMIT_NOFILE, spare)


def _lower(kind: int, bound: int) -> None:
    _, most = resource.getrlimit(kind)
    bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
    resource.setrlimit(kind, (bound, bound))


def _data() -> int | None:
    """Bytes of private memory that can be written, as RLIMIT_DATA counts them; None where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except FileNotFoundError:
        return None


def _exactly(front: socket.socket, count: int) -> bytes | None:
    """So many bytes; None where the front has gone."""
    if not count:
        return b""
    received = front.recv(count, socket.MSG_WAITALL)
    if len(received) == count:
        return received
    parts = [received]
    missing = count - len(received)
    while received and missing:
        received = front.recv(min(missing, 1 << 20))
        parts.append(received)
        missing -= len(received)
    return None if missing else b"".join(parts)


def _send(front: socket.socket, parts: list[bytes]) -> None:
    whole = b"".join(parts) if sum(map(len, parts)) < 1 << 16 else None
    for part in [whole] if whole is not None else parts:
        front.sendall(part)
