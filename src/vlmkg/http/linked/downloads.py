"""`/download/NAME`: the whole graph as files, which are made before they are asked for.

Who serves them needs no graph, only the folder: this is for the process in front of the workers, which may open files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from vlmkg.exchange import dumps
from vlmkg.exchange.dumps import Dump
from vlmkg.http import negotiate, problems
from vlmkg.kg import Kg

MOUNT: Final = "/download/"


def build(kg: Kg, folder: Path) -> tuple[Dump, ...]:
    """Make the files of a graph in a folder that keeps those of several, unless they are there. Raises DataError.

    It takes some twenty seconds and a gigabyte of memory, so let a process of its own do it.
    """
    return dumps.build(kg.dataset, folder)


def place(kg: Kg, folder: Path) -> Path:
    """Where `build` puts the files of a graph: what `Files` serves. It is there once they are whole."""
    return dumps.folder_of(kg.dataset, folder)


class Files:
    """Serves the files at a place below `/download/`, with ranges, entity tags and HEAD; an ASGI application.

    What is asked for is looked up among the names in the list of files and never made into a path. Any other name is
    404, and every name is 503 while the files are being made. A client that takes gzip gets the compressed form under
    the plain name.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._listed: dict[str, Dump] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = self.answer(Request(scope, receive))
        found.headers["access-control-allow-origin"] = "*"  # no worker, and nobody else, adds it here
        await found(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """The file that a request asks for, or a problem that says why there is none. Raises DataError."""
        accept = negotiate.accepted(request)
        if request.method not in ("GET", "HEAD"):
            found = problems.answer(accept, 405, f"{request.method} is not understood here; try GET")
            found.headers["allow"] = "GET, HEAD"
            return found
        name = request.scope["path"].removeprefix(MOUNT)
        if not self._listed:
            self._listed = {dump.name: dump for dump in dumps.read(self.place)}
        if not self._listed:
            found = problems.answer(accept, 503, "the files are being made; ask again in a minute", "/data")
            found.headers["retry-after"] = "60"
            return found
        if name not in self._listed:
            return problems.answer(accept, 404, f"there is no such file; there are {', '.join(self._listed)}", "/data")
        return self._file(request, self._listed[name])

    def _file(self, request: Request, dump: Dump) -> Response:
        headers = {"x-content-type-options": "nosniff", "cache-control": "no-cache"}
        kind = "application/gzip" if dump.compressed else dump.media_type
        packed = self._listed.get(f"{dump.name}.gz")
        if packed is not None:
            headers["vary"] = "Accept-Encoding"
            if negotiate.encoding(request.headers.get("accept-encoding", ""), ["gzip"]):
                headers["content-encoding"] = "gzip"
                dump = packed
        headers["etag"] = f'"{dump.sha256}"'
        if negotiate.names_tag(request.headers.get("if-none-match", ""), headers["etag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(self.place / dump.name, headers=headers, media_type=kind)
