"""The forms, workflows and hooks for contributors are valid, and every command in them exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from vlmkg.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-config.yaml"


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands(workflow: Path) -> list[str]:
    return [step["run"] for job in load(workflow)["jobs"].values() for step in job["steps"] if "run" in step]


def hooks() -> list[dict[str, Any]]:
    return [hook for repo in load(HOOKS)["repos"] for hook in repo["hooks"]]


@pytest.mark.parametrize("path", [*FORMS, *WORKFLOWS, ROOT / "CITATION.cff"], ids=lambda path: path.name)
def test_the_file_is_what_its_host_expects(path: Path) -> None:
    """Against the schemas that check-jsonschema ships; nothing is fetched."""
    if path.parent.name == "workflows":
        schema = "github-workflows"
    elif path.name == "config.yml":
        schema = "github-issue-config"
    else:
        schema = "citation-file-format" if path.suffix == ".cff" else "github-issue-forms"
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_a_form_for_each_wish() -> None:
    assert {path.stem for path in FORMS} == {"add-a-model", "wrong-fact", "propose-a-question", "config"}


@pytest.mark.parametrize("name", ["add-a-model", "wrong-fact"])
def test_a_fact_is_not_taken_without_its_source(name: str) -> None:
    fields = {
        field["id"]: field for field in load(ROOT / f".github/ISSUE_TEMPLATE/{name}.yml")["body"] if "id" in field
    }
    assert fields["source"]["validations"]["required"]
    assert fields["facts" if name == "add-a-model" else "locator"]["validations"]["required"], "nor without the place"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_holds_no_more_rights_than_it_needs(path: Path) -> None:
    workflow = load(path)
    triggers = workflow.get("on", workflow.get(True))
    assert not {"pull_request_target", "workflow_run"} & set(triggers)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]
    for job in workflow["jobs"].values():
        assert job.get("permissions", {}) in ({}, {"contents": "read", "security-events": "write"})
        assert "pull_request" not in triggers or "permissions" not in job, "a request may write nothing"
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "pass untrusted text through env"
            if "uses" in step:
                assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]), "pin actions by their commit"
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def _vlmkg_calls() -> list[str]:
    said = [line for path in WORKFLOWS for line in commands(path)] + [hook["entry"] for hook in hooks()]
    said += re.findall(r"`(vlmkg [^`$]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    return [line for line in dict.fromkeys(said) if re.search(r"\bvlmkg ", line)]


@pytest.mark.parametrize("call", _vlmkg_calls())
def test_a_command_and_its_options_exist(call: str) -> None:
    words = shlex.split(call.partition("vlmkg ")[2].partition(">>")[0])
    command: click.Command = main
    while words and isinstance(command, click.Group):
        name = words.pop(0)
        if name.isupper():
            return  # a placeholder
        assert name in command.commands, call
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        assert not word.startswith("--") or word.partition("=")[0] in known, f"{call}: {word}"


def test_make_targets_and_folders_of_tests_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in (line for path in WORKFLOWS for line in commands(path)):
        for target in re.findall(r"^make (\w+)", line):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), line
        for folder in re.findall(r"\btests/\w+", line):
            assert (ROOT / folder).is_dir(), line


def test_a_commit_that_only_deletes_is_validated() -> None:
    (hook,) = [hook for hook in hooks() if hook["id"] == "vlmkg-validate"]
    assert hook["always_run"]
    assert "--since" not in hook["entry"], "what breaks stands in files that were not changed"


def test_pre_commit_takes_the_hooks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(HOOKS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [hook["id"] for hook in hooks()][:3] == ["vlmkg-fmt", "vlmkg-lint", "vlmkg-validate"]
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/") for hook in hooks())
