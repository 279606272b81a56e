"""Every rule has files that break it and nothing else, at the place that they name; clean files pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vlmkg.cli.lint import lint as command
from vlmkg.curation.findings import Finding
from vlmkg.curation.lint.rules import RULES
from vlmkg.curation.lint.run import lint
from vlmkg.errors import MissingData, UsageError

HERE = Path(__file__).resolve().parent
BROKEN = sorted((HERE / "broken").iterdir())
TERMS = [HERE / "terms.ttl"]


def look(*only: Path, rules: list[str] | None = None) -> tuple[Finding, ...]:
    """What is found in files beside a few terms, which is faster than beside everything that is shipped."""
    return lint(only, among=TERMS, rules=rules).findings


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of the clean model file in which one text is replaced by another."""

    def edit(old: str, new: str) -> Path:
        text = (HERE / "clean" / "data" / "models" / "example.ttl").read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "example.ttl"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return file

    return edit


# -- the rules


def test_every_rule_has_files_that_break_it() -> None:
    assert {path.stem for path in BROKEN} == set(RULES), "add or remove files in tests/lint/broken/"


def test_rules_are_told_in_sentences() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert re.fullmatch(r"[A-Z].*[.]", rule.what), name
        assert re.fullmatch(r".*[.]", rule.cure), name


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_files_break_their_rule_and_no_other(path: Path) -> None:
    found = look(path)
    assert {finding.rule for finding in found} == {path.stem}, "\n".join(map(str, found)) or "nothing was found"
    rule = RULES[path.stem]
    for finding in found:
        assert finding.severity == rule.severity
        assert finding.message.endswith(rule.cure), "end with the cure"
        assert len(finding.message) > len(rule.cure), "say what is wrong"
        assert finding.place
        lines = finding.place.file.read_text(encoding="utf-8").splitlines()
        at = next(line.removeprefix("# At: ") for line in lines if line.startswith("# At: "))
        assert lines[finding.place.line - 1][finding.place.column - 1 :].startswith(at), str(finding)


def test_clean_files_have_no_finding() -> None:
    found = look(HERE / "clean")
    assert not found, "\n".join(map(str, found))


def test_the_shipped_data_and_ontology_have_no_error() -> None:
    errors = [str(finding) for finding in lint().findings if finding.severity == "error"]
    assert not errors, "\n".join(errors)


# -- what the rules say, and what they let pass


def test_a_dangling_reference_names_what_is_near(edited: Callable[[str, str], Path]) -> None:
    (near,) = look(edited("usesVisionEncoder model:a-vit ", "usesVisionEncoder model:a-vitt "))
    assert "; near it are model:a-vit" in near.message
    (other,) = look(edited("usesVisionEncoder model:a-vit ", "usesVisionEncoder model:a "))
    assert "there is family:a." in other.message


def test_an_unknown_term_names_what_is_near(edited: Callable[[str, str], Path]) -> None:
    (finding,) = look(edited("vlmkg:parameterCount", "vlmkg:parametersCount"))
    assert "near it are vlmkg:parameterCount" in finding.message
    (foreign,) = look(edited("dcterms:issued", "dcterms:isued"))
    assert "near it are dcterms:issued" in foreign.message


@pytest.mark.parametrize("written", ["+7", "007", "7.", '"2024-02-30"^^xsd:date', '"2024-09Z"^^xsd:gYearMonth', "-0"])
def test_odd_numbers_and_dates_are_found(written: str, edited: Callable[[str, str], Path]) -> None:
    if written == "7.":
        written = '"7."^^xsd:decimal'
    found = look(edited("7000000000", written))
    assert [finding.rule for finding in found] == ["number-or-date-form"]


@pytest.mark.parametrize("written", ["0", "-7", "7.50", '"2024"^^xsd:gYear', '"2024-02-29"^^xsd:date', "true"])
def test_plain_numbers_and_dates_pass(written: str, edited: Callable[[str, str], Path]) -> None:
    assert not look(edited("7000000000", written))


@pytest.mark.parametrize("text", ["Café Àêîõü 模型 Модель naïve", "émoji 👩‍🔬", "5 µm – 7 Å", "“quoted” …"])
def test_honest_foreign_text_passes(text: str, edited: Callable[[str, str], Path]) -> None:
    assert not look(edited("Modèle A", text))


@pytest.mark.parametrize("text", ["MontrÃ©al", "itâ€™s", "StraÃŸe", "Zürich, MontrÃ©al", "lost \ufffd"])
def test_text_in_the_wrong_character_set_is_found(text: str, edited: Callable[[str, str], Path]) -> None:
    assert {finding.rule for finding in look(edited("Modèle A", text))} == {"mojibake"}


@pytest.mark.parametrize("text", ["", " A", "A ", "A\u00a0B", "A\\tB"])
def test_odd_spaces_are_found(text: str, edited: Callable[[str, str], Path]) -> None:
    assert {finding.rule for finding in look(edited("Modèle A", text))} == {"spaces"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("@prefix claim:", "# @prefix claim:", "lacks 1 of"),
        ("@prefix claim: <https://w3id.org/vlmkg/claim/>", "@prefix claim: <https://w3id.org/claim/>", "is not in the"),
        ("@prefix claim:", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix claim:", "more than once"),
        ("# models/example.ttl\n", "@base <https://w3id.org/vlmkg/> .\n", "is not in the block"),
    ],
)
def test_other_prefixes_are_told_apart(old: str, new: str, what: str, edited: Callable[[str, str], Path]) -> None:
    found = look(edited(old, new), rules=["prefix-block"])
    assert [finding.rule for finding in found] == ["prefix-block"]
    assert what in found[0].message


def test_prefixes_in_another_order_are_found(edited: Callable[[str, str], Path]) -> None:
    text = edited("@prefix", "@prefix").read_text(encoding="utf-8")
    block = re.findall(r"@prefix.*\n", text)
    (finding,) = look(edited("".join(block), "".join(reversed(block))))
    assert "alphabetical order" in finding.message
    assert finding.place
    assert finding.place.line == 4


def test_a_file_without_a_header_is_found(edited: Callable[[str, str], Path]) -> None:
    header = "# models/example.ttl\n# A family with everything in order.\n"
    (finding,) = look(edited(header, ""))
    assert finding.rule == "file-header"
    assert str(finding.place).endswith(":1:1")


def test_a_list_is_found(edited: Callable[[str, str], Path]) -> None:
    found = look(edited("vlmkg:memberOf family:a", "vlmkg:memberOf ( family:a )"))
    assert {finding.rule for finding in found} == {"blank-node"}


def test_a_blank_node_is_found_once_where_it_begins(edited: Callable[[str, str], Path]) -> None:
    (inner,) = look(edited("model:a-vit .", "[ a vlmkg:Model ; vlmkg:memberOf family:a ] ."), rules=["blank-node"])
    assert inner.place
    assert (inner.place.line, inner.place.column) == (51, 29)
    (outer,) = look(edited("model:a-7b a", "[] vlmkg:memberOf family:a .\n\nmodel:a-7b a"), rules=["blank-node"])
    assert outer.place
    assert outer.place.line == 44


def test_a_fault_inside_a_blank_node_stands_where_it_is_written(edited: Callable[[str, str], Path]) -> None:
    (unpinned,) = look(edited("model:a-vit .", '[ foaf:homePage "a" ] .'), rules=["unpinned-term"])
    assert unpinned.focus == "[]"
    assert unpinned.place
    assert (unpinned.place.line, unpinned.place.column) == (51, 31)
    (spaces,) = look(edited("model:a-vit .", '[ rdfs:label "a "@en ] .'), rules=["spaces"])
    assert spaces.place
    assert (spaces.place.line, spaces.place.column) == (51, 42)


def test_an_unknown_term_that_is_described_stands_at_its_description(edited: Callable[[str, str], Path]) -> None:
    (finding,) = look(edited("model:a-7b a", "vlmkg:Riddel vlmkg:memberOf family:a .\n\nmodel:a-7b a"))
    assert finding.rule == "unknown-term"
    assert finding.place
    assert (finding.place.line, finding.place.column) == (44, 1)
    assert finding.path is None


def test_a_folder_that_is_none_of_ours_is_found(tmp_path: Path, edited: Callable[[str, str], Path]) -> None:
    stray = tmp_path / "data" / "oddments" / "a.ttl"
    stray.parent.mkdir(parents=True)
    stray.write_text(edited("# models/example.ttl", "# oddments/a.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    (finding,) = look(stray)
    assert finding.rule == "wrong-file"
    assert "oddments/a.ttl" in finding.message


def test_a_term_of_ours_in_the_query_of_a_shape_is_checked(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("""# A shape with a slip in its query.
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://w3id.org/vlmkg/shapes#A> a sh:NodeShape ; sh:sparql <https://w3id.org/vlmkg/shapes#B> .
<https://w3id.org/vlmkg/shapes#B> sh:select "SELECT $this { $this vlmkg:usesVisonEncoder ?e }" .
""")
    (finding,) = look(shapes)
    assert finding.rule == "unknown-term"
    assert finding.place
    assert (finding.place.line, finding.place.column) == (4, 45)


# -- the module


def test_only_the_files_asked_for_are_reported_though_all_are_known() -> None:
    family = HERE / "broken" / "described-twice" / "data" / "models"
    assert not look(family / "clip.ttl")
    assert lint([family / "siglip.ttl"], among=[*TERMS, family / "clip.ttl"]).findings


def test_one_rule_alone_can_be_asked() -> None:
    assert not look(HERE / "broken" / "spaces.ttl", rules=["mojibake"])
    assert look(HERE / "broken" / "spaces.ttl", rules=["mojibake", "spaces"])


def test_findings_stand_in_the_order_of_the_files() -> None:
    found = look(HERE / "broken")
    places = [(str(f.place.file), f.place.line, f.place.column) for f in found if f.place]
    assert len(places) == len(found)
    assert places == sorted(places)


def test_a_rule_that_is_not_there_is_refused_with_near_misses() -> None:
    with pytest.raises(UsageError, match="did you mean spaces"):
        look(rules=["space"])


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(MissingData, match="no such file"):
        look(HERE / "nothing")


def test_a_file_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "bytes.ttl"
    file.write_bytes(b"\xff\xfe\x00")
    (finding,) = look(file)
    assert finding.rule == "turtle-syntax"
    assert "UTF-8" in finding.message


# -- the command


def shell(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_command_prints_findings_and_exits_with_1() -> None:
    file = HERE / "broken" / "spaces.ttl"
    done = shell(file)
    assert done.exit_code == 1
    assert re.match(r"\S*broken/spaces\.ttl:\d+:\d+: ", done.stdout)
    assert "error[spaces] model:a rdfs:label: " in done.stdout
    assert done.stderr == "not fine: 1 error, 0 warnings, 0 remarks\n"


def test_warnings_do_not_fail() -> None:
    done = shell(HERE / "broken" / "plain-http.ttl", "--rule", "plain-http")
    assert done.exit_code == 0
    assert "warning[plain-http]" in done.stdout
    assert done.stderr == "fine: 0 errors, 1 warning, 0 remarks\n"


def test_the_command_lists_its_rules() -> None:
    done = shell("--list")
    assert done.exit_code == 0
    for name, rule in RULES.items():
        assert re.search(rf"^{name} +{rule.severity} +{re.escape(rule.what)}$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("words", [["--rule", "nonsense"], ["no-such-file.ttl"]])
def test_wrong_use_exits_with_2(words: list[str]) -> None:
    done = shell(*words)
    assert done.exit_code == 2
    assert done.stderr.startswith("vlmkg: ")
    assert not done.stdout
