"""What a front answers itself, without a worker: its health, its numbers, and the files of pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Scope

from vlmkg.http.gateway.answering import of_response
from vlmkg.http.gateway.asked import header
from vlmkg.http.gateway.journal import CONTENT_TYPE, Journal
from vlmkg.http.gateway.wire import Answer
from vlmkg.http.linked import downloads
from vlmkg.http.pages import assets

_JSON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class Own:
    """Answers to `/health`, `/ready` and `/metrics`, and to what is asked for below `/static/`."""

    def __init__(self, journal: Journal, ready: Callable[[], bool]) -> None:
        self.journal = journal
        self.about: Mapping[str, Any] = {}
        self._ready = ready
        self.downloads: ASGIApp | None = None

    def answer(self, scope: Scope) -> Answer | None:
        """The answer, where the path is one of these."""
        path = scope["path"]
        match path:
            case "/health":
                return Answer(200, _JSON, json.dumps({"status": "ok", **self.about}).encode())
            case "/ready":
                good = self._ready()
                status = "ready" if good else "no worker is ready; ask again"
                retry = [] if good else [(b"retry-after", b"1")]
                return Answer(200 if good else 503, [*_JSON, *retry], json.dumps({"status": status}).encode())
            case "/metrics":
                return Answer(200, [(b"content-type", CONTENT_TYPE)], self.journal.numbers())
        if path.startswith(assets.MOUNT):
            name = path.removeprefix(assets.MOUNT)
            found = assets.answer(name, _text(scope, b"accept-encoding"), _text(scope, b"if-none-match"))
            return None if found is None else of_response(found)  # the application says what there is instead
        return None

    def offer(self, place: Path | None) -> None:
        """Offer the files at a place for download."""
        self.downloads = None if place is None else downloads.Files(place)

    def files(self, path: str) -> ASGIApp | None:
        """Who sends what is too large to be held as a whole, where the path is such."""
        return self.downloads if path.startswith(downloads.MOUNT) else None


def _text(scope: Scope, name: bytes) -> str:
    return header(scope, name).decode("latin-1")
