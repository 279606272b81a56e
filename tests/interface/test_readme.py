"""Every promise of the README is run: its shell sessions, its Python, its requests, its two commands."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import Result

import vlmkg
from vlmkg import paths
from vlmkg.graph import turtle
from vlmkg.terms import PREFIXES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")}


def _blocks(text: str, language: str) -> list[str]:
    """The blocks of one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", text, flags=re.MULTILINE | re.DOTALL)
    return [dedent(block) for _, block in found]


def _sessions() -> list[tuple[str, str]]:
    """Each `$ vlmkg ...` of a console block with the output that stands below it."""
    found = []
    for page in PAGES.values():
        for block in _blocks(page, "console"):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                if command.startswith("vlmkg ") and not command.startswith("vlmkg serve"):
                    found.append((command, output.rstrip()))
    return found


@pytest.mark.parametrize(("command", "expected"), _sessions(), ids=[c for c, _ in _sessions()])
def test_shell_sessions_print_what_they_show(
    shell: Callable[..., Result], command: str, expected: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = shell(*shlex.split(command)[1:])
    assert result.exit_code == 0, result.stderr
    if not expected:
        return
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"[^\S\n]*\n"
        for line in expected.splitlines()
    )
    shown = "".join(line.rstrip() + "\n" for line in result.stdout.splitlines())
    assert re.fullmatch(pattern, shown), result.stdout


def test_there_are_sessions_to_check() -> None:
    assert len(_sessions()) >= 4


@pytest.mark.parametrize("block", _blocks(README, "python"))
def test_python_gives_what_it_shows(block: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_the_two_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^(?:\$ )?make (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE), command


def test_every_link_into_the_repository_leads_somewhere() -> None:
    for name, page in PAGES.items():
        for target in re.findall(r"\]\(([^)#]+)\)", page):
            if "://" not in target:
                assert (ROOT / target).exists(), f"{name}: {target}"


def test_the_example_for_contributors_conforms(shell: Callable[..., Result], tmp_path: Path) -> None:
    (example,) = _blocks(PAGES["CONTRIBUTING.md"], "turtle")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (tmp_path / "example.ttl").write_text(prefixes + example, encoding="utf-8")
    result = shell("validate", "--data", str(tmp_path / "example.ttl"))
    assert result.exit_code == 0, result.stdout
    assert "Example VLM 7B" in shell("lineage", "example-vlm-7b", "--data", str(tmp_path / "example.ttl")).stdout


def test_the_guides_sheet_can_be_recorded(shell: Callable[..., Result], tmp_path: Path) -> None:
    (sheet,) = _blocks(PAGES["CONTRIBUTING.md"], "yaml")
    (tmp_path / "sheet.yaml").write_text(sheet, encoding="utf-8")
    result = shell("record", "--dry-run", str(tmp_path / "sheet.yaml"))
    assert result.exit_code == 0, result.stderr
    for line in (
        "+model:example-vlm-7b a vlmkg:VisionLanguageModel",
        "+    vlmkg:score 41.2 ;",
        "+    vlmkg:stageNumber 1",
    ):
        assert line in result.stdout


def test_the_figures_are_those_of_the_graph(kg: vlmkg.Kg) -> None:
    """Each is a floor that the graph keeps, and not far below what there is."""
    stats = kg.stats()
    classes, claims = stats["entities by class"], stats["claims by status"]
    assert isinstance(classes, dict)
    assert isinstance(claims, dict)
    counts = {
        "vision-language models": classes["vision-language model"],
        "families": classes["model family"],
        "vision encoders": classes["vision encoder"],
        "language models": classes["language model"],
        "datasets": classes["dataset"],
        "benchmarks": classes["benchmark"],
        "results": classes["result"],
        "licenses": classes["license"],
        "claims": sum(claims.values()),
        "were": claims["Verified"],
    }
    (text,) = re.findall(r"^It holds (.*?)\n\n", README, flags=re.MULTILINE | re.DOTALL)
    said = {what: int(n.replace(",", "")) for n, what in re.findall(r"([\d,]+\d)\s+([a-z-]+(?: [a-z]+s)?)", text)}
    for what, count in counts.items():
        number = next(n for name, n in said.items() if name.startswith(what))
        assert count * 0.85 <= number <= count, f"{what}: the README says {number}, the graph has {count}"


@pytest.mark.slow
def test_the_guides_commands_write_the_turtle_that_it_shows(
    shell: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(paths, "_CHECKOUT", tmp_path)
    monkeypatch.chdir(tmp_path)
    before = set(turtle.triples(turtle.files(tmp_path / "data")))
    new, added, *_ = [block for block in _blocks(PAGES["CONTRIBUTING.md"], "sh") if block.startswith("vlmkg ")]
    result = shell(*shlex.split(new.replace("\\\n", " "))[1:])
    assert result.exit_code == 0, result.stderr
    written = set(turtle.triples(turtle.files(tmp_path / "data"))) - before
    (example,) = _blocks(PAGES["CONTRIBUTING.md"], "turtle")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (tmp_path / "example.ttl").write_text(prefixes + example, encoding="utf-8")
    shown = set(turtle.triples([tmp_path / "example.ttl"]))
    days = ("#accessed", "#recorded")
    assert {t for t in written if not t.predicate.value.endswith(days)} == {
        t for t in shown if not t.predicate.value.endswith(days)
    }
    assert {t.predicate.value for t in written} == {t.predicate.value for t in shown}
    result = shell(*shlex.split(added)[1:])
    assert result.exit_code == 0, result.stderr
