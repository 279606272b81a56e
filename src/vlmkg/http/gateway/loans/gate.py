"""A gate between two processes: whoever has taken it may touch what was lent, and only they."""

from __future__ import annotations

import os


class Gate:
    """A token in the kernel. Taking it never waits.

    The worker takes it to read from a client or to write to one, and has given it back while it evaluates. Where the
    front has taken it, the worker finds it gone, and has no client any more.
    """

    def __init__(self, handle: int) -> None:
        self.handle = handle

    @classmethod
    def new(cls) -> Gate:
        """A gate that nobody has taken."""
        return cls(os.eventfd(1, os.EFD_NONBLOCK | os.EFD_CLOEXEC))

    def take(self) -> bool:
        """Whether it could be taken."""
        try:
            os.eventfd_read(self.handle)
        except BlockingIOError:
            return False
        return True

    def give(self) -> None:
        """Let the other side take it."""
        os.eventfd_write(self.handle, 1)

    def close(self) -> None:
        """Forget it."""
        os.close(self.handle)
