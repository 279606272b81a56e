"""The form for Cytoscape: what a drawing needs to know of each thing and step, facts and doubts apart."""

from __future__ import annotations

import vlmkg


def test_a_step_says_what_passes_along_it_and_who_says_so(kg: vlmkg.Kg) -> None:
    found = kg.lineage("model:pixtral-12b").to_cytoscape()
    assert found["data"] == {"roots": ["model:pixtral-12b"], "direction": "up"}
    by_id = {edge["data"]["id"]: edge["data"] for edge in found["elements"]["edges"]}
    encoder = by_id["model:pixtral-12b vlmkg:usesVisionEncoder model:pixtral-vit-400m"]
    assert (encoder["passes"], encoder["status"], encoder["role"]) == ("parameters", "Verified", "vision encoder")
    assert {claim["sourceLabel"] for claim in encoder["claims"]} >= {"arXiv 2410.07073v2"}
    assert by_id["model:pixtral-12b vlmkg:usesConnector connector:mlp-projector"]["passes"] == "part"


def test_what_was_turned_down_stands_apart_from_the_facts(kg: vlmkg.Kg) -> None:
    found = kg.lineage("model:pixtral-12b").to_cytoscape()
    assert "Rejected" not in {edge["data"]["status"] for edge in found["elements"]["edges"]}
    doubted = {(e["data"]["target"], e["data"]["status"], e["data"]["stated"]) for e in found["doubted"]["edges"]}
    assert doubted == {("model:mistral-large-2", "Rejected", False), ("model:clip-vit-l-14", "Rejected", False)}
    assert [node["data"]["label"] for node in found["doubted"]["nodes"]] == ["Mistral Large 2", "CLIP ViT-L/14"]


def test_a_thing_says_what_it_is_and_whether_it_goes_on(kg: vlmkg.Kg) -> None:
    nodes = {n["data"]["id"]: n["data"] for n in kg.lineage("ColPali", depth=1).to_cytoscape()["elements"]["nodes"]}
    assert nodes["model:paligemma"]["cut"] is True
    assert nodes["model:paligemma"]["about"][0] == "vision-language model"
    assert "cut" not in nodes["model:colpali"]
    kinds = {n["data"]["kind"] for n in kg.lineage("model:qwen2.5-vl-7b").to_cytoscape()["elements"]["nodes"]}
    assert kinds == {"model", "connector", "dataset"}


def test_an_answer_begins_at_what_was_asked(kg: vlmkg.Kg) -> None:
    found = kg.path("ColPali", "SigLIP").to_cytoscape()
    assert found["data"]["roots"] == ["model:colpali"]
    assert {edge["data"]["passes"] for edge in found["elements"]["edges"]} == {"parameters", "identity"}
    about = {node["data"]["id"]: node["data"]["about"] for node in found["elements"]["nodes"]}
    assert about["model:siglip"] == ["embedding model", "vision encoder"]


def test_a_sure_claim_that_the_graph_states_more_exactly_is_no_doubt(kg: vlmkg.Kg) -> None:
    found = kg.lineage("model:vicuna-7b-v1.5").to_cytoscape()
    assert "model:llama-2-7b" in {edge["data"]["target"] for edge in found["elements"]["edges"]}
    assert "family:llama-2" not in {edge["data"]["target"] for edge in found["doubted"]["edges"]}
