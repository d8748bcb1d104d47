"""Whether declared cost may count: budget, time, agreement, VAT (A-04 to A-06, A-14, A-17)."""

from __future__ import annotations

from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Q

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.models import BudgetAmount, PartnershipAgreement
from grants.rules.profiles import RuleProfile
from reporting.models import Expenditure, PayRate
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.rules.eligibility import VoucherDates, check_dates, eligible_vat, project_share
from reporting.rules.staff import annual_from_months, hours_cost, monthly_rate, share_cost

OWN_ROWS = (
    *(Expenditure.VOUCHER, Expenditure.STAFF, Expenditure.IN_KIND),
    Expenditure.TAKEN_UP,
)


def costs_have_a_budget(scope: Scope) -> list[Fault]:
    """A-04: accepted cost stands on a line of the approved budget in force on its day."""
    on_line = BudgetAmount.objects.filter(
        version=OuterRef("budget_version"), line=OuterRef("line"), version__grant=OuterRef("grant")
    )
    in_force = Q(
        budget_version__state__in=["approved", "superseded"],
        budget_version__effective_from__lte=F("delivery_date"),
    )
    rows = Expenditure.objects.filter(
        scope.counted(), ~(in_force & Q(Exists(on_line))), kind__in=OWN_ROWS
    )
    return faults(
        "A-04",
        rows,
        _("%(voucher)s of %(day)s is on no line of a budget in force that day."),
        voucher="voucher_no",
        day="delivery_date",
    )


def costs_lie_in_the_project(scope: Scope) -> list[Fault]:
    """A-05: incurred and paid inside the profile's and the project's time."""
    found = []
    for grant in scope.grants:
        profile = RuleProfile.from_json(grant.profile)
        project = Span(grant.starts_on, grant.ends_on)
        rows = Expenditure.objects.filter(scope.counted(), grant=grant, kind__in=OWN_ROWS)
        for row in rows.only("invoice_date", "delivery_date", "paid_on").iterator(chunk_size=2000):
            dates = VoucherDates(row.invoice_date, row.delivery_date, row.paid_on)
            early = profile.preparation_from
            for breach in check_dates(dates, profile, project, preparation_from=early):
                found.append(fault("A-05", row, breach.message, **breach.params))
    return found


def costs_lie_in_the_agreement(scope: Scope) -> list[Fault]:
    """A-06: the partner had an active agreement on the day of the cost."""
    agreed = PartnershipAgreement.objects.filter(
        grant_partner=OuterRef("grant_partner"),
        state__in=["active", "ended"],
        starts_on__lte=OuterRef("delivery_date"),
        ends_on__gte=OuterRef("delivery_date"),
    )
    rows = Expenditure.objects.filter(scope.counted(), ~Exists(agreed), kind__in=OWN_ROWS)
    return faults(
        "A-06",
        rows.select_related("grant_partner__organisation"),
        _("%(voucher)s: %(partner)s had no active agreement on %(day)s."),
        voucher="voucher_no",
        partner="grant_partner",
        day="delivery_date",
    )


def rates_recompute(scope: Scope) -> list[Fault]:
    """A-14: each rate follows from its payroll figure, each staff cost from its rate and hours."""
    found = []
    staff = Expenditure.objects.staff_time().filter(scope.rows())
    own = Q(pk__in=staff.values("time_sheet__rate")) if scope.is_narrow else _in_grant(scope)
    for rate in PayRate.objects.filter(own).iterator(chunk_size=2000):
        if not rate.payroll_ref:
            found.append(fault("A-14", rate, _("The rate names no payroll document.")))
        elif not _rate_holds(rate):
            sentence = _("%(cost)s / %(divisor)s hours is not the rate of %(rate)s.")
            params = {"cost": rate.gross_cost, "divisor": rate.divisor, "rate": rate.rate}
            found.append(fault("A-14", rate, sentence, **params))
    for row in staff.select_related("time_sheet__rate").iterator(chunk_size=2000):
        if row.time_sheet is None or not _cost_holds(row, row.time_sheet.rate):
            sentence = _("%(voucher)s: %(amount)s kr. is not its hours times its rate.")
            found.append(fault("A-14", row, sentence, voucher=row.voucher_no, amount=row.amount))
    return found


def _in_grant(scope: Scope) -> Q:
    if scope.grant is None:
        return Q()
    return Q(
        employee__organisation__in=[
            p.organisation_id for g in scope.grants for p in g.partners.all()
        ]
    )


def _rate_holds(rate: PayRate) -> bool:
    if rate.is_by_share or rate.method == PayRate.UNIT:
        return bool(rate.share_pct if rate.is_by_share else rate.rate)
    if rate.documented_cost is not None:
        year = annual_from_months(rate.documented_cost, rate.documented_months)
        if rate.gross_cost != year:
            return False
    return bool(rate.divisor) and rate.rate == monthly_rate(rate.gross_cost, rate.divisor)


def _cost_holds(row: Expenditure, rate: PayRate) -> bool:
    # A row that takes a parked month up has no amount of its own; `net` is what the month cost.
    cost = row.net if row.kind == Expenditure.TAKEN_UP else row.amount
    if rate.is_by_share:
        return bool(cost == share_cost(rate.gross_cost, Fraction(rate.share_pct) / 100))
    limit = hours_cost(rate.rate, row.accepted_hours)
    return bool(cost == hours_cost(rate.rate, row.hours)) and (
        row.state not in ("verified", "claimed") or row.accepted <= limit
    )


def vat_recomputes(scope: Scope) -> list[Fault]:
    """A-17: VAT status on file; eligible VAT and the project's part follow from the voucher."""
    found = []
    rows = Expenditure.objects.filter(
        scope.rows(), kind__in=[Expenditure.VOUCHER, Expenditure.IN_KIND]
    )
    for row in rows.iterator(chunk_size=2000):
        kept = eligible_vat(row.vat, row.recovery_pct)
        amount = project_share(row.net + kept, row.project_share_pct)
        if (row.eligible_vat, row.amount) != (kept, amount):
            sentence = _("%(voucher)s: the voucher gives %(amount)s kr., not %(stored)s kr.")
            params = {"voucher": row.voucher_no, "amount": amount, "stored": row.amount}
            found.append(fault("A-17", row, sentence, **params))
    undocumented = Expenditure.objects.filter(
        scope.counted(), vat__gt=0, grant_partner__organisation__vat_documented=False
    )
    sentence = _("%(voucher)s carries VAT, and the VAT status of %(partner)s is not documented.")
    return found + faults(
        "A-17",
        undocumented.select_related("grant_partner__organisation"),
        sentence,
        voucher="voucher_no",
        partner="grant_partner",
    )
