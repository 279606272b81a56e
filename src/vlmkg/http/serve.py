"""Run the application."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable

from vlmkg.http.gateway.settings import Settings
from vlmkg.kg import Kg


def run(load: Callable[[], Kg], host: str, port: int, settings: Settings | None = None) -> None:
    """Serve until told to stop: SIGTERM and Ctrl-C end it, SIGHUP loads the data anew.

    Raises OSError where the address cannot be had, UsageError for a setting that cannot be, DataError where
    the data cannot be loaded.
    """
    settings = settings or Settings()
    settings.check()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="vlmkg: %(message)s")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # uvicorn turns Nagle's algorithm off only for sockets that say they are TCP: 44 ms an answer otherwise
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(2048)
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"

    def started() -> None:
        print(f"vlmkg: serving at {address} (Ctrl-C stops it)", file=sys.stderr, flush=True)

    if not hasattr(os, "fork"):
        raise OSError(0, "this system cannot fork processes, which serving needs; use Linux, macOS or WSL")
    from vlmkg.http.gateway.server import Server
    from vlmkg.http.gateway.zygote import Loaded

    def loaded() -> Loaded:
        from vlmkg.http.gateway import answering

        return answering.load(load().packed(), settings)

    Server(loaded, settings, listening).run(started)
