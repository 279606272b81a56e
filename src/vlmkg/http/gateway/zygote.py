"""The zygote: loads the graph once, then does nothing but fork workers, which share its memory.

It starts no thread: a fork keeps only the thread that forked, and a lock that another one held would stay locked.
Fronts ask for a worker by a datagram that names the socket on which they wait for it; the zygote tells them by the
same way how a worker ended.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vlmkg.errors import MissingData, UsageError, VlmkgError
from vlmkg.http.gateway import wire, worker
from vlmkg.http.gateway.loans.borrower import Borrower
from vlmkg.http.gateway.loans.loan import Loan, lends
from vlmkg.http.gateway.settings import MB, Settings

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""As in malloc.h."""


@dataclass(frozen=True)
class Loaded:
    """What a zygote has loaded."""

    answering: worker.Answering
    version: str
    """Names the graph and the software in 16 characters; answers are the same as long as it is."""
    about: Mapping[str, Any]
    """What `/health` says of the graph."""
    files: Path | None = None
    """Where the files to download are, or will be."""
    make_files: Callable[[], object] | None = None
    """Makes them, where they are not there yet; it takes long."""


def run(load: Callable[[], Loaded], settings: Settings, path: Path, ready: socket.socket) -> None:
    """Load, say so on `ready`, and fork workers as asked at the socket `path`, until nobody needs it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        loaded = load()
    except VlmkgError as error:
        ready.sendall(json.dumps({"error": str(error), "usage": isinstance(error, UsageError | MissingData)}).encode())
        return
    _keep_freed_memory()
    gc.collect()
    gc.freeze()  # a collection in a worker then touches no page it shares
    asked = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    asked.bind(str(path))
    _single_thread()
    ready.sendall(
        json.dumps(
            {"version": loaded.version, "about": dict(loaded.about), "files": loaded.files and str(loaded.files)}
        ).encode()
    )
    forks = _Forks(asked, loaded, settings, ready)
    try:
        forks.run()
    finally:
        forks.stop_making()


def _keep_freed_memory() -> None:
    """Have workers keep the memory of an answer for the next one: having it anew from the kernel takes longer.

    As mallopt(3) of the GNU C library says; elsewhere nothing is changed.
    """
    try:
        import ctypes

        mallopt = ctypes.CDLL(None).mallopt
    except (ImportError, MemoryError, OSError, AttributeError):
        return  # another library; or a system that lets no memory be written and run, which ctypes may want
    for what, size in ((_TRIM_THRESHOLD, 64 * MB), (_MMAP_THRESHOLD, 32 * MB), (_TOP_PAD, MB)):
        mallopt(what, size)


def _single_thread() -> None:
    with contextlib.suppress(FileNotFoundError):
        count = len(os.listdir("/proc/self/task"))
        if count != 1:
            raise RuntimeError(f"loading left {count} threads; a process with threads cannot be forked")


class _Forks:
    """The workers that live, by their process numbers, each with the socket of the front that it serves."""

    def __init__(self, asked: socket.socket, loaded: Loaded, settings: Settings, ready: socket.socket) -> None:
        self.asked, self.loaded, self.settings, self.ready = asked, loaded, settings, ready
        self.living: dict[int, str] = {}
        self.making = 0

    def run(self) -> None:
        """Fork as asked, until the server closes its end of `ready`."""
        self.ended, told = socket.socketpair()
        for end in (self.ended, told):
            end.setblocking(False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        if self.loaded.make_files is not None:
            self._make_files(self.loaded.make_files)
        with selectors.DefaultSelector() as selector:
            for sock in (self.asked, self.ended, self.ready):
                selector.register(sock, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.ready:
                        return
                    if key.fileobj is self.ended:
                        if signal.SIGTERM in self.ended.recv(4096):
                            return
                        self._reap()
                    else:
                        self._fork(self.asked.recv(4096).decode())

    def _make_files(self, make: Callable[[], object]) -> None:
        """Have a process of low priority make the files to download."""
        self.making = os.fork()
        if self.making:
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing half made is left
            os.nice(19)
            for sock in (self.asked, self.ready):
                sock.close()
            make()
            status = 0
        except SystemExit:
            pass  # nobody needs them any more
        except VlmkgError as error:
            print(f"vlmkg: the files to download were not made: {error}", file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)

    def stop_making(self) -> None:
        """Nobody needs the files any more."""
        if self.making:
            os.kill(self.making, signal.SIGTERM)

    def _fork(self, front: str) -> None:
        number = os.fork()
        if number:
            self.living[number] = front
            return
        status = 1
        try:
            status = self._child(front)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _child(self, front: str) -> int:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for sock in (self.asked, self.ended, self.ready):
            sock.close()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            answering, settings = self.loaded.answering, self.settings
            borrow = None
            try:
                connection.connect(front)
                connection.sendall(wire.pack_hello(os.getpid(), self.loaded.version))
                if lends(settings):
                    loan = Loan.offer(front + ".lending")
                    borrow = Borrower(connection, loan, answering, self.loaded.version, settings).run
            except OSError:
                return 0  # the front has gone
            with contextlib.suppress(ConnectionError):
                worker.serve(connection, answering, settings.memory, borrow)
        return 0

    def _reap(self) -> None:
        while self.living or self.making:
            number, status = os.waitpid(-1, os.WNOHANG)
            if not number:
                return
            if number == self.making:
                self.making = 0
                if not status:
                    self.ready.sendall(b"made")
                continue
            front = self.living.pop(number, None)
            if front is not None:
                message = f"{number} {os.waitstatus_to_exitcode(status)}".encode()
                with contextlib.suppress(OSError):  # a front that has gone needs no message
                    self.asked.sendto(message, front + ".ended")
