"""Bills of materials: valid by the libraries of the formats, honest about doubt, and nothing lost in silence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spdx_python_model
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import vlmkg
from vlmkg.errors import FormatError, UnknownName, UsageError
from vlmkg.exchange import cyclonedx, identifiers, spdx
from vlmkg.exchange.bill import FORMATS, BillOfMaterials
from vlmkg.exchange.gather import gather
from vlmkg.exchange.materials import License, Materials, gap
from vlmkg.terms import shorten

SMALL = Path(__file__).parents[1] / "competency" / "graph.ttl"
REAL = ("pixtral-12b", "llava-1.5-7b", "blip-2-flan-t5-xl", "gpt-4", "family:llava-1.5", "dataset:llava-v1.5-mix665k")

Bills = Callable[[str, str], BillOfMaterials]

_VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


@pytest.fixture(scope="module", autouse=True)
def quick_addresses() -> Iterator[None]:
    """The check of an address is slow, and most addresses stand in a document many times."""
    checkers = Draft7Validator.FORMAT_CHECKER.checkers
    check, raises = checkers["iri-reference"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(checkers, "iri-reference", (cache(check), raises))
        yield


@pytest.fixture(scope="module")
def small() -> vlmkg.Kg:
    return vlmkg.load(SMALL, builtin=False)


@pytest.fixture(scope="module")
def bill_of(kg: vlmkg.Kg) -> Bills:
    return cache(lambda name, form: kg.bom(name, form))


def _check(bill: BillOfMaterials) -> None:
    """Fail where the library of the format finds a fault."""
    if bill.format == "cyclonedx":
        assert _VALIDATOR.validate_str(bill.content.decode()) is None
        document = json.loads(bill.content)
        refs = [c["bom-ref"] for c in _components(document)]
        assert len(refs) == len(set(refs))
        cards = {c["modelCard"]["bom-ref"] for c in _components(document) if "modelCard" in c}
        assert set(_pointed_at(document)) <= {*refs, *cards}
        return
    document = json.loads(bill.content)
    _, objects = spdx_python_model.load_data(document)  # checks classes, fields, patterns and counts
    assert objects.missing_ids == set()
    ids = [e["spdxId"] for e in document["@graph"] if "spdxId" in e]
    assert len(ids) == len(set(ids))


def _components(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document["metadata"]["component"], *document["components"]]


def _pointed_at(document: dict[str, Any]) -> Iterator[str]:
    for entry in document["dependencies"]:
        yield from (entry["ref"], *entry["dependsOn"])
    for composition in document["compositions"]:
        yield from (*composition.get("assemblies", ()), *composition.get("dependencies", ()))
    for component in _components(document):
        yield from (d["ref"] for d in component.get("modelCard", {}).get("modelParameters", {}).get("datasets", ()))


def _component(bill: BillOfMaterials, name: str) -> dict[str, Any]:
    return next(c for c in _components(json.loads(bill.content)) if c["name"] == name)


def _properties(component: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p["name"], p["value"]) for p in component["properties"]]


def _graph(bill: BillOfMaterials, kind: str) -> list[dict[str, Any]]:
    return [e for e in json.loads(bill.content)["@graph"] if e["type"] == kind]


def _package(bill: BillOfMaterials, name: str) -> dict[str, Any]:
    packages = _graph(bill, "ai_AIPackage") + _graph(bill, "dataset_DatasetPackage")
    return next(p for p in packages if p["name"] == name)


def _relationships(bill: BillOfMaterials, name: str, kind: str) -> list[dict[str, Any]]:
    here = _package(bill, name)["spdxId"]
    return [r for r in _graph(bill, "Relationship") if r["from"] == here and r["relationshipType"] == kind]


def _materials(kg: vlmkg.Kg, name: str) -> Materials:
    return gather(kg.library, kg.resolve(name), kg.dataset.sources.digest)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", REAL)
def test_documents_of_real_models_are_valid(bill_of: Bills, name: str, form: str) -> None:
    bill = bill_of(name, form)
    _check(bill)
    assert bill.losses


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", REAL)
def test_every_claim_is_cited_or_reported(kg: vlmkg.Kg, bill_of: Bills, name: str, form: str) -> None:
    bill, materials = bill_of(name, form), _materials(kg, name)
    held = {"cyclonedx": cyclonedx, "spdx": spdx}[form].things(materials)
    lost = {loss.claim for loss in bill.losses}
    text = bill.content.decode().replace('\\"', '"').replace("\\\\", "\\")
    for thing in held:
        claims = [e for s in thing.record.statements for e in s.evidence]
        for claim in (*claims, *thing.record.doubted, *thing.record.disclosure):
            shown = claim.claim if form == "spdx" else f"({claim.status}; {claim.cited})"
            assert shorten(claim.claim) in lost or shown in text, claim


def test_a_loss_names_the_claim_the_place_and_the_reason(kg: vlmkg.Kg) -> None:
    losses = kg.bom("pixtral-12b").losses
    sizes = [x for x in losses if (x.subject, x.property) == ("model:pixtral-12b", "vlmkg:parameterCount")]
    assert {(x.loss, x.value) for x in sizes} == {("absent", "12000000000")}
    assert any("no numbers" in x.reason for x in sizes)
    assert all(x.reason and (x.claim is None or (x.status and x.source)) for x in losses)


def test_what_a_writer_of_data_came_from_is_no_part_of_the_bill(bill_of: Bills) -> None:
    assert {x.subject for x in bill_of("llava-1.5-7b", "cyclonedx").losses} & {"family:blip", "model:gpt-4"} == set()
    bill = bill_of("llava-1.5-7b", "spdx")
    assert _relationships(bill, "BLIP", "trainedOn") == []
    lost = [x for x in bill.losses if (x.subject, x.property) == ("family:blip", "vlmkg:trainedOn")]
    assert lost
    assert all("no part of the bill" in x.reason for x in lost)


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_turned_down_is_reported_and_no_content(kg: vlmkg.Kg, form: str) -> None:
    bill = kg.bom("pixtral-12b", form)
    refused = {x.value_label: x.status for x in bill.losses if x.loss == "refused"}
    assert refused == {"CLIP ViT-L/14": "Rejected", "Mistral Large 2": "Rejected"}
    assert not any(name.encode() in bill.content for name in refused)


def test_a_disputed_fact_is_no_content(tmp_path: Path) -> None:
    file = tmp_path / "disputed.ttl"
    file.write_text(
        SMALL.read_text(encoding="utf-8") + "\nmodel:doubted a vlmkg:VisionLanguageModel ; rdfs:label 'Doubted'@en ;"
        " vlmkg:builtOnBackbone model:tongue-7b ."
        "\nclaim:doubted.1 a vlmkg:Claim ; vlmkg:claimSubject model:doubted ;"
        " vlmkg:claimProperty vlmkg:builtOnBackbone ; vlmkg:claimEntity model:tongue-7b ;"
        " vlmkg:source source:list ; vlmkg:locator 'line 9' ; vlmkg:status vlmkg:Disputed .\n",
        encoding="utf-8",
    )
    kg = vlmkg.load(file, builtin=False)
    for form in FORMATS:
        bill = kg.bom("model:doubted", form)
        assert b"Tongue" not in bill.content
        assert [(x.loss, x.value, x.status) for x in bill.losses] == [("refused", "model:tongue-7b", "Disputed")]


def test_what_rests_on_one_list_says_so(small: vlmkg.Kg) -> None:
    marks = _properties(_component(small.bom("Seer 7B"), "Seer 7B"))
    assert ("vlmkg:unchecked", "uses connector: MLP projector") in marks
    assert ("vlmkg:unchecked", "trained on: Photos, a part") in marks
    assert ("vlmkg:unclaimed", "license: Free") in marks
    assert not any(name == "vlmkg:unchecked" and "Tongue" in value for name, value in marks)
    bill = small.bom("Seer 7B", "spdx")
    (trained,) = _relationships(bill, "Seer 7B", "trainedOn")
    notes = {n["subject"]: n["statement"] for n in _graph(bill, "Annotation") if "contentType" not in n}
    assert notes[trained["spdxId"]].startswith("Unchecked: trained on: Photos, a part")


def test_states_of_not_knowing_stay_apart(kg: vlmkg.Kg, small: vlmkg.Kg) -> None:
    def states(graph: vlmkg.Kg, name: str) -> dict[str, str]:
        materials = _materials(graph, name)
        return {g.topic: g.state for g in materials.gaps(materials.subject)}

    assert states(small, "Loner")["training data"] == "not disclosed"
    assert states(small, "Loner")["parts"] == "not disclosed"
    assert states(small, "Seer 13B")["training data"] == "not recorded"
    assert states(small, "Seer 7B")["training data"] == "stated"
    captions = _materials(kg, "SBU Captions")
    assert gap(captions.schema, captions.subject, "data sources").state == "none"


def test_not_knowing_does_not_look_like_none_in_cyclonedx(kg: vlmkg.Kg, small: vlmkg.Kg) -> None:
    def aggregate(bill: BillOfMaterials, ref: str) -> set[str]:
        found = json.loads(bill.content)["compositions"]
        return {c["aggregate"] for c in found if ref in (*c.get("assemblies", ()), *c.get("dependencies", ()))}

    loner, seer = small.bom("Loner"), small.bom("Seer 13B")
    base = "https://w3id.org/vlmkg/"
    assert aggregate(loner, f"{base}model/loner#model-card") == {"incomplete"}
    assert ("vlmkg:training data", "not disclosed: the makers do not say") in _properties(_component(loner, "Loner"))
    assert json.loads(loner.content)["dependencies"] == [], "an empty entry would mean that there are no parts"
    assert aggregate(seer, f"{base}model/seer-13b#model-card") == {"unknown"}
    assert any(value.startswith("not recorded") for _, value in _properties(_component(seer, "Seer 13B")))
    assert aggregate(kg.bom("SBU Captions"), f"{base}dataset/sbu-captions") == {"complete"}


def test_not_knowing_does_not_look_like_none_in_spdx(kg: vlmkg.Kg, small: vlmkg.Kg) -> None:
    def ends(graph: vlmkg.Kg, name: str, kind: str) -> list[tuple[list[str], str]]:
        bill = graph.bom(name, "spdx")
        return [(r["to"], r["completeness"]) for r in _relationships(bill, graph.show(name).label, kind)]

    assert ends(small, "Loner", "trainedOn") == [(["NoAssertionElement"], "incomplete")]
    assert ends(small, "Seer 13B", "trainedOn") == [(["NoAssertionElement"], "noAssertion")]
    assert ends(kg, "SBU Captions", "descendantOf") == [(["NoneElement"], "complete")]
    (license_,) = _relationships(small.bom("Eye", "spdx"), "Eye", "hasDeclaredLicense")
    assert license_["to"] == ["expandedlicensing_NoAssertionLicense"]


def test_parts_ancestors_and_data_stand_where_each_format_has_them(kg: vlmkg.Kg) -> None:
    bill = kg.bom("llava-1.5-7b")
    depends = {d["ref"]: d["dependsOn"] for d in json.loads(bill.content)["dependencies"]}
    subject = _component(bill, "LLaVA-1.5-7B")
    assert {shorten(ref) for ref in depends[subject["bom-ref"]]} == {
        "connector:mlp-projector",
        "model:clip-vit-l-14-336",
        "model:vicuna-7b-v1.5",
    }
    assert [a["name"] for a in _component(bill, "Vicuna-7B v1.5")["pedigree"]["ancestors"]] == ["Llama 2 7B"]
    assert subject["purl"] == "pkg:huggingface/liuhaotian/llava-v1.5-7b"
    assert subject["licenses"][0]["license"]["name"] == "Llama 2 Community License"
    assert _component(bill, "LCS-558K")["type"] == "data"
    bill = kg.bom("llava-1.5-7b", "spdx")
    assert len(_relationships(bill, "LLaVA-1.5-7B", "contains")) == 3
    assert len(_relationships(bill, "LLaVA-1.5-7B", "trainedOn")) == 2
    assert len(_relationships(bill, "BLIP", "generates")) == 1
    assert "stage 2" in _package(bill, "LLaVA-1.5-7B")["ai_informationAboutTraining"]


@pytest.mark.parametrize("name", ["pixtral-12b", "llava-1.5-7b", "blip-2-flan-t5-xl", "rlaif-v-7b"])
def test_the_question_lists_what_the_documents_hold(kg: vlmkg.Kg, name: str) -> None:
    materials = _materials(kg, name)
    rows = kg.ask("list-materials", model=name).dicts()
    asked = {(str(r["role"]), shorten(str(r["material"]))) for r in rows}
    assert {(role, m) for role, m in asked if not m.startswith("vlmkg:")} == {
        (role, shorten(thing.iri)) for thing in materials.things for role in thing.roles
    }
    documents = {shorten(str(r["material"])): str(r["documents"]) for r in rows if r["role"] != "writer of data"}
    for form, label in ((cyclonedx, "CycloneDX"), (spdx, "SPDX")):
        held = {shorten(thing.iri) for thing in form.things(materials)}
        assert {m for m, d in documents.items() if label in d and not m.startswith("vlmkg:")} <= held


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes_in_every_process(form: str) -> None:
    code = (
        "import sys, vlmkg; kg = vlmkg.load(sys.argv[1], builtin=False);"
        "sys.stdout.buffer.write(kg.bom('Seer Tuned', sys.argv[2]).content)"
    )

    def run(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", code, str(SMALL), form]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    assert run("1") == run("2")


def test_the_time_is_the_one_asked_for(small: vlmkg.Kg) -> None:
    time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert json.loads(small.bom("Eye", timestamp=time).content)["metadata"]["timestamp"] == "2026-01-02T03:04:05Z"
    assert "timestamp" not in json.loads(small.bom("Eye").content)["metadata"]
    assert _graph(small.bom("Eye", "spdx", timestamp=time), "CreationInfo")[0]["created"] == "2026-01-02T03:04:05Z"


def test_the_serial_number_changes_with_the_graph(small: vlmkg.Kg, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text("<http://example.org/a> <http://example.org/b> 1 .\n", encoding="utf-8")
    other = vlmkg.load(SMALL, more, builtin=False)
    serials = [json.loads(kg.bom("Eye").content)["serialNumber"] for kg in (small, small, other)]
    assert serials[0] == serials[1] != serials[2]


def test_mistakes_are_named(kg: vlmkg.Kg) -> None:
    with pytest.raises(FormatError, match="cyclonedx, spdx"):
        kg.bom("pixtral-12b", "csv")
    with pytest.raises(UnknownName):
        kg.bom("no such model at all")
    with pytest.raises(UsageError, match="no model, model family or dataset but a license"):
        kg.bom("license:mit")


@pytest.mark.parametrize("form", FORMATS)
def test_a_missing_package_is_named(small: vlmkg.Kg, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cyclonedx.spdx", None)
    monkeypatch.setitem(sys.modules, "spdx_python_model", None)
    with pytest.raises(UsageError, match=r"vlmkg\[exchange\]"):
        small.bom("Seer 7B", form)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/?q=%", "https://example.org/?q=%25"),
        ("http://\u00e9.org/\u00fc", "http://%C3%A9.org/%C3%BC"),
        ("http://example.org/a[1]", "http://example.org/a%5B1%5D"),
        ("http://[bad", None),
        ("http://", None),
        ("javascript:alert(1)", None),
    ],
)
def test_addresses_are_mended_or_left_out(text: str, address: str | None) -> None:
    assert identifiers.web_address(text) == address


@pytest.mark.parametrize(
    ("names", "known"),
    [(("Apache License 2.0", "apache-2.0"), "Apache-2.0"), (("MIT",), "MIT"), (("Llama 2 Community License",), None)],
)
def test_licenses_are_found_by_any_of_their_names(names: tuple[str, ...], known: str | None) -> None:
    assert identifiers.spdx_id(License("http://example.org/l", names, None)) == known


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=12, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(
    labels=st.lists(_TEXT, min_size=4, max_size=4),
    license_=_TEXT,
    hub=st.one_of(_TEXT, st.from_regex(r"[a-zA-Z.]{1,5}/[\w.\-]{1,5}", fullmatch=True)),
    date=st.sampled_from(["2024-01-01", "2024", "9999-99-99", "-0001-01-01", "2024-02-30", ""]),
    page=st.sampled_from(
        ["https://example.org/?q=%", "mailto:a@example.org", "urn:x:y", "http://[bad", "http://é.org/ü"]
    ),
)
def test_odd_names_never_make_an_invalid_document(
    labels: list[str], license_: str, hub: str, date: str, page: str
) -> None:
    def literal(text: str) -> str:
        return '"' + "".join(f"\\U{ord(c):08X}" for c in text) + '"'

    model, eye, data, maker = map(literal, labels)
    text = f"""
@prefix x: <https://w3id.org/vlmkg/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:m a vlmkg:VisionLanguageModel ; rdfs:label {model} ; vlmkg:usesVisionEncoder x:e ; vlmkg:trainedOn x:d, {data} ;
  vlmkg:developedBy x:o, {maker} ; dcterms:license x:l, {literal(license_)} ; vlmkg:huggingFaceId {literal(hub)} ;
  vlmkg:arxivId {literal(hub)} ; dcterms:issued {literal(date)}^^xsd:date ; foaf:page {literal(page)} ;
  vlmkg:usesConnector {literal(hub)} ; vlmkg:fineTunedFrom x:m .
x:e a vlmkg:VisionEncoder ; rdfs:label {eye} .
x:d a vlmkg:Dataset ; rdfs:label {data} ; vlmkg:supportsModality {literal(hub)} .
x:o a vlmkg:Organization ; rdfs:label {maker} .
x:l a vlmkg:License ; rdfs:label {literal(license_)} ; foaf:page {literal(page)} .
"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "odd.ttl"
        file.write_text(text, encoding="utf-8")
        kg = vlmkg.load(file, builtin=False)
        bills = [kg.bom("https://w3id.org/vlmkg/model/m", form) for form in FORMATS]
    for bill in bills:
        _check(bill)
        lost = {(x.property, x.value) for x in bill.losses}
        assert ("vlmkg:trainedOn", labels[2]) in lost
