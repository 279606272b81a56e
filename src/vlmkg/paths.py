"""Where `ontology/`, `data/` and `queries/` are: the checkout first, else the wheel.

In a checkout the three folders stand beside `src/`; in an installed wheel they
stand inside the package, under `vlmkg/share/`.
"""

from __future__ import annotations

from pathlib import Path

from vlmkg.errors import MissingData

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def _folder(name: str) -> Path:
    for root in (_CHECKOUT, _PACKAGE / "share"):
        path = root / name
        if path.is_dir() and (root != _CHECKOUT or (root / "pyproject.toml").is_file()):
            return path
    raise MissingData(
        f"the folder {name}/ is neither beside the package nor inside it; reinstall vlmkg, or run it from a checkout"
    )


def ontology() -> Path:
    """The folder of the ontology, its SKOS schemes, shapes, rules and alignments."""
    return _folder("ontology")


def data() -> Path:
    """The folder of the facts and claims that vlmkg ships."""
    return _folder("data")


def writable(folder: Path) -> Path:
    """The folder itself, where it belongs to a checkout; what is installed is not written to. Raises MissingData."""
    if folder.parent == _CHECKOUT:
        return folder
    raise MissingData("this vlmkg is installed, not a checkout; clone its repository and write the facts there")


def queries() -> Path:
    """The folder of the questions."""
    return _folder("queries")
