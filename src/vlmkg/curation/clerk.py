"""Facts and claims written together: what a source states, filed where the data model wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.drafts.draft import Origin
from vlmkg.curation.filing import Desk
from vlmkg.curation.properties import Value, is_state, typed, words
from vlmkg.errors import UsageError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import select
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, PREFIXES, VLMKG

STATUSES: Final = ("Verified", "Accepted", "Unchecked", "Disputed", "Rejected")
QUALIFIERS: Final = ("About", "AtLeast", "AtMost", "MoreThan")

_STATED: Final = frozenset({"Verified", "Accepted", "Unchecked"})
_CLAIMS: Final = """
SELECT ?claim ?subject ?property ?value ?source WHERE {
  ?claim vlmkg:claimSubject ?subject .
  OPTIONAL {
    ?claim vlmkg:claimProperty ?property ; vlmkg:source ?source ; vlmkg:claimEntity|vlmkg:claimLiteral ?value .
  }
}
"""
_PAGES: Final = "SELECT ?source ?page WHERE { ?source a vlmkg:Source ; foaf:page ?page } ORDER BY ?source"

_TYPE: Final = PREFIXES["rdf"] + "type"
_LABEL: Final = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim to be written: source S states value V of property P of subject X, at a place in it.

    `status` and `qualifier` are local names (`Verified`, `AtLeast`), `contradicts` are the
    IRIs of claims. `stated` says whether the value also becomes a fact; None leaves that to
    the status: Verified, Accepted and Unchecked values are facts, others are not.
    """

    subject: str
    property: str
    value: Value
    source: str
    locator: str
    status: str = "Unchecked"
    note: str | None = None
    contradicts: tuple[str, ...] = ()
    qualifier: str | None = None
    stated: bool | None = None


class Clerk:
    """Writes on a desk, with the names that a graph has already.

    `day` is when the claims it writes are said to be recorded; without one they carry no day, as
    in a draft, whose claims are not in the graph yet.
    """

    def __init__(self, library: Library, desk: Desk, day: date | None = None) -> None:
        self._desk, self._day = desk, day
        self._stems: dict[str, str] = {}
        self._taken: dict[str, int] = defaultdict(int)
        self._said: dict[tuple[str, str, str, str], str] = {}
        for row in select(library.engine, _CLAIMS):
            claim, subject, property_, _, source = map(lexical, row)
            self._said[subject, property_, _plain(row[3]), source] = claim
            stem, _, number = claim.rpartition(".")
            if number.isdecimal():
                self._taken[stem] = max(self._taken[stem], int(number))
            self._stems.setdefault(claim.removeprefix(BASE + "claim/").rsplit(".", 2)[0], subject)
        self._pages = {lexical(page): lexical(source) for source, page in select(library.engine, _PAGES)}

    def source_of(self, page: str) -> str | None:
        """The source that can be read at a web address, where the graph has one."""
        return self._pages.get(page)

    def known(self, subject: str, property_: str, value: Value, source: str) -> str | None:
        """The claim that says just this already, in the graph or on the desk."""
        return self._said.get((subject, property_, _plain(value), source))

    def describe(
        self,
        iri: str,
        class_: str,
        label: str,
        *,
        definition: str | None = None,
        other_names: Iterable[str] = (),
        beside: str | None = None,
    ) -> None:
        """Say what a thing is: its class, its label, and what else it is called. `beside` is as for `Desk.home`."""
        facts: list[tuple[str, Value]] = [(_TYPE, ox.NamedNode(class_)), (_LABEL, _english(label))]
        facts += [(PREFIXES["skos"] + "altLabel", _english(name)) for name in other_names]
        if definition:
            facts.append((PREFIXES["skos"] + "definition", _english(definition)))
        self._desk.add(iri, facts, beside)

    def cite(self, origin: Origin) -> str:
        """Describe a source. Returns its IRI."""
        facts: list[tuple[str, Value]] = [
            (_TYPE, ox.NamedNode(VLMKG + "Source")),
            (_LABEL, _english(origin.label)),
            (VLMKG + "sourceType", ox.NamedNode(origin.kind)),
        ]
        if origin.page:
            facts.append((PREFIXES["foaf"] + "page", ox.NamedNode(origin.page)))
        if origin.accessed:
            facts.append((VLMKG + "accessed", typed(origin.accessed.isoformat(), "date")))
        for name, text in (("path", origin.path), ("revision", origin.revision)):
            if text:
                facts.append((VLMKG + name, ox.Literal(text)))
        self._desk.add(origin.iri, facts)
        return origin.iri

    def claim(self, entry: Entry) -> str:
        """Write a claim, and the fact where its value is one. Returns the claim's IRI.

        Raises UsageError where the status, the qualifier or the place in the source is none.
        """
        if entry.status not in STATUSES:
            raise UsageError(f"{entry.status!r} is no status of a claim; choose one of {', '.join(STATUSES)}")
        if entry.qualifier is not None and entry.qualifier not in QUALIFIERS:
            raise UsageError(f"{entry.qualifier!r} is no qualifier; choose one of {', '.join(QUALIFIERS)}")
        if not entry.locator.strip():
            raise UsageError("a claim says where in its source the statement stands; name the section, table or line")
        state = is_state(entry.value)
        if (entry.status in _STATED if entry.stated is None else entry.stated) and not state:
            self._desk.add(entry.subject, [(entry.property, entry.value)])
        iri = self._next(entry.subject, entry.property)
        kind = "claimEntity" if isinstance(entry.value, ox.NamedNode) else "claimLiteral"
        facts: list[tuple[str, Value]] = [
            (_TYPE, ox.NamedNode(VLMKG + "Claim")),
            (VLMKG + "claimSubject", ox.NamedNode(entry.subject)),
            (VLMKG + "claimProperty", ox.NamedNode(entry.property)),
            (VLMKG + kind, entry.value),
            (VLMKG + "source", ox.NamedNode(entry.source)),
            (VLMKG + "locator", ox.Literal(" ".join(entry.locator.split()))),
            (VLMKG + "status", ox.NamedNode(VLMKG + entry.status)),
        ]
        if entry.qualifier:
            facts.append((VLMKG + "qualifier", ox.NamedNode(VLMKG + entry.qualifier)))
        facts += [(VLMKG + "contradicts", ox.NamedNode(claim)) for claim in entry.contradicts]
        if entry.note:
            facts.append((VLMKG + "note", _english(entry.note)))
        if self._day:
            facts.append(recorded(self._day))
        self._desk.add_claim(iri, entry.subject, facts)
        self._said[entry.subject, entry.property, _plain(entry.value), entry.source] = iri
        return iri

    def _next(self, subject: str, property_: str) -> str:
        """A name that no claim has: `claim:pixtral-12b.vision-encoder.2`."""
        kind, _, name = subject.removeprefix(BASE).partition("/")
        stem = name if self._stems.setdefault(name, subject) == subject else f"{name}-{kind}"
        whole = f"{BASE}claim/{stem}.{words(property_)}"
        self._taken[whole] += 1
        return f"{whole}.{self._taken[whole]}"


def recorded(day: date) -> tuple[str, Value]:
    """What a claim says of the day on which it was first put into the graph."""
    return VLMKG + "recorded", typed(day.isoformat(), "date")


def _plain(value: object) -> str:
    """A value as a text, the same for 61.30 and 61.3, which the store takes for one."""
    if isinstance(value, ox.Literal) and value.datatype.value == PREFIXES["xsd"] + "decimal":
        return str(Decimal(value.value).normalize())
    return str(value)


def _english(text: str) -> ox.Literal:
    return ox.Literal(" ".join(text.split()), language="en")
