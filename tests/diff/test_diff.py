"""What differs between two states: every kind of change, and the laws a comparison keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmkg.curation import blanks
from vlmkg.curation.changes import Change, Count, Diff, Thing
from vlmkg.curation.diff import between, compare
from vlmkg.curation.states import State
from vlmkg.errors import MissingData, TurtleError, UsageError

Write = Callable[..., Path]

FACTS = """
model:pixtral a vlmkg:VisionLanguageModel ; rdfs:label "Pixtral 12B"@en ; vlmkg:usesVisionEncoder model:clip .
model:clip a vlmkg:VisionEncoder ; rdfs:label "CLIP"@en .
model:own a vlmkg:VisionEncoder ; rdfs:label "Pixtral ViT"@en .
source:list a vlmkg:Source ; rdfs:label "the list"@en .
"""
CLAIM = """
claim:pixtral.encoder.1 a vlmkg:Claim ; vlmkg:claimSubject model:pixtral ; vlmkg:claimProperty vlmkg:usesVisionEncoder ;
    vlmkg:claimEntity model:own ; vlmkg:source source:list ; vlmkg:locator "line 62" ; vlmkg:status vlmkg:Unchecked ;
    vlmkg:note "An own encoder."@en .
"""


def told(turtle: Write, before: str, after: str) -> Diff:
    return compare(str(turtle("before.ttl", before)), str(turtle("after.ttl", after)), Path.cwd())


def only(diff: Diff) -> Thing:
    (thing,) = diff.things
    return thing


def shown(changes: Iterable[Change]) -> list[tuple[str, list[str], list[str]]]:
    return [(c.predicate.shown, [t.shown for t in c.removed], [t.shown for t in c.added]) for c in changes]


def test_nothing_differs(turtle: Write) -> None:
    diff = told(turtle, FACTS + CLAIM, CLAIM + FACTS)
    assert diff.empty
    assert (diff.added, diff.removed, diff.things) == (0, 0, ())
    assert diff.counts.triples == Count("triples", 17, 17)


def test_a_value_in_place_of_another(turtle: Write) -> None:
    after = FACTS.replace("usesVisionEncoder model:clip", "usesVisionEncoder model:own ; vlmkg:contextLength 131072")
    diff = told(turtle, FACTS, after)
    thing = only(diff)
    assert (thing.curie, thing.label, thing.kind) == ("model:pixtral", "Pixtral 12B", "changed")
    assert thing.classes == ("vision-language model",)
    assert shown(thing.changes) == [
        ("context length", [], ["131072"]),
        ("uses vision encoder", ["CLIP"], ["Pixtral ViT"]),
    ]
    assert [change.kind for change in thing.changes] == ["added", "changed"]
    assert (diff.added, diff.removed) == (2, 1)


def test_a_value_less(turtle: Write) -> None:
    thing = only(told(turtle, FACTS, FACTS.replace("; vlmkg:usesVisionEncoder model:clip", "")))
    assert [change.kind for change in thing.changes] == ["removed"]


def test_whole_things(turtle: Write) -> None:
    there = told(turtle, FACTS, FACTS + 'model:new a vlmkg:VisionEncoder ; rdfs:label "New"@en .')
    thing = only(there)
    assert (thing.kind, thing.label, thing.classes) == ("added", "New", ("vision encoder",))
    assert Count("vision encoder", 2, 3) in there.counts.things
    gone = told(turtle, FACTS, FACTS.replace('source:list a vlmkg:Source ; rdfs:label "the list"@en .', ""))
    assert (only(gone).kind, only(gone).label) == ("removed", "the list")
    assert Count("source", 1, 0) in gone.counts.things


def test_claims_stand_with_what_they_are_about(turtle: Write) -> None:
    diff = told(turtle, FACTS, FACTS + CLAIM)
    thing = only(diff)
    (claim,) = thing.claims
    assert (thing.curie, thing.kind, thing.changes) == ("model:pixtral", "changed", ())
    assert (claim.kind, claim.was, claim.status, claim.moved) == ("added", None, "Unchecked", False)
    assert claim.predicate is not None
    assert claim.value is not None
    assert claim.source is not None
    assert (claim.predicate.shown, claim.value.shown) == ("uses vision encoder", "Pixtral ViT")
    assert (claim.source.shown, claim.locator, claim.note) == ("the list", "line 62", "An own encoder.")
    assert diff.counts.claims == (Count("Unchecked", 0, 1),)
    back = only(told(turtle, FACTS + CLAIM, FACTS)).claims[0]
    assert (back.kind, back.was, back.status, back.locator) == ("removed", "Unchecked", None, "line 62")


def test_a_claim_is_checked(turtle: Write) -> None:
    checked = CLAIM.replace("vlmkg:Unchecked", "vlmkg:Verified").replace("line 62", "line 63")
    diff = told(turtle, FACTS + CLAIM, FACTS + checked)
    (claim,) = only(diff).claims
    assert (claim.kind, claim.was, claim.status, claim.moved) == ("changed", "Unchecked", "Verified", True)
    assert [change.predicate.shown for change in claim.changes] == ["locator", "status"]
    assert shown(claim.changes)[0] == ("locator", ["line 62"], ["line 63"])
    assert diff.counts.claims == (Count("Verified", 0, 1), Count("Unchecked", 1, 0))


def test_a_claim_about_nothing_is_a_thing(turtle: Write) -> None:
    thing = only(told(turtle, FACTS, FACTS + "claim:lost a vlmkg:Claim ."))
    assert (thing.curie, thing.kind, thing.claims) == ("claim:lost", "added", ())


def test_the_text_of_a_value_counts(turtle: Write) -> None:
    before = 'model:a vlmkg:parameterCount 7.5e9 ; rdfs:label "a" .'
    assert told(turtle, before, before.replace("7.5e9", "7500000000.0")).added == 1
    assert told(turtle, before, before.replace("7.5e9", "7.5E9")).added == 1
    assert told(turtle, before, before.replace('"a"', '"a"@en')).added == 1


def test_a_move_to_another_file_is_no_change(turtle: Write) -> None:
    first, second = FACTS.strip().split("\n", 1)
    turtle("one/models/all.ttl", FACTS)
    turtle("two/models/pixtral.ttl", first)
    turtle("two/z/rest.ttl", second + "\n" + first)
    diff = compare(str(turtle("one/x.ttl", "").parent), str(turtle("two/x.ttl", "").parent), Path.cwd())
    assert diff.empty
    assert diff.counts.triples == Count("triples", 9, 9)


UNION = "vlmkg:score rdfs:domain [ a owl:Class ; owl:unionOf ( vlmkg:Result vlmkg:Comparison ) ] ."
PAIR = "[] a owl:AllDisjointClasses ; owl:members ( vlmkg:Model vlmkg:Dataset ) ."


def test_blank_nodes_are_told_by_what_is_said_of_them(turtle: Write) -> None:
    assert told(
        turtle, UNION + PAIR, PAIR + UNION.replace("a owl:Class ;", "").replace(") ]", ") ; a owl:Class ]")
    ).empty
    thing = only(told(turtle, UNION, UNION.replace("vlmkg:Result", "vlmkg:Result vlmkg:Model")))
    assert thing.curie == "vlmkg:score"
    (change,) = thing.changes
    assert change.removed[0].shown == "[ a owl:Class ; owl:unionOf ( vlmkg:Result vlmkg:Comparison ) ]"
    assert change.added[0].shown == "[ a owl:Class ; owl:unionOf ( vlmkg:Result vlmkg:Model vlmkg:Comparison ) ]"
    thing = only(told(turtle, UNION, UNION + PAIR))
    assert (thing.kind, thing.label, thing.classes) == ("added", "(no name)", ("owl:AllDisjointClasses",))


def test_circles_of_blank_nodes_are_counted_not_compared(turtle: Write) -> None:
    circle = "_:a skos:related _:b . _:b skos:related _:a . model:a skos:related _:a . model:a a vlmkg:Model ."
    diff = told(turtle, circle, circle + "_:b skos:broader _:b .")
    assert diff.empty
    assert diff.counts.uncompared == Count("uncompared", 3, 4)
    assert diff.counts.triples == Count("triples", 4, 5)


def test_blank_nodes_in_triple_terms_are_counted(turtle: Write) -> None:
    diff = told(turtle, "", "model:a skos:related <<( model:a skos:related _:b )>> , <<( model:a a model:b )>> .")
    assert (diff.added, diff.counts.uncompared) == (1, Count("uncompared", 0, 1))
    inside = '[] skos:related <<( model:a skos:related _:b )>> ; skos:note "not compared either" .'
    diff = told(turtle, inside, inside + "# another text, the same triples")
    assert (diff.empty, diff.counts.uncompared) == (True, Count("uncompared", 2, 2))


def test_deep_and_broad_blank_nodes_end(turtle: Write) -> None:
    long = f"model:a skos:member ( {'model:b ' * 5000}) ."
    deep = f"model:a skos:member {'[ skos:member ' * 100}1{' ]' * 100} ."
    shared = "model:a skos:member _:n0 ." + "".join(
        f"_:n{i} skos:member _:n{i + 1} ; skos:related _:n{i + 1} ." for i in range(60)
    )
    for text in (long, deep, shared):
        (change,) = only(told(turtle, "model:a a model:c .", text + "model:a a model:c .")).changes
        (value,) = change.added
        assert len(value.shown) < 20_000
        assert "cut short: _:b" in value.shown
    (change,) = only(told(turtle, deep, deep.replace("1 ]", "2 ]"))).changes
    assert change.removed[0].shown != change.added[0].shown


def test_names_come_from_either_side_and_the_shipped_ontology(turtle: Write) -> None:
    before = 'model:a rdfs:label "Alt"@de, "Old"@en . model:b vlmkg:builtOnBackbone model:a .'
    diff = told(turtle, before, "model:b vlmkg:contextLength 1 .")
    assert [thing.label for thing in diff.things] == ["Old", "model:b"]
    assert shown(diff.things[1].changes) == [("built on backbone", ["Old"], []), ("context length", [], ["1"])]


def test_states_of_a_checkout(checkout: Any) -> None:
    checkout.write("data/models/a.ttl", FACTS)
    checkout.write("ontology/own.ttl", "vlmkg:Own a owl:Class .")
    checkout.write("ontology/shapes/own.ttl", "vlmkg:OwnShape a owl:Class .")
    first = checkout.commit()
    checkout.git("mv", "data/models/a.ttl", "data/b.ttl")
    checkout.write("data/claims/a.ttl", CLAIM)
    checkout.write("ontology/shapes/own.ttl", "vlmkg:OtherShape a owl:Class .")
    checkout.commit()
    checkout.write("ontology/alignments/own.ttl", "vlmkg:Own owl:equivalentClass skos:Concept .")
    root = checkout.root
    diff = compare(first, "HEAD", root)
    assert (diff.before, diff.after, diff.added, diff.removed) == (first, "HEAD", 8, 0)
    assert [thing.curie for thing in compare("HEAD", None, root).things] == ["vlmkg:Own"]
    assert compare(None, ".", root).empty
    assert compare(first, "data/b.ttl", root).removed == 1
    assert compare("./data/b.ttl", str(root / "data" / "b.ttl"), root / "ontology" / "..").empty
    assert compare("HEAD~1", None, root / "data").added == 9


def test_a_path_comes_before_a_revision(checkout: Any) -> None:
    checkout.write("data/a.ttl", FACTS)
    checkout.commit()
    checkout.write("main/b.ttl", "model:b a vlmkg:Model .")
    assert compare("main", None, checkout.root).counts.triples.before == 1
    assert compare("heads/main", None, checkout.root).empty


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("nope", UsageError, "no file or folder is called 'nope'; as a revision: 'nope' is no git revision"),
        ("", UsageError, "cannot name a git revision"),
        ("-x", UsageError, "cannot name a git revision"),
        ("./main", MissingData, "no such file or folder"),
        ("/nowhere", MissingData, "no such file or folder"),
        ("./\0", MissingData, "no such file or folder"),
        ("x" * 5000, UsageError, "cannot name a git revision"),
        ("~nobody-of-that-name/x", UsageError, "is no git revision"),
        ("empty", MissingData, "no .ttl file"),
        ("main", MissingData, "no Turtle in data/ or ontology/"),
        ("bad.ttl", TurtleError, "bad.ttl:1:"),
        ("latin.ttl", TurtleError, "latin.ttl:2:14: not UTF-8"),
    ],
)
def test_what_is_no_state(checkout: Any, name: str, error: type[Exception], message: str) -> None:
    checkout.commit()
    (checkout.root / "empty").mkdir()
    (checkout.root / "bad.ttl").write_text("model:a")
    (checkout.root / "latin.ttl").write_bytes(b'#\n<a:a> <a:b> "\xe9".\n')
    with pytest.raises(error) as caught:
        compare(name, None, checkout.root)
    assert message in str(caught.value)


def test_broken_turtle_of_a_revision_is_placed(checkout: Any) -> None:
    (checkout.root / "data").mkdir()
    (checkout.root / "data" / "a.ttl").write_text("\n\nmodel:a")
    checkout.commit()
    with pytest.raises(TurtleError, match=r"^HEAD:data/a\.ttl:3:1"):
        compare("HEAD", None, checkout.root)


# -- laws

NODES = st.sampled_from([ox.NamedNode(f"https://w3id.org/vlmkg/{name}") for name in ("model/a", "model/b", "claim/c")])
PROPERTIES = st.sampled_from(
    [
        ox.NamedNode(f"https://w3id.org/vlmkg/ontology#{name}")
        for name in ("claimSubject", "status", "claimEntity", "note", "builtFrom")
    ]
    + [
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    ]
)
CLASSES = st.sampled_from([ox.NamedNode(f"https://w3id.org/vlmkg/ontology#{name}") for name in ("Claim", "Verified")])
LITERALS = st.builds(ox.Literal, st.text(max_size=5)) | st.builds(
    lambda text: ox.Literal(text, language="en"), st.text(max_size=5)
)
STATES = st.frozensets(st.builds(ox.Triple, NODES, PROPERTIES, NODES | CLASSES | LITERALS), max_size=25).map(
    lambda triples: State("any", triples, len(triples), 0)
)


def lines(triples: Iterable[ox.Triple]) -> set[tuple[str, str, str]]:
    return {(str(s), str(p), str(o)) for s, p, o in triples}


def lost_and_gained(diff: dict[str, Any]) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """The triples that a comparison tells of, read back from its JSON."""
    sides: dict[str, set[tuple[str, str, str]]] = {"removed": set(), "added": set()}
    for thing in diff["things"]:
        for subject in (thing, *thing["claims"]):
            for change in subject["changes"]:
                for side, found in sides.items():
                    found |= {(f"<{subject['iri']}>", change["predicate"]["exact"], v["exact"]) for v in change[side]}
    return sides["removed"], sides["added"]


@given(STATES)
def test_a_state_does_not_differ_from_itself(state: State) -> None:
    assert between(state, state).empty
    assert between(state, state).things == ()


@given(STATES, STATES)
def test_what_is_told_leads_from_one_state_to_the_other(before: State, after: State) -> None:
    diff = between(before, after)
    assert json.loads(json.dumps(diff.as_dict())) == diff.as_dict()
    removed, added = lost_and_gained(diff.as_dict())
    assert removed <= lines(before.triples)
    assert not added & lines(before.triples)
    assert (lines(before.triples) - removed) | added == lines(after.triples)
    assert (len(removed), len(added)) == (diff.removed, diff.added)
    assert all(thing.changes or thing.claims for thing in diff.things)


@given(STATES, STATES)
def test_the_way_back_is_the_mirror(before: State, after: State) -> None:
    there, back = between(before, after), between(after, before)
    assert lost_and_gained(there.as_dict()) == lost_and_gained(back.as_dict())[::-1]
    assert [(c.name, c.before, c.after) for c in there.counts.claims] == [
        (c.name, c.after, c.before) for c in back.counts.claims
    ]
    turned = {"added": "removed", "removed": "added", "changed": "changed"}

    def kinds(diff: Diff) -> dict[str, str]:
        # A claim that is about another thing now is told with the later one, so things that have claims may differ.
        return {thing.iri: thing.kind for thing in diff.things if thing.changes}

    told, mirrored = kinds(there), kinds(back)
    assert all(mirrored[iri] == turned[kind] for iri, kind in told.items() if iri in mirrored)


BLANKS = st.sampled_from([ox.BlankNode(name) for name in "abcd"])


@given(st.lists(st.builds(ox.Triple, NODES | BLANKS, PROPERTIES, NODES | BLANKS), max_size=12), st.randoms())
def test_names_of_blank_nodes_and_order_make_no_difference(triples: list[ox.Triple], random: Any) -> None:
    fresh = {ox.BlankNode(name): ox.BlankNode() for name in "abcd"}
    other = [ox.Triple(fresh.get(s, s), p, fresh.get(o, o)) for s, p, o in triples]
    random.shuffle(other)
    plain, renamed, left = blanks.named(dict.fromkeys(triples))
    assert (set(plain), set(renamed), left) == tuple(
        set(x) if isinstance(x, list) else x for x in blanks.named(dict.fromkeys(other))
    )
    assert len(plain) + len(renamed) + left == len(set(triples))
