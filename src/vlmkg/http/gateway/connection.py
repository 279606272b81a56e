"""A connection of a client: uvicorn's, with bounds on how long and how many."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vlmkg.http import problems
from vlmkg.http.gateway.sending import ABORT
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


def bounded(settings: Settings) -> type[asyncio.Protocol]:
    """A protocol for uvicorn that lets nobody keep a connection open by sending nothing, or little at a time."""

    class Connection(HttpToolsProtocol):
        """One connection."""

        waiting: asyncio.TimerHandle | None = None

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
            self.scope["extensions"] = {ABORT: {"now": self.transport.abort}}
            super().on_headers_complete()

        def connection_lost(self, error: Exception | None) -> None:
            self._arrived()
            super().connection_lost(error)

        def send_400_response(self, msg: str) -> None:
            """What cannot be read gets the one shape of all errors."""
            self.transport.write(_NO_HTTP)
            self.transport.close()

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
