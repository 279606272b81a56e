"""A connection of a client: uvicorn's, with bounds on how long and how many, and lent where it asks often."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vlmkg.http import problems
from vlmkg.http.gateway.channel import Job
from vlmkg.http.gateway.loans import plain
from vlmkg.http.gateway.loans.lender import Lender
from vlmkg.http.gateway.sending import ABORT, RUNNING
from vlmkg.http.gateway.settings import Settings


def _said(status: int, detail: str) -> bytes:
    """A whole answer to what never became a request."""
    body = problems.problem(status, detail).body
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {problems.MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + bytes(body)


_TOO_SLOW = _said(408, "the request did not arrive in time, the limit here (`patience`); try again")
_NO_HTTP = _said(
    400, "this is no HTTP request that can be read; mend its first line, its headers, or how its body is cut"
)


def bounded(settings: Settings, lender: Lender | None = None) -> type[asyncio.Protocol]:
    """A protocol for uvicorn that lets nobody keep a connection open by sending nothing, or little at a time.

    A client that asks often is lent to a worker by the `lender`.
    """

    class Connection(HttpToolsProtocol):
        """One connection."""

        waiting: asyncio.TimerHandle | None = None
        lent = False
        was_lent = False
        running: Job | None = None
        finishing: asyncio.Future[None] | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > settings.connections:
                transport.abort()
                return
            self._wait()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            if self.waiting is None:
                self._wait()

        def on_headers_complete(self) -> None:
            self._arrived()
            extensions: dict[str, Any] = {ABORT: {"now": self.transport.abort}}
            if self.running is not None:
                extensions[RUNNING], self.running = self.running, None
            self.scope["extensions"] = extensions
            super().on_headers_complete()

        def on_response_complete(self) -> None:
            """The client may ask again, and again: then it is lent."""
            super().on_response_complete()
            if lender is not None and plain.may_be_lent(self.scope.get("path", "")) and not self.pipeline:
                self.loop.call_soon(self._offer)  # once the answer is on its way

        def connection_lost(self, error: Exception | None) -> None:
            self._arrived()
            if self.was_lent:
                self._say_so()
            super().connection_lost(error)

        def shutdown(self) -> None:
            if lender is not None:
                lender.stop()
            super().shutdown()

        def send_400_response(self, msg: str) -> None:
            """What cannot be read gets the one shape of all errors."""
            self.transport.write(_NO_HTTP)
            self.transport.close()

        # -- lending

        @property
        def peer(self) -> str:
            return self.client[0] if self.client else ""

        def handle(self) -> int:
            return int(self.transport.get_extra_info("socket").fileno())

        def _offer(self) -> None:
            idle = self.cycle.response_complete and self.waiting is None and not self.pipeline
            ours = idle and not self.lent and not self.transport.is_closing()
            if ours and lender is not None and self.transport.get_write_buffer_size() == 0:
                lender.offer(self)

        def _say_so(self) -> None:
            """Tell the client that the connection ends: a worker that is busy may hold it for a while yet."""
            with suppress(OSError), socket.socket(fileno=os.dup(self.handle())) as connection:
                connection.shutdown(socket.SHUT_RDWR)

        def lend(self) -> None:
            self._unset_keepalive_if_required()
            self.lent = self.was_lent = True
            self.flow.pause_reading()

        def resume(self, data: bytes, running: Job | None) -> None:
            self.lent = False
            if self.transport.is_closing():
                return
            self.running = running
            self._read_on()
            if data:
                self.data_received(data)

        def finish(self, rest: bytes) -> None:
            self.lent = False
            if not self.transport.is_closing():
                self.transport.write(rest)
                self.finishing = asyncio.ensure_future(self._finish())

        async def _finish(self) -> None:
            try:
                async with asyncio.timeout(settings.patience):
                    await self.flow.drain()
            except TimeoutError:
                self.transport.abort()
            else:
                self._read_on()

        def cut(self) -> None:
            self.transport.abort()

        def _read_on(self) -> None:
            """Wait for the next request, as after an answer."""
            if not self.transport.is_closing():
                self.flow.resume_reading()
                self.timeout_keep_alive_task = self.loop.call_later(
                    self.timeout_keep_alive, self.timeout_keep_alive_handler
                )

        # -- waiting

        def _wait(self) -> None:
            self.waiting = self.loop.call_later(settings.patience, self._too_slow)

        def _arrived(self) -> None:
            if self.waiting is not None:
                self.waiting.cancel()
                self.waiting = None

        def _too_slow(self) -> None:
            if not self.transport.is_closing():
                self.transport.write(_TOO_SLOW)
                self.transport.close()

    return Connection
