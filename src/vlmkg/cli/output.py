"""What all commands share: the data options, the output options, errors as exit codes, tables and trees."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from vlmkg.errors import DataError, MissingData, NotFound, QueryFailed, TurtleError, UsageError, VlmkgError

if TYPE_CHECKING:
    from vlmkg.curation.findings import Severity
    from vlmkg.graph.results import Answer, Value
    from vlmkg.kg import Kg

Command = TypeVar("Command", bound=Callable[..., Any])

FINE, NOTHING, WRONG_USE, FAILED = 0, 1, 2, 3
"""Exit codes: fine; the data does not conform or nothing was found; wrong use; a query failed."""

ROW_FORMATS = ("table", "json", "csv", "tsv", "xml")
REPORT_FORMATS = ("text", "github", "sarif", "junit", "json")
GRAPH_FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")


def with_data_files(command: Command) -> Command:
    """Add `--data` and `--no-builtin`, and hand the command `data` and `builtin`."""

    @click.option(
        "--data",
        "data",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Further Turtle, a file or a folder; may be given several times.",
    )
    @click.option("--no-builtin", is_flag=True, help="Leave the facts that vlmkg ships out.")
    @wraps(command)
    def wrapped(*args: Any, no_builtin: bool, **kwargs: Any) -> Any:
        with errors_as_exit_codes():
            return command(*args, builtin=not no_builtin, **kwargs)

    return wrapped  # type: ignore[return-value]


def with_loading(command: Command) -> Command:
    """Add `--data`, `--no-builtin` and `--as-of`, and hand the command `load`, which loads the graph they mean."""

    @with_data_files
    @click.option(
        "--as-of",
        "as_of",
        metavar="DATE",
        help="The graph as it stood at the end of that day, such as 2026-11-23.",
    )
    @wraps(command)
    def wrapped(*args: Any, data: tuple[Path, ...], builtin: bool, as_of: str | None, **kwargs: Any) -> Any:
        def load() -> Kg:
            from vlmkg.kg import Kg

            return Kg.load(*data, builtin=builtin, as_of=as_of)

        return command(load, *args, **kwargs)

    return wrapped  # type: ignore[return-value]


def with_data(command: Command) -> Command:
    """Add `--data`, `--no-builtin` and `--as-of`, and hand the command a loaded graph."""

    @with_loading
    @wraps(command)
    def wrapped(load: Callable[[], Kg], *args: Any, **kwargs: Any) -> Any:
        kg = load()
        kg.progress = slowly(time.monotonic())
        return command(kg, *args, **kwargs)

    return wrapped  # type: ignore[return-value]


def with_output(formats: Sequence[str], default: str | None = None) -> Callable[[Command], Command]:
    """Add `--format` and `--output`."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "--output",
            "output",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write there instead of to the terminal.",
        )(command)
        return click.option(
            "--format",
            "format_",
            type=click.Choice(tuple(formats)),
            default=default,
            show_default=default is not None,
            help="The form of the answer.",
        )(command)

    return decorate


class errors_as_exit_codes:
    """One clear line on stderr and the promised exit code, instead of a stack trace."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, VlmkgError):
            fail(str(error), exit_code(error))


def exit_code(error: VlmkgError) -> int:
    """The exit code that an error means."""
    match error:
        case UsageError() | MissingData():
            return WRONG_USE
        case NotFound() | TurtleError() | DataError():
            return NOTHING
        case QueryFailed():
            return FAILED
        case _:
            return FAILED


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    click.echo(f"vlmkg: {message}", err=True)
    sys.exit(code)


def slowly(begun: float) -> Callable[[str], None]:
    """Says on stderr how far something is, once it takes longer than a second; for people, so on a terminal only."""

    def say(message: str) -> None:
        if time.monotonic() - begun > 1 and sys.stderr.isatty():
            click.echo(printable(message), err=True)

    return say


def write(content: str | bytes, output: Path | None) -> None:
    """Write to standard output, or to a file that appears whole or not at all."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if output is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, output)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        fail(f"{output}: {error.strerror or error}; name a file in a folder that is there and writable", WRONG_USE)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_answer(kg: Kg, answer: Answer, format_: str | None, output: Path | None) -> None:
    """Write an answer in the form asked for, or in the usual one for its kind."""
    from vlmkg.graph.results import Rows, Triples

    if isinstance(answer, Triples):
        if format_ in ROW_FORMATS and format_ != "table":
            fail(f"a graph cannot be written as {format_}; choose one of {', '.join(GRAPH_FORMATS)}", WRONG_USE)
        write(answer.serialize(format_ if format_ in GRAPH_FORMATS else "turtle"), output)
        return
    if format_ in GRAPH_FORMATS:
        fail(f"rows cannot be written as {format_}; choose one of {', '.join(ROW_FORMATS)}", WRONG_USE)
    if format_ not in (None, "table"):
        written = answer.serialize(format_ or "json")
        write(written if written.endswith(b"\n") else written + b"\n", output)
    elif isinstance(answer, Rows):
        write(table(answer, answer.variables), output)
        if len(answer) == 0:
            click.echo("no rows", err=True)
    else:
        write("yes\n" if answer else "no\n", output)


def table(rows: Iterable[Sequence[Value]], headers: Sequence[str]) -> str:
    """Rows as aligned columns of text."""
    from tabulate import tabulate

    cells = [["" if value is None else printable(str(value)) for value in row] for row in rows]
    return tabulate(cells, headers=[printable(h) for h in headers], tablefmt="simple", disable_numparse=True) + "\n"


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180), nothing for what is not known."""
    import csv
    import io

    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(headers)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return written.getvalue()


def joined(cell: object) -> Value:
    """A cell as one value: several lines go into one, parted by semicolons."""
    return "; ".join(str(part) for part in cell) if isinstance(cell, tuple) else cell  # type: ignore[return-value]


def printable(text: str) -> str:
    """Text without control characters, so that data cannot steer a terminal."""
    return "".join(c if c.isprintable() or c == " " else " " for c in text)


def counted(counts: Mapping[Severity, int]) -> str:
    """How many findings there are of each severity."""
    names: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}
    return ", ".join(
        f"{counts[severity]} {name}{'' if counts[severity] == 1 else 's'}" for severity, name in names.items()
    )


def as_json(value: object) -> str:
    """Indented JSON with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"
