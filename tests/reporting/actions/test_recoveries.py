"""Money that comes back, late, in parts, or not at all (R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.recoveries import (
    FourEyes,
    RecoveryRefused,
    close_recovery,
    mark_overdue_recoveries,
    pay_recovery_interest,
    settle_recovery,
    write_off_recovery,
)
from reporting.models import Disbursement, Expenditure, Recovery, RecoveryEntry
from reporting.queries.checks.base import Scope
from reporting.queries.checks.flows import corrections_are_booked
from reporting.queries.checks.recoveries import recoveries_add_up
from reporting.queries.funding import owed_by_partners
from reporting.queries.recoveries import recovery_account, settled_by_rows
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


def owing():
    """Randers owes 18,250.00 at 8 per cent a year after a correction of a paid cost."""
    world = signed_grant(match_test=False, recovery_interest_pct="8.00", interim_limit="1")
    story.all_verified(world, {world.randers: ["100000.00"], world.aarhus: ["100000.00"]})
    story.settled(world, story.checked(world))
    story.next_opened(world)
    world.correction = corrected(world, "36500.00")
    world.recovery = Recovery.objects.get()
    return world


def corrected(world, amount, **kind):
    item = Expenditure.objects.get(grant_partner=world.randers, kind="voucher", state="claimed")
    correction = propose_correction(
        item,
        amount=D(amount),
        reason_code="not_eligible",
        reason="Fundet ved kontrol.",
        by=world.au,
        at=world.clock(),
        **kind,
    )
    on = world.clock().date()
    decide_correction(correction, on=on, reason="Partneren enig.", by=world.ls, at=world.clock())
    return book_correction(correction, by=world.lc, at=world.clock())


@pytest.fixture
def owed(db):
    return laid_out(owing)


def later(world, days):
    day = world.recovery.due_on + dt.timedelta(days=days)
    world.clock.move_to(day.year, day.month, day.day)
    return day


def test_two_repayments_are_two_rows_and_interest_follows_them(owed):
    day = later(owed, 10)
    settle_recovery(
        owed.recovery, amount=D("9125.00"), on=day, note="Bank 1", by=owed.lc, at=owed.clock()
    )
    owed.recovery.refresh_from_db()
    assert owed.recovery.left == D("9125.00")
    assert owed_by_partners(owed.grant) == {owed.randers.pk: D("9125.00")}
    day = later(owed, 20)
    recovery = settle_recovery(
        owed.recovery, amount=D("9125.00"), on=day, note="Bank 2", by=owed.lc, at=owed.clock()
    )
    assert recovery.state == "paid"
    assert list(recovery.entries.values_list("kind", "amount", "note")) == [
        ("payment", D("9125.00"), "Bank 1"),
        ("payment", D("9125.00"), "Bank 2"),
    ]
    assert settled_by_rows(recovery) == recovery.settled_amount == D("18250.00")
    assert (recovery.left, owed_by_partners(owed.grant)) == (D("0.00"), {})
    # Ten days at 4.00, ten at 2.00; then nothing is left to bear interest.
    account = recovery_account(recovery, on=day + dt.timedelta(days=400))
    assert account.interest.amount == account.interest_left == D("60.00")
    recovery.correction.refresh_from_db()
    assert recovery.correction.state == "recovered"
    assert corrections_are_booked(Scope(owed.grant)) == []


def test_more_than_is_owed_is_refused(owed):
    day = later(owed, 0)
    with pytest.raises(RecoveryRefused) as no:
        settle_recovery(owed.recovery, amount=D("18250.01"), on=day, by=owed.lc, at=owed.clock())
    assert said(no, "en") == (
        f"18,250.01 kr. on {day:%d/%m/%Y} cannot be booked: 18,250.00 kr. is owed, until today."
    )
    assert said(no, "da") == (
        f"18.250,01 kr. den {day.day}.{day.month}.{day.year} kan ikke bogføres: "
        "Der skyldes 18.250,00 kr., og datoen må ikke ligge efter i dag."
    )
    assert not RecoveryEntry.objects.exists()


def test_what_is_settled_is_explained_by_rows(owed):
    assert recoveries_add_up(Scope(owed.grant)) == []
    Recovery.objects.update(settled_amount=D("5.00"))
    [fault] = recoveries_add_up(Scope(owed.grant))
    assert str(fault.breach) == ("Correction 1: 5.00 kr. is settled, its rows explain 0.00 kr.")
    Recovery.objects.update(settled_amount=D("0.00"), state="paid")
    [fault] = recoveries_add_up(Scope(owed.grant))
    assert sentence_text(fault.breach, "da") == (
        "Korrektion 1: Tilbagebetalingen er “Udbetalt”, men der skyldes stadig noget."
    )


def test_a_recovery_is_overdue_from_the_day_after(owed):
    later(owed, 0)
    with pytest.raises(RecoveryRefused) as no:
        mark_overdue_recoveries(owed.grant, by=owed.lc, at=owed.clock())
    assert said(no, "en") == "No recovery has passed its day without being marked."
    assert said(no, "da") == ("Ingen tilbagebetaling har passeret sin frist uden at være markeret.")
    later(owed, 1)
    [late] = mark_overdue_recoveries(owed.grant, by=owed.lc, at=owed.clock())
    assert late.state == "overdue"


def test_interest_is_paid_and_the_recovery_is_locked(owed):
    day = later(owed, 10)
    settle_recovery(owed.recovery, amount=D("18250.00"), on=day, by=owed.lc, at=owed.clock())
    with pytest.raises(RecoveryRefused) as no:
        close_recovery(owed.recovery, by=owed.lc, at=owed.clock())
    assert said(no, "en") == (
        "40.00 kr. of interest has not come. Book it, or say why it is waived."
    )
    assert said(no, "da") == (
        "40,00 kr. i rente er ikke betalt. Bogfør den, eller skriv, hvorfor den eftergives."
    )
    with pytest.raises(RecoveryRefused) as no:
        pay_recovery_interest(owed.recovery, amount=D("40.01"), on=day, by=owed.lc, at=owed.clock())
    assert said(no, "en").endswith(
        "of interest on " + f"{day:%d/%m/%Y} cannot be booked: 40.00 kr. has run."
    )
    assert said(no, "da") == (
        f"40,01 kr. i rente den {day.day}.{day.month}.{day.year} kan ikke bogføres: "
        "Der er påløbet 40,00 kr."
    )
    pay_recovery_interest(owed.recovery, amount=D("40.00"), on=day, by=owed.lc, at=owed.clock())
    recovery = close_recovery(owed.recovery, by=owed.lc, at=owed.clock())
    assert recovery.state == "settled"
    assert recovery.settled_amount == D("18250.00")  # interest never lowers the amount
    with pytest.raises(StepNotAllowed):
        close_recovery(recovery, by=owed.lc, at=owed.clock())
    with pytest.raises(DatabaseError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(settled_amount=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        recovery.entries.update(amount=1)


def test_an_insolvent_partner_leaves_the_lead_liable(owed):
    day = later(owed, 10)
    settle_recovery(owed.recovery, amount=D("250.00"), on=day, by=owed.lc, at=owed.clock())
    with pytest.raises(NotAllowed):
        write_off_recovery(owed.recovery, on=day, reason="Konkurs", by=owed.lc, at=owed.clock())
    with pytest.raises(RecoveryRefused) as no:
        write_off_recovery(owed.recovery, on=day, reason=" ", by=owed.ls, at=owed.clock())
    assert said(no, "en") == "Say why the partner cannot pay; the lead bears what is written off."
    assert said(no, "da") == (
        "Skriv, hvorfor partneren ikke kan betale; projektholderen bærer det, der afskrives."
    )
    recovery = write_off_recovery(
        owed.recovery, on=day, reason="Konkurs", by=owed.ls, at=owed.clock()
    )
    assert recovery.state == "written_off"
    assert recovery.entries.get(kind="write_off").amount == D("18000.00")
    recovery.correction.refresh_from_db()
    assert recovery.correction.state == "written_off"
    # Nothing more bears interest, and the check of corrections still holds.
    assert recovery_account(recovery, on=day + dt.timedelta(days=99)).interest.amount == D("40.00")
    assert corrections_are_booked(Scope(owed.grant)) == []
    closed = close_recovery(recovery, reason="Boet er tomt.", by=owed.lc, at=owed.clock())
    assert closed.state == "settled"


def test_who_booked_the_correction_does_not_write_off(owed):
    row = owed.recovery.correction.row
    day = later(owed, 1)
    # Had the signatory also booked the row, somebody else must decide.
    type(row).objects.filter(pk=row.pk).update(state="submitted")
    type(row).objects.filter(pk=row.pk).update(created_by=owed.ls)
    with pytest.raises(FourEyes) as no:
        write_off_recovery(owed.recovery, on=day, reason="Konkurs", by=owed.ls, at=owed.clock())
    assert said(no, "en") == ("Ls booked the correction, so somebody else must write it off.")
    assert said(no, "da") == "Ls har bogført korrektionen, så en anden skal afskrive den."


def test_an_offset_is_a_row_that_names_its_disbursement(owed):
    story.all_verified(
        owed, {owed.randers: ["50000.00"], owed.aarhus: ["10000.00"]}, (), owed.period
    )
    payment = story.settled(owed, story.checked(owed, owed.period))
    recovery = Recovery.objects.get()
    entry = recovery.entries.get()
    assert (entry.kind, entry.amount, recovery.state) == ("offset", D("18250.00"), "offset")
    assert entry.disbursement == Disbursement.objects.get(
        payment=payment, grant_partner=owed.randers
    )
    # 25,000.00 is its share as if nothing had fallen; 6,750.00 is sent.
    assert (entry.disbursement.share, entry.disbursement.amount) == (D("25000.00"), D("6750.00"))
    recovery.correction.refresh_from_db()
    assert recovery.correction.state == "recovered"


def test_an_undecided_correction_is_never_offset(owed):
    item = Expenditure.objects.get(grant_partner=owed.aarhus, kind="voucher")
    propose_correction(
        item,
        amount=D("1000.00"),
        reason_code="not_eligible",
        reason="Måske.",
        by=owed.lc,
        at=owed.clock(),
    )
    story.all_verified(owed, {owed.aarhus: ["100000.00"]}, (), owed.period)
    payment = story.settled(owed, story.checked(owed, owed.period))
    sent = Disbursement.objects.get(payment=payment, grant_partner=owed.aarhus)
    assert (sent.share, sent.offset) == (D("50000.00"), D("0.00"))
    assert not RecoveryEntry.objects.exists()
