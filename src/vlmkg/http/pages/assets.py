"""The files that pages need (styles, scripts, pictures), in memory, at addresses that change when a file does.

`/static/style.1a2b3c4d5e6f.css` names one text for good and may be kept forever; `/static/style.css` is the same file
under the name that stays, for references from one file to another, and is to be checked again.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vlmkg.http import negotiate

MOUNT: Final = "/static/"
FOREVER: Final = "public, max-age=31536000, immutable"
CHECKED: Final = "no-cache"
ENCODINGS: Final = ("br", "gzip")
"""How files are compressed for those who take it, the best first."""

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
    "map": "application/json",
}


_WORTH: Final = 1000
"""Bytes; a shorter file is not compressed."""
_PACKED: Final = frozenset({"image/png", "font/woff2"})
"""What is compressed as it is."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, its media type, its entity tag, how long its address holds, and how it is compressed."""

    body: bytes
    media_type: str
    etag: str
    cache_control: str
    encoding: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What any answer about it says, one without a body as well."""
        varies = {"vary": "Accept-Encoding"} if self.encoding or self.compressible else {}
        return {"cache-control": self.cache_control, "etag": self.etag, "x-content-type-options": "nosniff", **varies}

    @property
    def form(self) -> dict[str, str]:
        """What an answer says about its bytes."""
        packed = {"content-encoding": self.encoding} if self.encoding else {}
        return {"content-type": self.media_type, **packed}

    @property
    def compressible(self) -> bool:
        """Whether compressing it is worth the time."""
        return len(self.body) >= _WORTH and self.media_type not in _PACKED

    def compressed(self, encoding: str) -> Asset:
        """The same as `br` or `gzip`, under an entity tag of its own (RFC 9110, section 8.8.3)."""
        if encoding == "br":
            body = brotli.compress(self.body, quality=9)
        else:
            body = gzip.compress(self.body, compresslevel=9, mtime=0)
        return replace(self, body=body, etag=f'{self.etag[:-1]}-{encoding}"', encoding=encoding)


class Assets:
    """Every file of the folder `static`, read once. A file of a type that is not known here is left out."""

    def __init__(self, folder: Traversable) -> None:
        self._urls: dict[str, str] = {}
        self._served: dict[str, Asset] = {}
        self._compressed: dict[tuple[str, str], Asset] = {}
        for name, file in sorted(_walk(folder, "")):
            stem, _, ending = name.rpartition(".")
            if ending not in _TYPES:
                continue
            body = file.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            self._urls[name] = f"{MOUNT}{stem}.{digest}.{ending}"
            etag = f'"{digest}"'
            self._served[f"{stem}.{digest}.{ending}"] = Asset(body, _TYPES[ending], etag, FOREVER)
            self._served[name] = Asset(body, _TYPES[ending], etag, CHECKED)

    def url(self, name: str) -> str:
        """The address of a file that changes when the file does. Raises KeyError where there is no such file."""
        return self._urls[name]

    def find(self, name: str, encoding: str = "") -> Asset | None:
        """What is served for what stands behind `/static/`; None where nothing is. No name reaches a file system.

        `encoding` is one of `ENCODINGS` or empty; a file that is worth it is compressed so once, and kept.
        """
        asset = self._served.get(name)
        if asset is None or not encoding or not asset.compressible:
            return asset
        if (name, encoding) not in self._compressed:
            self._compressed[name, encoding] = asset.compressed(encoding)
        return self._compressed[name, encoding]


@cache
def shipped() -> Assets:
    """The files that come with vlmkg; they are read at the first call."""
    return Assets(files("vlmkg.http.pages") / "static")


def answer(name: str, accept_encoding: str = "", known: str = "") -> Response | None:
    """The answer to whoever asks for what stands behind `/static/`; None where nothing does.

    `accept_encoding` and `known` are the headers Accept-Encoding and If-None-Match.
    """
    asset = shipped().find(name, negotiate.encoding(accept_encoding, ENCODINGS))
    if asset is None:
        return None
    if known and negotiate.names_tag(known, asset.etag):
        return Response(status_code=304, headers=asset.headers)
    return Response(asset.body, headers={**asset.headers, **asset.form})


async def serve(request: Request) -> Response:
    """Answer `/static/{name}`."""
    asked = request.headers
    found = answer(request.path_params["name"], asked.get("accept-encoding", ""), asked.get("if-none-match", ""))
    if found is None:
        raise HTTPException(404)
    return found


async def icon(request: Request) -> Response:
    """Answer `/favicon.ico`, for which browsers ask where an answer is no page and names no icon."""
    return RedirectResponse(shipped().url("icon.svg"), status_code=308)


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name, entry
