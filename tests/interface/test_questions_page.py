"""docs/questions.md promises forms, names and a header: all of them are there."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.app import create_app
from vlmkg.http.questions import Paging
from vlmkg.questions import headers
from vlmkg.questions.canned import RESERVED

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "questions.md").read_text(encoding="utf-8")


def test_every_form_answers(kg: vlmkg.Kg) -> None:
    client = TestClient(create_app(kg))
    table = PAGE.partition("## Forms")[2].partition("## Parts")[0]
    suffixes = re.findall(r"`\.(\w+)`", table)
    assert suffixes == ["json", "csv", "tsv", "xml", "rq", "ttl", "jsonld", "nt", "rdf"]
    for suffix in suffixes:
        assert client.get(f"/queries/list-components.{suffix}").status_code == 200
    (path,) = re.findall(r"^/queries/\S+$", PAGE, re.MULTILINE)
    assert client.get(path).json()["total"] > 100


def test_the_numbers_and_names_are_those_of_the_code() -> None:
    assert f"{Paging().greatest:,} rows at most, a page {Paging().shown} unless" in PAGE
    refused = re.search(r"many\. (.*?) say how any question is answered", PAGE, re.DOTALL)
    assert refused is not None
    assert set(re.findall(r"`(\w+)`", refused[1])) == RESERVED


def test_the_header_reads(tmp_path: Path) -> None:
    header = PAGE.partition("```sparql\n")[2].partition("```")[0]
    file = tmp_path / "find-things.rq"
    file.write_text(header + "\nSELECT ?model ?version { VALUES ?encoder { model:siglip } }\n", encoding="utf-8")
    question = headers.read(file)
    assert [p.name for p in question.parameters] == ["encoder"]
    assert len(question.parameters[0].classes) == 3
    assert question.provable
