"""A bill of materials as SPDX 3.0.1, in JSON-LD, with the classes of the AI and Dataset profiles.

Each model is an `AIPackage`, each data set a `DatasetPackage`; what leads from one to another is a relationship with a
completeness. Where the makers do not say, or nobody has looked, it leads to `NoAssertionElement` or
`NoAssertionLicense` with a comment that tells the two apart; where there is none, to `NoneElement` or `NoneLicense`.
Annotations carry the claims behind a package as JSON, and mark what is unchecked. The document does not say that it
conforms to the AI profile, which asks for a supplier, a version, a download and a release time of every package.

Class by class after https://spdx.github.io/spdx-spec/v3.0.1/.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from vlmkg.exchange import identifiers
from vlmkg.exchange.losses import Ledger
from vlmkg.exchange.materials import IN_WORDS, Gap, Link, Material, Materials, Relation, standing
from vlmkg.exchange.spdx_facts import EXACT
from vlmkg.exchange.spdx_packages import Packages
from vlmkg.lineage.relations import role
from vlmkg.questions.entities import Library
from vlmkg.questions.statements import Statement
from vlmkg.terms import shorten

MEDIA_TYPE: Final = "application/spdx+json; version=3.0.1"

_RELATED: Final[dict[Relation, str]] = {
    "part": "contains",
    "ancestor": "descendantOf",
    "made from": "descendantOf",
    "training data": "trainedOn",
    "version of": "hasVariant",
    "written by": "generates",
}
"""What each relation is in SPDX; the last two lead the other way. A teacher has no place."""

_TURNED: Final[frozenset[Relation]] = frozenset({"version of", "written by"})
_TOPICS: Final[dict[str, tuple[str, Relation]]] = {
    "parts": ("contains", "part"),
    "ancestors": ("descendantOf", "ancestor"),
    "training data": ("trainedOn", "training data"),
    "data sources": ("descendantOf", "made from"),
}


def things(materials: Materials) -> list[Material]:
    """The materials that a document in this format holds: all but what is only a teacher."""
    return [m for m in materials.things if m.roles != ("teacher",)]


def write(materials: Materials, ledger: Ledger, library: Library, timestamp: datetime | None = None) -> bytes:
    """The document; the ledger is told what it holds.

    SPDX asks for a time of creation: without one it is the latest day on which a source of the bill was read.
    Raises UsageError where the package `spdx-python-model` is not installed.
    """
    try:
        from spdx_python_model import v3_0_1
    except ImportError:
        raise identifiers.missing("spdx-python-model", "SPDX") from None
    return _Writer(v3_0_1, materials, ledger, library, timestamp).document()


class _Writer(Packages):
    def document(self) -> bytes:
        spdx = self.spdx
        held = things(self.materials)
        self.packages = {thing.iri: self.package(n, thing) for n, thing in enumerate(held)}
        for thing in held:
            self.relate(thing)
        for thing in held:
            self.annotate(thing)
        bill = self.add(spdx.software_Sbom, "sbom", f"Bill of materials of {self.materials.subject.label}")
        bill.element = list(self.elements[:-1])
        bill.rootElement = [self.packages[self.materials.subject.iri]]
        document = self.add(spdx.SpdxDocument, "document", bill.name)
        document.rootElement = [bill]
        profiles = spdx.ProfileIdentifierType
        document.profileConformance = [profiles.core, profiles.software, profiles.simpleLicensing]
        document.comment = f"Made from state {self.materials.digest} of the knowledge graph."
        written = spdx.JSONLDSerializer().serialize_data(spdx.SHACLObjectSet(self.elements), force_at_graph=True)
        return (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

    def relationship(self, from_: Any, kind: str, to: Any, completeness: str | None = None, comment: str = "") -> Any:
        found = self.add(self.spdx.Relationship, f"relationship/{len(self.elements)}")
        found.from_, found.to = from_, [to]
        found.relationshipType = getattr(self.spdx.RelationshipType, kind)
        if completeness:
            found.completeness = getattr(self.spdx.RelationshipCompleteness, completeness)
        if comment:
            found.comment = comment
        return found

    def relate(self, thing: Material) -> None:
        package = self.packages[thing.iri]
        gaps = {gap.topic: gap for gap in self.materials.gaps(thing)}
        for link in (link for link in self.materials.links if link.statement.subject == thing.iri):
            self.link(link, gaps)
        for statement in self.materials.licenses_of(thing):
            related = self.relationship(package, "hasDeclaredLicense", self.licenses[statement.text])
            self.ledger.holds(statement, None if self._listed(statement) else _NO_TEXT)
            self.mark(related, statement)
        for topic, gap in gaps.items():
            if gap.state in ("none", "not disclosed", "not recorded"):
                self.silence(package, topic, gap)
            self.ledger.says(
                gap.claims, None if gap.state == "none" else "no assertion; that the makers do not say is a comment"
            )

    def _listed(self, statement: Statement) -> bool:
        return identifiers.spdx_id(self.materials.licenses[statement.text]) is not None

    def link(self, link: Link, gaps: dict[str, Gap]) -> None:
        kind = _RELATED.get(link.relation)
        if kind is None:
            return
        here, there = self.packages[link.statement.subject], self.packages[link.statement.text]
        topic = next((t for t, (_, relation) in _TOPICS.items() if relation == link.relation), None)
        state = gaps[topic].state if topic in gaps else None
        completeness = {"stated": "noAssertion", "partly disclosed": "incomplete"}.get(state or "")
        name = role(self.library.schema, link.statement.predicate)
        from_, to = (there, here) if link.relation in _TURNED else (here, there)
        related = self.relationship(from_, kind, to, completeness, name)
        exact = shorten(link.statement.predicate) in EXACT
        self.ledger.holds(link.statement, None if exact else f"{kind}; that it is the {name!r} relation is a comment")
        self.mark(related, link.statement)

    def silence(self, package: Any, topic: str, gap: Gap) -> None:
        none = gap.state == "none"
        if topic == "license":
            named = "NoneLicense" if none else "NoAssertionLicense"
            individual = self.spdx.expandedlicensing_IndividualLicensingInfo.NAMED_INDIVIDUALS[named]
            self.relationship(package, "hasDeclaredLicense", individual, None, IN_WORDS[gap.state])
        elif topic in _TOPICS:
            individual = self.spdx.IndividualElement.NAMED_INDIVIDUALS["NoneElement" if none else "NoAssertionElement"]
            completeness = {"none": "complete", "not disclosed": "incomplete"}.get(gap.state, "noAssertion")
            words = f"{topic}: {IN_WORDS[gap.state]}"
            self.relationship(package, _TOPICS[topic][0], individual, completeness, words)
        else:
            self.note(package, f"{topic}: {IN_WORDS[gap.state]}")

    def mark(self, element: Any, statement: Statement) -> None:
        label = f"{self.library.schema.label(statement.predicate)}: {self.library.value(statement.text)}"
        match standing(statement):
            case "unchecked":
                self.note(element, f"Unchecked: {label}. It rests on one list alone.")
            case "unclaimed":
                self.note(element, f"Unclaimed: {label}. Nobody is on record for it.")

    def note(self, element: Any, text: str, content: str | None = None) -> None:
        note = self.add(self.spdx.Annotation, f"annotation/{len(self.elements)}")
        note.annotationType = self.spdx.AnnotationType.other
        note.subject, note.statement = element, text
        if content:
            note.contentType = content

    def annotate(self, thing: Material) -> None:
        package = self.packages[thing.iri]
        linked = {link.statement for link in self.materials.links} | set(self.materials.licenses_of(thing))
        for statement in thing.facts:
            if statement not in linked and self.ledger.held(statement):
                self.mark(package, statement)
        claims = [
            {
                "property": self.library.schema.label(e.predicate),
                "value": self.library.value(e.value),
                "status": e.status,
                "source": e.source_label,
                "page": self.materials.sources[e.source].page,
                "locator": e.locator,
                "claim": e.claim,
            }
            for e in self.ledger.cited(thing)
        ]
        if claims:
            self.note(package, json.dumps({"claims": claims}, ensure_ascii=False), "application/json")


_NO_TEXT: Final = "a license outside the SPDX list needs its text, which the graph does not hold; a line stands for it"
