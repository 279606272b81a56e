"""A user's own Turtle may hold circles, literals and strange objects: every answer comes to an end all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import DataError
from vlmkg.terms import PREFIXES

CIRCLE = """
model:a a vlmkg:VisionLanguageModel ; rdfs:label "A"@en ; vlmkg:variantOf model:b ; vlmkg:fineTunedFrom model:c .
model:b a vlmkg:VisionLanguageModel ; rdfs:label "B"@en ; vlmkg:variantOf model:a ; vlmkg:fineTunedFrom model:a .
model:c a vlmkg:VisionLanguageModel ; rdfs:label "C"@en ; vlmkg:fineTunedFrom model:a, "text", [] ;
    vlmkg:trainedOn dataset:d ; vlmkg:memberOf family:f ; vlmkg:builtOnBackbone <http://example.org/elsewhere> .
family:f a vlmkg:ModelFamily ; rdfs:label "F"@en ; vlmkg:memberOf family:f ; vlmkg:usesVisionEncoder family:f .
dataset:d a vlmkg:Dataset, vlmkg:Benchmark ; rdfs:label "D"@en ; vlmkg:subsetOf dataset:d ; vlmkg:generatedBy model:c .
"""


@pytest.fixture(scope="module")
def circle(tmp_path_factory: pytest.TempPathFactory) -> vlmkg.Kg:
    return loaded(tmp_path_factory.mktemp("circle"), CIRCLE)


def loaded(folder: Path, turtle: str) -> vlmkg.Kg:
    file = folder / "own.ttl"
    head = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items())
    file.write_text(head + turtle, encoding="utf-8")
    return vlmkg.load(file, builtin=False)


def test_every_answer_comes_to_an_end(circle: vlmkg.Kg) -> None:
    for name in ("A", "B", "C", "F", "D"):
        assert circle.ancestors(name).rows is not None
        assert circle.descendants(name).rows is not None
        assert circle.lineage(name).label == name
        assert circle.lineage(name, direction="down").label == name
        assert circle.parts(name).rows is not None
    assert circle.path("A", "C").rows
    assert circle.common_ancestors("A", "B").rows is not None
    assert {row["model"] for row in circle.exposure("D").rows} >= {"model:a", "model:b", "model:c"}
    assert circle.contamination("A").rows
    assert circle.obligations("A").rows
    assert circle.disclosures("D").rows == []
    assert circle.flips().rows == []


def test_a_literal_is_no_step(circle: vlmkg.Kg) -> None:
    assert "text" not in {row["ancestor"] for row in circle.ancestors("C").rows}


def test_a_thing_elsewhere_is_shown_and_not_followed(circle: vlmkg.Kg) -> None:
    assert "http://example.org/elsewhere" in {row["ancestor"] for row in circle.ancestors("C").rows}


@pytest.mark.parametrize("score", ['"high"', '"NaN"^^xsd:double', '"INF"^^xsd:double'])
def test_a_score_that_is_no_number_is_named_and_not_left_out(tmp_path: Path, score: str) -> None:
    scores = f"""
model:a a vlmkg:Model ; rdfs:label "A"@en .
benchmark:quiz a vlmkg:Benchmark ; rdfs:label "Quiz"@en .
result:a.quiz a vlmkg:Result ; vlmkg:ofModel model:a ; vlmkg:onBenchmark benchmark:quiz ; vlmkg:score {score} .
"""
    with pytest.raises(DataError, match=r"result:a\.quiz is no number"):
        loaded(tmp_path, scores).ranking("Quiz")
