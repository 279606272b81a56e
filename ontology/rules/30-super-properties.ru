# Adds the wider properties of this vocabulary: who uses a vision encoder uses an encoder, has a component, has a parent.
# Any number of steps in one pass. Wider properties of other vocabularies (alignments/) are left to exports.

PREFIX rdfs:  <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#>

INSERT { ?subject ?wide ?object }
WHERE {
  ?property rdfs:subPropertyOf+ ?wide .
  FILTER(?property != ?wide && STRSTARTS(STR(?wide), STR(vlmkg:)))
  ?subject ?property ?object .
}
