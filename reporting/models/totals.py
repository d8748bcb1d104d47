"""Totals that are kept with every write, so that the overview need not read a million rows.

`LedgerTotal` is what the rows of the ledger add up to now. `LedgerStep` and `LedgerMonth` are by
how much their versions changed that, at each instant and in each month: a past instant is the
months before its own and the steps of its month. The triggers of `reporting/models/keeping.py`
write all three, and nobody else does; H-09 works them out again from rows and versions.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from consortium.models.fields import MoneyField
from grants.models import BudgetLine, Grant, GrantPartner
from reporting.models.keeping import KEY, MONTHS, STEPS, of_then
from reporting.models.reports import PartnerReport

NAMES = [name.removesuffix("_id") for name in KEY]


def _points_at(model: type[models.Model]) -> Any:
    # No constraint and no index: what is counted was checked where it stands, and a total of
    # nothing outlives a draft report that is thrown away.
    return models.ForeignKey(
        model, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class LedgerSums(models.Model):
    """The sums of one cell of the ledger: partner, line, report (and so period), state, source."""

    grant = _points_at(Grant)
    grant_partner = _points_at(GrantPartner)
    line = _points_at(BudgetLine)
    report = _points_at(PartnerReport)
    state = models.CharField(max_length=16)
    cofinancing_form = models.CharField(max_length=12)
    cofinancing_source = models.CharField(max_length=12)
    items = models.BigIntegerField()
    amount = MoneyField()
    accepted = MoneyField()
    disallowed = MoneyField()
    awaiting = MoneyField()
    parked = MoneyField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.grant_partner_id} {self.line_id} {self.state}: {self.amount}"


class LedgerTotal(LedgerSums):
    """What a cell's rows add up to. In the past a cell has several rows: readers add them up."""

    # What hides this table within `as_it_stood`.
    shadow: ClassVar = staticmethod(of_then)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=NAMES, name="ledger_total_once")]


class LedgerStep(LedgerSums):
    """By how much a cell's sums changed at one instant."""

    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "at", *NAMES[1:]], name="ledger_step_once")
        ]


class LedgerMonth(LedgerSums):
    """By how much a cell's sums changed in one month (of UTC, counted from the year 0)."""

    month = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "month", *NAMES[1:]], name="ledger_month_once")
        ]


assert (LedgerStep._meta.db_table, LedgerMonth._meta.db_table) == (STEPS, MONTHS)
