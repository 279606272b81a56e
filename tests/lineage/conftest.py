"""The small graph of traps."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg


@pytest.fixture(scope="session")
def traps() -> vlmkg.Kg:
    """A graph of diamonds, families, versions, disputes and silences, whose answers are known."""
    return vlmkg.load(Path(__file__).parent / "graph.ttl", builtin=False)
