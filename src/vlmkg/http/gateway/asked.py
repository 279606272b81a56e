"""A request as it came over the network, read with bounds, and turned into what a worker is asked."""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from vlmkg.http import negotiate
from vlmkg.http.gateway.faults import Left
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Headers, Request

_HOST: Final = re.compile(rb"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
ENCODINGS: Final = ("br", "gzip")
_BODIES: Final = {"POST", "PUT", "PATCH", "DELETE"}


class Refused(Exception):
    """A request that is not passed on. `status` says why, `retry_after` in how many seconds it may come again."""

    def __init__(self, status: int, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.retry_after = retry_after


class Asked(NamedTuple):
    """One request: what a worker is asked, and what its front must know of it."""

    request: Request
    known: bytes
    """If-None-Match: the versions of the answer that the client has."""
    prefer: bytes


async def read(scope: Scope, receive: Receive, settings: Settings) -> Asked:
    """Read a request whole. Raises Refused where it is too large or too slow."""
    method, headers = scope["method"], scope["headers"]
    body = await _body(receive, header(scope, b"content-length"), settings) if method in _BODIES else b""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return understood(method.encode(), raw_path, scope["query_string"], headers, scope["scheme"], body, settings)


def understood(
    method: bytes, path: bytes, query: bytes, headers: Headers, scheme: str, body: bytes, settings: Settings
) -> Asked:
    """A request that has been read; names of headers come in lower case."""
    accept, encodings, known, kind, host, prefer = [], b"", b"", b"", b"", b""
    for name, value in headers:
        match name:
            case b"accept":
                accept.append(value)
            case b"accept-encoding":
                encodings = value
            case b"if-none-match":
                known = value
            case b"content-type":
                kind = value
            case b"host":
                host = value
            case b"prefer":
                prefer = value
    request = Request(
        b"GET" if method == b"HEAD" else method,
        path,
        query,
        b", ".join(accept) if len(accept) > 1 else accept[0] if accept else b"",
        kind,
        settings.base_url.encode() if settings.base_url else _base(scheme, host),
        encoding(encodings) if encodings else b"",
        body,
    )
    return Asked(request, known, prefer)


def _base(scheme: str, host: bytes) -> bytes:
    """Where the client found the server; what no address can be is not repeated in answers."""
    return scheme.encode() + b"://" + (host if _HOST.fullmatch(host) else b"localhost")


async def _body(receive: Receive, length: bytes, settings: Settings) -> bytes:
    too_long = Refused(
        413, f"the request has over {settings.request:,} bytes, the limit here (`request`); send a shorter one"
    )
    if length.isdigit() and int(length) > settings.request:
        raise too_long
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.patience):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Left("the client has gone")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > settings.request:
                    raise too_long
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(
            408, f"the request did not arrive within {settings.patience:g} s, the limit here (`patience`); try again"
        ) from None


@lru_cache(256)
def encoding(accepted: bytes) -> bytes:
    """The compression that a client likes best of those answers are given in."""
    return negotiate.encoding(accepted.decode("latin-1"), ENCODINGS).encode()


def seconds(asked: Asked, most: float) -> float:
    """How long the evaluation may take: what the request asks for, and no longer than the server allows.

    It is asked for as `Prefer: wait=5` (RFC 7240, section 4.3) or, of /sparql, as the parameter `timeout`.
    Raises Refused for a time that is none.
    """
    wanted: list[str] = []
    if asked.prefer:
        for part in asked.prefer.decode("latin-1").split(","):
            name, _, value = part.partition(";")[0].partition("=")
            if name.strip().lower() == "wait":
                wanted.append(value.strip().strip('"'))
    if asked.request.path == b"/sparql" and (b"timeout=" in asked.request.query or b"timeout=" in asked.request.body):
        fields = [asked.request.query]
        if asked.request.content_type.startswith(b"application/x-www-form-urlencoded"):
            fields.append(asked.request.body)
        wanted += [value for field in fields for name, value in parse_qsl(field.decode("latin-1")) if name == "timeout"]
    return min([most, *map(_seconds, wanted)])


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not 0 < found < float("inf"):
        raise Refused(
            400, f"a time to wait is a number of seconds above 0, and not {text[:40]!r}; leave it out or mend it"
        )
    return found


def header(scope: Scope, name: bytes) -> bytes:
    """A header of a request; nothing where it has none."""
    return next((value for key, value in scope["headers"] if key == name), b"")


def client(scope: Scope) -> str:
    """The address of the client."""
    address: Any = scope.get("client")
    return str(address[0]) if address else ""
