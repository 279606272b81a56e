"""Names and near misses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vlmkg
from vlmkg.errors import UnknownName
from vlmkg.questions.search import fold
from vlmkg.terms import expand


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("name", ["Qwen2.5-VL 7B", "qwen2.5-vl-7b", "QWEN2.5VL7B", "Qwen/Qwen2.5-VL-7B-Instruct"])
def test_label_local_name_and_hub_id_lead_to_one_thing(kg: vlmkg.Kg, name: str) -> None:
    assert kg.resolve(name) == expand("model:qwen2.5-vl-7b")


def test_kinds_narrow_a_search(kg: vlmkg.Kg) -> None:
    assert kg.resolve("COCO", kinds=["dataset"]) == expand("dataset:coco")
    with pytest.raises(UnknownName):
        kg.resolve("COCO", kinds=["license"])


def test_near_misses_are_named(kg: vlmkg.Kg) -> None:
    with pytest.raises(UnknownName, match="did you mean") as caught:
        kg.resolve("Pixtrall 12B")
    assert "model:pixtral-12b" in caught.value.suggestions


def test_every_label_leads_somewhere(kg: vlmkg.Kg) -> None:
    rows = kg.query(
        """
        SELECT ?e ?l {
          ?e a vlmkg:Model ; rdfs:label ?l
          FILTER NOT EXISTS { ?other rdfs:label ?l FILTER(?other != ?e) }
        }
        """
    )
    wrong = [(e, label) for e, label in rows if kg.resolve(str(label)) != expand(str(e))]  # type: ignore[union-attr,misc]
    assert not wrong


@pytest.mark.parametrize("text", ["", "   ", "\x00", "🦙" * 50, "x" * 5000])
def test_odd_searches_find_nothing_and_fail_nowhere(kg: vlmkg.Kg, text: str) -> None:
    assert kg.search(text) == []


def test_a_limit_is_kept(kg: vlmkg.Kg) -> None:
    assert len(kg.search("vl", limit=3)) == 3
