"""Checks of the SKOS schemes: every concept has its place, and both directions of each step are stated.

Their integrity conditions are those of the SKOS reference (sections 4, 5 and 8).
"""

from __future__ import annotations

from typing import Final

from vlmkg.curation.lint.asked import asks
from vlmkg.curation.lint.rule import Rule

_CONCEPT: Final = """
    { ?focus a/rdfs:subClassOf* skos:Concept } UNION { ?focus skos:inScheme ?any } UNION { ?focus skos:broader ?any }
    FILTER NOT EXISTS { ?focus a owl:Class }
"""

RULES: Final = (
    Rule(
        "stray-concept",
        "error",
        "A concept is in no scheme, or has no place in it.",
        "Add skos:inScheme, and skos:broader with the concept above it or skos:topConceptOf with the scheme.",
        asks(
            _CONCEPT
            + """VALUES ?value { skos:inScheme skos:broader }
            FILTER NOT EXISTS { ?focus ?value ?place }
            FILTER(?value = skos:inScheme || NOT EXISTS { ?focus skos:topConceptOf ?scheme })""",
            "{focus} has no {value}, and so no place.",
        ),
    ),
    Rule(
        "undocumented-concept",
        "error",
        "A concept lacks its preferred label or its definition.",
        "Add it, in English and in our own words.",
        asks(
            _CONCEPT
            + "VALUES ?value { skos:prefLabel rdfs:label skos:definition } FILTER NOT EXISTS { ?focus ?value ?any2 }",
            "{focus} has no {value}.",
        ),
    ),
    Rule(
        "two-preferred-labels",
        "error",
        "A concept has two preferred labels in one language, or a preferred label that is not its label.",
        "Keep one as skos:prefLabel and rdfs:label, and make the other a skos:altLabel.",
        asks(
            """{ ?focus skos:prefLabel ?value , ?other . FILTER(STR(?value) > STR(?other)) }
            UNION { ?focus skos:prefLabel ?value ; rdfs:label ?other .
                    FILTER NOT EXISTS { ?focus skos:prefLabel ?other } }
            FILTER(LANG(?value) = LANG(?other))""",
            "{focus} is called {value!r} and {other!r}.",
            "skos:prefLabel",
        ),
    ),
    Rule(
        "same-concept-label",
        "error",
        "Two concepts of one scheme have the same preferred label.",
        "Say in one label what tells them apart, or keep one concept.",
        asks(
            """?focus skos:prefLabel ?value ; skos:inScheme ?scheme .
            ?other skos:prefLabel ?again ; skos:inScheme ?scheme .
            FILTER(LCASE(STR(?value)) = LCASE(STR(?again)) && STR(?focus) > STR(?other))""",
            "{focus} and {other} are both called {value!r}.",
            "skos:prefLabel",
        ),
    ),
    Rule(
        "two-schemes",
        "error",
        "A concept is in two schemes, or below a concept of another scheme.",
        "Keep each concept, and those above it, in one scheme.",
        asks(
            """{ ?focus skos:inScheme ?value , ?other . FILTER(STR(?value) > STR(?other)) }
            UNION { ?focus skos:inScheme ?value ; skos:broader/skos:inScheme ?other .
                    FILTER NOT EXISTS { ?focus skos:inScheme ?other } }""",
            "{focus} is in {value} and by its place in {other} too.",
            "skos:inScheme",
        ),
    ),
    Rule(
        "concept-circle",
        "error",
        "A concept is below itself.",
        "Remove the step that points upwards.",
        asks(
            "?focus skos:broader ?value . ?value skos:broader* ?focus .",
            "{focus} is below {value}, which is below {focus}.",
            "skos:broader",
        ),
    ),
    Rule(
        "one-sided-step",
        "error",
        "A step between two concepts is stated in one direction only.",
        "State both: skos:broader on the lower concept, skos:narrower on the upper one, and skos:related on both.",
        asks(
            """VALUES (?path ?back) {
                (skos:broader skos:narrower) (skos:narrower skos:broader) (skos:related skos:related) }
            ?focus ?path ?value . FILTER NOT EXISTS { ?value ?back ?focus } BIND(?path AS ?other)""",
            "{focus} has {value} as {other}, but {value} says nothing of it.",
        ),
    ),
)
