"""Requests and answers as bytes, of the plainest kind: one whole HTTP/1.1 request, to be answered at once.

Whatever is more than that, goes back to the front: a request in several parts or several in one, another method or
version, a wish for another deadline.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httptools
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from vlmkg.http.gateway import asked as reading
from vlmkg.http.gateway.asked import Asked
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Answer, Headers

_METHODS: Final = (b"GET", b"POST")
_NOT_PLAIN: Final = frozenset({b"expect", b"transfer-encoding", b"upgrade", b"prefer"})
_OF_PROXIES: Final = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
_NO_HEADER: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def may_be_lent(path: str) -> bool:
    """Whether requests to a path are answered by a borrower: those of programs, which ask often."""
    return path == "/sparql" or path.startswith("/queries/")


class Plain(NamedTuple):
    """A plain request, and the address of who asks."""

    asked: Asked
    client: str


def _is_not_plain(name: bytes, value: bytes) -> bool:
    return name in _NOT_PLAIN or (name == b"connection" and value.lower() != b"keep-alive")


class _Heard:
    """What the parser says of one request."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: Headers = []
        self.body = b""
        self.begun = 0
        self.whole = False

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole = True


class Reader:
    """Reads requests under the settings of a server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._proxies = ProxyHeadersMiddleware(_nothing, settings.proxies)

    def read(self, data: bytes, peer: str) -> Plain | None:
        """A request, where the bytes are one that is plain. `peer` is the address of the other end."""
        heard = _Heard()
        parser = httptools.HttpRequestParser(heard)
        try:
            parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return None
        method, (path, _, query) = parser.get_method(), heard.url.partition(b"?")
        if (
            not heard.whole
            or heard.begun != 1
            or method not in _METHODS
            or parser.get_http_version() != "1.1"
            or len(heard.body) > self.settings.request
            or b"#" in heard.url
            or not path.isascii()
            or not may_be_lent(path.decode())
            or (path == b"/sparql" and (b"timeout=" in query or b"timeout=" in heard.body))
            or any(_is_not_plain(*header) for header in heard.headers)
        ):
            return None
        scheme, client = self._of_proxy(heard.headers, peer)
        return Plain(reading.understood(method, path, query, heard.headers, scheme, heard.body, self.settings), client)

    def _of_proxy(self, headers: Headers, peer: str) -> tuple[str, str]:
        """The scheme and the client, as a proxy says that is believed; read by what the front reads them by."""
        if not any(name in _OF_PROXIES for name, _ in headers):
            return "http", peer
        scope: dict[str, Any] = {"type": "http", "scheme": "http", "client": (peer, 0), "headers": headers}
        with suppress(StopIteration):
            self._proxies(scope, None, None).send(None)  # type: ignore[arg-type]
        return scope["scheme"], scope["client"][0]


async def _nothing(*_: Any) -> None:
    """An application that does nothing."""


def head(answer: Answer, headers: Headers) -> bytes | None:
    """What goes before the body of an answer; None where a header holds what none may hold."""
    parts = [_first(answer.status), b"date: ", _date(int(time.time())), b"\r\n"]
    for name, value in headers:
        if _NO_HEADER.search(value):
            return None
        parts += (name, b": ", value, b"\r\n")
    parts.append(b"\r\n")
    return b"".join(parts)


@lru_cache(1)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


@lru_cache(64)
def _first(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
