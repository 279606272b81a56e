"""The same answers without processes: for tests, and for whoever mounts the application in one of their own.

Nothing can be stopped here: a deadline and a bound on memory need a process that can be killed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from vlmkg.http.app import about
from vlmkg.http.gateway import wire
from vlmkg.http.gateway.answering import Answering, version
from vlmkg.http.gateway.channel import Job
from vlmkg.http.gateway.front import Front
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.own import Own
from vlmkg.http.gateway.settings import Settings
from vlmkg.kg import Kg


class InProcess:
    """Answers each request where it comes in, one after another."""

    def __init__(self, answering: Callable[[wire.Request], Any], version: str) -> None:
        self.answering = answering
        self.version = version

    async def answer(
        self, frame: bytes, seconds: float, watch: Any, running: Job | None = None
    ) -> tuple[wire.Answer, Job]:
        """The answer to a request as it goes over the wire."""
        request, _ = wire.unpack_request(frame[: wire.REQUEST_HEAD], frame[wire.REQUEST_HEAD :])
        job = Job(asyncio.get_running_loop().create_future(), frame)
        job.version = self.version
        return await self.answering(request), job


def front(kg: Kg, settings: Settings | None = None) -> Front:
    """The whole application around a graph, in this process."""
    settings = settings or Settings()
    journal = Journal(settings.access_log)
    own = Own(journal, lambda: True)
    own.about = about(kg)
    return Front(InProcess(Answering(kg, settings).eventually, version(kg)), own, settings, journal)
