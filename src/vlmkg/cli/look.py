"""`show`, `search`, `lineage`, `stats`: look at what is there."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out

if TYPE_CHECKING:
    from vlmkg.kg import Kg
    from vlmkg.questions.entities import Entity, Fact
    from vlmkg.questions.evidence import Evidence
    from vlmkg.questions.lineage import Direction, Follow, Tree

MARKS = {"Verified": "✓", "Accepted": "✓", "Unchecked": "?", "Disputed": "!", "Rejected": "✗"}
"""How sure a claim is: ✓ read in a primary or careful source, ? one list only, ! in dispute, ✗ turned down."""


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
@click.argument("name")
@click.option(
    "--direction",
    type=click.Choice(("up", "down")),
    default="up",
    show_default=True,
    help="Up to what it came from, or down to what came from it.",
)
@click.option(
    "--follow",
    type=click.Choice(("built", "all")),
    default="all",
    show_default=True,
    help="Only parameters, or data and teaching as well.",
)
@click.option("--depth", type=click.IntRange(1, 50), default=50, help="At most so many steps.")
@out.with_output(("tree", "json"), "tree")
@out.with_data
def lineage(
    kg: Kg, name: str, direction: Direction, follow: Follow, depth: int, format_: str, output: Path | None
) -> None:
    """Show what a thing is built from, or what was built from it, and who says so."""
    tree = kg.lineage(name, direction=direction, follow=follow, depth=depth)
    out.write(out.as_json(asdict(tree)) if format_ == "json" else _tree(kg, tree), output)


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


def cite(evidence: tuple[Evidence, ...], via: str | None = None) -> str:
    """The surest claim behind a fact, in a few words."""
    from vlmkg.questions.evidence import surest

    best = surest(evidence)
    if best is None:
        return "no claim"
    words = f"{MARKS[best.status]} {best.cited}"
    if best.status in ("Unchecked", "Disputed"):
        words = f"{MARKS[best.status]} {best.status.lower()}: {best.cited}"
    if via:
        words += f" (stated of {via})"
    if len(evidence) > 1:
        words += f" (+{len(evidence) - 1} more)"
    return words


def _why(kg: Kg, claim: Evidence) -> str:
    return f"{claim.cited}" + (f": {claim.note}" if claim.note else "")


_AMOUNT = {"AtLeast": "at least ", "AtMost": "at most ", "MoreThan": "more than ", "About": "about "}


def _value(fact: Fact) -> str:
    amount = _AMOUNT.get(next((e.qualifier for e in fact.evidence if e.qualifier), ""), "")
    return amount + (f"{int(fact.value):,}" if fact.datatype == "xsd:integer" else fact.value)


def _page(kg: Kg, entity: Entity) -> str:
    lines = [f"{entity.label}  ({entity.curie})", " · ".join(entity.classes)]
    if entity.other_names:
        lines.append("also: " + ", ".join(entity.other_names))
    if entity.definition:
        lines += ["", entity.definition]
    if entity.facts:
        lines.append("")
        rows = [(fact.label, _value(fact), cite(fact.evidence, fact.via)) for fact in entity.facts]
        lines.append(out.table(rows, ("property", "value", "who says so")).rstrip())
    for title, claims in (("not known:", entity.disclosure), ("turned down or in dispute:", entity.doubted)):
        if claims:
            lines += ["", title]
            for c in claims:
                lines.append(f"  {MARKS[c.status]} {kg.role(c.predicate)}: {kg.label(c.value)}, says {_why(kg, c)}")
    return "\n".join(out.printable(line) if "\n" not in line else line for line in lines) + "\n"


def _tree(kg: Kg, tree: Tree) -> str:
    rows: list[tuple[str, str, str]] = []

    def walk(node: Tree, indent: str) -> None:
        doubted = [("rejected" if c.status == "Rejected" else "in dispute", c) for c in node.doubted]
        last = len(node.steps) + len(node.disclosure) + len(doubted)
        place = 0
        for step in node.steps:
            place += 1
            branch, deeper = ("└─ ", "   ") if place == last else ("├─ ", "│  ")
            more = " (see above)" if step.to.repeated else " ..." if step.to.cut else ""
            rows.append((indent + branch + step.role, step.to.label + more, cite(step.evidence, step.via)))
            walk(step.to, indent + deeper)
        for claim in node.disclosure:
            place += 1
            rows.append(
                (
                    indent + ("└─ " if place == last else "├─ ") + kg.role(claim.predicate),
                    kg.label(claim.value),
                    cite((claim,)),
                )
            )
        for word, claim in doubted:
            place += 1
            branch = "└─ " if place == last else "├─ "
            value = f"{kg.label(claim.value)} ({kg.role(claim.predicate)})"
            rows.append((indent + branch + word, value, f"{MARKS[claim.status]} {_why(kg, claim)}"))

    walk(tree, "")
    wide = max((len(first) for first, _, _ in rows), default=0) + 2
    middle = min(max((len(second) for _, second, _ in rows), default=0), 48) + 2
    head = f"{tree.label:<{wide + middle - 2}}  {' · '.join(tree.summary)}".rstrip()
    lines = [head] + [f"{a:<{wide}}{b:<{middle}}{c}".rstrip() for a, b, c in rows]
    if not rows:
        print(f"vlmkg: no lineage of {tree.label} is known", file=sys.stderr)
    return "".join(out.printable(line) + "\n" for line in lines)
