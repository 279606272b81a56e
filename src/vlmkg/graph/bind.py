"""Putting values into a query, as checked terms and never as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from vlmkg.errors import ParameterError
from vlmkg.graph.tokens import scan
from vlmkg.terms import PREFIXES, is_iri

UNDEF = "UNDEF"


def iri(value: str) -> str:
    """An IRI as it stands in a query. Raises ParameterError where it is none."""
    if not is_iri(value):
        raise ParameterError(f"{value!r} is no IRI; give an absolute one, such as https://w3id.org/vlmkg/model/clip")
    return f"<{value}>"


def literal(value: str | int | Decimal | date, language: str | None = None, datatype: str | None = None) -> str:
    """A literal as it stands in a query, escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else text + ".0"
    if isinstance(value, date):
        return f'"{value.isoformat()}"^^<{PREFIXES["xsd"]}date>'
    escaped = re.sub(
        r'[\\"\x00-\x1f\x7f]', lambda m: f"\\u{ord(m[0]):04X}" if m[0] not in '\\"' else "\\" + m[0], value
    )
    if language is not None:
        if not re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", language):
            raise ParameterError(f"{language!r} is no language tag; give one such as en")
        return f'"{escaped}"@{language}'
    return f'"{escaped}"' + (f"^^{iri(datatype)}" if datatype else "")


def values(variable: str, iris: Iterable[str]) -> str:
    """A `VALUES` clause that binds a variable to some IRIs."""
    return f"VALUES ?{variable} {{ {' '.join(iri(value) for value in iris)} }}"


def alternatives(iris: Iterable[str]) -> str:
    """A property path that any of some properties fits."""
    return f"({'|'.join(iri(value) for value in iris)})"


def listed(iris: Iterable[str]) -> str:
    """Some IRIs as `IN` takes them."""
    return ", ".join(iri(value) for value in iris)


def examples(query: str) -> dict[str, tuple[str, int, int]]:
    """The single-variable `VALUES` rows of a query: name -> (text between the braces, its start, its end)."""
    found: dict[str, tuple[str, int, int]] = {}
    tokens = [token for token in scan(query) if token.kind != "comment"]
    for index, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "VALUES" and index + 2 < len(tokens):
            variable, brace = tokens[index + 1], tokens[index + 2]
            if variable.kind == "variable" and brace.text == "{":
                end = next((t for t in tokens[index + 3 :] if t.text == "}"), None)
                if end is not None:
                    found[variable.text[1:]] = (query[brace.end : end.start].strip(), brace.end, end.start)
    return found


def bind(query: str, terms: dict[str, str]) -> str:
    """Replace the examples of `VALUES` rows by terms that `iri`, `literal` or UNDEF made."""
    rows = examples(query)
    cuts = sorted((rows[name][1], rows[name][2], term) for name, term in terms.items())
    out: list[str] = []
    position = 0
    for start, end, term in cuts:
        out += [query[position:start], f" {term} "]
        position = end
    return "".join([*out, query[position:]])
