"""Other people's files, read with care: bounded, in UTF-8, and nothing in them is followed or run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from vlmkg.errors import SourceFileError

LARGEST: Final = 32 * 1024 * 1024
"""The most bytes that are read from one file."""

DEEPEST: Final = 100
"""The most lists and mappings inside each other."""


_NOT_PLAIN: Final = frozenset({"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"})


def text(path: Path) -> str:
    """The text of a file. Raises SourceFileError where it is missing, too large, or no UTF-8 text."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise SourceFileError(f"{path}: {error.strerror or error}; check the path and its rights") from None
    if len(raw) > LARGEST:
        raise SourceFileError(f"{path}: larger than {LARGEST // 2**20} MiB; take out the part that is wanted")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceFileError(f"{path}: no UTF-8 text (byte {error.start}); save it as UTF-8 and try again") from None


def from_json(path: Path) -> Any:
    """The value of a JSON file; numbers with a fraction are decimals. Raises SourceFileError."""
    content = text(path)
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise SourceFileError(
            f"{path}:{error.lineno}:{error.colno}: {error.msg}; mend the JSON there and try again"
        ) from None
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise SourceFileError(
            f"{path}: {error or 'brackets are nested too deep'}; mend the JSON and try again"
        ) from None


def from_yaml(content: str, path: Path, *, first_line: int = 1) -> Any:
    """The value of a YAML text of a file; `first_line` is where in the file the text begins.

    Dates stay text. Anchors, aliases and tags are refused: a few hundred bytes of aliases can
    stand for gigabytes, and none of the files that are read here needs them. Raises SourceFileError.
    """
    import yaml

    with _yaml_errors(path, first_line):
        _refuse_bombs(content, path, first_line)
        return yaml.load(content, Loader=_plain_loader())  # noqa: S506 - a safe loader, without its dates


def documents_of_texts(content: str, path: Path) -> list[Any]:
    """The documents of a YAML stream, every scalar as the text that was written: 2407.10 is not 2407.1.

    Refuses what `from_yaml` refuses, and a key that a mapping has twice. Raises SourceFileError.
    """
    import yaml

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if isinstance(key.value, str) and keys.count(key.value) > 1:
                problem = f"{key.value!r} stands here twice, and one would be lost"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        return dict(loader.construct_mapping(node, deep=True))

    loader: Any = type("TextLoader", (yaml.BaseLoader,), {})
    loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    with _yaml_errors(path, 1):
        _refuse_bombs(content, path, 1)
        return list(yaml.load_all(content, Loader=loader))


def _refuse_bombs(content: str, path: Path, first_line: int) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(content, Loader=_loader()):
        line = event.start_mark.line + first_line if event.start_mark else first_line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or _tagged(event):
            raise SourceFileError(
                f"{path}:{line}: an anchor, alias or tag is not read here; write the value out and try again"
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise SourceFileError(f"{path}:{line}: nested deeper than {DEEPEST}; make it flatter and try again")


@contextmanager
def _yaml_errors(path: Path, first_line: int) -> Iterator[None]:
    import yaml

    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        raise SourceFileError(f"{path}:{line}:{column}: {error.problem}; mend the YAML there and try again") from None
    except (yaml.YAMLError, RecursionError, ValueError, ArithmeticError) as error:
        raise SourceFileError(f"{path}: {str(error) or 'nested too deep'}; mend the YAML and try again") from None


def _tagged(event: Any) -> bool:
    return getattr(event, "tag", None) not in (None, "!") and type(event).__name__ != "DocumentStartEvent"


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain_loader() -> Any:
    """The safe loader, with dates as exact as they were written, and without YAML 1.1's yes, no, on and off."""
    loader = _loader()
    resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag not in _NOT_PLAIN]
        for first, known in loader.yaml_implicit_resolvers.items()
    }
    plain: Any = type("PlainLoader", (loader,), {"yaml_implicit_resolvers": resolvers})
    plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF"))
    return plain


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number that JSON knows")
