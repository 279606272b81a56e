# Adds the forward statement where somebody stated the inverse: `model:e vlmkg:encoderOf model:m` gives
# `model:m vlmkg:usesEncoder model:e`. Our own data state the forward property only; a user's own Turtle may not.
# First of all, so that every later rule sees one direction.

PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT { ?object ?forward ?subject }
WHERE {
  ?inverse owl:inverseOf ?forward .
  ?subject ?inverse ?object .
  FILTER(!isLiteral(?object))
}
