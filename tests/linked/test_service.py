"""The service description says of the endpoint what is true of it, in terms that the vocabulary has."""

from __future__ import annotations

import rdflib
from rdflib import RDF

import vlmkg
from vlmkg.http.linked import service

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"

# every term of https://www.w3.org/TR/sparql11-service-description/ that may stand in a description
CLASSES = {"Dataset", "EntailmentProfile", "EntailmentRegime", "Feature", "Function", "Graph", "GraphCollection"}
CLASSES |= {"Language", "NamedGraph", "Service"}
PROPERTIES = {
    "availableGraphs",
    "defaultDataset",
    "defaultEntailmentRegime",
    "defaultGraph",
    "defaultSupportedEntailmentProfile",
}
PROPERTIES |= {
    "endpoint",
    "entailmentRegime",
    "extensionFunction",
    "feature",
    "graph",
    "inputFormat",
    "languageExtension",
}
PROPERTIES |= {
    "name",
    "namedGraph",
    "propertyFeature",
    "resultFormat",
    "supportedEntailmentProfile",
    "supportedLanguage",
}
INSTANCES = {"BasicFederatedQuery", "DereferencesURIs", "EmptyGraphs", "RequiresDataset", "UnionDefaultGraph"}
INSTANCES |= {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
FORMAT_NAMES = {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"}
FORMAT_NAMES |= {"Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML"}


def described(kg: vlmkg.Kg, base_url: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=service.describe(kg, base_url, ["A query is stopped after 10 seconds."]).serialize("turtle"))
    return graph


def test_it_names_the_endpoint_that_was_asked_and_what_it_speaks(kg: vlmkg.Kg) -> None:
    graph = described(kg, "http://127.0.0.1:8000/")
    (about,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(about, SD.endpoint)) == [rdflib.URIRef("http://127.0.0.1:8000/sparql")]
    assert list(graph.objects(about, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert {str(form).removeprefix(FORMATS) for form in graph.objects(about, SD.resultFormat)} == FORMAT_NAMES
    assert not list(graph.objects(about, SD.feature))  # it refuses SERVICE and follows no IRI
    assert any("10 seconds" in text for text in graph.objects(about, rdflib.RDFS.comment))


def test_the_default_graph_has_as_many_triples_as_a_query_counts(kg: vlmkg.Kg) -> None:
    graph = described(kg, "https://w3id.org/vlmkg/")
    path = SD.defaultDataset / SD.defaultGraph / rdflib.VOID.triples
    (told,) = (about for service_ in graph.subjects(RDF.type, SD.Service) for about in graph.objects(service_, path))
    ((counted,),) = kg.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert told.toPython() == counted


def test_only_terms_that_the_vocabulary_has(kg: vlmkg.Kg) -> None:
    graph = described(kg, "https://w3id.org/vlmkg/")
    terms = {str(node)[len(SD) :] for triple in graph for node in triple if str(node).startswith(SD)}
    assert terms
    assert terms <= CLASSES | PROPERTIES | INSTANCES
