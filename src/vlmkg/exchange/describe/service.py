"""The service description of the SPARQL endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from vlmkg.exchange.describe.sheet import DATA, FORMATS, LICENSE, PUBLISHER, Sheet, Value, english, iri, name
from vlmkg.graph.results import GRAPH_FORMATS, ROW_FORMATS

_ABOUT: Final = (
    "Answers SPARQL 1.1 queries about vision-language models: what each is built from, trained and tested on, under "
    "which terms, and which source says so. Read-only: updates, SERVICE and FROM are refused."
)


def describe(triples: int, base_url: str, limits: Sequence[str] = ()) -> list[ox.Triple]:
    """What a client has to know of the endpoint at `base_url` + `sparql` before it asks.

    `triples` is how many its default graph holds; `limits` are sentences that name the limits of a query, for people:
    the vocabulary has no terms for them.
    """
    endpoint = f"{base_url.rstrip('/')}/sparql"
    service, dataset, graph = (f"{endpoint}#{part}" for part in ("service", "dataset", "graph"))
    forms: list[Value] = [name(f"formats:{FORMATS[form]}") for form in (*ROW_FORMATS, *GRAPH_FORMATS)]
    comments: list[Value] = [english(text) for text in (_ABOUT, *limits)]
    sheet = Sheet()
    sheet.say(
        service,
        a=["sd:Service", "dcat:DataService"],
        dcterms_title=english("The SPARQL endpoint of vlmkg"),
        rdfs_comment=comments,
        sd_endpoint=iri(endpoint),
        sd_supportedLanguage=name("sd:SPARQL11Query"),
        sd_resultFormat=forms,
        sd_defaultDataset=iri(dataset),
        dcat_endpointURL=iri(endpoint),
        dcat_endpointDescription=iri(endpoint),
        dcat_servesDataset=iri(DATA),
        dcterms_conformsTo=iri("https://www.w3.org/TR/sparql11-protocol/"),
        dcterms_publisher=iri(PUBLISHER),
        dcterms_license=iri(LICENSE),
    )
    sheet.say(dataset, a="sd:Dataset", sd_defaultGraph=iri(graph))
    sheet.say(graph, a=["sd:Graph", "void:Dataset"], void_triples=triples, dcterms_isPartOf=iri(DATA))
    return sheet.triples
