"""What is written down of each request: a line of JSON where wanted, and the numbers that Prometheus reads."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from vlmkg.http.gateway.wire import Note

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Journal:
    """Notes requests. In several processes, the numbers are kept in the folder PROMETHEUS_MULTIPROC_DIR names."""

    def __init__(self, access_log: str | None = None, *, shared: bool = False) -> None:
        self.registry = CollectorRegistry()
        self._shared = shared
        self._known: dict[tuple[str, int, str], tuple[Counter, Histogram]] = {}
        self._log: TextIO | None = None
        if access_log == "-":
            self._log = sys.stderr
        elif access_log is not None:
            self._log = open(access_log, "a", encoding="utf-8", buffering=1)  # noqa: SIM115 - open as long as we run
        self.requests = Counter(
            "vlmkg_requests_total", "Requests answered", ["kind", "status", "origin"], registry=self.registry
        )
        self.time = Histogram(
            "vlmkg_request_seconds",
            "Time from the head of a request to the last byte handed over",
            ["kind"],
            buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10),
            registry=self.registry,
        )
        self.sent = Counter("vlmkg_sent_bytes_total", "Bytes of bodies sent", registry=self.registry)

    def note(self, note: Note) -> None:
        """Write one request down."""
        kind, status, timing = _kind(note.path.decode("latin-1")), note.status, note.timing
        where = "cache" if timing.startswith(b"cache") else "worker" if timing.startswith(b"eval") else "front"
        key = (kind, status, where)
        if key not in self._known:  # looking a label up takes as long as counting
            self._known[key] = (self.requests.labels(*key), self.time.labels(kind))
        count, time = self._known[key]
        count.inc()
        time.observe(note.seconds)
        self.sent.inc(note.size)
        if self._log is not None:
            line: dict[str, Any] = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "client": note.client.decode(errors="replace"),
                "method": note.method.decode("latin-1"),
                "path": note.path[:1000].decode("latin-1"),
                "query": note.query[:1000].decode("latin-1"),
                "status": status,
                "bytes": note.size,
                "ms": round(note.seconds * 1000, 2),
                "from": where,
            }
            self._log.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Write no more lines."""
        if self._log is not None and self._log is not sys.stderr:
            self._log.close()
        self._log = None

    def numbers(self) -> bytes:
        """The numbers of all processes, in the text form of Prometheus."""
        registry = self.registry
        if self._shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


_KINDS = {"sparql", "queries", "lineage", "static", "download", "search", "health", "ready", "metrics", "ontology"}


def _kind(path: str) -> str:
    """The first part of a path where it is one of ours: labels must stay few."""
    first = path[1:].partition("/")[0].partition(".")[0]
    return first if first in _KINDS else "home" if not first else "page"
