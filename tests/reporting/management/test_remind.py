"""Reminders 7 and 1 days before a deadline, 1 and 5 days after it (W-03)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from consortium.models import Notification
from consortium.queries.notices import notice_text
from grants.rules.periods import REMINDER_DAYS as OFFSETS
from reporting.actions.queries_answers import answer, ask
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


def asked(world, due_on):
    report = story.submitted(world, world.aarhus, ["100.00"])
    return ask(report, text="Hvad?", due_on=due_on, by=world.lc2, at=world.clock())


DUE = dt.date(2012, 10, 15)


@pytest.mark.parametrize("offset", range(-8, 7))
def test_a_question_is_reminded_of_on_four_days_and_the_lead_on_the_last(world, offset):
    asked(world, DUE)
    Notification.objects.all().delete()
    remind(at=days_from(world, DUE, offset))
    expected = {"pu"} if offset in OFFSETS else set()
    assert heard() == expected
    lead = {"pm", "lc", "lc2"} if offset == 5 else set()
    assert escalated() == lead


def escalated():
    rows = Notification.objects.filter(verb="reminder.overdue").select_related("recipient")
    return {row.recipient.email.split("@")[0] for row in rows}


def test_the_lead_is_led_to_its_own_page_and_the_partner_to_the_questions(world):
    question = asked(world, DUE)
    remind(at=days_from(world, DUE, 5))
    mine = Notification.objects.get(recipient=world.pu, verb="reminder")
    leads = Notification.objects.get(recipient=world.lc, verb="reminder.overdue")
    assert mine.url == f"/reports/{question.report_id}/questions/"
    assert leads.url == f"/verification/{question.report_id}/"
    words = "M-003: a question to Aarhus about period 1 was to be answered by 15/10/2012 and has"
    assert notice_text(leads, "en") == f"{words} no answer."
    assert notice_text(leads, "da") == (
        "M-003: et spørgsmål til Aarhus om periode 1 skulle være besvaret senest 15.10.2012 "
        "og er ikke besvaret."
    )


def test_what_is_overdue_at_the_lead_goes_up_to_the_signatory(world):
    remind(at=days_from(world, world.period.funder_due_on, 5))
    assert escalated() == {"ls"}
    assert {"pm", "lc", "lc2"} <= heard()


def test_two_questions_are_two_reminders_and_an_answer_stops_them(world):
    first, _second = asked(world, DUE), asked(world, DUE)
    assert remind(at=days_from(world, DUE, -7)) == 2
    answer(first, text="Et oplæg.", by=world.pu, at=world.clock())
    assert remind(at=days_from(world, DUE, -1)) == 1


def test_each_reminder_is_written_once_even_by_two_runs_a_week_later_or_after_a_move(world):
    question = asked(world, DUE)
    day = days_from(world, DUE, -1)
    assert remind(at=day) == 1
    assert remind(at=day + dt.timedelta(hours=11)) == 0
    question.due_on = DUE + dt.timedelta(days=3)
    question.save()
    assert remind(at=days_from(world, question.due_on, -1)) == 1
    keys = Notification.objects.filter(recipient=world.pu, verb="reminder").values_list("key")
    assert len(set(keys)) == 2


def test_the_database_lets_a_reminder_in_once(world):
    row = {
        "recipient": world.pu,
        "verb": "reminder",
        "message": "x",
        "key": "query-1-1:2012-10-15:-1",
        "created_at": world.clock(),
    }
    Notification.objects.create(**row)
    with pytest.raises(IntegrityError, match=r"notice_said_once|UNIQUE constraint failed"):
        Notification.objects.create(**row)


def test_a_payment_is_one_reminder_however_many_partners_wait_for_it(world):
    costs = {world.aarhus: ["1000.00"], world.randers: ["1000.00"]}
    story.all_verified(world, costs, ["1200.00"])
    claim = story.accepted(world, story.sent(world, story.checked(world)))
    payment = story.paid(world, claim)
    due = payment.received_on + dt.timedelta(days=14)
    Notification.objects.all().delete()
    remind(at=days_from(world, due, 1))
    told = Notification.objects.filter(message__contains="the money of claim")
    assert sorted(row.recipient.email.split("@")[0] for row in told) == ["lc", "lc2", "ls"]
