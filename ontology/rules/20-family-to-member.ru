# Adds to each member what is stated of its family, for the properties marked vlmkg:heldByMembers.
# A member, or a family between it and the one the fact is stated of, stops a fact from coming down when
#   it has a value of its own for that property or for one below it, where the property is marked vlmkg:exclusive, or
#   a claim about that property, or about one above it, says that there is no value or that it is not disclosed, or
#   a claim about that property, or about one above it, with this very value was rejected.
# Families within families work: the nearest one counts. One pass is enough, since memberOf is followed any number of
# steps. Before the super-properties, because "a value of its own" means one that was stated.
# Nothing is added that says where a fact came from: the claims say it, for they are about the family.
#
# MINUS and not FILTER NOT EXISTS: each of the three sets of exceptions is then computed once, not once a candidate.

PREFIX rdfs:  <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vlmkg: <https://w3id.org/vlmkg/ontology#>

INSERT { ?member ?property ?value }
WHERE {
  ?property vlmkg:heldByMembers true .
  ?family a vlmkg:ModelFamily ;
          ?property ?value .
  ?member vlmkg:memberOf+ ?family .
  MINUS {
    ?near vlmkg:memberOf+ ?family .
    ?member vlmkg:memberOf* ?near .
    ?near ?own ?other .
    ?own rdfs:subPropertyOf* ?property .
    ?property vlmkg:heldByMembers true ;
              vlmkg:exclusive true .
  }
  MINUS {
    VALUES ?state { vlmkg:None vlmkg:NotDisclosed }
    VALUES ?status { vlmkg:Verified vlmkg:Accepted vlmkg:Unchecked vlmkg:Disputed }
    ?claim vlmkg:claimEntity ?state ;
           vlmkg:status ?status ;
           vlmkg:claimSubject ?near ;
           vlmkg:claimProperty ?wide .
    ?property rdfs:subPropertyOf* ?wide .
    ?near vlmkg:memberOf+ ?family .
    ?member vlmkg:memberOf* ?near .
  }
  MINUS {
    ?claim vlmkg:status vlmkg:Rejected ;
           vlmkg:claimSubject ?near ;
           vlmkg:claimProperty ?wide ;
           vlmkg:claimEntity|vlmkg:claimLiteral ?value .
    ?property rdfs:subPropertyOf* ?wide .
    ?near vlmkg:memberOf+ ?family .
    ?member vlmkg:memberOf* ?near .
  }
}
