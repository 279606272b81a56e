"""A server process on the loopback interface, as a user starts it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("vlmkg")


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of `/sparql`."""
    process = subprocess.Popen([COMMAND, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert match, said
        yield f"{match[0]}/sparql"
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stderr.close()
