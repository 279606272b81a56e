# Adds the wider classes of this vocabulary, and skos:Concept: a vision-language model is a model and a lineage node.
# Any number of steps in one pass. Wider classes of other vocabularies (alignments/) are left to exports.

PREFIX rdfs:  <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos:  <http://www.w3.org/2004/02/skos/core#>
PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#>

INSERT { ?thing a ?wide }
WHERE {
  ?class rdfs:subClassOf+ ?wide .
  FILTER(STRSTARTS(STR(?wide), STR(vlmkg:)) || ?wide = skos:Concept)
  ?thing a ?class .
}
