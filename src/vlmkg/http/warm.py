"""What answers need is imported before the first request: a worker may open no file, and so it cannot import."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import Final

PACKAGES: Final = (
    "vlmkg.graph",
    "vlmkg.questions",
    "vlmkg.lineage",
    "vlmkg.exchange.describe",
    "vlmkg.http.linked",
    "vlmkg.http.pages",
    "vlmkg.http.questions",
    "vlmkg.http.sparql",
)
"""The packages whose functions import others of their modules only when they are called."""

OTHERS: Final = ("difflib", "networkx", "rapidfuzz.fuzz", "rapidfuzz.process", "yaml")
"""What they import, when called, from elsewhere."""


def modules() -> None:
    """Import every module that an answer may need."""
    for name in PACKAGES:
        package = import_module(name)
        for found in walk_packages(package.__path__, f"{name}."):
            import_module(found.name)
    for name in OTHERS:
        import_module(name)
