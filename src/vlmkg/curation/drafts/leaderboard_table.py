"""Tables of scores as they are published: CSV, or JSON in the layouts that leaderboards use.

Both become rows of cells, where the path of a cell is its column or its nested keys, so that
`{"validation": {"overall": 60}}` has the cell `("validation", "overall")`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from vlmkg.curation.drafts import files
from vlmkg.curation.drafts.values import shown
from vlmkg.errors import SourceFileError
from vlmkg.questions.search import fold

MOST_ROWS: Final = 5_000
"""The most rows of a table; the longest real leaderboards have some hundreds."""

MOST_CELLS: Final = 400
"""The most cells of one row."""

MODEL: Final = ("model", "modelname", "models", "modelfullname", "name", "system")
"""What the column of the models is called, without case and punctuation; the first that a row has counts."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20})?")
_LONGEST: Final = 40
_WEIGHTS: Final = frozenset({"pretrained", "checkpoint"})
_DEEPEST: Final = 4
_CURE: Final = "give a list of rows with a model and its scores, or a mapping from models to scores"

Column = tuple[str, ...]
Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one model, by their path, without the cell that names the model."""

    model: str
    cells: dict[Column, Cell]
    locator: str
    line: bool

    def at(self, path: Column) -> str:
        """The place of a cell."""
        return f"{self.locator}, column {shown(path[0])}" if self.line else ".".join((self.locator, *map(shown, path)))


def number(cell: Cell) -> Decimal | None:
    """The number in a cell, which may end in `%`, or None; whole numbers get a decimal, as scores have one."""
    match cell:
        case Decimal() if cell.is_finite() and -20 <= cell.adjusted() <= 9:
            text = f"{cell:f}"
        case int() if abs(cell) < 10**9:
            text = str(cell)
        case str() if len(cell) <= _LONGEST:
            text = cell.removesuffix("%").strip()
        case _:
            return None
    match = _NUMBER.fullmatch(text)
    return Decimal(text if match[1] else f"{text}.0") if match else None


def rows(path: Path) -> list[Row]:
    """The rows of a file. Raises SourceFileError where it is no table of models."""
    if path.suffix.casefold() == ".json":
        found = list(_json_rows(path))
    elif path.suffix.casefold() in (".csv", ".tsv"):
        found = list(_csv_rows(path))
    else:
        raise SourceFileError(f"{path}: neither .json nor .csv; save the leaderboard as one of the two")
    if not found:
        raise SourceFileError(f"{path}: no row names a model; {_CURE}")
    return found


def _csv_rows(path: Path) -> Iterator[Row]:
    content = files.text(path)
    if "\0" in content:
        raise SourceFileError(f"{path}: a NUL character, which no CSV has; save the table as CSV again")
    head = next((line for line in content.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [" ".join(name.split()) for name in next((line for line in reader if any(line)), [])]
        named = [name for name in header if name]
        twice = next((name for name in named if named.count(name) > 1), None) if len(named) <= MOST_CELLS else None
        if twice is not None:
            raise SourceFileError(
                f"{path}:{reader.line_num}: two columns are called {twice[:100]!r}; rename one of them"
            )
        if len(header) > MOST_CELLS:
            raise SourceFileError(f"{path}: more than {MOST_CELLS} columns; take out those that are wanted")
        if _model_path({(name,): name for name in named}) is None:
            raise SourceFileError(
                f"{path}:{reader.line_num}: no column of models; call it 'model' in the first line and try again"
            )
        for count, line in enumerate(reader):
            _check_count(count, path)
            cells: dict[Column, Cell] = {
                (name,): value.strip() for name, value in zip(header, line, strict=False) if name and value.strip()
            }
            if len(line) > len(header):
                raise SourceFileError(
                    f"{path}:{reader.line_num}: {len(line)} cells under {len(header)} columns; quote the cell that "
                    "holds the delimiter"
                )
            row = _row(cells, None, f"line {reader.line_num}", line=True)
            if row is not None:
                yield row
    except csv.Error as error:
        raise SourceFileError(f"{path}:{reader.line_num}: {error}; mend the CSV there and try again") from None


def _json_rows(path: Path) -> Iterator[Row]:
    document = files.from_json(path)
    for count, (record, name, locator) in enumerate(_records(document, path)):
        _check_count(count, path)
        cells = dict(_cells(record, ()))
        if len(cells) > MOST_CELLS:
            raise SourceFileError(
                f"{path}: {locator} has more than {MOST_CELLS} values; take out those that are wanted"
            )
        row = _row(cells, name, locator, line=False)
        if row is not None:
            yield row


def _records(document: Any, path: Path) -> Iterator[tuple[dict[str, Any], str | None, str]]:
    """The mappings that stand for models, each with the key that leads to it and its place."""
    where, found = "", document
    if isinstance(document, dict) and not (document and all(isinstance(value, dict) for value in document.values())):
        tables = {key: value for key, value in document.items() if isinstance(value, list | dict) and value}
        if len(tables) != 1:
            raise SourceFileError(f"{path}: {len(tables) or 'no'} tables beside each other; {_CURE}")
        ((where, found),) = tables.items()
    elif isinstance(document, dict) and len(document) == 1:
        ((key, inner),) = document.items()
        if (
            inner
            and all(isinstance(value, dict) for value in inner.values())
            and _model_path(dict(_cells(inner, ()))) is None
        ):
            where, found = key, inner
    place = shown(where)
    if isinstance(found, list) and all(isinstance(record, dict) for record in found):
        yield from ((record, None, f"{place}[{index}]") for index, record in enumerate(found))
    elif isinstance(found, dict) and all(isinstance(record, dict) for record in found.values()):
        yield from (
            (record, key, f"{shown(where)}.{shown(key)}" if where else shown(key)) for key, record in found.items()
        )
    else:
        raise SourceFileError(f"{path}: no table of models; {_CURE}")


def _cells(record: dict[str, Any], above: Column) -> Iterator[tuple[Column, Cell]]:
    for key, value in record.items():
        path = (*above, " ".join(key.split()))
        if isinstance(value, dict):
            if len(path) < _DEEPEST:
                yield from _cells(value, path)
        elif value is not None and not isinstance(value, list | bool) and value != "":
            yield path, value


def _model_path(cells: dict[Column, Cell]) -> Column | None:
    paths = [path for path, value in cells.items() if isinstance(value, str) and len(path) <= 2]
    for name in MODEL:
        for path in sorted(paths, key=len):
            if fold(path[-1]) == name:
                return path
    return None


def _row(cells: dict[Column, Cell], key: str | None, locator: str, *, line: bool) -> Row | None:
    path = _model_path(cells)
    name = str(cells[path]) if path is not None else key
    if name is None or not name.strip():
        return None
    weights = [str(value) for other, value in cells.items() if len(other) == 1 and fold(other[0]) in _WEIGHTS]
    return Row(
        model=" ".join([*name.split(), *weights]),
        cells={other: value for other, value in cells.items() if other != path},
        locator=locator,
        line=line,
    )


def _check_count(count: int, path: Path) -> None:
    if count >= MOST_ROWS:
        raise SourceFileError(f"{path}: more than {MOST_ROWS} rows; take out those that are wanted")
