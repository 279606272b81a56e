"""The workers of one front: each answers one request at a time, and is killed where it must be."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vlmkg.http.gateway import wire
from vlmkg.http.gateway.channel import Job, Worker
from vlmkg.http.gateway.faults import Broken, Full, Overdue, Stopped, TooMuchMemory
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.loans.lender import Lender
from vlmkg.http.gateway.loans.loan import lends
from vlmkg.http.gateway.loans.tally import Tally
from vlmkg.http.gateway.settings import Settings

_log = logging.getLogger("vlmkg.server")

_START: Final = 5.0
"""Seconds within which a new worker must have called; after them another one is asked for."""
_AGAIN: Final = 0.1
"""Seconds after which a zygote that did not listen is asked again."""
_MOMENT: Final = 0.03
"""Seconds within which most answers are there."""
_SOON: Final = 0.001
"""Seconds after which a worker that was just sending an answer to a client is taken back."""
_LONG: Final = 0.025
"""Seconds after which a request that waits is one for the worker that clients are lent to."""
_LAST_WORD: Final = 0.5
"""Seconds in which the zygote says how a worker ended; if it does not, it was ended too."""
_AT_ONCE: Final = 0.1
"""Seconds; a worker that ended so soon after it was asked had hardly begun, and another one may be asked."""


@dataclass(frozen=True)
class Place:
    """Which front of a server this is."""

    folder: Path
    """Where its sockets are."""
    name: str
    number: int
    tally: Tally


class Pool:
    """Workers, those who wait for one, and the zygote that makes them."""

    def __init__(self, settings: Settings, place: Place, journal: Journal) -> None:
        self.settings = settings
        self.lender = Lender(self, journal, settings.recycle, place.tally, place.number)
        self.version = ""
        self.waiting: deque[Job] = deque()
        self.living: set[Worker] = set()
        self.ready = asyncio.Event()
        """Set once a first worker has called."""
        self._idle: list[Worker] = []
        self._expected: dict[object, asyncio.TimerHandle] = {}
        self._path = str(place.folder / place.name)
        self._zygote = ""
        self._coming = ""
        self._ended: dict[int, Callable[[int | None], None]] = {}
        self._statuses: dict[int, int] = {}
        self._closed = False
        self._relief: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Listen for workers, and for how they end."""
        self._loop = asyncio.get_running_loop()
        self._server = await self._loop.create_unix_server(lambda: Worker(self), self._path)
        self._asking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._asking.setblocking(False)
        self._asking.bind(self._path + ".ended")
        self._loop.add_reader(self._asking, self._read_ended)
        if lends(self.settings):
            self.lender.start(self._path + ".lending")

    def use(self, zygote: str, version: str) -> None:
        """Take workers from this zygote from now on; those of another end with what they are at."""
        self._zygote, self._coming = zygote, version
        for timer in self._expected.values():
            timer.cancel()
        self._expected.clear()
        self._fill()

    async def close(self) -> None:
        """Let every worker go."""
        self._closed = True
        self.lender.close()
        for worker in list(self.living):
            worker.close()
        self._server.close()
        self._loop.remove_reader(self._asking)
        self._asking.close()

    # -- one request

    async def answer(
        self,
        frame: bytes,
        seconds: float,
        watch: Callable[[Job], Awaitable[None]] | None,
        running: Job | None = None,
    ) -> tuple[wire.Answer, Job]:
        """The answer of a worker, and the job it was. `watch` is begun where the answer is not there in a moment.

        A worker may be at the request already; `running` is that job then. A worker may have been ended by somebody
        before it read the request; then another one is asked, once. Raises NoAnswer.
        """
        try:
            return await self._answer(frame, seconds, watch, running)
        except Stopped as stopped:
            if not stopped.at_once:
                raise
            return await self._answer(frame, seconds, watch)

    async def _answer(
        self,
        frame: bytes,
        seconds: float,
        watch: Callable[[Job], Awaitable[None]] | None,
        running: Job | None = None,
    ) -> tuple[wire.Answer, Job]:
        loop = self._loop
        if running is None and len(self.waiting) >= self.settings.queue and not self._idle:
            raise Full(f"{self.settings.queue} requests wait already, the limit here (`queue`)")
        job = running or Job(loop.create_future(), frame)
        job.asked = loop.time()
        passed = loop.time() - job.began if job.began is not None else 0.0
        deadline = loop.call_later(max(0.0, seconds - passed), job.stop, Overdue(seconds))
        watching: list[asyncio.Future[None]] = []
        later = loop.call_later(_MOMENT, lambda: watching.append(asyncio.ensure_future(watch(job)))) if watch else None
        if running is None:
            self.waiting.append(job)
            self._begin()
        try:
            return await job.future, job
        finally:
            deadline.cancel()
            if later is not None:
                later.cancel()
            for task in watching:
                task.cancel()
            if job.began is None:
                with suppress(ValueError):
                    self.waiting.remove(job)

    def _begin(self) -> None:
        """Hand what waits to idle workers, the one that was at work last first: its caches are warm."""
        while self.waiting and self._idle:
            job = self.waiting.popleft()
            if not job.future.done():
                job.began = self._loop.time()
                self._idle.pop().ask(job)
        if self.waiting and self._relief is None and self.lender.borrowers:
            self._relief = self._loop.call_later(0 if self._deserted() else _LONG, self._relieve)

    def _relieve(self) -> None:
        """The worker that clients are lent to does what waits too, where the others do not come to it."""
        self._relief = None
        if self._starving() and self.lender.borrowers and not self.lender.take_one_back():
            self._relief = self._loop.call_later(_SOON, self._relieve)
        self._begin()

    def _starving(self) -> bool:
        """Whether a request has waited for long, or nobody is there for it."""
        if not self.waiting:
            return False
        return self._deserted() or self._loop.time() - self.waiting[0].asked > _LONG

    def _deserted(self) -> bool:
        """Whether all workers there are have clients to answer."""
        return len(self.living) <= len(self.lender.borrowers)

    def spare(self) -> None:
        """Offer the lender a worker that has nothing to do, if there is one."""
        if self._idle and self.lender.takes(self._idle[-1]):
            self._idle.pop()

    def heard(self, worker: Worker, kind: wire.Kind, connection: int, data: bytes) -> None:
        """A worker says what has become of a connection that was lent to it."""
        self.lender.heard(worker, kind, connection, data)

    # -- workers come and go

    def came(self, worker: Worker) -> None:
        """A new worker has called."""
        if worker.version != self._coming:  # asked of a zygote that is not used any more
            worker.close()
            return
        if self._expected:
            self._expected.pop(next(iter(self._expected))).cancel()
        self.living.add(worker)
        self.ready.set()
        if self.version != self._coming:
            self.version = self._coming
            for old in list(self.lender.borrowers):
                self.lender.take_back(old)
            for old in [w for w in self._idle if w.version != self.version]:
                self._idle.remove(old)
                old.close()
        self.free(worker)

    def free(self, worker: Worker) -> None:
        """A worker has nothing to do."""
        if worker in self.lender.borrowers:
            return
        old = worker.version != self.version or worker.answered >= self.settings.recycle
        if old or self._closed:  # the worker is told here and never ends by itself, so no request is lost to it
            worker.close()
            return
        if self._starving() or not self.lender.takes(worker):
            self._idle.append(worker)
        self._begin()

    def lost(self, worker: Worker) -> None:
        """A worker has ended."""
        self.living.discard(worker)
        self.lender.lost(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        job, worker.job = worker.job, None
        if job is not None and not job.future.done():
            self._autopsy(worker.pid, job)
        self._statuses.pop(worker.pid, None)
        self._fill()

    def _autopsy(self, pid: int, job: Job) -> None:
        """End a request whose worker ended under it, once the zygote has said how."""

        def told(status: int | None) -> None:
            self._ended.pop(pid, None)
            timer.cancel()
            match status:
                case -6:
                    job.stop(TooMuchMemory(self.settings.memory))
                case -14:
                    job.stop(Overdue(self.settings.deadline))
                case -9 | -15 | None:
                    job.stop(Stopped(at_once=at_once))
                case _:
                    _log.error("worker %d ended with %s while it worked on a request", pid, status)
                    job.stop(Broken())

        job.worker = None
        at_once = job.began is not None and self._loop.time() - job.began < _AT_ONCE
        timer = self._loop.call_later(_LAST_WORD, told, None)
        self._ended[pid] = told
        if pid in self._statuses:
            told(self._statuses[pid])

    def _read_ended(self) -> None:
        while True:
            try:
                message = self._asking.recv(100)
            except BlockingIOError:
                return
            pid, status = map(int, message.split())
            if pid in self._ended:
                self._ended[pid](status)
            elif any(worker.pid == pid for worker in self.living):
                self._statuses[pid] = status  # the news came before the end of the connection

    def _fill(self) -> None:
        """Ask for as many workers as are missing."""
        if self._closed or not self._zygote:
            return
        present = sum(worker.version == self._coming for worker in self.living)
        for _ in range(self.settings.workers - present - len(self._expected)):
            token = object()
            try:
                self._asking.sendto(self._path.encode(), self._zygote)
                wait = _START
            except OSError:
                wait = _AGAIN  # it has ended, and another one will be named
            self._expected[token] = self._loop.call_later(wait, self._missed, token)

    def _missed(self, token: object) -> None:
        if self._expected.pop(token, None) is not None:
            self._fill()
