"""The kinds of sheets that can be imported, and what takes the rows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from reporting.actions.budget_rows import BudgetRows
from reporting.actions.contact_rows import ContactRows
from reporting.actions.cost_imports import CostBatches
from reporting.actions.delivery_rows import ActivityRows, ContributionRows, IndicatorRows
from reporting.actions.import_rows import Checked, Taken
from reporting.actions.measure_rows import MeasureRows
from reporting.actions.operation_rows import OperationRows
from reporting.actions.participant_rows import ParticipantRows
from reporting.actions.row_imports import RowBatches, SheetRows
from reporting.actions.time_rows import RateRows, TimeRows
from reporting.exchange.columns import SheetKind
from reporting.exchange.cost_sheet import COSTS
from reporting.exchange.reading import Reading


class Batches(Protocol):
    """What takes the rows of one kind of sheet."""

    def checked(self, reading: Reading) -> Iterator[Sequence[Checked] | Taken]:
        """What the rows are, some at a time; nothing is written."""

    def write(self, tell: Callable[[int], None]) -> None:
        """Write what was found good, inside the running action."""

    def close(self) -> None:
        """Let go of what was kept for writing."""


@dataclass(frozen=True)
class Importable:
    """A kind of sheet, and what takes its rows."""

    kind: SheetKind
    batches: Callable[..., Batches]


def _by_rows(*found: type[SheetRows]) -> dict[str, Importable]:
    """Kinds whose rows go one by one through an action."""
    return {one.kind.code: Importable(one.kind, partial(RowBatches, one)) for one in found}


IMPORTABLE = {
    COSTS.code: Importable(COSTS, CostBatches),
    **_by_rows(ContributionRows, ActivityRows, IndicatorRows, TimeRows, RateRows),
}


# Sheets that are read and never kept: their own pages take them.
PASSING = _by_rows(BudgetRows, ContactRows, MeasureRows, OperationRows, ParticipantRows)


def importable(code: str) -> Importable:
    """The kind called *code*, kept or passing."""
    return (IMPORTABLE | PASSING)[code]
