"""Canonical Turtle: the same file however it was typed, with its comments and its literals untouched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from vlmkg import paths
from vlmkg.curation import blanks
from vlmkg.curation.turtle_document import Document
from vlmkg.errors import DataError, MissingData, UsageError
from vlmkg.graph import turtle
from vlmkg.graph.turtle_tokens import scan
from vlmkg.terms import PREFIXES

MOST_NAMELESS: Final = 40
"""The most triples of blank nodes in circles that a file may have."""


def canonical(text: str, path: Path, *, prefixes: Mapping[str, str] | None = None) -> str:
    """A Turtle text in its canonical form; `path` names it in errors.

    The header comes first, then the prefixes, then the blocks by the alphabet, each with `a` and
    the names first and one value a line. A comment keeps its place beside or above what it
    was written beside or above. With `prefixes` exactly these are declared, and what the file
    needs besides; without, those that the file declares. A file whose header has the line
    `# vlmkg fmt: keep order` keeps the order of its statements.

    Raises TurtleError where the text is not Turtle, or binds a name to two IRIs. Raises
    DataError, rather than give a text that says something else, should the two not agree.
    """
    text = text.removeprefix("\ufeff")
    written = Document.parse(text, path).text(prefixes)
    if written == text:
        return written
    if not _same(text, written):
        raise DataError(f"{path}: could not be laid out without changing what it says; please report the file")
    return written


def _same(before: str, after: str) -> bool:
    """Whether two texts have the same triples, literal by literal, and the same comments."""
    return _comments(before) == _comments(after) and _triples(before) == _triples(after)


def _comments(text: str) -> Counter[str]:
    tokens = scan(text)
    above = (comment for comments in tokens.above.values() for comment in comments if comment)
    return Counter([*above, *tokens.after.values()])


def _triples(text: str) -> Counter[ox.Triple]:
    """The triples of a text, its blank nodes named by what is said of them.

    Nodes that lead back to themselves have no such name. Where a file has some, all are
    named by RDFC-1.0, which such files can make run for ever; so they must be few.
    """
    triples = list({quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)})
    plain, renamed, nameless = blanks.named(triples)
    if not nameless:
        return Counter(plain + renamed)
    whole = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    if nameless > MOST_NAMELESS:
        raise UsageError(f"{nameless} triples have blank nodes that lead back to themselves; give the nodes names")
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return Counter(quad.triple for quad in whole)


def shipped() -> tuple[Path, ...]:
    """The folders that are kept canonical: the data and the ontology."""
    return paths.writable(paths.data()), paths.writable(paths.ontology())


def written(files: Iterable[Path]) -> list[tuple[Path, str, str]]:
    """Each Turtle file that is named, or lies in a folder that is, with its text before and after.

    Files of the data folder declare every prefix of vlmkg. Raises MissingData for a path that is
    not there or a file of another kind, TurtleError or DataError at the first that cannot be
    laid out.
    """
    data = paths.data().resolve()
    found: dict[Path, tuple[Path, str, str]] = {}
    for named in files:
        for file in turtle.files(named):
            real = file.resolve()
            if file.suffix != ".ttl":
                raise MissingData(f"{file}: no Turtle file; name one that ends in .ttl, or a folder that holds some")
            if named.is_dir() and not real.is_relative_to(named.resolve()):
                raise MissingData(f"{file}: a link out of {named}; name the file itself if it is to be laid out")
            before = turtle.text(file)
            prefixes = PREFIXES if real.is_relative_to(data) else None
            found.setdefault(real, (file, before, canonical(before, file, prefixes=prefixes)))
    return list(found.values())
