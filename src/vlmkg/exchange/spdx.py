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
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

from vlmkg.exchange import identifiers
from vlmkg.exchange.cyclonedx import serial
from vlmkg.exchange.losses import Ledger
from vlmkg.exchange.materials import (
    IN_WORDS,
    Gap,
    Link,
    Material,
    Materials,
    Relation,
    cited,
    quantity,
    standing,
)
from vlmkg.exchange.spdx_facts import DATASET_TYPES, EXACT, TEXTS, training
from vlmkg.questions.entities import Library
from vlmkg.questions.lineage import role
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
_LINKS: Final = (("schema:codeRepository", "vcs"), ("foaf:page", "altWebPage"))


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


class _Writer:
    def __init__(
        self, spdx: ModuleType, materials: Materials, ledger: Ledger, library: Library, timestamp: datetime | None
    ) -> None:
        self.spdx = spdx
        self.materials = materials
        self.ledger = ledger
        self.library = library
        self.space = f"urn:uuid:{serial(materials)}#"
        self.elements: list[Any] = []
        self.info = spdx.CreationInfo()
        self.info.specVersion = "3.0.1"
        self.info.created = timestamp.astimezone(UTC).replace(microsecond=0) if timestamp else self.latest()
        if timestamp is None:
            self.info.comment = (
                "The time is that of the latest reading of a source, not that of the writing of this file."
            )
        agent = self.add(spdx.SoftwareAgent, "agent/vlmkg", "vlmkg")
        tool = self.add(spdx.Tool, "tool/vlmkg", f"vlmkg {version('vlmkg')}")
        self.info.createdBy = [agent]
        self.info.createdUsing = [tool]
        self.agents = {iri: self.add(spdx.Organization, f"org/{n}", name) for n, (iri, name) in self._numbered()}
        self.licenses = {iri: self.license(iri) for iri in materials.licenses}

    def _numbered(self) -> Iterable[tuple[int, tuple[str, str]]]:
        return enumerate(self.materials.makers.items(), 1)

    def latest(self) -> datetime:
        read = [s.accessed for s in self.materials.sources.values() if s.accessed]
        days = sorted(day for day in read if len(day) == len("2026-01-31"))
        return datetime.fromisoformat(days[-1] if days else "1970-01-01").replace(tzinfo=UTC)

    def add(self, kind: Any, name: str, label: str | None = None) -> Any:
        element = kind()
        element._id = self.space + name
        element.creationInfo = self.info
        if label is not None:
            element.name = label
        self.elements.append(element)
        return element

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

    def license(self, iri: str) -> Any:
        license_ = self.materials.licenses[iri]
        known = identifiers.spdx_id(license_)
        ref = known or identifiers.license_ref(license_)
        expression = self.add(self.spdx.simplelicensing_LicenseExpression, f"license/{ref}", license_.names[0])
        expression.simplelicensing_licenseExpression = ref
        if known is None:
            text = self.add(self.spdx.simplelicensing_SimpleLicensingText, f"license-text/{ref}", license_.names[0])
            where = f"; it stands at {license_.page}" if license_.page else ""
            text.simplelicensing_licenseText = f"{license_.names[0]}. The text is not part of this document{where}."
            expression.simplelicensing_customIdToUri = [self.entry(ref, text._id)]
        return expression

    def entry(self, key: str, value: str) -> Any:
        entry = self.spdx.DictionaryEntry()
        entry.key, entry.value = key, value
        return entry

    def package(self, number: int, thing: Material) -> Any:
        spdx, data = self.spdx, thing.nature == "data"
        package = self.add(spdx.dataset_DatasetPackage if data else spdx.ai_AIPackage, f"package/{number}", thing.label)
        purposes = spdx.software_SoftwarePurpose
        package.software_primaryPurpose = purposes.data if data else purposes.model
        if thing.definition:
            package.description = thing.definition
        own = spdx.ExternalIdentifier()
        own.externalIdentifierType, own.identifier = spdx.ExternalIdentifierType.other, thing.iri
        package.externalIdentifier = [own]
        makers = thing.of("vlmkg:developedBy")
        package.originatedBy = [self.agents[s.text] for s in makers]
        for statement in makers:
            self.ledger.holds(statement)
        self.addresses(package, thing)
        match thing.of("dcterms:issued"):
            case (only,) if len(only.text) == len("2026-01-31"):
                package.releaseTime = datetime.fromisoformat(only.text).replace(tzinfo=UTC)
                self.ledger.holds(only)
        for curie, field in TEXTS[thing.nature].items():
            texts = [self.library.value(s.text) for s in thing.of(curie)]
            if texts:
                self.put(package, field, texts)
                for statement in thing.of(curie):
                    self.ledger.holds(statement)
        if data:
            self.data_types(package, thing)
        else:
            package.ai_typeOfModel = [thing.kind, *package.ai_typeOfModel]
            package.ai_hyperparameter = list(self.settings(thing))
        if thing is self.materials.subject and not data:
            text, told = training(self.materials, self.library)
            if text:
                package.ai_informationAboutTraining = text
            for statement in told:
                self.ledger.holds(statement, "a sentence in the information about training")
            package.ai_metric = list(self.metrics())
        return package

    def put(self, package: Any, field: str, texts: list[str]) -> None:
        if isinstance(getattr(package, field), str) or getattr(package, field) is None:
            setattr(package, field, "; ".join(texts))
        else:
            setattr(package, field, texts)

    def data_types(self, package: Any, thing: Material) -> None:
        names = self.spdx.dataset_DatasetType
        found = []
        for statement in thing.of("vlmkg:supportsModality"):
            name = DATASET_TYPES.get(shorten(statement.text))
            found.append(name or "other")
            self.ledger.holds(statement, None if name else "a type of data that the list does not have")
        package.dataset_datasetType = [getattr(names, n) for n in dict.fromkeys(found or ["noAssertion"])]

    def settings(self, thing: Material) -> Iterable[Any]:
        for curie in ("vlmkg:contextLength", "vlmkg:imageResolution"):
            for statement in thing.of(curie):
                self.ledger.holds(statement)
                yield self.entry(self.library.schema.label(statement.predicate), quantity(statement))

    def metrics(self) -> Iterable[Any]:
        for m in self.materials.measurements:
            where = f"{m.metric or 'score'}: {m.benchmark}{', ' + m.split if m.split else ''}"
            self.ledger.holds(m.statement, "benchmark, split and conditions are one text, the key of a dictionary")
            yield self.entry("; ".join((where, *m.conditions)), m.statement.text)

    def addresses(self, package: Any, thing: Material) -> None:
        ids = identifiers.hub_ids(thing)
        if ids:
            package.software_downloadLocation = identifiers.hub_page(thing, ids[0])
        if len(ids) == 1 and thing.nature == "model":
            revision = self.materials.revision(thing, ids[0])
            package.software_packageUrl = identifiers.purl(ids[0], revision)
            if revision:
                package.software_packageVersion = revision
        found = [("altDownloadLocation", identifiers.hub_page(thing, i)) for i in ids[1:]]
        for statement in thing.of("vlmkg:huggingFaceId"):
            if statement.text in ids:
                self.ledger.holds(statement)
        for statement in thing.of("vlmkg:arxivId"):
            if identifiers.ARXIV_ID.fullmatch(statement.text):
                found.append(("documentation", f"https://arxiv.org/abs/{statement.text}"))
                self.ledger.holds(statement)
        match thing.of("foaf:homepage"):
            case (only, *_) if identifiers.web_addresses([only.text]):
                package.software_homePage = only.text
                self.ledger.holds(only)
        for curie, kind in _LINKS:
            for statement in thing.of(curie):
                found += [(kind, url) for url in identifiers.web_addresses([statement.text])]
                if identifiers.web_addresses([statement.text]):
                    self.ledger.holds(statement)
        package.externalRef = [self.reference(kind, url) for kind, url in dict.fromkeys(found)]

    def reference(self, kind: str, url: str) -> Any:
        reference = self.spdx.ExternalRef()
        reference.externalRefType = getattr(self.spdx.ExternalRefType, kind)
        reference.locator = [url]
        return reference

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
        for statement in thing.of("dcterms:license"):
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
        name = role(self.library, link.statement.predicate)
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
        linked = {link.statement for link in self.materials.links} | set(thing.of("dcterms:license"))
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
            for statement in thing.facts
            if self.ledger.held(statement)
            for e in cited(statement)
        ]
        if claims:
            self.note(package, json.dumps({"claims": claims}, ensure_ascii=False), "application/json")


_NO_TEXT: Final = "a license outside the SPDX list needs its text, which the graph does not hold; a line stands for it"
