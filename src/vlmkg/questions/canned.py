"""Questions: one `.rq` file each, with a header that says what it asks and what may be bound.

The header is the `#+` YAML that grlc reads (https://github.com/CLARIAH/grlc),
plus `parameters`. A parameter is a `VALUES` row that holds an example, so the
file runs as it stands in any SPARQL client; binding replaces the row.

Two more fields are ours. `algorithm` names the part of `vlmkg.lineage` that answers the
question, where SPARQL alone cannot; the query then gives the facts it starts from. `proof`
says what a row rests on: lines `start relation end`, where start and end are columns or
parameters and the relation is a property, several with `|` between, or one of `all`, `built`, `learned` for a way along
such steps, or `stages` for what training stages did to a part. `caps` says how sure a row can be at most: lines
`verdict column value`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, Literal

from vlmkg.errors import DataError, ParameterError, UnknownQuestion
from vlmkg.graph.bind import UNDEF, bind, examples, iri, literal
from vlmkg.graph.tokens import scan

Kind = Literal["entity", "integer", "decimal", "date", "year", "boolean", "string"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_PARTIAL_DATE: Final = re.compile(r"\d{4}(-\d{2})?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be bound in a question.

    `kind` is read from the example: an entity (an IRI), a number, a date, a
    year, or text. `example` is the example in its short form; None where the
    parameter may be left out.
    """

    name: str
    about: str
    kind: Kind
    example: str | None

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


def read(path: Path) -> Question:
    """Read one `.rq` file. Raises DataError where its header is not as described above."""
    import yaml

    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    query = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        fields: Any = yaml.safe_load(header) or {}
    except yaml.YAMLError as error:
        raise DataError(f"{path}: the #+ header is no YAML: {error}") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("summary"), str):
        raise DataError(f"{path}: the #+ header needs a summary, which is the question in plain words")
    rows = examples(query)
    parameters = []
    for entry in fields.get("parameters") or []:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise DataError(f"{path}: write each parameter as '- name: what it is'")
        ((name, about),) = entry.items()
        if name not in rows:
            raise DataError(f"{path}: parameter {name!r} has no row 'VALUES ?{name} {{ example }}' in the query")
        kind, example = _kind(rows[name][0])
        parameters.append(Parameter(name, str(about), kind, example))
    algorithm = fields.get("algorithm")
    return Question(
        name=path.stem,
        summary=fields["summary"].strip(),
        description=str(fields.get("description") or "").strip(),
        tags=tuple(str(tag) for tag in fields.get("tags") or ()),
        parameters=tuple(parameters),
        query=query,
        algorithm=str(algorithm) if algorithm else None,
        proof=_lines(path, "proof", "start relation end", fields.get("proof") or []),
        caps=_lines(path, "caps", "verdict column value", fields.get("caps") or []),
    )


def _lines(path: Path, name: str, form: str, lines: Any) -> tuple[tuple[str, str, str], ...]:
    found = []
    for line in lines if isinstance(lines, list) else [lines]:
        words = str(line).split(maxsplit=2 if name == "caps" else -1)  # a value may be several words
        if len(words) != 3:
            raise DataError(f"{path}: write each line of {name} as '{form}', not {line!r}")
        found.append((words[0], words[1], words[2]))
    return tuple(found)


def read_all(folder: Path) -> dict[str, Question]:
    """Every question of a folder by name, in alphabetical order."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def find(questions: Mapping[str, Question], name: str) -> Question:
    """The question of that name. Raises UnknownQuestion, with near misses."""
    from difflib import get_close_matches

    wanted = name.strip().removesuffix(".rq").replace("_", "-").lower()
    if wanted in questions:
        return questions[wanted]
    near = tuple(get_close_matches(wanted, questions, n=3, cutoff=0.5))
    hint = f"did you mean {' or '.join(near)}?" if near else "`vlmkg questions` lists them"
    raise UnknownQuestion(f"no question is called {name!r}; {hint}", near)


def _kind(example: str) -> tuple[Kind, str | None]:
    if example.upper() == UNDEF:
        return "entity", None
    token = scan(example)[0]
    if token.kind == "name":
        return "entity", token.text
    if token.kind == "iri":
        return "entity", token.text[1:-1]
    if token.kind == "word" and token.text in ("true", "false"):
        return "boolean", token.text
    if token.kind == "number" or token.text in "+-":
        return ("decimal" if "." in example else "integer"), example
    body = token.text.strip("\"'")
    datatype = example[token.end :]
    if datatype.endswith(("gYear", "gYear>")):
        return "year", body
    return ("date" if datatype.endswith(("date", "date>")) else "string"), body


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
