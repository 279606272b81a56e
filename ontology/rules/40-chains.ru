# Adds what follows from a step to a version of something: what is built from a version of a thing is built from the thing,
# what learned from a version of it learned from it (owl:propertyChainAxiom of vlmkg:builtFrom and vlmkg:learnedFrom).
# The same does not hold of families: what is built from one member is not built from what the others are built from.
# Names vlmkg:hasParent and vlmkg:hasAncestor as well, since the rule for super-properties has already run.

PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#>

INSERT {
  ?child vlmkg:builtFrom ?general ;
         vlmkg:hasParent ?general ;
         vlmkg:hasAncestor ?general .
}
WHERE { ?child vlmkg:builtFrom/vlmkg:variantOf+ ?general } ;

INSERT {
  ?child vlmkg:learnedFrom ?general ;
         vlmkg:hasParent ?general ;
         vlmkg:hasAncestor ?general .
}
WHERE { ?child vlmkg:learnedFrom/vlmkg:variantOf+ ?general }
