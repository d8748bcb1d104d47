"""A closed period opens again by two persons, until a claim holds it; rows go back (W-05)."""

from __future__ import annotations

import pytest
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.models import Notification
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from grants.actions.periods import PeriodRefused, close_period, reopen_period
from reporting.actions.claim_building import ReportsMissing
from reporting.actions.claims import build_claim, check_claim
from reporting.actions.reopening import (
    ClaimHoldsPeriod,
    ReopeningRefused,
    ask_reopening,
    refuse_reopening,
    sign_reopening,
)
from reporting.models import CoFinancingContribution, Expenditure, PartnerReport
from tests.reporting import story


@pytest.fixture
def closed(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    world.period = close_period(world.period, by=world.lc, at=world.clock())
    return world


def asked(world, by=None, reason="Et bilag mangler"):
    return ask_reopening(world.period, reason=reason, by=by or world.lc, at=world.clock())


def test_the_controller_asks_and_the_signatory_signs(closed):
    world = closed
    for person in (world.pm, world.ls, world.pu, world.stranger):
        with pytest.raises(NotAllowed):
            asked(world, person)
    reopening = asked(world)
    with pytest.raises(ReopeningRefused, match="asked to reopen already"):
        asked(world)
    for person in (world.lc, world.lc2, world.pm, world.pa):
        with pytest.raises(NotAllowed):
            sign_reopening(reopening, by=person, at=world.clock())
    reopening = sign_reopening(reopening, by=world.ls, at=world.clock())
    world.period.refresh_from_db()
    assert (reopening.state, world.period.state) == ("approved", "reopened")
    with pytest.raises(StepNotAllowed):
        sign_reopening(reopening, by=world.ls, at=world.clock())


def test_what_was_verified_goes_back_and_the_partners_are_told(closed):
    world = closed
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    sign_reopening(asked(world), by=world.ls, at=world.clock())
    assert set(PartnerReport.objects.values_list("state", flat=True)) == {"submitted"}
    [row] = Expenditure.objects.all()
    assert (row.state, row.accepted, row.claim, row.decided_by) == ("submitted", 0, None, None)
    [money] = CoFinancingContribution.objects.all()
    assert (money.state, money.claim) == ("submitted", None)
    told = Notification.objects.filter(verb="period.reopened")
    names = set(told.values_list("recipient__name", flat=True))
    assert {"Pu", "Pa", "Randers Pu", "Randers Pa", "Pm"} <= names
    assert told[0].params["reason"] == "Et bilag mangler"
    # The draft claim lost its rows, so nobody can check it as it was.
    world.period = close_period(world.period, by=world.lc, at=world.clock())
    with pytest.raises(ReportsMissing, match="have not been verified"):
        check_claim(claim, by=world.lc, at=world.clock())


def test_a_reason_in_both_languages(closed):
    with pytest.raises(ReopeningRefused) as refusal:
        asked(closed, reason=" ")
    [breach] = refusal.value.breaches
    assert breach.rule == "W-05"
    with translation.override("en"):
        assert sentence_text(breach) == "Give the reason why the period is reopened."
    with translation.override("da"):
        assert sentence_text(breach) == "Skriv, hvorfor perioden genåbnes."


def test_the_signatory_may_refuse(closed):
    world = closed
    reopening = asked(world)
    with pytest.raises(ReopeningRefused, match="Say why"):
        refuse_reopening(reopening, reason="", by=world.ls, at=world.clock())
    reopening = refuse_reopening(reopening, reason="For sent", by=world.ls, at=world.clock())
    world.period.refresh_from_db()
    assert (reopening.state, world.period.state) == ("rejected", "closed")
    assert asked(world).state == "proposed"


def test_one_person_in_two_seats_is_still_one_person(closed):
    world = closed
    with pytest.raises((PeriodRefused, NotAllowed)):
        reopen_period(world.period, reason="Ja", asked_by=world.ls, by=world.ls, at=world.clock())


def test_a_draft_claim_is_no_hindrance_and_a_checked_one_is(closed):
    world = closed
    reopening = asked(world)
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    check_claim(claim, by=world.lc, at=world.clock())
    with pytest.raises(ClaimHoldsPeriod, match="next period"):
        sign_reopening(reopening, by=world.ls, at=world.clock())
