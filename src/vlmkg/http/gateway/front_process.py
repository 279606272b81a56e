"""A front process: uvicorn around a front, told by the server which zygote to take workers from."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import socket
from pathlib import Path

import uvicorn

from vlmkg.http.gateway.connection import bounded
from vlmkg.http.gateway.front import Front
from vlmkg.http.gateway.journal import Journal
from vlmkg.http.gateway.loans.loan import lends
from vlmkg.http.gateway.own import Own
from vlmkg.http.gateway.pool import Place, Pool
from vlmkg.http.gateway.settings import Settings


def run(listening: socket.socket, told: socket.socket, place: Place, settings: Settings) -> None:
    """Serve until SIGTERM, or until the server is gone."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was loaded stays, and need not be looked through again and again
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(listening, told, place, settings))


def _loop_factory() -> type[asyncio.AbstractEventLoop]:
    import uvloop

    return uvloop.Loop


async def _serve(listening: socket.socket, told: socket.socket, place: Place, settings: Settings) -> None:
    journal = Journal(settings.access_log, shared=True)
    pool = Pool(settings, place, journal)
    own = Own(journal, lambda: bool(pool.living) and bool(pool.version))
    front = Front(pool, own, settings, journal)
    await pool.start()
    config = uvicorn.Config(
        front,
        http=bounded(settings, pool.lender if lends(settings) else None),
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=int(settings.keep_alive),
        timeout_graceful_shutdown=int(settings.deadline) + 5,
        proxy_headers=True,
        forwarded_allow_ips=settings.proxies,
    )
    server = uvicorn.Server(config)
    reader, writer = await asyncio.open_connection(sock=told)
    listening_to = asyncio.ensure_future(_listen(reader, pool, own, front, server))
    ready = asyncio.ensure_future(pool.ready.wait())
    await asyncio.wait({ready, listening_to}, return_when=asyncio.FIRST_COMPLETED)
    writer.write(b"ready")  # no request is taken before one can be answered
    await server.serve(sockets=[listening])
    listening_to.cancel()
    await pool.close()


async def _listen(reader: asyncio.StreamReader, pool: Pool, own: Own, front: Front, server: uvicorn.Server) -> None:
    """Do as the server says, until it is gone; then this process is not needed either."""
    while line := await reader.readline():
        message = json.loads(line)
        own.about = message["about"]
        own.offer(Path(message["files"]) if message["files"] else None)
        if message["version"] != pool.version:
            front.answers.clear()
        pool.use(message["zygote"], message["version"])
    server.should_exit = True
