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
from vlmkg.http.gateway.loans.loan import MOST

Answering = Callable[[wire.Request], wire.Answer]
Job = Callable[[], bool]

GRACE: Final = 2.0
"""Seconds after its deadline at which the kernel ends a worker whose front did not."""


def serve(front: socket.socket, answering: Answering, memory: int, borrow: Callable[[Job], None] | None = None) -> None:
    """Answer what the front sends until it sends nothing more; `memory` in bytes beside what is there already.

    `borrow` answers clients that the front lends, and calls what it is given whenever the front sends something.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # when to stop is for the front to say
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _close_in(front, memory, MOST if borrow else 0)

    def job() -> bool:
        return _answer_next(front, answering)

    if borrow is not None:
        borrow(job)
    else:
        while job():
            pass


def _answer_next(front: socket.socket, answering: Answering) -> bool:
    """Answer one request; False where there is none any more."""
    head = _exactly(front, wire.REQUEST_HEAD)
    if head is None:
        return False
    rest = _exactly(front, wire.request_size(head))
    if rest is None:
        return False
    request, seconds = wire.unpack_request(head, rest)
    due(seconds)
    answer = answering(request)
    due(None)
    send(front, wire.pack_answer(answer))
    return True


def due(seconds: float | None) -> None:
    """The kernel ends this process some time after so many seconds; None for not at all."""
    signal.setitimer(signal.ITIMER_REAL, 0 if seconds is None else seconds + GRACE)


def _close_in(front: socket.socket, memory: int, lent: int) -> None:
    """Take away what an answer does not need: memory without bounds, and every new descriptor.

    The limit may be raised again by so many, for what is `lent`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if (used := _data()) is not None:
        _lower(resource.RLIMIT_DATA, used + memory, used + memory)
    # A number below the limit that is free could still be opened, so the free ones are taken first.
    highest = max(int(name) for name in os.listdir("/dev/fd"))
    while (spare := os.dup(front.fileno())) < highest:
        pass
    os.close(spare)
    _lower(resource.RLIMIT_NOFILE, spare, spare + lent)


def _lower(kind: int, bound: int, most: int) -> None:
    _, present = resource.getrlimit(kind)
    bound, most = (n if present == resource.RLIM_INFINITY else min(n, present) for n in (bound, most))
    resource.setrlimit(kind, (bound, most))


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


def send(front: socket.socket, parts: list[bytes]) -> None:
    """Send a frame; a small one at once."""
    whole = b"".join(parts) if sum(map(len, parts)) < 1 << 16 else None
    for part in [whole] if whole is not None else parts:
        front.sendall(part)
