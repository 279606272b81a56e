"""The page of `/sparql` for people: a form that works without a script, examples, and the limits that hold."""

from __future__ import annotations

import html
import re

from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.pages import sparql


def test_a_browser_without_a_query_gets_the_page(browser: TestClient) -> None:
    answer = browser.get("/sparql")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Accept" in answer.headers["vary"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert (
        browser.get("/sparql", headers={"accept": "text/turtle"}).headers["content-type"] != "text/html; charset=utf-8"
    )


def test_every_question_is_an_example(browser: TestClient, kg: vlmkg.Kg) -> None:
    page = browser.get("/sparql").text
    shown = {
        name: html.unescape(text) for name, text in re.findall(r'<pre data-example="([\w-]+)">(.*?)</pre>', page, re.S)
    }
    assert shown == {name: question.query for name, question in kg.questions.items()}


def test_the_form_answers_as_it_says_without_a_script(browser: TestClient) -> None:
    page = browser.get("/sparql").text
    (query,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    for form in re.findall(r'<option value="(\w+)"', page):
        text = html.unescape(query) if form in ("csv", "json", "tsv", "xml") else "DESCRIBE model:siglip"
        answer = browser.post("/sparql", data={"query": text, "format": form})
        assert answer.status_code == 200, form


def test_the_limits_are_those_that_hold(kg: vlmkg.Kg) -> None:
    body = bytes(sparql.respond(kg, sparql.Limits(deadline=2.5, largest_answer=3_000_000, longest_query=1234)).body)
    assert b"stopped after 2.5 seconds" in body
    assert b"at most 3 MB" in body
    assert b"at most 1,234 characters" in body
