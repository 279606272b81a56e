"""The wheel alone, in an empty environment, answers a question."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, root],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_ontology_data_and_questions(wheel: Path, root: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data", "queries"):
        for path in (root / folder).rglob("*"):
            if path.is_file():
                assert f"vlmkg/share/{path.relative_to(root).as_posix()}" in inside
    assert "vlmkg/py.typed" in inside
    assert any(name.endswith("licenses/LICENSE-DATA") for name in inside)


def test_it_answers_from_an_empty_environment(wheel: Path, root: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-c",
            root / "constraints.txt",
            wheel,
        ],
        check=True,
        capture_output=True,
    )
    command = tmp_path / "env" / "bin" / "vlmkg"

    def run(*arguments: str) -> str:
        return subprocess.run([command, *arguments], check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    assert "SmolVLM" in run("run", "find-models-by-encoder", "encoder=SigLIP", "--format", "csv")
    assert run("show", "CoPali").startswith("ColPali")
    where = subprocess.run(
        [python, "-c", "from vlmkg import paths; print(paths.data())"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout
    assert str(tmp_path) in where
