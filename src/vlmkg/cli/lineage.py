"""`lineage`, `path`, `compare`, `exposed`, `obligations`, `contaminated`, `disputes`: what comes from what, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vlmkg.cli import output as out
from vlmkg.cli.cited import tree_text

if TYPE_CHECKING:
    from vlmkg.kg import Kg
    from vlmkg.lineage.answer import Answer
    from vlmkg.lineage.drawing import Drawing
    from vlmkg.lineage.edges import Direction
    from vlmkg.lineage.obligations import Obligations

Command = TypeVar("Command", bound=Callable[..., Any])
Reach = dict[str, Any]

FORMATS = ("table", "json", "csv", "mermaid", "dot", "cytoscape")
LEAST = ("Verified", "Accepted", "Unchecked", "Disputed")

with_proof = click.option("--proof", is_flag=True, help="Show below each row the steps it rests on, and who says so.")


def with_reach(command: Command) -> Command:
    """Add `--follow`, `--depth` and `--least`, and hand the command `reach`, as the methods of `Kg` take them."""

    @click.option(
        "--follow",
        default="all",
        show_default=True,
        metavar="RELATIONS",
        help="built (parameters), learned (data and teaching), all, or properties: usesVisionEncoder,fineTunedFrom",
    )
    @click.option("--depth", type=click.IntRange(1, 50), default=50, metavar="STEPS", help="At most so many steps.")
    @click.option(
        "--least",
        type=click.Choice(LEAST, case_sensitive=False),
        default="Unchecked",
        show_default=True,
        help="The least sure status of a step that is followed; Unchecked is all that the graph states as a fact.",
    )
    @wraps(command)
    def wrapped(*args: Any, follow: str, depth: int, least: str, **kwargs: Any) -> Any:
        names = tuple(part.strip() for part in follow.split(",") if part.strip())
        reach = {"follow": names[0] if len(names) == 1 else names, "depth": depth, "least": least}
        return command(*args, reach=reach, **kwargs)

    return wrapped  # type: ignore[return-value]


@click.command()
@click.argument("name")
@click.option(
    "--direction",
    type=click.Choice(("up", "down")),
    default="up",
    show_default=True,
    help="Up to what it came from, or down to what came from it.",
)
@with_reach
@out.with_output(("tree", "json", "csv", "mermaid", "dot", "cytoscape"), "tree")
@out.with_data
def lineage(
    kg: Kg,
    name: str,
    direction: Direction,
    reach: Reach,
    format_: str,
    output: Path | None,
) -> None:
    """Show what a thing is built from, or what was built from it, and who says so."""
    tree = kg.lineage(name, direction=direction, **reach)
    if format_ == "json":
        out.write(out.as_json(asdict(tree)), output)
    elif format_ == "csv":
        headers = ("depth", "from", "role", "to", "label", "status", "source")
        out.write(out.as_csv(headers, [[row[header] for header in headers] for row in tree.rows]), output)
    elif format_ == "tree":
        out.write(tree_text(kg, tree), output)
    else:
        out.write(_drawn(tree, format_), output)
    if not tree.steps and not tree.doubted and not tree.disclosure:
        out.fail(f"no lineage of {tree.label} is known; `vlmkg show` says what is", out.NOTHING)


@click.command()
@click.argument("one")
@click.argument("other")
@with_reach
@out.with_output(FORMATS, "table")
@out.with_data
def path(kg: Kg, one: str, other: str, reach: Reach, format_: str, output: Path | None) -> None:
    """Show how one of two things comes from the other: every way, each step with who says so.

    Where neither comes from the other, what stands against it is said, and the exit code is 1.
    """
    found = kg.path(one, other, **reach)
    write_answer(found, format_, output)
    if not len(found):
        raise SystemExit(out.NOTHING)


@click.command()
@click.argument("one")
@click.argument("other")
@with_proof
@out.with_output(FORMATS[:3], "table")
@out.with_data
def compare(kg: Kg, one: str, other: str, proof: bool, format_: str, output: Path | None) -> None:
    """Set two models beside each other: parts, data, license, size, and scores measured alike."""
    write_answer(kg.diff(one, other, proof=proof), format_, output)


@click.command()
@click.argument("dataset")
@click.option("--unknown", is_flag=True, help="List also the models of which nobody can say.")
@with_reach
@with_proof
@out.with_output(FORMATS, "table")
@out.with_data
def exposed(
    kg: Kg,
    dataset: str,
    unknown: bool,
    reach: Reach,
    proof: bool,
    format_: str,
    output: Path | None,
) -> None:
    """List the models with data of a dataset behind them, the nearest first, and how sure each step is."""
    found = kg.exposure(dataset, proof=proof, **reach)
    open_ = sum(1 for entry in found.entries if entry.verdict == "unknown")
    if not unknown:
        found = found.without_unknown()
    write_answer(found, format_, output)
    if open_ and not unknown:
        click.echo(
            f"{open_} more models are unknown: their training data, or a parent's, is not disclosed (--unknown)",
            err=True,
        )


@click.command()
@click.argument("model")
@with_reach
@with_proof
@out.with_output(FORMATS, "table")
@out.with_data
def obligations(kg: Kg, model: str, reach: Reach, proof: bool, format_: str, output: Path | None) -> None:
    """Work out what licenses ask of a product built on a model: its own, its parts', its data's.

    Information from the sources named, and not legal advice.
    """
    found = kg.obligations(model, proof=proof, **reach)
    write_answer(found, format_, output, above=_summary(found))


@click.command()
@click.argument("model")
@click.argument("benchmark", required=False)
@with_reach
@with_proof
@out.with_output(FORMATS, "table")
@out.with_data
def contaminated(
    kg: Kg,
    model: str,
    benchmark: str | None,
    reach: Reach,
    proof: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Show where the training data behind a model meet a benchmark, or any benchmark."""
    write_answer(kg.contamination(model, benchmark, proof=proof, **reach), format_, output)


@click.command()
@click.argument("name", required=False)
@click.option("--rejected/--no-rejected", default=True, show_default=True, help="Also what was turned down.")
@out.with_output(FORMATS[:3], "table")
@out.with_data
def disputes(kg: Kg, name: str | None, rejected: bool, format_: str, output: Path | None) -> None:
    """List what sources state against one another, about one thing or everything, and what was turned down."""
    write_answer(kg.disputes(name, rejected=rejected), format_, output)


def write_answer(answer: Answer, format_: str, output: Path | None, above: str = "") -> None:
    """Write an answer about lineage; what a reader must know to read it right goes to stderr."""
    if format_ == "json":
        out.write(out.as_json(answer.as_dict()), output)
    elif format_ == "csv":
        rows = [[out.joined(cell) for cell in cells] for cells in answer.shown()]
        out.write(out.as_csv(answer.headers, rows), output)
    elif format_ == "table":
        out.write(f"{out.printable(answer.title)}\n\n{above}{_table(answer)}", output)
    else:
        out.write(_drawn(answer, format_), output)
    for note in answer.notes if format_ != "json" else ():
        click.echo(out.printable(note), err=True)


def _table(answer: Answer) -> str:
    """The rows with the labels of things, without their short names and without columns that are empty throughout."""
    if not len(answer):
        return "no rows\n"
    shown = [[out.joined(cell) for cell in cells] for cells in answer.shown()]
    width = len(answer.columns) + 2
    kept = [
        place
        for place, header in enumerate(answer.headers[:width])
        if header not in answer.short_names and any(cells[place] not in (None, "") for cells in shown)
    ]
    rows = [[cells[place] for place in kept] for cells in shown]
    lines = out.table(rows, [answer.headers[place] for place in kept]).splitlines()
    written = lines[:2]
    for line, cells in zip(lines[2:], answer.shown(), strict=True):
        written.append(line.rstrip())
        if answer.proof and isinstance(cells[-1], tuple):
            written += [f"    {out.printable(step)}" for step in cells[-1]]
    return "\n".join(written) + "\n"


def _summary(found: Obligations) -> str:
    head, *lines = found.matrix
    return f"{found.sentence}\n\n{out.table(lines, head)}\n"


def _drawn(drawing: Drawing, format_: str) -> str:
    match format_:
        case "mermaid":
            return drawing.to_mermaid()
        case "dot":
            return drawing.to_dot()
        case _:
            return out.as_json(drawing.to_cytoscape())
