"""The graph as a dataset: VoID and DCAT in one document."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from vlmkg.exchange.describe import catalog, counts, void
from vlmkg.exchange.describe.catalog import Release
from vlmkg.exchange.describe.sheet import DATA, PUBLISHER, Sheet, english, iri
from vlmkg.exchange.describe.thing import Things
from vlmkg.exchange.dumps import Dump
from vlmkg.graph.dataset import Dataset
from vlmkg.terms import BASE

_EXAMPLES: Final = (
    "model/pixtral-12b",
    "family/qwen2.5-vl",
    "dataset/laion-5b",
    "benchmark/mmmu",
    "claim/pixtral-12b.vision-encoder.1",
)


def describe(dataset: Dataset, version: str, dumps: tuple[Dump, ...] = ()) -> list[ox.Triple]:
    """The description of a graph, with the files in which it can be had.

    `version` names the software; the state of the data is added to it.
    """
    counted = counts.of(dataset)
    things = Things(dataset.store)
    examples = tuple(BASE + path for path in _EXAMPLES if things.holds(BASE + path))
    sources = dataset.sources
    release = Release(f"{version}+{sources.digest}", counted.issued, counted.modified, sources.as_of)
    sheet = Sheet()
    sheet.say(
        void.DOCUMENT,
        a="void:DatasetDescription",
        dcterms_title=english("What vlmkg holds, and where to get it"),
        dcterms_creator=iri(PUBLISHER),
        foaf_primaryTopic=iri(DATA),
    )
    catalog.describe(sheet, release, dumps)
    void.describe(sheet, counted, dataset.asserted, dumps, examples)
    return sheet.triples
