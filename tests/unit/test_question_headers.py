"""The headers of questions: what a parameter takes, and names that no parameter has."""

from __future__ import annotations

from pathlib import Path

import pytest

import vlmkg
from vlmkg.errors import DataError, UnknownQuestion
from vlmkg.questions import canned, choices, headers
from vlmkg.questions.canned import RESERVED, Parameter
from vlmkg.terms import VLMKG

HEADER = "#+ summary: Which?\n#+ parameters:\n#+   - {name}: A thing\n"
QUERY = "SELECT ?{name} {{ VALUES ?{name} {{ model:clip }} }}\n"


def _file(tmp_path: Path, name: str = "thing", more: str = "") -> Path:
    path = tmp_path / "q.rq"
    path.write_text(HEADER.format(name=name) + more + QUERY.format(name=name), encoding="utf-8")
    return path


def test_a_parameter_says_what_it_takes(tmp_path: Path) -> None:
    question = headers.read(_file(tmp_path, more="#+ takes:\n#+   thing: Model Dataset\n"))
    assert question.parameters == (
        Parameter("thing", "A thing", "entity", "model:clip", (VLMKG + "Model", VLMKG + "Dataset")),
    )
    assert headers.read(_file(tmp_path)).parameters[0].classes == ()


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_parameter_has_a_name_that_faces_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="says how any question is answered; call the parameter otherwise"):
        headers.read(_file(tmp_path, name))


@pytest.mark.parametrize(
    ("takes", "says"),
    [
        ("#+ takes:\n#+   other: Model\n", "takes names other, which is no parameter"),
        ("#+ takes:\n#+   thing: vlmkg:Model\n", "write each line of takes"),
        ("#+ takes: Model\n", "write each line of takes"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, takes: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        headers.read(_file(tmp_path, more=takes))


def test_what_parameters_take_are_classes_with_things(kg: vlmkg.Kg) -> None:
    for question in kg.questions.values():
        for parameter in question.parameters:
            for class_ in parameter.classes:
                assert kg.library.instances(class_), f"{question.name}: {class_}"
            if parameter.example and parameter.classes:
                assert kg.library.types(kg.resolve(parameter.example)) & set(parameter.classes), question.name


def test_choices_are_few_and_in_order(kg: vlmkg.Kg) -> None:
    (application,) = kg.questions["find-untested-applications"].parameters
    found = kg.choices(application)
    assert [choice.label for choice in found] == sorted((choice.label for choice in found), key=str.lower)
    assert {choice.value for choice in found} == {
        row["x"] for row in kg.query("SELECT ?x { ?x a vlmkg:Application }").dicts()
    }
    (model, _) = kg.questions["list-results"].parameters
    assert len(kg.library.instances(VLMKG + "ModelEntity")) > choices.MOST
    assert kg.choices(model) == ()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("find-model-by-encoder", "find-models-by-encoder"),
        ("descendents", "list-descendants"),
        ("license-flips", "find-license-flips"),
        ("bias", "list-bias-mitigations"),
    ],
)
def test_a_name_that_is_none_has_neighbors(kg: vlmkg.Kg, name: str, near: str) -> None:
    with pytest.raises(UnknownQuestion) as caught:
        canned.find(kg.questions, name)
    assert caught.value.suggestions[0] == near
    assert len(caught.value.suggestions) <= 3
    with pytest.raises(UnknownQuestion, match="/queries and `vlmkg questions` list them"):
        canned.find(kg.questions, "qqq")
