"""The night marks recoveries overdue; the debtor hears at the demand and when it is late (R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.management import call_command

from consortium.models import AuditEvent, Notification
from consortium.queries.notices import notice_text
from reporting.actions.calendar import keep_calendar
from reporting.actions.recoveries import settle_recovery
from reporting.models import Recovery
from reporting.queries.dates.base import scope_of_all
from reporting.queries.dates.catalogue import days_to_keep
from tests.copies import laid_out
from tests.reporting.actions.test_recoveries import owing
from tests.reporting.actions.test_repayments import overpaid_world
from tests.reporting.repaid import sent_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(db):
    return laid_out(owing)


def night(world, days):
    """The night *days* after the due date."""
    day = world.recovery.due_on + dt.timedelta(days=days)
    return world.clock.move_to(day.year, day.month, day.day)


def heard(verb):
    rows = Notification.objects.filter(verb=verb).select_related("recipient")
    told = {row.recipient.email.split("@")[0]: row for row in rows}
    # Databases sort addresses differently.
    return sorted(told.items(), key=lambda one: one[0])


def test_the_debtor_hears_of_the_demand(owed):
    told = heard("recovery.demanded")
    assert [name for name, _row in told] == ["randers_pa", "randers_pu"]
    row, due = told[0][1], owed.recovery.due_on
    assert notice_text(row, "en").replace("\N{NO-BREAK SPACE}", " ") == (
        "M-003: 18,250.00 kr. are demanded back after correction 1. Pay them to the lead by "
        f"{due:%d/%m/%Y}."
    )
    assert notice_text(row, "da").replace("\N{NO-BREAK SPACE}", " ") == (
        "M-003: 18.250,00 kr. kræves tilbage efter korrektion 1. Betal dem til projektholderen "
        f"senest {due.day}.{due.month}.{due.year}."
    )
    assert row.url == f"/recoveries/{owed.recovery.pk}/"


def test_the_night_marks_what_has_passed_its_day_once(owed):
    assert keep_calendar(at=night(owed, 0)).recoveries == 0
    assert [keep_calendar(at=night(owed, 1)).recoveries for _run in range(2)] == [1, 0]
    assert Recovery.objects.get().state == "overdue"
    event = AuditEvent.objects.get(verb="recovery.overdue")
    assert event.by is None
    told = heard("recovery.overdue")
    assert [name for name, _row in told] == ["lc", "lc2", "randers_pa", "randers_pu"]
    due = owed.recovery.due_on
    assert notice_text(told[0][1], "en").replace("\N{NO-BREAK SPACE}", " ") == (
        f"M-003: Randers owes 18,250.00 kr. after correction 1, due on {due:%d/%m/%Y} and not "
        "paid. Interest runs as agreed."
    )
    assert notice_text(told[0][1], "da").replace("\N{NO-BREAK SPACE}", " ") == (
        "M-003: Randers skylder 18.250,00 kr. efter korrektion 1, som skulle være betalt "
        f"{due.day}.{due.month}.{due.year} og ikke er det. Der løber renter som aftalt."
    )


def test_what_is_left_is_told_and_what_is_paid_is_not_marked(owed):
    at = night(owed, -1)
    settle_recovery(owed.recovery, amount=D("18000.00"), on=at.date(), by=owed.lc, at=at)
    keep_calendar(at=night(owed, 1))
    assert heard("recovery.overdue")[0][1].params["amount"] == "250.00"
    settle_recovery(owed.recovery, amount=D("250.00"), on=at.date(), by=owed.lc, at=owed.clock())
    assert keep_calendar(at=night(owed, 9)).recoveries == 0


def test_an_overdue_recovery_stays_in_the_calendar(owed):
    keep_calendar(at=night(owed, 1))
    days = days_to_keep(scope_of_all(), on=owed.clock().date())
    assert [due.on for due in days if due.kind.code == "recovery"] == [owed.recovery.due_on]


def test_the_command_says_what_it_moved(owed, settings, capsys):
    settings.DEMO_DAY = night(owed, 1).date()
    call_command("keep_calendar")
    assert "1 tilbagebetalinger markeret som forfaldne" in capsys.readouterr().out


def test_a_part_of_what_went_back_is_a_day_to_keep(db):
    world = laid_out(overpaid_world)
    repayment = sent_back(world)
    on = repayment.sent_on
    assert on is not None
    days = days_to_keep(scope_of_all(), on=on)
    found = {str(due.partner): due for due in days if due.kind.code == "repayment_part"}
    assert set(found) == {"Aarhus", "Randers"}
    assert found["Aarhus"].on == on + dt.timedelta(days=30)
    assert found["Aarhus"].url == "/disbursements/"
