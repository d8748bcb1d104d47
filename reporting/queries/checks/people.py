"""Four eyes, hours, signatures (A-07, A-12, A-13, A-15, A-24)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db.models import Exists, F, Max, OuterRef, Q, Sum
from django.utils import timezone

from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import last_of_month
from partners.models import Membership
from reporting.models import (
    AuditorStatement,
    Claim,
    Expenditure,
    PartnerReport,
    PayRate,
    TimeSheet,
    Verification,
)
from reporting.queries.acceptance import is_annual
from reporting.queries.checks.base import WAITING, Fault, Scope, fault, faults
from reporting.queries.hours import EmployedMonths, employed_months_of
from reporting.rules.checklist import check_checklist
from reporting.rules.staff import annual_divisor

OWN_ROWS = (
    *(Expenditure.VOUCHER, Expenditure.STAFF, Expenditure.IN_KIND),
    Expenditure.TAKEN_UP,
)
VERIFIED = ("verified", "included")


def hands_are_different(scope: Scope) -> list[Fault]:
    """A-07: creator, approver, verifier and signatory differ; nobody verifies the own partner."""
    rows = Expenditure.objects.filter(scope.of(), decided_by__isnull=False, kind__in=OWN_ROWS)
    # The seat counts for the day of the decision: an earlier or later job is no conflict.
    own_seat = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("decided_at__date")),
        user=OuterRef("decided_by"),
        organisation=OuterRef("grant_partner__organisation"),
        starts_on__lte=OuterRef("decided_at__date"),
    )
    wrong = [
        (
            rows.filter(
                Q(decided_by=F("created_by"))
                | Q(decided_by=F("report__approved_by"))
                | Q(decided_by=F("time_sheet__approved_by"))
                | Q(kind=Expenditure.TAKEN_UP, decided_by=F("corrects__report__approved_by"))
            ),
            _("%(voucher)s was verified by a person who entered or approved it."),
        ),
        (
            rows.filter(created_by=F("report__approved_by")).exclude(report__state="draft"),
            _("%(voucher)s was approved by the person who entered it."),
        ),
        (rows.filter(Exists(own_seat)), _("%(voucher)s was verified by the partner's own person.")),
    ]
    found = [
        one for query, why in wrong for one in faults("A-07", query, why, voucher="voucher_no")
    ]
    return found + _claim_hands(scope)


def _claim_hands(scope: Scope) -> list[Fault]:
    claims = Claim.objects.filter(scope.of()).filter(
        Q(checked_by=F("built_by")) | Q(signed_by=F("built_by")) | Q(signed_by=F("checked_by"))
    )
    sentence = _("Claim %(number)s was built, checked and signed by fewer than three persons.")
    statements = AuditorStatement.objects.filter(scope.of("claim__grant")).filter(
        Q(issued_by=F("claim__built_by"))
        | Q(issued_by=F("claim__checked_by"))
        | Q(issued_by=F("claim__signed_by"))
    )
    audited = _("Claim %(number)s was audited by a person who built, checked or signed it.")
    return [
        *faults("A-07", claims, sentence, number="number"),
        *faults("A-07", statements.select_related("claim"), audited, number="claim__number"),
    ]


def hours_fit_the_year(scope: Scope) -> list[Fault]:
    """A-12: nobody has more hours than the divisor of the rate, over all projects."""
    taken: defaultdict[tuple[str, object], Decimal] = defaultdict(lambda: ZERO)
    limits: dict[tuple[str, object], Decimal] = {}
    last: dict[tuple[str, object], Expenditure] = {}
    months = employed_months_of()
    rows = Expenditure.objects.staff_time()
    own = rows.filter(scope.counted("verified", "claimed", "awaiting_budget"))
    declared = Q(report=scope.report, state__in=WAITING) if scope.report is not None else Q()
    rows = rows.filter(Q(state__in=["verified", "claimed", "awaiting_budget"]) | declared)
    if scope.is_narrow:
        people = own.values("time_sheet__employee__person_key")
        rows = rows.filter(time_sheet__employee__person_key__in=people)
    rows = rows.select_related("time_sheet__rate", "time_sheet__employee")
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        sheet = row.time_sheet
        if sheet is None or not sheet.rate.divisor or sheet.rate.is_by_share:
            continue
        span: object = sheet.month.year if is_annual(sheet.rate) else sheet.month
        key = (sheet.employee.person_key, span)
        taken[key] += row.hours if row.state in WAITING else row.accepted_hours
        limits[key] = max(limits.get(key, ZERO), _limit(sheet, months))
        if scope.holds(row):
            last[key] = row
    sentence = _("%(person)s has %(hours)s accepted hours in %(span)s; at most %(limit)s count.")
    return [
        fault(
            "A-12",
            row,
            sentence,
            person=key[0],
            hours=taken[key],
            span=str(key[1])[:7],
            limit=limits[key],
        )
        for key, row in last.items()
        if taken[key] > limits[key]
    ]


def _limit(sheet: TimeSheet, months: EmployedMonths) -> Decimal:
    """The hours of the month, or of the part of the year that the person was employed (R-31)."""
    divisor: Decimal = sheet.rate.divisor
    if not is_annual(sheet.rate):
        return divisor
    return annual_divisor(divisor, months=months.of(sheet.employee, sheet.month.year))


def time_sheets_are_signed(scope: Scope) -> list[Fault]:
    """A-13: signed by the employee and approved by the superior, both once the month was over."""
    costs = Expenditure.objects.filter(scope.counted("verified", "claimed", "awaiting_budget"))
    sheets = TimeSheet.objects.filter(pk__in=costs.values("time_sheet"))
    found = []
    for sheet in sheets.select_related("employee").iterator(chunk_size=2000):
        if not _is_signed(sheet):
            sentence = _("%(sheet)s is not signed and approved by two persons after its month.")
            found.append(fault("A-13", sheet, sentence, sheet=str(sheet)))
    return found


def _is_signed(sheet: TimeSheet) -> bool:
    hands = (sheet.signed_by_id, sheet.approved_by_id)
    if sheet.state != "approved" or None in hands or hands[0] == hands[1]:
        return False
    days = [_day(sheet.signed_at), _day(sheet.approved_at)]
    return all(day is not None and day >= last_of_month(sheet.month) for day in days)


def _day(instant: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(instant) if instant else None


def shares_have_letters(scope: Scope) -> list[Fault]:
    """A-15: each month of a fixed share rests on a letter; nobody's shares pass the whole month."""
    used = TimeSheet.objects.filter(
        scope.in_reports(),
        rate__method__in=PayRate.BY_SHARE,
        state="approved",
    ).select_related("rate", "employee")
    found = []
    people: set[str] = set()
    for sheet in used.iterator(chunk_size=2000):
        people.add(sheet.employee.person_key)
        if sheet.rate.letter_id is None:
            sentence = _("%(sheet)s is a fixed share without the employer's letter.")
            found.append(fault("A-15", sheet, sentence, sheet=str(sheet)))
    everywhere = TimeSheet.objects.filter(
        rate__method__in=PayRate.BY_SHARE, employee__person_key__in=people
    )
    sums = (
        everywhere.order_by()
        .values("employee__person_key", "month")
        .annotate(share=Sum("rate__share_pct"), last=Max("pk"))
        .filter(share__gt=100)
    )
    sentence = _("%(person)s has fixed shares of %(share)s per cent in %(month)s, above 100.")
    for row in sums:
        last = TimeSheet(pk=row["last"])
        params = {"person": row["employee__person_key"], "share": row["share"]}
        found.append(fault("A-15", last, sentence, **params, month=f"{row['month']:%m.%Y}"))
    return found


def verifications_are_complete(scope: Scope) -> list[Fault]:
    """A-24: each verified report has a checklist, an extent, a result, a day and a person."""
    path = "grant_partner__grant"
    done = Verification.objects.filter(report=OuterRef("pk"))
    rows = PartnerReport.objects.filter(scope.of(path), ~Exists(done), state__in=VERIFIED)
    found = faults(
        "A-24",
        rows.select_related("grant_partner__organisation", "period"),
        _("The report %(report)s counts as verified, but no verification is kept."),
        report="period",
    )
    kept = Verification.objects.filter(scope.of(f"report__{path}"))
    for row in kept.iterator(chunk_size=2000):
        if check_checklist(row.checklist) or not row.conclusion.strip():
            found.append(fault("A-24", row, _("The verification's checklist is not complete.")))
    return found
