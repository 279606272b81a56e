"""docs/lineage.md promises commands, methods, addresses, forms and words: all of them are there."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

import vlmkg
from vlmkg.cli.main import main
from vlmkg.http.app import create_app
from vlmkg.lineage.relations import relations

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "lineage.md").read_text(encoding="utf-8")


def test_every_command_is_there() -> None:
    named = set(re.findall(r"`vlmkg (\w+)", PAGE))
    assert named >= {"lineage", "path", "compare", "exposed", "contaminated", "obligations", "disputes", "run"}
    assert named <= set(main.commands)


def test_every_question_and_method_is_there(kg: vlmkg.Kg) -> None:
    for name in re.findall(r"`vlmkg run ([\w-]+)`", PAGE):
        assert name in kg.questions
    for method in re.findall(r"`kg\.(\w+)\(", PAGE):
        assert callable(getattr(kg, method)), method
    for form in re.findall(r"`(to_\w+)\(\)`", PAGE):
        assert callable(getattr(kg.ancestors("ColPali"), form)), form


def test_every_address_is_there(kg: vlmkg.Kg) -> None:
    client = TestClient(create_app(kg))
    there = {item["href"] for item in client.get("/lineage").json()}
    assert set(re.findall(r"`(/lineage/[\w-]+)", PAGE)) == there
    for path in re.findall(r"`(/queries/[\w-]+)`", PAGE):
        assert path.removeprefix("/queries/") in kg.questions


def test_every_relation_is_a_step(kg: vlmkg.Kg) -> None:
    (table,) = re.findall(r"\| passes \|.*?\n\n", PAGE, flags=re.DOTALL)
    steps = {iri.rpartition("#")[2] for iri in relations(kg.library.schema).steps}
    assert set(re.findall(r"`(\w+)`", table)) <= steps
