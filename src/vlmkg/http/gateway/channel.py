"""A worker process from the side of its front: what it is at, and how it is ended."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import Protocol, cast

from vlmkg.http.gateway import wire
from vlmkg.http.gateway.faults import NoAnswer


class Owner(Protocol):
    """Whoever has workers, and is told when one has come, is free, or has ended."""

    def came(self, worker: Worker) -> None:
        """A new worker has called."""
        ...

    def free(self, worker: Worker) -> None:
        """A worker has nothing to do."""
        ...

    def lost(self, worker: Worker) -> None:
        """A worker has ended."""
        ...

    def heard(self, worker: Worker, kind: wire.Kind, connection: int, data: bytes) -> None:
        """A worker says what has become of a connection that was lent to it."""
        ...


class Job:
    """A request under way. `stop` ends it, wherever it is."""

    __slots__ = ("asked", "began", "frame", "future", "version", "worker")

    def __init__(self, future: asyncio.Future[wire.Answer], frame: bytes) -> None:
        self.future = future
        self.frame = frame
        self.worker: Worker | None = None
        self.version = ""
        self.asked = 0.0
        """When it was asked for, by the clock of the event loop."""
        self.began: float | None = None
        """When a worker was asked, by the clock of the event loop."""

    def stop(self, why: NoAnswer) -> None:
        """End the request with a fault; the worker that is at it is killed."""
        if self.future.done():
            return
        self.future.set_exception(why)
        if self.worker is not None:
            self.worker.kill()


class Worker(asyncio.Protocol):
    """One worker process, from the side of its front."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.pid = 0
        self.version = ""
        self.job: Job | None = None
        self.answered = 0
        self._handle: int | None = None
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The worker has called; its number follows."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A part of an answer, or of what becomes of lent connections; first of all the number of the process."""
        if self.pid and not self._received and len(data) >= wire.ANSWER_HEAD:
            head = data[: wire.ANSWER_HEAD]
            if len(data) == wire.ANSWER_HEAD + wire.answer_size(head):  # nearly always
                self._heard(head, data[wire.ANSWER_HEAD :])
                return
        self._received += data
        if not self.pid:
            self._introduced()
        while self.pid and len(self._received) >= wire.ANSWER_HEAD:
            head = bytes(self._received[: wire.ANSWER_HEAD])
            end = wire.ANSWER_HEAD + wire.answer_size(head)
            if len(self._received) < end:
                return
            rest = bytes(self._received[wire.ANSWER_HEAD : end])
            del self._received[:end]
            self._heard(head, rest)

    def _introduced(self) -> None:
        if len(self._received) < wire.HELLO:
            return
        self.pid, self.version = wire.unpack_hello(bytes(self._received[: wire.HELLO]))
        del self._received[: wire.HELLO]
        with suppress(AttributeError, OSError):  # not everywhere; then the number itself must do
            self._handle = os.pidfd_open(self.pid)
        self.owner.came(self)

    def _heard(self, head: bytes, rest: bytes) -> None:
        kind = wire.kind_of(head)
        if kind is wire.Kind.ANSWER:
            self._answered(wire.unpack_answer(head, rest))
        else:
            self.owner.heard(self, kind, *wire.unpack_news(rest))

    def catch_up(self) -> None:
        """Read now what the worker has sent already."""
        assert self._transport is not None
        handle = self._transport.get_extra_info("socket").fileno()
        with suppress(BlockingIOError):
            while data := os.read(handle, 1 << 20):
                self.data_received(data)

    def ask(self, job: Job) -> None:
        """Hand a request over."""
        assert self._transport is not None
        self.job = job
        job.worker = self
        job.version = self.version
        self._transport.write(job.frame)

    def _answered(self, answer: wire.Answer) -> None:
        job, self.job = self.job, None
        self.answered += 1
        if job is not None:
            job.worker = None
            if not job.future.done():
                job.future.set_result(answer)
        self.owner.free(self)

    def kill(self) -> None:
        """End the process at once, whatever it does; what it was at is not answered."""
        self.job = None
        self.end()
        assert self._transport is not None
        self._transport.abort()

    def end(self) -> None:
        """End the process at once; its end is noticed like any other."""
        with suppress(ProcessLookupError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let the process end: it reads that nothing more comes."""
        if self._transport is not None:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The process has ended, or was let go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self.owner.lost(self)
