"""Cost that waited for budget is tried again after an amendment (R-91, C26)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import BudgetVersion, Grant, GrantPartner, ReportingPeriod
from grants.rules.budgets import Cost
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.open_reports import report_for
from reporting.models import Expenditure, PartnerReport
from reporting.queries.acceptance import BudgetGuard
from reporting.queries.funding import frozen_profile


class NothingToRelease(Refused):
    """No waiting cost has found room."""

    code = "NOTHING_TO_RELEASE"


@action
def release_awaiting(
    grant: Grant, period: ReportingPeriod, *, by: Any, at: dt.datetime
) -> list[Expenditure]:
    """Accept waiting cost as far as the amended budget has room, oldest first, in *period*.

    What was claimed is never edited: the release is a new row of amount 0.00 that takes as much
    out of the waiting sum as it adds to the accepted one.
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.VERIFY_REPORT, grant)
    guard = BudgetGuard(grant, frozen_profile(grant), timezone.localdate(at))
    versions = {version.number: version for version in guard.versions}
    reports: dict[int, PartnerReport] = {}
    made = []
    for row, waiting in _waiting(grant):
        cost = Cost(str(row.pk), row.delivery_date, waiting)
        released, _rest, number = guard.accept(row.line_id, cost)
        if released > ZERO:
            report = _report_of(row.grant_partner, period, reports)
            made.append(_carried(row, released, report, versions[number], by, at))
    if not made:
        raise NothingToRelease.because(
            _("No cost that awaits budget has room in the budget as amended. Amend it first."),
            rule="R-91",
        )
    add_rows(made, Expenditure)
    book_flat_rates(grant, by=by, at=at)
    record(
        "expenditure.released",
        period,
        chain=grant.ref,
        after={
            "rows": [row.corrects_id for row in made],
            "amount": sum((row.accepted for row in made), ZERO),
        },
    )
    return made


def _waiting(grant: Grant) -> list[tuple[Expenditure, Decimal]]:
    """Rows that still wait, the oldest first, with what is left of them."""
    rows = list(
        Expenditure.objects.select_for_update(of=("self",))
        .filter(grant=grant, awaiting__gt=0)
        .exclude(kind__in=[Expenditure.CARRIED, Expenditure.FLAT])
        .select_related("grant_partner__grant", "line")
        .order_by("delivery_date", "pk")
    )
    released = dict(
        Expenditure.objects.filter(grant=grant, kind=Expenditure.CARRIED)
        .order_by()
        .values("corrects_id")
        .annotate(total=Sum("accepted"))
        .values_list("corrects_id", "total")
    )
    left = [(row, row.awaiting - released.get(row.pk, ZERO)) for row in rows]
    return [(row, waiting) for row, waiting in left if waiting > ZERO]


def _report_of(
    partner: GrantPartner, period: ReportingPeriod, known: dict[int, PartnerReport]
) -> PartnerReport:
    if partner.pk not in known:
        known[partner.pk] = report_for(partner, period)
    return known[partner.pk]


def _carried(
    row: Expenditure,
    released: Decimal,
    report: PartnerReport,
    version: BudgetVersion,
    by: Any,
    at: dt.datetime,
) -> Expenditure:
    return Expenditure(
        report=report,
        grant_id=row.grant_id,
        grant_partner_id=row.grant_partner_id,
        line_id=row.line_id,
        kind=Expenditure.CARRIED,
        state="verified",
        voucher_no=row.voucher_no,
        text=row.text,
        supplier=row.supplier,
        supplier_cvr=row.supplier_cvr,
        invoice_no=row.invoice_no,
        invoice_date=row.invoice_date,
        delivery_date=row.delivery_date,
        paid_on=row.paid_on,
        ledger_account=row.ledger_account,
        booking_no=row.booking_no,
        net=ZERO,
        amount=ZERO,
        accepted=released,
        awaiting=-released,
        cofinancing_form=row.cofinancing_form,
        cofinancing_source=row.cofinancing_source,
        decided_by=by,
        decided_at=at,
        budget_version=version,
        corrects=row,
        created_by=by,
    )
