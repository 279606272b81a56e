"""What the page on running vlmkg in public says is so."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import Result

from vlmkg.cli.data import serve
from vlmkg.http.gateway.settings import Settings, table

OPTIONS = {option for parameter in serve.params for option in parameter.opts}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "running.md").read_text(encoding="utf-8")


def test_the_page_has_every_setting_as_it_is(page: str) -> None:
    start, end = "<!-- settings -->\n", "<!-- end of settings -->"
    assert page[page.index(start) + len(start) : page.index(end)].strip() == table().strip(), (
        "docs/running.md: the settings have changed; put there what vlmkg.http.gateway.settings.table() gives"
    )


def test_every_setting_is_an_option_and_a_variable() -> None:
    by_name = {parameter.name: parameter for parameter in serve.params}
    for item in fields(Settings):
        assert by_name[item.name].envvar == f"VLMKG_{item.name.upper()}"


def test_options_named_on_the_page_and_beside_it_exist(page: str, root: Path) -> None:
    texts = [
        page,
        *((root / "deploy" / name).read_text(encoding="utf-8") for name in ("vlmkg.service", "Containerfile")),
    ]
    named = {option for text in texts for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)}
    elsewhere = {"--now", "--help", "--rm", "--read-only", "--tmpfs", "--cap-drop", "--no-cache-dir", "--from",
                 "--interval", "--timeout", "--start-period", "--models"}  # fmt: skip
    assert named - elsewhere <= OPTIONS


def test_the_unit_starts_the_server(root: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((root / "deploy" / "vlmkg.service").read_text(encoding="utf-8"))
    command, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert command.endswith("/vlmkg")
    context = serve.make_context("serve", arguments[1:])
    assert context.params["downloads"] == "/var/cache/" + unit["Service"]["CacheDirectory"]
    assert unit["Service"]["ExecReload"].endswith("-HUP $MAINPID")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit(root: Path) -> None:
    path = root / "deploy" / "vlmkg.service"
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "vlmkg.service" in line and "not executable" not in line]
    assert not complaints


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--rate", "often"),
        ("--base-url", "javascript:alert(1)"),
        ("--access-log", "/nowhere/at/all"),
        ("--deadline", "-1"),
        ("--processes", "0"),
        ("--memory", "much"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_before_anything_starts(
    shell: Callable[..., Result], option: str, value: str
) -> None:
    result = shell("serve", "--port", "0", option, value)
    assert result.exit_code == 2
    assert option in result.stderr
