"""Scores on pages: of a model by capability, on a benchmark or for a capability by what may be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlmkg.kg import Kg
from vlmkg.lineage import scores
from vlmkg.lineage.measurements import Measurement
from vlmkg.lineage.scores import Board

MOST_BOARDS: Final = 6
MOST_ROWS: Final = 20
BEST: Final = 3

PARTIES: Final = {"FirstParty": "its makers", "ThirdParty": "others", "": "not said"}


@dataclass(frozen=True, slots=True)
class Score:
    """One score as a row: rank among those that compare, and what training data may have to do with it."""

    of: Measurement
    model: str
    benchmark: str
    conditions: str
    party: str
    rank: int = 0
    contamination: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Scores that compare: what they share, what nobody states, and the best of them."""

    board: Board
    benchmark: str
    rows: tuple[Score, ...]

    @property
    def left(self) -> int:
        """How many scores are not shown."""
        return len(self.board.scores) - len(self.rows)


def of_model(kg: Kg, iri: str) -> list[tuple[str, str, tuple[Score, ...]]]:
    """The scores of a model: a capability's IRI and label (empty where none is recorded), and the rows under it."""
    return [
        (
            group.capability,
            kg.label(group.capability) if group.capability else "",
            tuple(_score(kg, one) for one in group.scores),
        )
        for group in scores.of_model(kg.library, iri)
    ]


def of_benchmark(kg: Kg, iri: str) -> tuple[list[Table], int]:
    """The largest tables of comparable scores on a benchmark, each with what training data may have to do with it.

    With how many scores there are in all.
    """
    found = scores.boards(kg.library, iri)
    shown = found[:MOST_BOARDS]
    judged = scores.overlap(kg.library, (one for board in shown for one in board.scores[:MOST_ROWS]))
    return [_table(kg, board, MOST_ROWS, judged) for board in shown], sum(len(board.scores) for board in found)


def of_capability(kg: Kg, iri: str) -> list[Table]:
    """The best scores on each benchmark of a capability, from its largest table of comparable ones."""
    largest: dict[str, Board] = {}
    for board in scores.boards(kg.library, iri, capability=True):
        largest.setdefault(board.benchmark, board)
    return [_table(kg, board, BEST, {}) for board in largest.values()]


def _table(kg: Kg, board: Board, most: int, judged: dict[str, tuple[str, str]]) -> Table:
    rows = []
    rank = 0
    for place, one in enumerate(board.scores[:most], 1):
        if place == 1 or one.score != board.scores[place - 2].score:
            rank = place
        contamination, how = judged.get(one.result, ("", ""))
        rows.append(_score(kg, one, rank, contamination, how))
    return Table(board, kg.label(board.benchmark), tuple(rows))


def _score(kg: Kg, one: Measurement, rank: int = 0, contamination: str = "", how: str = "") -> Score:
    return Score(
        one,
        kg.label(one.model),
        kg.label(one.benchmark),
        one.described,
        PARTIES.get(one.party, one.party),
        rank,
        contamination,
        how,
    )
