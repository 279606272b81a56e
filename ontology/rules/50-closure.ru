# Adds ancestors: vlmkg:hasAncestor is the transitive closure of vlmkg:hasParent. After everything that adds parents.

PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#>

INSERT { ?descendant vlmkg:hasAncestor ?ancestor }
WHERE { ?descendant vlmkg:hasParent+ ?ancestor }
