"""The pages of the questions: all of them by topic, and each with its form, its answer and its query."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from vlmkg.errors import NotFound, UnknownName, UsageError, VlmkgError
from vlmkg.graph.results import Rows
from vlmkg.http import problems
from vlmkg.http.given import LONGEST_NAME
from vlmkg.http.pages import render
from vlmkg.http.questions import forms
from vlmkg.http.questions.forms import Asking
from vlmkg.http.questions.paging import Part, address
from vlmkg.http.questions.table import table
from vlmkg.kg import Kg
from vlmkg.lineage.answer import Answer as Proved
from vlmkg.questions.canned import Parameter, Question
from vlmkg.questions.choices import Choice
from vlmkg.terms import shorten

TOPICS: Final = {
    "licenses": "Licenses and terms",
    "data": "Training data",
    "training": "Training",
    "results": "Results",
    "benchmarks": "Benchmarks and capabilities",
    "provenance": "Sources, changes and contradictions",
    "ethics": "Bias",
    "lineage": "Parts, parents and descendants",
}
"""What a question is about, by the first of its tags that stands here."""

ORDER: Final = ("lineage", "data", "licenses", "benchmarks", "results", "training", "provenance", "ethics")
"""The order in which topics are shown."""

_SUGGESTED: Final = 6
_INPUTS: Final = {"date": "date", "year": "number", "integer": "text", "decimal": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `kind` is `choice`, `suggest`, or the type of a plain input."""

    parameter: Parameter
    kind: str
    value: str
    choices: tuple[Choice, ...] = ()
    classes: str = ""


class Pages:
    """Makes the pages of the questions of one graph."""

    def __init__(self, kg: Kg) -> None:
        self.kg = kg
        self.choices = {
            question.name: {parameter.name: kg.choices(parameter) for parameter in question.parameters}
            for question in kg.questions.values()
        }

    def all(self) -> Response:
        """Every question, by topic."""
        found: dict[str, list[Question]] = {}
        for question in self.kg.questions.values():
            found.setdefault(topic(question), []).append(question)
        names = [name for name in dict.fromkeys((*ORDER, *found)) if name in found]
        topics = [(name, TOPICS.get(name, name), found[name]) for name in names]
        return render.page("questions.html", section="/queries", topics=topics)

    def answer(self, asking: Asking, rows: Rows, proved: Proved | None, part: Part) -> Response:
        """A question with its form and a part of its answer."""
        question, given = asking.question, asking.given
        links = [
            ("JSON", forms.other_form(asking, "json")),
            ("CSV", forms.other_form(asking, "csv")),
            ("TSV", forms.other_form(asking, "tsv")),
            ("query", forms.other_form(asking, "rq")),
        ]
        more = {name: part.address(asking.path, given.text, name) for name in ("first", "prev", "next", "last")}
        without = address(asking.path, {**given.values, "proof": "0" if proved is not None else "1"})
        return self._page(
            question,
            self._fields(question, given.values, asking.used),
            proof=proved is not None,
            answer={
                "table": table(self.kg, rows, proved),
                "part": part,
                "title": proved.title if proved is not None and question.algorithm else "",
                "notes": proved.notes if proved is not None else (),
                "asked": [self._asked(p, given.values, asking.used) for p in question.parameters],
                "links": links,
                "more": more,
                "proof": proved is not None,
                "other_proof": without if question.provable else None,
                "query": self.kg.query_text(question.name, **dict[str, Any](given.values)),
                "shell": _shell(question, given.values, proved is not None),
                "python": _python(question, given.values, proved is not None),
            },
        )

    def mistaken(self, question: Question, given: Mapping[str, str], error: VlmkgError) -> Response:
        """A question that was asked in a way that has no answer: what was wrong, and the form to mend it."""
        known = {p.name: given[p.name][:LONGEST_NAME] for p in question.parameters if given.get(p.name)}
        meant = self._meant(question, known) if isinstance(error, UnknownName) else []
        detail = str(error).partition("; did you mean")[0] if meant else str(error)
        return self._page(
            question,
            self._fields(question, known, {}),
            status=problems.status_of(error),
            problem={"detail": detail, "meant": meant},
        )

    def empty(self, question: Question) -> Response:
        """A question with its form to fill in, and no answer yet."""
        return self._page(question, self._fields(question, {p.name: "" for p in question.parameters}, {}))

    def _meant(self, question: Question, given: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """What may have been meant by names that nothing goes by: label, class, and the address that asks for it."""
        found: list[tuple[str, str, str]] = []
        for parameter in question.parameters:
            name = given.get(parameter.name)
            if parameter.kind != "entity" or not name or self._known(name):
                continue
            of = ",".join(map(shorten, parameter.classes)) or None
            for match in self.kg.search(name, _SUGGESTED, of=of):
                there = address(f"/queries/{question.name}", {**given, parameter.name: match.curie})
                found.append((match.label, match.curie, there))
        return found

    def _known(self, name: str) -> bool:
        try:
            self.kg.resolve(name)
        except UnknownName:
            return False
        except UsageError:
            return True
        return True

    def _page(self, question: Question, fields: list[Field], *, status: int = 200, **more: Any) -> Response:
        values = {"problem": None, "answer": None, "proof": question.provable, **more}
        name = topic(question)
        about = {
            "question": question,
            "about": question.description.split("`"),
            "fields": fields,
            "topic": name,
            "topic_label": TOPICS.get(name, name),
        }
        return render.page("question.html", status=status, section="/queries", **about, **values)

    def _fields(self, question: Question, given: Mapping[str, str], used: Mapping[str, str | None]) -> list[Field]:
        return [self._field(question, p, given.get(p.name), used.get(p.name)) for p in question.parameters]

    def _field(self, question: Question, parameter: Parameter, given: str | None, used: str | None) -> Field:
        if parameter.kind != "entity":
            kind = "choice" if parameter.kind == "boolean" else _INPUTS.get(parameter.kind, "text")
            yes_or_no = (Choice("true", "yes"), Choice("false", "no")) if kind == "choice" else ()
            return Field(parameter, kind, parameter.example or "" if given is None else given, yes_or_no)
        few = self.choices[question.name][parameter.name]
        short = shorten(used) if used else parameter.example or "" if given is None else given
        if few and short in ("", *(choice.value for choice in few)):
            return Field(parameter, "choice", short, few)
        classes = ",".join(shorten(class_).partition(":")[2] for class_ in parameter.classes)
        value = self._name(parameter.example) if given is None else given
        return Field(parameter, "suggest", value, classes=classes)

    def _name(self, short: str | None) -> str:
        """What a reader may type for a thing: its label where nothing else goes by it."""
        if not short:
            return ""
        try:
            iri = self.kg.resolve(short)
            label = self.kg.label(iri)
            return label if self.kg.resolve(label) == iri else short
        except (NotFound, UsageError):
            return short

    def _asked(self, parameter: Parameter, given: Mapping[str, str], used: Mapping[str, str | None]) -> dict[str, Any]:
        value = used.get(parameter.name)
        entity = parameter.kind == "entity" and value is not None
        label = self.kg.label(value) if entity and value else value
        return {
            "name": parameter.name,
            "value": value,
            "label": label,
            "entity": entity,
            "given": parameter.name in given,
        }


def topic(question: Question) -> str:
    """What a question is about."""
    return next((name for name in TOPICS if name in question.tags), "other")


def _shell(question: Question, values: Mapping[str, str], proof: bool) -> str:
    given = [f"{name}={shlex.quote(value)}" for name, value in values.items()]
    return " ".join(["vlmkg run", question.name, *given, *(["--proof"] if proof else [])])


def _python(question: Question, values: Mapping[str, str], proof: bool) -> str:
    given = [f"{name}={value!r}" for name, value in values.items()]
    return f"kg.ask({', '.join([repr(question.name), *given, *(['proof=True'] if proof else [])])})"
