"""A project with two areas, a theme in the first, and reports that tell of it and of nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from grants.actions.themes import save_theme
from grants.models import ActivityType
from grants.rules.themes import ThemeFacts
from reporting.actions.regional import mark_regional_costs
from reporting.models import Activity, Expenditure, PartnerReport, PayRate, TimeEntry, TimeSheet
from tests.cast import signed_grant
from tests.reporting import story

AREA = ThemeFacts("1", "Virksomheder", "Companies")
THEME = ThemeFacts("1.1", "Netværk", "Networks")
OTHER = ThemeFacts("2", "Modtagelse", "Reception")
HELD = dt.date(2012, 6, 12)


def told() -> SimpleNamespace:
    """Aarhus held 12 and 5 people of the theme and 7 of none, 6 hours of 10 are of the theme."""
    world = signed_grant()
    world.kind, world.none = [
        ActivityType.objects.create(
            code=code, name_da=name, name_en=name, scope="regional", theme="network"
        )
        for code, name in (("hr", "HR-netværk"), ("site", "Hjemmeside"))
    ]
    by = {"by": world.pm}
    world.area = save_theme(world.grant, AREA, parent=None, **by, at=world.clock())
    world.theme = save_theme(
        world.grant, THEME, parent=world.area, kinds=[world.kind], **by, at=world.clock()
    )
    world.other = save_theme(world.grant, OTHER, parent=None, **by, at=world.clock())
    story.all_verified(world, {world.aarhus: ["1000.00", "500.00"]}, ["1000.00"])
    report = PartnerReport.objects.get(grant_partner=world.aarhus, period=world.period)
    first, *_more = [
        Activity.objects.create(
            report=report,
            kind=kind,
            title=title,
            held_on=HELD,
            participants=people,
            responsible=world.aarhus,
        )
        for kind, title, people in (
            *((world.kind, "Morgenmøde", 12), (world.kind, "Aften", 5)),
            (world.none, "Lancering", 7),
        )
    ]
    rate = PayRate.objects.create(
        employee=world.employee,
        method="annual",
        valid_from=dt.date(2012, 1, 1),
        valid_to=dt.date(2013, 12, 31),
        gross_cost=Decimal("516000.00"),
        rate=Decimal("300.00"),
        payroll_ref="L-1",
    )
    month = HELD.replace(day=1)
    sheet = TimeSheet.objects.create(
        report=report, employee=world.employee, month=month, rate=rate, hours=Decimal(10)
    )
    for hours, activity in ((6, first), (4, None)):
        TimeEntry.objects.create(
            time_sheet=sheet, day=HELD, hours=Decimal(hours), activity=activity
        )
    cost = Expenditure.objects.get(grant=world.grant, accepted=Decimal("500.00"))
    mark_regional_costs(world.grant, [cost], task=world.kind, **by, at=world.clock())
    return world
