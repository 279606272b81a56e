"""What a rule is, and what it finds before a place is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from vlmkg.curation.findings import Severity
from vlmkg.graph.positions import Spot

if TYPE_CHECKING:
    from vlmkg.curation.lint.corpus import Corpus, SourceFile

Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of a rule in a file.

    `what` is a sentence without the cure, which the rule adds. `at` is the place where it
    is known from the text; else it is looked up from focus, path and value.
    """

    file: SourceFile
    what: str
    focus: str = ""
    path: str | None = None
    value: Object | None = None
    at: Spot | None = None


Check = Callable[["Corpus"], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for: its name, what is wrong where it is found, and what to do then."""

    name: str
    severity: Severity
    what: str
    cure: str
    check: Check
