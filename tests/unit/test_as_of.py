"""The graph as of a day: claims, their status, the facts that follow, and the things that nothing named yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

import vlmkg
from vlmkg.errors import UsageError
from vlmkg.graph import as_of, dataset
from vlmkg.terms import PREFIXES

FIRST, SECOND, THIRD = "2026-01-01", "2026-01-02", "2026-01-03"
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SOURCES = """
source:paper a vlmkg:Source ; rdfs:label "The paper"@en .
source:blog a vlmkg:Source ; rdfs:label "A blog"@en .
model:m a vlmkg:VisionLanguageModel ; rdfs:label "M"@en .
"""
Load = Callable[..., vlmkg.Kg]


def claim(
    name: str,
    subject: str,
    property_: str,
    value: str,
    *,
    status: str = "Verified",
    recorded: str | None = FIRST,
    was: str | None = None,
    changed: str | None = None,
    source: str = "source:paper",
    more: str = "",
) -> str:
    kind = "claimEntity" if ":" in value else "claimLiteral"
    days = f' ; vlmkg:recorded "{recorded}"^^xsd:date' if recorded else ""
    days += f' ; vlmkg:statusChanged "{changed}"^^xsd:date' if changed else ""
    days += f" ; vlmkg:previousStatus vlmkg:{was}" if was else ""
    return (
        f"claim:{name} a vlmkg:Claim ; vlmkg:claimSubject {subject} ; vlmkg:claimProperty {property_} ; "
        f'vlmkg:{kind} {value} ; vlmkg:source {source} ; vlmkg:locator "p" ; '
        f"vlmkg:status vlmkg:{status}{days}{more} .\n"
    )


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """The graph that some Turtle makes, as of a day."""

    def load(text: str, day: str | date | None) -> vlmkg.Kg:
        file = tmp_path / "graph.ttl"
        file.write_text(HEADER + SOURCES + text, encoding="utf-8")
        return vlmkg.load(file, builtin=False, as_of=day)

    return load


def holds(kg: vlmkg.Kg, pattern: str) -> bool:
    return bool(kg.query(f"ASK {{ {pattern} }}"))


def test_a_later_claim_goes_with_its_fact(load: Load) -> None:
    text = "model:m vlmkg:contextLength 8 ; vlmkg:parameterCount 7 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8")
    text += claim("m.2", "model:m", "vlmkg:parameterCount", "7", recorded=SECOND)
    now, then = load(text, None), load(text, FIRST)
    for kg, there in ((now, True), (then, False)):
        assert holds(kg, "model:m vlmkg:parameterCount 7") is there
        assert holds(kg, "claim:m.2 ?p ?o") is there
        assert holds(kg, "model:m vlmkg:contextLength 8 . claim:m.1 vlmkg:locator ?l")
    assert holds(load(text, SECOND), "model:m vlmkg:parameterCount 7"), "the day itself is over"


def test_a_fact_was_recorded_with_the_earliest_of_its_claims(load: Load) -> None:
    text = "model:m vlmkg:contextLength 8 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=SECOND)
    text += claim("m.2", "model:m", "vlmkg:contextLength", "8", recorded=FIRST, status="Unchecked")
    kg = load(text, FIRST)
    assert holds(kg, "model:m vlmkg:contextLength 8")
    assert not holds(kg, "claim:m.1 ?p ?o")


@pytest.mark.parametrize("status", ["Rejected", "Disputed"])
def test_an_older_claim_that_makes_no_fact_keeps_none(load: Load, status: str) -> None:
    text = "model:m vlmkg:contextLength 8 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=SECOND)
    text += claim("m.2", "model:m", "vlmkg:contextLength", "8", status=status)
    assert holds(load(text, FIRST), "model:m vlmkg:contextLength 8") is (status == "Disputed")


def test_a_disputed_value_that_is_no_fact_today_was_none(load: Load) -> None:
    text = claim("m.1", "model:m", "vlmkg:contextLength", "8", status="Rejected", was="Disputed", changed=SECOND)
    kg = load(text, FIRST)
    assert holds(kg, "claim:m.1 vlmkg:status vlmkg:Disputed")
    assert not holds(kg, "model:m vlmkg:contextLength 8")


def test_what_was_turned_down_later_comes_back(load: Load) -> None:
    text = "model:m vlmkg:contextLength 16 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", status="Rejected", was="Unchecked", changed=SECOND)
    text += claim("m.2", "model:m", "vlmkg:contextLength", "16", recorded=SECOND)
    then, now = load(text, FIRST), load(text, SECOND)
    assert holds(then, "model:m vlmkg:contextLength 8")
    assert not holds(then, "model:m vlmkg:contextLength 16")
    assert holds(then, "claim:m.1 vlmkg:status vlmkg:Unchecked")
    assert not holds(then, "claim:m.1 vlmkg:status vlmkg:Rejected"), "a claim has one status"
    assert not holds(then, "claim:m.1 vlmkg:statusChanged|vlmkg:previousStatus ?o"), "it had not changed yet"
    assert not holds(now, "model:m vlmkg:contextLength 8")
    assert holds(now, 'claim:m.1 vlmkg:status vlmkg:Rejected ; vlmkg:statusChanged "2026-01-02"^^xsd:date')


def test_a_fact_that_was_accepted_later_was_none(load: Load) -> None:
    text = "model:m vlmkg:contextLength 8 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", was="Rejected", changed=SECOND)
    assert not holds(load(text, FIRST), "model:m vlmkg:contextLength 8")
    assert holds(load(text, SECOND), "model:m vlmkg:contextLength 8")


def test_a_coarse_value_does_not_come_back_beside_a_finer(load: Load) -> None:
    text = 'model:m dcterms:issued "2024-09-17"^^xsd:date ; vlmkg:builtOnBackbone model:b .\n'
    text += 'model:b a vlmkg:LanguageModel ; rdfs:label "B"@en ; vlmkg:variantOf model:a .\n'
    text += 'model:a a vlmkg:LanguageModel ; rdfs:label "A"@en ; vlmkg:memberOf family:f .\n'
    text += 'family:f a vlmkg:ModelFamily ; rdfs:label "F"@en .\n'
    text += claim("m.1", "model:m", "dcterms:issued", '"2024-09-17"^^xsd:date').replace("claimEntity", "claimLiteral")
    coarse = claim("m.2", "model:m", "dcterms:issued", '"2024"^^xsd:gYear', was="Unchecked", changed=SECOND)
    text += coarse.replace("claimEntity", "claimLiteral")
    text += claim("m.3", "model:m", "vlmkg:builtOnBackbone", "model:b")
    text += claim("m.4", "model:m", "vlmkg:builtOnBackbone", "family:f", was="Unchecked", changed=SECOND)
    plain, then = load(text, None), load(text, FIRST)
    for kg in (plain, then):
        assert len(list(kg.query("SELECT ?d { model:m dcterms:issued ?d }"))) == 1  # type: ignore[arg-type]
        assert holds(kg, "model:m vlmkg:builtOnBackbone model:b")
        assert not holds(kg, "model:m vlmkg:builtOnBackbone family:f")
    assert holds(then, "claim:m.4 vlmkg:status vlmkg:Unchecked")


def test_that_there_is_none_is_never_a_fact(load: Load) -> None:
    text = claim(
        "m.1", "model:m", "vlmkg:usesVisionEncoder", "vlmkg:None", status="Rejected", was="Verified", changed=SECOND
    )
    assert not holds(load(text, FIRST), "model:m vlmkg:usesVisionEncoder ?e")


def test_a_thing_goes_that_only_later_claims_name(load: Load) -> None:
    text = """
    model:new a vlmkg:VisionEncoder ; rdfs:label "New"@en ; skos:altLabel "Newer"@en ; vlmkg:parameterCount 9 .
    model:old a vlmkg:VisionEncoder ; rdfs:label "Old"@en ; vlmkg:parameterCount 9 .
    model:bare a vlmkg:VisionEncoder ; rdfs:label "Bare"@en .
    model:m vlmkg:usesVisionEncoder model:new, model:old ; vlmkg:usesConnector connector:q-former .
    """
    text += claim("m.1", "model:m", "vlmkg:usesVisionEncoder", "model:old")
    text += claim("m.2", "model:m", "vlmkg:usesVisionEncoder", "model:new", recorded=SECOND, source="source:blog")
    text += claim("m.3", "model:m", "vlmkg:usesConnector", "connector:q-former", recorded=SECOND)
    text += claim("new.1", "model:new", "vlmkg:parameterCount", "9", recorded=SECOND)
    text += claim("old.1", "model:old", "vlmkg:parameterCount", "9", recorded=SECOND)
    kg = load(text, FIRST)
    assert not holds(kg, "{ model:new ?p ?o } UNION { ?s ?p model:new }")
    assert not holds(kg, "{ source:blog ?p ?o } UNION { ?s ?p source:blog }")
    assert holds(kg, 'model:old rdfs:label "Old"@en . model:m vlmkg:usesVisionEncoder model:old')
    assert not holds(kg, "model:old vlmkg:parameterCount ?n"), "it was named, and nothing was said of it"
    assert holds(kg, "model:bare rdfs:label ?l"), "what no claim names always was"
    assert holds(kg, "connector:q-former a vlmkg:Connector"), "the ontology always was"
    assert holds(kg, "source:paper rdfs:label ?l")


def test_a_contradiction_goes_with_the_claim_it_names(load: Load) -> None:
    text = claim("m.1", "model:m", "vlmkg:contextLength", "8", status="Disputed", more=" ; vlmkg:contradicts claim:m.2")
    text += claim("m.2", "model:m", "vlmkg:contextLength", "16", status="Disputed", recorded=SECOND)
    assert not holds(load(text, FIRST), "?c vlmkg:contradicts ?d")
    assert holds(load(text, SECOND), "?c vlmkg:contradicts ?d")


def test_what_has_no_day_always_was(load: Load) -> None:
    text = "model:m vlmkg:contextLength 8 ; vlmkg:parameterCount 7 ; vlmkg:imageResolution 2 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=None)
    text += claim("m.2", "model:m", "vlmkg:parameterCount", "7", recorded="yesterday")
    text += claim("m.3", "model:m", "vlmkg:imageResolution", "2", recorded=f"{SECOND}Z")
    text += claim("m.4", "model:m", "vlmkg:frames", "2", recorded=FIRST)
    kg = load(text, FIRST)
    assert holds(kg, "model:m vlmkg:contextLength 8 ; vlmkg:parameterCount 7")
    assert not holds(kg, "model:m vlmkg:imageResolution ?n")


def test_rules_run_on_what_was_there(load: Load) -> None:
    text = """
    family:f a vlmkg:ModelFamily ; rdfs:label "F"@en ; vlmkg:usesVisionEncoder model:e .
    model:m vlmkg:memberOf family:f ; vlmkg:usesVisionEncoder model:e2 .
    model:e a vlmkg:VisionEncoder ; rdfs:label "E"@en .
    model:e2 a vlmkg:VisionEncoder ; rdfs:label "E2"@en .
    """
    text += claim("f.1", "family:f", "vlmkg:usesVisionEncoder", "model:e")
    text += claim("m.1", "model:m", "vlmkg:memberOf", "family:f")
    text += claim("m.2", "model:m", "vlmkg:usesVisionEncoder", "model:e2", recorded=SECOND)
    both = "model:m vlmkg:usesVisionEncoder "
    assert holds(load(text, SECOND), both + "model:e2 . FILTER NOT EXISTS { model:m vlmkg:usesVisionEncoder model:e }")
    assert holds(load(text, FIRST), both + "model:e . FILTER NOT EXISTS { model:m vlmkg:hasComponent model:e2 }")


def test_an_export_of_what_was_asserted_is_of_the_day_too(load: Load) -> None:
    text = "model:m vlmkg:contextLength 8 .\n" + claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=SECOND)
    text += claim("m.2", "model:m", "vlmkg:frames", "8")
    assert b"contextLength" not in load(text, FIRST).export("ntriples", inferred=False).split(b"ontology#Claim>")[-1]
    assert load(text, FIRST).dataset.asserted == len(list(load(text, FIRST).dataset.triples(inferred=False)))


def test_triples_as_they_are_written_lose_the_same(load: Load, tmp_path: Path) -> None:
    text = "model:m vlmkg:contextLength 16 ; vlmkg:score 61.30 .\n"
    text += claim("m.1", "model:m", "vlmkg:contextLength", "8", status="Rejected", was="Unchecked", changed=SECOND)
    text += claim("m.2", "model:m", "vlmkg:contextLength", "16", recorded=SECOND)
    text += claim("m.3", "model:m", "vlmkg:score", "61.30")
    load(text, None)
    sources = dataset.collect([tmp_path / "graph.ttl"], builtin=False)
    triples = {quad.triple for path in sources.turtle for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)}
    always = {triple.subject for triple in triples if "ontology" in str(triple.subject)}
    found = as_of.rolled_back(triples, date(2026, 1, 1), always=always)
    said = {str(t) for t in found if "model/m>" in str(t.subject)}
    assert any("contextLength" in line and '"8"' in line for line in said)
    assert not any('"16"' in line for line in said)
    assert any('"61.30"' in line for line in said), "no literal is rewritten"
    assert len(triples - found) == 8 + 1 + 3, "a claim, its fact, and the status of another with its change"


# -- days


def test_a_day_is_a_date_or_a_text(load: Load) -> None:
    text = claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=SECOND) + claim(
        "m.2", "model:m", "vlmkg:frames", "8"
    )
    for day in (FIRST, date(2026, 1, 1), datetime(2026, 1, 1, 23, 59)):
        kg = load(text, day)
        assert kg.dataset.sources.as_of == date(2026, 1, 1)
        assert not holds(kg, "claim:m.1 ?p ?o")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "20260101", "2026-W01-1", "2026-1-1", "2026-01-01T00:00:00"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(UsageError, match="is no date; write it as year-month-day"):
        vlmkg.load(builtin=False, as_of=text)


def test_before_anything_was_recorded(load: Load) -> None:
    text = claim("m.1", "model:m", "vlmkg:contextLength", "8")
    with pytest.raises(UsageError, match="nothing was recorded by 2025-12-31; the first claims are of 2026-01-01"):
        load(text, "2025-12-31")
    with pytest.raises(UsageError, match="no claim says when it was recorded"):
        load(claim("m.1", "model:m", "vlmkg:contextLength", "8", recorded=None), FIRST)
    assert holds(load(text, "2999-01-01"), "claim:m.1 ?p ?o"), "a day to come is as today"


def test_the_digest_names_the_day(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text(HEADER + SOURCES, encoding="utf-8")
    digests = {
        dataset.collect([file], builtin=False, as_of=day).digest for day in (None, date(2026, 1, 1), date(2026, 1, 2))
    }
    assert len(digests) == 3
