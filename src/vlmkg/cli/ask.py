"""`query`, `run`, `questions`: ask the graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out
from vlmkg.cli.lineage import write_answer as write_proved

if TYPE_CHECKING:
    from vlmkg.kg import Kg
    from vlmkg.questions.canned import Question


@click.command()
@click.argument("sparql", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="FILE", help="Read the query from a file.")
@out.with_output(out.ROW_FORMATS + out.GRAPH_FORMATS)
@out.with_data
def query(kg: Kg, sparql: str | None, file: Path | None, format_: str | None, output: Path | None) -> None:
    """Answer a SPARQL query; `-` reads it from standard input.

    The prefixes of vlmkg (model:, dataset:, vlmkg: ...) need not be declared.
    """
    if (sparql is None) == (file is None):
        out.fail("give the query either as an argument or with --file", out.WRONG_USE)
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            out.fail(f"{file}: {error}; name a text file that holds one query", out.WRONG_USE)
    else:
        text = sys.stdin.read() if sparql == "-" else str(sparql)
    out.write_answer(kg, kg.query(text), format_, output)


@click.command()
@click.argument("question")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--proof", is_flag=True, help="Show below each row what it rests on, and who says so.")
@out.with_output((*out.ROW_FORMATS, "mermaid", "dot", "cytoscape"))
@out.with_data
def run(
    kg: Kg, question: str, parameters: tuple[str, ...], proof: bool, format_: str | None, output: Path | None
) -> None:
    """Answer a question, for example `vlmkg run find-models-by-encoder encoder=SigLIP`.

    `vlmkg questions` lists the questions, `vlmkg questions NAME` what each takes.
    """
    values: dict[str, object] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            out.fail(f"{parameter!r} is no parameter; write it as name=value", out.WRONG_USE)
        values[name] = value
    missing = kg.example_of(question, values)
    if missing:
        click.echo(f"asked with the example of the question: {missing}", err=True)
    if proof:
        if format_ in ("tsv", "xml"):
            out.fail(f"an answer with proof has no form {format_}; choose table, json, csv or a drawing", out.WRONG_USE)
        write_proved(kg.ask(question, proof=True, **values), format_ or "table", output)
        return
    if format_ in ("mermaid", "dot", "cytoscape"):
        out.fail(f"only an answer with its steps can be drawn as {format_}; add --proof", out.WRONG_USE)
    out.write_answer(kg, kg.ask(question, proof=False, **values), format_, output)


@click.command()
@click.argument("name", required=False)
@out.with_output(("table", "json"), "table")
def questions(name: str | None, format_: str, output: Path | None) -> None:
    """List the questions, or show one with its parameters and its SPARQL."""
    with out.errors_as_exit_codes():
        from vlmkg import paths
        from vlmkg.questions import canned, headers

        known = headers.read_all(paths.queries())
        chosen = [canned.find(known, name)] if name else list(known.values())
        if format_ == "json":
            out.write(out.as_json([_described(q, query=name is not None) for q in chosen]), output)
        elif name:
            out.write(_page(chosen[0]), output)
        else:
            rows = [(q.name, q.summary, " ".join(p.name for p in q.parameters)) for q in chosen]
            out.write(out.table(rows, ("question", "asks", "parameters")), output)


def _described(question: Question, *, query: bool) -> dict[str, object]:
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": list(question.tags),
        "parameters": [
            {"name": p.name, "about": p.about, "type": p.kind, "example": p.example} for p in question.parameters
        ],
        **({"query": question.query} if query else {}),
    }


def _page(question: Question) -> str:
    lines = [question.summary, "", *([question.description, ""] if question.description else [])]
    for p in question.parameters:
        lines.append(f"  {p.name}={p.example or '...'}  {p.about} ({p.kind}{', optional' if p.optional else ''})")
    return "\n".join([*lines, *([""] if question.parameters else []), question.query])
