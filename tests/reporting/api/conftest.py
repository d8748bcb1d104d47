"""A project with a report that Aarhus is writing, and programs that knock."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from grants.actions.tokens import make_token
from grants.models import ActivityType, BudgetLine
from partners.models import ApiToken, Membership
from reporting.actions.costs import ExpenditureEntry, enter_expenditure
from reporting.actions.delivery import hold_activity
from reporting.actions.hours import HourEntry, enter_hours, set_pay_rate
from reporting.actions.reports import open_report
from reporting.models import Expenditure
from tests.cast import signed_grant
from tests.copies import laid_out

COST = {
    "line": "external",
    "voucher_no": "1087",
    "text": "Lokaleleje",
    "supplier": "Kursuscenter ApS",
    "supplier_cvr": "29189668",
    "invoice_no": "F-77",
    "invoice_date": "2012-03-05",
    "delivery_date": "2012-03-05",
    "paid_on": "2012-03-09",
    "ledger_account": "2210",
    "booking_no": "B-1",
    "net": "1000.00",
    "vat": "250.00",
}


class Program:
    """A client with a token and nothing else: no session, no cookie."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        self.secret, self.language = secret, language

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Accept-Language": self.language, **headers}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        data = "" if body is None else json.dumps(body)
        client = Client(raise_request_exception=True)
        return client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=sent
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def token_for(world: SimpleNamespace, name: str, scope: str = ApiToken.READ, **seat: Any) -> str:
    """The secret of a new token for the seat of *name*."""
    user = getattr(world, name)
    membership = Membership.objects.get(user=user, ends_on__isnull=True, **seat)
    _token, secret = make_token(
        membership,
        name=f"Program of {name}",
        scope=scope,
        expires_on=world.clock().date() + dt.timedelta(days=90),
        by=user,
        at=world.clock(),
    )
    return secret


def told() -> SimpleNamespace:
    """Aarhus writes: a cost, an activity and a month of hours."""
    world = signed_grant()
    world.clock.move_to(2012, 4, 10)
    clock = world.clock
    world.report = open_report(world.aarhus, world.period, by=world.pu, at=clock())
    world.kind = ActivityType.objects.create(
        code="seminar", name_da="Seminar", name_en="Seminar", scope="local", theme="network"
    )
    world.activity = hold_activity(
        world.report,
        kind=world.kind,
        title="Seminar",
        held_on=dt.date(2012, 3, 20),
        responsible=world.aarhus,
        by=world.pu,
        at=clock(),
    )
    world.rate = set_pay_rate(
        world.employee,
        method="annual",
        valid_from=dt.date(2012, 1, 1),
        valid_to=dt.date(2012, 12, 31),
        gross_cost=Decimal("602000.00"),
        payroll_ref="Løn 2011",
        by=world.pa,
        at=clock(),
    )
    world.sheet = enter_hours(
        world.report,
        employee=world.employee,
        month=dt.date(2012, 3, 1),
        rate=world.rate,
        entries=[HourEntry(dt.date(2012, 3, 20), Decimal("7.50"), world.activity)],
        by=world.em,
        at=clock(),
    )
    item = enter_expenditure(world.report, told_entry("900"), by=world.pu, at=clock())
    world.item = Expenditure.objects.get(pk=item.pk)
    for name in ("pu", "pa", "pm", "lc", "randers_pu", "ma", "em"):
        setattr(world, f"{name}_reads", Program(token_for(world, name)))
    for name in ("pu", "pm", "randers_pu", "em"):
        setattr(world, f"{name}_writes", Program(token_for(world, name, ApiToken.WRITE)))
    return world


def told_entry(voucher: str) -> ExpenditureEntry:
    """A cost as the page would enter it."""
    given: dict[str, Any] = {**COST, "voucher_no": voucher, "invoice_no": f"F-{voucher}"}
    given["line"] = BudgetLine.objects.get(code=COST["line"])
    for name in ("invoice_date", "delivery_date", "paid_on"):
        given[name] = dt.date.fromisoformat(COST[name])
    for name in ("net", "vat"):
        given[name] = Decimal(COST[name])
    return ExpenditureEntry(**given)


@pytest.fixture
def now(settings: Any) -> None:
    """The house's day is one on which the story's period is open."""
    settings.DEMO_DAY = dt.date(2012, 4, 12)
    settings.API_REQUESTS_A_MINUTE = 100_000


@pytest.fixture
def story(db: None, now: None) -> SimpleNamespace:
    """The story, and the programs of its people."""
    return laid_out(told)
