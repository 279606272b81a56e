"""What a request gives: values for a question's own parameters, and how the answer is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from vlmkg.errors import ParameterError
from vlmkg.http.questions.paging import FURTHEST, Paging
from vlmkg.http.sparql.asked import pairs
from vlmkg.questions.canned import Question

LONGEST: Final = 8_000
"""Bytes of a query string; no value of a question's parameter comes near."""

LONGEST_VALUE: Final = 300
"""Characters of one value; no name of a thing is as long."""

CONTROLS: Final = ("limit", "offset", "proof", "format")
"""What any question understands beside its own parameters; `proof` only where there is evidence to show."""

_YES: Final = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Given:
    """The values of one request as texts, without those that are empty, and how the answer is wanted.

    None stands for what was not said.
    """

    values: dict[str, str] = field(default_factory=dict)
    limit: int | None = None
    offset: int | None = None
    proof: bool | None = None
    form: str | None = None

    @property
    def text(self) -> dict[str, str]:
        """The parameters of an address that asks the same, without the form and the part."""
        return {**self.values, **({} if self.proof is None else {"proof": "1" if self.proof else "0"})}


def read(question: Question, query_string: bytes, paging: Paging, controls: tuple[str, ...] = CONTROLS) -> Given:
    """What a query string gives to a question. Raises ParameterError for what nobody reads, UsageError for no UTF-8.

    An empty value is one that a form left out; it is refused where the question needs a value.
    """
    if len(query_string) > LONGEST:
        raise ParameterError(f"the parameters have {len(query_string):,} bytes; the limit is {LONGEST:,}, send fewer")
    own = {parameter.name: parameter for parameter in question.parameters}
    found: dict[str, str] = {}
    for name, value in pairs(query_string):
        if name not in own and (name not in controls or (name == "proof" and not question.provable)):
            raise _unknown(question, name, controls)
        if name in found:
            raise ParameterError(f"{name} is given more than once; give it once")
        if len(value) > LONGEST_VALUE:
            raise ParameterError(f"{name} has {len(value):,} characters; the limit is {LONGEST_VALUE}, give less")
        found[name] = value.strip()
    for name, parameter in own.items():
        if found.get(name) == "" and not parameter.optional:
            raise ParameterError(f"{name} is empty; give {_lower(parameter.about)}, for example {parameter.example}")
    return Given(
        {name: found[name] for name in own if found.get(name)},
        _number("limit", found.get("limit"), 1, paging.greatest),
        _number("offset", found.get("offset"), 0, FURTHEST),
        _yes("proof", found.get("proof")),
        found.get("format", "").lower() or None,
    )


def _unknown(question: Question, name: str, controls: tuple[str, ...]) -> ParameterError:
    has = ", ".join(parameter.name for parameter in question.parameters) or "none"
    shown = name if len(name) <= 60 else name[:60] + "…"
    if name == "proof" and name in controls:
        return ParameterError(
            f"{question.name} has no parameter 'proof': it has no evidence of its own to show; "
            "leave it out, and look at the page of a thing for who says so"
        )
    also = ", ".join(control for control in controls if control != "proof" or question.provable) or "nothing else"
    return ParameterError(f"{question.name} has no parameter {shown!r}; it has: {has}; and for the answer: {also}")


def _number(name: str, text: str | None, least: int, most: int) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise ParameterError(f"{name} takes a whole number from {least} to {most:,}, not {text!r}")
    return int(text)


def _yes(name: str, text: str | None) -> bool | None:
    if not text:
        return None
    if text.lower() not in _YES:
        raise ParameterError(f"{name} takes 1 or 0, not {text!r}")
    return _YES[text.lower()]


def _lower(about: str) -> str:
    return about[:1].lower() + about[1:]
