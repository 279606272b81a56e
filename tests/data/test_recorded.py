"""Every shipped claim says when it was recorded, so that the graph can be shown as of any day since."""

from __future__ import annotations

import vlmkg

FIRST = "2026-11-23"


def test_every_claim_says_when_it_was_recorded(kg: vlmkg.Kg) -> None:
    without = kg.query("SELECT ?claim { ?claim a vlmkg:Claim FILTER NOT EXISTS { ?claim vlmkg:recorded ?day } }")
    named = [row["claim"] for row in without.dicts()[:5]]  # type: ignore[union-attr]
    assert not named, f'add vlmkg:recorded "..."^^xsd:date with the day of the first commit that has it to: {named}'


def test_the_graph_has_a_past() -> None:
    first = vlmkg.load(as_of=FIRST)
    claims = first.stats()["claims"]
    assert isinstance(claims, int)
    assert claims > 5000
    assert first.show("SmolVLM 500M").label
    assert not first.query(f'ASK {{ ?claim vlmkg:recorded ?day FILTER(?day > "{FIRST}"^^xsd:date) }}')
    assert not first.query("ASK { ?claim vlmkg:source|vlmkg:claimSubject ?thing FILTER NOT EXISTS { ?thing ?p ?o } }")
