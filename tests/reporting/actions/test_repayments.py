"""What came above the final entitlement goes back to the fund, and partners pay their part."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import FileNotAccepted
from consortium.models import Notification
from consortium.rules.states import StepNotAllowed
from reporting.actions import repayments as deeds
from reporting.actions.closing import NotSettled, open_closure, settle_closure
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.models import Closure, Expenditure, Recovery, Repayment, RepaymentPart
from reporting.queries.checks.base import Scope
from reporting.queries.checks.repayments import repayments_are_proven
from reporting.queries.repayments import parts_owed
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.repaid import balance, overpaid, proof, sent_back, worked_out
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


def overpaid_world():
    return overpaid(signed_grant())


@pytest.fixture
def owing(db):
    return laid_out(overpaid_world)


def test_the_balance_below_zero_is_what_goes_back(owing):
    assert owing.claim.counted_payable == D("-1200000.00")
    found = balance(owing)
    assert (found.entitlement, found.received) == (D("300000.00"), D("1500000.00"))
    assert found.to_send_back == D("1200000.00")


def test_a_project_closes_with_a_negative_final_balance(owing):
    """The whole way: refused, worked out, approved, sent, partners pay, settled."""
    world = owing
    closure = open_closure(world.grant, by=world.lc, at=world.clock())

    def open_codes():
        with pytest.raises(NotSettled) as no:
            settle_closure(closure, by=world.ls, at=world.clock())
        return [breach.code for breach in no.value.breaches]

    assert open_codes() == ["FINAL_NOT_RECOVERED"]
    repayment = sent_back(world)
    assert (repayment.state, repayment.amount) == ("sent", D("1200000.00"))
    assert str(repayment.proof).startswith("betaling")
    assert open_codes() == ["REPAYMENT_PART_OPEN"]
    parts = {part.grant_partner: part for part in repayment.parts.all()}
    assert {partner: part.amount for partner, part in parts.items()} == {
        world.lead: D("300000.00"),
        world.aarhus: D("550000.00"),
        world.randers: D("350000.00"),
    }
    # The lead's own part is settled by the payment itself.
    assert parts[world.lead].state == "recovered"
    assert parts_owed(world.grant) == {
        world.aarhus.pk: D("550000.00"),
        world.randers.pk: D("350000.00"),
    }
    day = world.clock().date()
    deeds.book_part(parts[world.aarhus], on=day, note="Bank 9", by=world.lc, at=world.clock())
    deeds.write_part_off(
        parts[world.randers], on=day, reason="Konkurs.", by=world.ls, at=world.clock()
    )
    assert repayments_are_proven(Scope(world.grant)) == []
    closure = settle_closure(closure, by=world.ls, at=world.clock())
    assert (closure.state, closure.last_payment_on) == ("settled", day)
    assert Closure.objects.get().state == "settled"


def test_the_next_person_hears_of_it(owing):
    sent_back(owing)
    told = Notification.objects.filter(verb__startswith="repayment.")
    assert set(told.values_list("verb", "recipient__email")) == {
        ("repayment.worked_out", "ls@konsortium.example"),
        ("repayment.approved", "lc@konsortium.example"),
        ("repayment.approved", "lc2@konsortium.example"),
        ("repayment.sent", "pm@konsortium.example"),
        ("repayment.part_demanded", "pu@konsortium.example"),
        ("repayment.part_demanded", "pa@konsortium.example"),
        ("repayment.part_demanded", "randers_pu@konsortium.example"),
        ("repayment.part_demanded", "randers_pa@konsortium.example"),
    }


def test_another_amount_is_refused_to_the_oere(owing):
    with pytest.raises(deeds.RepaymentRefused) as no:
        worked_out(owing, D("1199999.99"))
    assert said(no, "en") == (
        "1,199,999.99 kr. is not the 1,200,000.00 kr. that go back to the fund: 1,500,000.00 kr. "
        "have come, 0.00 kr. have gone back, the final entitlement is 300,000.00 kr. The balance "
        "is paid back in one sum, to the øre."
    )
    assert said(no, "da") == (
        "1.199.999,99 kr. er ikke de 1.200.000,00 kr., der skal tilbage til fonden: "
        "1.500.000,00 kr. er modtaget, 0,00 kr. er betalt tilbage, og det endelige tilskud er "
        "300.000,00 kr. Saldoen betales tilbage i ét beløb, på øren."
    )
    assert not Repayment.objects.exists()


def test_nothing_goes_back_before_the_final_claim_is_decided(world):
    with pytest.raises(deeds.RepaymentRefused) as no:
        deeds.work_out_repayment(world.grant, amount=D("1.00"), by=world.lc, at=world.clock())
    assert said(no, "en") == (
        "No final claim has been decided, so nothing goes back to the fund yet: what has come "
        "ahead of cost is set against the next claim."
    )
    assert said(no, "da") == (
        "Ingen slutanmodning er afgjort, så intet skal tilbage til fonden endnu: Det, der er "
        "modtaget forud for udgifterne, modregnes i næste anmodning."
    )


def test_one_payment_at_a_time_and_none_when_it_is_done(owing):
    worked_out(owing)
    with pytest.raises(deeds.RepaymentRefused) as no:
        worked_out(owing)
    assert said(no, "en") == (
        "1,200,000.00 kr. are already on their way back to the fund. Send or withdraw them."
    )
    assert said(no, "da") == (
        "1.200.000,00 kr. er allerede på vej tilbage til fonden. Send dem, eller træk dem tilbage."
    )
    deeds.withdraw_repayment(
        Repayment.objects.get(), reason="Forkert konto.", by=owing.lc, at=owing.clock()
    )
    sent_back(owing)
    with pytest.raises(deeds.RepaymentRefused) as no:
        worked_out(owing, D("1.00"))
    assert said(no, "en") == (
        "Nothing goes back to the fund: 1,500,000.00 kr. have come, 1,200,000.00 kr. have gone "
        "back, and the final entitlement is 300,000.00 kr."
    )
    assert said(no, "da") == (
        "Intet skal tilbage til fonden: 1.500.000,00 kr. er modtaget, 1.200.000,00 kr. er betalt "
        "tilbage, og det endelige tilskud er 300.000,00 kr."
    )


def test_four_eyes_and_rights(owing):
    world = owing
    for person in (world.pm, world.ls, world.ma, world.pu):
        with pytest.raises(NotAllowed):
            deeds.work_out_repayment(
                world.grant, amount=D("1200000.00"), by=person, at=world.clock()
            )
    repayment = worked_out(world)
    for person in (world.lc2, world.pm, world.ma):
        with pytest.raises(NotAllowed):
            deeds.approve_repayment(repayment, by=person, at=world.clock())
    with pytest.raises(StepNotAllowed):
        send(world, repayment)
    deeds.approve_repayment(repayment, by=world.ls, at=world.clock())
    with pytest.raises(StepNotAllowed):
        deeds.approve_repayment(repayment, by=world.ls, at=world.clock())


def send(world, repayment, **changed):
    given = {"on": world.clock().date(), "bank_ref": "T-1", "proof": proof(), "by": world.lc}
    return deeds.send_repayment(repayment, at=world.clock(), **given | changed)


def test_who_worked_it_out_does_not_approve(owing, monkeypatch):
    """Two seats of one person do not make two persons."""
    repayment = worked_out(owing)
    monkeypatch.setattr(deeds, "must", lambda *_args: None)
    with pytest.raises(deeds.FourEyes) as no:
        deeds.approve_repayment(repayment, by=owing.lc, at=owing.clock())
    assert said(no, "en") == "Lc worked the amount out, so somebody else must approve it."
    assert said(no, "da") == "Lc har beregnet beløbet, så en anden skal godkende det."


def test_what_is_sent_has_day_reference_and_proof(owing):
    world = owing
    repayment = deeds.approve_repayment(worked_out(world), by=world.ls, at=world.clock())
    today = world.clock().date()
    for day in (today + dt.timedelta(days=1), repayment.calculated_on - dt.timedelta(days=1)):
        with pytest.raises(deeds.RepaymentRefused) as no:
            send(world, repayment, on=day)
        assert said(no, "en") == (
            f"{day:%d/%m/%Y} does not lie between {repayment.calculated_on:%d/%m/%Y} and today."
        )
    with pytest.raises(deeds.RepaymentRefused) as no:
        send(world, repayment, bank_ref=" ")
    assert said(no, "da") == "Skriv bankens reference, så betalingen kan findes igen."
    with pytest.raises(FileNotAccepted):
        send(world, repayment, proof=SimpleUploadedFile("tom.pdf", b""))
    assert Repayment.objects.get().state == "approved"
    assert not RepaymentPart.objects.exists()


def test_withdrawing_needs_a_reason_and_ends_it(owing):
    repayment = worked_out(owing)
    with pytest.raises(deeds.RepaymentRefused) as no:
        deeds.withdraw_repayment(repayment, reason=" ", by=owing.lc, at=owing.clock())
    assert said(no, "en") == "Say why the payment back to the fund is withdrawn."
    assert said(no, "da") == "Skriv, hvorfor tilbagebetalingen til fonden trækkes tilbage."
    done = deeds.withdraw_repayment(repayment, reason="Fejl.", by=owing.lc, at=owing.clock())
    assert (done.state, done.note) == ("withdrawn", "Fejl.")
    with pytest.raises(StepNotAllowed):
        deeds.approve_repayment(done, by=owing.ls, at=owing.clock())


def test_a_part_is_settled_once_by_the_right_person(owing):
    repayment = sent_back(owing)
    part = repayment.parts.get(grant_partner=owing.randers)
    day = owing.clock().date()
    with pytest.raises(NotAllowed):
        deeds.write_part_off(part, on=day, reason="Konkurs", by=owing.lc, at=owing.clock())
    with pytest.raises(NotAllowed):
        deeds.book_part(part, on=day, by=owing.ls, at=owing.clock())
    with pytest.raises(deeds.RepaymentRefused) as no:
        deeds.book_part(part, on=day + dt.timedelta(days=9), by=owing.lc, at=owing.clock())
    ahead = day + dt.timedelta(days=9)
    assert said(no, "en") == (f"350,000.00 kr. of Randers cannot be dated ahead: {ahead:%d/%m/%Y}.")
    with pytest.raises(deeds.RepaymentRefused) as no:
        deeds.write_part_off(part, on=day, reason=" ", by=owing.ls, at=owing.clock())
    assert said(no, "en") == ("Say why the partner cannot pay; the lead bears what is written off.")
    deeds.book_part(part, on=day, by=owing.lc, at=owing.clock())
    with pytest.raises(StepNotAllowed):
        deeds.write_part_off(part, on=day, reason="Konkurs", by=owing.ls, at=owing.clock())


def test_the_database_keeps_what_was_sent(owing):
    repayment = sent_back(owing)
    for rows, change in (
        (Repayment.objects.all(), {"amount": D("1.00")}),
        (Repayment.objects.all(), {"bank_ref": "X"}),
        (RepaymentPart.objects.filter(state="demanded"), {"amount": D("1.00")}),
        (RepaymentPart.objects.filter(state="recovered"), {"note": "X"}),
    ):
        with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        repayment.parts.all().delete()


def fallen(world, amount):
    """A cost of Randers in the final claim falls after the claim was decided (C24)."""
    item = Expenditure.objects.get(grant_partner=world.randers, kind="voucher", state="claimed")
    correction = propose_correction(
        item,
        amount=D(amount),
        reason_code="not_eligible",
        reason="Fundet ved kontrol.",
        is_irregular=True,
        by=world.au,
        at=world.clock(),
    )
    on = world.clock().date()
    decide_correction(correction, on=on, reason="Enig.", by=world.ls, at=world.clock())
    return book_correction(correction, by=world.lc, at=world.clock())


def test_what_falls_after_the_final_claim_goes_back_too(owing):
    world = owing
    sent_back(world)
    correction = fallen(world, "20000.00")
    # L5 binds: the fund closes the gap, and the gap is 20,000 smaller.
    assert correction.fund_effect == D("-20000.00")
    assert balance(world).to_send_back == D("20000.00")
    # The final claim was never paid, so nothing was demanded: it is Randers' part.
    assert not Recovery.objects.exists()
    repayment = sent_back(world)
    assert {part.grant_partner: part.amount for part in repayment.parts.all()} == {
        world.randers: D("20000.00")
    }
    assert balance(world).rest == D("0.00")


def test_a_correction_before_the_balance_is_paid_is_in_it(owing):
    world = owing
    repayment = worked_out(world)
    fallen(world, "20000.00")
    with pytest.raises(deeds.RepaymentRefused, match="is not the"):
        deeds.approve_repayment(repayment, by=world.ls, at=world.clock())
    deeds.withdraw_repayment(repayment, reason="Saldo ændret", by=world.lc, at=world.clock())
    again = sent_back(world)
    assert again.amount == D("1220000.00")
    assert sum(part.amount for part in again.parts.all()) == D("1220000.00")


def test_a_recovery_is_no_part_of_it(world):
    """The paid final claim loses a cost: the partner owes the recovery, the lead pays the fund."""
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    story.settled(world, story.checked(world, is_final=True))
    fallen(world, "20000.00")
    recovery = Recovery.objects.get()
    assert (recovery.debtor, recovery.amount) == (world.randers, D("20000.00"))
    repayment = sent_back(world)
    assert repayment.amount == D("20000.00")
    assert not repayment.parts.exists()


def test_checks_find_what_does_not_add_up(owing):
    repayment = sent_back(owing)
    assert repayments_are_proven(Scope(owing.grant)) == []
    assert repayment.sent_on is not None
    # A row past the actions: one person alone, and money that nobody owed.
    Repayment.objects.create(
        grant=owing.grant,
        claim=owing.claim,
        amount=D("5.00"),
        state="sent",
        calculated_by=owing.lc,
        calculated_on=repayment.sent_on,
        approved_by=owing.lc,
        sent_on=repayment.sent_on,
        bank_ref="X",
        proof=repayment.proof,
    )
    assert [str(fault.breach) for fault in repayments_are_proven(Scope(owing.grant))] == [
        "5.00 kr. went back to the fund by one person alone or without proof.",
        "1200005.00 kr. went back to the fund, 5.00 kr. more than the balance.",
    ]
