"""Ontology checks of how terms hang together: hierarchies, domains and ranges, inverses, exclusions.

The numbers are those of the pitfalls in the catalogue of OOPS!, the OntOlogy Pitfall
Scanner (Poveda-Villalón et al., 2014).
"""

from __future__ import annotations

from typing import Final

from vlmkg.curation.lint.asked import asks
from vlmkg.curation.lint.rule import Rule

_PROPERTY: Final = "VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?focus a ?kind . "

RULES: Final = (
    Rule(
        "unbound-property",
        "warning",
        "Nothing says what has a property, or what its values are: no domain, no range and no shape.",
        "Add rdfs:domain or rdfs:range, or a shape for its values.",
        asks(
            _PROPERTY
            + """
            FILTER(STRSTARTS(STR(?focus), STR(vlmkg:)))
            FILTER NOT EXISTS { ?focus owl:inverseOf?/(rdfs:domain|rdfs:range) ?end }
            FILTER NOT EXISTS { ?focus owl:inverseOf?/^(sh:path|(sh:path/sh:alternativePath/rdf:rest*/rdf:first)) ?s }
            """,
            "{focus} has neither a domain nor a range, and no shape looks at its values.",
        ),
    ),
    Rule(
        "several-domains",
        "error",
        "A property has two domains or two ranges, which means that a thing must be in both.",
        "Keep one, or write the union of both.",
        asks(
            "VALUES ?path { rdfs:domain rdfs:range } ?focus ?path ?value , ?other . FILTER(STR(?value) > STR(?other))",
            "{focus} has {value} and {other} at the same end: only what is both can stand there.",
        ),
    ),
    Rule(
        "class-circle",
        "error",
        "A class is below itself.",
        "Remove the step that points upwards, or use owl:equivalentClass if both are the same.",
        asks(
            "?focus rdfs:subClassOf ?value . ?value rdfs:subClassOf* ?focus .",
            "{focus} is below {value}, which is below {focus}.",
            "rdfs:subClassOf",
        ),
    ),
    Rule(
        "property-circle",
        "error",
        "A property is below itself.",
        "Remove the step that points upwards, or use owl:equivalentProperty if both are the same.",
        asks(
            "?focus rdfs:subPropertyOf ?value . ?value rdfs:subPropertyOf* ?focus .",
            "{focus} is below {value}, which is below {focus}.",
            "rdfs:subPropertyOf",
        ),
    ),
    Rule(
        "wrong-inverse",
        "error",
        "A property and its inverse do not mirror each other, or a property is its own inverse.",
        "Give the inverse the domain of the one as its range and the other way round; call what is its own inverse "
        "an owl:SymmetricProperty.",
        asks(
            """?focus owl:inverseOf ?value .
            OPTIONAL {
                VALUES (?here ?there) { (rdfs:domain rdfs:range) (rdfs:range rdfs:domain) }
                ?focus ?here ?other . ?value ?there ?end . FILTER(isIRI(?other) && isIRI(?end) && ?other != ?end) }
            FILTER(BOUND(?other) || ?focus = ?value)""",
            "{focus} is declared the inverse of {value}, which does not fit it end to end.",
            "owl:inverseOf",
        ),
    ),
    Rule(
        "two-inverses",
        "error",
        "A property is the inverse of two others, which makes these two the same.",
        "Keep the inverse that was meant.",
        asks(
            "?focus owl:inverseOf|^owl:inverseOf ?value , ?other . FILTER(STR(?value) > STR(?other))",
            "{focus} is the inverse of {value} and of {other}.",
        ),
    ),
    Rule(
        "uneven-property",
        "error",
        "A symmetric or transitive property does not have the same class at both ends.",
        "Make domain and range the same, or remove the characteristic.",
        asks(
            """VALUES ?value { owl:SymmetricProperty owl:TransitiveProperty }
            ?focus a ?value ; rdfs:domain ?domain ; rdfs:range ?range . FILTER(?domain != ?range)""",
            "{focus} is an {value}, but its domain and range differ.",
            "rdf:type",
        ),
    ),
    Rule(
        "wide-sub-property",
        "error",
        "A property has a domain or range that is not below that of the property above it.",
        "Narrow it, widen the one above, or remove the step between the two.",
        asks(
            """VALUES ?end { rdfs:domain rdfs:range }
            ?focus rdfs:subPropertyOf ?value ; ?end ?other . ?value ?end ?above . FILTER(isIRI(?other) && isIRI(?above))
            FILTER NOT EXISTS { ?other rdfs:subClassOf* ?above }
            FILTER NOT EXISTS { ?above owl:equivalentClass*/owl:unionOf/rdf:rest*/rdf:first/^rdfs:subClassOf* ?other }
            """,
            "{focus} is below {value}, but has {other} where that has another class.",
            "rdfs:subPropertyOf",
        ),
    ),
    Rule(
        "impossible-class",
        "error",
        "A class is below two classes that exclude each other, so nothing can be in it.",
        "Remove one of the two steps, or the exclusion.",
        asks(
            """{ ?value owl:disjointWith ?other } UNION
            { ?list a owl:AllDisjointClasses ; owl:members ?members .
              ?members rdf:rest*/rdf:first ?value , ?other . FILTER(?value != ?other) }
            FILTER(STR(?value) > STR(?other) || NOT EXISTS { ?other owl:disjointWith ?value })
            ?focus rdfs:subClassOf* ?value , ?other .""",
            "{focus} is below {value} and {other}, which exclude each other.",
        ),
    ),
    Rule(
        "unconnected-class",
        "info",
        "A class stands alone: nothing is above or below it, and no property leads to it or from it.",
        "Say what it is a kind of, or which property has it as domain or range; or remove it.",
        asks(
            """?focus a owl:Class . FILTER(STRSTARTS(STR(?focus), STR(vlmkg:)))
            FILTER NOT EXISTS { ?focus rdfs:subClassOf|owl:equivalentClass ?above }
            FILTER NOT EXISTS { ?s rdfs:subClassOf|rdfs:domain|rdfs:range|rdf:first|sh:class|rdf:type ?focus }""",
            "{focus} has no place in the ontology.",
        ),
    ),
    Rule(
        "mixed-kinds",
        "error",
        "A term is used as two kinds of thing: class and property, or a property of things and one of values.",
        "Decide which it is; put classes below classes, and properties below properties of their kind.",
        asks(
            """{ BIND(rdfs:subClassOf AS ?path) ?focus ?path ?value . ?value a ?other .
                 VALUES ?other { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } }
            UNION { BIND(rdfs:subPropertyOf AS ?path) ?focus ?path ?value . ?value a ?other . ?focus a ?kind .
                 VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty }
                 VALUES ?other { owl:ObjectProperty owl:DatatypeProperty owl:Class } FILTER(?kind != ?other) }
            UNION { ?focus a owl:Class , ?value . BIND(?value AS ?other)
                 VALUES ?value { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } }
            UNION { ?focus a owl:ObjectProperty , owl:DatatypeProperty .
                    BIND(owl:ObjectProperty AS ?value) BIND(owl:DatatypeProperty AS ?other) }""",
            "{focus} does not fit {value}, an {other}.",
        ),
    ),
)
