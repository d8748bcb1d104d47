"""The funder asks, the clock stands; a payment that is late says why (W-07, A-28)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import keep_file
from consortium.models import Notification
from consortium.rules.states import StepNotAllowed
from reporting.actions.claim_questions import (
    QuestionRefused,
    answer_claim_question,
    ask_about_claim,
)
from reporting.actions.payments import PaymentLate, book_payment
from reporting.models import Claim, ClaimQuestion
from reporting.queries.checks.catalogue import CHECKS, answers
from reporting.queries.claim_clock import clock_on, running_clock
from reporting.rules.payment_clock import Clock
from tests.cast import at, signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.sentences import said
from tests.sample_files import pdf


def sent_claim():
    """A claim that was sent on 3 September 2012."""
    world = laid_out(signed_grant)
    world.clock.move_to(2012, 9, 3)
    story.all_verified(world, {world.aarhus: ["1000.00"]}, cash=["1000.00"])
    world.claim = story.sent(world, story.checked(world))
    return world


@pytest.fixture
def sent(db):
    return laid_out(sent_claim)


def ask(world, on=None, **more):
    given = {"text": "Hvad dækker B1?", "on": on or world.clock().date(), "by": world.ma}
    return ask_about_claim(world.claim, **given | more, at=world.clock())


def answer(world, question, on=None, **more):
    given = {"text": "Et oplæg.", "on": on or world.clock().date(), "by": world.pm}
    return answer_claim_question(question, **given | more, at=world.clock())


def clock(claim, day) -> Clock:
    found = running_clock(claim, day)
    assert found is not None
    return found


def late(world):
    checks = [check for check in CHECKS if check.code == "A-28"]
    return [fault.sentence for found in answers(world.grant, checks) for fault in found.faults]


def pay(world, claim, on, **more):
    return book_payment(
        claim,
        amount=claim.counted_payable,
        received_on=on,
        bank_ref="BANK-1",
        by=world.lc,
        at=world.clock(),
        **more,
    )


def test_a_question_stops_the_clock_until_its_answer(sent):
    world = sent
    assert clock(world.claim, dt.date(2012, 9, 13)).left == 70
    world.clock.move_to(2012, 9, 13)
    question = ask(world)
    stands = clock(world.claim, dt.date(2012, 10, 13))
    assert (stands.left, stands.due_on) == (70, None)
    world.clock.move_to(2012, 9, 23)
    question = answer(world, question)
    assert (question.answered_by, question.answered_on) == (world.pm, dt.date(2012, 9, 23))
    runs = clock(world.claim, dt.date(2012, 9, 24))
    assert (runs.used, runs.left) == (11, 69)
    assert runs.due_on == dt.date(2012, 9, 3) + dt.timedelta(days=90)


def test_who_must_act_is_told(sent):
    world = sent
    Notification.objects.all().delete()
    question = ask(world)
    assert {notice.recipient for notice in Notification.objects.all()} >= {world.pm, world.lc}
    Notification.objects.all().delete()
    answer(world, question)
    assert [notice.recipient for notice in Notification.objects.all()] == [world.ma]


def test_a_question_is_answered_once_and_never_rewritten(sent):
    world = sent
    question = answer(world, ask(world))
    with pytest.raises(StepNotAllowed):
        answer(world, question)
    with pytest.raises(IntegrityError, match="refused"):
        ClaimQuestion.objects.filter(pk=question.pk).update(answered_on=dt.date(2012, 9, 30))


def test_a_late_payment_is_booked_only_with_its_reason(sent):
    world = sent
    claim = story.accepted(world, world.claim)
    world.clock.move_to(2012, 11, 30)
    with pytest.raises(PaymentLate) as caught:
        pay(world, claim, dt.date(2012, 11, 23))
    assert said(caught) == [
        "The payment came on 23/11/2012; the funder's 80 days for claim 1 ran out on 22/11/2012. "
        "Write the reason, so that the delay is logged."
    ]
    assert said(caught, "da") == [
        "Betalingen kom den 23.11.2012; myndighedens 80 dage for anmodning 1 udløb den "
        "22.11.2012. Skriv årsagen, så forsinkelsen bliver noteret."
    ]
    payment = pay(world, claim, dt.date(2012, 11, 23), late_reason="Ferie hos tilskudsgiver.")
    assert payment.late_reason == "Ferie hos tilskudsgiver."
    assert late(world) == []


def test_the_last_day_of_the_clock_is_in_time(sent):
    world = sent
    claim = story.accepted(world, world.claim)
    world.clock.move_to(2012, 11, 30)
    assert pay(world, claim, dt.date(2012, 11, 22)).late_reason == ""
    assert late(world) == []


def test_interrupted_days_do_not_make_a_payment_late(sent):
    world = sent
    world.clock.move_to(2012, 9, 13)
    question = ask(world)
    world.clock.move_to(2012, 9, 23)
    answer(world, question)
    claim = story.accepted(world, world.claim)
    world.clock.move_to(2012, 12, 30)
    with pytest.raises(PaymentLate):
        pay(world, claim, dt.date(2012, 12, 3))
    pay(world, claim, dt.date(2012, 12, 2))
    assert late(world) == []
    later = clock_on(claim, dt.date(2012, 12, 3))
    assert later is not None
    assert later.is_late


def test_a_late_payment_without_reason_is_a_fault(sent):
    world = sent
    claim = story.accepted(world, world.claim)
    world.clock.move_to(2012, 11, 30)
    pay(world, claim, dt.date(2012, 11, 22))
    Claim.objects.filter(pk=claim.pk).update(submitted_at=at(2012, 8, 1))
    assert late(world) == ["The payment came after %(days)s days; the clock allows %(clock)s."]


def test_the_lead_records_a_question_only_with_the_letter(sent):
    world = sent
    with pytest.raises(QuestionRefused) as caught:
        ask(world, by=world.pm)
    assert said(caught) == [
        "Attach the funder's letter: without it only the funder's own officer asks."
    ]
    assert said(caught, "da") == [
        "Vedhæft myndighedens brev: uden det spørger kun myndighedens egen sagsbehandler."
    ]
    letter = keep_file(
        content=pdf("brev"), name="b.pdf", owner_ref="1", by=world.pm, at=world.clock()
    )
    assert ask(world, by=world.pm, letter=letter).letter == letter


@pytest.mark.parametrize("shift", [-1, 1])
def test_the_days_of_question_and_answer_lie_between_claim_and_today(sent, shift):
    world = sent
    today = world.clock().date()
    wrong = today + dt.timedelta(days=shift)
    with pytest.raises(QuestionRefused) as caught:
        ask(world, on=wrong)
    assert said(caught)[0].endswith("does not lie between 03/09/2012 and today.")
    assert said(caught, "da")[0].endswith("ligger ikke mellem 3.9.2012 og i dag.")
    question = ask(world, on=today)
    with pytest.raises(QuestionRefused):
        answer(world, question, on=wrong)


def test_empty_words_are_refused(sent):
    world = sent
    with pytest.raises(QuestionRefused) as caught:
        ask(world, text=" ")
    assert said(caught) == ["Write the question."]
    assert said(caught, "da") == ["Skriv spørgsmålet."]
    question = ask(world)
    with pytest.raises(QuestionRefused) as caught:
        answer(world, question, text="")
    assert said(caught) == ["Write the answer."]
    assert said(caught, "da") == ["Skriv svaret."]


def test_no_clock_runs_before_the_claim_is_sent_or_after_it_is_paid(sent):
    world = sent
    claim = story.accepted(world, world.claim)
    pay(world, claim, world.clock().date())
    with pytest.raises(QuestionRefused) as caught:
        ask(world)
    assert said(caught) == ["Claim 1 is “Paid”, so no clock runs that a question could stop."]
    assert said(caught, "da") == [
        "Anmodning 1 er “Udbetalt”, så der løber ingen frist, som et spørgsmål kan standse."
    ]
    assert claim.amount == Decimal("500.00")


def test_others_neither_ask_nor_answer(sent):
    world = sent
    for outsider in (world.stranger, world.lc, world.au, world.ro, world.pu, world.rg):
        with pytest.raises(NotAllowed):
            ask(world, by=outsider)
    question = ask(world)
    for outsider in (world.stranger, world.ma, world.lc, world.au):
        with pytest.raises(NotAllowed):
            answer(world, question, by=outsider)
