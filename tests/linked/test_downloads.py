"""The whole graph as files: equal data, equal bytes; each loads as the same triples; no name leads anywhere else."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from starlette.testclient import TestClient as PlainClient

import vlmkg
from vlmkg.errors import DataError
from vlmkg.exchange import dumps
from vlmkg.http.app import create_app
from vlmkg.http.linked import downloads

READ = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".nq": ox.RdfFormat.N_QUADS,
}
NAMES = ["vlmkg.ttl", "vlmkg.nt", "vlmkg.jsonld", "vlmkg-inferred.nt", "vlmkg.nq"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> vlmkg.Kg:
    """A small graph with a node that has no name, and with something to infer."""
    path = tmp_path_factory.mktemp("data") / "own.ttl"
    path.write_text(
        """
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
model:house-eye a vlmkg:VisionEncoder ; rdfs:label "House \\u201cEye\\u201d"@en ; rdfs:seeAlso [ rdfs:label "aside" ] .
model:house-model a vlmkg:VisionLanguageModel ; rdfs:label "House Model"@en ; vlmkg:usesVisionEncoder model:house-eye .
""",
        encoding="utf-8",
    )
    return vlmkg.load(path, builtin=False)


@pytest.fixture(scope="module")
def folder(small: vlmkg.Kg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("downloads")
    downloads.build(small, found)
    return found


@pytest.fixture(scope="module")
def files(small: vlmkg.Kg, folder: Path) -> PlainClient:
    return PlainClient(downloads.Files(downloads.place(small, folder)), follow_redirects=False)


def triples(path: Path) -> set[ox.Triple]:
    """What a file holds, nodes without a name named canonically."""
    held = ox.Dataset(quad for quad in ox.parse(path=path, format=READ[path.suffix]))
    held.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in held}


def test_each_file_holds_what_it_says(small: vlmkg.Kg, folder: Path) -> None:
    place = downloads.place(small, folder)
    made = {dump.name: dump for dump in downloads.build(small, folder)}
    assert list(made) == [name + end for name in NAMES for end in ("", ".gz")]
    for name, dump in made.items():
        content = (place / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (dump.size, dump.sha256)
        if not dump.compressed:
            assert gzip.decompress((place / f"{name}.gz").read_bytes()) == content
            assert len(triples(place / name)) == dump.triples
    stated = triples(place / "vlmkg.nt")
    assert stated == triples(place / "vlmkg.ttl") == triples(place / "vlmkg.jsonld")
    added = triples(place / "vlmkg-inferred.nt")
    assert (len(stated), len(added)) == (small.dataset.asserted, small.dataset.inferred)
    assert not stated & added
    quads = list(ox.parse(path=place / "vlmkg.nq", format=ox.RdfFormat.N_QUADS))
    assert {quad.triple for quad in quads if quad.graph_name.value == dumps.INFERRED} == added  # type: ignore[union-attr]
    assert len({quad.triple for quad in quads if quad.graph_name.value == dumps.ASSERTED}) == len(stated)  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
def test_rdflib_reads_the_same_triples(small: vlmkg.Kg, folder: Path) -> None:
    place = downloads.place(small, folder)
    read = [
        rdflib.Graph().parse(place / name, format=form)
        for name, form in (("vlmkg.ttl", "turtle"), ("vlmkg.nt", "nt"), ("vlmkg.jsonld", "json-ld"))
    ]
    named = [{t for t in held if not any(isinstance(node, rdflib.BNode) for node in t)} for held in read]
    assert named[0] == named[1] == named[2]
    assert [len(held) for held in read] == [small.dataset.asserted] * 3


def test_equal_data_are_equal_bytes(small: vlmkg.Kg, folder: Path, tmp_path: Path) -> None:
    again = vlmkg.load(*small.dataset.sources.data, builtin=False)
    assert downloads.build(again, tmp_path) == downloads.build(small, folder)


def test_files_are_made_once_and_never_half(small: vlmkg.Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(dumps, "_write", broken)
        with pytest.raises(DataError, match="No space left on device; name a folder"):
            downloads.build(small, tmp_path)
    assert list(tmp_path.iterdir()) == []
    first = downloads.build(small, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(dumps, "_write", broken)
        assert downloads.build(small, tmp_path) == first


@pytest.mark.parametrize("listed", ["no json", '[{"name": "x"}]', "{"])
def test_a_broken_list_of_files_is_said_so(small: vlmkg.Kg, tmp_path: Path, listed: str) -> None:
    place = downloads.place(small, tmp_path)
    place.mkdir()
    (place / "manifest.json").write_text(listed, encoding="utf-8")
    with pytest.raises(DataError, match="delete that folder"):
        downloads.build(small, tmp_path)


# -- over HTTP


def test_a_file_comes_whole_in_part_or_not_again(small: vlmkg.Kg, folder: Path, files: PlainClient) -> None:
    written = (downloads.place(small, folder) / "vlmkg.nt").read_bytes()
    plain = {"accept-encoding": "identity"}
    whole = files.get("/download/vlmkg.nt", headers=plain)
    assert whole.content == written
    assert whole.headers["content-type"] == "application/n-triples"
    assert whole.headers["etag"] == f'"{hashlib.sha256(written).hexdigest()}"'
    assert whole.headers["access-control-allow-origin"] == "*"
    head = files.head("/download/vlmkg.nt", headers=plain)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(written)))
    part = files.get("/download/vlmkg.nt", headers={**plain, "range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, written[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(written)}"
    same = files.get("/download/vlmkg.nt", headers={**plain, "if-none-match": f'"x", W/{whole.headers["etag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    assert files.get("/download/vlmkg.nt", headers={**plain, "range": f"bytes={len(written)}-"}).status_code == 416


@pytest.mark.parametrize(
    ("accepted", "coded"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("", False),
    ],
)
def test_a_client_that_takes_gzip_gets_the_compressed_form(
    small: vlmkg.Kg, folder: Path, files: PlainClient, accepted: str, coded: bool
) -> None:
    answer = files.get("/download/vlmkg.ttl", headers={"accept-encoding": accepted})
    assert ("content-encoding" in answer.headers) == coded
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == (downloads.place(small, folder) / "vlmkg.ttl").read_bytes()  # the client has decoded it
    packed = files.get("/download/vlmkg.ttl.gz", headers={"accept-encoding": accepted})
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers


@pytest.mark.parametrize(
    "name",
    [
        "../manifest.json",
        "..%2fmanifest.json",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5cwindows",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "vlmkg.nt%00.ttl",
        "%00",
        "manifest.json",
        "%2e/vlmkg.nt",
        "vlmkg.nt/",
        "vlmkg.NT",
        "vlmkg",
        "x" * 10_000,
    ],
)
def test_no_other_name_leads_to_a_file(files: PlainClient, name: str) -> None:
    answer = files.get(f"/download/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "vlmkg.nt.gz" in answer.json()["detail"]
    assert len(answer.content) < 1000


def test_files_that_are_being_made_are_to_be_asked_for_again(tmp_path: Path, small: vlmkg.Kg, folder: Path) -> None:
    place = tmp_path / "later"
    client = PlainClient(downloads.Files(place))
    answer = client.get("/download/vlmkg.nt")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    shutil.copytree(downloads.place(small, folder), place)
    assert client.get("/download/vlmkg.nt").status_code == 200


def test_who_writes_is_told_how_to_read(files: PlainClient) -> None:
    answer = files.put("/download/vlmkg.nt", content=b"x")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_application_offers_them_and_the_page_lists_them(small: vlmkg.Kg, folder: Path) -> None:
    with TestClient(create_app(small, folder), follow_redirects=False) as client:
        elsewhere = client.get("/download/vlmkg.nt.gz", headers={"origin": "https://house.example"})
        assert (elsewhere.status_code, elsewhere.headers.get_list("access-control-allow-origin")) == (200, ["*"])
        assert client.get("/download").headers["location"] == "/data.html"
        page = client.get("/data.html").text
        for dump in downloads.build(small, folder):
            assert f'href="/download/{dump.name}"' in page
            assert dump.sha256 in page
            assert f"<https://w3id.org/vlmkg/download/{dump.name}>" in client.get("/data.ttl").text


def test_files_that_are_being_made_are_listed_without_their_size(small: vlmkg.Kg, folder: Path, tmp_path: Path) -> None:
    made = downloads.build(small, folder)
    assert [replace(dump, size=None, sha256=None) for dump in made] == list(dumps.expected(small.dataset))
    with TestClient(create_app(small, tmp_path)) as client:
        page, told = client.get("/data.html").text, client.get("/data.ttl").text
        assert client.get("/download/vlmkg.nt").status_code == 503
    assert 'href="/download/vlmkg.nt.gz"' in page
    assert "being made" in page
    assert "<https://w3id.org/vlmkg/download/vlmkg.nt.gz>" in told
    assert "byteSize" not in told
    assert "checksum" not in told


def test_a_server_without_files_says_where_else_to_look(client: TestClient) -> None:
    answer = client.get("/download/vlmkg.nt")
    assert answer.status_code == 404
    assert "vlmkg export" in answer.json()["detail"]


@pytest.mark.slow
def test_the_shipped_graph_comes_whole(kg: vlmkg.Kg, tmp_path: Path) -> None:
    made = downloads.build(kg, tmp_path)
    place = downloads.place(kg, tmp_path)
    assert {dump.holds: dump.triples for dump in made} == {
        "asserted": kg.dataset.asserted,
        "inferred": kg.dataset.inferred,
        "both": kg.dataset.asserted + kg.dataset.inferred,
    }
    stated = triples(place / "vlmkg.nt")
    assert stated == triples(place / "vlmkg.ttl") == triples(place / "vlmkg.jsonld")
    held = rdflib.Graph().parse(place / "vlmkg.nt", format="nt")
    assert len(held) == len(stated) == kg.dataset.asserted
