"""What a format cannot hold: every fact and claim about the materials of a bill that its document leaves out or blurs.

A writer tells a ledger what it wrote; whatever it does not tell is a loss. So a loss is never forgotten: a fact is in
the document, or in the report, or, where the format holds it in a coarser form, in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal

from vlmkg.exchange.materials import Material, Materials, cited, followed, relation, standing
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Evidence
from vlmkg.questions.statements import Statement
from vlmkg.terms import shorten

Kind = Literal["absent", "reduced", "refused"]

_REFUSED: Final = {
    "Disputed": "a claim in dispute is never content of a document, and the format has no place for a dispute",
    "Rejected": "a rejected claim is never content of a document, and the format has no place for what was turned down",
}
_NOT_FOLLOWED: Final = "what only wrote data or taught is named; what it came from itself is no part of the bill"
_SILENT: Final = (
    "no field says that one property has no value or is not disclosed; completeness is said of parts and data"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """One claim, or one fact without a claim, that a document does not hold as the graph does.

    `loss` is `absent` where it is not in the document, `reduced` where the
    document holds it in a coarser form, `refused` where it is no content by rule.
    IRIs are in their short form; `claim` and what belongs to it are None where
    nobody is on record for the fact.
    """

    loss: Kind
    subject: str
    subject_label: str
    property: str
    property_label: str
    value: str
    value_label: str
    reason: str
    claim: str | None = None
    status: str | None = None
    source: str | None = None
    locator: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The loss as JSON has it."""
        return asdict(self)


class Ledger:
    """What a writer has written of some materials, and what it has not."""

    def __init__(self, materials: Materials, things: Iterable[Material], library: Library) -> None:
        self._materials = materials
        self._things = tuple(things)
        self._library = library
        self._held: dict[tuple[str, str, str], str | None] = {}
        self._said: dict[str, str | None] = {}

    def holds(self, statement: Statement, but: str | None = None) -> None:
        """Note that the document holds a fact; `but` says what of it is lost."""
        self._held[statement.subject, statement.predicate, statement.text] = but

    def says(self, claims: Iterable[Evidence], but: str | None = None) -> None:
        """Note that the document says that something is none or not disclosed; `but` says what of it is lost."""
        for claim in claims:
            self._said[claim.claim] = but

    def held(self, statement: Statement) -> bool:
        """Whether the document holds a fact, in whatever form."""
        return (statement.subject, statement.predicate, statement.text) in self._held

    def cited(self, thing: Material) -> list[Evidence]:
        """The claims behind what the document holds and says of a thing, which it should cite."""
        facts = [e for s in thing.facts if self.held(s) for e in cited(s)]
        return facts + [e for e in (*thing.record.disclosure, *thing.inherited) if e.claim in self._said]

    def losses(self, reason: Callable[[str, str], str]) -> tuple[Loss, ...]:
        """Every loss. `reason` says why the format has no place for a property (short form) of a kind of subject."""
        found: dict[Loss, None] = {}
        named = {thing.iri for thing in self._things if not followed(thing)}
        records = {thing.iri: thing.record for thing in self._things} | dict(self._materials.aside)
        for subject, record in records.items():
            for statement in record.statements:
                why = reason(shorten(statement.predicate), shorten(subject))
                if subject in named and relation(self._materials.schema, statement.predicate):
                    why = _NOT_FOLLOWED
                found |= dict.fromkeys(self._of_fact(statement, why))
            for claim in record.doubted:
                found[self._loss("refused", claim, _REFUSED[claim.status])] = None
            for claim in record.disclosure:
                found |= dict.fromkeys(self._of_silence(claim))
        for thing in self._things:
            for claim in thing.inherited:
                if claim.claim in self._said:
                    found |= dict.fromkeys(self._of_silence(claim))
        return tuple(found)

    def _of_fact(self, statement: Statement, reason: str) -> Iterable[Loss]:
        key = statement.subject, statement.predicate, statement.text
        kind: Kind = "absent"
        if standing(statement) == "disputed":
            return  # its claims are among the doubted ones
        if key in self._held:
            but = self._held[key]
            if but is None:
                return
            kind, reason = "reduced", but
        claims = cited(statement)
        if not claims:
            yield self._bare(kind, statement, reason)
        for claim in claims:
            yield self._loss(kind, claim, reason, subject=statement.subject)

    def _of_silence(self, claim: Evidence) -> Iterable[Loss]:
        if claim.status == "Disputed":
            return
        if claim.claim not in self._said:
            yield self._loss("absent", claim, _SILENT)
        elif (but := self._said[claim.claim]) is not None:
            yield self._loss("reduced", claim, but)

    def _loss(self, kind: Kind, claim: Evidence, reason: str, subject: str | None = None) -> Loss:
        return Loss(
            loss=kind,
            subject=shorten(subject or claim.subject),
            subject_label=self._library.value(subject or claim.subject),
            property=shorten(claim.predicate),
            property_label=self._library.schema.label(claim.predicate),
            value=shorten(claim.value),
            value_label=self._library.value(claim.value),
            reason=reason,
            claim=shorten(claim.claim),
            status=claim.status,
            source=claim.source_label,
            locator=claim.locator or None,
        )

    def _bare(self, kind: Kind, statement: Statement, reason: str) -> Loss:
        return Loss(
            loss=kind,
            subject=shorten(statement.subject),
            subject_label=self._library.value(statement.subject),
            property=shorten(statement.predicate),
            property_label=self._library.schema.label(statement.predicate),
            value=shorten(statement.text),
            value_label=self._library.value(statement.text),
            reason=reason,
        )
