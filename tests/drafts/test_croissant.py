"""Croissant descriptions become drafts; a context that could change their meaning is refused, and none is fetched."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vlmkg
from vlmkg.curation.drafts import croissant
from vlmkg.curation.drafts.draft import UNCHECKED, Draft, Provenance, show
from vlmkg.errors import SourceFileError
from vlmkg.terms import VLMKG, shorten

FILES = Path(__file__).parent / "files" / "croissant"
CONTEXT = {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "citeAs": "cr:citeAs"}

Read = Callable[..., Draft]


@pytest.fixture(scope="module")
def library() -> Any:
    return vlmkg.Kg.load(FILES.parent / "ecosystem" / "graph.ttl", builtin=False).library


@pytest.fixture
def read(library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The draft of a description with these keys, or of this text; whoever opens a connection fails."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    def read(content: str | None = None, context: Any = CONTEXT, **keys: Any) -> Draft:
        path = tmp_path / "metadata.json"
        document = {"@context": context, "@type": "sc:Dataset", "name": "New Data", **keys}
        path.write_text(json.dumps(document) if content is None else content, encoding="utf-8")
        return croissant.read(path, library, Provenance())

    return read


def told(draft: Draft) -> list[tuple[str, str, str]]:
    return [(shorten(s.property), show(s.value), s.locator) for s in draft.statements]


def test_a_description_says_exactly_this(library: Any) -> None:
    draft = croissant.read(FILES / "streets.json", library, Provenance())
    assert {shorten(s.subject) for s in draft.statements} == {"dataset:streets"}
    assert {s.status for s in draft.statements} == {UNCHECKED}
    assert draft.origin.kind == VLMKG + "DatasetCard"
    assert told(draft) == [
        ("vlmkg:huggingFaceId", "house/streets", "url"),
        ("dcterms:license", "license:cc-by-4.0", "license[0]"),
        ("dcterms:license", "license:house-terms", "license[1]"),
        ("vlmkg:developedBy", "org:house", "creator[0]"),
        ("vlmkg:developedBy", "org:new-shop", "creator[1]"),
        ("vlmkg:developedBy", "org:barn", "creator[3]"),
        ("dcterms:issued", "2024-05-06", "datePublished"),
        ("vlmkg:hasLanguage", "language:en", "inLanguage[0]"),
        ("vlmkg:arxivId", "2401.01234", "citeAs"),
        ("vlmkg:supportsModality", "modality:image", "recordSet[0].field[1].subField[0].dataType[0]"),
        ("vlmkg:supportsModality", "modality:video", "recordSet[0].field[2].dataType"),
    ]
    dataset = draft.things[0]
    assert (shorten(dataset.iri), dataset.label, dataset.other_names, dataset.known) == (
        "dataset:streets",
        "Streets",
        ("Street Pictures",),
        True,
    )
    assert [(shorten(t.iri), shorten(t.class_)) for t in draft.things if not t.known] == [
        ("org:new-shop", "vlmkg:Organization")
    ]
    assert [(left.locator, left.text) for left in draft.left_out] == [
        ("alternateName[1]", "Roads"),
        ("license[2]", "house-secret"),
        ("creator[2]", "A. Body"),
        ("inLanguage[1]", "tlh"),
        ("version", "1.0.0"),
    ]


def test_the_id_on_the_hub_leads_to_the_dataset_and_a_name_of_another_one_does_not(read: Read) -> None:
    draft = read(name="Roads", url="https://huggingface.co/datasets/house/streets")
    assert [(shorten(t.iri), t.other_names) for t in draft.things] == [("dataset:streets", ())]
    assert [(left.locator, left.text) for left in draft.left_out] == [("name", "Roads")]


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org/",
        "http://mlcommons.org/croissant/1.0",
        ["https://schema.org", {"cr": "http://mlcommons.org/croissant/"}],
        {"@vocab": "http://schema.org/"},
        {"@vocab": "https://schema.org/", "url": {"@id": "sc:url", "@type": "@id"}, "mine": "https://house.example/"},
        {"@vocab": "https://schema.org/", "sc": {"@id": "https://schema.org/"}, "@language": None, "@version": 1.1},
    ],
)
def test_contexts_that_change_nothing_are_read(read: Read, context: Any) -> None:
    draft = read(context=context, url="https://house.example/data")
    assert told(draft) == [("foaf:page", "https://house.example/data", "url")]


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ("https://house.example/context.jsonld", "would have to be fetched"),
        ("file:///etc/passwd", "would have to be fetched"),
        ("https://schema.org.house.example/", "would have to be fetched"),
        (["https://schema.org/", "http://localhost/"], "would have to be fetched"),
        ({"@vocab": "https://house.example/"}, "'@vocab' another meaning"),
        ({"@vocab": None}, "'@vocab' another meaning"),
        ({"@import": "https://house.example/context"}, "'@import' another meaning"),
        ({"sc": "https://house.example/"}, "'sc' another meaning"),
        ({"name": "https://schema.org/url"}, "'name' another meaning"),
        ({"name": "url"}, "'name' another meaning"),
        ({"name": None}, "'name' another meaning"),
        ({"name": {"@reverse": "sc:name"}}, "'name' another meaning"),
        ({"name": {"@id": "sc:name", "@reverse": "sc:url"}}, "'name' another meaning"),
        ({"sc:license": "sc:url"}, "'sc:license' another meaning"),
        ({"ImageObject": "sc:Text"}, "'ImageObject' another meaning"),
        ({"Person": {"@id": "sc:Person", "@context": {"name": "url"}}}, "inside another part"),
        ({"mine": {"@id": "sc:mine", "@context": "https://house.example/"}}, "inside another part"),
        (["https://schema.org/", ["https://schema.org/"]], "no mapping"),
        (None, "no mapping"),
        (7, "no mapping"),
    ],
)
def test_contexts_that_could_change_a_meaning_are_refused(read: Read, context: Any, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(context=context)


@pytest.mark.parametrize("key", ["creator", "recordSet", "anything"])
def test_a_context_further_in_is_refused(read: Read, key: str) -> None:
    with pytest.raises(SourceFileError, match="inside another part"):
        read(**{key: [{"a": [{"@context": {"name": "url"}, "name": "x"}]}]})


def test_a_self_repeating_context_is_refused(read: Read) -> None:
    context: dict[str, Any] = {"@vocab": "https://schema.org/"}
    for _ in range(50):
        context = {"@vocab": "https://schema.org/", "mine": {"@id": "sc:mine", "@context": context}}
    with pytest.raises(SourceFileError, match="inside another part"):
        read(context=context)


@pytest.mark.parametrize(
    "link",
    [
        "http://a.example/\ud800",
        "http://a.example/\x7f",
        "http://a.example/\u202e",
        "http://a.example/a b",
        "javascript:x",
        "a.example",
        7,
    ],
)
def test_only_plain_web_addresses_are_links(read: Read, link: Any) -> None:
    draft = read(url=link)
    assert (told(draft), [left.locator for left in draft.left_out]) == ([], ["url"])


@pytest.mark.parametrize(
    ("citation", "identifier"),
    [
        ("https://arxiv.org/abs/2401.01234v3", "2401.01234"),
        ("arXiv preprint arXiv:2401.01234", "2401.01234"),
        ("doi = {10.48550/arXiv.2401.01234}", "2401.01234"),
        ("arXiv:2401.01234, arXiv:2401.01234", "2401.01234"),
        ("arXiv:2401.01234, arXiv:2402.01234", None),
        ("pages 2401.01234", None),
    ],
)
def test_one_arxiv_paper_is_the_paper(read: Read, citation: str, identifier: str | None) -> None:
    papers = [value for property_, value, _ in told(read(citeAs=citation)) if property_ == "vlmkg:arxivId"]
    assert papers == ([identifier] if identifier else [])


@pytest.mark.parametrize(
    ("license_", "expected"),
    [
        ("mit", "license:mit"),
        ("https://choosealicense.com/licenses/mit/", "license:mit"),
        ("https://creativecommons.org/licenses/by/4.0/legalcode", "license:cc-by-4.0"),
        ({"@type": "CreativeWork", "url": "https://house.example/terms"}, "license:house-terms"),
        ("https://creativecommons.org/licenses/by/3.0/", None),
        ("https://house.example/other", None),
        ("https://house.example/> ?x ?y } #", None),
        ({"text": "mit"}, None),
        (7, None),
    ],
)
def test_licenses_are_known_by_name_or_page(read: Read, license_: Any, expected: str | None) -> None:
    draft = read(license=license_)
    assert [value for _, value, _ in told(draft)] == ([expected] if expected else [])
    assert len(draft.left_out) == (0 if expected else 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "mend the JSON"),
        ("{}", "no Croissant description"),
        ("[]", "no Croissant description"),
        ('{"@type": "sc:Dataset"}', "no Croissant description"),
        ('{"@type": "sc:Person", "@context": "https://schema.org/", "name": "x"}', "no Croissant description"),
        ('{"@type": "Dataset", "@context": "https://schema.org/"}', "does not name its dataset"),
        ('{"@type": "Dataset", "@context": "https://schema.org/", "name": "…"}', "does not name its dataset"),
        ('{"@type": "Dataset", "@context": "https://schema.org/", "name": NaN}', "no number that JSON knows"),
        ("[" * 100_000, "mend the JSON"),
    ],
)
def test_other_files_are_refused(read: Read, content: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(content)


KEYS = st.sampled_from(
    [
        "name",
        "alternateName",
        "url",
        "license",
        "creator",
        "datePublished",
        "inLanguage",
        "citeAs",
        "recordSet",
        "@type",
    ]
) | st.text(max_size=5)
WORDS = st.sampled_from(
    ["Streets", "mit", "en", "2024", "sc:ImageObject", "https://huggingface.co/datasets/house/streets"]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ODD = st.sampled_from(["\ud800", "http://a.example/\ud800", "http://a.example/\x7f", "a\u202eb", "a\nb"])
VALUES = st.recursive(
    PLAIN | st.text() | ODD | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS | st.sampled_from(["field", "dataType", "@value", "@id"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_any_values_make_a_draft_or_an_error(read: Read, keys: dict[str, Any]) -> None:
    try:
        draft = read(**keys)
    except SourceFileError:
        return
    shown = [text for s in draft.statements for text in (s.locator, show(s.value))]
    shown += [text for left in draft.left_out for text in (left.locator, left.text, left.reason)]
    assert all(text.isprintable() for text in shown)
