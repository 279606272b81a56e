"""The OpenAPI document tells the questions and lineage as they are: no server error, no status that is not in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import vlmkg
from vlmkg.http.app import create_app

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_PARTS = ("/queries", "/lineage")


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()


def test_each_question_is_one_operation_with_every_status(document: dict[str, Any], kg: vlmkg.Kg) -> None:
    paths = {path: item["get"] for path, item in document["paths"].items() if path.startswith(_PARTS)}
    assert {f"/queries/{name}" for name in kg.questions} < set(paths)
    assert len({operation["operationId"] for operation in paths.values()}) == len(paths)
    for path, operation in paths.items():
        wanted = {"200", "429", "500", "503", "504"}
        if path not in _PARTS:
            wanted |= {"400", "404"}
        assert wanted <= set(operation["responses"]), path
        assert "422" not in operation["responses"], path
        assert operation["summary"]
    assert set(document["components"]["responses"]) == {"400", "404", "406", "429", "500", "503", "504"}


def test_every_parameter_has_words_and_the_needed_ones_an_example(document: dict[str, Any], kg: vlmkg.Kg) -> None:
    for question in kg.questions.values():
        parameters = {p["name"]: p for p in document["paths"][f"/queries/{question.name}"]["get"]["parameters"]}
        for parameter in question.parameters:
            assert parameters[parameter.name]["description"].startswith(parameter.about)
            assert parameters[parameter.name].get("example") == parameter.example
        assert ("proof" in parameters) == question.provable
        assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 10_000}


def test_every_example_of_the_document_answers(document: dict[str, Any], client: TestClient) -> None:
    for path, item in document["paths"].items():
        if not path.startswith("/lineage/"):
            continue
        asked = {
            p["name"]: p["schema"]["examples"][0]
            for p in item["get"]["parameters"]
            if p["required"] and "examples" in p["schema"]
        }
        answer = client.get(path, params=asked)
        assert answer.status_code == 200, (path, answer.text[:200])
        assert answer.json().get("rows", True), path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_made_up_requests_get_an_answer_that_the_document_names(root: Path) -> None:
    graph = vlmkg.load(root / "tests" / "lineage" / "graph.ttl", builtin=False)
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(graph))
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(_PARTS) or operation.path in _PARTS:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=5,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: Any) -> None:
                nonlocal asked
                asked += 1
                case.validate_response(case.call(), checks=_CHECKS)

            ask()
    assert asked > 200
