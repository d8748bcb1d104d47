"""A municipal agreement's areas in one year: granted, invoiced, used, reached, and their light."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from grants.models import AgreedTarget, Area, Grant, ReportingPeriod
from grants.rules.instalments import Granted, unspent
from reporting.models import AreaCost, Invoice, MeetingAction, StatusMeeting, TargetResult
from reporting.rules.status import Reached, elapsed, light_of

NOTHING = Value(ZERO, output_field=MoneyField())


@dataclass(frozen=True)
class AreaStatus:
    """One area's line of a status: money in the year so far, targets, and the light."""

    area: Area
    granted: Decimal
    invoiced: Decimal
    used: Decimal
    reached: tuple[Reached, ...]
    light: str
    deviation: str = ""
    next_step: str = ""
    responsible: str = ""

    @property
    def remaining(self) -> Decimal:
        """What is granted and not used."""
        return self.granted - self.used


def statuses(grant: Grant, period: ReportingPeriod) -> list[AreaStatus]:
    """Every area that has money or targets in the year of *period*, as it stood at its end."""
    year, until = period.ends_on.year, period.ends_on
    money = _money(grant, year)
    invoiced, used = _invoiced(grant, year, until), _used(grant, year, until)
    targets = _targets(grant, year, until)
    found = []
    for area in Area.objects.filter(agreement__grant=grant):
        reached = tuple(targets.get(area.pk, ()))
        given = money.get(area.pk)
        if given is None and not reached:
            continue
        granted, first, last = given or (ZERO, dt.date(year, 1, 1), dt.date(year, 12, 31))
        spent = used.get(area.pk, ZERO)
        light = light_of(reached, elapsed(first, last, until), granted, spent)
        found.append(AreaStatus(area, granted, invoiced.get(area.pk, ZERO), spent, reached, light))
    return found


def kept(meeting: StatusMeeting) -> list[AreaStatus]:
    """The lines of a closed meeting, as they were kept."""
    return [
        AreaStatus(
            line.area,
            line.granted,
            line.invoiced,
            line.used,
            tuple(reached_of(one) for one in line.reached),
            line.light,
            line.deviation,
            line.next_step,
            line.responsible,
        )
        for line in meeting.lines.select_related("area")
        if line.granted is not None
    ]


def shown(meeting: StatusMeeting) -> list[AreaStatus]:
    """A meeting's lines: live figures with its words while it is a draft, else what was kept."""
    if meeting.state == "closed":
        return kept(meeting)
    words = {line.area_id: line for line in meeting.lines.all()}
    return [
        AreaStatus(
            *(one.area, one.granted, one.invoiced, one.used, one.reached, one.light),
            *(line.deviation, line.next_step, line.responsible),
        )
        for one in statuses(meeting.grant, meeting.period)
        if (line := words.get(one.area.pk)) is not None
    ]


def reached_of(stored: dict[str, Any]) -> Reached:
    """A target as a line keeps it."""
    least, most = stored["minimum"], stored["maximum"]
    return Reached(
        stored["text"],
        Decimal(least) if least is not None else None,
        Decimal(most) if most is not None else None,
        stored["unit"],
        Decimal(stored["done"]),
    )


def unspent_of(lines: Sequence[AreaStatus]) -> list[Breach]:
    """What was given for the year and not used (C27): a flag, since no rule takes it back."""
    return [
        breach
        for one in lines
        for breach in unspent(Granted(str(one.area), 0, one.granted), one.used)
    ]


def carried(meeting: StatusMeeting) -> Any:
    """This meeting's actions, and those of earlier ones that were open when it was held."""
    earlier = Q(meeting__period__number__lt=meeting.period.number) & (
        Q(done_on=None) | Q(done_on__gte=meeting.period.starts_on)
    )
    rows = MeetingAction.objects.filter(grant=meeting.grant)
    return rows.filter(Q(meeting=meeting) | earlier).select_related("meeting__period")


def _money(grant: Grant, year: int) -> dict[int, tuple[Decimal, dt.date, dt.date]]:
    in_force = Q(amounts__year=year) & (
        Q(amounts__addendum=None) | Q(amounts__addendum__state="active")
    )
    rows = (
        Area.objects.filter(in_force, agreement__grant=grant)
        .values_list("pk")
        .annotate(
            given=Sum("amounts__amount"),
            first=Min("amounts__starts_on"),
            last=Max("amounts__ends_on"),
        )
        .order_by()
    )
    return {pk: (given, first, last) for pk, given, first, last in rows}


def _invoiced(grant: Grant, year: int, until: dt.date) -> dict[int, Decimal]:
    """Sent invoices less credit notes, by area (rules.md 5.3)."""
    rows = Invoice.objects.filter(
        grant=grant, instalment__year=year, number__isnull=False, issued_on__lte=until
    )
    taken = Q(kind="credit_note")
    sums = (
        rows.values_list("instalment__agreed__area")
        .annotate(
            sent=Coalesce(Sum("amount", filter=~taken), NOTHING),
            back=Coalesce(Sum("amount", filter=taken), NOTHING),
        )
        .order_by()
    )
    return {area: sent - back for area, sent, back in sums}


def _used(grant: Grant, year: int, until: dt.date) -> dict[int, Decimal]:
    rows = AreaCost.objects.filter(grant=grant, agreed__year=year, spent_on__lte=until)
    return dict(rows.values_list("agreed__area").annotate(used=Sum("amount")).order_by())


def _targets(grant: Grant, year: int, until: dt.date) -> dict[int, list[Reached]]:
    results = TargetResult.objects.filter(
        grant=grant, done_on__gte=dt.date(year, 1, 1), done_on__lte=until
    )
    done = dict(results.values_list("target").annotate(done=Sum("amount")).order_by())
    rows = AgreedTarget.objects.filter(Q(year=None) | Q(year=year), agreement__grant=grant)
    found: dict[int, list[Reached]] = {}
    for one in rows.order_by("number"):
        so_far = done.get(one.pk, ZERO)
        reached = Reached(one.text, one.minimum, one.maximum, one.unit, so_far)
        found.setdefault(one.area_id, []).append(reached)
    return found


def share_of(lines: Sequence[AreaStatus]) -> Fraction | None:
    """The part of the granted money that is used."""
    granted = sum((one.granted for one in lines), ZERO)
    used = sum((one.used for one in lines), ZERO)
    return Fraction(used) / Fraction(granted) if granted else None
