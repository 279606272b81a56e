"""`vlmkg bom` as its users meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Shell = Callable[..., Result]


def test_the_document_is_all_of_stdout_and_stderr_counts_the_losses(shell: Shell, tmp_path: Path) -> None:
    losses = tmp_path / "losses.json"
    result = shell("bom", "pixtral-12b", "--losses", str(losses))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["bomFormat"] == "CycloneDX"
    listed = json.loads(losses.read_text(encoding="utf-8"))
    assert result.stderr.startswith(f"{len(listed)} claims or facts")
    assert {x["loss"] for x in listed} == {"absent", "reduced", "refused"}
    assert all(x["reason"] for x in listed)


def test_spdx_goes_to_a_file(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "bom.spdx.json"
    result = shell(
        "bom", "pixtral-12b", "--format", "spdx", "--output", str(out), "--timestamp", "2026-01-02T03:04:05Z"
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert '"created": "2026-01-02T03:04:05Z"' in out.read_text(encoding="utf-8")
    assert "--losses" in result.stderr


def test_mistakes_get_their_exit_code(shell: Shell) -> None:
    for arguments, code, says in (
        (("bom", "license:mit"), 2, "no model"),
        (("bom", "pixtral-12b", "--format", "csv"), 2, "csv"),
        (("bom", "pixtral-12b", "--timestamp", "yesterday"), 2, "yesterday"),
        (("bom", "pixtral-12b", "--losses", "/nowhere/losses.json"), 2, "/nowhere/losses.json"),
    ):
        result = shell(*arguments)
        assert (result.exit_code, result.stdout) == (code, ""), arguments
        assert says in result.stderr
