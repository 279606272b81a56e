"""What a request gives to a page: known parameters only, each once, within its bounds."""

from __future__ import annotations

from starlette.requests import Request

from vlmkg.errors import ParameterError


def only(request: Request, *names: str) -> dict[str, str]:
    """The parameters of a request, stripped; those left empty count as not given.

    Raises ParameterError for one that nobody reads, since a misspelled one must not go unnoticed, and for one given
    twice.
    """
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in names:
            has = ", ".join(names) or "none"
            raise ParameterError(f"{request.url.path} has no parameter {name[:100]!r}; it has: {has}")
        if name in found:
            raise ParameterError(f"the parameter {name!r} is given twice; give it once")
        found[name] = value.strip()
    return {name: value for name, value in found.items() if value}


def whole(given: dict[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 up to some bound. Raises ParameterError for anything else."""
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not 1 <= int(text) <= most:
        raise ParameterError(f"parameter {name!r} takes a whole number from 1 to {most:,}, not {text[:100]!r}")
    return int(text)
