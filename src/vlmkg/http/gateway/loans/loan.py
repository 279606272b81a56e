"""What a worker and its front share so that one can lend connections to the other: a socket, a gate and a board."""

from __future__ import annotations

import os
import select
import socket
import struct
from typing import Final

from vlmkg.http.gateway.loans.board import Board
from vlmkg.http.gateway.loans.gate import Gate
from vlmkg.http.gateway.settings import Settings

POSSIBLE: Final = all((hasattr(os, "eventfd"), hasattr(os, "memfd_create"), hasattr(select, "epoll")))
"""Whether this system has what lending needs; elsewhere every request is handed over."""


def lends(settings: Settings) -> bool:
    """Whether connections are lent here: not where the requests of each client are counted, by the front."""
    return POSSIBLE and settings.rate is None


MOST: Final = 1000
"""Connections that one worker may have at once."""
_HELLO: Final = struct.Struct("=Q")
_LENT: Final = struct.Struct("=Q")
_BACK: Final = b"back"


class Loan:
    """One end."""

    def __init__(self, sock: socket.socket, gate: Gate, board: Board) -> None:
        self.socket, self.gate, self.board = sock, gate, board
        self.free = True
        """For the front: whether the worker has let go of all that was taken back."""

    @classmethod
    def offer(cls, path: str) -> Loan:
        """The worker's end, after it has sent the front the other. Raises OSError where the front has gone."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        sock.connect(path)
        gate, memory = Gate.new(), Board.new()
        socket.send_fds(sock, [_HELLO.pack(os.getpid())], [gate.handle, memory])
        sock.setblocking(False)
        board = Board(memory)
        os.close(memory)
        return cls(sock, gate, board)

    @classmethod
    def accept(cls, sock: socket.socket) -> tuple[int, Loan] | None:
        """The number of a worker's process and the front's end; None where the worker has gone."""
        hello, handles, _, _ = socket.recv_fds(sock, _HELLO.size, 2)
        if len(handles) != 2:
            return None
        gate, memory = handles
        board = Board(memory)
        os.close(memory)
        return _HELLO.unpack(hello)[0], cls(sock, Gate(gate), board)

    def lend(self, connection: int, handle: int, peer: str) -> bool:
        """Lend a connection by its number, its descriptor and the address of its other end; False where it cannot."""
        try:
            socket.send_fds(self.socket, [_LENT.pack(connection), peer.encode()], [handle])
        except (BlockingIOError, ConnectionError):
            return False
        return True

    def ask_back(self) -> bool:
        """Have the worker let go of everything; False where it hears nothing more."""
        self.free = False
        try:
            self.socket.send(_BACK)
        except (BlockingIOError, ConnectionError):
            return False
        return True

    def borrowed(self, *, wait: bool) -> tuple[int, int, str] | None:
        """For the worker: what `lend` was given; None where everything is to be let go.

        Raises BlockingIOError where there is nothing yet and it shall not `wait`.
        """
        if wait:
            select.select([self.socket], [], [])
        message, handles, _, _ = socket.recv_fds(self.socket, 200, 1)
        if message in (_BACK, b""):
            return None
        (handle,) = handles
        return _LENT.unpack_from(message)[0], handle, message[_LENT.size :].decode()

    def close(self) -> None:
        """Forget it."""
        self.socket.close()
        self.gate.close()
        self.board.close()
