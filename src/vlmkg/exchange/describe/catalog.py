"""Who offers the graph, under which terms, and where to get it: DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from vlmkg.exchange.describe.sheet import DATA, LICENSE, PUBLISHER, Sheet, english, iri, name, typed
from vlmkg.exchange.dumps import Dump
from vlmkg.terms import BASE

TITLE: Final = "vlmkg: a knowledge graph of vision-language models"
ABOUT: Final = (
    "How vision-language models are put together, what they descend from, what they were trained and tested on, and "
    "under which terms; each fact backed by claims that name their source, the place in it, and how sure it is."
)
CITATION: Final = (
    "The vlmkg contributors. vlmkg: a knowledge graph of vision-language models. https://w3id.org/vlmkg/data"
)

_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_SERVICE: Final = BASE + "sparql#service"
_KEYWORDS: Final = (
    "vision-language models",
    "knowledge graph",
    "provenance",
    "model lineage",
    "training data",
    "benchmarks",
)
_THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/TECH"
_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/ENG"
_HOLDS: Final = {
    "asserted": "what is stated",
    "inferred": "what the rules add",
    "both": "what is stated and what the rules add, in a graph each",
}


@dataclass(frozen=True, slots=True)
class Release:
    """Which state of the graph is described: `version` names software and data, `as_of` a day if one was asked for."""

    version: str
    issued: date | None
    modified: date | None
    as_of: date | None = None


def describe(sheet: Sheet, release: Release, dumps: tuple[Dump, ...]) -> None:
    """Write down the dataset, its publisher, its files and its service."""
    about = ABOUT if release.as_of is None else f"{ABOUT} As it stood at the end of {release.as_of}."
    sheet.say(
        DATA,
        a="dcat:Dataset",
        dcterms_title=english(TITLE),
        dcterms_description=english(about),
        dcterms_publisher=iri(PUBLISHER),
        dcterms_creator=iri(PUBLISHER),
        dcterms_license=iri(LICENSE),
        dcterms_issued=[release.issued] if release.issued else [],
        dcterms_modified=[release.modified] if release.modified else [],
        dcterms_conformsTo=iri(BASE + "ontology"),
        dcterms_language=iri(_LANGUAGE),
        dcterms_bibliographicCitation=CITATION,
        dcat_version=release.version,
        dcat_keyword=[english(word) for word in _KEYWORDS],
        dcat_theme=iri(_THEME),
        dcat_landingPage=iri(BASE + "data.html"),
        dcat_distribution=[iri(part) for part in (*(_part(dump) for dump in dumps), DATA + "#sparql")],
    )
    sheet.say(PUBLISHER, a="foaf:Agent", foaf_name=english("The vlmkg contributors"), foaf_homepage=iri(BASE))
    sheet.say(LICENSE, a="dcterms:LicenseDocument", dcterms_title=english("CC0 1.0 Universal"))
    sheet.say(
        DATA + "#sparql",
        a="dcat:Distribution",
        dcterms_title=english("The SPARQL endpoint"),
        dcterms_description=english("The whole graph, to be asked in SPARQL 1.1."),
        dcat_accessURL=iri(BASE + "sparql"),
        dcat_accessService=iri(_SERVICE),
        dcterms_license=iri(LICENSE),
    )
    sheet.say(
        _SERVICE,
        a="dcat:DataService",
        dcterms_title=english("The SPARQL endpoint of vlmkg"),
        dcterms_conformsTo=iri(_PROTOCOL),
        dcterms_publisher=iri(PUBLISHER),
        dcat_endpointURL=iri(BASE + "sparql"),
        dcat_endpointDescription=iri(BASE + "sparql"),
        dcat_servesDataset=iri(DATA),
    )
    for dump in dumps:
        _file(sheet, dump, release)
    _kinds(sheet, dumps)


def _file(sheet: Sheet, dump: Dump, release: Release) -> None:
    part = _part(dump)
    sheet.say(
        part,
        a="dcat:Distribution",
        dcterms_title=english(dump.name),
        dcterms_description=english(f"The whole graph, {_HOLDS[dump.holds]}: {dump.triples:,} triples."),
        dcat_accessURL=iri(DATA),
        dcat_downloadURL=iri(f"{BASE}download/{dump.name}"),
        dcat_mediaType=name(f"media:{dump.media_type}"),
        dcat_compressFormat=[name("media:application/gzip")] if dump.compressed else [],
        dcat_byteSize=[] if dump.size is None else [typed(str(dump.size), "xsd:nonNegativeInteger")],
        spdx_checksum=[] if dump.sha256 is None else [iri(f"{part}.sha256")],
        dcterms_license=iri(LICENSE),
        dcterms_modified=[release.modified] if release.modified else [],
    )
    if dump.sha256 is not None:
        sheet.say(
            f"{part}.sha256",
            a="spdx:Checksum",
            spdx_algorithm=name("spdx:checksumAlgorithm_sha256"),
            spdx_checksumValue=typed(dump.sha256, "xsd:hexBinary"),
        )


def _kinds(sheet: Sheet, dumps: tuple[Dump, ...]) -> None:
    """What the things of others that are named here are, for readers that check (DCAT-AP does)."""
    sheet.say(_PROTOCOL, a="dcterms:Standard")
    sheet.say(BASE + "ontology", a="dcterms:Standard")
    sheet.say(BASE + "data.html", a="foaf:Document")
    sheet.say(_LANGUAGE, a="dcterms:LinguisticSystem")
    sheet.say(_THEME, a="skos:Concept", skos_prefLabel=english("Science and technology"))
    for media_type in sorted({*(dump.media_type for dump in dumps), "application/gzip"}):
        sheet.say(name(f"media:{media_type}").value, a="dcterms:MediaType")


def _part(dump: Dump) -> str:
    return f"{DATA}#{dump.name}"
