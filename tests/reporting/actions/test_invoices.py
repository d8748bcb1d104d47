"""Invoices of the agreement of 001: numbers without gaps, credit notes (R-73, C27)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.states import StepNotAllowed
from grants.rules import instalments as law
from partners.actions.organisations import amend_organisation
from reporting.actions.invoices import (
    InvoiceRefused,
    credit_invoice,
    draft_invoice,
    drop_invoice,
    note_delivery,
    send_invoice,
)
from reporting.exchange.oioubl import render_oioubl
from reporting.exchange.ubl import render_peppol
from reporting.models import Invoice, InvoiceLine
from reporting.queries.invoices import due_on, frozen_facts, sums_of, uninvoiced
from tests.copies import laid_out
from tests.grants.municipal import signed_agreement
from tests.reporting.invoicing import failed_asserts, said_in, schema_errors
from tests.reporting.invoicing_story import drafted, instalment, ready_to_invoice, sent
from tests.reporting.said import said
from tests.sample_files import pdf


@pytest.fixture
def world(db):
    return laid_out(ready_to_invoice)


def test_the_agreement_of_001_gives_its_ten_invoices(world):
    proposed = list(due_on(world.grant, dt.date(2023, 1, 10)))
    assert [(one.number, one.year) for one in proposed] == [(1, 2023)] * 4
    for one in proposed:
        made = draft_invoice(one, text="", buyer_reference="BA", by=world.pm, at=world.clock())
        send_invoice(made, by=world.lc, at=world.clock())
    left = sum(one.left for one in sums_of(world.grant) if one.year == 2023)
    assert left == Decimal("550000.00")
    world.clock.move_to(2025, 1, 2)
    for one in uninvoiced(world.grant):
        made = draft_invoice(one, text="", buyer_reference="BA", by=world.pm, at=world.clock())
        send_invoice(made, by=world.lc, at=world.clock())
    invoices = list(Invoice.objects.order_by("number"))
    assert [one.number for one in invoices] == list(range(1, 11))
    amounts = sorted(one.amount for one in invoices)
    assert amounts == [Decimal(a) for a in ["50000"] * 2 + ["125000"] * 4 + ["250000"] * 4]
    assert sum(amounts) == Decimal("1600000.00")
    for year in sums_of(world.grant):
        assert (year.invoiced, year.left) == (year.granted, Decimal("0.00"))
    for invoice in invoices:
        content = render_peppol(frozen_facts(invoice))
        assert schema_errors(content) == schema_errors(render_oioubl(frozen_facts(invoice))) == []
        assert failed_asserts(content) == []
    references = {one.project_reference for one in invoices}
    assert len(references) == 10 and "M-001/d/2024/2-2" in references


def test_what_was_sent_stays_whatever_happens_to_the_parties(world):
    made = sent(world)
    assert (made.number_text, made.state, made.amount) == ("00001", "sent", Decimal("125000.00"))
    before = render_peppol(frozen_facts(made))
    organisation = world.organisations["lead"]
    amend_organisation(organisation, name="Erhverv Østjylland", by=world.ad, at=world.clock())
    made.refresh_from_db()
    assert render_peppol(frozen_facts(made)) == before
    assert made.sha256 == made.computed_sha256()
    assert said_in(before, "//cac:ProjectReference/cbc:ID/text()") == ["M-001/a/2023/1-2"]
    assert said_in(before, "//cbc:EndpointID[@schemeID='0088']/text()") == ["5790000418640"]


def test_a_draft_that_is_dropped_leaves_no_gap(world):
    drop_invoice(drafted(world), by=world.pm, at=world.clock())
    first = sent(world)
    second = sent(world, "b")
    note = credit_invoice(first, reason="Forkert reference.", by=world.lc, at=world.clock())
    again = sent(world)
    numbers = [one.number for one in (first, second, note, again)]
    assert numbers == [1, 2, 3, 4]
    assert Invoice.objects.get(state="dropped").number is None


def test_a_credit_note_takes_the_whole_invoice_back(world):
    made = sent(world)
    note = credit_invoice(made, reason="Forkert reference.", by=world.lc, at=world.clock())
    made.refresh_from_db()
    assert (made.state, note.state, note.kind) == ("credited", "sent", "credit_note")
    content = render_peppol(frozen_facts(note))
    assert schema_errors(content) == failed_asserts(content) == []
    assert said_in(content, "//cac:InvoiceDocumentReference/cbc:ID/text()") == ["00001"]
    assert said_in(content, "//cbc:PayableAmount/text()") == ["125000.00"]
    assert said_in(content, "//cbc:Note/text()") == ["Forkert reference."]
    verbs = set(AuditEvent.objects.filter(chain="M-001").values_list("verb", flat=True))
    assert {"invoice.drafted", "invoice.sent", "invoice.credited"} <= verbs
    with pytest.raises(StepNotAllowed):
        credit_invoice(made, reason="Igen.", by=world.lc, at=world.clock())


def test_how_it_went_is_noted_once_with_its_receipt(world):
    made = sent(world)
    terms: dict[str, Any] = {
        "channel": "nemhandel",
        "on": dt.date(2023, 1, 10),
        "name": "kvittering.pdf",
    }
    delivered = note_delivery(made, **terms, receipt=pdf("Modtaget"), by=world.lc, at=world.clock())
    assert delivered.receipt is not None
    assert delivered.receipt.name == "kvittering.pdf"
    assert (delivered.channel, delivered.sent_on) == ("nemhandel", dt.date(2023, 1, 10))
    with pytest.raises(InvoiceRefused) as refusal:
        note_delivery(made, **terms, receipt=pdf("Igen"), by=world.lc, at=world.clock())
    assert said(refusal, "en") == "It is noted already that invoice 00001 went on 10/01/2023."
    assert said(refusal, "da") == "Det er allerede noteret, at faktura 00001 gik den 10.1.2023."
    other = sent(world, "b")
    with pytest.raises(InvoiceRefused) as refusal:
        note_delivery(
            other,
            **(terms | {"on": dt.date(2023, 1, 9)}),
            receipt=pdf("Før"),
            by=world.lc,
            at=world.clock(),
        )
    assert said(refusal, "da") == "9.1.2023 ligger ikke mellem 10.1.2023 og i dag."


REFUSED = {
    "again": (
        lambda w: (drafted(w), drafted(w)),
        "The instalment has an invoice already (–); credit or drop that one first.",
        "Raten har allerede en faktura (–); kreditér eller kassér den først.",
    ),
    "early": (
        lambda w: sent(w, "a", 2),
        "The instalment falls due on 31/12/2023 and is not invoiced before that day.",
        "Raten forfalder den 31.12.2023 og faktureres ikke før den dag.",
    ),
    "no reference": (
        lambda w: drafted(w, buyer_reference=""),
        "The municipality needs a reference: write its order number, or who has asked for the "
        "invoice.",
        "Kommunen skal have en reference: skriv dens rekvisitionsnummer, eller hvem der har bedt "
        "om fakturaen.",
    ),
    "no reason": (
        lambda w: credit_invoice(sent(w), reason=" ", by=w.lc, at=w.clock()),
        "Say why the invoice is taken back; the credit note says it to the municipality.",
        "Skriv, hvorfor fakturaen tages tilbage; kreditnotaen siger det til kommunen.",
    ),
    "credit of a credit": (
        lambda w: credit_invoice(
            credit_invoice(sent(w), reason="Fejl.", by=w.lc, at=w.clock()),
            reason="Fejl.",
            by=w.lc,
            at=w.clock(),
        ),
        "00002 is a credit note; send a new invoice instead.",
        "00002 er en kreditnota; send i stedet en ny faktura.",
    ),
    "delivered unsent": (
        lambda w: note_delivery(
            drafted(w),
            channel="mail",
            on=dt.date(2023, 1, 10),
            receipt=pdf("x"),
            by=w.lc,
            at=w.clock(),
        ),
        "The invoice has no number yet; send it first, then note how it went.",
        "Fakturaen har intet nummer endnu; send den først, og notér så, hvordan det gik.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_a_sentence(world, case):
    deed, english, danish = REFUSED[case]
    with pytest.raises(InvoiceRefused) as refusal:
        deed(world)
    assert said(refusal, "en") == english
    assert said(refusal, "da") == danish


def test_without_a_cvr_number_or_an_account_nothing_is_drafted(db):
    world = laid_out(signed_agreement)
    with pytest.raises(InvoiceRefused) as refusal:
        drafted(world)
    rules = [one.rule for one in refusal.value.breaches]
    assert rules == ["DK-R-002", "DK-R-006", "DK-R-006"]
    assert not Invoice.objects.exists()


def test_more_than_the_agreement_gives_is_never_asked_for(world, monkeypatch):
    less = law.Granted("a", 2023, Decimal("124999.99"))
    asked = [law.Instalment("a", 2023, 1, Decimal("125000.00"))]
    made = drafted(world)
    monkeypatch.setattr("reporting.actions.invoices.invoiced_of", lambda one: (less, asked))
    with pytest.raises(InvoiceRefused) as refusal:
        send_invoice(made, by=world.lc, at=world.clock())
    assert said(refusal, "en") == (
        "a 2023 is invoiced with 125,000.00 and granted 124,999.99; credit the 0.01 above the "
        "grant."
    )
    made.refresh_from_db()
    assert (made.state, made.number) == ("drafted", None)


def test_who_may_draft_and_who_may_send(world):
    with pytest.raises(NotAllowed):
        draft_invoice(
            instalment(world, "a", 1),
            text="",
            buyer_reference="BA",
            by=world.lc,
            at=world.clock(),
        )
    made = drafted(world)
    for nobody in (world.pm, world.mu, world.au, world.ad, world.stranger):
        with pytest.raises(NotAllowed):
            send_invoice(made, by=nobody, at=world.clock())
    seen = {
        name: Invoice.objects.visible_to(getattr(world, name)).count()
        for name in ("pm", "lc", "au", "mu", "ad", "stranger", "pu")
    }
    assert seen == {"pm": 1, "lc": 1, "au": 1, "mu": 0, "ad": 0, "stranger": 0, "pu": 0}
    send_invoice(made, by=world.lc, at=world.clock())
    assert Invoice.objects.visible_to(world.mu).count() == 1


def test_the_database_keeps_what_was_sent(world):
    made = sent(world)
    for changes in ({"amount": 1}, {"number": 7}, {"body": "{}"}, {"buyer_reference": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.objects.filter(pk=made.pk).update(**changes)
    for deed in (
        lambda: Invoice.objects.filter(pk=made.pk).delete(),
        lambda: InvoiceLine.objects.filter(invoice=made).update(text="x"),
        lambda: InvoiceLine.objects.filter(invoice=made).delete(),
        lambda: InvoiceLine.objects.create(invoice=made, number=2, text="x", amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
