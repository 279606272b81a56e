"""What the tests of the ontology share: its files, its terms, a graph with the rules applied, and a reasoner."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import XSD, Graph, Literal

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
PREFIXES = """
@prefix benchmark: <https://w3id.org/vlmkg/benchmark/> .
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix connector: <https://w3id.org/vlmkg/connector/> .
@prefix dataset: <https://w3id.org/vlmkg/dataset/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix family: <https://w3id.org/vlmkg/family/> .
@prefix license: <https://w3id.org/vlmkg/license/> .
@prefix model: <https://w3id.org/vlmkg/model/> .
@prefix org: <https://w3id.org/vlmkg/org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
"""
_NO_OWL_DATATYPE = {XSD.date, XSD.gYearMonth, XSD.gYear}


def _read(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="session")
def ontology_folder() -> Path:
    return ONTOLOGY


@pytest.fixture(scope="session")
def core() -> Graph:
    """The core ontology alone."""
    return _read([ONTOLOGY / "vlmkg.ttl"])


@pytest.fixture(scope="session")
def schemes() -> dict[str, Graph]:
    """The SKOS schemes by the name of their file."""
    return {path.stem: _read([path]) for path in sorted(ONTOLOGY.glob("*.ttl")) if path.stem != "vlmkg"}


@pytest.fixture(scope="session")
def everything() -> Graph:
    """The core ontology, the schemes and the alignments."""
    return _read([*sorted(ONTOLOGY.glob("*.ttl")), *sorted((ONTOLOGY / "alignments").glob("*.ttl"))])


@pytest.fixture(scope="session")
def data() -> Graph:
    """The facts and claims that are shipped."""
    paths = sorted((ROOT / "data").rglob("*.ttl"))
    assert paths, "data/ holds no Turtle"
    return _read(paths)


@pytest.fixture(scope="session")
def sample() -> Graph:
    """A small invented graph with families, versions, claims, stages and results."""
    return _read([ROOT / "tests" / "competency" / "graph.ttl"])


@pytest.fixture
def turtle() -> Callable[[str], Graph]:
    """Reads Turtle without a prefix block."""
    return lambda text: Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.fixture(scope="session")
def apply_rules(core: Graph) -> Callable[..., Graph]:
    """Loads the core ontology and a graph into Oxigraph and runs the rules in order; `without` leaves some out."""

    def run(graph: Graph, *, without: tuple[str, ...] = ()) -> Graph:
        store = ox.Store()
        for part in (core, graph):
            store.load(part.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
        for rule in sorted((ONTOLOGY / "rules").glob("*.ru")):
            if not rule.name.startswith(without or ("-",)):
                store.update(rule.read_text(encoding="utf-8"))
        dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        return Graph().parse(data=dumped, format="nt")

    return run


@pytest.fixture(scope="session")
def hermit() -> Path:
    """The HermiT jar that owlready2 ships; skips where there is no Java."""
    owlready2 = pytest.importorskip("owlready2", reason="owlready2 is not installed, so there is no HermiT")
    if shutil.which("java") is None:
        pytest.skip("no Java here, so HermiT and the OWL API cannot run")
    return Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"


@pytest.fixture
def as_rdf_xml(tmp_path: Path) -> Callable[[Graph], Path]:
    """Writes a graph as RDF/XML for the OWL API, without dates: OWL 2 has no datatype for them, HermiT stops at one."""
    count = iter(range(1000))

    def write(graph: Graph) -> Path:
        kept = Graph()
        for s, p, o in graph:
            if not (isinstance(o, Literal) and o.datatype in _NO_OWL_DATATYPE):
                kept.add((s, p, o))
        path = tmp_path / f"graph-{next(count)}.rdf"
        kept.serialize(path, format="xml")
        return path

    return write


@pytest.fixture(scope="session")
def java(hermit: Path) -> Callable[..., str]:
    """Runs Java with the HermiT jar on the class path; returns stdout and stderr together."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["java", "-cp", str(hermit), *arguments], capture_output=True, text=True, timeout=300, check=False
        )
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def vlmkg_ns() -> rdflib.Namespace:
    return rdflib.Namespace("https://w3id.org/vlmkg/ontology#")
