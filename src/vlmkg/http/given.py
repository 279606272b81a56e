"""What a request gives: known parameters only, each once, within their bounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic.fields import FieldInfo
from starlette.requests import Request

from vlmkg.errors import ParameterError
from vlmkg.http.sparql.asked import pairs

LONGEST: Final = 8_000
"""Bytes of a query string; no parameters but those of `/sparql` come near."""

LONGEST_NAME: Final = 300
"""Characters; no name of a thing is as long."""


def once(
    query_string: bytes,
    known: Collection[str],
    unknown: Callable[[str], ParameterError],
    several: Collection[str] = (),
) -> dict[str, str]:
    """The parameters of a query string, stripped; of those that may be given several times, the last.

    Raises ParameterError for one that nobody reads, since a misspelled one must not go unnoticed, and for one given
    twice, UsageError for what is no UTF-8 or badly escaped.
    """
    if len(query_string) > LONGEST:
        raise ParameterError(f"the parameters have {len(query_string):,} bytes; the limit is {LONGEST:,}, send fewer")
    found: dict[str, str] = {}
    for name, value in pairs(query_string):
        if name not in known:
            raise unknown(name)
        if name in found and name not in several:
            raise ParameterError(f"{name} is given more than once; give it once")
        found[name] = value.strip()
    return found


def only(request: Request, *names: str) -> dict[str, str]:
    """The parameters of a request by these names; those left empty count as not given. Raises as `once` does."""
    found = once(request.scope["query_string"], names, _unknown(request, names))
    return {name: value for name, value in found.items() if value}


async def only_declared(request: Request) -> None:
    """Refuse what an endpoint of FastAPI does not declare, and declared ones that are given twice or needed and empty.

    For `Depends`; FastAPI itself passes over the first, takes the last of the second, and leaves the third to others.
    """
    declared = _declared(request.scope["route"])
    several = {name for name, field in declared.items() if field.annotation == list[str]}
    found = once(request.scope["query_string"], declared, _unknown(request, declared), several)
    for name, field in declared.items():
        if found.get(name) == "" and field.is_required():
            raise ParameterError(f"{name} is empty; give {lowered(field.description or 'a value')}")


def whole(found: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """A whole number within bounds; None where none was given. Raises ParameterError for anything else."""
    text = found.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not least <= int(text) <= most:
        raise ParameterError(f"{name} takes a whole number from {least} to {most:,}, not {text[:100]!r}")
    return int(text)


def lowered(about: str) -> str:
    """What is said of a parameter, within a sentence."""
    return about[:1].lower() + about[1:]


def _unknown(request: Request, names: Collection[str]) -> Callable[[str], ParameterError]:
    has = f"it has: {', '.join(names)}" if names else "it has none"
    return lambda name: ParameterError(f"{request.url.path} has no parameter {shown(name)!r}; {has}")


def shown(name: str) -> str:
    """A name that nobody knows, as a message repeats it."""
    return name if len(name) <= 60 else name[:60] + "…"


_DECLARED: dict[str, dict[str, FieldInfo]] = {}


def _declared(route: APIRoute) -> dict[str, FieldInfo]:
    if route.path not in _DECLARED:
        _DECLARED[route.path] = dict(_fields(route.dependant))
    return _DECLARED[route.path]


def _fields(dependant: Dependant) -> Iterator[tuple[str, FieldInfo]]:
    yield from ((field.alias, field.field_info) for field in dependant.query_params)
    for below in dependant.dependencies:
        yield from _fields(below)
