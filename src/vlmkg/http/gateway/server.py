"""The server: owns the socket, starts the zygote and the fronts, replaces what ends, and loads new data when told."""

from __future__ import annotations

import json
import logging
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vlmkg.errors import DataError, UsageError
from vlmkg.http.gateway import zygote
from vlmkg.http.gateway.loans.tally import Tally
from vlmkg.http.gateway.settings import Settings

_log = logging.getLogger("vlmkg.server")

_PAUSE: Final = 1.0
"""Seconds before what ended by itself is started again."""


@dataclass
class _Zygote:
    pid: int
    path: Path
    ready: socket.socket
    version: str = ""
    about: dict[str, Any] | None = None
    files: str | None = None


@dataclass
class _Front:
    pid: int
    told: socket.socket
    number: int
    answers: bool = False


class Server:
    """All processes of one server, from the side of the one that started them.

    SIGHUP loads the data anew: requests go on being answered, and new ones by the new data as soon as they are there.
    SIGTERM and SIGINT end it: what is being answered is answered to its end.
    """

    def __init__(self, load: Callable[[], zygote.Loaded], settings: Settings, listening: socket.socket) -> None:
        self.load, self.settings, self.listening = load, settings, listening
        self.folder = Path(tempfile.mkdtemp(prefix="vlmkg-"))
        self.fronts: dict[int, _Front] = {}
        self.zygote: _Zygote | None = None
        self.coming: _Zygote | None = None
        self.stopping = False
        self.tally = Tally(settings.processes)
        self._count = 0
        self._selector = selectors.DefaultSelector()

    def run(self, started: Callable[[], None]) -> None:
        """Serve until told to stop; `started` is called once requests are answered. Raises DataError or UsageError."""
        (self.folder / "numbers").mkdir()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder / "numbers")
        self._wake, told = socket.socketpair()
        self._wake.setblocking(False)
        told.setblocking(False)
        for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        self._told = told
        self._selector.register(self._wake, selectors.EVENT_READ)
        try:
            self._begin_zygote()
            while not self.stopping and not self._answering():
                self._turn()
            if not self.stopping:
                started()
            while not self.stopping or self.fronts:
                self._turn()
        finally:
            self._end()

    def _answering(self) -> bool:
        return bool(self.fronts) and all(front.answers for front in self.fronts.values())

    def _turn(self) -> None:
        for key, _ in self._selector.select():
            if key.fileobj is self._wake:
                for number in self._wake.recv(4096):
                    self._signalled(signal.Signals(number))
            elif self.coming is not None and key.fileobj is self.coming.ready:
                self._loaded(self.coming)
            elif self.zygote is not None and key.fileobj is self.zygote.ready:
                self._made(self.zygote)
            elif isinstance(key.data, _Front):
                self._heard(key.data)

    # -- the zygote

    def _begin_zygote(self) -> None:
        if self.coming is not None:
            return
        self._count += 1
        path = self.folder / f"zygote-{self._count}"
        ours, theirs = socket.socketpair()
        pid = self._fork([ours], lambda: zygote.run(self.load, self.settings, path, theirs))
        theirs.close()
        self.coming = _Zygote(pid, path, ours)
        self._selector.register(ours, selectors.EVENT_READ)

    def _loaded(self, new: _Zygote) -> None:
        said = new.ready.recv(1 << 16)
        self.coming = None
        nothing = {"error": "loading the data ended without a word; the lines above say why"}
        message: dict[str, Any] = json.loads(said) if said else nothing
        if "error" in message:
            self._let_go(new)
            if self.zygote is None:
                raise UsageError(message["error"]) if message.get("usage") else DataError(message["error"])
            _log.error("the data were not loaded, the old ones stay: %s", message["error"])
            return
        new.version, new.about, new.files = message["version"], message["about"], message["files"]
        old, self.zygote = self.zygote, new
        if old is not None:
            self._let_go(old)  # it ends, and its workers with their last requests
        for front in self.fronts.values():
            self._tell(front)
        for number in set(range(self.settings.processes)) - {front.number for front in self.fronts.values()}:
            self._begin_front(number)

    def _made(self, zygote_: _Zygote) -> None:
        """The files to download are there, so the graph is loaded anew by pages that know them; or it has ended."""
        if zygote_.ready.recv(100):
            self._begin_zygote()
        else:
            self._selector.unregister(zygote_.ready)

    def _let_go(self, zygote_: _Zygote) -> None:
        with suppress(KeyError):
            self._selector.unregister(zygote_.ready)
        zygote_.ready.close()

    # -- fronts

    def _begin_front(self, number: int) -> None:
        from vlmkg.http.gateway import front_process
        from vlmkg.http.gateway.pool import Place

        ours, theirs = socket.socketpair()
        self._count += 1
        place = Place(self.folder, f"front-{self._count}", number, self.tally)
        pid = self._fork(
            [ours, *(front.told for front in self.fronts.values())],
            lambda: front_process.run(self.listening, theirs, place, self.settings),
        )
        theirs.close()
        front = _Front(pid, ours, number)
        self.fronts[pid] = front
        self._selector.register(ours, selectors.EVENT_READ, front)
        self._tell(front)

    def _heard(self, front: _Front) -> None:
        """A front says that it answers requests, or has ended."""
        if front.told.recv(100):
            front.answers = True
        else:
            self._selector.unregister(front.told)

    def _tell(self, front: _Front) -> None:
        if self.zygote is None:
            return
        message = {
            "zygote": str(self.zygote.path),
            "version": self.zygote.version,
            "about": self.zygote.about,
            "files": self.zygote.files,
        }
        with suppress(OSError):  # one that has ended is replaced when its end is noticed
            front.told.sendall(json.dumps(message).encode() + b"\n")

    # -- what happens

    def _signalled(self, number: signal.Signals) -> None:
        match number:
            case signal.SIGHUP:
                _log.info("loading the data anew")
                self._begin_zygote()
            case signal.SIGTERM | signal.SIGINT:
                self.stopping = True
                for pid in self.fronts:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)
            case signal.SIGCHLD:
                self._reap()

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended(*found)

    def _ended(self, pid: int, status: int) -> None:
        code = os.waitstatus_to_exitcode(status)
        if pid in self.fronts:
            front = self.fronts.pop(pid)
            with suppress(KeyError):
                self._selector.unregister(front.told)
            front.told.close()
            if not self.stopping:
                _log.error("front process %d ended with %d; another one is started", pid, code)
                time.sleep(_PAUSE if code > 0 else 0)  # one that cannot start must not be started all the time
                self._begin_front(front.number)
        elif self.zygote is not None and pid == self.zygote.pid and not self.stopping:
            _log.error("the zygote %d ended with %d; another one is started", pid, code)
            self._begin_zygote()

    def _fork(self, ours: list[socket.socket], what: Callable[[], None]) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            for sock in (*ours, self._wake, self._told):
                sock.close()
            what()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _end(self) -> None:
        for known in (self.zygote, self.coming):
            if known is not None:
                with suppress(ProcessLookupError):
                    os.kill(known.pid, signal.SIGTERM)
                with suppress(ChildProcessError):
                    os.waitpid(known.pid, 0)
        shutil.rmtree(self.folder, ignore_errors=True)
