"""Rows to measure on: many partners' costs over all periods, as they look after some years."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from django.db import connection

from grants.models import BudgetLine, GrantPartner, ReportingPeriod
from partners.models import Organisation
from reporting.models import Claim, Expenditure, PartnerReport

PARTNERS = 12


def partners_of(world: Any) -> list[GrantPartner]:
    known = list(world.grant.partners.all())
    for number in range(len(known), PARTNERS):
        organisation, _ = Organisation.objects.get_or_create(
            name=f"Partner {number}", short_name=f"P{number}", sector="municipal"
        )
        partner, _ = GrantPartner.objects.get_or_create(
            grant=world.grant, organisation=organisation, number=number
        )
        known.append(partner)
    return known


def claims(world: Any) -> tuple[Claim, Claim]:
    """One claim that holds a part of the grant, and a draft beside it."""
    period = ReportingPeriod.objects.filter(grant=world.grant).order_by("number")[0]
    made = [
        Claim.objects.get_or_create(
            grant=world.grant,
            period=period,
            number=number,
            defaults={"state": state, "built_by": world.pm},
        )[0]
        for number, state in ((1, "accepted"), (2, "draft"))
    ]
    return made[0], made[1]


def fill_ledger(world: Any, start: int, stop: int) -> None:
    """Add rows number *start* to *stop*, in every state a ledger has in use."""
    held, new = claims(world)
    chance = random.Random(start)
    lines = list(BudgetLine.objects.all())
    reports = [
        PartnerReport.objects.get_or_create(
            grant_partner=partner, period=period, defaults={"state": "verified"}
        )[0]
        for partner in partners_of(world)
        for period in ReportingPeriod.objects.filter(grant=world.grant)
    ]
    rows = []
    for number in range(start, stop):
        report = reports[number % len(reports)]
        amount = Decimal(chance.randrange(10_000, 900_000)).scaleb(-2)
        state = "submitted" if number % 11 == 0 else "verified"
        hours = number % 3 == 0
        rows.append(
            Expenditure(
                report=report,
                grant=world.grant,
                grant_partner_id=report.grant_partner_id,
                line=lines[number % len(lines)],
                kind="staff" if hours else "voucher",
                state=state,
                voucher_no=f"B{number}",
                text="Bench",
                invoice_date=dt.date(2012, 4, 1),
                delivery_date=dt.date(2012, 4, 1),
                paid_on=dt.date(2012, 4, 2),
                ledger_account="1",
                booking_no=str(number),
                net=amount,
                amount=amount,
                claim=None if state == "submitted" else held if number % 2 else new,
                accepted=amount if state == "verified" else Decimal("0.00"),
                cofinancing_form="staff_time" if hours else "",
                cofinancing_source="municipal" if hours else "",
                created_by=world.pu,
            )
        )
    Expenditure.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
