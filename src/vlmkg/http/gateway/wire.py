"""What passes between a front and a worker: a request, and its answer, each as one frame of bytes.

A frame is a count of bytes for each field and then the fields, so that nothing in a field can be taken for a boundary.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_REQUEST = struct.Struct("!d8I")
_SECONDS = struct.calcsize("!d")
_HELLO = struct.Struct("!Q16s")
_ANSWER = struct.Struct("!H2I")

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
    return [_ANSWER.pack(answer.status, len(headers), len(answer.body)), headers, answer.body]


def answer_size(head: bytes) -> int:
    """How many bytes follow the head of an answer."""
    _, headers, body = _ANSWER.unpack(head)
    return int(headers + body)


def unpack_answer(head: bytes, rest: bytes) -> Answer:
    """An answer from the two parts of its frame."""
    status, size, _ = _ANSWER.unpack(head)
    lines = rest[:size].split(b"\n") if size else []
    return Answer(status, list(zip(lines[::2], lines[1::2], strict=True)), rest[size:])


def _cut(rest: bytes, sizes: Iterable[int]) -> list[bytes]:
    fields, start = [], 0
    for size in sizes:
        fields.append(rest[start : start + size])
        start += size
    return fields
