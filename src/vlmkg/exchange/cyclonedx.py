"""A bill of materials as CycloneDX 1.6 (ECMA-424), in JSON.

Each model is a component `machine-learning-model` with a model card, each data
set one of type `data`. Parts are dependencies, what parameters were taken over
from is pedigree, training data stands in the model card. `compositions` say of
parts and of data whether they are complete; a model without known parts is not
in the dependency graph at all, for an empty entry there would mean "none".
Properties named `vlmkg:` say what no field can: which facts are unchecked, and
what is not disclosed or not recorded. Nothing else stands in properties, since
no other tool would read it; it is in the report of losses instead.

Field by field after https://cyclonedx.org/docs/1.6/json/.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

from vlmkg.exchange import identifiers
from vlmkg.exchange.cyclonedx_facts import AGGREGATE, CARD, LINKS
from vlmkg.exchange.losses import Ledger
from vlmkg.exchange.materials import IN_WORDS, Material, Materials, followed, standing
from vlmkg.lineage.relations import role
from vlmkg.questions.entities import Library
from vlmkg.questions.statements import Statement
from vlmkg.terms import shorten

Json = dict[str, Any]

MEDIA_TYPE: Final = "application/vnd.cyclonedx+json; version=1.6"


def things(materials: Materials) -> list[Material]:
    """The materials that a document in this format holds: all but what is only a writer of data or a teacher."""
    return [m for m in materials.things if followed(m)]


def serial(materials: Materials) -> uuid.UUID:
    """One name for one model in one state of the graph."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{materials.subject.iri} {materials.digest}")


def write(materials: Materials, ledger: Ledger, library: Library, timestamp: datetime | None = None) -> bytes:
    """The document; the ledger is told what it holds. Without a time the document names none."""
    return _Writer(materials, ledger, library).document(timestamp)


class _Writer:
    def __init__(self, materials: Materials, ledger: Ledger, library: Library) -> None:
        self.materials = materials
        self.ledger = ledger
        self.library = library
        self.compositions: dict[tuple[str, str], list[str]] = defaultdict(list)

    def document(self, timestamp: datetime | None) -> bytes:
        subject, *others = (self.component(thing) for thing in things(self.materials))
        tool = {"type": "application", "name": "vlmkg", "version": version("vlmkg")}
        metadata: Json = {"tools": {"components": [tool]}, "component": subject}
        if timestamp is not None:
            metadata = {"timestamp": timestamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **metadata}
        metadata["properties"] = [_property("graph", self.materials.digest)]
        document: Json = {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{serial(self.materials)}",
            "version": 1,
            "metadata": metadata,
            "components": others,
            "dependencies": self.dependencies(),
            "compositions": [
                {"aggregate": aggregate, where: refs} for (aggregate, where), refs in sorted(self.compositions.items())
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

    def component(self, thing: Material) -> Json:
        before = list(self._identity(thing))
        found: Json = {
            "type": "data" if thing.nature == "data" else "machine-learning-model",
            "bom-ref": thing.iri,
            **dict(before),
        }
        if licenses := [self.license(s) for s in self.materials.licenses_of(thing)]:
            found["licenses"] = licenses
        if pedigree := self.pedigree(thing):
            found["pedigree"] = pedigree
        references = self.references(thing)
        if thing.nature == "model":
            found["modelCard"] = self.model_card(thing)
        elif thing.nature == "data":
            found["data"] = [{"type": "dataset", "name": thing.label}]
        properties = [*self.gaps(thing), *self.marks(thing)]
        found["properties"] = [_property("iri", thing.iri), _property("kind", thing.kind), *properties]
        references += self.evidence(thing)
        if references:
            found["externalReferences"] = list({json.dumps(r): r for r in references}.values())
        return found

    def _identity(self, thing: Material) -> Iterable[tuple[str, Any]]:
        makers = self.materials.makers_of(thing)
        for statement in makers:
            self.ledger.holds(
                statement, "one maker a component; several stand in one name" if len(makers) > 1 else None
            )
        if makers:
            yield "manufacturer", {"name": "; ".join(self.materials.makers[s.text] for s in makers)}
        yield "name", thing.label
        ids = identifiers.hub_ids(thing)
        revision = self.materials.revision(thing, ids[0]) if len(ids) == 1 and thing.nature == "model" else None
        if revision:
            yield "version", revision
        if thing.definition:
            yield "description", thing.definition
        if len(ids) == 1 and thing.nature == "model":
            yield "purl", identifiers.purl(ids[0], revision)

    def license(self, statement: Statement) -> Json:
        license_ = self.materials.licenses[statement.text]
        known = identifiers.spdx_id(license_)
        found: Json = {"id": known} if known else {"name": license_.names[0]}
        if license_.page and (url := identifiers.web_address(license_.page)):
            found["url"] = url
        self.ledger.holds(statement)
        return {"license": {**found, "acknowledgement": "declared"}}

    def pedigree(self, thing: Material) -> Json:
        found: dict[str, list[Json]] = defaultdict(list)
        notes = []
        for link in self.materials.links_from(thing.iri, "ancestor", "made from", "version of"):
            exact = shorten(link.statement.predicate) in ("vlmkg:derivedFrom", "vlmkg:derivedFromDataset")
            what = "variants, which do not say which is a version of which" if link.relation == "version of" else ""
            self.ledger.holds(
                link.statement,
                f"it stands among the {what}"
                if what
                else None
                if exact
                else "the kind of derivation is prose in a note",
            )
            place = "variants" if what else "ancestors"
            to = next(m for m in self.materials.things if m.iri == link.statement.text)
            short = {"type": "data" if to.nature == "data" else "machine-learning-model", "name": to.label}
            found[place].append({**short, "properties": [_property("iri", to.iri)]})
            notes.append(f"{role(self.library.schema, link.statement.predicate)} {to.label}")
        unique = {place: list({json.dumps(c): c for c in listed}.values()) for place, listed in found.items()}
        return {**unique, "notes": "; ".join(notes)} if notes else {}

    def model_card(self, thing: Material) -> Json:
        parameters: Json = {}
        for curie, field in CARD:
            match thing.of(curie):
                case (only,):
                    parameters[field] = self.library.value(only.text)
                    self.ledger.holds(only)
        datasets = []
        for link in self.materials.links_from(thing.iri, "training data"):
            tuned = shorten(link.statement.predicate) != "vlmkg:trainedOn"
            self.ledger.holds(link.statement, "data for training and for tuning are one list" if tuned else None)
            datasets.append({"ref": link.statement.text})
        if datasets:
            parameters["datasets"] = datasets
        card: Json = {"bom-ref": f"{thing.iri}#model-card", "modelParameters": parameters}
        if thing is self.materials.subject and self.materials.measurements:
            card["quantitativeAnalysis"] = {"performanceMetrics": list(self.metrics())}
        return card

    def metrics(self) -> Iterable[Json]:
        for m in self.materials.measurements:
            lost = f"a metric has no place for its conditions ({', '.join(m.conditions)})" if m.conditions else None
            self.ledger.holds(m.statement, lost)
            where = f"{m.benchmark}, {m.split}" if m.split else m.benchmark
            yield {"type": m.metric or "score", "value": m.statement.text, "slice": where}

    def references(self, thing: Material) -> list[Json]:
        found = []
        for hub_id in identifiers.hub_ids(thing):
            found.append({"type": "distribution", "url": identifiers.hub_page(thing, hub_id)})
        for statement in thing.of("vlmkg:huggingFaceId"):
            if statement.text in identifiers.hub_ids(thing):
                self.ledger.holds(statement)
        for statement in thing.of("vlmkg:arxivId"):
            if identifiers.ARXIV_ID.fullmatch(statement.text):
                found.append({"type": "documentation", "url": f"https://arxiv.org/abs/{statement.text}"})
                self.ledger.holds(statement)
        for curie, kind in LINKS:
            for statement in thing.of(curie):
                if url := identifiers.web_address(statement.text):
                    found.append({"type": kind, "url": url})
                    self.ledger.holds(statement)
        return found

    def gaps(self, thing: Material) -> Iterable[Json]:
        for gap in self.materials.gaps(thing):
            if gap.topic == "parts":
                self.compositions[AGGREGATE[gap.state], "dependencies"].append(thing.iri)
            elif gap.topic == "training data":
                self.compositions[AGGREGATE[gap.state], "assemblies"].append(f"{thing.iri}#model-card")
            elif gap.topic == "data sources":
                self.compositions[AGGREGATE[gap.state], "assemblies"].append(thing.iri)
            if gap.state != "stated":
                yield _property(gap.topic, IN_WORDS[gap.state])
                self.ledger.says(
                    gap.claims, "what is not disclosed or none stands in a property of vlmkg alone, in words"
                )

    def marks(self, thing: Material) -> Iterable[Json]:
        for link in self.materials.links_from(thing.iri, "part"):
            self.ledger.holds(link.statement, "a dependency; which part it is stands in a property of vlmkg alone")
            name = role(self.library.schema, link.statement.predicate)
            yield _property("part", f"{name}: {self.library.value(link.statement.text)}")
        for statement in thing.facts:
            how = standing(statement)
            if how != "sure" and self.ledger.held(statement):
                label = self.library.schema.label(statement.predicate)
                yield _property(how, f"{label}: {self.library.value(statement.text)}")

    def evidence(self, thing: Material) -> Iterable[Json]:
        """One reference a source, with what it says of the thing, where, and how sure it is."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for claim in self.ledger.cited(thing):
            what = f"{self.library.schema.label(claim.predicate)}: {self.library.value(claim.value)}"
            url = identifiers.web_address(self.materials.sources[claim.source].page) or claim.source
            found[url][f"{what} ({claim.status}; {claim.cited})"] = None
        for url, said in sorted(found.items()):
            yield {"type": "evidence", "url": url, "comment": "\n".join(said)}

    def dependencies(self) -> list[Json]:
        found: list[Json] = []
        for thing in things(self.materials):
            parts = self.materials.links_from(thing.iri, "part")
            if parts:
                found.append({"ref": thing.iri, "dependsOn": sorted({link.statement.text for link in parts})})
        return found


def _property(name: str, value: str) -> Json:
    return {"name": f"vlmkg:{name}", "value": value}
