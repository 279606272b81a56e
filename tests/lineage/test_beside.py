"""Two to four things beside each other: what is the same, what differs, and which scores compare."""

from __future__ import annotations

import pytest

import vlmkg
from vlmkg.errors import ParameterError
from vlmkg.lineage.beside import Beside, Line


@pytest.fixture(scope="module")
def llava(kg: vlmkg.Kg) -> Beside:
    return kg.compare("LLaVA-1.5 7B", "LLaVA-1.5 13B")


def line(found: Beside, section: str, label: str) -> Line:
    (held,) = [one for one in found.sections if one.title == section]
    (wanted,) = [one for one in held.lines if one.label == label]
    return wanted


def test_parts_with_versions_and_what_training_did_to_them(llava: Beside) -> None:
    encoder = line(llava, "Parts", "vision encoder")
    assert encoder.same == "same"
    ((seven,), _) = encoder.cells
    assert (seven.name, seven.text) == ("model:clip-vit-l-14-336", "CLIP ViT-L/14@336px")
    assert seven.note == "version of CLIP ViT-L/14; training stages: 1 frozen, 2 frozen"
    assert seven.evidence[0].status == "Verified"
    language = line(llava, "Parts", "language model")
    assert language.same == "differ"
    assert [[entry.text for entry in cell] for cell in language.cells] == [["Vicuna-7B v1.5"], ["Vicuna-13B v1.5"]]


def test_sizes_are_shown_as_sources_state_them(llava: Beside) -> None:
    size = line(llava, "Size", "parameter count")
    assert [[entry.text for entry in cell] for cell in size.cells] == [
        ["about 7,000,000,000"],
        ["about 13,000,000,000"],
    ]
    assert size.same == "differ"


def test_scores_are_beside_each_other_only_where_their_conditions_agree(llava: Beside) -> None:
    vet = {scores.metric: scores for scores in llava.shared if scores.benchmark == "benchmark:mm-vet"}
    assert set(vet) == {"GPT-4 score, of 100", "score"}
    ((seven,), (thirteen,)) = vet["score"].cells
    assert (seven.score, seven.best, seven.party) == ("31.1", False, "its makers")
    assert (thirteen.score, thirteen.best, thirteen.party) == ("36.1", True, "its makers")
    assert "shots" in vet["score"].unstated


def test_scores_measured_in_different_ways_stand_apart(kg: vlmkg.Kg) -> None:
    found = kg.compare("model:qwen2.5-vl-7b", "model:internvl3-8b", "model:pixtral-12b")
    assert found.apart
    told = {scores.benchmark for scores in found.shared}
    for scores in found.apart:
        assert scores.benchmark not in told
        assert scores.differing
        assert sum(bool(cell) for cell in scores.cells) > 1
        assert not any(score.best for cell in scores.cells for score in cell)


def test_two_of_three_that_agree_are_partly_the_same(kg: vlmkg.Kg) -> None:
    found = kg.compare("model:qwen2.5-vl-7b", "model:internvl3-8b", "model:pixtral-12b")
    connector = line(found, "Parts", "connector")
    assert connector.same == "partly"
    assert [[entry.only for entry in cell] for cell in connector.cells] == [[False], [False], [True]]


def test_what_makers_do_not_say_is_not_called_the_same(kg: vlmkg.Kg) -> None:
    data = line(kg.compare("model:pixtral-12b", "model:llava-1.5-7b"), "Data", "trained on")
    assert data.same == "unknown"
    assert [(entry.text, entry.known) for entry in data.cells[0]] == [("not disclosed", False)]


@pytest.mark.parametrize("names", [(), ("SigLIP",), ("SigLIP", "siglip"), ("a", "b", "c", "d", "e")])
def test_too_few_too_many_and_twice_are_refused(kg: vlmkg.Kg, names: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError if len(names) < 5 else vlmkg.VlmkgError):
        kg.compare(*names)
