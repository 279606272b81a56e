"""A comparison told to a reader: as text for a terminal, as Markdown for a pull request.

Texts from the data are never markup. In Markdown they stand only inside code, where GitHub
makes no link, mention, image or HTML of anything; each takes one line, and no line of a code
block starts with one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vlmkg.curation.changes import Change, ClaimChange, Count, Diff, Kind, Term, Thing
from vlmkg.terms import KINDS, VLMKG

LONGEST_COMMENT: Final = 65_536
"""The most characters that GitHub takes for one comment."""

_LONGEST_TEXT: Final = 300
"""The most characters of one text from the data that are shown in Markdown."""

_MOST_ROWS: Final = 60
_SHORTEST_COMMENT: Final = 30_000
_ROOM: Final = 400
"""Characters kept free for the ends of a comment."""

_MARKS: Final[dict[Kind, str]] = {"added": "+", "removed": "-", "changed": "~"}
_TOLD: Final = frozenset(f"<{VLMKG}{name}>" for name in ("status", "previousStatus"))
"""What is told beside a claim, and not once more below it."""

_NOTE: Final = f"<{VLMKG}note>"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a report; `mark` is `+`, `-`, `~` or nothing, `depth` counts steps of indentation."""

    mark: str
    depth: int
    text: str


def text(diff: Diff) -> str:
    """Everything that differs, thing by thing, and at the end the counts that differ."""
    lines: list[str] = []
    for thing in diff.things:
        lines += [f"{'  ' * line.depth}{line.mark}{' ' if line.mark else ''}{line.text}" for line in _thing(thing)]
        lines.append("")
    lines.append(_summary(diff))
    rows = [(name, f"{c.before:,}", f"{c.after:,}", f"{c.after - c.before:+,}") for name, c in _counted(diff)]
    if rows:
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for name, before, after, more in rows:
            lines.append(f"  {name:<{wide[0]}}  {before:>{wide[1]}} -> {after:>{wide[2]}}  {more:>{wide[3]}}")
    lines += _uncompared(diff)
    return "".join(f"{line}\n" for line in lines)


def markdown(diff: Diff, most: int = LONGEST_COMMENT) -> str:
    """The counts as a table, then what differs, folded up by kind of thing.

    At most `most` characters (no fewer than 30,000): things that do not fit are left out, and
    their number is said. Texts of more than 300 characters are cut, with their length said.
    """
    if most < _SHORTEST_COMMENT:
        raise ValueError(f"most is {most}; give {_SHORTEST_COMMENT} or more")
    head = [f"**{_code(diff.before)} → {_code(diff.after)}**: {_totals(diff)}.", ""]
    rows = _counted(diff)
    if rows:
        head += ["| | before | after | change |", "|---|--:|--:|--:|"]
        for name, count in rows[:_MOST_ROWS]:
            change = f"{count.after - count.before:+,}"
            head.append(f"| {_code(name, cell=True)} | {count.before:,} | {count.after:,} | {change} |")
        head.append("")
    if len(rows) > _MOST_ROWS:
        head += [f"{len(rows) - _MOST_ROWS:,} further counts differ; they are not shown here.", ""]
    head += [f"{line}.\n" for line in _uncompared(diff)]
    content = "\n".join([*head, ""])
    groups: dict[str, list[Thing]] = defaultdict(list)
    for thing in diff.things:
        groups[_group(thing)].append(thing)
    left_out = 0
    for group, things in sorted(groups.items()):
        kinds = Counter(thing.kind for thing in things)
        title = f"{group}: " + ", ".join(f"{kinds[kind]:,} {kind}" for kind in _MARKS if kinds[kind])
        start, end = f"<details><summary>{title}</summary>\n\n```diff\n", "```\n\n</details>\n\n"
        room = most - _ROOM - len(content) - len(start) - len(end)
        shown: list[str] = []
        for thing in things:
            block = "".join(f"{_coloured(line)}\n" for line in _thing(thing, _LONGEST_TEXT))
            if len(block) <= room:
                shown.append(block)
                room -= len(block)
        left_out += len(things) - len(shown)
        if shown:
            content += start + "".join(shown) + end
    if left_out:
        content += (
            f"{left_out:,} of {len(diff.things):,} things are left out here, to keep to {most:,} characters; "
            "`vlmkg diff` shows all of them.\n"
        )
    return content.rstrip("\n") + "\n"


def _thing(thing: Thing, longest: int | None = None) -> Iterable[_Line]:
    name = _plain(thing.label, longest)
    if thing.label != thing.curie:
        name += f" ({_plain(thing.curie, longest)})"
    if thing.kind == "changed":
        yield _Line("", 0, name)
    else:
        classes = ", ".join(_plain(class_, longest) for class_ in thing.classes)
        yield _Line(_MARKS[thing.kind], 0, f"{name}{', ' if classes else ''}{classes}")
    for change in thing.changes:
        yield from _change(change, 1, longest)
    if thing.claims:
        yield _Line("", 1, f"claims: {_claims(thing.claims)}")
    for claim in thing.claims:
        yield _Line(_MARKS[claim.kind], 2, _claim(claim, longest))
        if claim.moved:
            yield from (_Line("", 3, why) for why in _why(claim, longest))
        if claim.kind == "changed":
            for change in claim.changes:
                told = change.predicate.exact in _TOLD
                if not told and not (claim.moved and change.predicate.exact == _NOTE and not change.removed):
                    yield from _change(change, 3, longest)


def _change(change: Change, depth: int, longest: int | None) -> Iterable[_Line]:
    name = _plain(change.predicate.shown, longest)
    lost, gained = [_plain(term.shown) for term in change.removed], [_plain(term.shown) for term in change.added]
    if set(lost) & set(gained):
        # What a reader would see alike differs in language, datatype, or characters that do not show.
        lost, gained = [_escaped(term) for term in change.removed], [_escaped(term) for term in change.added]
    if longest is not None and len(lost) == len(gained) == 1:
        start = _start(lost[0], gained[0], longest)
        lost, gained = [_from(start, lost[0])], [_from(start, gained[0])]
    lost, gained = [_plain(value, longest) for value in lost], [_plain(value, longest) for value in gained]
    if len(lost) == len(gained) == 1:
        yield _Line("~", depth, f"{name}: {lost[0]} -> {gained[0]}")
    else:
        yield from (_Line("-", depth, f"{name}: {value}") for value in lost)
        yield from (_Line("+", depth, f"{name}: {value}") for value in gained)


def _claims(claims: Sequence[ClaimChange]) -> str:
    """How many claims were added and removed, and which status became which."""
    kinds = Counter(claim.kind for claim in claims if not claim.moved)
    moves = Counter((claim.was, claim.status) for claim in claims if claim.moved)
    parts = [f"{kinds[kind]:,} {kind}" for kind in _MARKS if kinds[kind]]
    parts += [f"{n:,} {_plain(str(was))} -> {_plain(str(now))}" for (was, now), n in sorted(moves.items(), key=str)]
    return ", ".join(parts)


def _claim(claim: ClaimChange, longest: int | None) -> str:
    name = _plain(claim.predicate.shown if claim.predicate else "no property", longest)
    value = _plain(claim.value.shown if claim.value else "no value", longest)
    where = ", ".join(_plain(part, longest) for part in (claim.source and claim.source.shown, claim.locator) if part)
    now = claim.status if claim.kind != "removed" else claim.was
    status = f"{claim.was} -> {claim.status}" if claim.moved else now
    note = None if claim.moved else claim.note
    about = [_plain(part, longest) for part in (status, note) if part]
    return f"{name}: {value} ({'; '.join([*about[:1], *([where] if where else []), *about[1:]])})"


def _why(claim: ClaimChange, longest: int | None) -> Iterable[str]:
    """Why a claim has another status: its note, and the claims that say otherwise."""
    if claim.note:
        yield f"why: {_plain(claim.note, longest)}"
    for other in claim.against:
        said = [_plain(term.shown if term else "nothing", longest) for term in (other.predicate, other.value)]
        where = [_plain(part, longest) for part in (other.source and other.source.shown, other.locator) if part]
        yield f"against: {': '.join(said)} ({'; '.join([other.status, *([', '.join(where)] if where else [])])})"
    if not (claim.note or claim.against):
        yield "why: no reason is noted"


def _summary(diff: Diff) -> str:
    if diff.empty:
        return f"{_plain(diff.before)} -> {_plain(diff.after)}: no difference"
    return f"{_plain(diff.before)} -> {_plain(diff.after)}: {_totals(diff)}"


def _totals(diff: Diff) -> str:
    if diff.empty:
        return "no difference"
    kinds = Counter(thing.kind for thing in diff.things)
    things = ", ".join(f"{kinds[kind]:,} {kind}" for kind in _MARKS)
    triples = "triple" if diff.added == 1 else "triples"
    return f"{diff.added:,} {triples} added, {diff.removed:,} removed; things: {things}"


def _counted(diff: Diff) -> list[tuple[str, Count]]:
    """The counts that are not the same on both sides."""
    named = [("triples", diff.counts.triples)]
    named += [(_plain(count.name, _LONGEST_TEXT), count) for count in diff.counts.things]
    named += [(f"claims: {_plain(count.name, _LONGEST_TEXT)}", count) for count in diff.counts.claims]
    return [(name, count) for name, count in named if count.before != count.after]


def _uncompared(diff: Diff) -> list[str]:
    count = diff.counts.uncompared
    if not (count.before or count.after):
        return []
    return [
        f"{count.before:,} triples before and {count.after:,} after were not compared: "
        "their blank nodes lead back to themselves"
    ]


def _group(thing: Thing) -> str:
    prefix = thing.curie.partition(":")[0]
    return prefix if prefix in KINDS else "ontology" if prefix == "vlmkg" else "other"


def _coloured(line: _Line) -> str:
    """A line of a `diff` block: GitHub colours it by its first character."""
    if not line.mark and line.depth == 0:
        return f"@@ {line.text} @@"
    return f"{line.mark.replace('~', '!') or ' '}{'  ' * line.depth} {line.text}"


def _plain(text: str, longest: int | None = None) -> str:
    """One line of what can be seen: control and direction characters become spaces."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    if longest is not None and len(shown) > longest:
        return f"{shown[:longest]}... ({len(shown):,} characters)"
    return shown


def _escaped(term: Term) -> str:
    """A value as N-Triples writes it, with what cannot be seen as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in term.exact)


def _start(lost: str, gained: str, longest: int) -> int:
    """Where to start showing two values, so that the place where they differ is not cut off."""
    if max(len(lost), len(gained)) <= longest:
        return 0
    same = next((i for i, (a, b) in enumerate(zip(lost, gained, strict=False)) if a != b), min(len(lost), len(gained)))
    return max(0, same - longest // 5)


def _from(start: int, text: str) -> str:
    return f"...{text[start:]}" if start else text


def _code(text: str, *, cell: bool = False) -> str:
    """A text as inline code. In a table cell, where a bar would end it even there, a broken bar stands for one."""
    shown = _plain(text, _LONGEST_TEXT).replace("`", "'")
    if cell:
        shown = shown.replace("|", "¦").replace("\\", "/")
    return f"`{shown}`" if shown.strip() else "` `"
