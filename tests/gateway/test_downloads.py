"""The whole graph as files, from a running server."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph as ox

from .conftest import Served, ask, get, well


def test_files_are_made_once_and_offered_without_a_pause(small: Path, tmp_path: Path) -> None:
    served = Served("--processes", "1", "--downloads", str(tmp_path / "files"), data=small)
    try:
        while (found := get(served, "/download/vlmkg.nt"))[0] == 503:
            assert found[1]["retry-after"] == "60"
            well(served)
        status, headers, body = found
        assert (status, headers["content-type"]) == (200, "application/n-triples")
        count = len(list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES)))
        packed = get(served, "/download/vlmkg.nt", {"Accept-Encoding": "gzip"})
        assert packed[1]["content-encoding"] == "gzip"
        assert gzip.decompress(packed[2]) == body
        part = get(served, "/download/vlmkg.nt", {"Range": "bytes=10-19"})
        assert (part[0], part[2]) == (206, body[10:20])
        assert get(served, "/download/vlmkg.nt", {"If-None-Match": headers["etag"]})[0] == 304
        for outside in ("../manifest.json", "%2e%2e/small.ttl", "manifest.json", "..%5csmall.ttl", "%00", ""):
            assert get(served, f"/download/{outside}")[0] == 404
        assert count == json.loads(get(served, "/health")[2])["asserted"]
    finally:
        assert served.stop() == 0
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "files").rglob("*")}
    again = Served("--processes", "1", "--downloads", str(tmp_path / "files"), data=small)
    try:
        assert get(again, "/download/vlmkg.nt")[2] == body
        page = get(again, "/data.html", {"accept": "text/html"})
        assert page[0] == 200
        assert b"vlmkg.nt" in page[2]
        assert ask(again, "ASK {}")[0] == 200
    finally:
        assert again.stop() == 0
    assert made == {path: path.stat().st_mtime_ns for path in (tmp_path / "files").rglob("*")}


def test_making_files_ends_with_the_server_and_leaves_nothing_half_made(small: Path, tmp_path: Path) -> None:
    served = Served("--processes", "1", "--downloads", str(tmp_path / "files"), data=small)
    ended = served.watch(*served.children(served.zygote()), served.zygote())
    assert served.stop() == 0
    ended()
    made = list((tmp_path / "files").glob("*"))
    assert not [path for path in made if path.name.startswith("building-")]
