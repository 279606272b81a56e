"""Questions: one `.rq` file each, with a header that says what it asks and what may be bound.

The header is the `#+` YAML that grlc reads (https://github.com/CLARIAH/grlc),
plus `parameters`. A parameter is a `VALUES` row that holds an example, so the
file runs as it stands in any SPARQL client; binding replaces the row.

Four more fields are ours. `takes` says of which classes a parameter's value is, as `name: ModelEntity Dataset`: pages
suggest these, and every other thing is still understood. `algorithm` names the part of `vlmkg.lineage` that answers the
question, where SPARQL alone cannot; the query then gives the facts it starts from. `proof`
says what a row rests on: lines `start relation end`, where start and end are columns or
parameters and the relation is a property, several with `|` between, or one of `all`, `built`, `learned` for a way along
such steps, or `stages` for what training stages did to a part. `caps` says how sure a row can be at most: lines
`verdict column value`.

`format`, `limit`, `offset`, `proof` and `question` are no names of parameters: they say how any question is answered.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from vlmkg.errors import DataError
from vlmkg.graph.bind import UNDEF, examples
from vlmkg.graph.tokens import scan
from vlmkg.questions.canned import RESERVED, Kind, Parameter, Question
from vlmkg.terms import VLMKG


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
    algorithm = fields.get("algorithm")
    return Question(
        name=path.stem,
        summary=fields["summary"].strip(),
        description=str(fields.get("description") or "").strip(),
        tags=tuple(str(tag) for tag in fields.get("tags") or ()),
        parameters=_parameters(path, query, fields.get("parameters") or [], fields.get("takes") or {}),
        query=query,
        algorithm=str(algorithm) if algorithm else None,
        proof=_lines(path, "proof", "start relation end", fields.get("proof") or []),
        caps=_lines(path, "caps", "verdict column value", fields.get("caps") or []),
    )


def _parameters(path: Path, query: str, entries: Any, takes: Any) -> tuple[Parameter, ...]:
    rows = examples(query)
    parameters = []
    classes = {str(name): str(listed).split() for name, listed in takes.items()} if isinstance(takes, dict) else None
    if classes is None or not all(re.fullmatch(r"[A-Z][A-Za-z]*", c) for listed in classes.values() for c in listed):
        raise DataError(f"{path}: write each line of takes as 'name: Class OtherClass', with names of our ontology")
    for entry in entries:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise DataError(f"{path}: write each parameter as '- name: what it is'")
        ((name, about),) = entry.items()
        if name in RESERVED:
            raise DataError(f"{path}: {name!r} says how any question is answered; call the parameter otherwise")
        if name not in rows:
            raise DataError(f"{path}: parameter {name!r} has no row 'VALUES ?{name} {{ example }}' in the query")
        kind, example = _kind(rows[name][0])
        taken = tuple(VLMKG + class_ for class_ in classes.pop(name, ()))
        parameters.append(Parameter(name, str(about), kind, example, taken))
    if classes:
        raise DataError(f"{path}: takes names {', '.join(classes)}, which is no parameter; list it under parameters")
    return tuple(parameters)


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
