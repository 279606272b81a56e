"""A lineage tree on the page of a notebook: nested lists that fold, and the same as indented text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vlmkg.graph import columns, markup
from vlmkg.graph.markup import Html
from vlmkg.lineage.edges import MARKS
from vlmkg.questions.evidence import Evidence, why

if TYPE_CHECKING:
    from vlmkg.lineage.tree import Step, Tree

MOST: Final = 300
"""So many steps of a tree are shown."""

_OPEN: Final = 2
"""Things this deep show their own steps without being unfolded."""


def html(tree: Tree) -> str:
    """A tree as nested lists; a thing with steps of its own folds."""
    page = _Page(tree)
    head = markup.joined((markup.element("strong", tree.label), *tree.summary), " · ")
    more = markup.left_out(page.count, MOST, "to_dataframe()", "steps")
    return markup.output(
        markup.element("p", head), page.below(tree, 1), markup.element("p", markup.element("em", more))
    )


def text(tree: Tree) -> str:
    """A tree as indented lines."""
    page = _Page(tree)
    more = markup.left_out(page.count, MOST, "to_dataframe()", "steps")
    lines = [" · ".join((tree.label, *tree.summary)), *page.lines(tree, ""), *filter(None, [more])]
    return "\n".join(columns.line(line) for line in lines)


class _Page:
    """Writes the lists of one tree, and stops after so many steps, the first in the order of reading."""

    def __init__(self, tree: Tree) -> None:
        self.count = 0
        self.shown: set[int] = set()
        for _, _, step in tree.walk():
            self.count += 1
            if self.count <= MOST:
                self.shown.add(id(step))

    def below(self, tree: Tree, depth: int) -> Html:
        """The list of what stands directly below a thing."""
        items = [self._step(step, depth) for step in tree.steps if id(step) in self.shown]
        items += [_line(*_said(tree, claim)) for claim in (*tree.disclosure, *tree.doubted)]
        return markup.element("ul", markup.joined(markup.element("li", item) for item in items))

    def lines(self, tree: Tree, indent: str) -> Iterator[str]:
        """The same as lines of text."""
        for step in tree.steps:
            if id(step) in self.shown:
                yield f"{indent}└─ {step.role}: {step.to.label}{_more(step)}   {step.cited}"
                yield from self.lines(step.to, indent + "   ")
        for claim in (*tree.disclosure, *tree.doubted):
            yield f"{indent}└─ {'   '.join(_said(tree, claim)).replace(':   ', ': ', 1)}"

    def _step(self, step: Step, depth: int) -> Html:
        line = _line(f"{step.role}:", step.to.label, f"{_more(step)} {step.cited}".strip())
        inner = self.below(step.to, depth + 1)
        return markup.folded(line, inner, opened=depth < _OPEN) if inner else line


def _said(tree: Tree, claim: Evidence) -> tuple[str, str, str]:
    """What a claim that leads nowhere says: its role, its value, and where it was made."""
    other = claim.subject if claim.value == tree.iri else claim.value
    word = {"Rejected": "rejected, ", "Disputed": "in dispute, "}.get(claim.status, "")
    names = tree.claim_labels
    return (
        f"{word}{names.get(claim.predicate, claim.predicate)}:",
        names.get(other, other),
        f"{MARKS[claim.status]} {why(claim)}",
    )


def _line(role: str, label: str, said: str) -> Html:
    return markup.joined((role, markup.element("strong", label), markup.element("small", said)), " ")


def _more(step: Step) -> str:
    """What became of the steps of a thing that are not shown below it."""
    if step.to.repeated:
        return " (its steps stand elsewhere in this tree)"
    return " (goes on)" if step.to.cut else ""
