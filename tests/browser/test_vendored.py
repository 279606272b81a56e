"""The front-end libraries that are shipped: exactly the released files, each with its license."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "src/vlmkg/http/pages/static/vendor"


def test_every_file_is_the_one_that_was_released_and_has_its_license() -> None:
    listed = re.findall(
        r"^\| ([\w./-]+) \|.*\| \[[^]]+\]\(([\w./-]+)\) \| ([0-9a-f]{64}) \|$",
        (VENDOR / "THIRD_PARTY.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    shipped = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.suffix in (".js", ".css")}
    assert {name for name, _, _ in listed} == shipped
    for name, license_, digest in listed:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
        assert "Permission is hereby granted" in (VENDOR / license_).read_text(encoding="utf-8")


def test_what_a_file_holds_of_others_has_its_license_too() -> None:
    told = (VENDOR / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for bundle, mark, library in [
        ("cytoscape/cytoscape.min.js", "__lodash_hash_undefined__", "lodash"),
        ("cytoscape/cytoscape.min.js", "nsmallest", "heap"),
        ("cytoscape/cytoscape.min.js", "Thenable", "Thenable"),
        ("cytoscape/cytoscape.min.js", "Bezier", "bezier-easing"),
        ("cytoscape/cytoscape.min.js", "Runge-Kutta", "Runge-Kutta"),
        ("yasqe/yasqe.min.js", "CodeMirror", "CodeMirror"),
        ("yasqe/yasqe.min.js", "DOMPurify", "DOMPurify"),
    ]:
        assert mark in (VENDOR / bundle).read_text(encoding="utf-8"), f"{bundle} no longer holds {library}"
        texts = f"{bundle.partition('/')[0]}/LICENSES-bundled.txt"
        assert f"]({texts})" in told
        assert f"======== {library}" in (VENDOR / texts).read_text(encoding="utf-8")
