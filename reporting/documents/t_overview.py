"""O1 to O5: the lead's overview as tables, as the rows stand now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from grants.models import FORMS, SOURCES, BudgetAmount, BudgetLine, Grant
from reporting.documents.material import choice
from reporting.documents.t_costs import total_row
from reporting.documents.t_financing import LIMIT_WORDS
from reporting.documents.tables import (
    MONEY,
    PERCENT,
    TOTAL,
    ZERO,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import Claim
from reporting.queries import ledger
from reporting.queries.funding import frozen_profile, funding_terms
from reporting.queries.overview import (
    cash_by_month,
    claimed_amount,
    line_figures,
    of_partners,
    source_figures,
)
from reporting.queries.waiting import reports_with_revenue, revenue_of
from reporting.rules.funding import Entitlement, entitlement


@dataclass(frozen=True)
class Standing:
    """Where the grant stands at an instant; each source is read when it is first asked for."""

    grant: Grant
    at: dt.datetime

    @cached_property
    def budget(self) -> list[BudgetAmount]:
        """The cells of the budget in force."""
        return ledger.budget_in_force(self.grant, timezone.localdate(self.at))

    @cached_property
    def picture(self) -> ledger.Overview:
        """Budget against actual."""
        return ledger.overview(self.grant, self.budget)

    @cached_property
    def received(self) -> list[ledger.Received]:
        """What others than the fund promised and gave."""
        return ledger.financing(self.grant, self.budget[0].version if self.budget else None)

    @cached_property
    def claimed(self) -> Decimal:
        """What the fund has been asked for."""
        return claimed_amount(Claim.objects.filter(grant=self.grant))

    @property
    def limits(self) -> Entitlement:
        """The five limits as verified so far."""
        revenue = revenue_of(reports_with_revenue(self.grant))
        standing = ledger.standing(self.picture, self.received, revenue)
        return entitlement(standing, funding_terms(self.grant))


def _columns(first: Words) -> tuple[Column, ...]:
    return (
        Column("what", first),
        Column("approved", both(_("Approved")), MONEY, summed=True),
        Column("reported", both(_("Reported")), MONEY, summed=True),
        Column("verified", both(_("Verified")), MONEY, summed=True),
        Column("claimed", both(_("Claimed")), MONEY, summed=True),
        Column("remaining", both(_("Remaining")), MONEY, summed=True),
        Column("used_share", both(_("Used")), PERCENT),
    )


def _cells(name: Words, figures: ledger.Figures) -> tuple[Cell, ...]:
    return (
        name,
        figures.approved,
        figures.reported,
        figures.verified,
        figures.claimed,
        figures.remaining,
        _used(figures),
    )


def _used(figures: ledger.Figures) -> Fraction | None:
    return Fraction(figures.verified) / Fraction(figures.approved) if figures.approved else None


def _share(share: Decimal | None) -> Fraction | None:
    return None if share is None else Fraction(share)


def overview_tables(grant: Grant, at: dt.datetime) -> tuple[Table, ...]:
    """The tables of the overview's page."""
    now = Standing(grant, at)
    return lines_table(now), partners_table(now), financing_now_table(now)


def lines_table(now: Standing, keys: Collection[int] = ()) -> Table:
    """O1: budget against actual by line; of the partners *keys*, or of all."""
    picture = of_partners(now.picture, keys)
    flexible = Column("flex", both(_("Flexibility used")), PERCENT)
    columns = (*_columns(both(_("Budget line"))), flexible)
    body = tuple(
        Row(
            (
                *_cells(_line_name(one.line), one.figures),
                # The flexibility is the line's over all partners.
                None if keys else _share(one.flexibility),
            )
        )
        for one in line_figures(picture, now.budget, frozen_profile(now.grant))
    )
    total = Row((*_cells(both(_("Total")), picture.total), None), TOTAL)
    return Table("O1", both(_("Overview by budget line")), columns, (*body, total))


def _line_name(line: BudgetLine) -> Words:
    return Words(f"{line.number} {line.name_da}", f"{line.number} {line.name_en}")


def partners_table(now: Standing, keys: Collection[int] = ()) -> Table:
    """O2: budget against actual by partner."""
    picture = of_partners(now.picture, keys)
    columns = _columns(both(_("Partner")))
    body = tuple(
        Row(_cells(_same(str(partner)), picture.by_partner.get(partner.pk, ledger.Figures())))
        for partner in now.grant.partners.select_related("organisation").order_by("number")
        if not keys or partner.pk in keys
    )
    total = Row(_cells(both(_("Total")), picture.total), TOTAL)
    return Table("O2", both(_("Overview by partner")), columns, (*body, total))


def financing_now_table(now: Standing) -> Table:
    """O3: the financing plan and what came, by source and form."""
    columns = (
        Column("source", both(_("Source"))),
        Column("form", both(_("Form"))),
        Column("plan", both(_("Plan")), MONEY, summed=True),
        Column("actual", both(_("Actual")), MONEY, summed=True),
        Column("difference", both(_("Remaining")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                choice(SOURCES, one.source),
                choice(FORMS, one.form),
                one.plan,
                one.actual,
                one.difference,
            )
        )
        for one in source_figures(now.picture, now.received, now.claimed)
    )
    total = total_row(columns, body, both(_("Total")))
    title = both(_("Financing plan and actual financing"))
    return Table("O3", title, columns, (*body, total))


def limits_now_table(now: Standing) -> Table:
    """O4: the five limits as verified so far, and which of them binds (R-11)."""
    found = now.limits
    columns = (
        Column("symbol", both(_("Symbol")), width=10),
        Column("text", both(_("Text")), width=42),
        Column("amount", both(_("Amount")), MONEY, width=18),
        Column("remark", both(_("Remark")), width=20),
    )
    tested = found.limits.tested()
    rows = [
        Row(
            (
                name,
                both(LIMIT_WORDS[name]),
                tested.get(name),
                both(_remark(name, tested, found)),
            )
        )
        for name in LIMIT_WORDS
    ]
    rows += [
        Row(("F", both(_("Entitlement, cumulative")), found.entitlement, "")),
        Row(("", both(_("Claimed earlier")), now.claimed, "")),
        Row(("", both(_("Can be claimed now")), max(ZERO, found.entitlement - now.claimed), "")),
    ]
    return Table("O4", both(_("The five limits")), columns, tuple(rows))


def _remark(name: str, tested: object, found: Entitlement) -> str:
    if name not in tested:  # type: ignore[operator]
        return _("Not tested")
    return _("Binding") if name in found.binding else _("Not binding")


def cash_table(grant: Grant) -> Table:
    """O5: the fund's money on the lead's account, month by month, and what is left of it."""
    columns = (
        Column("month", both(_("Month"))),
        Column("received", both(_("Received from the fund")), MONEY, summed=True),
        Column("passed_on", both(_("Passed on to partners")), MONEY, summed=True),
        Column("paid_back", both(_("Paid back to the fund")), MONEY, summed=True),
        Column("change", both(_("Net movement")), MONEY, summed=True),
        Column("balance", both(_("Balance")), MONEY),
    )
    balance, rows = ZERO, []
    for one in cash_by_month(grant):
        balance += one.change
        month = f"{one.month:%m.%Y}"
        amounts = (one.received, one.passed_on, one.paid_back, one.change, balance)
        rows.append(Row((month, *amounts)))
    total = total_row(columns, rows, both(_("Total")))
    notes = () if rows else (both(_("Nothing has been received yet.")),)
    return Table("O5", both(_("Cash flow by month")), columns, (*rows, total), notes)


def _same(name: str) -> Words:
    return Words(name, name)
