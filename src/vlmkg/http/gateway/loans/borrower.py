"""The worker's side of a loan: reads requests of the clients that were lent, and answers them."""

from __future__ import annotations

import resource
import select
import socket
import time
from collections.abc import Callable
from typing import Final

from vlmkg.http.gateway import wire
from vlmkg.http.gateway.answers import Answers, Looked
from vlmkg.http.gateway.asked import Asked
from vlmkg.http.gateway.loans import plain
from vlmkg.http.gateway.loans.board import LONGEST
from vlmkg.http.gateway.loans.loan import Loan
from vlmkg.http.gateway.sending import CORS, described
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Answer, Note
from vlmkg.http.gateway.worker import due, send

_IDLE: Final = 1.0
"""Seconds without a request after which a connection goes back."""
_LARGEST: Final = 200_000
"""Bytes; a larger answer is sent by the front, which watches how it is taken."""


class Borrower:
    """Answers clients until its front is gone, and beside them what the front hands over."""

    def __init__(
        self,
        front: socket.socket,
        loan: Loan,
        answering: Callable[[wire.Request], Answer],
        version: str,
        settings: Settings,
    ) -> None:
        self.front, self.loan, self.gate, self.board = front, loan, loan.gate, loan.board
        self.answering, self.version, self.settings = answering, version, settings
        self.answers = Answers(settings.cache)
        self._reader = plain.Reader(settings)
        self._clients: dict[int, _Client] = {}
        """By their descriptors."""
        self._poll = select.epoll()
        for sock in (front, loan.socket):
            self._poll.register(sock, select.EPOLLIN)

    def run(self, job: Callable[[], bool]) -> None:
        """Serve. `job` answers one request that the front hands over, and says whether there is still a front."""
        looked = time.monotonic()
        while True:
            for handle, _ in self._poll.poll(_IDLE if self._clients else None):
                if handle == self.front.fileno():
                    if not job():
                        return
                elif handle == self.loan.socket.fileno():
                    self._hear()
                elif (client := self._clients.get(handle)) is not None:
                    self._serve(client)
            if self._clients and (now := time.monotonic()) - looked > _IDLE:
                looked = now
                self._let_idle_go(now)

    # -- who is lent, and who goes back

    def _hear(self) -> None:
        try:
            found = self._borrow(wait=False)
        except BlockingIOError:  # it was heard when the gate was gone
            return
        if found is None:
            self._let_go()
            return
        number, handle, peer = found
        self._clients[handle] = _Client(number, socket.socket(fileno=handle), peer)
        self._poll.register(handle, select.EPOLLIN)

    def _borrow(self, *, wait: bool) -> tuple[int, int, str] | None:
        """What was lent. Only while it is received may this process have another descriptor."""
        low, high = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (high, high))
        try:
            return self.loan.borrowed(wait=wait)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (low, high))

    def _taken_back(self) -> None:
        """The front has taken the gate: it says so too, and nothing that it lent before that is ours any more.

        When it says so, it has read the board.
        """
        while (found := self._borrow(wait=True)) is not None:
            socket.socket(fileno=found[1]).close()
        self.board.end()
        self._let_go()

    def _let_go(self) -> None:
        for client in list(self._clients.values()):
            self._forget(client)
        self._tell(wire.Kind.LET_GO, 0)

    def _forget(self, client: _Client) -> None:
        handle = client.socket.fileno()
        self._poll.unregister(handle)
        del self._clients[handle]
        client.socket.close()

    def _let_idle_go(self, now: float) -> None:
        if self.gate.take():
            for client in [c for c in self._clients.values() if now - c.asked > _IDLE]:
                self._give_back(client, b"")
            self.gate.give()

    def _give_back(self, client: _Client, data: bytes) -> None:
        """A connection goes back, with what was read of it and not answered."""
        self._forget(client)
        self._tell(wire.Kind.BACK, client.number, data)

    def _tell(self, kind: wire.Kind, connection: int, data: bytes = b"") -> None:
        send(self.front, wire.pack_news(kind, connection, data))

    # -- one request

    def _serve(self, client: _Client) -> None:
        if not self.gate.take():
            self._taken_back()
            return
        self.board.touch(client.number)
        if self._answered(client):
            self.board.end()
            self.gate.give()
        else:
            self._taken_back()

    def _answered(self, client: _Client) -> bool:
        """Read a request and answer it, or give it back; False where the front has taken everything back meanwhile."""
        try:
            data = client.socket.recv(LONGEST, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        client.asked = time.monotonic()
        found = self._reader.read(data, client.peer) if data and self.board.has_room() else None
        if found is None or len(data) == LONGEST:
            self._give_back(client, data)
            return True
        asked, client.client = found
        looked = self.answers.look(asked, self.version)
        if looked.answer is not None:
            if not self._send(client, asked, looked.answer, looked.timing):
                self._give_back(client, data)
            return True
        return self._evaluated(client, data, asked, looked)

    def _evaluated(self, client: _Client, data: bytes, asked: Asked, looked: Looked) -> bool:
        self.board.begin(client.number, client.asked, data)
        self.gate.give()
        due(self.settings.deadline)
        answer = self.answering(asked.request)
        due(None)
        if not self.gate.take():  # it took long, and the front waits for the answer now
            send(self.front, wire.pack_answer(answer))
            return False
        timing = b"eval;dur=%.1f" % ((time.monotonic() - client.asked) * 1000)
        small = len(answer.body) <= _LARGEST  # the front keeps what it sends
        kept = self.answers.keep(looked, asked, self.version, answer) if small else answer
        if not small or not self._send(client, asked, kept, timing):
            self._forget(client)
            self._tell(wire.Kind.HELD, client.number, data)
            send(self.front, wire.pack_answer(answer))
        return True

    def _send(self, client: _Client, asked: Asked, answer: Answer, timing: bytes) -> bool:
        """Send an answer; False where it may not be sent. What the network does not take at once, the front sends."""
        head = plain.head(answer, [*described(answer, timing), *CORS])
        if head is None:
            return False
        size = len(head) + len(answer.body)
        try:
            sent = client.socket.sendmsg([head, answer.body], [], socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:  # the client has gone, as the front will see
            sent = size
            self._give_back(client, b"")
        self.board.note(
            Note(
                time.monotonic() - client.asked,
                len(answer.body),
                answer.status,
                asked.request.method,
                asked.request.path,
                asked.request.query if self.settings.access_log else b"",
                timing,
                client.client.encode(),
            )
        )
        if sent < size:
            self._forget(client)
            self._tell(wire.Kind.REST, client.number, (head + answer.body)[sent:])
        return True


class _Client:
    """A connection that was lent."""

    __slots__ = ("asked", "client", "number", "peer", "socket")

    def __init__(self, number: int, sock: socket.socket, peer: str) -> None:
        self.number = number
        self.socket = sock
        self.peer = peer
        """The address of the other end."""
        self.client = peer
        """The address of who asked last, which may be behind a proxy."""
        self.asked = time.monotonic()
        """When it asked last."""
