"""What a worker does with a request: the SPARQL endpoint directly, everything else through the inner application.

The application is ASGI, so that one set of endpoints serves the workers, tests, and whoever mounts it elsewhere.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import traceback
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import brotli
from starlette.types import ASGIApp

import vlmkg
from vlmkg import paths
from vlmkg.http import problems, sparql
from vlmkg.http.app import about, create_app
from vlmkg.http.gateway.faults import TooMuchMemory
from vlmkg.http.gateway.settings import Settings
from vlmkg.http.gateway.wire import Answer, Request
from vlmkg.http.gateway.zygote import Loaded
from vlmkg.http.linked import downloads
from vlmkg.http.questions.paging import Paging
from vlmkg.kg import Kg

_log = logging.getLogger("vlmkg.server")

_WORTH: Final = 1000
"""Bytes; a shorter body is not compressed."""
_TEXTS: Final = (b"text/", b"application/json", b"application/sparql", b"application/xml", b"application/rdf+xml",
    b"application/ld+json", b"application/n-", b"application/trig", b"application/problem", b"application/vnd",
    b"image/svg")  # fmt: skip


class Answering:
    """Answers requests from a graph, each whole."""

    def __init__(self, kg: Kg, settings: Settings) -> None:
        self.kg = kg
        self.settings = settings
        folder = Path(settings.downloads) if settings.downloads else None
        self.application: ASGIApp = create_app(kg, folder, Paging(greatest=settings.rows))
        self._loop: asyncio.AbstractEventLoop | None = None

    def __call__(self, request: Request) -> Answer:
        """The answer, in a process that does nothing else meanwhile."""
        if request.path == b"/sparql":
            try:
                return self._bounded(request, self._sparql(request))
            except Exception as error:
                return self._failed(request, error)
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(self.eventually(request))

    async def eventually(self, request: Request) -> Answer:
        """The same, for a process that has an event loop. A fault in here is logged, and is an answer too."""
        try:
            if request.path == b"/sparql":
                answer = self._sparql(request)
            else:
                answer = await _through(self.application, request)
            return self._bounded(request, answer)
        except Exception as error:
            return self._failed(request, error)

    def _sparql(self, request: Request) -> Answer:
        status, headers, body = sparql.answer(
            self.kg,
            request.method.decode("latin-1"),
            request.query,
            _headers(request),
            request.body,
            largest=self.settings.answer,
            base_url=f"{request.base.decode('latin-1')}/",
            deadline=self.settings.deadline,
        )
        return Answer(status, [header for header in headers if header[0] != b"content-length"], body)

    def _failed(self, request: Request, error: Exception) -> Answer:
        accept = request.accept.decode("latin-1")
        if isinstance(error, MemoryError):
            fault = TooMuchMemory(self.settings.memory)
            return of_response(problems.answer(accept, fault.status, str(fault)))
        _log.error("%r %r failed\n%s", request.method, request.path, "".join(traceback.format_exception(error)))
        return of_response(problems.answer(accept, 500, "something is broken here; the server's log says what"))

    def _bounded(self, request: Request, answer: Answer) -> Answer:
        if len(answer.body) > self.settings.answer:
            answer = of_response(_too_large(request, len(answer.body), self.settings.answer))
        return compressed(answer, request.encoding)


def load(kg: Kg, settings: Settings) -> Loaded:
    """A graph ready to answer. What is made at a first request is made here, so that the workers share it."""
    answering = Answering(kg, settings)
    for path in (b"/", b"/queries", b"/sparql", b"/openapi.json", b"/lineage/tree?of=clip"):
        path, _, query = path.partition(b"?")
        for accept in (b"text/html", b"application/json"):
            answering(Request(b"GET", path, query, accept, b"", b"http://localhost", b""))
    if settings.downloads is None:
        return Loaded(answering, version(kg), about(kg))
    folder = Path(settings.downloads)
    place = downloads.place(kg, folder)
    if place.exists():
        return Loaded(answering, version(kg, "with files"), about(kg), place)
    return Loaded(answering, version(kg), about(kg), place, lambda: downloads.build(kg, folder))


def version(kg: Kg, more: str = "") -> str:
    """A short name for the graph together with the software, its questions and pages included."""
    total = hashlib.sha256((kg.dataset.sources.digest + more).encode())
    for folder in (Path(vlmkg.__file__).parent, paths.queries()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                total.update(path.read_bytes())
    return total.hexdigest()[:16]


def compressed(answer: Answer, encoding: bytes) -> Answer:
    """The answer with its body compressed, where that is worth its time."""
    kind = next((value for name, value in answer.headers if name == b"content-type"), b"")
    if len(answer.body) < _WORTH or not kind.startswith(_TEXTS):
        return answer
    headers = _varying(answer.headers)
    match encoding:
        case b"br":
            body = brotli.compress(answer.body, quality=4)
        case b"gzip":
            body = gzip.compress(answer.body, compresslevel=5, mtime=0)
        case _:
            return Answer(answer.status, headers, answer.body)
    return Answer(answer.status, [*headers, (b"content-encoding", encoding)], body)


def _varying(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name != b"vary"]
    vary = [value for name, value in headers if name == b"vary"]
    return [*kept, (b"vary", b", ".join([*vary, b"Accept-Encoding"]))]


def of_response(response: Any) -> Answer:
    """A Starlette response as an answer."""
    return Answer(response.status_code, [h for h in response.raw_headers if h[0] != b"content-length"], response.body)


def _too_large(request: Request, size: int, limit: int) -> Any:
    """The answer instead of one that is too large."""
    return problems.answer(
        request.accept.decode("latin-1"),
        507,
        f"the answer has {size / 1e6:,.1f} MB, the limit here (`answer`) is {limit / 1e6:,.0f} MB; "
        "ask for less with LIMIT, or take the whole graph from /download",
    )


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    host = request.base.partition(b"://")[2]
    found = [(b"host", host), (b"accept", request.accept), (b"content-type", request.content_type)]
    return [(name, value) for name, value in found if value]


async def _through(application: ASGIApp, request: Request) -> Answer:
    """The whole answer of an ASGI application to one request."""
    started: dict[str, Any] = {}
    parts: list[bytes] = []
    scheme, _, authority = request.base.decode("latin-1").partition("://")
    host, _, port = authority.rpartition(":") if authority.rpartition(":")[2].isdigit() else (authority, "", "")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method.decode("latin-1"),
        "scheme": scheme,
        "path": unquote(request.path.decode("latin-1")),
        "raw_path": request.path,
        "query_string": request.query,
        "root_path": "",
        "headers": [*_headers(request), (b"content-length", str(len(request.body)).encode())],
        "server": (host, int(port) if port else None),
        "client": None,
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            parts.append(message.get("body", b""))

    await application(scope, receive, send)
    headers = [(bytes(name).lower(), bytes(value)) for name, value in started["headers"]]
    return Answer(started["status"], [h for h in headers if h[0] != b"content-length"], b"".join(parts))
