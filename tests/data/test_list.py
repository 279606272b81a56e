"""The list against the graph: every item by name, by link, by claim with its line.

`list-items.csv` is the table of contents of the list in its state of October 2025: one row for each of its 214 items,
for what is named inside an item, and for what an item implies. `list-edges.csv` holds the 124 lineage edges it states.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

import vlmkg
from vlmkg.graph.results import Rows
from vlmkg.questions.search import fold
from vlmkg.terms import expand

HERE = Path(__file__).parent
LIST = "source:awesome-vlm"


class Item(NamedTuple):
    line: int
    kind: str
    level: str
    name: str
    entity: str
    links: tuple[str, ...]


def _items() -> list[Item]:
    with (HERE / "list-items.csv").open(encoding="utf-8", newline="") as file:
        return [
            Item(int(r["line"]), r["kind"], r["level"], r["name"], r["entity"], tuple(r["links"].split()))
            for r in csv.DictReader(file)
        ]


ITEMS = _items()


class Claimed(NamedTuple):
    subject: str
    predicate: str
    value: str
    status: str


@pytest.fixture(scope="module")
def claims(kg: vlmkg.Kg) -> dict[int, list[Claimed]]:
    """What the list is on record for, by line."""
    answer = kg.query(
        """
        SELECT ?subject ?property ?value ?status ?locator WHERE {
          ?claim vlmkg:source source:awesome-vlm ; vlmkg:claimSubject ?subject ; vlmkg:claimProperty ?property ;
                 vlmkg:locator ?locator ; vlmkg:status ?status .
          { ?claim vlmkg:claimEntity ?value } UNION { ?claim vlmkg:claimLiteral ?value }
        }
        """
    )
    assert isinstance(answer, Rows)
    found: dict[int, list[Claimed]] = defaultdict(list)
    for subject, predicate, value, status, locator in answer:
        word, _, line = str(locator).partition(" ")
        assert word == "line", f"{locator}: a claim of the list names its line as 'line N'"
        found[int(line)].append(Claimed(str(subject), str(predicate), str(value), str(status)))
    return found


@pytest.fixture(scope="module")
def names(kg: vlmkg.Kg) -> dict[str, set[str]]:
    """Every name of every entity, folded."""
    answer = kg.query("SELECT ?e ?n WHERE { ?e rdfs:label|skos:altLabel|skos:prefLabel|vlmkg:nameExpansion ?n }")
    assert isinstance(answer, Rows)
    found: dict[str, set[str]] = defaultdict(set)
    for entity, name in answer:
        found[str(entity)].add(fold(str(name)))
    return found


def test_the_table_is_whole() -> None:
    assert sum(item.level == "item" for item in ITEMS) == 214
    statements = {item.entity for item in ITEMS if item.kind in ("researchStatement", "privacyStatement")}
    assert len(statements) == 32
    assert len({item.entity for item in ITEMS} - statements) == 421


def test_every_item_is_there_by_name(names: dict[str, set[str]]) -> None:
    missing = [
        f"line {i.line}: {i.entity} has no name {i.name!r}; add it as skos:altLabel"
        for i in ITEMS
        if i.entity not in names or (i.name and fold(i.name) not in names[i.entity])
    ]
    assert not missing, "\n".join(missing)


def test_every_item_is_there_by_claim(claims: dict[int, list[Claimed]]) -> None:
    missing = []
    for item in ITEMS:
        about = [c for c in claims[item.line] if item.entity in (c.subject, c.value)]
        if item.level == "item" and not about:
            missing.append(f"line {item.line}: no claim of the list about {item.entity}")
    assert not missing, "\n".join(missing)


def _address(link: str) -> str:
    """A link without what does not belong to the address: tracking, a fragment, the suffix of a clone."""
    return re.sub(r"(\?utm_source=[^#]*|#.*|\.git)$", "", link).rstrip("/")


def test_every_link_is_there(claims: dict[int, list[Claimed]]) -> None:
    missing = [
        f"line {item.line}: no claim has the link {link}"
        for item in ITEMS
        for link in item.links
        if _address(link) not in {_address(c.value) for c in claims[item.line]}
    ]
    assert not missing, "\n".join(missing)


def test_every_lineage_edge_is_there(claims: dict[int, list[Claimed]]) -> None:
    with (HERE / "list-edges.csv").open(encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))
    assert len(edges) == 124
    missing = [
        f"line {e['line']}: {e['subject']} {e['relation']} {e['object']}"
        for e in edges
        if not any(
            e["object"] in (c.subject, c.value) and (e["subject"] in (c.subject, c.value) or c.value == e["object"])
            for c in claims[int(e["line"])]
        )
    ]
    assert not missing, "\n".join(missing)


def test_every_claim_of_the_list_has_one_of_the_five_statuses(claims: dict[int, list[Claimed]]) -> None:
    statuses = Counter(c.status for found in claims.values() for c in found)
    assert set(statuses) <= {f"vlmkg:{s}" for s in ("Verified", "Accepted", "Unchecked", "Disputed", "Rejected")}
    assert sum(statuses.values()) >= 1_250


def test_what_the_list_has_wrong_is_turned_down(claims: dict[int, list[Claimed]], kg: vlmkg.Kg) -> None:
    def status(line: int, subject: str, predicate: str, value: str) -> str:
        (found,) = {c.status for c in claims[line] if (c.subject, c.predicate, c.value) == (subject, predicate, value)}
        return found

    wrong = [
        (80, "model:pixtral-12b", "vlmkg:usesVisionEncoder", "model:clip-vit-l-14"),
        (80, "model:pixtral-12b", "vlmkg:builtOnBackbone", "model:mistral-large-2"),
        (87, "model:siglip", "vlmkg:hasCapability", "capability:sign-language-interpretation"),
        (81, "model:colpali", "vlmkg:hasCapability", "capability:code-generation"),
        (76, "model:emu3", "vlmkg:builtOnBackbone", "family:llama-2"),
        (79, "family:qwen2-vl", "vlmkg:usesVisionEncoder", "model:eva-clip-vit-l"),
        (54, "model:falcon2-11b-vlm", "dcterms:license", "license:apache-2.0"),
    ]
    for line, subject, predicate, value in wrong:
        assert status(line, subject, predicate, value) == "vlmkg:Rejected", (line, subject)
        assert not kg.query(f"ASK {{ {subject} {predicate} {value} }}"), (line, subject)


def test_misspelled_names_lead_to_the_right_thing(kg: vlmkg.Kg) -> None:
    for wrong, right in {
        "CoPali": "model:colpali",
        "PH4 Mini": "model:phi-4-mini",
        "Baichuan Ocean Mini": "model:baichuan-omni",
        "SigLip": "model:siglip",
        "CHROME": "technique:crome",
        "Red Caps": "dataset:redcaps",
    }.items():
        assert kg.resolve(wrong) == expand(right)


def test_pixtral_is_one_model_with_its_contradiction(kg: vlmkg.Kg) -> None:
    pixtral = kg.show("Pixtral 12B")
    parts = {(f.predicate.rpartition("#")[2], f.iri) for f in pixtral.facts}
    assert ("usesVisionEncoder", expand("model:pixtral-vit-400m")) in parts
    assert ("builtOnBackbone", expand("model:mistral-nemo-12b")) in parts
    turned_down = {(c.locator, c.value) for c in pixtral.doubted}
    assert ("line 80", expand("model:clip-vit-l-14")) in turned_down
    assert kg.query(
        "ASK { ?c vlmkg:claimSubject model:pixtral-12b ; vlmkg:status vlmkg:Rejected ; vlmkg:contradicts ?o }"
    )
