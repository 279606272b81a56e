"""The front's side of a loan: lends connections to one worker at a time, and takes them back."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from itertools import count
from typing import Final, Protocol

from vlmkg.http.gateway.channel import Job, Worker
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.loans.loan import MOST, Loan
from vlmkg.http.gateway.loans.tally import Tally
from vlmkg.http.gateway.wire import Kind

_LOOK: Final = 0.04
"""Seconds between two looks at what the worker is at, and how long a request may take there before it is a job."""


class Client(Protocol):
    """A connection that can be lent."""

    @property
    def peer(self) -> str:
        """The address of its other end."""
        ...

    def handle(self) -> int:
        """Its descriptor."""
        ...

    def lend(self) -> None:
        """Read nothing any more."""
        ...

    def resume(self, data: bytes, running: Job | None) -> None:
        """Read again, first this; `running` is a job that is at the request already."""
        ...

    def finish(self, rest: bytes) -> None:
        """Send the rest of an answer, then read again."""
        ...

    def cut(self) -> None:
        """End the connection: nobody knows how much of an answer has been sent."""
        ...


class Pool(Protocol):
    """Who has the workers."""

    version: str

    def spare(self) -> None:
        """Offer a worker that has nothing to do, if there is one."""
        ...

    def free(self, worker: Worker) -> None:
        """A worker has nothing to do."""
        ...


class Lender:
    """The connections lent, and the workers that have them."""

    def __init__(self, pool: Pool, journal: Journal, recycle: int, tally: Tally, front: int) -> None:
        self.borrowers: dict[Worker, dict[int, Client]] = {}
        """The workers that are lent to, and the clients of each by their numbers."""
        self.wanted = False
        """Whether a worker is wanted to lend to."""
        self._pool, self._journal, self._recycle = pool, journal, recycle
        self._tally, self._front = tally, front
        self._numbers = count(1)
        self._loans: dict[int, Loan] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._listening: socket.socket | None = None
        self._closed = False

    def start(self, path: str) -> None:
        """Listen for workers that can borrow."""
        self._tally.put(self._front, 0)
        self._loop = asyncio.get_running_loop()
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listening.setblocking(False)
        self._listening.bind(path)
        self._listening.listen(64)
        self._loop.add_reader(self._listening, self._accept)

    def stop(self) -> None:
        """Lend nothing any more, and take everything back."""
        self._closed, self.wanted = True, False
        for worker in list(self.borrowers):
            self.take_back(worker)

    def close(self) -> None:
        """Lend nothing any more, and listen no longer."""
        self._closed, self.wanted = True, False
        if self._timer is not None:
            self._timer.cancel()
        if self._listening is not None:
            self._loop.remove_reader(self._listening)
            self._listening.close()

    def _accept(self) -> None:
        assert self._listening is not None
        with suppress(BlockingIOError):
            sock, _ = self._listening.accept()
            sock.setblocking(False)
            self._loop.add_reader(sock, self._introduced, sock)

    def _introduced(self, sock: socket.socket) -> None:
        self._loop.remove_reader(sock)
        found = None
        with suppress(ConnectionError):  # one that has ended already cannot borrow
            found = Loan.accept(sock)
        if found is None:
            sock.close()
        else:
            pid, loan = found
            self._loans[pid] = loan

    # -- lending

    def offer(self, client: Client) -> None:
        """Lend a connection to the worker that has the fewest; to one more where a core may have nothing to do."""
        if self._closed:
            return
        worker = self._least()
        if worker is None or (self.borrowers[worker] and self._tally.has_room()):
            self.wanted = True
            self._pool.spare()
            worker = self._least()
            self.wanted = worker is None
        if worker is None or worker.version != self._pool.version or len(self.borrowers[worker]) >= MOST:
            return
        number = next(self._numbers)
        client.lend()
        if self._loans[worker.pid].lend(number, client.handle(), client.peer):
            self.borrowers[worker][number] = client
        else:
            client.resume(b"", None)

    def takes(self, worker: Worker) -> bool:
        """Whether a worker that has nothing to do is one to lend to from now on."""
        loan = self._loans.get(worker.pid)
        if not self.wanted or loan is None or not loan.free:
            return False  # it may not have let go of all that was taken back
        self.wanted = False
        self.borrowers[worker] = {}
        self._tally.put(self._front, len(self.borrowers))
        if self._timer is None:
            self._timer = self._loop.call_later(_LOOK, self._look)
        return True

    def _least(self) -> Worker | None:
        return min(self.borrowers, key=lambda worker: len(self.borrowers[worker]), default=None)

    def _look(self) -> None:
        """Look what the workers are at: a request that takes long becomes a job."""
        self._timer = None
        for worker, lent in list(self.borrowers.items()):
            self._note(worker)
            at = self._loans[worker.pid].board.at()
            late = at is not None and at.began and time.monotonic() - at.began > _LOOK
            enough = worker.answered >= self._recycle or worker.version != self._pool.version
            if late or enough or not lent:
                self.take_back(worker)
        if self.borrowers and self._timer is None:
            self._timer = self._loop.call_later(_LOOK, self._look)

    # -- taking back

    def take_one_back(self) -> bool:
        """Take everything back from one worker, first from one that is at nothing; False where all are sending."""
        at_nothing = sorted(self.borrowers, key=lambda worker: self._loans[worker.pid].board.at() is not None)
        return any(self.take_back(worker) for worker in at_nothing)

    def take_back(self, worker: Worker) -> bool:
        """Take everything back, so that the worker is one like the others; False where it is just sending."""
        loan = self._loans[worker.pid]
        if not loan.gate.take():
            return False
        worker.catch_up()
        if worker not in self.borrowers:  # with that, it has nothing any more
            loan.gate.give()
            return True
        at = loan.board.at()  # before the worker hears, and goes on
        heard = loan.ask_back()
        lent = self._ended(worker)
        if at is not None and at.connection in lent:
            lent.pop(at.connection).resume(at.request, self._running(worker, at.began))
        for client in lent.values():
            client.resume(b"", None)
        if not heard:
            worker.end()
        elif worker.job is None:
            self._pool.free(worker)
        return True

    def _running(self, worker: Worker, began: float) -> Job:
        """The request that a worker evaluates already, as a job."""
        job = Job(self._loop.create_future(), b"")
        job.began = self._loop.time() - (time.monotonic() - began)
        job.version = worker.version
        job.worker, worker.job = worker, job
        return job

    def _ended(self, worker: Worker) -> dict[int, Client]:
        """A worker is lent to no more; gives the clients it had."""
        self._note(worker)
        lent = self.borrowers.pop(worker)
        self._tally.put(self._front, len(self.borrowers))
        return lent

    # -- what workers say

    def heard(self, worker: Worker, kind: Kind, number: int, data: bytes) -> None:
        """A worker says what has become of a connection."""
        if kind is Kind.LET_GO:
            loan = self._loans[worker.pid]
            loan.gate.give()
            loan.free = True
            return
        self._note(worker)
        lent = self.borrowers[worker]
        client = lent.pop(number)
        if kind is Kind.BACK:
            client.resume(data, None)
        elif kind is Kind.REST:
            client.finish(data)
        else:
            client.resume(data, self._running(worker, time.monotonic()))
        if not lent:  # it is one like the others
            self._ended(worker)
            if worker.job is None:  # else it is free once it has answered
                self._pool.free(worker)

    def lost(self, worker: Worker) -> None:
        """A worker has ended: what it was at ends as a job does, and the rest goes on."""
        loan = self._loans.get(worker.pid)
        if loan is None:
            return
        if worker in self.borrowers:
            certain = loan.gate.take()
            at = loan.board.at()
            lent = self._ended(worker)
            if at is not None and at.connection in lent:
                client = lent.pop(at.connection)
                if certain:
                    client.resume(at.request, self._running(worker, at.began))
                else:
                    client.cut()
            for client in lent.values():
                client.resume(b"", None)
        del self._loans[worker.pid]
        loan.close()

    def _note(self, worker: Worker) -> None:
        """Write down what a worker has answered."""
        for note in self._loans[worker.pid].board.notes():
            worker.answered += 1
            self._journal.note(note)
