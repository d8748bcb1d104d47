"""A survey's table as it is read: in full, or as the public may see it (G-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grants.models import Grant
from reporting.models import SurveyTable
from reporting.rules.suppression import suppressed, with_totals


@dataclass(frozen=True)
class Survey:
    """A table with its totals; None is hidden."""

    table: SurveyTable
    groups: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int | None, ...]], ...]
    total: tuple[int | None, ...]

    @property
    def answered(self) -> int | None:
        """How many answered; None where it would tell a hidden total."""
        return None if self.total[-1] is None else self.table.answered

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return any(count is None for _answer, line in self.lines for count in line)


def surveys_of(grant: Grant, *, public: bool) -> list[Survey]:
    """The standing tables of *grant* with their counts: two questions."""
    rows = SurveyTable.objects.standing().filter(grant=grant).prefetch_related("cells")
    return [survey_of(one, public=public) for one in rows]


def survey_of(table: SurveyTable, *, public: bool) -> Survey:
    """One table; for the public with small counts hidden, and what would tell them."""
    counts: dict[int, dict[int, int]] = {}
    answers: dict[int, str] = {}
    groups: dict[int, str] = {}
    for cell in table.cells.all():
        counts.setdefault(cell.row, {})[cell.column] = cell.count
        answers[cell.row], groups[cell.column] = cell.answer, cell.group
    grid = [[counts[row][column] for column in sorted(groups)] for row in sorted(answers)]
    shown: Sequence[tuple[int | None, ...]] = suppressed(grid) if public else with_totals(grid)
    lines = tuple((answers[row], shown[at]) for at, row in enumerate(sorted(answers)))
    return Survey(table, tuple(groups[one] for one in sorted(groups)), lines, shown[-1])
