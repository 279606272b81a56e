"""The elements of an SPDX document that stand alone: packages, organizations, licenses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

from vlmkg.exchange import identifiers
from vlmkg.exchange.cyclonedx import serial
from vlmkg.exchange.losses import Ledger
from vlmkg.exchange.materials import Material, Materials
from vlmkg.exchange.spdx_facts import DATASET_TYPES, TEXTS, day, quantity, training
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

_LINKS: Final = (("schema:codeRepository", "vcs"), ("foaf:page", "altWebPage"))


class Packages:
    """A document in the making; `elements` holds what it has so far.

    `spdx` is the module of the SPDX model, whose classes check what is put into
    them. Its fields have no types that hold for all of them, hence `Any`.
    """

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
        self.agents = {
            iri: self.add(spdx.Organization, f"org/{n}", name)
            for n, (iri, name) in enumerate(materials.makers.items(), 1)
        }
        self.licenses = {iri: self.license(n, iri) for n, iri in enumerate(materials.licenses, 1)}

    def latest(self) -> datetime:
        """The latest day on which a source was read, or the first day of all where none says."""
        days = [read for s in self.materials.sources.values() if s.accessed and (read := day(s.accessed))]
        return max(days, default=datetime(1970, 1, 1, tzinfo=UTC))

    def add(self, kind: Any, name: str, label: str | None = None) -> Any:
        """A new element of the document; `name` tells it from all others."""
        element = kind()
        element._id = self.space + name
        element.creationInfo = self.info
        if label is not None:
            element.name = label
        self.elements.append(element)
        return element

    def entry(self, key: str, value: str) -> Any:
        """A pair of texts."""
        entry = self.spdx.DictionaryEntry()
        entry.key, entry.value = key, value
        return entry

    def license(self, number: int, iri: str) -> Any:
        """The license expression for a license, with a stand-in for the text where it is not in the SPDX list."""
        license_ = self.materials.licenses[iri]
        known = identifiers.spdx_id(license_)
        expression = self.add(self.spdx.simplelicensing_LicenseExpression, f"license/{number}", license_.names[0])
        expression.simplelicensing_licenseExpression = known or identifiers.license_ref(license_)
        if known is None:
            text = self.add(self.spdx.simplelicensing_SimpleLicensingText, f"license-text/{number}", license_.names[0])
            where = f"; it stands at {license_.page}" if license_.page else ""
            text.simplelicensing_licenseText = f"{license_.names[0]}. The text is not part of this document{where}."
            ref = self.entry(expression.simplelicensing_licenseExpression, text._id)
            expression.simplelicensing_customIdToUri = [ref]
        return expression

    def package(self, number: int, thing: Material) -> Any:
        """The package of a thing, with all that stands in its own fields."""
        spdx, data = self.spdx, thing.nature == "data"
        package = self.add(spdx.dataset_DatasetPackage if data else spdx.ai_AIPackage, f"package/{number}", thing.label)
        purposes = spdx.software_SoftwarePurpose
        package.software_primaryPurpose = purposes.data if data else purposes.model
        if thing.definition:
            package.description = thing.definition
        own = spdx.ExternalIdentifier()
        own.externalIdentifierType, own.identifier = spdx.ExternalIdentifierType.other, thing.iri
        package.externalIdentifier = [own]
        makers = self.materials.makers_of(thing)
        package.originatedBy = [self.agents[s.text] for s in makers]
        for statement in makers:
            self.ledger.holds(statement)
        self.addresses(package, thing)
        match thing.of("dcterms:issued"):
            case (only,) if (released := day(only.text)) is not None:
                package.releaseTime = released
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
        """Set a field that holds one text or several."""
        if isinstance(getattr(package, field), str) or getattr(package, field) is None:
            setattr(package, field, "; ".join(texts))
        else:
            setattr(package, field, texts)

    def data_types(self, package: Any, thing: Material) -> None:
        """What kinds of data a data set has."""
        names = self.spdx.dataset_DatasetType
        found = []
        for statement in thing.of("vlmkg:supportsModality"):
            name = DATASET_TYPES.get(shorten(statement.text))
            found.append(name or "other")
            self.ledger.holds(statement, None if name else "a type of data that the list does not have")
        package.dataset_datasetType = [getattr(names, n) for n in dict.fromkeys(found or ["noAssertion"])]

    def settings(self, thing: Material) -> Iterable[Any]:
        """The settings of a model, as pairs."""
        for curie in ("vlmkg:contextLength", "vlmkg:imageResolution"):
            for statement in thing.of(curie):
                self.ledger.holds(statement)
                yield self.entry(self.library.schema.label(statement.predicate), quantity(statement))

    def metrics(self) -> Iterable[Any]:
        """The scores of the subject, as pairs."""
        for m in self.materials.measurements:
            where = f"{m.metric or 'score'}: {m.benchmark}{', ' + m.split if m.split else ''}"
            self.ledger.holds(m.statement, "benchmark, split and conditions are one text, the key of a dictionary")
            yield self.entry("; ".join((where, *m.conditions)), m.statement.text)

    def addresses(self, package: Any, thing: Material) -> None:
        """Where a thing is found."""
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
            case (only, *_) if url := identifiers.web_address(only.text):
                package.software_homePage = url
                self.ledger.holds(only)
        for curie, kind in _LINKS:
            for statement in thing.of(curie):
                if url := identifiers.web_address(statement.text):
                    found.append((kind, url))
                    self.ledger.holds(statement)
        package.externalRef = [self.reference(kind, url) for kind, url in dict.fromkeys(found)]

    def reference(self, kind: str, url: str) -> Any:
        """A reference to an address."""
        reference = self.spdx.ExternalRef()
        reference.externalRefType = getattr(self.spdx.ExternalRefType, kind)
        reference.locator = [url]
        return reference
