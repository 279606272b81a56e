# Adds the other direction of everything stated or inferred so far: `?e vlmkg:encoderOf ?m` for `?m vlmkg:usesEncoder ?e`.
# After the closure, so that ancestors have descendants.

PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT { ?object ?inverse ?subject }
WHERE {
  ?inverse owl:inverseOf ?forward .
  ?subject ?forward ?object .
  FILTER(!isLiteral(?object))
}
