"""The notebooks run on the graph as it is, show what they are committed with, and stay fit for a code host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
AGAIN = "run `make notebooks` and commit what it writes"

Cell = dict[str, Any]


def _cells(path: Path) -> list[Cell]:
    cells: list[Cell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _checked(path: Path) -> dict[str, str]:
    """The text outputs of the cells that are tagged `checked`, by cell."""
    return {
        cell["id"]: "\n".join(
            "".join(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in cell["outputs"]
        )
        for cell in _cells(path)
        if "checked" in cell["metadata"].get("tags", ())
    }


def test_there_are_notebooks() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == ["01-", "02-", "03-", "04-"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_committed_was_run_from_top_to_bottom(path: Path) -> None:
    code = [cell for cell in _cells(path) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1)), AGAIN
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert all(_checked(path).values()), "a cell tagged `checked` shows nothing"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_fit_for_a_code_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) <= 400_000
    assert "<script" not in text
    assert str(ROOT) not in text
    assert set(json.loads(text)["metadata"]) == {"kernelspec", "language_info"}, AGAIN
    assert all(set(cell["metadata"]) <= {"tags"} for cell in _cells(path)), AGAIN
    opening = "".join(_cells(path)[0]["source"])
    assert "pip install 'vlmkg[notebook]'" in opening
    assert "make setup" in opening


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_committed(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("nbclient", reason="the notebooks need `pip install 'vlmkg[notebook]'`")
    command = [sys.executable, str(ROOT / "notebooks" / "run.py"), "--to", str(tmp_path), str(path)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    committed, today = _checked(path), _checked(tmp_path / path.name)
    assert committed.keys() == today.keys(), AGAIN
    for cell, shown in committed.items():
        assert today[cell] == shown, f"{path.name}, {cell} no longer shows what it did; {AGAIN}"


def test_a_failing_cell_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    pytest.importorskip("nbclient", reason="the notebooks need `pip install 'vlmkg[notebook]'`")
    broken = tmp_path / "broken.ipynb"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": "1 / 0"}
    broken.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    before = broken.read_text()
    command = [sys.executable, str(ROOT / "notebooks" / "run.py"), str(broken)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "broken.ipynb: a cell fails" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert broken.read_text() == before
