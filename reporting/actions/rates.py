"""What an hour or a share of somebody's month costs, and from which payroll (R-30 to R-36)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import Span
from grants.rules.profiles import ANNUAL_HOURS
from partners.models import Employee
from reporting.models import PayRate, TimeSheet
from reporting.queries.costs import owner_ref
from reporting.queries.hours import share_letters
from reporting.rules.staff import (
    MONTHS_OF_A_YEAR,
    WHOLE_MONTH_PCT,
    ShareLetter,
    annual_divisor,
    annual_from_months,
    check_contract_staff,
    monthly_rate,
    share_room,
)
from reporting.rules.vouchers import check_personal


class RateRefused(Refused):
    """The rate cannot stand as it is."""

    code = "RATE_REFUSED"


class RateFrozen(Refused):
    """The rate has been used (R-36)."""

    code = "RATE_FROZEN"


@action
def set_pay_rate(
    employee: Employee,
    *,
    method: str,
    valid_from: dt.date,
    valid_to: dt.date,
    gross_cost: Decimal = Decimal(0),
    hours: Decimal | None = None,
    share_pct: Decimal | None = None,
    standard_rate: Decimal | None = None,
    payroll_ref: str,
    documented_months: int = MONTHS_OF_A_YEAR,
    letter: EvidenceFile | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PayRate:
    """Fix a rate from its payroll figures; one that is not used yet may be set again.

    *gross_cost* is the year's for the annual method, else the month's. *hours* are those of
    a full-time year (1720 if left out; pro rata to the post), or the contract's hours of a month.
    Where fewer than twelve *documented_months* are known, *gross_cost* is theirs and is scaled to
    the year (R-31). A fixed share needs the employer's *letter* (A-15); so does a full-time project
    employee's contract, which is the *letter* itself (R-33).
    """
    employee = _locked(employee, by)
    rate = PayRate(
        employee=employee,
        method=method,
        valid_from=valid_from,
        valid_to=valid_to,
        gross_cost=gross_cost,
        share_pct=_share_of(method, share_pct),
        payroll_ref=payroll_ref.strip(),
        documented_months=documented_months,
        letter=letter,
    )
    refuse_if(_check_figures(rate, hours, standard_rate), RateRefused)
    if rate.documented_months < MONTHS_OF_A_YEAR:
        rate.documented_cost = gross_cost
        rate.gross_cost = annual_from_months(gross_cost, rate.documented_months)
    rate.divisor = _divisor(rate, hours)
    rate.rate = _hourly(rate, standard_rate)
    must_be_unchanged(_replace_unused(rate), edited_from)
    refuse_if(_check_share(rate), RateRefused)
    rate.save()
    figures = ("method", "gross_cost", "divisor", "rate", "share_pct", "documented_months")
    kept = (*figures, "payroll_ref", "letter_id")
    record("pay_rate.set", rate, after={name: getattr(rate, name) for name in kept})
    return rate


def _locked(employee: Employee, by: Any) -> Employee:
    """The employee, if *by* writes the employer's reports or approves its hours."""
    employee = Employee.objects.select_for_update().get(pk=employee.pk)
    if not actor_of(by).can(Capability.APPROVE_HOURS, employee.organisation):
        must(by, Capability.WRITE_REPORT, employee.organisation)
    return employee


def _check_figures(
    rate: PayRate, hours: Decimal | None, standard_rate: Decimal | None
) -> list[Breach]:
    found = check_personal({"payroll_ref": rate.payroll_ref})
    if rate.method not in dict(PayRate.METHODS):
        found.append(Breach("METHOD_UNKNOWN", _("Choose the method."), "method", rule="R-30"))
    if rate.valid_to < rate.valid_from:
        message = _("The rate ends on %(last)s, before it begins on %(first)s.")
        params = {"first": rate.valid_from, "last": rate.valid_to}
        found.append(Breach("SPAN_BACKWARDS", message, "valid_to", params, "R-36"))
    if not rate.payroll_ref:
        message = _("Name the payroll document that the figures come from.")
        found.append(Breach("PAYROLL_REFERENCE_MISSING", message, "payroll_ref", rule="A-14"))
    if rate.method == PayRate.UNIT:
        if not standard_rate or standard_rate <= 0:
            message = _("Enter the standard rate of the grant letter, above 0.")
            found.append(Breach("RATE_MISSING", message, "standard_rate", rule="R-30"))
    elif rate.gross_cost <= 0:
        message = _("Enter the gross employment cost, above 0.")
        found.append(Breach("COST_MISSING", message, "gross_cost", rule="R-34"))
    if hours is not None and hours <= 0:
        message = _("A divisor of %(hours)s hours is none. Enter hours above 0.")
        found.append(Breach("DIVISOR_NOT_POSITIVE", message, "hours", {"hours": hours}, "R-31"))
    if rate.method == PayRate.SHARE and not 0 < (rate.share_pct or 0) <= 100:
        message = _("A fixed share is above 0 and at most 100 per cent.")
        found.append(Breach("SHARE_OUTSIDE", message, "share_pct", rule="R-32"))
    if rate.method == PayRate.CONTRACT:
        found += check_contract_staff(Fraction(rate.employee.fte_pct) / 100)
    return found + _check_letter(rate) + _check_months(rate)


def _share_of(method: str, share_pct: Decimal | None) -> Decimal | None:
    if method == PayRate.CONTRACT:
        return WHOLE_MONTH_PCT
    return share_pct if method == PayRate.SHARE else None


def _check_letter(rate: PayRate) -> list[Breach]:
    """A share rests on the employer's letter, a contract on itself, not on sheets (A-15, R-33)."""
    if rate.letter is None and rate.method == PayRate.CONTRACT:
        message = _(
            "Attach the employment contract that names the project and full time; it stands "
            "instead of time sheets."
        )
        return [Breach("CONTRACT_MISSING", message, "letter", rule="R-33")]
    if rate.letter is None:
        if rate.method != PayRate.SHARE:
            return []
        message = _(
            "A fixed share needs the employer's letter, which stands instead of time sheets. "
            "Attach it."
        )
        return [Breach("LETTER_MISSING", message, "letter", rule="A-15")]
    if rate.letter.owner_ref == owner_ref(rate.employee.organisation_id):
        return []
    message = _(
        "“%(name)s” belongs to another organisation and proves nothing here. Upload a file "
        "of your own."
    )
    return [Breach("FILE_OF_ANOTHER", message, "letter", {"name": rate.letter.name}, "A-15")]


def _check_months(rate: PayRate) -> list[Breach]:
    if rate.documented_months == MONTHS_OF_A_YEAR:
        return []
    if rate.method == PayRate.ANNUAL and 0 < rate.documented_months < MONTHS_OF_A_YEAR:
        return []
    message = _(
        "%(months)s documented months: only the cost of a year is scaled up, from 1 to 11 months."
    )
    params = {"months": rate.documented_months}
    return [Breach("MONTHS_NOT_SCALED", message, "documented_months", params, "R-31")]


def _divisor(rate: PayRate, hours: Decimal | None) -> Decimal | None:
    if rate.is_by_share:
        return None
    if rate.method == PayRate.ANNUAL:
        return annual_divisor(hours or ANNUAL_HOURS, Fraction(rate.employee.fte_pct) / 100)
    if rate.method == PayRate.MONTHLY and hours is None:
        contract: Decimal = rate.employee.month_hours
        return contract
    return hours


def _hourly(rate: PayRate, standard_rate: Decimal | None) -> Decimal | None:
    if rate.method == PayRate.UNIT:
        return standard_rate
    if rate.divisor is None:
        return None
    # The annual and the monthly rate are the same division, each by its own divisor.
    return monthly_rate(rate.gross_cost, rate.divisor)


def _replace_unused(rate: PayRate) -> PayRate | None:
    """Take the place of an unused row with the same start, and say which; a frozen one stays."""
    replaced = None
    others = PayRate.objects.filter(
        employee=rate.employee,
        method=rate.method,
        valid_from__lte=rate.valid_to,
        valid_to__gte=rate.valid_from,
    )
    for other in others:
        if TimeSheet.objects.filter(rate=other).exists():
            raise RateFrozen.because(
                _(
                    "The rate of %(first)s to %(last)s has been used and is frozen. A new payroll "
                    "figure counts for later periods only: let the new rate begin after it."
                ),
                rule="R-36",
                subject="valid_from",
                first=other.valid_from,
                last=other.valid_to,
            )
        if other.valid_from != rate.valid_from:
            raise RateRefused.because(
                _("It overlaps the rate of %(first)s to %(last)s. Set that one again instead."),
                rule="R-36",
                subject="valid_from",
                first=other.valid_from,
                last=other.valid_to,
            )
        rate.pk, replaced = other.pk, other
    return replaced


def _check_share(rate: PayRate) -> list[Breach]:
    if not rate.is_by_share:
        return []
    letters = [_letter(other) for other in share_letters(rate.employee) if other.pk != rate.pk]
    return list(share_room(_letter(rate), letters).breaches)


def _letter(rate: PayRate) -> ShareLetter:
    assert rate.share_pct is not None
    return ShareLetter(
        str(rate.pk or ""), Span(rate.valid_from, rate.valid_to), Fraction(rate.share_pct) / 100
    )
