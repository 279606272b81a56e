"""The named settings of the server: what a request, a client, and the whole may cost."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from typing import Any, Final

from vlmkg.errors import UsageError

MB: Final = 1_000_000


def _setting(default: Any, about: str, *, unit: str = "", least: float | None = None) -> Any:
    return field(default=default, metadata={"about": about, "unit": unit, "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every bound, each with what it means. Sizes are in bytes, times in seconds."""

    processes: int = _setting(os.cpu_count() or 1, "Processes that take requests; one a core is best.", least=1)
    workers: int = _setting(2, "Requests that one process evaluates at once, each in a worker of its own.", least=1)
    deadline: float = _setting(
        10.0,
        "A request that takes longer is stopped and answered with 504; a request may ask for less.",
        unit="seconds",
        least=0.01,
    )
    queue: int = _setting(
        128, "Requests of one process that may wait for a worker; the next one is answered with 503.", least=0
    )
    memory: int = _setting(
        1000 * MB,
        "A worker that needs more, beside the graph, is stopped and its request answered with 507.",
        unit="bytes",
        least=MB,
    )
    rows: int = _setting(10_000, "Rows of a question's answer that are sent at once; `limit` asks for less.", least=1)
    answer: int = _setting(
        100 * MB, "A larger answer is not sent; the request is answered with 507.", unit="bytes", least=1000
    )
    outstanding: int = _setting(
        256 * MB,
        "Bytes of answers that one process holds for clients still reading; beyond, requests are answered with 503.",
        unit="bytes",
        least=MB,
    )
    request: int = _setting(MB, "A larger request is answered with 413.", unit="bytes", least=1000)
    cache: int = _setting(
        64 * MB,
        "Bytes of answers that each front and each worker keeps, to give them again; 0 keeps none.",
        unit="bytes",
        least=0,
    )
    rate: str | None = _setting(
        None, "Requests of one client, such as 600/minute, counted by each process; beyond, 429. No limit if not set."
    )
    patience: float = _setting(
        30.0, "A client that takes longer to send a request, or to take 256 kB, is let go.", unit="seconds", least=0.01
    )
    keep_alive: int = _setting(
        15, "A connection on which nothing is asked for so long is closed.", unit="seconds", least=1
    )
    connections: int = _setting(4000, "Open connections of one process; a further one is closed at once.", least=1)
    recycle: int = _setting(500_000, "A worker that has answered so many requests is replaced.", least=1)
    base_url: str | None = _setting(
        None, "Where the public finds the server, such as https://vlmkg.example.org; else as each request says."
    )
    proxies: str = _setting(
        "127.0.0.1", "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas between."
    )
    downloads: str | None = _setting(
        None,
        "A folder for the whole graph as files, offered below /download/; they are made there once for each state of "
        "the data. None are offered if not set.",
    )
    access_log: str | None = _setting(
        None, "A file that gets a line of JSON for each request; - is standard error. None if not set."
    )

    def check(self) -> None:
        """Raise UsageError where a setting cannot be."""
        if self.rate is not None:
            from limits import parse

            try:
                parse(self.rate)
            except ValueError:
                raise UsageError(f"a rate is such as 600/minute, and not {self.rate!r}; mend --rate") from None
        if self.base_url is not None and not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+", self.base_url):
            raise UsageError(
                f"the address of the server is such as https://vlmkg.example.org, and not {self.base_url!r}; "
                "mend --base-url"
            )
        if self.access_log not in (None, "-"):
            try:
                with open(self.access_log, "a", encoding="utf-8"):
                    pass
            except OSError as error:
                raise UsageError(f"{self.access_log}: {error.strerror}; name another --access-log") from None


def table() -> str:
    """The settings as a table in Markdown."""
    rows = ["| setting | default | what it means |", "|---|---|---|"]
    for item in fields(Settings):
        default = "one a core" if item.name == "processes" else "not set" if item.default is None else _figure(item)
        rows.append(f"| `{item.name}` | {default} | {item.metadata['about']} |")
    return "\n".join(rows)


def _figure(item: Any) -> str:
    unit = item.metadata["unit"]
    if unit == "bytes" and item.default >= MB:
        return f"{item.default // MB:,} MB"
    return f"{item.default:,} {unit}".strip() if isinstance(item.default, int) else f"{item.default} {unit}".strip()
