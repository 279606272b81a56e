"""What a loaded graph can be asked by question, by name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

from vlmkg import paths
from vlmkg.errors import NotFound, ParameterError
from vlmkg.graph.results import Answer, Rows
from vlmkg.questions import canned, choices, headers
from vlmkg.questions.canned import Parameter, Question
from vlmkg.questions.choices import Choice
from vlmkg.questions.entities import Library
from vlmkg.terms import VLMKG, expand, is_iri

if TYPE_CHECKING:
    from vlmkg.lineage.answer import Answer as Proved


class AskingMethods:
    """The part of `Kg` that answers questions; it needs queries answered, the library, and names resolved."""

    progress: Callable[[str], None]

    @property
    @abstractmethod
    def library(self) -> Library:
        """Where names, labels and the ontology's terms are looked up."""

    @abstractmethod
    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL query."""

    @abstractmethod
    def resolve(self, name: str, kinds: Iterable[str] | None = None) -> str:
        """The IRI of what goes by a name."""

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by name."""
        return headers.read_all(paths.queries())

    @overload
    def ask(self, question: str, *, proof: Literal[False] = False, **parameters: object) -> Rows: ...
    @overload
    def ask(self, question: str, *, proof: Literal[True], **parameters: object) -> Proved: ...
    def ask(self, question: str, *, proof: bool = False, **parameters: object) -> Rows | Proved:
        """The rows that answer a question; what is not given keeps the example in the question.

        Things go by any of their names. With `proof`, an answer whose rows carry what they rest on: the steps of each
        way, their claims, and how sure the whole is. Raises UnknownQuestion, ParameterError (also for a question
        without evidence to show) or UnknownName.
        """
        from vlmkg.lineage import asked

        question_ = canned.find(self.questions, question)
        given = question_.resolved(parameters, self._resolve_any)
        if question_.algorithm:
            answer = asked.answered(self.library, question_, given, proof=proof, progress=self.progress)
            return answer if proof else asked.as_rows(answer)
        rows = self.query(question_.bound(parameters, self._resolve_any))
        if not isinstance(rows, Rows):
            raise ParameterError(f"{question_.name} is no SELECT query; run its text with query()")
        return asked.proved(self.library, question_, given, rows) if proof else rows

    def ask_part(
        self, question: str, offset: int, limit: int, *, proof: bool = False, **parameters: object
    ) -> tuple[Rows, Proved | None, int]:
        """At most `limit` rows of an answer from the row at `offset`, also with proof if wanted, and how many it has.

        Only the rows of this part are proved, so it comes sooner than the whole. Raises what `ask` raises.
        """
        from dataclasses import replace

        from vlmkg.lineage import asked

        question_ = canned.find(self.questions, question)
        if not proof:
            rows, total = self.ask(question, proof=False, **parameters).part(offset, limit)
            return rows, None, total
        if question_.algorithm:
            whole = self.ask(question, proof=True, **parameters)
            part = replace(whole, entries=whole.entries[offset : offset + limit])
            return asked.as_rows(part), part, len(whole)
        rows, total = self.ask(question, proof=False, **parameters).part(offset, limit)
        given = question_.resolved(parameters, self._resolve_any)
        return rows, asked.proved(self.library, question_, given, rows), total

    def query_text(self, question: str, **parameters: object) -> str:
        """The SPARQL text that is run for a question with these values; what is not given keeps the example."""
        return canned.find(self.questions, question).bound(parameters, self._resolve_any)

    def values_of(self, question: str, **parameters: object) -> dict[str, str | None]:
        """What each parameter of a question stands for: an IRI, or the text of a number, date or string.

        What is not given stands for the example in the question, or for nothing where it may be left out.
        """
        return canned.find(self.questions, question).resolved(parameters, self._resolve_any)

    def example_of(self, question: str, parameters: Mapping[str, object]) -> str:
        """The examples that stand in for parameters that a question needs and that were not given; empty if none do."""
        asked = canned.find(self.questions, question)
        left = [p for p in asked.parameters if not p.optional and parameters.get(p.name) is None]
        return ", ".join(f"{p.name}={p.example}" for p in left)

    def choices(self, parameter: Parameter) -> tuple[Choice, ...]:
        """What may be given for a parameter of a question, where it is one of a few things; else nothing."""
        return choices.of(self.library.engine, parameter)

    def _resolve_any(self, name: str) -> str:
        """A name's IRI; an IRI or short name of the ontology or of another vocabulary passes as it is."""
        try:
            return self.resolve(name)
        except NotFound:
            direct = expand(name) or (name if name.startswith(("http://", "https://")) and is_iri(name) else None)
            if direct is None or not direct.startswith(VLMKG):
                raise
            return direct
