"""A small checkout for the commands that write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vlmkg import paths
from vlmkg.terms import PREFIXES

HEADER = "# %s\n# Facts for a test.\n\n" + "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items()) + "\n"
MODELS = """\
family:small a vlmkg:ModelFamily ;
    rdfs:label "Small"@en ;
    skos:definition "A family for a test."@en .

model:small-eye a vlmkg:VisionEncoder ;
    rdfs:label "Small Eye"@en ;
    skos:definition "A vision encoder for a test."@en ;
    vlmkg:parameterCount 300000000 .
"""
CLAIMS = """\
claim:small-eye.parameter-count.1 a vlmkg:Claim ;
    vlmkg:claimSubject model:small-eye ;
    vlmkg:claimProperty vlmkg:parameterCount ;
    vlmkg:claimLiteral 300000000 ;
    vlmkg:source source:small-paper ;
    vlmkg:locator "table 1" ;
    vlmkg:status vlmkg:Verified .
"""
SOURCES = """\
source:small-paper a vlmkg:Source ;
    rdfs:label "Small, paper"@en ;
    foaf:page <https://example.org/paper> ;
    vlmkg:accessed "2026-01-02"^^xsd:date ;
    vlmkg:sourceType vlmkg:PaperSource .
"""


@pytest.fixture
def checkout(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the real ontology and a few facts, which the commands take for their own."""
    (tmp_path / "pyproject.toml").write_text("")
    shutil.copytree(root / "ontology", tmp_path / "ontology")
    (tmp_path / "queries").symlink_to(root / "queries")
    for name, text in (("models/small", MODELS), ("claims/models/small", CLAIMS), ("sources", SOURCES)):
        path = tmp_path / "data" / f"{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER % f"{name}.ttl" + text, encoding="utf-8")
    monkeypatch.setattr(paths, "_CHECKOUT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
