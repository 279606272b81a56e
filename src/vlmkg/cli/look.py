"""`show`, `search`, `stats`: look at what is there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out
from vlmkg.questions.evidence import cite, why

if TYPE_CHECKING:
    from vlmkg.kg import Kg
    from vlmkg.questions.entities import Entity


@click.command()
@click.argument("name")
@out.with_output(("table", "json"), "table")
@out.with_data
def show(kg: Kg, name: str, format_: str, output: Path | None) -> None:
    """Show what the graph says about one thing, and who says so.

    NAME is a label, another name, a hub id, a short name or an IRI.
    """
    entity = kg.show(name)
    out.write(out.as_json(asdict(entity)) if format_ == "json" else _page(kg, entity), output)


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="At most so many.")
@out.with_output(("table", "json"), "table")
@out.with_data
def search(kg: Kg, text: str, limit: int, format_: str, output: Path | None) -> None:
    """Find things by their names, or by something near them."""
    matches = kg.search(text, limit)
    if format_ == "json":
        rows = [{"iri": m.iri, "curie": m.curie, "label": m.label, "name": m.name, "score": m.score} for m in matches]
        out.write(out.as_json(rows), output)
    elif matches:
        out.write(out.table([(m.curie, m.label, m.name) for m in matches], ("short name", "label", "found as")), output)
    if not matches:
        out.fail(f"nothing is called anything like {text!r}; try a shorter part of the name", out.NOTHING)


@click.command()
@out.with_output(("table", "json"), "table")
@out.with_data
def stats(kg: Kg, format_: str, output: Path | None) -> None:
    """Count triples, entities and claims."""
    counts = kg.stats()
    if format_ == "json":
        out.write(out.as_json(counts), output)
        return
    rows: list[tuple[str, str]] = []
    for name, value in counts.items():
        if isinstance(value, dict):
            rows += [("", ""), (name, ""), *((f"  {key}", f"{number:,}") for key, number in value.items())]
        else:
            rows.append((name, f"{value:,}"))
    out.write("".join(f"{name:<34}{value:>9}".rstrip() + "\n" for name, value in rows), output)


def _page(kg: Kg, entity: Entity) -> str:
    from vlmkg.lineage.edges import MARKS

    lines = [f"{entity.label}  ({entity.curie})", " · ".join(entity.classes)]
    if entity.other_names:
        lines.append("also: " + ", ".join(entity.other_names))
    if entity.definition:
        lines += ["", entity.definition]
    if entity.facts:
        lines.append("")
        rows = [(fact.label, fact.shown, cite(fact.evidence, fact.via)) for fact in entity.facts]
        lines.append(out.table(rows, ("property", "value", "who says so")).rstrip())
    for title, claims in (("not known:", entity.disclosure), ("turned down or in dispute:", entity.doubted)):
        if claims:
            lines += ["", title]
            for c in claims:
                lines.append(f"  {MARKS[c.status]} {kg.role(c.predicate)}: {kg.label(c.value)}, says {why(c)}")
    return "\n".join(out.printable(line) if "\n" not in line else line for line in lines) + "\n"
