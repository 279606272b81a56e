"""Every IRI answers at its path: to people with a page, to machines with the same triples in each form."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS
from rdflib.compare import isomorphic

import vlmkg
from vlmkg.exchange.describe.thing import INBOUND
from vlmkg.terms import BASE, KINDS, VLMKG

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

VOCABULARY = rdflib.Namespace(VLMKG)
FORMS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def names(kg: vlmkg.Kg) -> list[str]:
    """The paths of everything that the graph holds under an IRI of ours, terms of the ontology apart."""
    rows = kg.query(f'SELECT DISTINCT ?x WHERE {{ ?x ?p ?o FILTER(STRSTARTS(STR(?x), "{BASE}")) }}')
    iris = sorted(term.value for (term,) in rows.terms())  # type: ignore[union-attr]
    return [iri.removeprefix(BASE) for iri in iris if not iri.startswith(VLMKG)]


def read(client: TestClient, path: str, suffix: str = "ttl") -> rdflib.Graph:
    answer = client.get(f"/{quote(path)}.{suffix}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == FORMS[suffix][0]
    return rdflib.Graph().parse(data=answer.content, format=FORMS[suffix][1])


def said(kg: vlmkg.Kg, iri: str) -> set[tuple[object, ...]]:
    """What the graph says of a thing."""
    told = kg.query(f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}").serialize("ntriples")
    return set(rdflib.Graph().parse(data=told, format="nt"))


def one_of_each_kind(kg: vlmkg.Kg) -> list[str]:
    first: dict[str, str] = {}
    for path in names(kg):
        kind, slash, _ = path.partition("/")
        if slash:
            first.setdefault(kind, path)
    assert set(KINDS) <= set(first)
    return list(first.values())


# -- every kind, every form


def test_a_thing_of_each_kind_answers_in_each_form_with_the_same_triples(kg: vlmkg.Kg, client: TestClient) -> None:
    for path in [*one_of_each_kind(kg), "capability", "ontology", "ontology/0.1.0", "ontology/alignments/dcat"]:
        graphs = {}
        for suffix, (media_type, _) in FORMS.items():
            sent = client.get(f"/{path}", headers={"accept": media_type})
            assert (sent.status_code, sent.headers["location"]) == (303, f"/{path}.{suffix}")
            graphs[suffix] = read(client, path, suffix)
        for suffix in ("jsonld", "nt", "rdf"):
            assert isomorphic(graphs["ttl"], graphs[suffix]), f"{path}.{suffix}"
        page = client.get(f"/{path}", headers={"accept": BROWSER})
        assert (page.status_code, page.headers["location"]) == (303, f"/{path}.html")
        assert client.get(f"/{path}.html").headers["content-type"] == "text/html; charset=utf-8"


def test_a_description_holds_all_that_is_said_of_the_thing(kg: vlmkg.Kg, client: TestClient) -> None:
    for path in one_of_each_kind(kg):
        told = read(client, path)
        about = rdflib.URIRef(BASE + path)
        assert said(kg, about) == set(told.triples((about, None, None)))


def test_a_description_holds_the_claims_with_their_sources_and_a_label_for_everything(
    kg: vlmkg.Kg, client: TestClient
) -> None:
    told = read(client, "model/pixtral-12b")
    about = rdflib.URIRef(BASE + "model/pixtral-12b")
    claims = set(kg.graph.subjects(VOCABULARY.claimSubject, about))
    assert claims == set(told.subjects(VOCABULARY.claimSubject, about))
    for claim in claims:
        assert said(kg, claim) == set(told.triples((claim, None, None)))
        (source,) = told.objects(claim, VOCABULARY.source)
        assert told.value(source, RDFS.label) == kg.graph.value(source, RDFS.label)
        assert told.value(source, FOAF.page)
    for node in {node for triple in told for node in triple if str(node).startswith(BASE)}:
        assert told.value(node, RDFS.label) == kg.graph.value(node, RDFS.label)


def test_a_member_is_told_with_the_claims_about_its_family(client: TestClient) -> None:
    """A fact that holds for the family is not left without anybody who says so."""
    told = read(client, "model/qwen2.5-vl-7b")
    family = rdflib.URIRef(BASE + "family/qwen2.5-vl")
    about = {told.value(claim, VOCABULARY.claimProperty) for claim in told.subjects(VOCABULARY.claimSubject, family)}
    held = set(told.predicates(rdflib.URIRef(BASE + "model/qwen2.5-vl-7b")))
    assert about
    assert about <= held


def test_what_leads_to_a_thing_is_bounded_and_the_document_says_so(kg: vlmkg.Kg, client: TestClient) -> None:
    told = read(client, "connector/mlp-projector")
    about = rdflib.URIRef(BASE + "connector/mlp-projector")
    all_ = len(set(kg.graph.subjects(VOCABULARY.claimEntity, about)))
    assert all_ > INBOUND
    assert len(set(told.subjects(VOCABULARY.claimEntity, about))) == INBOUND == 50
    (document,) = told.subjects(FOAF.primaryTopic, about)
    notes = [str(note) for note in told.objects(document, RDFS.comment)]
    assert any(
        note == f"50 of the {all_:,} facts that lead here by vlmkg:claimEntity stand here; for all ask: "
        f"SELECT ?from WHERE {{ ?from <{VLMKG}claimEntity> <{about}> }}"
        for note in notes
    )
    asked = next(note.partition("ask: ")[2] for note in notes if "claimEntity" in note)
    assert len(kg.query(asked)) == all_  # type: ignore[arg-type]


def test_no_document_takes_the_address_of_a_thing(kg: vlmkg.Kg) -> None:
    held = set(names(kg))
    assert [f"{path}.{suffix}" for path in held for suffix in (*FORMS, "html") if f"{path}.{suffix}" in held] == []


@pytest.mark.parametrize(
    "path",
    [
        "model/qwen2.5-vl-7b",
        "source/github-google-localized-narratives-index.html",
        "source/github-mlfoundations-open-clip-docs-openclip-results.csv",
        "result/internvl2.5-1b.olympiadbench.1",
    ],
)
def test_a_name_may_have_dots_and_end_like_a_suffix(client: TestClient, path: str) -> None:
    assert client.get(f"/{path}").headers["location"] == f"/{path}.ttl"
    assert (rdflib.URIRef(BASE + path), RDF.type, None) in read(client, path)
    assert client.get(f"/{path}.html").status_code == 200


@pytest.mark.slow
def test_one_thing_in_five_answers(kg: vlmkg.Kg, client: TestClient) -> None:
    from pyoxigraph import NamedNode, RdfFormat, parse

    paths = names(kg)
    assert len(paths) > 11_549 + 29_743
    for path in sorted(paths)[::5]:
        answer = client.get(f"/{quote(path)}.ttl")
        assert answer.status_code == 200, path
        about = NamedNode(BASE + path)
        assert any(about in (quad.subject, quad.object) for quad in parse(answer.content, format=RdfFormat.TURTLE)), (
            path
        )


# -- who asks for what


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "ttl"),
        ("*/*", "ttl"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("text/*", "ttl"),
        ("application/json", "jsonld"),
        ("application/ld+json;q=0.5, application/rdf+xml", "rdf"),
        ("text/turtle;q=0, */*", "jsonld"),
        ("text/html;q=0.2, application/n-triples;q=0.3", "nt"),
        ("application/rdf+xml,text/rdf+n3,application/xhtml+xml;q=0.5", "rdf"),
    ],
)
def test_the_form_is_the_one_that_the_reader_likes_best(client: TestClient, accept: str | None, suffix: str) -> None:
    headers = {} if accept is None else {"accept": accept}
    if accept is None:
        client.headers.pop("accept", None)
    answer = client.get("/model/pixtral-12b", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/model/pixtral-12b.{suffix}")
    assert "Accept" in answer.headers["vary"]


def test_a_form_that_nobody_can_write_is_refused_with_those_that_there_are(client: TestClient) -> None:
    answer = client.get("/model/pixtral-12b", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/turtle" in answer.json()["detail"]
    assert 'rel="describedby"; type="application/ld+json"' in answer.headers["link"]


def test_a_suffix_needs_no_accept_header(client: TestClient) -> None:
    assert client.get("/model/pixtral-12b.nt", headers={"accept": "image/png"}).status_code == 200


def test_links_lead_to_the_other_documents_the_thing_and_the_license(client: TestClient) -> None:
    links = client.get("/model/pixtral-12b.ttl").headers["link"].split(", ")
    assert links == [
        '<https://w3id.org/vlmkg/model/pixtral-12b>; rel="describes"',
        '<https://w3id.org/vlmkg/model/pixtral-12b.ttl>; rel="canonical"',
        '</model/pixtral-12b.jsonld>; rel="alternate"; type="application/ld+json"',
        '</model/pixtral-12b.nt>; rel="alternate"; type="application/n-triples"',
        '</model/pixtral-12b.rdf>; rel="alternate"; type="application/rdf+xml"',
        '</model/pixtral-12b.html>; rel="alternate"; type="text/html"',
        '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"',
        '</.well-known/void>; rel="index"',
    ]


def test_who_writes_to_a_thing_is_told_how_to_read_it(client: TestClient) -> None:
    answer = client.post("/model/pixtral-12b", content=b"x")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


# -- what is gone, what never was


def test_what_is_deprecated_still_answers_and_says_what_replaced_it(kg: vlmkg.Kg, client: TestClient) -> None:
    deprecated = list(kg.graph.subject_objects(DCTERMS.isReplacedBy))
    assert deprecated
    for old, new in deprecated:
        path = str(old).removeprefix(BASE)
        assert client.get(f"/{path}").status_code == 303
        told = read(client, path)
        assert (old, OWL.deprecated, rdflib.Literal(True)) in told
        assert (old, DCTERMS.isReplacedBy, new) in told
        assert told.value(new, RDFS.label)
        link = client.get(f"/{path}.ttl").headers["link"]
        assert f'<{new}>; rel="http://purl.org/dc/terms/isReplacedBy"' in link


def test_a_name_that_is_nobodys_gets_near_ones(client: TestClient) -> None:
    for path in ("/model/pixtral12", "/model/pixtral12.ttl"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["suggestions"][0] == "model:pixtral-12b"
    page = client.get("/model/pixtral12", headers={"accept": BROWSER})
    assert page.status_code == 404
    assert 'href="/model/pixtral-12b.html"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/model/%3Cscript%3Ealert(1)%3C/script%3E",
        "/model/%00",
        "/model/pixtral-12b%00",
        "/model/%2e%2e/%2e%2e/etc/passwd",
        "/model/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/data/languages.ttl",
        "/model/..%5c..%5cx",
        "/model/%ff%fe",
        "/model/a%20b%22%7B%7D",
        "/model/pixtral-12b%3E%20%3Fp%20%3Fo",
        "/model/" + "a" * 10_000,
        "/" + "a/" * 2_000,
        "/.ttl",
        "/model/.ttl",
        "/model/pixtral-12b.ttl.ttl",
        "/model/pixtral-12b/",
        "/claim",
        "/%E2%80%AE",
    ],
)
def test_a_hostile_path_is_a_plain_404(client: TestClient, path: str) -> None:
    for accept in ("*/*", BROWSER):
        answer = client.get(path, headers={"accept": accept})
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text or answer.headers["content-type"] == "application/problem+json"
        assert len(answer.content) < 30_000


# -- the ontology


def test_a_concept_scheme_is_told_in_rdf_and_as_the_list_of_its_concepts(client: TestClient) -> None:
    for scheme in ("capability", "connector", "modality", "task"):
        assert client.get(f"/{scheme}").headers["location"] == f"/{scheme}.ttl"
        sent = client.get(f"/{scheme}?page=1", headers={"accept": BROWSER})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/{scheme}.html?page=1")
        assert f'href="/{scheme}/' in client.get(f"/{scheme}.html?page=1").text


def test_the_ontology_is_served_as_it_is_written(client: TestClient, root: Path) -> None:
    written = (root / "ontology" / "vlmkg.ttl").read_bytes()
    assert client.get("/ontology.ttl").content == written
    assert client.get("/ontology/0.1.0.ttl").content == written
    assert client.get("/task.ttl").content == (root / "ontology" / "tasks.ttl").read_bytes()


def test_every_term_stands_in_the_document_to_which_its_iri_leads(kg: vlmkg.Kg, client: TestClient) -> None:
    told = read(client, "ontology")
    nodes = {node for triple in kg.graph for node in triple if isinstance(node, rdflib.URIRef)}
    used = {node for node in nodes if node.startswith(VLMKG)}
    assert len(used) > 370
    assert [term for term in used if not told.value(term, SKOS.definition)] == []


def test_the_context_is_the_one_that_is_shipped(client: TestClient, root: Path) -> None:
    for path in ("/context.jsonld", "/ontology/context.jsonld"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/ld+json"
        assert answer.json() == json.loads((root / "ontology" / "context.jsonld").read_text(encoding="utf-8"))


# -- clients of other makes


def test_rdflib_reads_a_thing_from_its_address(address: str) -> None:
    thing = rdflib.URIRef(BASE + "model/pixtral-12b")
    for form in (None, "turtle", "json-ld", "xml", "nt"):
        told = rdflib.Graph().parse(f"{address}/model/pixtral-12b", format=form)
        assert str(told.value(thing, RDFS.label)) == "Pixtral 12B"


def test_curl_follows_to_the_form_that_it_asks_for(address: str) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", *arguments], check=True, capture_output=True, text=True).stdout

    shown = ["-L", "-o", "/dev/null", "-w", "%{http_code} %{num_redirects} %{content_type} %{url_effective}"]
    for suffix, (media_type, _) in FORMS.items():
        told = curl(*shown, "-H", f"Accept: {media_type}", f"{address}/model/qwen2.5-vl-7b")
        assert told.split()[:2] == ["200", "1"]
        assert media_type in told
        assert told.endswith(f"/model/qwen2.5-vl-7b.{suffix}")
    assert curl(*shown, "--path-as-is", f"{address}/model/../../../etc/passwd").startswith("404 0")
