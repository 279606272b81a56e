"""Names: from whatever a reader calls a thing to its IRI.

Labels, other names, hub ids, arXiv ids, CURIEs and IRIs all lead to the same
node; what leads nowhere gets near misses.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vlmkg.errors import UnknownName, UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.labels import Labels
from vlmkg.terms import BASE, VLMKG, expand, is_iri, shorten

_NAMES: Final = "SELECT ?entity ?name WHERE { ?entity %s ?name }"

_ORDER: Final = ("model", "family", "dataset", "benchmark", "paper", "org", "license", "tool", "technique")
_NAMING: Final = ("rdfs:label", "skos:altLabel", "vlmkg:nameExpansion", "vlmkg:huggingFaceId", "vlmkg:arxivId")
_RECORDS: Final = frozenset({"result", "source", "stage", "claim"})
_SEPARATING: Final = re.compile(r"[\W_]+")
_WORD: Final = re.compile(r"(?<=[\W_])[^\W_]")

_LONGEST: Final = 300
"""Characters; no name is as long, and nothing is spelled nearly like what is longer."""

_PREFIX: Final = 98.0
_INSIDE: Final = 94.0
_SPELLED: Final = 91.0
_RANK: Final = {"rdfs:label": 1, "skos:altLabel": 2, "vlmkg:huggingFaceId": 2, "vlmkg:nameExpansion": 3}


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a search found; `score` runs from 0 to 100, `name` is the name that fitted."""

    iri: str
    label: str
    name: str
    score: int

    @property
    def curie(self) -> str:
        """The short form of the IRI."""
        return shorten(self.iri)

    @property
    def kind(self) -> str:
        """What prefix it has: `model`, `dataset` ..."""
        return self.curie.partition(":")[0]


class Names:
    """Every name in a graph. They are read when one is first looked for; an IRI or a short name does not need them."""

    def __init__(self, engine: Engine, labels: Labels) -> None:
        self._engine = engine
        self._labels = labels

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._engine)

    def label(self, iri: str) -> str:
        """The label of an entity, or its short form where it has none."""
        return self._labels.of(iri)

    def of_kind(self, kind: str) -> list[str]:
        """The IRIs of everything with a label and this prefix (`model`, `dataset` ...), by label."""
        found = [
            (label.casefold(), iri) for iri, label in self._index.labels.items() if iri.startswith(f"{BASE}{kind}/")
        ]
        return [iri for _, iri in sorted(found)]

    def find(self, name: str, kinds: Iterable[str] | None = None) -> tuple[str, ...]:
        """The IRIs of what goes by exactly this name, best first: one, none, or several of one kind and rank.

        `kinds` are prefixes (`model`, `family` ...) to look among.
        """
        text = name.strip()
        direct = expand(text) or (text if text.startswith(BASE) and is_iri(text) else None)
        if direct and self._labels.has(direct):
            return (direct,)
        allowed = None if kinds is None else set(kinds)
        found = sorted(
            (-1 if self._index.labels.get(iri) == text else rank, _place(iri), iri)  # Eve is not EVE
            for iri, (rank, _) in self._index.names.get(fold(text), {}).items()
            if allowed is None or _kind(iri) in allowed
        )
        return tuple(iri for rank, place, iri in found if (rank, place) == found[0][:2])

    def resolve(self, name: str, kinds: Iterable[str] | None = None) -> str:
        """The IRI of the one thing that goes by this name.

        `kinds` are as for `find`. Raises UnknownName with near misses, or UsageError where
        several things of one kind share the name.
        """
        text, allowed = name.strip(), None if kinds is None else set(kinds)
        best = self.find(text, allowed)
        if len(best) == 1:
            return best[0]
        if best:
            raise UsageError(
                f"{text!r} names several things: {', '.join(map(shorten, best))}; use one of these short names"
            )
        near = self.search(text, limit=3, kinds=allowed)
        if near:
            hint = "did you mean " + " or ".join(f"{m.label} ({m.curie})" for m in near) + "?"
        else:
            hint = "`vlmkg search` finds names by a part of them"
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + " ..."
        raise UnknownName(f"nothing is called {shown!r}; {hint}", tuple(m.curie for m in near))

    def search(
        self,
        text: str,
        limit: int = 10,
        kinds: Iterable[str] | None = None,
        among: Container[str] | None = None,
    ) -> list[Match]:
        """The things whose names are nearest to a text, best first; nothing below a score of 60.

        What is called so comes before what begins so, then what has a word that begins so, then what holds the text
        anywhere, then what is spelled nearly so; shorter names first, and things before records about them.
        `among` holds the IRIs to look among. No name has over 300 characters, and a longer text finds nothing.
        """
        wanted = fold(text) if len(text) <= _LONGEST else ""
        if not wanted:
            return []
        allowed = None if kinds is None else set(kinds)
        scored: dict[str, tuple[float, str]] = {}
        for key, score in self._near(wanted, limit, allowed, among):
            for iri, (rank, name) in self._index.names[key].items():
                if not _admitted(iri, allowed, among):
                    continue
                total = score - rank / 10
                if wanted != key and wanted in key and not key.startswith(wanted) and _begins_word(name, wanted):
                    total += 2
                if total > scored.get(iri, (0.0, ""))[0]:
                    scored[iri] = (total, name)
        best = sorted(scored.items(), key=lambda item: (_record(item[0]), -item[1][0], _place(item[0]), item[0]))
        exact = [item for item in best if item[1][0] > _PREFIX]  # also records, where that is what they are called
        chosen = list(dict.fromkeys([*exact, *best]))[:limit]
        self._labels.expect(iri for iri, _ in chosen)
        return [Match(iri, self.label(iri), name, round(score)) for iri, (score, name) in chosen]

    def _near(
        self, wanted: str, limit: int, allowed: set[str] | None, among: Container[str] | None
    ) -> Iterable[tuple[str, float]]:
        """Folded names that hold the wanted one, or else are spelled nearly so, each with its score."""
        from rapidfuzz import fuzz, process

        names = self._index.names
        holding = [key for key in self._index.folded if wanted in key]
        if among is not None or allowed is not None:
            holding = [key for key in holding if any(_admitted(iri, allowed, among) for iri in names[key])]
        holding.sort(key=lambda key: (not key.startswith(wanted), len(key), key))
        for key in holding[: limit * 40]:
            if key == wanted:
                yield key, 100.0
            elif key.startswith(wanted):
                yield key, _PREFIX - 2 * (1 - len(wanted) / len(key))
            else:
                yield key, _INSIDE - 2 * (1 - len(wanted) / len(key))
        if sum(1 for key in holding if any(not _record(iri) for iri in names[key])) >= limit:
            return
        choices = self._index.folded
        if among is not None or allowed is not None:
            choices = [key for key in choices if any(_admitted(iri, allowed, among) for iri in names[key])]
        for key, score, _ in process.extract(wanted, choices, scorer=fuzz.WRatio, limit=limit * 8, score_cutoff=60):
            if wanted in key or len(key) < 3 or len(key) * 2 < len(wanted):
                continue  # a short name is part of almost anything
            yield key, min(score, _SPELLED)


class _Index:
    """All names, folded, with what goes by them."""

    def __init__(self, engine: Engine) -> None:
        self.labels: dict[str, str] = {}
        self.names: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
        rows = [
            (lexical(entity), expand(how) or how, lexical(name), how)
            for how in _NAMING
            for entity, name in select(engine, _NAMES % how)
        ]
        for iri, _, text, how in sorted(rows):
            if not iri.startswith(BASE) or iri.startswith(VLMKG):
                continue
            if how == "rdfs:label":
                self.labels.setdefault(iri, text)
                self._add(iri, iri[len(BASE) :].partition("/")[2], 0)
            self._add(iri, text, _RANK.get(how, 3))
        self.folded = list(self.names)

    def _add(self, iri: str, name: str, rank: int) -> None:
        key = fold(name)
        if key and (iri not in self.names[key] or rank < self.names[key][iri][0]):
            self.names[key][iri] = (rank, name)


def fold(name: str) -> str:
    """A name without case, accents, spaces and punctuation, but for a plus: RefCOCO+ is not RefCOCO."""
    flat = name.casefold() if name.isascii() else _plain(name)
    return _SEPARATING.sub("", flat.replace("+", "plus"))


def _plain(name: str) -> str:
    """A name in small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


def _kind(iri: str) -> str:
    return iri[len(BASE) :].partition("/")[0]


def _admitted(iri: str, kinds: set[str] | None, among: Container[str] | None) -> bool:
    return (kinds is None or _kind(iri) in kinds) and (among is None or iri in among)


def _record(iri: str) -> bool:
    """Whether it says something about things and is seldom what a reader looks for: a result, a source, a stage."""
    return _kind(iri) in _RECORDS


def _begins_word(name: str, wanted: str) -> bool:
    """Whether a word of the name that is not the first begins with the wanted text."""
    return any(fold(name[start.start() :]).startswith(wanted) for start in _WORD.finditer(name))


def _place(iri: str) -> int:
    kind = _kind(iri)
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
