"""Which files a draft can be made from, and who reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from vlmkg.curation.drafts.draft import Draft, Provenance
from vlmkg.errors import SourceFileError, UsageError
from vlmkg.questions.entities import Library

Reader = Callable[..., Draft]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name in the shell, what it is, the module that reads it, and what else that can be told."""

    name: str
    what: str
    module: str
    options: tuple[str, ...] = ()

    def read(self, path: Path, library: Library, provenance: Provenance, **options: str) -> Draft:
        """The draft that a file makes. Raises SourceFileError where it is not of this kind, or cannot be read."""
        reader: Reader = import_module(f"vlmkg.curation.drafts.{self.module}").read
        try:
            return reader(path, library, provenance, **options)
        except RecursionError:
            raise SourceFileError(f"{path}: nested too deep; take out the part that is wanted") from None


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("list", "an awesome list in Markdown, such as the list this graph began with", "awesome"),
        Kind("card", "a Hugging Face model card (README.md with YAML front matter)", "hf_card"),
        Kind("config", "a Hugging Face config.json", "hf_config"),
        Kind("ecosystem", "a file of Stanford's ecosystem graphs (YAML)", "ecosystem"),
        Kind("croissant", "a Croissant description of a dataset (JSON-LD)", "croissant"),
        Kind("vlmevalkit", "VLMEvalKit's configuration of models (Python source, read and never run)", "vlmevalkit"),
        Kind("leaderboard", "a leaderboard in JSON or CSV", "leaderboard", ("benchmark", "metric")),
    )
}


def find(name: str) -> Kind:
    """A kind of file by its name. Raises UsageError."""
    if name not in KINDS:
        raise UsageError(f"{name!r} is no kind of file a draft is made from; choose one of {', '.join(KINDS)}")
    return KINDS[name]
