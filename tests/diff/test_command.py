"""`vlmkg diff`: arguments, forms, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vlmkg.cli.diff import diff


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(diff, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def edited(checkout: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one edit that is not committed; we stand in it."""
    checkout.write("data/a.ttl", 'model:a a vlmkg:Model ; rdfs:label "A\x1b[31m"@en .')
    checkout.commit()
    checkout.write("data/a.ttl", 'model:a a vlmkg:Model ; rdfs:label "A\x1b[31m"@en ; vlmkg:contextLength 8 .')
    monkeypatch.chdir(checkout.root)
    root: Path = checkout.root
    return root


def test_head_against_the_working_tree(edited: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("A [31m (model:a)\n  + context length: 8\n")
    assert run("HEAD").stdout == result.stdout
    assert run("HEAD", "data").stdout.replace("data:", "working tree:") == result.stdout


def test_exit_codes(edited: Path) -> None:
    assert run("--exit-code").exit_code == 1
    assert run("--exit-code", "HEAD", "main").exit_code == 0
    for wrong in (
        ("nope",),
        ("./nope",),
        ("HEAD", "nope"),
        ("--", "--output=x"),
        ("a", "b", "c"),
        ("--format", "html"),
    ):
        result = run(*wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Traceback" not in result.stderr
    (edited / "data" / "a.ttl").write_text("model:a")
    result = run()
    assert result.exit_code == 1
    assert "data/a.ttl:1:" in result.stderr


def test_forms(edited: Path, tmp_path: Path) -> None:
    answer = json.loads(run("--format", "json").stdout)
    assert list(answer) == ["before", "after", "added", "removed", "counts", "things"]
    (thing,) = answer["things"]
    assert list(thing) == ["iri", "curie", "label", "classes", "kind", "changes", "claims"]
    assert thing["changes"] == [
        {
            "predicate": {"exact": "<https://w3id.org/vlmkg/ontology#contextLength>", "shown": "context length"},
            "removed": [],
            "added": [{"exact": '"8"^^<http://www.w3.org/2001/XMLSchema#integer>', "shown": "8"}],
        }
    ]
    assert run("--format", "markdown").stdout.startswith("**`HEAD` → `working tree`**: 1 triple added")
    assert run("--output", str(tmp_path / "out.txt")).stdout == ""
    assert (tmp_path / "out.txt").read_text() == run().stdout


def test_a_path_of_odd_bytes(edited: Path) -> None:
    name = b"odd-\xff.ttl".decode("utf-8", "surrogateescape")
    Path(name).write_bytes(Path("data/a.ttl").read_bytes())
    for form in ("text", "json", "markdown"):
        assert run("--format", form, name, "data/a.ttl").exit_code == 0


def test_outside_of_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = run()
    assert result.exit_code == 2
    assert "in no git checkout" in result.stderr
