"""Every rule has a file that breaks it and nothing else; every right example passes.

The invalid files are validated together, because one validation of all costs about as much
as one of each ten: their nodes have different names, so a finding belongs to one file. That
a file stands alone is tested apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH

from vlmkg.curation import shacl
from vlmkg.curation import validate as curation
from vlmkg.curation.findings import Finding, Report
from vlmkg.curation.shacl import SHAPES
from vlmkg.curation.validate import validate
from vlmkg.errors import DataError
from vlmkg.graph import dataset
from vlmkg.terms import BASE, VLMKG, expand

HERE = Path(__file__).resolve().parent
ONTOLOGY = HERE.parent.parent / "ontology"
INVALID = sorted((HERE / "invalid").glob("*.ttl"))
VALID = sorted((HERE / "valid").glob("*.ttl"))
SHAPE_FILES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
ONTOLOGY_FILES = sorted(ONTOLOGY.glob("*.ttl"))
ENGINES = ["pyshacl", "shifty"]
ABSTRACT = {"LineageNode", "ModelEntity", "ClaimStatus", "DisclosureState", "MeasuringParty", "Qualifier", "SourceType"}
CONSTRAINTS = """
    sparql class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength
    maxLength pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node
    qualifiedValueShape closed hasValue in
"""


def read(*paths: Path) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path)
    return graph


def named(*paths: Path) -> dict[str, set[str]]:
    """Which file describes a node, by the node."""
    where: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for subject in read(path).subjects(unique=True):
            where[str(subject)].add(path.stem)
    return where


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return read(*SHAPE_FILES)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return read(*ONTOLOGY_FILES)


@pytest.fixture(scope="module")
def rules(shapes: rdflib.Graph) -> set[str]:
    """The names of all constraints: queries, and shapes that constrain something themselves."""
    names: set[str] = set(map(str, shapes.subjects(SH.select)))
    for shape in {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}:
        own = {predicate for predicate in shapes.predicates(shape) if predicate != SH.sparql}
        if own & {SH[name] for name in CONSTRAINTS.split()}:
            names.add(str(shape))
    return {name.removeprefix(SHAPES) for name in names}


def check(*paths: Path, shapes: list[Path] = SHAPE_FILES, engine: str = "pyshacl") -> Report:
    return validate(paths, shapes=shapes, ontology=ONTOLOGY_FILES, engine=engine)


@pytest.fixture(scope="module")
def all_broken() -> Report:
    return check(*INVALID)


@pytest.fixture(scope="module")
def broken(all_broken: Report) -> dict[str, list[Finding]]:
    """What is found in each invalid file."""
    where = named(*INVALID)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in all_broken.findings:
        for name in where.get(finding.focus, {"no file"}):
            found[name].append(finding)
    return found


@pytest.fixture(scope="module")
def right() -> Report:
    return check(*VALID)


# -- the rules themselves


def test_every_rule_has_a_file_that_breaks_it(rules: set[str]) -> None:
    assert {path.stem for path in INVALID} == rules, "add or remove a file in tests/shapes/invalid/"


def test_every_rule_has_a_name_and_one_message_that_ends_in_a_cure(shapes: rdflib.Graph, rules: set[str]) -> None:
    for rule in sorted(rules):
        messages = [str(text) for text in shapes.objects(rdflib.URIRef(SHAPES + rule), SH.message)]
        assert len(messages) == 1, f"{rule}: give it exactly one sh:message"
        sentences = re.split(r"(?<=\.) ", messages[0])
        assert len(sentences) > 1, f"{rule}: say what is wrong, then what to do"
        assert messages[0].endswith("."), f"{rule}: end the message with a full stop"
    for node in {*shapes.subjects(SH.path), *shapes.subjects(SH.select)}:
        assert isinstance(node, rdflib.URIRef), f"{list(shapes.objects(node, SH.message))}: give this rule a name"


def test_a_message_fills_in_only_what_its_query_selects(shapes: rdflib.Graph) -> None:
    for rule, query in shapes.subject_objects(SH.select):
        selected = set(re.findall(r"[?$](\w+)", str(query).split("WHERE")[0].split("SELECT")[-1]))
        for message in shapes.objects(rule, SH.message):
            assert set(re.findall(r"{\?(\w+)}", str(message))) <= selected, rule


def test_every_class_has_a_shape(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    targets = set(shapes.objects(None, SH.targetClass))
    for kind in classes(ontology):
        above = set(ontology.transitive_objects(rdflib.URIRef(VLMKG + kind), RDFS.subClassOf))
        assert above & targets, f"vlmkg:{kind}: give it a shape in ontology/shapes/"


def test_every_property_has_a_rule_for_its_values(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    """Inverses, and the two most general lineage properties, are not stated in data."""
    ruled = set(shapes.objects(None, SH.path))
    for alternatives in shapes.objects(None, SH.alternativePath):
        ruled.update(rdflib.collection.Collection(shapes, alternatives))
    derived = {"hasParent", "hasAncestor"}
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            if str(term).startswith(VLMKG) and (term, OWL.inverseOf, None) not in ontology:
                name = str(term).removeprefix(VLMKG)
                assert term in ruled or name in derived, f"vlmkg:{name}: say in ontology/shapes/ what its values are"


@pytest.mark.parametrize(
    ("rule", "top"),
    [
        ("LineageHasNoCircle", "hasParent"),
        ("ReleaseFollowsItsParent", "derivedFrom"),
        ("ReleaseMayPrecedeItsParent", "builtFrom"),
    ],
)
def test_a_lineage_rule_follows_every_lineage_property(
    rule: str, top: str, shapes: rdflib.Graph, ontology: rdflib.Graph
) -> None:
    path = re.search(
        r"\?value (vlmkg:\S+(?:\|\s+\S+)*) \?parent", str(shapes.value(rdflib.URIRef(SHAPES + rule), SH.select))
    )
    assert path
    below = ontology.transitive_subjects(RDFS.subPropertyOf, rdflib.URIRef(VLMKG + top))
    assert set(re.findall(r"vlmkg:(\w+)", path[1])) == {str(term).removeprefix(VLMKG) for term in below}


# -- the examples


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_breaks_its_rule_and_no_other(path: Path, broken: dict[str, list[Finding]]) -> None:
    found = broken[path.stem]
    assert {finding.rule for finding in found} == {path.stem}, "\n".join(map(str, found)) or "nothing was found"
    header = re.search(r"^# Focus: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert header, "name the node at fault in a line '# Focus: '"
    assert {finding.focus for finding in found} == {expand(name) for name in header[1].split()}
    for finding in found:
        assert "{?" not in finding.message
        assert finding.place
        assert str(finding).startswith(f"{path}:{finding.place.line}:{finding.place.column}: {finding.severity}[")


def test_nothing_is_found_outside_the_invalid_files(broken: dict[str, list[Finding]]) -> None:
    assert not broken["no file"], "\n".join(map(str, broken["no file"]))


def test_an_invalid_file_stands_alone(ontology: rdflib.Graph) -> None:
    known = set(ontology.subjects(RDF.type))
    for path in INVALID:
        graph = read(path)
        named_here = {node for node in graph.objects() if str(node).startswith(BASE)} - {rdflib.URIRef(BASE)}
        missing = {node for node in named_here - known if isinstance(node, rdflib.URIRef)}
        missing -= set(graph.subjects(RDF.type))
        assert not missing or path.stem in {"EveryNameIsDescribed", "ClassIsDeclared"}, f"{path.name}: {missing}"
    assert all(len(files) == 1 for files in named(*INVALID).values()), "two invalid files describe one node"


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_file_has_no_finding(path: Path, right: Report) -> None:
    where = named(*VALID)
    found = [finding for finding in right.findings if path.stem in where.get(finding.focus, set())]
    assert not found, "\n".join(map(str, found))


def test_the_valid_files_conform(right: Report) -> None:
    assert not right.findings, "\n".join(map(str, right.findings))
    assert right.conforms
    assert right.counts == {"error": 0, "warning": 0, "info": 0}


def test_the_valid_files_have_every_class_and_property(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    graph = read(*VALID)
    assert {str(kind).removeprefix(VLMKG) for kind in graph.objects(None, RDF.type)} >= classes(ontology)
    stated = set(graph.predicates())
    for shape, path in shapes.subject_objects(SH.path):
        if isinstance(path, rdflib.URIRef):
            assert path in stated, f"{shape}: show {path} in tests/shapes/valid/"


def classes(ontology: rdflib.Graph) -> set[str]:
    found = {str(kind) for kind in ontology.subjects(RDF.type, OWL.Class) if str(kind).startswith(VLMKG)}
    return {kind.removeprefix(VLMKG) for kind in found} - ABSTRACT


# -- the module


@pytest.fixture(scope="module")
def few() -> list[Path]:
    """Some invalid files, of rules of every sort."""
    names = (
        "ClaimHasOneValue",
        "FactHasAClaim",
        "LineageHasNoCircle",
        "HasADefinition",
        "OneArxivId",
        "ClaimHasASource",
    )
    return [HERE / "invalid" / f"{name}.ttl" for name in names]


def test_cached_queries_find_the_same(few: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    cached = check(*few)
    monkeypatch.setattr(shacl, "_Working", rdflib.Graph)
    plain = check(*few)
    assert cached.findings
    assert plain == cached


def test_findings_are_sorted_and_counted(few: list[Path]) -> None:
    report = check(*few)
    assert list(report.findings) == sorted(report.findings, key=lambda finding: finding.rank)
    assert [finding.severity for finding in report.findings] == ["error"] * 5 + ["warning", "info"]
    assert report.counts == {"error": 5, "warning": 1, "info": 1}
    assert not report.conforms
    one = next(finding for finding in report.findings if finding.rule == "FactHasAClaim")
    file = HERE / "invalid" / "FactHasAClaim.ttl"
    line = file.read_text(encoding="utf-8").split("vlmkg:parameterCount")[0].count("\n") + 1
    assert one.as_dict() == {
        "severity": "error",
        "rule": "FactHasAClaim",
        "focus": BASE + "model/fact-has-a-claim",
        "path": VLMKG + "parameterCount",
        "value": None,
        "message": "No claim says that model:fact-has-a-claim vlmkg:parameterCount 7000000000. "
        "Add a claim with its source and the place in it, or remove the fact.",
        "file": str(file),
        "line": line,
        "column": 5,
    }


def test_the_fast_engine_finds_the_same_in_every_invalid_file(all_broken: Report) -> None:
    assert check(*INVALID, engine="shifty") == all_broken


@pytest.mark.slow
def test_the_fast_engine_finds_the_same_in_the_shipped_data() -> None:
    sources = dataset.collect()
    plain, fast = (
        validate(sources.data, shapes=sources.shapes, ontology=sources.ontology, engine=engine) for engine in ENGINES
    )
    assert fast == plain
    assert plain.conforms


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backslash_in_the_data_does_no_harm(engine: str, tmp_path: Path) -> None:
    data = rdflib.Graph()
    model = rdflib.URIRef(BASE + "model/odd")
    data.add((model, RDF.type, rdflib.URIRef(VLMKG + "VisionLanguageModel")))
    data.add((model, RDFS.label, rdflib.Literal("Odd", lang="en")))
    data.add((model, rdflib.URIRef(VLMKG + "feature"), rdflib.Literal(r"writes \delta and \1", lang="en")))
    data.serialize(tmp_path / "odd.ttl", format="turtle")
    report = check(tmp_path / "odd.ttl", engine=engine)
    assert {finding.rule for finding in report.findings} == {"FactHasAClaim", "HasADefinition"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_blank_node_at_fault_has_a_place(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "blank.ttl"
    file.write_text(f"[] a <{VLMKG}Claim> .\n")
    found = check(file, engine=engine).findings
    assert found
    assert {finding.focus for finding in found} == {"[]"}
    assert all(finding.place and finding.place.line == 1 for finding in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_shapes_that_cannot_be_used_are_refused(engine: str, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("""
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/s> a sh:NodeShape ; sh:targetNode <https://example.org/n> ; sh:sparql <https://example.org/q> .
<https://example.org/q> sh:select "SELECT $this WHERE { VALUES $this { 1 } }" .
""")
    empty = tmp_path / "empty.ttl"
    empty.write_text("")
    with pytest.raises(DataError, match="ontology/shapes"):
        check(empty, shapes=[shapes], engine=engine)


def test_a_file_that_does_not_parse_is_a_finding_with_its_place(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    first.write_text("<https://example.org/a> a\n  oops:Thing .\n")
    second.write_text("<https://example.org/a> <https://example.org/b> .\n")
    checked = curation.check([first, second], builtin=False)
    assert [(f.rule, f.place and (f.place.file, f.place.line)) for f in checked.report.findings] == [
        ("TurtleSyntax", (first, 2)),
        ("TurtleSyntax", (second, 1)),
    ]
    assert not checked.report.conforms
