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


class Job:
    """A request under way. `stop` ends it, wherever it is."""

    __slots__ = ("began", "frame", "future", "version", "worker")

    def __init__(self, future: asyncio.Future[wire.Answer], frame: bytes) -> None:
        self.future = future
        self.frame = frame
        self.worker: Worker | None = None
        self.version = ""
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
        self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The worker has called; its number follows."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A part of an answer, or the number of the process."""
        if not self.pid:
            self._received += data
            if len(self._received) == wire.HELLO:
                self.pid, self.version = wire.unpack_hello(bytes(self._received))
                self._received.clear()
                with suppress(AttributeError, OSError):  # not everywhere; then the number itself must do
                    self._handle = os.pidfd_open(self.pid)
                self.owner.came(self)
            return
        if not self._received and len(data) >= wire.ANSWER_HEAD:
            head = data[: wire.ANSWER_HEAD]
            self._wanted = wire.ANSWER_HEAD + wire.answer_size(head)
            if len(data) == self._wanted:  # nearly always
                self._answered(wire.unpack_answer(head, data[wire.ANSWER_HEAD :]))
                return
        self._received += data
        if not self._wanted and len(self._received) >= wire.ANSWER_HEAD:
            self._wanted = wire.ANSWER_HEAD + wire.answer_size(bytes(self._received[: wire.ANSWER_HEAD]))
        if self._wanted and len(self._received) == self._wanted:
            whole = bytes(self._received)
            self._received = bytearray()
            self._answered(wire.unpack_answer(whole[: wire.ANSWER_HEAD], whole[wire.ANSWER_HEAD :]))

    def ask(self, job: Job) -> None:
        """Hand a request over."""
        assert self._transport is not None
        self.job = job
        job.worker = self
        job.version = self.version
        self._wanted = 0
        self._transport.write(job.frame)

    def _answered(self, answer: wire.Answer) -> None:
        job, self.job = self.job, None
        self.answered += 1
        self._wanted = 0
        if job is not None:
            job.worker = None
            if not job.future.done():
                job.future.set_result(answer)
        self.owner.free(self)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self.job = None
        with suppress(ProcessLookupError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        assert self._transport is not None
        self._transport.abort()

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
