"""What a request gives: values for a question's own parameters, and how the answer is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from vlmkg.errors import ParameterError
from vlmkg.http import given
from vlmkg.http.questions.paging import FURTHEST, Paging
from vlmkg.questions.canned import Question

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


def read(question: Question, query_string: bytes, paging: Paging) -> Given:
    """What a query string gives to a question. Raises ParameterError for what nobody reads, UsageError for no UTF-8.

    An empty value is one that a form left out; it is refused where the question needs a value.
    """
    own = {parameter.name: parameter for parameter in question.parameters}
    found = given.once(query_string, {*own, *_controls(question)}, lambda name: _unknown(question, name))
    for name, value in found.items():
        if len(value) > given.LONGEST_NAME:
            raise ParameterError(f"{name} has {len(value):,} characters; the limit is {given.LONGEST_NAME}, give less")
    for name, parameter in own.items():
        if found.get(name) == "" and not parameter.optional:
            raise ParameterError(
                f"{name} is empty; give {given.lowered(parameter.about)}, for example {parameter.example}"
            )
    return Given(
        {name: found[name] for name in own if found.get(name)},
        given.whole(found, "limit", 1, paging.greatest),
        given.whole(found, "offset", 0, FURTHEST),
        _yes("proof", found.get("proof")),
        found.get("format", "").lower() or None,
    )


def _controls(question: Question) -> tuple[str, ...]:
    return CONTROLS if question.provable else tuple(control for control in CONTROLS if control != "proof")


def _unknown(question: Question, name: str) -> ParameterError:
    if name == "proof":
        return ParameterError(
            f"{question.name} has no parameter 'proof': it has no evidence of its own to show; "
            "leave it out, and look at the page of a thing for who says so"
        )
    has = ", ".join(parameter.name for parameter in question.parameters) or "none"
    also = ", ".join(_controls(question))
    return ParameterError(
        f"{question.name} has no parameter {given.shown(name)!r}; it has: {has}; and for the answer: {also}"
    )


def _yes(name: str, text: str | None) -> bool | None:
    if not text:
        return None
    if text.lower() not in _YES:
        raise ParameterError(f"{name} takes 1 or 0, not {text!r}")
    return _YES[text.lower()]
