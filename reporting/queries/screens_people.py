"""People grouped by SQL for the auditor's screens: hours on free days, hands, log-ins, changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.utils import timezone

from consortium.models import AuditEvent, LogIn, User
from consortium.models.log_ins import KEPT
from consortium.rules.spans import danish_holidays
from grants.models import Grant
from partners.models import Membership
from reporting.models import (
    Absence,
    AuditorStatement,
    Claim,
    Correction,
    Disbursement,
    Expenditure,
    TimeEntry,
    TimeSheet,
)
from reporting.rules import screening_people as hands
from reporting.rules.screening_people import LogIns, Passed

IN_GRANT = "time_sheet__report__grant_partner__grant"
# What a partner declares of a cost; what the lead decides is no change of the partner's.
DECLARED = (
    *("voucher_no", "text", "supplier", "supplier_cvr", "invoice_no", "invoice_date"),
    *("delivery_date", "paid_on", "ledger_account", "booking_no", "net", "vat", "recovery_pct"),
    *("project_share_pct", "amount", "hours", "nature", "late_reason"),
)
OWN = (Expenditure.VOUCHER, Expenditure.IN_KIND, Expenditure.STAFF)


@dataclass(frozen=True)
class WorkedDay:
    """The hours of one employee on one day in the grant."""

    employee: int
    name: str
    partner: str
    day: dt.date
    hours: Decimal
    sheet: int
    is_whole_day: bool = True


@dataclass(frozen=True)
class LateChange:
    """A version of a cost that is younger than the approval of its report."""

    cost: int
    voucher: str
    report: int
    partner: str
    period: int
    kind: str
    at: dt.datetime
    approved_at: dt.datetime
    by: int | None
    changes: Mapping[str, tuple[Any, Any]]


def hours_on_free_days(grant: Grant) -> list[WorkedDay]:
    """Days with hours on a Saturday, a Sunday or a public holiday, most hours first."""
    years = range(grant.starts_on.year, grant.ends_on.year + 1)
    holidays = [day for year in years for day in danish_holidays(year)]
    rows = _entries(grant).filter(Q(day__iso_week_day__gte=6) | Q(day__in=holidays))
    return [_worked(row) for row in _by_day(rows).order_by("-worked", "day")]


def hours_in_absence(grant: Grant) -> list[WorkedDay]:
    """Days with hours on which the employee was away, wholly or in part; never why (G-03)."""
    away = Absence.objects.filter(
        employee=OuterRef("time_sheet__employee"),
        starts_on__lte=OuterRef("day"),
        ends_on__gte=OuterRef("day"),
    )
    rows = _by_day(_entries(grant).filter(Exists(away)))
    whole = Exists(away.filter(is_whole_day=True))
    found = rows.annotate(is_whole=whole).order_by("day", "time_sheet__employee")
    return [_worked(row, row["is_whole"]) for row in found]


def _entries(grant: Grant) -> QuerySet[TimeEntry]:
    sheets = TimeSheet.objects.filter(report__grant_partner__grant=grant)
    return TimeEntry.objects.filter(day__isnull=False, time_sheet__in=sheets)


def _by_day(rows: QuerySet[TimeEntry]) -> QuerySet[Any]:
    grouped: QuerySet[Any] = rows.order_by().values(
        "time_sheet__employee",
        "time_sheet__employee__name",
        "time_sheet__employee__organisation__short_name",
        "day",
    )
    found: QuerySet[Any] = grouped.annotate(worked=Sum("hours"), sheet=Max("time_sheet"))
    return found


def _worked(row: dict[str, Any], is_whole_day: bool = True) -> WorkedDay:
    return WorkedDay(
        employee=row["time_sheet__employee"],
        name=row["time_sheet__employee__name"],
        partner=row["time_sheet__employee__organisation__short_name"],
        day=row["day"],
        hours=row["worked"],
        sheet=row["sheet"],
        is_whole_day=bool(is_whole_day),
    )


def passed_on(grant: Grant) -> list[Passed]:
    """Who let pass what whom had made: one line a pair of persons and roles, counted by SQL."""
    costs = Expenditure.objects.filter(grant=grant, kind__in=OWN)
    sheets = TimeSheet.objects.filter(report__grant_partner__grant=grant)
    claims = Claim.objects.filter(grant=grant)
    said = AuditorStatement.objects.filter(claim__grant=grant, issued_by__isnull=False)
    fixed = Correction.objects.filter(grant=grant)
    ways = (
        (costs, "created_by", hands.ENTERED, "report__approved_by", hands.REPORT),
        (costs, "created_by", hands.ENTERED, "decided_by", hands.VERIFIED),
        (costs, "report__approved_by", hands.REPORT, "decided_by", hands.VERIFIED),
        (sheets, "signed_by", hands.SIGNED, "approved_by", hands.HOURS),
        (claims, "built_by", hands.BUILT, "checked_by", hands.CHECKED),
        (claims, "checked_by", hands.CHECKED, "signed_by", hands.SENT),
        (said, "claim__checked_by", hands.CHECKED, "issued_by", hands.AUDITED),
        (fixed, "proposed_by", hands.PROPOSED, "decided_by", hands.DECIDED),
    )
    first, *others = (_pairs(*way) for way in ways)
    return [Passed(*row) for row in first.union(*others, all=True)]


def _pairs(
    rows: QuerySet[Any], first: str, first_role: str, second: str, second_role: str
) -> QuerySet[Any]:
    known = rows.filter(**{f"{first}__isnull": False, f"{second}__isnull": False}).order_by()
    named = known.annotate(
        one=F(first),
        one_role=Value(first_role, CharField()),
        other=F(second),
        other_role=Value(second_role, CharField()),
    )
    columns = ("one", "one_role", "other", "other_role")
    grouped = named.values(*columns).annotate(number=Count("pk"))
    found: QuerySet[Any] = grouped.values_list(*columns, "number")
    return found


def roles_played(grant: Grant) -> dict[int, dict[str, int]]:
    """How often each person acted in each role: person → role → count."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    in_reports = TimeSheet.objects.filter(report__grant_partner__grant=grant)
    costs = Expenditure.objects.filter(grant=grant, kind__in=OWN)
    claims = Claim.objects.filter(grant=grant)
    reports = costs.filter(report__approved_by__isnull=False)
    sources: tuple[tuple[str, QuerySet[Any], str, str], ...] = (
        (hands.ENTERED, costs, "created_by", "pk"),
        (hands.REPORT, reports, "report__approved_by", "report"),
        (hands.SIGNED, in_reports, "signed_by", "pk"),
        (hands.HOURS, in_reports, "approved_by", "pk"),
        (hands.VERIFIED, costs, "decided_by", "pk"),
        (hands.BUILT, claims, "built_by", "pk"),
        (hands.CHECKED, claims, "checked_by", "pk"),
        (hands.SENT, claims, "signed_by", "pk"),
        (hands.AUDITED, claims, "statements__issued_by", "pk"),
        (
            hands.PAID,
            Disbursement.objects.filter(payment__claim__grant=grant),
            "approved_by",
            "pk",
        ),
        (hands.PROPOSED, Correction.objects.filter(grant=grant), "proposed_by", "pk"),
        (hands.DECIDED, Correction.objects.filter(grant=grant), "decided_by", "pk"),
    )
    first, *others = (_acted(*source) for source in sources)
    for role, key, number in first.union(*others, all=True):
        counts[key][role] = number
    return dict(counts)


def _acted(role: str, rows: QuerySet[Any], person: str, counted: str) -> QuerySet[Any]:
    known = rows.filter(**{f"{person}__isnull": False}).order_by()
    named = known.annotate(role=Value(role, CharField()), who=F(person)).values("role", "who")
    grouped = named.annotate(number=Count(counted, distinct=True))
    found: QuerySet[Any] = grouped.values_list("role", "who", "number")
    return found


def names_of_people(keys: set[int]) -> dict[int, str]:
    """Persons by key."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}


def changes_after_approval(grant: Grant) -> list[LateChange]:
    """Versions of costs that changed what was declared after the report's first approval."""
    approvals = {
        int(row["subject_id"]): row["first"]
        for row in AuditEvent.objects.filter(chain=grant.ref, verb="report.approved")
        .order_by()
        .values("subject_id")
        .annotate(first=Min("at"))
    }
    versions = _worth_reading(grant, approvals).order_by("id", "history_id")
    found: list[LateChange] = []
    before: Any = None
    for version in versions.select_related(
        "report__period", "grant_partner__organisation", "line"
    ).iterator(chunk_size=2000):
        earlier = before if before is not None and before.id == version.id else None
        before = version
        approved_at = approvals[version.report_id]
        changes = _changes(earlier, version)
        if version.history_date > approved_at and (changes or version.history_type == "-"):
            found.append(_late(version, approved_at, changes))
    return sorted(found, key=lambda one: (one.at, one.cost), reverse=True)


def _worth_reading(grant: Grant, approvals: Mapping[int, dt.datetime]) -> QuerySet[Any]:
    """The versions of costs that ever changed what they declare, or came or went after approval.

    The database compares; most costs are entered once and decided on, and are not read at all.
    """
    versions: QuerySet[Any] = Expenditure.history.filter(
        grant=grant, kind__in=OWN, report__in=list(approvals)
    )
    columns = (*DECLARED, "line_id")
    ends: dict[str, Any] = {f"least_{name}": Min(name) for name in columns}
    ends |= {f"most_{name}": Max(name) for name in columns}
    differs = Q()
    for name in columns:
        differs |= ~Q(**{f"least_{name}": F(f"most_{name}")})
    changed = versions.order_by().values("id").alias(**ends).filter(differs).values("id")
    late = Q(pk__in=[])
    for report, approved_at in approvals.items():
        late |= Q(report=report, history_date__gt=approved_at)
    moved = versions.filter(late, history_type__in=("+", "-")).order_by().values("id")
    return versions.filter(Q(id__in=changed) | Q(id__in=moved))


def _changes(earlier: Any, version: Any) -> dict[str, tuple[Any, Any]]:
    """What differs from the version before; of a row that is new everything does."""
    if earlier is None:
        return {"amount": (None, version.amount)}
    found = {
        name: (getattr(earlier, name), getattr(version, name))
        for name in DECLARED
        if getattr(earlier, name) != getattr(version, name)
    }
    if earlier.line_id != version.line_id:
        found["line"] = (str(earlier.line.number), str(version.line.number))
    return found


def _late(version: Any, approved_at: dt.datetime, changes: dict[str, Any]) -> LateChange:
    organisation = version.grant_partner.organisation
    return LateChange(
        cost=version.id,
        voucher=version.voucher_no,
        report=version.report_id,
        partner=organisation.short_name or organisation.name,
        period=version.report.period.number,
        kind=version.history_type,
        at=version.history_date,
        approved_at=approved_at,
        by=version.history_user_id,
        changes=changes,
    )


@dataclass(frozen=True)
class Visitor:
    """A person with a seat in the grant or at one of its partners, and the log-ins."""

    name: str
    roles: str
    log_ins: LogIns
    last: dt.datetime | None


def visitors(grant: Grant, at: dt.datetime) -> list[Visitor]:
    """Everybody with a seat, open or ended, and how often they came since log-ins are kept."""
    since = at - KEPT
    partners = grant.partners.values("organisation")
    seats = Membership.objects.filter(
        Q(grant_ref=grant.ref) | Q(grant_ref="", organisation__in=partners)
    )
    people: defaultdict[int, list[Membership]] = defaultdict(list)
    for seat in seats.select_related("user", "organisation").order_by("user__name", "role"):
        people[seat.user_id].append(seat)
    counts = {
        row["user"]: row
        for row in LogIn.objects.filter(user__in=people, at__gte=since)
        .order_by()
        .values("user")
        .annotate(
            came=Count("pk", filter=Q(kind=LogIn.IN)),
            failed=Count("pk", filter=Q(kind=LogIn.FAILED)),
            last=Max("at", filter=Q(kind=LogIn.IN)),
        )
    }
    return [_visitor(key, own, counts.get(key, {})) for key, own in people.items()]


def _visitor(key: int, seats: list[Membership], row: Mapping[str, Any]) -> Visitor:
    ends = [seat.ends_on for seat in seats]
    last = row.get("last")
    until = None if None in ends else max(day for day in ends if day is not None)
    known = LogIns(
        person=key,
        seated_from=min(seat.starts_on for seat in seats),
        seated_until=until,
        number=row.get("came", 0),
        failed=row.get("failed", 0),
        last_on=timezone.localdate(last) if last else None,
    )
    roles = sorted({str(seat.get_role_display()) for seat in seats})
    return Visitor(str(seats[0].user), ", ".join(roles), known, last)


def failures_of_nobody(at: dt.datetime) -> int:
    """How many log-ins failed with an address that nobody has."""
    return LogIn.objects.filter(user=None, kind=LogIn.FAILED, at__gte=at - KEPT).count()
