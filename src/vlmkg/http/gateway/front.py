"""The front: one ASGI application that answers what it can itself, and has a worker answer the rest."""

from __future__ import annotations

from hashlib import blake2b
from math import ceil
from time import perf_counter, time
from typing import Any, Final, Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Receive, Scope, Send

from vlmkg.errors import VlmkgError
from vlmkg.http import negotiate, problems
from vlmkg.http.gateway import asked as reading
from vlmkg.http.gateway import wire
from vlmkg.http.gateway.answering import of_response
from vlmkg.http.gateway.asked import Asked, Refused, header
from vlmkg.http.gateway.cache import Cache
from vlmkg.http.gateway.channel import Job
from vlmkg.http.gateway.faults import Full, Left, NoAnswer
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.own import Own
from vlmkg.http.gateway.sending import Sending
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Answer, pack_request

_METHODS: Final = b"GET, HEAD, POST, OPTIONS"
_PREFLIGHT: Final = [
    (b"allow", _METHODS),
    (b"access-control-allow-methods", _METHODS),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, Prefer"),
    (b"access-control-max-age", b"86400"),
]
_KEPT: Final = {200, 303}
"""Statuses of answers that are the same until the graph changes."""
_PIECE: Final = 256_000
"""Bytes of an answer handed to a client at once."""


class Workers(Protocol):
    """Whoever answers requests: a pool of processes, or this process."""

    version: str

    async def answer(self, frame: bytes, seconds: float, watch: Any) -> tuple[Answer, Job]:
        """The answer to a request as it goes over the wire. Raises NoAnswer."""
        ...


class Front:
    """Reads requests, bounds them, and answers them: from its cache, or by a worker."""

    def __init__(self, workers: Workers, own: Own, settings: Settings, journal: Journal) -> None:
        self.workers = workers
        self.own = own
        self.settings = settings
        self.journal = journal
        self.cache = Cache(settings.cache)
        self.outstanding = 0
        self._rate: RateLimitItem | None = parse(settings.rate) if settings.rate else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage()) if self._rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        began = perf_counter()
        timing = b""
        answer: Answer | None
        sending = Sending(scope, receive, send, self.settings.patience)
        try:
            if scope["method"] == "OPTIONS":
                answer = Answer(204, _PREFLIGHT, b"")
            elif (own := self.own.answer(scope)) is not None:
                answer = own
            else:
                self._within_rate(scope)
                if (files := self.own.files(scope["path"])) is not None:
                    await files(scope, receive, sending)
                    answer = None
                else:
                    asked = await reading.read(scope, receive, self.settings)
                    answer, timing = await self._answer(asked, receive)
        except VlmkgError as error:  # a folder of files that cannot be read
            answer = of_response(problems.of(error, header(scope, b"accept").decode("latin-1")))
        except Refused as refused:
            answer = _problem(scope, refused.status, str(refused), refused.retry_after)
        except Left:
            answer = None
            sending.status = Left.status
        except NoAnswer as fault:
            answer = _problem(scope, fault.status, str(fault), fault.retry_after)
        if answer is not None:
            await self._send(sending, answer, timing)
        self.journal.note(scope, sending.status, sending.size, perf_counter() - began, timing.decode())

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop with the server around it."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.journal.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    # -- answering

    async def _answer(self, asked: Asked, receive: Receive) -> tuple[Answer, bytes]:
        request = asked.request
        version = self.workers.version
        key = (version, request)
        frame = pack_request(request, self.settings.deadline)
        tag = _tag(version, frame)
        if asked.known and b"*" not in asked.known and _has(asked, tag):
            return _unchanged(tag), b""
        kept = self.cache.get(key)
        if kept is not None:
            return _unchanged(tag) if _has(asked, tag) else kept, b'cache;desc="hit"'
        if self.outstanding > self.settings.outstanding:
            raise Full("too many answers are still being read by other clients")
        seconds = reading.seconds(asked, self.settings.deadline)
        if seconds != self.settings.deadline:
            frame = pack_request(request, seconds)
        began = perf_counter()

        async def watch(job: Job) -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            job.stop(Left("the client has gone"))

        answer, job = await self.workers.answer(frame, seconds, watch)
        timing = b"eval;dur=%.1f" % ((perf_counter() - began) * 1000)
        if answer.status in _KEPT:
            if job.version != version:
                key, tag = (job.version, request), _tag(job.version, frame)
            answer = Answer(answer.status, [*answer.headers, *_validators(tag)], answer.body)
            self.cache.put(key, answer)
            if _has(asked, tag):
                return _unchanged(tag), timing
        return answer, timing

    def _within_rate(self, scope: Scope) -> None:
        if self._rate is not None and self._limiter is not None:
            client = reading.client(scope)
            if not self._limiter.hit(self._rate, client):
                left = self._limiter.get_window_stats(self._rate, client).reset_time - time()
                raise Refused(
                    429,
                    f"more than {self._rate}, the limit here (`rate`); wait a little and try again",
                    retry_after=max(1, ceil(left)),
                )

    async def _send(self, sending: Sending, answer: Answer, timing: bytes) -> None:
        """Send a whole answer; while a large one is taken, it counts as outstanding."""
        headers = answer.headers
        if answer.status not in (204, 304):
            headers = [*headers, (b"content-length", str(len(answer.body)).encode())]
        if timing:
            headers = [*headers, (b"server-timing", timing)]
        await sending({"type": "http.response.start", "status": answer.status, "headers": headers})
        size = len(answer.body)
        if size <= _PIECE or sending.headless:
            await sending({"type": "http.response.body", "body": answer.body})
            return
        self.outstanding += size
        try:
            for start in range(0, size, _PIECE):
                piece, more = answer.body[start : start + _PIECE], start + _PIECE < size
                await sending({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            self.outstanding -= size


def _problem(scope: Scope, status: int, detail: str, retry_after: int | None) -> Answer:
    answer = of_response(problems.answer(header(scope, b"accept").decode("latin-1"), status, detail))
    retry = [(b"retry-after", str(retry_after).encode())] if retry_after else []
    return Answer(status, [*answer.headers, *retry], answer.body)


def _has(asked: Asked, tag: bytes) -> bool:
    return bool(asked.known) and negotiate.names_tag(asked.known.decode("latin-1"), tag.decode())


def _unchanged(tag: bytes) -> Answer:
    return Answer(304, _validators(tag), b"")


def _validators(tag: bytes) -> wire.Headers:
    return [(b"etag", tag), (b"cache-control", b"no-cache")]


def _tag(version: str, frame: bytes) -> bytes:
    """The entity tag of what a version of the graph answers to a request, known before it is asked."""
    return b'"' + blake2b(wire.same(frame), digest_size=12, key=version.encode()).hexdigest().encode() + b'"'
