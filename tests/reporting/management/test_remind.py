"""Reminders 7 and 1 days before a deadline, 1 and 5 days after it (W-03)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from consortium.models import Notification
from consortium.queries.notices import notice_text
from grants.rules.periods import REMINDER_DAYS as OFFSETS
from reporting.actions.reminders import remind
from tests.reporting import story


def heard():
    rows = Notification.objects.filter(verb="reminder").select_related("recipient")
    return {row.recipient.email.split("@")[0] for row in rows}


def days_from(world, day, offset):
    wanted = day + dt.timedelta(days=offset)
    return world.clock.move_to(wanted.year, wanted.month, wanted.day)


PARTNERS = {"pu", "pa", "randers_pu", "randers_pa", "lead_pu", "lead_pa"}


@pytest.mark.parametrize("offset", range(-8, 7))
def test_partners_are_reminded_on_four_days(world, offset):
    remind(at=days_from(world, world.period.partner_due_on, offset))
    assert heard() & PARTNERS == (PARTNERS if offset in OFFSETS else set())


def test_who_has_submitted_is_not_reminded_and_nobody_twice_a_day(world):
    story.submitted(world, world.aarhus, ["100.00"])
    day = days_from(world, world.period.partner_due_on, 1)
    assert remind(at=day) == 4
    assert remind(at=day + dt.timedelta(hours=2)) == 0
    assert heard() == PARTNERS - {"pu", "pa"}
    notice = Notification.objects.filter(recipient=world.randers_pu, verb="reminder").get()
    assert "10.9.2012" in notice_text(notice).replace("10.09.2012", "10.9.2012")


def test_the_lead_is_reminded_until_its_claim_is_sent(world):
    assert remind(at=days_from(world, world.period.funder_due_on, -1)) == 3
    assert heard() == {"pm", "lc", "lc2"}
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    story.sent(world, story.checked(world))
    assert remind(at=days_from(world, world.period.funder_due_on, 1)) == 0


def test_the_command_says_how_many(world, settings, capsys):
    settings.DEMO_DAY = world.period.partner_due_on - dt.timedelta(days=7)
    call_command("remind")
    assert "6" in capsys.readouterr().out
