"""What all pages share: the frame, static files, the policy, and errors in the form their reader can use."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from fastapi.testclient import TestClient

from vlmkg.http.pages import assets, links, render


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("", False),
        ("*/*", False),
        ("text/html", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/html;q=0.5", False),
        ("application/json;q=0.5, text/html", True),
        ("text/html;q=0", False),
        ("text/turtle", False),
    ],
)
def test_who_gets_a_page(accept: str, page: bool) -> None:
    assert render.wants_page(accept) is page


def test_a_value_is_text_and_not_markup() -> None:
    title, about = "<script>alert(1)</script>", "<b>x</b>"
    body = bytes(render.page("vocabulary.html", title=title, about=about, iri="", text="", forms=()).body).decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "&lt;b&gt;x&lt;/b&gt;" in body


@pytest.mark.parametrize(
    ("name", "href"),
    [
        ("model:pixtral-12b", "/model/pixtral-12b.html"),
        ("https://w3id.org/vlmkg/model/pixtral-12b", "/model/pixtral-12b.html"),
        ("vlmkg:usesVisionEncoder", "/ontology#usesVisionEncoder"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//example.org/x", None),
        ("https:///x", None),
        ("plain words", None),
        ('https://w3id.org/vlmkg/model/"><script>', "/model/%22%3E%3Cscript%3E.html"),
        ("https://w3id.org/vlmkg//example.org/x", None),
    ],
)
def test_where_a_page_leads(name: str, href: str | None) -> None:
    assert links.href(name) == href


def test_every_static_file_has_an_address_for_good(browser: TestClient) -> None:
    url = assets.shipped().url("style.css")
    assert re.fullmatch(r"/static/style\.[0-9a-f]{12}\.css", url)
    hashed, plain = browser.get(url), browser.get("/static/style.css")
    assert hashed.headers["content-type"] == "text/css; charset=utf-8"
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "no-cache"
    assert hashed.content == plain.content
    again = browser.get(url, headers={"if-none-match": hashed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_static_file_is_compressed_once_under_a_tag_of_its_own(
    encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    files = assets.shipped()
    plain, packed = assets.answer("style.css"), assets.answer("style.css", f"zstd, {encoding}")
    assert plain is not None
    assert packed is not None
    assert unpack(bytes(packed.body)) == plain.body
    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-{encoding}"'
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert files.find("style.css", encoding) is files.find("style.css", encoding)
    assert files.find("icon.svg", encoding) is files.find("icon.svg"), "not worth it"
    assert assets.answer("none.css", encoding) is None


def test_who_has_a_static_file_is_not_sent_it_again() -> None:
    packed = assets.answer("style.css", "br")
    assert packed is not None
    again = assets.answer("style.css", "br", f'"other", W/{packed.headers["etag"]}')
    assert again is not None
    assert (again.status_code, bytes(again.body)) == (304, b"")
    assert again.headers["etag"] == packed.headers["etag"]
    assert "content-encoding" not in again.headers
    in_another_form = assets.answer("style.css", "gzip", packed.headers["etag"])
    assert in_another_form is not None
    assert in_another_form.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/none.css", "/static/../render.py", "/static/%2e%2e/render.py", "/static/..%2frender.py",
     "/static/style.000000000000.css", "/static//etc/passwd", "/static/style.css%00", "/static/C:%5Cx"],
)  # fmt: skip
def test_no_path_reaches_another_file(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "PackageLoader" not in answer.text


def test_an_error_is_a_page_for_a_browser_and_json_for_a_program(browser: TestClient) -> None:
    page = browser.get("/nowhere/<b>at all</b>")
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == render.POLICY
    assert "Accept" in page.headers["vary"].split(", ")
    assert "<b>at all" not in page.text
    assert '<a href="/search?q=b%3E">' in page.text
    program = browser.get("/nowhere/it", headers={"accept": "*/*"})
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is nothing at /nowhere/it; / says what there is",
        "hint": "/search?q=it looks for something of that name",
    }


def test_an_unknown_name_leads_on(browser: TestClient) -> None:
    page = browser.get("/lineage/tree", params={"of": "pixtrall 12c"})
    assert page.status_code == 404
    assert '<a href="/model/pixtral-12b.html">model:pixtral-12b</a>' in page.text


def test_a_page_loads_and_runs_nothing_from_elsewhere(browser: TestClient) -> None:
    text = browser.get("/nowhere").text
    loaded = re.findall(r'<(?:script|link|img)\b[^>]*?(?:src|href)="([^"]+)"', text)
    assert loaded
    assert all(url.startswith("/static/") for url in loaded)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style\b|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    "path",
    ["/" + "x" * 7_000, "/compare?of=clip&of=" + "x" * 7_000, "/related?by=x&to=" + "x" * 7_000,
     "/model?class=" + "x" * 7_000, "/search?class=" + "x" * 7_000 + "&q=x"],
)  # fmt: skip
def test_what_is_long_is_not_repeated_whole(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (400, 404)
    assert len(answer.text) < 5_000
