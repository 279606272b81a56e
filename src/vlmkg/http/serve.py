"""Run the application."""

from __future__ import annotations

import socket
import sys

import uvicorn

from vlmkg.http.app import create_app
from vlmkg.kg import Kg


def run(kg: Kg, host: str, port: int) -> None:
    """Serve until interrupted. Raises OSError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(2048)  # a client that reads the line below may connect at once
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    print(
        f"vlmkg: serving at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C stops it)", file=sys.stderr, flush=True
    )
    config = uvicorn.Config(create_app(kg), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
