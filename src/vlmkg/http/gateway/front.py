"""The front: one ASGI application that answers what it can itself, and has a worker answer the rest."""

from __future__ import annotations

from math import ceil
from time import perf_counter, time
from typing import Any, Final, Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Receive, Scope, Send

from vlmkg.errors import VlmkgError
from vlmkg.http import problems
from vlmkg.http.gateway import asked as reading
from vlmkg.http.gateway.answering import of_response
from vlmkg.http.gateway.answers import Answers
from vlmkg.http.gateway.asked import Asked, Refused, header
from vlmkg.http.gateway.channel import Job
from vlmkg.http.gateway.faults import Full, Left, NoAnswer
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.own import Own
from vlmkg.http.gateway.sending import RUNNING, Sending, described
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Answer, Note, pack_request

_METHODS: Final = b"GET, HEAD, POST, OPTIONS"
_PREFLIGHT: Final = [
    (b"allow", _METHODS),
    (b"access-control-allow-methods", _METHODS),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, Prefer"),
    (b"access-control-max-age", b"86400"),
]
_PIECE: Final = 256_000
"""Bytes of an answer handed to a client at once."""


class Workers(Protocol):
    """Whoever answers requests: a pool of processes, or this process."""

    version: str

    async def answer(self, frame: bytes, seconds: float, watch: Any, running: Job | None) -> tuple[Answer, Job]:
        """The answer to a request as it goes over the wire; `running` is at it already. Raises NoAnswer."""
        ...


class Front:
    """Reads requests, bounds them, and answers them: from its cache, or by a worker."""

    def __init__(self, workers: Workers, own: Own, settings: Settings, journal: Journal) -> None:
        self.workers = workers
        self.own = own
        self.settings = settings
        self.journal = journal
        self.answers = Answers(settings.cache)
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
                    running = scope.get("extensions", {}).get(RUNNING)
                    answer, timing = await self._answer(asked, receive, running)
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
        self.journal.note(_note(scope, sending, perf_counter() - began, timing))

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

    async def _answer(self, asked: Asked, receive: Receive, running: Job | None) -> tuple[Answer, bytes]:
        """The answer, and how long it took; `running` is a job that is at the request already."""
        looked = self.answers.look(asked, self.workers.version)
        if looked.answer is not None and running is None:
            return looked.answer, looked.timing
        if self.outstanding > self.settings.outstanding and running is None:
            raise Full("too many answers are still being read by other clients")
        seconds = reading.seconds(asked, self.settings.deadline)
        began = perf_counter()

        async def watch(job: Job) -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            job.stop(Left("the client has gone"))

        frame = pack_request(asked.request, seconds)
        answer, job = await self.workers.answer(frame, seconds, watch, running)
        timing = b"eval;dur=%.1f" % ((perf_counter() - began) * 1000)
        return self.answers.keep(looked, asked, job.version, answer), timing

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
        headers = described(answer, timing)
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


def _note(scope: Scope, sending: Sending, seconds: float, timing: bytes) -> Note:
    path = scope.get("raw_path") or scope["path"].encode()
    client, method, query = reading.client(scope).encode(), scope["method"].encode(), scope["query_string"]
    return Note(seconds, sending.size, sending.status, method, path, query, timing, client)
