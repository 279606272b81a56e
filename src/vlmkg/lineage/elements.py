"""The elements of a drawing for Cytoscape.js: things and steps, each with what a reader of it may ask.

The form is that of https://js.cytoscape.org/#notation/elements-json. Short names are ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vlmkg.lineage.edges import Edge
from vlmkg.questions.evidence import Evidence
from vlmkg.terms import BASE, KINDS, shorten

if TYPE_CHECKING:
    from vlmkg.lineage.drawing import Drawing


def elements(drawing: Drawing) -> dict[str, Any]:
    """A drawing as `{"data": ..., "elements": {"nodes": [...], "edges": [...]}, "doubted": {...}}`.

    `data` of the whole says where to start (`roots`) and in which `direction` it was asked. A node has `label`, `iri`,
    `kind`, `about` (class, maker, release, license as far as known), and `cut` where its steps go beyond the depth
    asked for. An edge leads from what came later (`source`) to what it came from (`target`); it has `role`, `property`,
    `passes` (parameters, data, teaching, identity or part), `status`, `verdict`, `cited` and all its `claims`.

    `doubted` holds, in the same form, steps that the graph does not state because their claims were turned down or are
    in dispute, and the things that only these name. They are no facts, and so they stand apart.
    """
    labels = drawing.labels
    doubted = [edge for edge in _doubted(drawing) if edge.child in labels or edge.parent in labels]
    named = dict.fromkeys(end for edge in doubted for end in (edge.child, edge.parent) if end not in labels)
    return {
        "data": {"roots": [shorten(iri) for iri in drawing.roots], "direction": drawing.heading},
        "elements": {
            "nodes": [_node(drawing, iri, label) for iri, label in labels.items()],
            "edges": [_edge(drawing, edge) for edge in drawing.edges],
        },
        "doubted": {
            "nodes": [_node(drawing, iri, drawing.claim_names.get(iri, shorten(iri))) for iri in named],
            "edges": [_edge(drawing, edge) for edge in doubted],
        },
    }


def _node(drawing: Drawing, iri: str, label: str) -> dict[str, Any]:
    kind = iri.removeprefix(BASE).partition("/")[0]
    data: dict[str, Any] = {
        "id": shorten(iri),
        "label": label,
        "iri": iri,
        "kind": kind if kind in KINDS else "thing",
        "about": list(drawing.summaries.get(iri, ())),
    }
    if iri in drawing.unfinished:
        data["cut"] = True
    return {"data": data}


def _edge(drawing: Drawing, edge: Edge) -> dict[str, Any]:
    role = drawing.roles.get(edge.predicate) or drawing.claim_names.get(edge.predicate, shorten(edge.predicate))
    data: dict[str, Any] = {
        "id": f"{shorten(edge.child)} {shorten(edge.predicate)} {shorten(edge.parent)}",
        "source": shorten(edge.child),
        "target": shorten(edge.parent),
        "label": role,
        "role": role,
        "property": shorten(edge.predicate),
        "passes": drawing.passes.get(edge.predicate, "part"),
        "status": edge.strength,
        "verdict": edge.verdict,
        "cited": edge.evidence[0].cited if edge.evidence else "",
        "claims": [_claim(claim) for claim in edge.evidence],
    }
    if edge.via:
        data["via"] = shorten(edge.via)
    if edge.through:
        data["through"] = shorten(edge.through)
    if edge.some:
        data["some"] = True
    if not edge.stated:
        data["stated"] = False
    return {"data": data}


def _claim(claim: Evidence) -> dict[str, str]:
    return {
        "claim": shorten(claim.claim),
        "status": claim.status,
        "source": shorten(claim.source),
        "sourceLabel": claim.source_label,
        "locator": claim.locator,
        **({"note": claim.note} if claim.note else {}),
    }


def _doubted(drawing: Drawing) -> Iterable[Edge]:
    """One edge for each step that only doubted claims speak of; a stated fact shows its claims itself."""
    stated = {(edge.child, edge.predicate, edge.parent) for edge in drawing.edges}
    found: dict[tuple[str, str, str], list[Evidence]] = {}
    for claim in drawing.doubted_claims:
        key = (claim.subject, claim.predicate, claim.value)
        doubtful = claim.status in ("Rejected", "Disputed") and key not in stated
        if doubtful and claim.value.startswith(BASE) and "#" not in claim.value:
            found.setdefault(key, []).append(claim)
    for (child, predicate, parent), claims in found.items():
        # one standing dispute weighs more than any number of claims turned down
        ordered = sorted(dict.fromkeys(claims), key=lambda c: (c.status == "Rejected", c.claim))
        yield Edge(child, predicate, parent, tuple(ordered), stated=False)
