"""Properties as a curator types them, and values as Turtle needs them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

import pyoxigraph as ox

from vlmkg.errors import ParameterError
from vlmkg.graph.results import lexical
from vlmkg.graph.store import Engine, select
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import NONE, NOT_DISCLOSED
from vlmkg.questions.search import fold
from vlmkg.terms import BASE, PREFIXES, VLMKG, expand, is_iri, shorten

Takes = Literal["thing", "link", "text", "string", "integer", "decimal", "boolean", "date"]
"""What a property's values are: something in the graph, a web address, English text, a bare string, a number ..."""

Value = ox.NamedNode | ox.Literal

_PROPERTIES: Final = """
SELECT ?property ?kind ?label ?range WHERE {
  ?property vlmkg:needsClaim true ; a ?kind .
  FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty))
  OPTIONAL { ?property rdfs:label ?label }
  OPTIONAL { ?property rdfs:range ?range . FILTER(isIRI(?range)) }
}
ORDER BY ?property
"""
_RANGES: Final[dict[str, Takes]] = {
    "rdf:PlainLiteral": "text",
    "xsd:string": "string",
    "xsd:integer": "integer",
    "xsd:decimal": "decimal",
    "xsd:boolean": "boolean",
}
_LINKS: Final = frozenset({"foaf:page", "foaf:homepage", "schema:codeRepository"})
_DATES: Final = frozenset({"dcterms:issued", "dcterms:modified"})
_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "vlmkg:Capability": ("capability",),
    "vlmkg:Connector": ("connector",),
    "vlmkg:Dataset": ("dataset", "benchmark"),
    "vlmkg:Language": ("language",),
    "vlmkg:License": ("license",),
    "vlmkg:Modality": ("modality",),
    "vlmkg:ModelEntity": ("model", "family"),
    "vlmkg:Organization": ("org",),
    "vlmkg:Task": ("task",),
    "vlmkg:Technique": ("technique",),
    "dcterms:license": ("license",),
}
"""Among which kinds a name is looked up, by the range of a property, or by the property where it has none of ours."""

_STATES: Final = {"none": NONE, "notdisclosed": NOT_DISCLOSED}
_SCALES: Final = {"": 0, "m": 6, "b": 9, "t": 12}  # no K: 128K tokens are 128,000 or 131,072
_NUMBER: Final = re.compile(r"([+-]?\d+(?:[,_ ]\d{3})*(?:\.\d+)?)\s*([mbt]?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of which facts are claimed. `kinds` are the prefixes of its values, where one range tells."""

    iri: str
    label: str
    takes: Takes
    kinds: tuple[str, ...] | None = None

    @property
    def curie(self) -> str:
        """The short form of the IRI."""
        return shorten(self.iri)

    @property
    def words(self) -> str:
        """Its part in the name of a claim."""
        return words(self.iri)


class Properties:
    """The properties that a curator can state."""

    def __init__(self, engine: Engine) -> None:
        self._all: dict[str, Property] = {}
        for row in select(engine, _PROPERTIES):
            iri, kind, label, range_ = map(lexical, row)
            short = shorten(iri)
            kinds = _KINDS.get(short) or _KINDS.get(shorten(range_))
            self._all[iri] = Property(
                iri, label or short.partition(":")[2], _takes(short, kind, shorten(range_)), kinds
            )

    def find(self, name: str) -> Property:
        """The property that goes by a name: `vlmkg:usesVisionEncoder`, `usesVisionEncoder`, `uses vision encoder`,
        `vision-encoder`. Raises ParameterError with near misses.
        """
        direct = expand(name) or name
        if direct in self._all:
            return self._all[direct]
        wanted = fold(name)
        found = [
            p for p in self._all.values() if wanted in {fold(p.curie.partition(":")[2]), fold(p.label), fold(p.words)}
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise ParameterError(f"{name!r} means {' or '.join(p.curie for p in found)}; give one of these")
        from rapidfuzz import process

        names = {p.curie.partition(":")[2]: p.curie for p in self._all.values()}
        near = [names[match] for match, _, _ in process.extract(name, names.keys(), limit=3, score_cutoff=60)]
        hint = f"did you mean {' or '.join(near)}?" if near else "the ontology lists them all"
        raise ParameterError(f"there is no property {name!r}; {hint}")


def value(library: Library, property_: Property, text: str) -> Value:
    """A typed text as a value of a property.

    A thing goes by any of its names, a number may end in M, B or T (million to trillion), a
    date may be a year or a month. `none` and `not disclosed` are values of every property
    that takes a thing. Raises ParameterError, or UnknownName where a thing is not in the graph.
    """
    text = " ".join(text.split())
    if not text:
        raise ParameterError(f"{property_.curie} needs a value; leave the property out if there is none to state")
    if property_.takes != "link" and fold(text) in _STATES:
        return ox.NamedNode(_STATES[fold(text)])
    match property_.takes:
        case "thing":
            if text.startswith(("http://", "https://")) and not text.startswith(BASE):
                raise ParameterError(f"{property_.curie} takes something of the graph, not a link; give its name")
            return ox.NamedNode(library.names.resolve(text, property_.kinds))
        case "link":
            if not (text.startswith(("http://", "https://")) and is_iri(text)):
                raise ParameterError(
                    f"{text!r} is no web address; give {property_.curie} one that begins with https://"
                )
            return ox.NamedNode(text)
        case "text":
            return ox.Literal(text, language="en")
        case "string":
            return ox.Literal(text)
        case "boolean":
            if text not in ("true", "false"):
                raise ParameterError(f"{property_.curie} is true or false, not {text!r}")
            return typed(text, "boolean")
        case "date":
            return _date(property_, text)
        case _:
            return _number(property_, text)


def _takes(short: str, kind: str, range_: str) -> Takes:
    if short in _LINKS:
        return "link"
    if kind.endswith("ObjectProperty"):
        return "thing"
    if short in _DATES:
        return "date"
    return _RANGES.get(range_, "text")


def _number(property_: Property, text: str) -> ox.Literal:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ParameterError(f"{text!r} is no number; give {property_.curie} one such as 7000000000, 7B or 0.5")
    try:
        number = Decimal(re.sub(r"[,_ ]", "", match[1])).scaleb(_SCALES[match[2].lower()])
    except InvalidOperation:
        raise ParameterError(f"{text!r} is too large a number; check it") from None
    if property_.takes == "integer":
        if number != number.to_integral_value():
            raise ParameterError(f"{property_.curie} is a whole number, not {text!r}; write it out")
        return typed(f"{number.to_integral_value():f}", "integer")
    plain = f"{number:f}"
    return typed(plain if "." in plain else plain + ".0", "decimal")


def _date(property_: Property, text: str) -> ox.Literal:
    if re.fullmatch(r"\d{4}", text):
        return typed(text, "gYear")
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return typed(text, "gYearMonth")
    try:
        return typed(date.fromisoformat(text).isoformat(), "date")
    except ValueError:
        raise ParameterError(
            f"{text!r} is no date; give {property_.curie} a year, a month or a day, such as 2024, 2024-09 or 2024-09-17"
        ) from None


def words(property_: str) -> str:
    """A property's part in the name of a claim: `vision-encoder` for `vlmkg:usesVisionEncoder`."""
    local = re.sub(r"^(uses|has)(?=[A-Z])", "", re.split(r"[/#]", property_)[-1])
    return re.sub(r"(?<!^)(?=[A-Z])", "-", local).lower()


def typed(text: str, name: str) -> ox.Literal:
    """A literal of an XML Schema type, by the type's name."""
    return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + name))


def is_state(node: Value) -> bool:
    """Whether a value says that there is none, or that it is not disclosed."""
    return isinstance(node, ox.NamedNode) and node.value in _STATES.values() and node.value.startswith(VLMKG)
