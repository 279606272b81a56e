"""A question: its words, its parameters, and its text in SPARQL with values put in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from vlmkg.errors import ParameterError, UnknownQuestion
from vlmkg.graph.bind import bind, iri, literal

Kind = Literal["entity", "integer", "decimal", "date", "year", "boolean", "string"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

RESERVED: Final = frozenset({"format", "limit", "offset", "proof", "question"})
"""Names that no parameter of a question has: faces use them for how it is answered, whatever it asks."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be bound in a question.

    `kind` is read from the example: an entity (an IRI), a number, a date, a
    year, or text. `example` is the example in its short form; None where the
    parameter may be left out. `classes` are the IRIs of the classes of which an
    entity makes sense here; none where anything does.
    """

    name: str
    about: str
    kind: Kind
    example: str | None
    classes: tuple[str, ...] = ()

    @property
    def optional(self) -> bool:
        """Whether the question makes sense without it."""
        return self.example is None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its text in SPARQL."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    query: str
    algorithm: str | None = None
    proof: tuple[tuple[str, str, str], ...] = ()
    caps: tuple[tuple[str, str, str], ...] = ()

    @property
    def provable(self) -> bool:
        """Whether its rows can be asked for their evidence."""
        return bool(self.algorithm or self.proof)

    def resolved(self, values: Mapping[str, object], resolve: Callable[[str], str]) -> dict[str, str | None]:
        """What each parameter stands for, the examples included: an IRI, or the text of a number, date or string.

        Raises ParameterError for one that is unknown or of the wrong type.
        """
        self.bound(values, resolve)
        found: dict[str, str | None] = {}
        for parameter in self.parameters:
            given = values.get(parameter.name)
            text = parameter.example if given is None else str(given).strip()
            found[parameter.name] = resolve(text) if text is not None and parameter.kind == "entity" else text
        return found

    def bound(self, values: Mapping[str, object], resolve: Callable[[str], str]) -> str:
        """The query with these values in place; `resolve` turns an entity's name into its IRI.

        A parameter that is not given keeps its example. Raises ParameterError
        for one that is unknown or of the wrong type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = ", ".join(known) or "none"
                raise ParameterError(f"{self.name} has no parameter {name!r}; it has: {has}")
        return bind(
            self.query,
            {name: _term(known[name], value, resolve) for name, value in values.items() if value is not None},
        )


def find(questions: Mapping[str, Question], name: str) -> Question:
    """The question of that name. Raises UnknownQuestion, with near misses."""
    wanted = name.strip().removesuffix(".rq").replace("_", "-").lower()
    if wanted in questions:
        return questions[wanted]
    near = _near(questions, wanted[:200])
    hint = f"did you mean {' or '.join(near)}?" if near else "/queries and `vlmkg questions` list them"
    raise UnknownQuestion(f"no question is called {name!r}; {hint}", near)


def _near(questions: Mapping[str, Question], wanted: str) -> tuple[str, ...]:
    """The names that look like one that is none, then those of questions that speak of the same things."""
    from difflib import get_close_matches

    words = [word.removesuffix("s") for word in re.split(r"[\W_]+", wanted) if len(word) > 2]

    def shared(question: Question) -> int:
        said = f"{question.summary} {' '.join(question.tags)}".lower()
        return sum(3 if word in question.name else 2 if word in said else 0 for word in words)

    alike = sorted((q for q in questions.values() if shared(q) > len(words)), key=lambda q: (-shared(q), q.name))
    return tuple(dict.fromkeys((*get_close_matches(wanted, questions, n=3, cutoff=0.7), *(q.name for q in alike))))[:3]


def _term(parameter: Parameter, value: object, resolve: Callable[[str], str]) -> str:
    text = str(value).strip()
    wrong = ParameterError(
        f"parameter {parameter.name!r} takes {_WANTED[parameter.kind]}, not {text!r}"
        + (f"; for example {parameter.example}" if parameter.example else "")
    )
    match parameter.kind:
        case "entity":
            return iri(resolve(text))
        case "integer":
            try:
                return literal(_whole(text))
            except ValueError:
                raise wrong from None
        case "decimal":
            try:
                number = Decimal(text)
            except InvalidOperation:
                raise wrong from None
            if not number.is_finite() or abs(number.adjusted()) > 60:
                raise wrong
            return literal(number)
        case "date":
            try:
                return literal(date.fromisoformat(text))
            except ValueError:
                raise wrong from None
        case "year":
            if not re.fullmatch(r"\d{4}", text):
                raise wrong
            return literal(text, datatype=_XSD + "gYear")
        case "boolean":
            if text.lower() not in ("true", "false"):
                raise wrong
            return text.lower()
        case "string":
            return literal(text)


_SCALE: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_WANTED: Final[dict[Kind, str]] = {
    "entity": "the name of a thing in the graph",
    "integer": "a whole number",
    "decimal": "a number",
    "date": "a date (YYYY-MM-DD)",
    "year": "a year (four digits)",
    "boolean": "true or false",
    "string": "text",
}


def _whole(text: str) -> int:
    """A whole number, also as `8B` or `400M`, the way the field writes parameter counts."""
    match = re.fullmatch(r"([+-]?\d{1,18}(?:\.\d{1,6})?)([kKmMbBtT]?)", text.replace(",", "").replace("_", ""))
    if match is None:
        raise ValueError(text)
    number = Decimal(match[1]) * _SCALE[match[2].lower()]
    if number != int(number):
        raise ValueError(text)
    return int(number)
