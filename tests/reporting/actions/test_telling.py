"""Who is told of what, and that nobody is told of an own deed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from consortium.models import Notification
from consortium.queries.notices import notice_text
from consortium.rules.roles import Role
from grants.actions.telling import TOLD as PLANNED
from reporting.actions.telling import TOLD
from tests.reporting import story
from tests.reporting.full_story import full_story


def heard(verb):
    rows = Notification.objects.filter(verb=verb).select_related("recipient")
    return {row.recipient.email.split("@")[0] for row in rows}


@pytest.fixture
def told(db):
    return full_story()


def test_each_step_tells_the_next_hand(told):
    expected = {
        "agreement.offered": {"pa", "randers_pa", "lead_pa"},
        "agreement.signed_by_partner": {"ls"},
        "budget.proposed": {"lc", "lc2", "ma"},
        "report.submitted": {"lc", "lc2"},
        "report.verified": {"pm", "pu", "randers_pu", "lead_pu"},
        "claim.built": {"lc", "lc2"},
        "claim.needs_statement": {"pm"},
        "claim.sent_to_auditor": {"au"},
        "statement.issued": {"ls"},
        "claim.submitted": {"ma"},
        "claim.accepted": {"lc", "lc2"},
        "payment.booked": {"ls"},
        "disbursement.sent": {"pu", "randers_pu"},
        "correction.proposed": {"randers_pa"},
    }
    assert {verb: heard(verb) for verb in expected} == expected
    assert heard("claim.rejected") == set()


def test_a_notice_leads_somewhere_its_reader_may_see(told, client):
    seen = set()
    for notice in Notification.objects.select_related("recipient"):
        if (notice.verb, notice.recipient_id) in seen:
            continue
        seen.add((notice.verb, notice.recipient_id))
        client.force_login(notice.recipient)
        assert client.get(notice.url).status_code == 200, notice


def test_amounts_and_days_are_written_as_people_write_them(told):
    booked = Notification.objects.filter(verb="payment.booked").get()
    with translation.override("en"):
        text = notice_text(booked, "en")
    assert f"{told.payment.amount:,.2f}" in text
    assert told.payment.amount > Decimal("999.99")


def test_the_sentences_take_the_parameters_that_are_given(told):
    for notice in Notification.objects.all():
        assert "%(" not in notice_text(notice)
    assert {*Notification.objects.values_list("verb", flat=True)} <= {*TOLD, *PLANNED}


def test_every_role_of_the_table_exists():
    for told_of in (*TOLD.values(), *PLANNED.values()):
        assert told_of.roles
        assert set(told_of.roles) <= set(Role)


def test_who_asks_is_not_told(world):
    story.submitted(world, world.aarhus, ["100.00"])
    before = Notification.objects.filter(recipient=world.lc).count()
    story.verified(world, story.submitted(world, world.randers))
    assert Notification.objects.filter(recipient=world.lc2, verb="report.verified").count() == 0
    assert Notification.objects.filter(recipient=world.lc).count() == before
    assert world.period.starts_on < dt.date(2012, 3, 2)
