"""A connection of a client: uvicorn's, with bounds on how long and how many."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vlmkg.http.gateway.settings import Settings

_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain\r\ncontent-length: 38\r\nconnection: close\r\n\r\n"
    b"the request did not arrive; try again\n"
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
            super().on_headers_complete()

        def connection_lost(self, error: Exception | None) -> None:
            self._arrived()
            super().connection_lost(error)

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
