"""Every error vlmkg raises on purpose.

Each message says what was wrong and ends with what to do next, so that a face
(shell, HTTP, notebook) can show it as it stands.

    VlmkgError
    ├── UsageError               the caller asked for something that cannot be (exit 2, HTTP 400)
    │   ├── QuerySyntaxError     a SPARQL query that does not parse, with line and column
    │   ├── QueryRefused         an update, SERVICE, or a remote or file FROM
    │   ├── ParameterError       a question's parameter is unknown, missing or of the wrong type
    │   └── FormatError          an output format that does not fit the answer
    ├── NotFound                 no such thing (exit 1, HTTP 404)
    │   ├── UnknownName          no entity of that name; near misses are named
    │   └── UnknownQuestion      no question of that name; near misses are named
    ├── DataError                the data cannot be used (exit 1)
    │   ├── MissingData          a folder or file that is not there
    │   ├── TurtleError          Turtle that does not parse, with file, line and column
    │   └── SourceFileError      a file to import that is missing, broken, too large, or not of its kind
    └── QueryFailed              a correct query that could not be answered (exit 3, HTTP 500)
        └── AnswerTooLarge       its answer grew past the limit (HTTP 507)
"""

from __future__ import annotations

from pathlib import Path


class VlmkgError(Exception):
    """The root of all errors below; `except VlmkgError` catches every one."""


class UsageError(VlmkgError):
    """The caller asked for something that cannot be."""


class QuerySyntaxError(UsageError):
    """A SPARQL query that does not parse.

    Lines and columns count from 1; both are None where the parser names no place.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(UsageError):
    """A query of a kind that is never run here."""


class ParameterError(UsageError):
    """A question's parameter is unknown, missing, or of the wrong type."""


class FormatError(UsageError):
    """An output format that does not exist or does not fit the answer."""


class NotFound(VlmkgError):
    """No such thing in the graph."""


class UnknownName(NotFound):
    """No entity goes by that name; `suggestions` holds the near misses."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class UnknownQuestion(NotFound):
    """No question goes by that name; `suggestions` holds the near misses."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class DataError(VlmkgError):
    """The data cannot be used."""


class MissingData(DataError):
    """A folder or file that is not there, or holds no Turtle."""


class TurtleError(DataError):
    """Turtle that does not parse. Lines and columns count from 1."""

    def __init__(self, message: str, path: Path, line: int, column: int) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.column = column


class SourceFileError(DataError):
    """A file to import that is missing, broken, too large, or not of the kind it was said to be."""


class QueryFailed(VlmkgError):
    """A correct query that could not be answered."""


class AnswerTooLarge(QueryFailed):
    """An answer that grew past the limit; nothing of it is given."""
