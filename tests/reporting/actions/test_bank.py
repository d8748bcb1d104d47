"""Bank statements and payment files: to the øre, confirmed by a person, nothing booked twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.models.past import as_it_stood
from partners.actions.accounts import approve_account, propose_account
from reporting.actions.bank import MatchRefused, confirm_match, read_bank_file
from reporting.actions.invoices import credit_invoice
from reporting.actions.payment_files import (
    PaymentFileRefused,
    make_payment_file,
    withdraw_payment_file,
)
from reporting.actions.payments import approve_disbursements, send_disbursements
from reporting.exchange.camt053 import StatementRefused
from reporting.models import BankEntry, BankMatch, BankStatement, Disbursement, PaymentReceived
from reporting.queries.bank import fitting, open_entries
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.invoicing import pain_schema
from tests.reporting.invoicing_story import (
    approved,
    claimed,
    ready_to_invoice,
    sent,
)
from tests.reporting.said import said
from tests.reporting.statements import entry, statement

D = Decimal


@pytest.fixture
def world(db) -> SimpleNamespace:
    return laid_out(approved)


def read(world, *entries, number="1", **terms):
    content = statement(*entries, number=number, **terms)
    return read_bank_file(
        world.grant, file=content, name="udtog.xml", by=world.lc, at=world.clock()
    )[0]


def proposals(world):
    return [
        (one.waiting.kind.value, one.waiting.label, one.entry.amount, one.ground.value, one.short)
        for one in fitting(world.grant).proposals
    ]


def confirm(world, place=0, **terms):
    one = fitting(world.grant).proposals[place]
    row = BankEntry.objects.get(pk=one.entry.number)
    target = {"kind": one.waiting.kind.value, "key": one.waiting.key} | terms
    return confirm_match(row, **target, by=world.lc, at=world.clock())


def made(world, **terms):
    day = terms.pop("execute_on", world.clock().date())
    by = terms.pop("by", world.lc)
    return make_payment_file(world.payment, execute_on=day, by=by, at=world.clock())


def test_the_funds_payment_is_booked_from_the_statement(db):
    world = laid_out(claimed)
    day = world.clock().date()
    read(
        world,
        entry("150000.00", ref="F1", on=day.isoformat(), text="ESFK-11-0044 krav 1"),
        entry("149999.99", ref="F2", on=day.isoformat(), text="ESFK-11-0044"),
    )
    found = fitting(world.grant)
    assert proposals(world) == [("claim", "M-003 #1", D("150000.00"), "reference", D("0.00"))]
    assert [one.amount for one in found.differences] == []
    match = confirm(world)
    assert match.payment == PaymentReceived.objects.get()
    assert (match.payment.bank_ref, match.payment.amount) == ("F1", D("150000.00"))
    assert [one.reference for one in open_entries(world.grant)] == ["F2"]
    assert proposals(world) == []


def test_the_past_knows_neither_a_statement_nor_a_match_of_later(world):
    before = world.clock()
    read(world, entry("150000.00", ref="X", on=world.payment.received_on.isoformat()))
    between = BankStatement.objects.get().read_at
    confirm(world)
    with as_it_stood(before):
        assert (BankStatement.objects.count(), fitting(world.grant).entries) == (0, {})
    with as_it_stood(between):
        assert BankMatch.objects.count() == 0
        assert [one.reference for one in open_entries(world.grant)] == ["X"]
    assert BankMatch.objects.count() == 1 and not open_entries(world.grant).exists()


def test_what_nearly_fits_is_told_with_its_difference(db):
    world = laid_out(claimed)
    day = world.clock().date().isoformat()
    read(world, entry("149999.99", ref="F2", on=day, text="ESFK-11-0044"))
    [difference] = fitting(world.grant).differences
    assert (difference.waiting.label, difference.amount) == ("M-003 #1", D("-0.01"))
    assert proposals(world) == []


def test_a_payment_that_is_booked_already_is_only_matched(world):
    day = world.payment.received_on.isoformat()
    read(world, entry("150000.00", ref="X", on=day))
    assert proposals(world)[0][0::3] == ("payment", "amount_and_day")
    confirm(world)
    assert PaymentReceived.objects.count() == 1
    assert BankMatch.objects.get().payment == world.payment


def test_a_payment_file_adds_up_and_its_transfers_come_back_by_their_keys(world):
    file = made(world)
    assert (file.transactions, file.control_sum) == (2, D("150000.00"))
    told: Any = pain_schema().to_dict(file.content)
    read_ = told["CstmrCdtTrfInitn"]
    assert read_["GrpHdr"]["CtrlSum"] == D("150000.00")
    keys = list(file.rows.values_list("end_to_end", flat=True))
    assert [one["PmtId"]["EndToEndId"] for one in read_["PmtInf"][0]["CdtTrfTxInf"]] == keys
    accounts = [one["CdtrAcct"]["Id"]["Othr"]["Id"] for one in read_["PmtInf"][0]["CdtTrfTxInf"]]
    assert accounts == ["41832222222222", "41833333333333"]
    assert file.sha256 == file.computed_sha256()
    day = world.clock().date().isoformat()
    read(
        world,
        entry("93750.00", ref="U1", side="DBIT", key=keys[0], on=day),
        entry("56250.00", ref="U2", side="DBIT", key=keys[1], on=day),
    )
    assert [one[3] for one in proposals(world)] == ["end_to_end", "end_to_end"]
    confirm(world)
    states = dict(Disbursement.objects.values_list("grant_partner__number", "state"))
    assert sorted(states.values()) == ["approved", "sent"]
    confirm(world)
    rows = Disbursement.objects.order_by("grant_partner__number")
    assert [(row.state, row.bank_ref) for row in rows] == [("sent", "U1"), ("sent", "U2")]
    with pytest.raises(PaymentFileRefused) as refusal:
        withdraw_payment_file(file, reason="Fejl.", by=world.lc, at=world.clock())
    assert said(refusal, "en") == (
        f"The bank has carried out transfers of the file {file.message_id}; it is not withdrawn."
    )
    assert said(refusal, "da") == (
        f"Banken har udført overførsler af filen {file.message_id}; den trækkes ikke tilbage."
    )


def test_disbursements_sent_by_hand_are_matched_by_amount_and_day(world):
    day = world.clock().date()
    send_disbursements(world.payment, on=day, bank_ref="UD-1", by=world.lc, at=world.clock())
    read(world, entry("93750.00", ref="U1", side="DBIT", on=day.isoformat()))
    assert proposals(world)[0][0] == "disbursement"
    confirm(world)
    assert Disbursement.objects.get(bank_match__isnull=False).bank_ref == "UD-1"


def test_a_disbursement_is_never_in_two_live_files(world):
    file = made(world)
    with pytest.raises(PaymentFileRefused) as refusal:
        made(world)
    assert said(refusal, "en") == (
        "No approved disbursement of the payment BANK-1 waits for a payment file."
    )
    assert said(refusal, "da") == (
        "Ingen godkendt udbetaling af betalingen BANK-1 venter på en betalingsfil."
    )
    row = file.rows.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.create(
            file=file, disbursement=row.disbursement, end_to_end="K", amount=row.amount
        )
    with pytest.raises(PaymentFileRefused) as refusal:
        withdraw_payment_file(file, reason="", by=world.lc, at=world.clock())
    assert said(refusal, "da") == (
        "Skriv, hvorfor filen trækkes tilbage, og sørg for, at banken ikke har den."
    )
    withdraw_payment_file(file, reason="Forkert dag.", by=world.lc, at=world.clock())
    again = made(world)
    assert again.message_id != file.message_id
    with pytest.raises(IntegrityError), transaction.atomic():
        type(file).objects.filter(pk=file.pk).update(content="x")


def test_no_file_without_approved_accounts_or_for_a_day_that_is_over(world):
    with pytest.raises(PaymentFileRefused) as refusal:
        made(world, execute_on=dt.date(2012, 1, 1))
    assert said(refusal, "da") == ("Banken kan ikke udføre overførsler den 1.1.2012, som er forbi.")
    for nobody in (world.pm, world.ls, world.pu, world.au, world.stranger):
        with pytest.raises(NotAllowed):
            made(world, by=nobody)


def test_names_of_those_without_an_account_are_told(db):
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["250000.00"]}
    story.all_verified(world, costs, ["150000.00"])
    world.payment = story.paid(
        world, story.accepted(world, story.sent(world, story.checked(world)))
    )
    approve_disbursements(world.payment, by=world.ls, at=world.clock())
    with pytest.raises(PaymentFileRefused) as refusal:
        made(world)
    assert said(refusal, "en") == (
        "No approved bank account is kept of Erhverv Aarhus, Aarhus Kommune; write it down and let "
        "it be approved."
    )
    with pytest.raises(StatementRefused) as no_account:
        read(world, entry("1.00"))
    assert said(no_account, "da") == (
        "Den ledende partner har ingen godkendt bankkonto; skriv den først, så et kontoudtog for "
        "en anden konto aldrig tages ind."
    )


def test_a_changed_account_is_not_used_before_it_is_approved(world):
    organisation = world.organisations["aarhus"]
    change = propose_account(
        organisation,
        registration_no="9999",
        account_no="6666666666",
        by=world.pu,
        at=world.clock(),
    )
    file = made(world)
    assert "41832222222222" in file.content and "6666666666" not in file.content
    approve_account(change, by=world.pa, at=world.clock())
    assert "6666666666" not in type(file).objects.get().content


def test_a_statement_is_taken_once_and_an_entry_in_two_statements_too(world):
    rows = [entry("5.00", ref="A"), entry("5.00", ref="A"), entry("7.00"), entry("7.00")]
    first = read(world, *rows)
    assert (first.entries_read, first.known_before, first.entries.count()) == (4, 1, 3)
    assert read(world, *rows) == first
    second = read(world, entry("5.00", ref="A"), entry("9.00", ref="B"), number="2")
    assert (second.known_before, second.entries.count()) == (1, 1)
    with pytest.raises(StatementRefused) as refusal:
        read(world, entry("5.00", ref="A"))
    assert said(refusal, "en") == (
        "Statement 1 was read with 4 entries and now has 1; ask the bank which one holds."
    )
    assert said(refusal, "da") == (
        "Kontoudtog 1 blev læst med 4 posteringer og har nu 1; spørg banken, hvilket der gælder."
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        BankEntry.objects.update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankStatement.objects.filter(pk=second.pk).delete()


def test_a_statement_of_another_account_is_refused(world):
    with pytest.raises(StatementRefused) as refusal:
        read(world, entry("5.00"), account="DK5000400440116243")
    assert said(refusal, "en") == (
        "The statement is of the account DK5000400440116243, which is not the lead's."
    )
    assert said(refusal, "da") == (
        "Kontoudtoget er for kontoen DK5000400440116243, som ikke er den ledende partners."
    )
    with pytest.raises(NotAllowed):
        read_bank_file(world.grant, file=statement(), by=world.pm, at=world.clock())
    with pytest.raises(StatementRefused) as refusal:
        read_bank_file(world.grant, file=b" " * 100_000_000, by=world.lc, at=world.clock())
    assert said(refusal, "da") == (
        "Filen er på 100 MB, og et kontoudtog er højst på 10 MB; del den op."
    )


def test_foreign_pending_and_reversed_entries_are_never_proposed(world):
    day = world.payment.received_on.isoformat()
    reversed_ = "<RvslInd>true</RvslInd>"
    read(
        world,
        entry("150000.00", ref="1", on=day, ccy="EUR"),
        entry("150000.00", ref="2", on=day, status="PDNG"),
        entry("150000.00", ref="3", on=day, reversal=reversed_),
        entry("150000.00", ref="4", on=day, side="DBIT"),
    )
    assert proposals(world) == []
    assert open_entries(world.grant).count() == 4


def test_two_that_fit_equally_well_are_no_proposal(world):
    day = world.payment.received_on.isoformat()
    read(world, entry("150000.00", ref="1", on=day), entry("150000.00", ref="2", on=day))
    assert proposals(world) == []


def test_nothing_is_confirmed_twice_or_for_something_else(world):
    day = world.payment.received_on.isoformat()
    read(world, entry("150000.00", ref="X", on=day))
    with pytest.raises(MatchRefused):
        confirm(world, kind="invoice")
    with pytest.raises(NotAllowed):
        one = fitting(world.grant).proposals[0]
        confirm_match(
            BankEntry.objects.get(),
            kind="payment",
            key=one.waiting.key,
            by=world.pm,
            at=world.clock(),
        )
    match = confirm(world)
    with pytest.raises(MatchRefused) as refusal:
        confirm_match(
            match.entry, kind="payment", key=world.payment.pk, by=world.lc, at=world.clock()
        )
    assert said(refusal, "en") == (
        "Entry 1 is matched already, or fits no longer; look at the list again."
    )
    assert said(refusal, "da") == (
        "Postering 1 er allerede afstemt eller passer ikke længere; se på listen igen."
    )


def test_an_invoice_is_paid_in_parts_and_then_in_full(db):
    world = laid_out(ready_to_invoice)
    invoice = sent(world)
    day = world.clock().date().isoformat()
    read(
        world,
        entry("25000.00", ref="I1", on=day, text="Faktura 00001, del 1", who="Aarhus Kommune"),
        entry("30.00", ref="I0", on=day, text="100001"),
    )
    assert proposals(world) == [("invoice", "00001", D("25000.00"), "reference", D("100000.00"))]
    confirm(world)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid, invoice.outstanding) == (
        "sent",
        D("25000.00"),
        D("100000.00"),
    )
    read(world, entry("100000.01", ref="I2", on=day, text="00001"), number="2")
    [difference] = fitting(world.grant).differences
    assert difference.amount == D("0.01")
    read(world, entry("100000.00", ref="I3", on=day, key="00001"), number="3")
    assert proposals(world)[0][3] == "end_to_end"
    confirm(world)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.outstanding) == ("paid", D("0.00"))
    credit_invoice(invoice, reason="Forkert.", by=world.lc, at=world.clock())
    assert proposals(world) == []
