"""What a request to `/sparql` asks for (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from vlmkg.errors import UsageError
from vlmkg.graph.guard import LONGEST_QUERY

LONGEST_BODY: Final = 4_000_000
"""Bytes of a request's body or query string: the longest query, percent-encoded, and some parameters."""

_MOST_PARAMETERS: Final = 200
_BAD_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_UPDATES: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_CHARSETS: Final = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


class Rejected(Exception):
    """A request that is not read, and the HTTP status that says why."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the names of the form that its answer is wanted in, and the graphs that it is asked of.

    `query` is None where none was sent; `parameters` are the names of all that was.
    """

    query: str | None
    forms: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    parameters: frozenset[str] = frozenset()

    @property
    def names_graphs(self) -> bool:
        """Whether the request says which graphs it is asked of."""
        return bool(self.default_graphs or self.named_graphs)


def read(query_string: bytes, posted: bytes | None, content_type: str) -> Asked:
    """What the parameters and, of a POST, the body ask for. Parameters that the protocol does not know are let be.

    Raises UsageError, or Rejected for updates, for what is too long, and for a body of a type that is none of a query.
    """
    given = pairs(query_string)
    queries = []
    if posted is not None:
        kind, charset = _type(content_type)
        if charset not in _CHARSETS:
            raise Rejected(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a query cannot be sent in {charset!r}; send it as UTF-8"
            )
        if kind == _FORM:
            given = given + pairs(posted)
        elif kind == _DIRECT:
            if len(posted) > LONGEST_BODY:
                raise Rejected(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"the query has over {LONGEST_BODY:,} bytes; send a shorter one",
                )
            queries.append(_text(posted))
        elif kind == "application/sparql-update":
            raise Rejected(HTTPStatus.FORBIDDEN, "updates are refused, the graph is read-only; send a query")
        else:
            raise Rejected(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"a query cannot be sent as {kind or 'nothing named'}; "
                f"send it as {_DIRECT} or as the field `query` of a form",
            )
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    if any(name in values for name in _UPDATES):
        raise Rejected(HTTPStatus.FORBIDDEN, "updates are refused, the graph is read-only; send a query")
    queries += values.get("query", [])
    if len(queries) > 1:
        raise UsageError(f"there are {len(queries)} queries; send one")
    query = queries[0].removeprefix("\ufeff") if queries else None
    if query is not None and len(query) > LONGEST_QUERY:
        raise Rejected(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the query has {len(query):,} characters; the limit is {LONGEST_QUERY:,}, send a shorter one",
        )
    default, named = values.get("default-graph-uri", ()), values.get("named-graph-uri", ())
    return Asked(query, tuple(values.get("format", ())), tuple(default), tuple(named), frozenset(values))


def pairs(raw: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or a form, in order, decoded once. Raises UsageError, Rejected."""
    if len(raw) > LONGEST_BODY:
        raise Rejected(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the request has over {LONGEST_BODY:,} bytes; send a shorter query"
        )
    bad = _BAD_ESCAPE.search(raw)
    if bad is not None:
        raise UsageError(f"byte {bad.start()} of the parameters is a % that begins no escape; write it as %25")
    try:
        return parse_qsl(_text(raw), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise UsageError("the parameters are no UTF-8 when decoded; encode them as UTF-8") from None
    except ValueError:
        raise UsageError(f"there are over {_MOST_PARAMETERS} parameters; send fewer") from None


def _type(content_type: str) -> tuple[str, str]:
    """The media type and the charset of a Content-Type header, in lower case."""
    kind, *parameters = content_type.lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return kind.strip(), value.strip().strip('"')
    return kind.strip(), ""


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"byte {error.start} is no UTF-8; send the query as UTF-8") from None
