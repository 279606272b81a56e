"""The document that facts are added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlmkg.curation.turtle_document import Document
from vlmkg.errors import UsageError

E = "@prefix e: <http://e/> .\n\n"


def document(text: str) -> Document:
    return Document.parse(E + text, Path("a.ttl"))


def test_a_new_subject_stands_in_its_sorted_place() -> None:
    made = document("e:a e:p 1 .\n\n# on c\ne:c e:p 1 .\n")
    assert made.add("e:b", "e:p", '"x"@en')
    assert made.add("e:b", "a", "e:C")
    assert made.text() == E + 'e:a e:p 1 .\n\ne:b a e:C ;\n    e:p "x"@en .\n\n# on c\ne:c e:p 1 .\n'


@pytest.mark.parametrize("value", ["7", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'])
def test_what_is_there_is_not_added_again(value: str) -> None:
    made = document("e:a e:p 7 . # known\n")
    before = made.text()
    assert not made.add("<http://e/a>", "<http://e/p>", value)
    assert made.text() == before


def test_terms_are_told_apart_by_their_words() -> None:
    made = document('e:a e:p 7, "x", e:x .\n')
    assert made.add("e:a", "e:p", "07")
    assert made.add("e:a", "e:p", '"x"@en')
    assert made.add("e:a", "e:p", '"http://e/x"')
    assert made.add("e:a", "e:q", "7")


def test_a_document_that_keeps_its_order_grows_at_its_ends() -> None:
    made = Document.parse("# vlmkg fmt: keep order\n\n" + E + "e:b e:q 1 .\n", Path("a.ttl"))
    made.add("e:b", "e:p", "2")
    made.add("e:a", "e:p", "3")
    assert made.keeps_order
    assert made.text().endswith("\n\ne:b e:q 1 ;\n    e:p 2 .\n\ne:a e:p 3 .\n")


def test_subjects_are_named_once() -> None:
    assert document("e:b e:p 1 . <http://e/a> e:p 1 . e:b e:q 1 . [] e:p 1 .").subjects == ["e:b", "e:a"]


@pytest.mark.parametrize(
    "value", ["", "1 2", "e:x ; e:q 1", "[]", "x", "z:a", '"a" # b', '"a\nb"', "<a b>", "1 . e:z e:p 2"]
)
def test_only_one_known_term_can_be_added(value: str) -> None:
    made = document("e:a e:p 1 .")
    before = made.text()
    with pytest.raises(UsageError, match="is not one term"):
        made.add("e:a", "e:p", value)
    assert made.text() == before
