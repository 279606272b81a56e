"""Laws: any form of any graph reads back as that graph, and any path at all gets a sensible answer."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vlmkg.exchange.describe import document
from vlmkg.exchange.describe.sheet import VOCABULARIES
from vlmkg.http.linked import addresses
from vlmkg.terms import BASE

READ = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}

HOUSE = ox.NamedNode("https://house.example/a")

local = st.text(
    st.characters(codec="utf-8", categories=("L", "N"), include_characters="-._~:@!$&'()*+,;="), max_size=12
)
starts = st.sampled_from([*VOCABULARIES.values(), "model:", "void:", "urn:x:", "https://house.example/a?b=c&d#"])
iris = st.builds(lambda start, name: ox.NamedNode(start + name), starts, local)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
literals = st.one_of(
    st.builds(ox.Literal, texts),
    st.builds(lambda text: ox.Literal(text, language="en-GB"), texts),
    st.builds(lambda text, of: ox.Literal(text, datatype=of), texts, iris),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
)
triples = st.builds(ox.Triple, iris, iris, st.one_of(iris, literals))


@given(st.lists(triples, max_size=8))
@example(
    [ox.Triple(HOUSE, HOUSE, ox.Literal(text)) for text in (" a ", "", "\n\t", '"\\', "1", "</x>", "\u2028", "\x01")]
)
def test_what_is_written_reads_back_as_it_was(graph: list[ox.Triple]) -> None:
    for form, reader in READ.items():
        read = {quad.triple for quad in ox.parse(document.write(graph, form), format=reader)}
        assert read == set(graph), form


def test_an_iri_that_reads_like_a_short_form_stays_what_it_is() -> None:
    graph = [
        ox.Triple(
            ox.NamedNode(BASE + "model/x"), ox.NamedNode(VOCABULARIES["rdfs"] + "seeAlso"), ox.NamedNode("model:x")
        ),
    ]
    written = document.write(graph, "jsonld")
    assert b"@context" not in written
    assert [quad.triple for quad in ox.parse(written, format=ox.RdfFormat.JSON_LD)] == graph


@given(st.text(max_size=30), st.sampled_from(["", *addresses.TYPES]), st.booleans())
def test_an_address_leads_back_to_its_path(name: str, suffix: str, held_whole: bool) -> None:
    text = f"{name}.{suffix}" if suffix else name
    held = BASE + (text if held_whole else name)
    found = addresses.find(text, lambda iri: iri == held)
    assert found is not None or not name  # an empty name has no documents
    if found is not None:
        assert text == (found.iri if found.suffix is None else f"{found.iri}.{found.suffix}").removeprefix(BASE)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["", "model/", "claim/", "ontology/", "download/", "data", ".well-known/"]), st.text(max_size=40)
)
def test_any_path_gets_a_sensible_answer(client: TestClient, kind: str, name: str) -> None:
    answer = client.get(f"/{kind}{quote(name, safe='')}", headers={"accept": "*/*"})
    assert answer.status_code in (200, 303, 307, 404)  # 307: to the path without a slash at its end
