"""A draft beside the graph: what is new, what agrees, what contradicts.

A statement that the graph lacks is no contradiction by itself: many properties have
several values. It is one where the property is marked `vlmkg:exclusive` and the graph
states another value, where the graph says that there is none or that the makers do not
say, and where the graph has turned this very value down.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

import pyoxigraph as ox

from vlmkg.curation.drafts.draft import Draft, Stated, Value
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions import statements
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence, claims_about
from vlmkg.questions.search import fold
from vlmkg.questions.statements import Record
from vlmkg.terms import BASE, PREFIXES

Verdict = Literal["new", "agrees", "contradicts", "known"]

VERDICTS: Final[tuple[Verdict, ...]] = ("new", "agrees", "contradicts", "known")
"""`agrees`: stated in the graph, but not by this source; `known`: by this source too."""

_EXCLUSIVE: Final = "SELECT ?property WHERE { ?property vlmkg:exclusive true }"
_ABOVE: Final = "SELECT ?one ?above WHERE { ?one (vlmkg:variantOf|vlmkg:memberOf)+ ?above }"
_NUMBERS: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))
_DATES: Final = frozenset(PREFIXES["xsd"] + name for name in ("gYear", "gYearMonth", "date"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement of a draft, with what the graph has to say to it.

    `against` holds the claims that it agrees with or contradicts, `values` the values
    that the graph states instead, for a reader.
    """

    stated: Stated
    verdict: Verdict
    against: tuple[Evidence, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A draft with a verdict on each of its statements, in the order of the draft."""

    draft: Draft
    judged: tuple[Judged, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many statements there are of each verdict, zeros included."""
        found = Counter(each.verdict for each in self.judged)
        return {verdict: found[verdict] for verdict in VERDICTS}


def compare(draft: Draft, library: Library) -> Comparison:
    """Judge each statement of a draft by what the graph holds."""
    judge = _Judge(draft, library)
    return Comparison(draft, tuple(judge.verdict(stated) for stated in draft.statements))


class _Judge:
    def __init__(self, draft: Draft, library: Library) -> None:
        engine = library.engine
        self._library = library
        self._source = draft.origin.iri
        known = {thing.iri for thing in draft.things if thing.known}
        subjects = {s.subject for s in draft.statements}
        self._records = statements.read(engine, library.schema, subjects & known | _ours(subjects - known))
        self._claims: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        for claim in claims_about(engine, self._records):
            self._claims[claim.subject, claim.predicate, claim.value].append(claim)
        self._exclusive = {lexical(row[0]) for row in select(engine, _EXCLUSIVE)}
        self._above: dict[str, set[str]] = defaultdict(set)
        for one, above in select(engine, _ABOVE):
            self._above[lexical(one)].add(lexical(above))

    def verdict(self, stated: Stated) -> Judged:
        record = self._records.get(stated.subject)
        if record is None:
            return Judged(stated, "new")
        claims = self._claims[stated.subject, stated.property, stated.value.value]
        if any(claim.source == self._source for claim in claims):
            return Judged(stated, "known", tuple(claims))
        turned_down = tuple(claim for claim in claims if claim.status == "Rejected")
        held = [s for s in record.statements if self._about(s.predicate, stated.property)]
        same = [s for s in held if self._same(stated.value, s.value)]
        if any(self._as_narrow(s.predicate, stated.property) for s in same) or (same and not turned_down):
            behind = tuple(claim for s in same for claim in s.evidence)
            known = any(claim.source == self._source for claim in behind)
            return Judged(stated, "known" if known else "agrees", behind)
        other = [s for s in held if s.predicate in self._exclusive] if stated.property in self._exclusive else []
        if turned_down:
            return Judged(stated, "contradicts", turned_down, self._values(other))
        none = self._none(record, stated.property)
        if none or other:
            behind = tuple(claim for s in other for claim in s.evidence)
            return Judged(stated, "contradicts", none + behind, self._values(other))
        return Judged(stated, "new")

    def _about(self, held: str, stated: str) -> bool:
        """Whether a fact of one property speaks to a statement of another: the same, a narrower or a wider one."""
        return self._as_narrow(held, stated) or held in self._library.schema.above(stated)

    def _as_narrow(self, held: str, stated: str) -> bool:
        """Whether a fact of one property is a fact of the other too."""
        return held == stated or stated in self._library.schema.above(held)

    def _none(self, record: Record, property_: str) -> tuple[Evidence, ...]:
        return tuple(c for c in record.disclosure if self._about(c.predicate, property_))

    def _values(self, held: list[statements.Statement]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._library.value(s.text) for s in held))

    def _same(self, stated: Value, held: object) -> bool:
        """Whether two values say the same, one perhaps more exactly than the other."""
        if isinstance(stated, ox.NamedNode):
            if not isinstance(held, ox.NamedNode):
                return False
            one, other = stated.value, held.value
            if one.startswith(BASE) and other.startswith(BASE):
                return one == other or other in self._above[one] or one in self._above[other]
            return _page(one) == _page(other)
        if not isinstance(held, ox.Literal):
            return False
        if stated.datatype.value in _NUMBERS and held.datatype.value in _NUMBERS:
            return _number(stated.value) == _number(held.value)
        if stated.datatype.value in _DATES and held.datatype.value in _DATES:
            short, long = sorted((stated.value, held.value), key=len)
            return long.startswith(short)
        return fold(stated.value) == fold(held.value)


def _ours(subjects: set[str]) -> set[str]:
    """Nodes that a draft states something of without naming them as things, such as the source itself."""
    return {iri for iri in subjects if iri.startswith(BASE)}


def _page(link: str) -> str:
    """A link without what makes no difference: scheme, `www.`, a final slash or `.git`, the case of the host."""
    host, slash, path = re.sub(r"^https?://(www\.)?", "", link).partition("/")
    return (host.lower() + slash + path).removesuffix("/").removesuffix(".git")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
