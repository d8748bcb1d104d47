"""What of one voucher is eligible: VAT, project share, dates, double funding (R-05, R-50 to R-60).

Money in DKK. A name that ends in ``_pct`` is a percentage from 0 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_down, cents_half_up
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.rules.profiles import VAT_BELOW_LIMIT, RuleProfile

WHOLE, ALL = Decimal(100), Fraction(1)
# A hundred per cent in hundredths.
_WHOLE = 10_000
# What does not count in the name of a supplier, and in the number of an invoice.
_NO_SUPPLIER = re.compile(r"[^0-9a-z]")
_NO_INVOICE = re.compile(r"[^0-9a-zæøå\n]")


@dataclass(frozen=True)
class EligibleAmount:
    """One voucher step by step, R-05: gross - VAT out - not the project's - disallowed."""

    gross: Decimal
    vat_out: Decimal
    not_project: Decimal
    disallowed: Decimal

    @property
    def eligible(self) -> Decimal:
        """What is left and may be claimed."""
        return self.gross - self.vat_out - self.not_project - self.disallowed


@dataclass(frozen=True)
class Allocation:
    """The highest share of a voucher still free, per cent, and the breach if more is asked."""

    highest_pct: Decimal
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class VoucherDates:
    """The three days of a voucher (R-52); `paid_on` is None until it is paid."""

    invoiced_on: date
    incurred_on: date
    paid_on: date | None

    @property
    def days(self) -> tuple[date, date, date | None]:
        """The three in their order."""
        return self.invoiced_on, self.incurred_on, self.paid_on


def eligible_vat(vat: Decimal, recovery_pct: Decimal) -> Decimal:
    """Return `vat - q(vat * recovery)`: VAT that nobody gives back (R-50, C20).

    Recovery is 100 for a municipality, 0 for an unregistered association, else the pro rata.
    """
    back = _share(recovery_pct)
    if not back:
        return vat
    return vat - cents_half_up(vat if back == 1 else as_fraction(vat) * back)


def vat_recovery_counts(
    profile: RuleProfile, total_cost_incl_vat: Decimal, dkk_per_eur: Decimal
) -> bool:
    """Tell whether recoverable VAT is out, for a project of *total_cost_incl_vat* DKK (R-50, C20).

    It is out nearly always: in 2021-27 the regulation lets all VAT in below EUR 5 million, but the
    Danish default is stricter.
    """
    if profile.vat_rule != VAT_BELOW_LIMIT or profile.dk_recoverable_vat_out:
        return True
    return not below_vat_limit(profile, total_cost_incl_vat, dkk_per_eur)


def counted_recovery(
    profile: RuleProfile,
    recovery_pct: Decimal,
    total_cost_incl_vat: Decimal,
    dkk_per_eur: Decimal,
) -> Decimal:
    """The recovery of VAT that counts under *profile*, per cent: all of it or none (R-50)."""
    counts = vat_recovery_counts(profile, total_cost_incl_vat, dkk_per_eur)
    return recovery_pct if counts else ZERO


def below_vat_limit(
    profile: RuleProfile, total_cost_incl_vat: Decimal, dkk_per_eur: Decimal
) -> bool:
    """Tell whether a total cost in DKK lies below the profile's limit in EUR, compared exactly."""
    if profile.vat_limit_eur is None:
        return False
    limit = as_fraction(profile.vat_limit_eur) * as_fraction(dkk_per_eur)
    return as_fraction(total_cost_incl_vat) < limit


def project_share(amount: Decimal, share_pct: Decimal) -> Decimal:
    """Return the project's share of *amount* DKK, rounded down: "up to" its share (R-60, C14).

    Rounded down, shares of one voucher in several projects never add up to more than the voucher.
    A credit note is the mirror image of its invoice, so that both together leave nothing.
    """
    share = _share(share_pct)
    part = cents_down(abs(amount) if share == 1 else as_fraction(abs(amount)) * share)
    return part if amount >= 0 else -part


def eligible_amount(
    net: Decimal,
    vat: Decimal,
    recovery_pct: Decimal = ZERO,
    project_share_pct: Decimal = WHOLE,
    disallowed: Decimal = ZERO,
) -> EligibleAmount:
    """Take one voucher through the order of R-05 and keep every step.

    *disallowed* is what the verification refused of the project's part. Raises ValueError if a
    percentage lies outside 0 to 100.
    """
    kept = net + eligible_vat(vat, recovery_pct)
    gross = net + vat
    return EligibleAmount(
        gross=gross,
        vat_out=gross - kept,
        not_project=kept - project_share(kept, project_share_pct),
        disallowed=disallowed,
    )


def eligible_cents(
    nets: Sequence[int], vats: Sequence[int], recovery: int, shares: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """The eligible VAT and the eligible amount of many vouchers: `eligible_amount` in whole øre.

    *recovery* and *shares* are hundredths of a per cent; nothing is below zero.
    """
    if recovery:
        # Half an øre goes up, as `cents_half_up` rounds what is not below zero.
        vats = [vat - (2 * vat * recovery + _WHOLE) // (2 * _WHOLE) for vat in vats]
    kept = zip(nets, vats, shares, strict=True)
    return vats, [(net + vat) * share // _WHOLE for net, vat, share in kept]


def net_expenditure(expenditure: Decimal, revenue: Decimal, profile: RuleProfile) -> Decimal:
    """Return TE after the project's revenue, where the profile deducts it (R-51, C21).

    Bases of flat rates are not reduced by revenue.
    """
    return expenditure - revenue if profile.revenue_deducted else expenditure


def check_dates(
    dates: VoucherDates,
    profile: RuleProfile,
    project: Span,
    *,
    preparation_from: date | None = None,
    paid_until: date | None = None,
) -> list[Breach]:
    """Test that a voucher was incurred and paid inside the profile's and the project's time (R-52).

    *preparation_from* and *paid_until* widen the project period as far as the grant letter says:
    for preparation cost, and for the last payments after the project's end.
    """
    incurred = Span(min(preparation_from or project.first, project.first), project.last)
    paid = Span(incurred.first, max(paid_until or project.last, project.last))
    breaches = []
    if not incurred.contains(dates.incurred_on):
        message = _(
            "Incurred on %(day)s, outside the project period %(span)s."
            " Correct the date, or leave the cost out."
        )
        breaches.append(_dated("INCURRED_OUTSIDE_PROJECT", message, dates.incurred_on, incurred))
    if profile.eligible_from and dates.incurred_on < profile.eligible_from:
        message = _(
            "Incurred on %(day)s, before the programme's first day %(limit)s."
            " Correct the date, or leave the cost out."
        )
        breaches.append(
            _dated("INCURRED_BEFORE_PROGRAMME", message, dates.incurred_on, profile.eligible_from)
        )
    if dates.paid_on is None:
        message = _(
            "Not paid yet; cost counts when it is incurred and paid. Report it when it is paid."
        )
        return [*breaches, Breach("NOT_PAID", message, "paid_on", rule="R-52")]
    if not paid.contains(dates.paid_on):
        message = _(
            "Paid on %(day)s, outside the project period %(span)s."
            " Correct the date, or leave the cost out."
        )
        breaches.append(_dated("PAID_OUTSIDE_PROJECT", message, dates.paid_on, paid, "paid_on"))
    limit = profile.expenditure_paid_by
    if limit and dates.paid_on > limit:
        message = _(
            "Paid on %(day)s, after the programme's last day %(limit)s."
            " Correct the date, or leave the cost out."
        )
        breaches.append(_dated("PAID_AFTER_PROGRAMME", message, dates.paid_on, limit, "paid_on"))
    return breaches


def fingerprint(supplier_cvr: str, invoice_no: str, gross: Decimal, invoiced_on: date) -> str:
    """Return what makes two vouchers the same, as text (R-60).

    Spelling does not count: blanks, signs, capitals, the country code and leading zeros fall away.
    """
    day = invoiced_on.isoformat()
    [number] = bare_invoices([invoice_no])
    return spelled(bare_supplier(supplier_cvr), number, str(cents_half_up(gross)), day)


def bare_supplier(supplier_cvr: str) -> str:
    """A supplier as the fingerprint spells it."""
    return _NO_SUPPLIER.sub("", supplier_cvr.casefold()).removeprefix("dk")


def bare_invoices(numbers: Iterable[str]) -> list[str]:
    """Numbers of invoices as the fingerprint spells them; they are looked at together."""
    lines = [number.replace("\n", "") for number in numbers]
    bare = _NO_INVOICE.sub("", "\n".join(lines).casefold())
    return [number.lstrip("0") for number in bare.split("\n")] if lines else []


def spelled(supplier: str, invoice_no: str, gross: str, day: str) -> str:
    """The fingerprint of what is spelled already."""
    return f"{supplier}|{invoice_no}|{gross}|{day}"


def check_allocation(
    asked_pct: Decimal, taken_pct: Iterable[Decimal], holders: str = ""
) -> Allocation:
    """Test that the shares of one fingerprint stay within 100 % over all projects (R-60, C14).

    *taken_pct* are the shares that other rows with the same fingerprint hold already; *holders*
    names them as far as the reader may know.
    """
    taken = sum(taken_pct, Decimal(0))
    highest = max(Decimal(0), WHOLE - taken)
    if asked_pct <= highest:
        return Allocation(highest)
    message = _(
        "This voucher is already financed with %(taken)s per cent; at most %(highest)s per cent "
        "is left, not %(asked)s."
    )
    params: dict[str, object] = {"taken": taken, "highest": highest, "asked": asked_pct}
    if holders:
        message = _(
            "This voucher is already financed with %(taken)s per cent, as %(holders)s; at most "
            "%(highest)s per cent is left, not %(asked)s."
        )
        params["holders"] = holders
    return Allocation(highest, (Breach("DOUBLE_FUNDING", message, "share", params, "R-60"),))


def check_kind(in_kind: bool, by_employee: bool, payroll_reference: str) -> list[Breach]:
    """Refuse salaried time that is typed as in kind without a word on the payroll (R-21, C16).

    Time of an employee is paid cost; only with a reference to the payroll that shows it was not
    paid can it be in kind.
    """
    if not (in_kind and by_employee) or payroll_reference.strip():
        return []
    message = _(
        "Time of an employee is paid cost, not in kind; give the payroll reference that shows "
        "no salary was paid, or choose paid staff."
    )
    return [Breach("PAYROLL_REFERENCE_MISSING", message, "payroll_reference", rule="R-21")]


def _share(percentage: Decimal) -> Fraction:
    if not 0 <= percentage <= WHOLE:
        raise ValueError(f"a percentage lies between 0 and 100, not at {percentage}")
    return ALL if percentage == WHOLE else as_fraction(percentage) / 100


def _dated(
    code: str, message: str, day: date, bound: Span | date, subject: str = "incurred_on"
) -> Breach:
    name = "span" if isinstance(bound, Span) else "limit"
    return Breach(code, message, subject, {"day": day, name: bound}, "R-52")
