"""A description as a document: the same triples in each form, with the prefixes that occur and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from vlmkg.exchange.describe.sheet import used
from vlmkg.graph.results import write_graph
from vlmkg.terms import PREFIXES

_TYPE: Final = PREFIXES["rdf"] + "type"


def write(triples: Sequence[ox.Triple], form: str) -> bytes:
    """Triples in one of `vlmkg.graph.results.GRAPH_FORMATS`. Raises FormatError for any other.

    JSON-LD carries its context with it, so that nobody has to fetch one.
    """
    prefixes = used(triples)
    written = write_graph(iter(triples), form, prefixes)
    return _compacted(json.loads(written), prefixes) if form == "jsonld" else written


def _compacted(nodes: list[dict[str, Any]], prefixes: Mapping[str, str]) -> bytes:
    """Expanded JSON-LD with its IRIs in their short form (https://www.w3.org/TR/json-ld11/#compact-iris).

    Where an IRI in full could be taken for a short form, as `model:x` could, everything stays in full.
    """
    short = _Short(prefixes)
    graph = [short.node(node) for node in nodes]
    document = nodes if short.clash else {"@context": dict(prefixes), "@graph": graph}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class _Short:
    """Shortens nodes; `clash` says whether it met an IRI that reads like a short form."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.clash = False
        self._prefixes = prefixes
        self._starts = {start: prefix for prefix, start in prefixes.items()}

    def node(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """A node object: its identifier, its types, its properties."""
        found: dict[str, Any] = {}
        for key, values in node.items():
            if key == "@id":
                found[key] = self._iri(values)
            elif key == _TYPE and all(list(value) == ["@id"] for value in values):
                found["@type"] = _one([self._iri(value["@id"]) for value in values])
            else:
                found[self._iri(key)] = _one([self._value(value) for value in values])
        return found

    def _value(self, value: Mapping[str, Any]) -> Any:
        if list(value) == ["@value"]:
            return value["@value"]
        return {key: self._iri(text) if key in ("@id", "@type") else text for key, text in value.items()}

    def _iri(self, text: str) -> str:
        cut = max(text.rfind("/"), text.rfind("#")) + 1
        prefix = self._starts.get(text[:cut])
        if prefix is not None and cut < len(text):
            return f"{prefix}:{text[cut:]}"
        self.clash = self.clash or text.partition(":")[0] in self._prefixes
        return text


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
