"""What goes back to a client: with what every answer carries, counted, and given up on whoever does not take it."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from vlmkg.http.gateway.wire import Answer, Headers

ABORT: Final = "vlmkg.abort"
"""The extension of an ASGI scope whose `now` cuts the connection, where the server around us has it."""

RUNNING: Final = "vlmkg.running"
"""The extension of an ASGI scope that is the job of a worker which evaluates the request already."""

CORS: Final[Headers] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After, Server-Timing"),
]


def described(answer: Answer, timing: bytes) -> Headers:
    """The headers of an answer, with its length and how long it took."""
    headers = answer.headers
    if answer.status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(answer.body)).encode())]
    return [*headers, (b"server-timing", timing)] if timing else headers


class Sending:
    """Sends one answer, message by message, as ASGI has it. `status` and `size` say what has been sent."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, patience: float) -> None:
        self.status = 0
        self.size = 0
        self.headless = scope["method"] == "HEAD"
        self._scope, self._receive, self._send, self._patience = scope, receive, send, patience
        self._gone = False

    async def __call__(self, message: Message) -> None:
        """Send on. A client that takes longer than it may is let go, and the rest is dropped."""
        if self._gone:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            await self._send({**message, "headers": [*message["headers"], *CORS]})
            return
        self.size += 0 if self.headless else len(message.get("body", b""))
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except TimeoutError:
            await self._let_go()

    async def _let_go(self) -> None:
        """Cut the connection: what was not taken would else wait in memory as long as the client likes."""
        self._gone = True
        abort = self._scope.get("extensions", {}).get(ABORT)
        if abort is None:
            raise TimeoutError("a client did not take its answer")
        abort["now"]()
        while (await self._receive())["type"] != "http.disconnect":
            pass
