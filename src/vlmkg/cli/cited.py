"""A lineage as a tree of text, with who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vlmkg.cli import output as out
from vlmkg.questions.evidence import cite, why

if TYPE_CHECKING:
    from vlmkg.kg import Kg
    from vlmkg.lineage.tree import Tree
    from vlmkg.questions.evidence import Evidence


def tree_text(kg: Kg, tree: Tree) -> str:
    """A lineage as an indented tree, a step a line, with who says so."""
    from vlmkg.lineage.edges import MARKS

    rows: list[tuple[str, str, str]] = []

    def doubt(node: Tree, claim: Evidence) -> tuple[str, str, str]:
        word = "rejected" if claim.status == "Rejected" else "in dispute"
        other = claim.subject if claim.value == node.iri else claim.value
        return word, f"{kg.label(other)} ({kg.role(claim.predicate)})", f"{MARKS[claim.status]} {why(claim)}"

    def walk(node: Tree, indent: str) -> None:
        leaves = [(kg.role(c.predicate), kg.label(c.value), cite((c,))) for c in node.disclosure]
        leaves += [doubt(node, claim) for claim in node.doubted]
        last = len(node.steps) + len(leaves)
        for place, step in enumerate(node.steps, 1):
            branch, deeper = ("└─ ", "   ") if place == last else ("├─ ", "│  ")
            more = " (see above)" if step.to.repeated else " ..." if step.to.cut else ""
            rows.append((indent + branch + step.role, step.to.label + more, step.cited))
            walk(step.to, indent + deeper)
        for place, (role, value, said) in enumerate(leaves, len(node.steps) + 1):
            rows.append((indent + ("└─ " if place == last else "├─ ") + role, value, said))

    walk(tree, "")
    wide = max((len(first) for first, _, _ in rows), default=0) + 2
    middle = min(max((len(second) for _, second, _ in rows), default=0), 48) + 2
    head = f"{tree.label:<{wide + middle - 2}}  {' · '.join(tree.summary)}".rstrip()
    lines = [head] + [f"{a:<{wide}}{b:<{middle}}{c}".rstrip() for a, b, c in rows]
    return "".join(out.printable(line) + "\n" for line in lines)
