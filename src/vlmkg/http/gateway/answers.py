"""Answers given before, named by tags that are known before a question is asked."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, NamedTuple

from vlmkg.http import negotiate
from vlmkg.http.gateway import wire
from vlmkg.http.gateway.asked import Asked
from vlmkg.http.gateway.cache import Cache
from vlmkg.http.gateway.wire import Answer, Headers

_KEPT: Final = {200, 303}
"""Statuses of answers that are the same until the graph changes."""


class Looked(NamedTuple):
    """What is known of an answer before anybody is asked for it."""

    version: str
    tag: bytes
    answer: Answer | None = None
    timing: bytes = b""


class Answers:
    """Answers in at most so many bytes. An answer is a function of the request and the version of the graph."""

    def __init__(self, size: int) -> None:
        self.cache = Cache(size)

    def look(self, asked: Asked, version: str) -> Looked:
        """The answer, where the client has it already or it is kept, and its entity tag anyway."""
        tag = _tag(version, asked.request)
        if asked.known and b"*" not in asked.known and _has(asked, tag):
            return Looked(version, tag, _unchanged(tag))
        kept = self.cache.get((version, asked.request))
        if kept is not None:
            return Looked(version, tag, _unchanged(tag) if _has(asked, tag) else kept, b'cache;desc="hit"')
        return Looked(version, tag)

    def keep(self, looked: Looked, asked: Asked, version: str, answer: Answer) -> Answer:
        """Keep an answer of a version of the graph; what the client gets has its tag, or says that it has it."""
        if answer.status not in _KEPT:
            return answer
        tag = looked.tag if version == looked.version else _tag(version, asked.request)
        answer = Answer(answer.status, [*answer.headers, *_validators(tag)], answer.body)
        self.cache.put((version, asked.request), answer)
        return _unchanged(tag) if _has(asked, tag) else answer

    def clear(self) -> None:
        """Forget everything."""
        self.cache.clear()


def _has(asked: Asked, tag: bytes) -> bool:
    return bool(asked.known) and negotiate.names_tag(asked.known.decode("latin-1"), tag.decode())


def _unchanged(tag: bytes) -> Answer:
    return Answer(304, _validators(tag), b"")


def _validators(tag: bytes) -> Headers:
    return [(b"etag", tag), (b"cache-control", b"no-cache")]


def _tag(version: str, request: wire.Request) -> bytes:
    """The entity tag of what a version of the graph answers to a request."""
    frame = wire.same(wire.pack_request(request, 0.0))
    return b'"' + blake2b(frame, digest_size=12, key=version.encode()).hexdigest().encode() + b'"'
