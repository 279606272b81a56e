"""A draft beside a small graph: each verdict, and why."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

import vlmkg
from vlmkg.curation.drafts.compare import Judged, compare
from vlmkg.curation.drafts.draft import Drafter, Origin
from vlmkg.terms import BASE, PREFIXES, VLMKG, expand

GRAPH = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    + """
family:f a vlmkg:ModelFamily ; rdfs:label "F"@en ; vlmkg:usesVisionEncoder model:eye-336 .
model:m a vlmkg:VisionLanguageModel ; rdfs:label "M"@en ; vlmkg:memberOf family:f ;
    vlmkg:builtOnBackbone model:tongue ; vlmkg:parameterCount 7000000000 ; dcterms:issued "2024-09-17"^^xsd:date ;
    vlmkg:trainedOn dataset:d ; foaf:page <https://Example.org/m/> ; vlmkg:feature "reads charts"@en ;
    vlmkg:hasComponent model:other .
model:eye a vlmkg:VisionEncoder ; rdfs:label "Eye"@en .
model:eye-336 a vlmkg:VisionEncoder ; rdfs:label "Eye 336"@en ; vlmkg:variantOf model:eye .
model:ear a vlmkg:AudioEncoder ; rdfs:label "Ear"@en .
model:tongue a vlmkg:LanguageModel ; rdfs:label "Tongue"@en .
model:other a vlmkg:LanguageModel ; rdfs:label "Other"@en .
dataset:d a vlmkg:Dataset ; rdfs:label "D"@en .
source:paper a vlmkg:Source ; rdfs:label "The paper"@en ; foaf:page <https://example.org/paper> .
source:card a vlmkg:Source ; rdfs:label "The card"@en ; foaf:page <https://example.org/card> .
claim:m.built-on-backbone.1 a vlmkg:Claim ; vlmkg:claimSubject model:m ; vlmkg:claimProperty vlmkg:builtOnBackbone ;
    vlmkg:claimEntity model:tongue ; vlmkg:source source:paper ; vlmkg:locator "section 2" ;
    vlmkg:status vlmkg:Verified .
claim:m.built-on-backbone.2 a vlmkg:Claim ; vlmkg:claimSubject model:m ; vlmkg:claimProperty vlmkg:builtOnBackbone ;
    vlmkg:claimEntity model:other ; vlmkg:source source:card ; vlmkg:locator "line 3" ;
    vlmkg:status vlmkg:Rejected ; vlmkg:contradicts claim:m.built-on-backbone.1 .
claim:m.audio-encoder.1 a vlmkg:Claim ; vlmkg:claimSubject model:m ; vlmkg:claimProperty vlmkg:usesAudioEncoder ;
    vlmkg:claimEntity vlmkg:None ; vlmkg:source source:paper ; vlmkg:locator "section 2" ;
    vlmkg:status vlmkg:Verified .
claim:m.context-length.1 a vlmkg:Claim ; vlmkg:claimSubject model:m ; vlmkg:claimProperty vlmkg:contextLength ;
    vlmkg:claimEntity vlmkg:NotDisclosed ; vlmkg:source source:paper ; vlmkg:locator "section 2" ;
    vlmkg:status vlmkg:Verified .
"""
)

Judge = Callable[..., Judged]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> vlmkg.Kg:
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    return vlmkg.Kg.load(path, builtin=False)


@pytest.fixture
def judge(small: vlmkg.Kg) -> Judge:
    """The verdict on one statement about M, made by some source."""

    def one(property_: str, value: object, source: str = "source:new", about: str = "M") -> Judged:
        origin = Origin(str(expand(source)), "A source", VLMKG + "ModelCard")
        drafter = Drafter(small.library, origin)
        subject = drafter.thing(about, "model", VLMKG + "VisionLanguageModel")
        if isinstance(value, str) and (iri := expand(value) or (value if value.startswith("http") else None)):
            drafter.entity(subject, property_, iri, "line 1")
        elif isinstance(value, str) and property_ == "dcterms:issued":
            drafter.partial_date(subject, property_, value, "line 1")
        elif isinstance(value, str):
            drafter.text(subject, property_, value, "line 1")
        else:
            drafter.literal(subject, property_, value, "line 1")  # type: ignore[arg-type]
        return compare(drafter.finish(), small.library).judged[0]

    return one


@pytest.mark.parametrize(
    ("property_", "value", "verdict"),
    [
        ("vlmkg:builtOnBackbone", "model:tongue", "agrees"),
        ("vlmkg:builtOnBackbone", "model:eye", "contradicts"),
        ("vlmkg:usesVisionEncoder", "model:eye-336", "agrees"),
        ("vlmkg:usesVisionEncoder", "model:eye", "agrees"),
        ("vlmkg:usesVisionEncoder", "model:tongue", "contradicts"),
        ("vlmkg:usesAudioEncoder", "model:ear", "contradicts"),
        ("vlmkg:parameterCount", 7000000000, "agrees"),
        ("vlmkg:parameterCount", Decimal("7.0E+9"), "agrees"),
        ("vlmkg:parameterCount", 8000000000, "contradicts"),
        ("dcterms:issued", "2024", "agrees"),
        ("dcterms:issued", "2024-09", "agrees"),
        ("dcterms:issued", "2025", "contradicts"),
        ("vlmkg:trainedOn", "dataset:d", "agrees"),
        ("vlmkg:trainedOn", "dataset:e", "new"),
        ("foaf:page", "http://example.org/m", "agrees"),
        ("foaf:page", "https://example.org/M", "new"),
        ("vlmkg:feature", "Reads charts", "agrees"),
        ("vlmkg:feature", "reads documents", "new"),
        ("vlmkg:contextLength", 4096, "contradicts"),
        ("vlmkg:imageResolution", 336, "new"),
        ("vlmkg:usesTextEncoder", "model:tongue", "new"),
    ],
)
def test_the_verdict_on_a_statement(judge: Judge, property_: str, value: object, verdict: str) -> None:
    assert judge(property_, value).verdict == verdict


def test_a_statement_of_the_same_source_is_known(judge: Judge) -> None:
    assert judge("vlmkg:builtOnBackbone", "model:tongue", "source:paper").verdict == "known"
    assert judge("vlmkg:builtOnBackbone", "model:other", "source:card").verdict == "known"


def test_a_value_that_was_turned_down_contradicts(judge: Judge) -> None:
    found = judge("vlmkg:builtOnBackbone", "model:other")
    assert found.verdict == "contradicts"
    assert [claim.claim for claim in found.against] == [BASE + "claim/m.built-on-backbone.2"]
    assert found.values == ("Tongue",)


def test_a_contradiction_names_the_claims_and_the_values_of_the_graph(judge: Judge) -> None:
    found = judge("vlmkg:builtOnBackbone", "model:eye")
    assert [claim.cited for claim in found.against] == ["The paper, section 2"]
    assert found.values == ("Tongue",)


def test_what_is_said_of_a_new_thing_is_new(judge: Judge) -> None:
    assert judge("vlmkg:builtOnBackbone", "model:eye", about="Something else").verdict == "new"


def test_the_counts_have_every_verdict(small: vlmkg.Kg) -> None:
    draft = Drafter(small.library, Origin(BASE + "source/x", "X", VLMKG + "ModelCard")).finish()
    assert compare(draft, small.library).counts == {"new": 0, "agrees": 0, "contradicts": 0, "known": 0}
