"""What `/sparql` answers when nobody asks it anything: its own description."""

from __future__ import annotations

from collections.abc import Sequence

from vlmkg.exchange.describe import service, sheet
from vlmkg.graph import results
from vlmkg.graph.results import Triples
from vlmkg.kg import Kg
from vlmkg.terms import BASE


def describe(kg: Kg, base_url: str = BASE, limits: Sequence[str] = ()) -> Triples:
    """The service description of the endpoint at `base_url` + `sparql`, to be written in any form of a graph.

    `limits` are sentences for people: the deadline, the largest answer.
    """
    told = service.describe(kg.dataset.asserted + kg.dataset.inferred, base_url, limits)
    return results.graph(told, sheet.used(told))
