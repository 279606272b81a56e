"""What a curator types becomes a term, or one clear message."""

from __future__ import annotations

import pytest

import vlmkg
from vlmkg.curation.properties import Properties, value
from vlmkg.errors import ParameterError, UnknownName
from vlmkg.terms import shorten


@pytest.fixture(scope="module")
def properties(kg: vlmkg.Kg) -> Properties:
    return Properties(kg.library.engine)


@pytest.mark.parametrize(
    "name", ["vlmkg:usesVisionEncoder", "usesVisionEncoder", "uses vision encoder", "vision-encoder", "Vision Encoder"]
)
def test_a_property_goes_by_many_names(properties: Properties, name: str) -> None:
    assert properties.find(name).curie == "vlmkg:usesVisionEncoder"


def test_an_unknown_property_gets_near_misses(properties: Properties) -> None:
    with pytest.raises(ParameterError, match="did you mean vlmkg:usesVisionEncoder"):
        properties.find("usesVisonEncoder")
    with pytest.raises(ParameterError, match="no property"):
        properties.find("claimSubject")


@pytest.mark.parametrize(
    ("name", "text", "term"),
    [
        ("usesVisionEncoder", "SigLIP", "model:siglip"),
        ("usesVisionEncoder", "not disclosed", "vlmkg:NotDisclosed"),
        ("usesVisionEncoder", "None", "vlmkg:None"),
        ("parameterCount", "7B", "7000000000^^xsd:integer"),
        ("parameterCount", "1.3 B", "1300000000^^xsd:integer"),
        ("parameterCount", "8,291,375,616", "8291375616^^xsd:integer"),
        ("score", "72.4", "72.4^^xsd:decimal"),
        ("score", "72", "72.0^^xsd:decimal"),
        ("issued", "2024", "2024^^xsd:gYear"),
        ("issued", "2024-09", "2024-09^^xsd:gYearMonth"),
        ("issued", "2024-09-17", "2024-09-17^^xsd:date"),
        ("huggingFaceId", "a/b", "a/b^^xsd:string"),
        ("feature", '  says "x"\n\\ y ', 'says "x" \\ y@en'),
        ("page", "https://example.org/a", "https://example.org/a"),
        ("allowsCommercialUse", "true", "true^^xsd:boolean"),
    ],
)
def test_a_value_becomes_a_term(kg: vlmkg.Kg, properties: Properties, name: str, text: str, term: str) -> None:
    found = value(kg.library, properties.find(name), text)
    if not hasattr(found, "datatype"):
        assert shorten(found.value) == term
    elif found.language:
        assert f"{found.value}@{found.language}" == term
    else:
        assert f"{found.value}^^{shorten(found.datatype.value)}" == term


@pytest.mark.parametrize(
    ("name", "text", "cure"),
    [
        ("parameterCount", "seven", "7B"),
        ("parameterCount", "0.5", "whole number"),
        ("parameterCount", "128K", "no number"),
        ("parameterCount", "9" * 40 + "T" * 2, "no number"),
        ("issued", "2024-13", "such as 2024"),
        ("issued", "2024-02-30", "such as 2024"),
        ("page", "javascript:alert(1)", "https://"),
        ("page", "https://example.org/a b", "https://"),
        ("usesVisionEncoder", "https://example.org/", "give its name"),
        ("feature", "  ", "needs a value"),
        ("allowsCommercialUse", "maybe", "true or false"),
    ],
)
def test_a_wrong_value_gets_a_cure(kg: vlmkg.Kg, properties: Properties, name: str, text: str, cure: str) -> None:
    with pytest.raises(ParameterError, match=cure):
        value(kg.library, properties.find(name), text)


def test_a_thing_that_is_not_there_gets_near_misses(kg: vlmkg.Kg, properties: Properties) -> None:
    with pytest.raises(UnknownName, match="siglip"):
        value(kg.library, properties.find("usesVisionEncoder"), "SigLIPP")
