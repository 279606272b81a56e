"""The command as its users meet it, mistakes included."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from click.testing import Result

from vlmkg.cli.main import main

Shell = Callable[..., Result]


def test_every_command_has_help_and_takes_the_shared_options() -> None:
    curating = {"fmt", "lint", "diff", "claim", "model", "record", "draft"}
    for name, command in main.commands.items():
        assert command.help, name
        options = {option for p in command.params for option in p.opts}
        if name not in {"questions", *curating}:
            assert {"--data", "--no-builtin"} <= options, name
            assert ("--as-of" in options) is (name != "validate"), f"{name}: files are checked as they are"
        if name not in {"serve", "fmt", "claim", "model", "record", "draft"}:
            assert {"--format", "--output"} <= options, name
        for below in getattr(command, "commands", {}).values():
            assert below.help, f"{name} {below.name}"


def test_query_writes_data_and_nothing_else_to_stdout(shell: Shell) -> None:
    answer = shell("query", "ASK { model:siglip a vlmkg:VisionEncoder }", "--format", "json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["boolean"] is True
    assert answer.stderr == ""


def test_query_reads_stdin_and_files(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    assert shell("query", "-", stdin="ASK { ?s ?p ?o }").stdout == "yes\n"
    assert shell("query", "--file", str(file)).stdout == "yes\n"


def test_lineage_shows_who_says_so(shell: Shell) -> None:
    tree = shell("lineage", "pixtral-12b").stdout
    head, *lines = tree.splitlines()
    assert head.startswith("Pixtral 12B")
    assert "Mistral AI" in head
    assert any("vision encoder" in line and "Pixtral ViT 400M" in line and "✓" in line for line in lines)
    assert any("language model" in line and "Mistral Nemo 12B" in line for line in lines)
    assert any("rejected" in line and "CLIP ViT-L/14" in line and "line 80" in line for line in lines)


def test_show_marks_what_rests_on_a_list_alone(shell: Shell) -> None:
    assert "? unchecked: " in shell("show", "CoPali").stdout or "✓" in shell("show", "CoPali").stdout
    assert "turned down" in shell("show", "SigLip").stdout


@pytest.mark.parametrize(
    "name",
    [
        "ColPali",
        "CoPali",
        "model:colpali",
        "colpali",
        "https://w3id.org/vlmkg/model/colpali",
        " COLPALI ",
    ],
)
def test_names_are_forgiving(shell: Shell, name: str) -> None:
    assert shell("show", name).stdout.startswith("ColPali  (model:colpali)")


def test_json_forms_are_json(shell: Shell) -> None:
    for arguments in (("show", "clip"), ("lineage", "colpali"), ("search", "siglip"), ("stats",), ("questions",)):
        assert json.loads(shell(*arguments, "--format", "json").stdout)


def test_export_leaves_out_what_it_is_told_to(shell: Shell, tmp_path: Path, root: Path) -> None:
    own = ("--data", str(root / "tests" / "lineage" / "graph.ttl"), "--no-builtin")

    def triples(*options: str) -> rdflib.Graph:
        file = tmp_path / "out.nt"
        assert shell("export", "--format", "ntriples", "--output", str(file), *own, *options).exit_code == 0
        return rdflib.Graph().parse(file, format="nt")

    everything = triples()
    asserted, unclaimed, least = triples("--asserted"), triples("--no-claims"), triples("--asserted", "--no-claims")
    assert len(everything) > len(asserted) > len(least)
    assert len(everything) > len(unclaimed) > len(least)
    claim = rdflib.URIRef("https://w3id.org/vlmkg/ontology#Claim")
    assert (None, rdflib.RDF.type, claim) in everything
    assert (None, rdflib.RDF.type, claim) not in unclaimed


def test_own_turtle_adds_and_replaces(shell: Shell, tiny: Path) -> None:
    alone = shell("lineage", "House Model", "--data", str(tiny), "--no-builtin")
    assert "House Eye" in alone.stdout
    assert "no claim" in alone.stdout
    both = shell(
        "query", "SELECT (COUNT(*) AS ?n) { ?m a vlmkg:VisionLanguageModel }", "--data", str(tiny), "--format", "csv"
    )
    assert int(both.stdout.split()[1]) > 20
    assert shell("show", "pixtral-12b", "--data", str(tiny), "--no-builtin").exit_code == 1


MISTAKES = [
    (("show", "pixtrl-12b"), 1, "did you mean"),
    (("lineage", "zzzzqqqq"), 1, "nothing is called"),
    (("search", "zzzzqqqq"), 1, "nothing is called"),
    (("run", "find-model-by-encoder"), 1, "find-models-by-encoder"),
    (("run", "find-models-by-encoder", "enc=x"), 2, "it has: encoder"),
    (("run", "find-models-by-encoder", "SigLIP"), 2, "name=value"),
    (("run", "find-commercial-models", "parameters=many"), 2, "whole number"),
    (("query", "SELECT ?x WHERE {\n ?x }"), 2, "line 2"),
    (("query", ""), 2, "empty"),
    (("query",), 2, "--file"),
    (("query", "--file", "/nowhere/q.rq"), 2, "/nowhere/q.rq"),
    (("query", "CLEAR ALL"), 2, "read-only"),
    (("query", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"), 2, "SERVICE"),
    (("query", "ASK {}", "--format", "turtle"), 2, "cannot be written"),
    (("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), 2, "cannot be written"),
    (("stats", "--data", "/nowhere"), 2, "no such file or folder"),
    (("export", "--output", "/nowhere/out.ttl", "--no-builtin"), 2, "/nowhere/out.ttl"),
    (("export", "--format", "png"), 2, "png"),
    (("frobnicate",), 2, "No such command"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "says"), MISTAKES, ids=lambda v: " ".join(v) if isinstance(v, tuple) else None
)
def test_mistakes_get_one_message_and_their_exit_code(
    shell: Shell, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = shell(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


BROKEN = {
    "unfinished": ("@prefix a: <http://a/> .\na:b a:c\n", 3),
    "unknown prefix": ("a:b a:c a:d .\n", 1),
    "no text": ("\x00\xff", 1),
    "bad number": ("@prefix a: <http://a/> .\n\na:b a:c 1.2.3.4 ; .\n", 3),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_turtle_names_file_line_and_column(shell: Shell, tmp_path: Path, case: str) -> None:
    text, line = BROKEN[case]
    file = tmp_path / "broken.ttl"
    file.write_text(text, encoding="latin-1")
    result = shell("stats", "--data", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"vlmkg: {file}:{line}:")
    assert result.stdout == ""


def test_an_empty_folder_is_named(shell: Shell, tmp_path: Path) -> None:
    result = shell("stats", "--data", str(tmp_path))
    assert result.exit_code == 2
    assert "no .ttl file" in result.stderr


DATED = """
@prefix claim: <https://w3id.org/vlmkg/claim/> .
@prefix source: <https://w3id.org/vlmkg/source/> .
@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix model: <https://w3id.org/vlmkg/model/> .
model:house-model vlmkg:contextLength 8, 16 .
"""
CLAIM = """
claim:c.{n} a vlmkg:Claim ; vlmkg:claimSubject model:house-model ; vlmkg:claimProperty vlmkg:contextLength ;
    vlmkg:claimLiteral {n} ; vlmkg:source source:s ; vlmkg:locator "p" ; vlmkg:status vlmkg:Verified ;
    vlmkg:recorded "{day}"^^xsd:date .
"""


def test_the_graph_as_of_a_day(shell: Shell, tiny: Path) -> None:
    claims = CLAIM.format(n=8, day="2026-01-01") + CLAIM.format(n=16, day="2026-01-02")
    (tiny.parent / "dated.ttl").write_text(DATED + claims, encoding="utf-8")
    words = ("query", "SELECT ?n { model:house-model vlmkg:contextLength ?n }", "--format", "csv")
    own = ("--data", str(tiny.parent), "--no-builtin")
    assert shell(*words, *own, "--as-of", "2026-01-01").stdout.split() == ["n", "8"]
    assert sorted(shell(*words, *own).stdout.split()) == ["16", "8", "n"]
    for day, message in (("2025-12-31", "the first claims are of 2026-01-01"), ("yesterday", "is no date")):
        answer = shell(*words, *own, "--as-of", day)
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert message in answer.stderr
        assert len(answer.stderr.splitlines()) == 1


def test_a_failed_export_leaves_the_old_file_as_it_was(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out.ttl"
    out.write_text("kept", encoding="utf-8")
    assert shell("export", "--output", str(out), "--data", "/nowhere").exit_code == 2
    assert out.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [out]


def test_validate_says_what_does_not_conform(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(
        "@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .\n@prefix model: <https://w3id.org/vlmkg/model/> .\n"
        "model:nameless a vlmkg:VisionLanguageModel .\n",
        encoding="utf-8",
    )
    result = shell("validate", "--data", str(file), "--no-builtin")
    assert result.exit_code == 1
    assert "model:nameless" in result.stdout or "model/nameless" in result.stdout
    assert "does not conform" in result.stderr


def test_data_cannot_steer_the_terminal(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "escape.ttl"
    file.write_text(
        "@prefix vlmkg: <https://w3id.org/vlmkg/ontology#> .\n@prefix model: <https://w3id.org/vlmkg/model/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'model:evil a vlmkg:Model ; rdfs:label "evil\\u001B[2Jname"@en .\n',
        encoding="utf-8",
    )
    assert "\x1b" not in shell("show", "model:evil", "--data", str(file)).stdout
