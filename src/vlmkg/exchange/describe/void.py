"""What the graph holds, in numbers: VoID (https://www.w3.org/TR/void/)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from vlmkg.exchange.describe.counts import Counts
from vlmkg.exchange.describe.sheet import DATA, FORMATS, Sheet, Value, english, iri, name
from vlmkg.exchange.dumps import ASSERTED, INFERRED, Dump
from vlmkg.terms import BASE, shorten

DOCUMENT: Final = BASE + ".well-known/void"
"""The document that this description stands in (RFC 8615)."""

_FORMS: Final = ("turtle", "jsonld", "ntriples", "rdfxml")


def describe(sheet: Sheet, counts: Counts, asserted: int, dumps: tuple[Dump, ...], examples: tuple[str, ...]) -> None:
    """Write down the statistics of the graph, its parts, and its links to the vocabularies of others."""
    links = _links(sheet, counts)
    sheet.say(
        DATA,
        a="void:Dataset",
        void_uriSpace=BASE,
        void_uriRegexPattern=f"^{BASE.replace('.', chr(92) + '.')}",
        void_sparqlEndpoint=iri(BASE + "sparql"),
        void_feature=[name(f"formats:{FORMATS[form]}") for form in _FORMS],
        void_vocabulary=[iri(space) for space in counts.vocabularies],
        void_exampleResource=[iri(example) for example in examples],
        void_triples=counts.triples,
        void_entities=counts.entities,
        void_distinctSubjects=counts.subjects,
        void_distinctObjects=counts.objects,
        void_classes=len(counts.classes),
        void_properties=len(counts.properties),
        void_subset=[iri(part) for part in (ASSERTED, INFERRED, *links)],
        void_dataDump=_files(dumps, "both"),
        void_classPartition=[iri(_part("class", of)) for of in counts.classes],
        void_propertyPartition=[iri(_part("property", of)) for of in counts.properties],
    )
    sheet.say(
        ASSERTED,
        a="void:Dataset",
        dcterms_title=english("What the ontology, the facts and the claims state"),
        void_triples=asserted,
        void_dataDump=_files(dumps, "asserted"),
    )
    sheet.say(
        INFERRED,
        a="void:Dataset",
        dcterms_title=english("What the rules add to it"),
        void_triples=counts.triples - asserted,
        void_dataDump=_files(dumps, "inferred"),
    )
    for of, instances in counts.classes.items():
        sheet.say(_part("class", of), a="void:Dataset", void_class=iri(of), void_entities=instances)
    for of, used in counts.properties.items():
        sheet.say(
            _part("property", of),
            a="void:Dataset",
            void_property=iri(of),
            void_triples=used.triples,
            void_distinctSubjects=used.subjects,
            void_distinctObjects=used.objects,
        )


def _links(sheet: Sheet, counts: Counts) -> list[str]:
    """The linksets, one for each property and vocabulary."""
    found = []
    for (property_, space), triples in counts.links.items():
        others = _part("vocabulary", space)
        part = f"{_part('links', property_)}-{quote(space, safe='')}"
        found.append(part)
        sheet.say(
            part,
            a="void:Linkset",
            void_linkPredicate=iri(property_),
            void_subjectsTarget=iri(DATA),
            void_objectsTarget=iri(others),
            void_triples=triples,
        )
    for space in sorted({space for _, space in counts.links}):
        sheet.say(_part("vocabulary", space), a="void:Dataset", void_uriSpace=space)
    return found


def _files(dumps: tuple[Dump, ...], holds: str) -> list[Value]:
    return [iri(f"{BASE}download/{dump.name}") for dump in dumps if dump.holds == holds]


def _part(kind: str, of: str) -> str:
    return f"{DATA}#{kind}-{quote(shorten(of), safe=':')}"
