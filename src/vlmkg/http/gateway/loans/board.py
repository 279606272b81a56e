"""Memory that a worker writes and its front reads, also once the worker has been killed."""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from vlmkg.http.gateway.wire import Note

LONGEST: Final = 64_000
"""Bytes; a longer request is not answered by a borrower."""

_SIZE: Final = 1 << 20
_AT: Final = struct.Struct("=QdI")
_REQUEST: Final = 64
_COUNTS: Final = _REQUEST + LONGEST
_RING: Final = _COUNTS + 64
_ROOM: Final = _SIZE - _RING
_NOTE: Final = struct.Struct("=dQHHHHBB")
_FULLEST: Final = _ROOM - 8_000


class At(NamedTuple):
    """What a worker is at."""

    connection: int
    """The number of the connection."""
    began: float
    """When its evaluation began, in seconds of `time.monotonic`; 0.0 where it is only read or answered."""
    request: bytes
    """The request as it was read, where its evaluation has begun."""


class Board:
    """One page of what a worker is at, and a ring of what it has answered and its front has not read yet."""

    def __init__(self, handle: int) -> None:
        self._memory = mmap.mmap(handle, _SIZE)
        self._counts = memoryview(self._memory)[_COUNTS : _COUNTS + 16].cast("Q")
        """Bytes of notes written, and bytes read."""

    @staticmethod
    def new() -> int:
        """A descriptor of memory for a board."""
        handle = os.memfd_create("vlmkg-board", os.MFD_CLOEXEC)
        os.ftruncate(handle, _SIZE)
        return handle

    def close(self) -> None:
        """Let the memory go."""
        self._counts.release()
        self._memory.close()

    # -- what the worker is at

    def touch(self, connection: int) -> None:
        """A connection is about to be read."""
        _AT.pack_into(self._memory, 0, connection, 0.0, 0)

    def begin(self, connection: int, began: float, request: bytes) -> None:
        """The evaluation of a request begins."""
        self._memory[_REQUEST : _REQUEST + len(request)] = request
        _AT.pack_into(self._memory, 0, connection, began, len(request))

    def end(self) -> None:
        """Nothing is read, evaluated or answered."""
        _AT.pack_into(self._memory, 0, 0, 0.0, 0)

    def at(self) -> At | None:
        """What the worker is at; certain only for whoever has the gate."""
        connection, began, size = _AT.unpack_from(self._memory, 0)
        return At(connection, began, self._memory[_REQUEST : _REQUEST + size]) if connection else None

    # -- what it has answered

    def has_room(self) -> bool:
        """Whether another note can be written."""
        return int(self._counts[0] - self._counts[1]) < _FULLEST

    def note(self, note: Note) -> None:
        """Write an answered request down, for the front to read; of its path and query the first thousand bytes."""
        texts = (note.method[:20], note.path[:1000], note.query[:1000], note.timing[:100], note.client[:100])
        data = b"".join((_NOTE.pack(note.seconds, note.size, note.status, *map(len, texts)), *texts))
        written = self._counts[0]
        self._put(written, data)
        self._counts[0] = written + len(data)

    def notes(self) -> Iterator[Note]:
        """The notes not read yet, each once."""
        written, read = self._counts[0], self._counts[1]
        while read < written:
            seconds, size, status, *sizes = _NOTE.unpack(self._get(read, _NOTE.size))
            read += _NOTE.size
            data = self._get(read, sum(sizes))
            read += len(data)
            texts, start = [], 0
            for length in sizes:
                texts.append(data[start : start + length])
                start += length
            self._counts[1] = read
            yield Note(seconds, size, status, *texts)

    def _put(self, place: int, data: bytes) -> None:
        start = place % _ROOM
        first = min(len(data), _ROOM - start)
        self._memory[_RING + start : _RING + start + first] = data[:first]
        if first < len(data):
            self._memory[_RING : _RING + len(data) - first] = data[first:]

    def _get(self, place: int, size: int) -> bytes:
        start = place % _ROOM
        first = self._memory[_RING + start : _RING + min(start + size, _ROOM)]
        return first + self._memory[_RING : _RING + size - len(first)]
