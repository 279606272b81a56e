"""Answers as plain values: status, headers, body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

from vlmkg.errors import FormatError
from vlmkg.http import negotiate, problems

Headers = list[tuple[bytes, bytes]]
"""Names in lower case, as in ASGI."""

Reply = tuple[int, Headers, bytes]
"""Status, headers, body."""

_VARY: Final = (b"vary", b"Accept")


def content(media_type: str, body: bytes) -> Reply:
    """An answer that was found, in the form that was chosen."""
    headers = [
        (b"content-type", negotiate.content_type(media_type).encode()),
        (b"content-length", str(len(body)).encode()),
        _VARY,
    ]
    return 200, headers, body


def of(response: Response) -> Reply:
    """A response of Starlette's as a reply."""
    headers = [pair for pair in response.raw_headers if pair[0] != b"vary"]
    return response.status_code, [*headers, _VARY], bytes(response.body)


def problem(accept: str, status: int, detail: str) -> Reply:
    """An error as its reply, a page or a problem."""
    return of(problems.answer(accept, status, detail))


def not_understood(method: str, accept: str, allowed: str) -> Reply:
    """The reply to a method that is not understood here."""
    status, headers, body = problem(accept, 405, f"{method} is not understood here; use one of {allowed}")
    return status, [*headers, (b"allow", allowed.encode())], body


def options(allowed: str) -> Reply:
    """The reply to OPTIONS."""
    return 204, [(b"allow", allowed.encode())], b""


def chosen(accept: str, forms: Sequence[str], rows: bool) -> str | None:
    """The media type of an answer: asked for by name, or else the one its reader likes best; None where none fits.

    A form may go by several names at once, as some clients send them. Raises FormatError where none fits, or where two
    mean different forms.
    """
    offered = negotiate.ROWS if rows else negotiate.GRAPHS
    if not forms:
        return negotiate.choose(accept, offered)
    found = {media_type for form in forms if (media_type := _named(form, rows)) is not None}
    if len(found) > 1:
        raise FormatError(f"`format` names {len(found)} forms; send one")
    if not found:
        known = ", ".join(dict.fromkeys(offered.values()))
        raise FormatError(f"this answer cannot be written as {forms[0]!r}; choose one of {known}")
    return found.pop()


def _named(form: str, rows: bool) -> str | None:
    """The media type that a name, a suffix, a media type or several of them mean; None where they mean none."""
    name = form.strip().lower().replace(" ", "+")  # a + that is not encoded is a space
    if negotiate.ranges_of(name):
        return negotiate.choose(name, negotiate.ROWS if rows else negotiate.GRAPHS)
    return (negotiate.ROW_NAMES if rows else negotiate.GRAPH_NAMES).get(name)


def not_acceptable(accept: str, rows: bool) -> Reply:
    """The reply where none of the media types that a reader accepts fits."""
    types = ", ".join(negotiate.ROWS if rows else negotiate.GRAPHS)
    return problem(
        accept, 406, f"none of the types in Accept fits; this answer comes as {types}; or name one in `format`"
    )


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """A header's value; of several headers of one name, all values with commas between."""
    return ", ".join([value.decode("latin-1") for key, value in headers if key == name])
