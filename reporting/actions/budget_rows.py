"""A draft budget from a sheet: all its amounts in one go (W-09, R-90)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from consortium.rules.refusals import Breach
from grants.actions.budgets import Commitment, change_budget_draft
from reporting.actions.row_imports import Line, SheetRows, Standing
from reporting.exchange import budget_sheet
from reporting.exchange.columns import KEY, SheetKind


@dataclass
class BudgetRows(SheetRows):
    """Amounts: known by partner and line; the version is changed as a whole, or not at all."""

    kind: ClassVar[SheetKind] = budget_sheet.BUDGETS

    def standing(self) -> Iterable[Standing]:
        """The amounts of the version."""
        for row in budget_sheet.standing(self.target):
            values = budget_sheet.values_of(row)
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """Whose, on which line."""
        return values["grant_partner"].pk, values["line"].pk

    def unit(self, line: Line) -> Hashable:
        """The version as a whole."""
        return (self.target.pk,)

    def circle(self, line: Line) -> Hashable:
        """Every row has its say in the one budget."""
        return (self.target.pk,)

    def column(self, breach: Breach) -> str:
        """The rules of a draft speak of amounts."""
        return "amount"

    def place(self, breach: Breach, lines: Sequence[Line]) -> Line:
        """The rules name partner and line."""
        about = [
            line
            for line in lines
            if breach.subject == f"{line.values['grant_partner']}/{line.values['line']}"
        ]
        return (about or lines)[0]

    def enter(self, lines: Sequence[Line]) -> None:
        """The amounts that stand, with those of the sheet in their place."""
        version = self.target
        amounts = {
            (row.grant_partner, row.line): row.amount for row in budget_sheet.standing(version)
        }
        for line in lines:
            if line.standing is not None:
                row = line.standing.row
                amounts.pop((row.grant_partner, row.line), None)
        for line in lines:
            values = line.values
            amounts[values["grant_partner"], values["line"]] = values["amount"]
        change_budget_draft(
            version,
            effective_from=version.effective_from,
            explanation=version.explanation,
            amounts=[(partner, line, amount) for (partner, line), amount in amounts.items()],
            commitments=[
                Commitment(one.grant_partner, one.source, one.form, one.amount, one.letter_ref)
                for one in version.commitments.select_related("grant_partner")
            ],
            by=self.by,
            at=self.at,
        )
