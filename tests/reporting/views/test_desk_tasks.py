"""The partner's desk: everything that waits, in order of deadline, each with the way to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.actions.periods import open_period
from reporting.actions.hours import sign_time_sheet
from reporting.actions.reports import open_report
from reporting.models import Correction, Expenditure, Recovery
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.paperwork import begin, hourly_rate, month_sheet
from tests.reporting.views.test_questions import returned, url, words

DAY = dt.date(2012, 9, 5)


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = DAY


def busy_world() -> SimpleNamespace:
    """A report has come back, the next is begun, and money is to be paid back."""
    world = laid_out(signed_grant)
    world.report = returned(world)
    world.clock.move_to(2012, 9, 3)
    coming = open_period(world.periods[1], by=world.pm, at=world.clock())
    world.next = open_report(world.aarhus, coming, by=world.pu, at=world.clock())
    item = Expenditure.objects.get(voucher_no="B1")
    correction = Correction.objects.create(
        grant=world.grant,
        original=item,
        number=1,
        amount=Decimal("100.00"),
        reason_code="other",
        reason="Fejl",
        state="booked",
        hearing_due_on=dt.date(2012, 8, 1),
        proposed_by=world.lc2,
    )
    Recovery.objects.create(
        correction=correction,
        debtor=world.aarhus,
        amount=Decimal("50.00"),
        settled_amount=Decimal("10.00"),
        due_on=dt.date(2012, 9, 7),
    )
    return world


@pytest.fixture
def busy(db: None) -> SimpleNamespace:
    return laid_out(busy_world)


def desk(person: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(url("desk"))


def test_all_that_waits_stands_in_one_list_by_its_day(busy):
    page = desk(busy.pu)
    tasks = page.context["tasks"]
    days = [task.on for task in tasks if task.on]
    assert days == sorted(days)
    titles = [task.title.replace("\N{NO-BREAK SPACE}", " ") for task in tasks]
    assert titles[:5] == [
        "Hvor er teksterne?",
        "B1: Hvilken tur?",
        "Betal 40,00 kr. tilbage",
        "Aarhus: rapport for periode 1",
        "Aarhus: rapport for periode 2",
    ]
    assert [task.days_left for task in tasks[:3]] == [-72, -66, 2]
    # What has no day comes last: the notices that nobody has opened.
    assert [task.on for task in tasks[5:]] == [None]
    assert "ulæst" in titles[-1]
    shown = words(page)
    assert "72 dage for sent" in shown
    assert f'href="{url("report-detail", busy.report.pk)}#q{busy.about_row.pk}"' in shown


def test_each_report_says_how_far_it_is_and_what_comes_next(busy):
    shown = words(desk(busy.pu))
    assert '<meter min="0" max="7" value="6"' in shown
    assert '<meter min="0" max="6" value="0"' in shown
    assert "6 af 7 trin er udfyldt (86 %)." in shown
    assert "Næste, der mangler noget: Spørgsmål fra projektholderen" in shown


def test_months_wait_for_the_employee_and_then_for_the_superior(world):
    sheet = month_sheet(world, begin(world), hourly_rate(world))
    (own,) = desk(world.em).context["tasks"]
    assert (own.title, own.on) == ("Dine egne timer i 03.2012", world.period.partner_due_on)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    assert desk(world.em).context["tasks"] == []
    titles = [task.title for task in desk(world.pa).context["tasks"]]
    assert "Timer til godkendelse" in titles


def test_nothing_of_a_neighbour_waits_on_ones_desk(busy):
    titles = " ".join(task.title for task in desk(busy.randers_pu).context["tasks"])
    assert "Aarhus" not in titles
    assert "Betal" not in titles
    assert desk(busy.stranger).context["tasks"] == []


def test_the_desk_asks_at_most_twelve_questions(busy):
    for person in (busy.pu, busy.pa, busy.em):
        client = Client()
        client.force_login(person)
        client.get(reverse("reporting:desk"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reporting:desk"))
        assert len(queries) <= 12, [one["sql"][:110] for one in queries]
