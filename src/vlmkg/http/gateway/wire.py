"""What passes between a front and a worker: a request, and its answer, each as one frame of bytes.

A frame is a count of bytes for each field and then the fields, so that nothing in a field can be taken for a boundary.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

_REQUEST = struct.Struct("!d8I")
_SECONDS = struct.calcsize("!d")
_HELLO = struct.Struct("!Q16s")
_ANSWER = struct.Struct("!BH2I")
_NUMBER = struct.Struct("!Q")


class Kind(IntEnum):
    """What a worker says to its front: an answer, or what has become of a connection that was lent to it."""

    ANSWER = 0
    BACK = 1
    """The connection is the front's again, with what was read of it."""
    REST = 2
    """The same; what comes with it is still to be sent to the client."""
    HELD = 3
    """The same, with a request whose answer comes next, for the front to send."""
    LET_GO = 4
    """Everything that the front took back has been let go."""


Headers = list[tuple[bytes, bytes]]


class Request(NamedTuple):
    """All of a request that an answer may depend on."""

    method: bytes
    path: bytes
    query: bytes
    accept: bytes
    content_type: bytes
    base: bytes
    """Scheme and authority, such as `https://vlmkg.example.org`."""
    encoding: bytes
    """How the body of the answer is to be compressed: `br`, `gzip` or nothing."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes


class Note(NamedTuple):
    """A request that was answered, for the log and the numbers."""

    seconds: float
    size: int
    status: int
    method: bytes
    path: bytes
    query: bytes
    timing: bytes
    client: bytes
    """The address of who asked."""


def pack_request(request: Request, seconds: float) -> bytes:
    """A request and the time its evaluation may take, as a frame."""
    return b"".join((_REQUEST.pack(seconds, *map(len, request)), *request))


def pack_hello(pid: int, version: str) -> bytes:
    """What a worker says first: its process number, and the version of what it has loaded."""
    return _HELLO.pack(pid, version.encode())


def unpack_hello(hello: bytes) -> tuple[int, str]:
    """The process number and version of a worker."""
    pid, version = _HELLO.unpack(hello)
    return pid, version.decode()


def same(frame: bytes) -> bytes:
    """The part of a request's frame that is the same whenever the same is asked."""
    return frame[_SECONDS:]


HELLO = _HELLO.size
REQUEST_HEAD = _REQUEST.size
ANSWER_HEAD = _ANSWER.size


def request_size(head: bytes) -> int:
    """How many bytes follow the head of a request."""
    return sum(_REQUEST.unpack(head)[1:])


def unpack_request(head: bytes, rest: bytes) -> tuple[Request, float]:
    """A request from the two parts of its frame, and the time its evaluation may take."""
    seconds, *sizes = _REQUEST.unpack(head)
    return Request(*_cut(rest, sizes)), seconds


def pack_answer(answer: Answer) -> list[bytes]:
    """An answer as the parts of a frame."""
    headers = b"\n".join(part for header in answer.headers for part in header)
    return [_ANSWER.pack(Kind.ANSWER, answer.status, len(headers), len(answer.body)), headers, answer.body]


def pack_news(kind: Kind, connection: int, data: bytes) -> list[bytes]:
    """What has become of a connection as the parts of a frame."""
    return [_ANSWER.pack(kind, 0, _NUMBER.size, len(data)), _NUMBER.pack(connection), data]


def answer_size(head: bytes) -> int:
    """How many bytes follow the head of an answer, or of news."""
    _, _, headers, body = _ANSWER.unpack(head)
    return int(headers + body)


def kind_of(head: bytes) -> Kind:
    """What a frame of a worker is."""
    return Kind(head[0])


def unpack_news(rest: bytes) -> tuple[int, bytes]:
    """The number of a connection, and what comes with it, from the second part of a frame."""
    return _NUMBER.unpack_from(rest)[0], rest[_NUMBER.size :]


def unpack_answer(head: bytes, rest: bytes) -> Answer:
    """An answer from the two parts of its frame."""
    _, status, size, _ = _ANSWER.unpack(head)
    lines = rest[:size].split(b"\n") if size else []
    return Answer(status, list(zip(lines[::2], lines[1::2], strict=True)), rest[size:])


def _cut(rest: bytes, sizes: Iterable[int]) -> list[bytes]:
    fields, start = [], 0
    for size in sizes:
        fields.append(rest[start : start + size])
        start += size
    return fields
