"""A draft beside the graph, for a reader: what it found new, what agrees, what contradicts, what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from vlmkg.curation.drafts.compare import Comparison, Judged, Verdict
from vlmkg.curation.drafts.draft import Value
from vlmkg.questions.entities import Library
from vlmkg.terms import shorten

SHOWN: Final = 20
"""How many entries of a list the text shows unless asked for all."""

_HEADINGS: Final[tuple[tuple[Verdict, str], ...]] = (
    ("contradicts", "Contradicts the graph"),
    ("new", "New"),
    ("agrees", "Agrees with the graph, from a further source"),
)


def as_text(comparison: Comparison, library: Library, *, shown: int | None = SHOWN) -> str:
    """The report as lines of text; each list stops after `shown` entries and says how many follow."""
    return "\n".join(_lines(comparison, library, shown)) + "\n"


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """The report as JSON has it: everything, in the order of the file."""
    draft = comparison.draft
    return {
        "source": {"iri": draft.origin.iri, "label": draft.origin.label, "page": draft.origin.page},
        "counts": dict(comparison.counts),
        "things": [
            {"iri": t.iri, "label": t.label, "class": t.class_, "other_names": list(t.other_names), "known": t.known}
            for t in draft.things
        ],
        "statements": [
            {
                "verdict": each.verdict,
                "subject": each.stated.subject,
                "property": each.stated.property,
                "value": each.stated.value.value,
                "locator": each.stated.locator,
                "status": shorten(each.stated.status),
                "note": each.stated.note,
                "claims": [claim.claim for claim in each.against],
                "instead": list(each.values),
            }
            for each in comparison.judged
        ],
        "left_out": [{"locator": x.locator, "text": x.text, "reason": x.reason} for x in draft.left_out],
    }


def _lines(comparison: Comparison, library: Library, shown: int | None) -> Iterator[str]:
    draft, counts = comparison.draft, comparison.counts
    new = [thing for thing in draft.things if not thing.known]
    yield draft.origin.label
    yield f"  things      {len(new)} new, {len(draft.things) - len(new)} known"
    yield (
        f"  statements  {counts['new']} new, {counts['agrees']} agree, {counts['contradicts']} contradict, "
        f"{counts['known']} known from this source"
    )
    yield f"  left out    {len(draft.left_out)}"
    if new:
        yield from _section("New things", [f"{shorten(t.iri)}  {t.label}" for t in new], shown)
    labels = {thing.iri: thing.label for thing in draft.things}
    for verdict, heading in _HEADINGS:
        entries = [_entry(j, labels, library) for j in comparison.judged if j.verdict == verdict]
        if entries:
            yield from _section(heading, entries, shown)
    reasons: dict[str, list[str]] = defaultdict(list)
    for left in draft.left_out:
        reasons[left.reason].append(f"{left.locator}: {left.text}")
    for reason, entries in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        yield from _section(f"Left out ({len(entries)}): {reason}", entries, shown if shown is None else 3)


def _section(heading: str, entries: list[str], shown: int | None) -> Iterator[str]:
    yield ""
    yield heading
    for entry in entries[:shown]:
        yield f"  {entry}"
    if shown is not None and len(entries) > shown:
        yield f"  ... and {len(entries) - shown} more"


def _entry(judged: Judged, labels: dict[str, str], library: Library) -> str:
    stated = judged.stated
    subject = labels.get(stated.subject) or library.names.label(stated.subject)
    value = _value(stated.value, labels, library)
    line = f"{subject}: {library.schema.label(stated.property)} {value} ({stated.locator})"
    if judged.verdict == "contradicts":
        instead = f"the graph has {', '.join(judged.values) or 'no such value'}"
        sources = "; ".join(dict.fromkeys(f"{claim.cited} ({claim.status})" for claim in judged.against))
        if judged.against and all(claim.status == "Rejected" for claim in judged.against):
            line += f"; turned down before ({sources}), {instead}"
        else:
            line += f"; {instead}" + (f" by {sources}" if sources else "")
    return line


def _value(value: Value, labels: dict[str, str], library: Library) -> str:
    return labels.get(value.value) or library.value(value.value)
