"""`/data.html`: what there is to take away, how large it is, under which terms, and how to cite it."""

from __future__ import annotations

from starlette.responses import Response

from vlmkg.exchange.describe import counts
from vlmkg.exchange.describe.catalog import ABOUT, CITATION
from vlmkg.exchange.describe.sheet import LICENSE
from vlmkg.exchange.dumps import Dump
from vlmkg.http.pages import render
from vlmkg.kg import Kg
from vlmkg.terms import VLMKG

_FORMS = {
    "ttl": "Turtle, to read and to load",
    "nt": "N-Triples, a fact a line",
    "jsonld": "JSON-LD, for what reads JSON",
    "nq": "N-Quads, what is stated and what follows from it in a graph each",
}
_INFERRED = "N-Triples, what the rules add to it"


def respond(kg: Kg, files: tuple[Dump, ...]) -> Response:
    """The page."""
    counted = counts.of(kg.dataset)
    packed = {dump.name.removesuffix(".gz"): dump for dump in files if dump.compressed}
    shown = [
        {
            "name": dump.name,
            "about": _INFERRED if dump.holds == "inferred" else _FORMS[dump.name.rpartition(".")[2]],
            "triples": dump.triples,
            "size": _size(dump.size),
            "sha256": dump.sha256,
            "packed": packed[dump.name].name,
            "packed_size": _size(packed[dump.name].size),
            "packed_sha256": packed[dump.name].sha256,
        }
        for dump in files
        if not dump.compressed
    ]
    ours = [(kg.library.schema.label(of), of, number) for of, number in counted.classes.items() if of.startswith(VLMKG)]
    return render.page(
        "data.html",
        section="/data",
        about=ABOUT,
        citation=CITATION,
        license=LICENSE,
        counts=counted,
        asserted=kg.dataset.asserted,
        digest=kg.dataset.sources.digest,
        as_of=kg.dataset.sources.as_of,
        files=shown,
        classes=sorted(ours, key=lambda item: (-item[2], item[0])),
        vocabularies=[space for space in counted.vocabularies if space != VLMKG],
    )


def _size(number: int | None) -> str:
    if number is None:
        return ""
    return f"{number / 1e6:,.1f} MB" if number >= 100_000 else f"{number / 1e3:,.1f} kB"
