"""Short names and IRIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.terms import KINDS, PREFIXES, expand, shorten


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z0-9]([a-z0-9.\-]{0,20}[a-z0-9])?", fullmatch=True))
def test_a_short_name_survives_the_way_there_and_back(prefix: str, local: str) -> None:
    iri = expand(f"{prefix}:{local}")
    assert iri == PREFIXES[prefix] + local
    assert shorten(iri) == f"{prefix}:{local}"


@pytest.mark.parametrize("text", ["model", "model:", "nope:x", "model:a b", "model:a/b", "http://x/", ""])
def test_what_is_no_short_name_has_no_iri(text: str) -> None:
    assert expand(text) is None


@pytest.mark.parametrize(
    "iri", ["http://example.org/a", "https://w3id.org/vlmkg/model/a/b", "https://w3id.org/vlmkg/model/"]
)
def test_what_no_prefix_fits_stays_as_it_is(iri: str) -> None:
    assert shorten(iri) == iri


def test_every_kind_has_its_prefix() -> None:
    assert all(PREFIXES[kind] == f"https://w3id.org/vlmkg/{kind}/" for kind in KINDS)
