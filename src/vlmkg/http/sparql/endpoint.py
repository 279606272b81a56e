"""`/sparql` as a bare ASGI application (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from vlmkg.graph.written import LARGEST_ANSWER
from vlmkg.http.sparql.asked import LONGEST_BODY
from vlmkg.http.sparql.replies import Reply
from vlmkg.http.sparql.reply import answer
from vlmkg.kg import Kg


class Endpoint:
    """Reads a request, answers it, sends the answer whole. `largest` bounds an answer, in bytes."""

    def __init__(self, kg: Kg, *, largest: int = LARGEST_ANSWER) -> None:
        self.kg = kg
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI hands it over."""
        body = await read_body(receive) if scope["method"] == "POST" else b""
        await send_reply(scope, send, self.reply(scope, body))

    def reply(self, scope: Scope, body: bytes) -> Reply:
        """The answer to a request that has been read."""
        return answer(
            self.kg, scope["method"], scope["query_string"], list(scope["headers"]), body, largest=self.largest
        )


async def read_body(receive: Receive) -> bytes:
    """The body of a request; of one that is too long, just enough to see that it is."""
    parts: list[bytes] = []
    size = 0
    while size <= LONGEST_BODY:
        message = await receive()
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if not message.get("more_body", False):
            break
    return b"".join(parts)


async def send_reply(scope: Scope, send: Send, reply: Reply) -> None:
    """Send an answer; its body stays away where HEAD asked for it."""
    status, headers, body = reply
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
