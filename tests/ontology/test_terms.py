"""Every term is documented, every promised term exists, and nothing foreign is used that does not exist."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

VLMKG = "https://w3id.org/vlmkg/ontology#"
BASE = "https://w3id.org/vlmkg/"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
CLOSED = {str(ns): ns for ns in (RDF, RDFS, OWL, SKOS, DCTERMS, FOAF, PROV, XSD)}
BRITISH = re.compile(r"\b\w*(?:colour|licence|behaviour|favour|neighbour|labelled|modelling|analyse|catalogue|centre|"
                     r"programme|organis|recognis|generalis|quantis|tokenis|optimis|summaris|utilis)\w*\b")  # fmt: skip

PROMISED = """
Model VisionLanguageModel VisionEncoder LanguageModel AudioEncoder ImageTokenizer ImageGenerator SegmentationModel
ModelFamily Connector TrainingStage Dataset Benchmark BenchmarkVariant Result Capability Task Modality Organization
Paper License Tool ResearchDirection EthicalChallenge BiasType Mitigation RiskDomain Application PrivacyTechnique
PrivacyPathway Source Claim claimSubject claimProperty claimEntity claimLiteral source locator status contradicts note
Verified Accepted Unchecked Disputed Rejected None NotDisclosed FirstParty ThirdParty AtLeast AtMost MoreThan About
hasParent hasAncestor builtFrom hasComponent usesEncoder usesVisionEncoder usesAudioEncoder usesImageTokenizer
builtOnBackbone derivedFrom fineTunedFrom continuedFrom adaptedFrom quantizedFrom mergedFrom prunedFrom
initializedFrom learnedFrom trainedOn distilledFrom generatedBy derivedFromDataset subsetOf filteredFrom
recaptionedFrom includesDataset notDerivedFrom memberOf usesConnector evaluatesCapability hasCapability developedBy
parameterCount activeParameterCount contextLength imageResolution arxivId huggingFaceId ofModel onBenchmark metric
score mitigates addresses exampleOf encoderOf variantOf
""".split()  # noqa: SIM905
BELOW = {
    "hasParent": "builtFrom learnedFrom",
    "builtFrom": "hasComponent derivedFrom",
    "hasComponent": "usesEncoder builtOnBackbone",
    "usesEncoder": "usesVisionEncoder usesAudioEncoder usesImageTokenizer",
    "derivedFrom": "fineTunedFrom continuedFrom adaptedFrom quantizedFrom mergedFrom prunedFrom initializedFrom",
    "learnedFrom": "trainedOn distilledFrom generatedBy derivedFromDataset",
    "derivedFromDataset": "subsetOf filteredFrom recaptionedFrom includesDataset usesImagesFrom",
}


def ours(graph: Graph) -> set[URIRef]:
    return {
        s
        for kind in KINDS
        for s in graph.subjects(RDF.type, kind)
        if isinstance(s, URIRef) and str(s).startswith(VLMKG)
    }


def test_every_term_is_documented(core: Graph) -> None:
    lacking = [
        f"{term.removeprefix(VLMKG)}: {what.rsplit('#', 1)[-1]}"
        for term in sorted(ours(core))
        for what in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy)
        if (term, what, None) not in core
    ]
    assert not lacking, f"add these to ontology/vlmkg.ttl: {lacking}"


def test_labels_are_unique_within_a_kind(core: Graph) -> None:
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        seen: dict[str, URIRef] = {}
        for term in sorted({s for kind in kinds for s in core.subjects(RDF.type, kind)} & ours(core)):
            label = str(core.value(term, RDFS.label))
            assert label not in seen, f"{term} and {seen[label]} have the same label; a reader cannot tell them apart"
            seen[label] = term


def test_definitions_are_sentences_in_american_spelling(everything: Graph) -> None:
    for term, text in everything.subject_objects(SKOS.definition):
        assert isinstance(text, Literal)
        assert text.language == "en", f"{term}: mark the language of the definition"
        assert re.fullmatch(r"[A-Z\"].*\.", text, re.DOTALL), f"{term}: a definition is a sentence: {text}"
        assert not BRITISH.search(text), f"{term}: American spelling, please: {text}"


def test_examples_that_are_turtle_use_the_term(core: Graph) -> None:
    prefixes = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in _prefixes().items())
    for term, text in core.subject_objects(SKOS.example):
        if not str(text).endswith(" ."):
            continue
        (triple,) = Graph().parse(data=prefixes + text, format="turtle")
        assert term in triple, f"{term}: its example does not use it: {text}"


def test_examples_speak_of_things_in_the_graph(core: Graph, data: Graph, everything: Graph) -> None:
    known = {str(s) for graph in (data, everything) for s in graph.subjects()}
    prefixes = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in _prefixes().items())
    gone = [
        f"{term.removeprefix(VLMKG)}: {text}"
        for term, text in core.subject_objects(SKOS.example)
        if str(text).endswith(" .")
        for node in Graph().parse(data=prefixes + text, format="turtle").all_nodes()
        if isinstance(node, URIRef) and str(node).startswith(BASE) and str(node) not in known
    ]
    assert not gone, f"these examples name nothing that is in the graph; choose others: {gone}"


def test_terms_of_the_data_model_exist(core: Graph) -> None:
    missing = [name for name in PROMISED if URIRef(VLMKG + name) not in ours(core)]
    assert not missing


@pytest.mark.parametrize(("narrow", "wide"), [(n, wide) for wide, names in BELOW.items() for n in names.split()])
def test_lineage_properties_form_the_promised_tree(core: Graph, narrow: str, wide: str) -> None:
    assert (URIRef(VLMKG + narrow), RDFS.subPropertyOf, URIRef(VLMKG + wide)) in core


def test_every_term_used_anywhere_is_declared(core: Graph, root: Path) -> None:
    known = {str(term).removeprefix(VLMKG) for term in ours(core)}
    places = [*(root / "queries").glob("*.rq"), *(root / "ontology").rglob("*.ru"), *(root / "data").rglob("*.ttl")]
    unknown = {
        f"{path.relative_to(root)}: {name}"
        for path in places
        for name in re.findall(r"(?<![\w:/])vlmkg:([A-Za-z]\w*)", path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert not unknown, f"declare these in ontology/vlmkg.ttl, or mend the spelling: {sorted(unknown)}"


def test_marks_are_booleans_on_properties(core: Graph) -> None:
    for mark in ("needsClaim", "heldByMembers"):
        for term, value in core.subject_objects(URIRef(VLMKG + mark)):
            assert value == Literal(True)
            assert {OWL.ObjectProperty, OWL.DatatypeProperty} & set(core.objects(term, RDF.type))


@pytest.mark.parametrize(
    "name",
    [
        "hasParent",
        "hasAncestor",
        "builtFrom",
        "learnedFrom",
        "encoderOf",
        "source",
        "status",
        "ofModel",
        "against",
        "stageOf",
    ],
)
def test_what_only_follows_or_only_connects_needs_no_claim(core: Graph, name: str) -> None:
    assert (URIRef(VLMKG + name), URIRef(VLMKG + "needsClaim"), Literal(True)) not in core


@pytest.mark.parametrize(
    "name",
    ["parameterCount", "arxivId", "huggingFaceId", "questionCount", "memberCount", "memberOf", "variantOf", "feature"],
)
def test_what_is_one_models_own_is_not_held_by_members(core: Graph, name: str) -> None:
    assert (URIRef(VLMKG + name), URIRef(VLMKG + "heldByMembers"), Literal(True)) not in core


def test_what_members_hold_needs_a_claim(core: Graph) -> None:
    held = set(core.subjects(URIRef(VLMKG + "heldByMembers"), Literal(True)))
    assert held <= set(core.subjects(URIRef(VLMKG + "needsClaim"), Literal(True)))


def test_foreign_terms_exist(everything: Graph, ontology_folder: Path) -> None:
    with (ontology_folder / "alignments" / "terms.tsv").open(encoding="utf-8", newline="") as file:
        pinned = {row["iri"] for row in csv.DictReader(file, delimiter="\t")}
    unknown = set()
    for triple in everything:
        for term in triple:
            if isinstance(term, Literal):
                term = term.datatype
            if (
                not isinstance(term, URIRef)
                or term.startswith(BASE)
                or str(term) in pinned
                or _is_document(triple, term)
            ):
                continue
            if not _in_closed_namespace(str(term)):
                unknown.add(str(term))
    assert not unknown, f"look these up in their source files and add them to alignments/terms.tsv: {sorted(unknown)}"


def test_pinned_terms_name_file_and_version(ontology_folder: Path) -> None:
    with (ontology_folder / "alignments" / "terms.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["iri"] for row in rows] == sorted({row["iri"] for row in rows})
    for row in rows:
        assert all(row.values()), row
        assert row["how"] in {"sub", "close", "out", "use"}, row


def test_alignments_map_our_terms_only(ontology_folder: Path, core: Graph) -> None:
    mappings = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch}
    for path in sorted((ontology_folder / "alignments").glob("*.ttl")):
        graph = Graph().parse(path, format="turtle")
        (header,) = graph.subjects(RDF.type, OWL.Ontology)
        assert graph.value(header, OWL.versionInfo), f"{path.name}: say which version was read"
        assert graph.value(header, DCTERMS.source), f"{path.name}: say in which file it was read"
        for s, p, o in graph:
            if p in mappings:
                assert s in ours(core), f"{path.name}: {s} is no term of ours"
                assert not str(o).startswith(VLMKG), f"{path.name}: {o} is no term of theirs"


def _is_document(triple: tuple[object, ...], term: URIRef) -> bool:
    """Licenses and files are documents, not terms."""
    return triple[2] == term and triple[1] in {
        DCTERMS.source,
        rdflib.SDO.license,
        rdflib.URIRef("https://schema.org/license"),
    }


def _in_closed_namespace(iri: str) -> bool:
    for start, namespace in CLOSED.items():
        if iri.startswith(start):
            return iri in namespace or iri == start
    return False


def _prefixes() -> dict[str, str]:
    from vlmkg.terms import PREFIXES

    return PREFIXES
