"""Invoices, bank and accounts through their pages: who sees what, and which bytes come."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.models import BankAccount
from reporting.actions.invoices import credit_invoice
from reporting.exchange.invoice_paper import render_paper
from reporting.exchange.ubl import render_peppol
from reporting.models import BankMatch, BankStatement, Invoice, PaymentFile
from reporting.queries.invoices import frozen_facts
from tests.copies import laid_out
from tests.reporting.invoicing import facts, failed_asserts
from tests.reporting.invoicing_story import approved, instalment, ready_to_invoice, sent
from tests.reporting.statements import entry, statement
from tests.sample_files import pdf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
]
REF = "M-001"


@pytest.fixture
def world(db, settings):
    world = laid_out(ready_to_invoice)
    settings.DEMO_DAY = world.clock.now.date()
    return world


@pytest.fixture
def paying(db, settings):
    world = laid_out(approved)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def page(name, *args):
    return reverse(f"reporting:{name}", args=args)


def text(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_instalment_is_drafted_sent_delivered_and_paid(world, client):
    client.force_login(world.pm)
    shown = text(client.get(page("invoice-list", REF)))
    assert "Kan faktureres nu" in shown and "125.000,00" in shown
    one = instalment(world, "a", 1)
    new = page("invoice-new", REF, one.pk)
    given = {"text": "1. rate", "means": "42", "order_reference": "PO-7"}
    refused = text(client.post(new, given | {"order_reference": ""}))
    assert "Kommunen skal have en reference" in refused
    assert client.post(new, given).status_code == 302
    made = Invoice.objects.get()
    assert client.post(page("invoice-send", made.pk)).status_code == 403
    assert client.get(page("invoice-file", made.pk, "peppol.xml")).status_code == 404
    client.force_login(world.lc)
    assert client.post(page("invoice-send", made.pk)).status_code == 302
    content = client.get(page("invoice-file", made.pk, "peppol.xml"))
    assert failed_asserts(content.content) == []
    assert content["Content-Disposition"] == 'attachment; filename="faktura-00001-peppol.xml"'
    again = client.get(page("invoice-file", made.pk, "peppol.xml")).content
    assert again == content.content
    assert client.get(page("invoice-file", made.pk, "oioubl.xml")).status_code == 200
    assert client.get(page("invoice-file", made.pk, "json")).status_code == 404
    receipt = SimpleUploadedFile("kvittering.pdf", pdf("Modtaget"))
    sent_ = {"channel": "nemhandel", "on": "10.01.2023", "receipt": receipt}
    assert client.post(page("invoice-delivery", made.pk), sent_).status_code == 302
    shown = text(client.get(page("invoice", made.pk)))
    for words in ("Faktura 00001", "kvittering.pdf", "Lagt i NemHandel", "125.000,00"):
        assert words in shown
    client.force_login(world.mu)
    assert "00001" in text(client.get(page("invoice-list", REF)))
    assert client.get(page("invoice-file", made.pk, "pdf")).status_code == 200


def test_the_whole_way_to_the_bank(world, client):
    made = sent(world)
    client.force_login(world.lc)
    rows = (entry("125000.00", ref="I1", on="2023-01-10", text="Faktura 00001"),)
    file = SimpleUploadedFile("udtog.xml", statement(*rows))
    assert client.post(page("bank-read", REF), {"file": file}).status_code == 302
    shown = text(client.get(page("bank", REF)))
    assert "Passer: skal bekræftes" in shown and "Referencen, som betaleren skrev" in shown
    row = BankStatement.objects.get().entries.get()
    given = {"entry": row.pk, "kind": "invoice", "key": made.pk}
    assert client.post(page("bank-confirm", REF), given).status_code == 302
    made.refresh_from_db()
    assert made.state == "paid"
    assert client.post(page("bank-confirm", REF), given).status_code != 500
    assert BankMatch.objects.count() == 1
    shown = text(client.get(page("bank-statement", BankStatement.objects.get().pk)))
    assert "Faktura 00001" in shown and "125.000,00" in shown
    bad = SimpleUploadedFile("udtog.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>')
    refused = text(client.post(page("bank-read", REF), {"file": bad}))
    assert "Filen erklærer en dokumenttype eller entiteter" in refused


def test_a_credit_note_from_the_page(world, client):
    made = sent(world)
    client.force_login(world.lc)
    address = page("invoice-credit", made.pk)
    assert client.post(address, {"reason": " "}).status_code == 200
    assert client.post(address, {"reason": "Forkert."}).status_code == 302
    note = Invoice.objects.get(kind="credit_note")
    assert "Kreditnota 00002" in text(client.get(page("invoice", note.pk)))
    assert "Krediteret" in text(client.get(page("invoice", made.pk)))


def test_strangers_and_readers(world, client):
    made = sent(world)
    for name in ("stranger", "pu", "ad"):
        client.force_login(getattr(world, name))
        for address in (page("invoice", made.pk), page("bank", REF)):
            assert client.get(address).status_code == 404, name
    client.force_login(world.mu)
    assert client.get(page("bank", REF)).status_code == 404
    client.force_login(world.au)
    assert client.get(page("invoice", made.pk)).status_code == 200
    for address in ("invoice-credit", "invoice-delivery"):
        assert client.get(page(address, made.pk)).status_code == 403
    assert client.post(page("invoice-send", made.pk)).status_code == 403
    assert client.get(page("bank-read", REF)).status_code == 403
    assert client.post(page("bank-confirm", REF), {}).status_code == 403
    assert client.get(page("invoice-new", REF, instalment(world, "b", 1).pk)).status_code == 403


def test_a_payment_file_from_the_page(paying, client):
    world = paying
    client.force_login(world.lc)
    payment = page("payment-detail", world.payment.pk)
    assert page("payment-file-new", world.payment.pk) in text(client.get(payment))
    day = world.clock.now.strftime("%d.%m.%Y")
    new = page("payment-file-new", world.payment.pk)
    assert client.post(new, {"execute_on": day}).status_code == 302
    made = PaymentFile.objects.get()
    first = client.get(page("payment-file-content", made.pk)).content
    assert first == client.get(page("payment-file-content", made.pk)).content
    assert first.decode() == made.content
    assert "150.000,00" in text(client.get(page("payment-file", made.pk)))
    client.force_login(world.au)
    assert client.get(page("payment-file", made.pk)).status_code == 200
    assert client.get(page("payment-file-content", made.pk)).status_code == 403
    client.force_login(world.stranger)
    assert client.get(page("payment-file", made.pk)).status_code == 404
    client.force_login(world.lc)
    sent_ = {"reason": "Forkert dag."}
    assert client.post(page("payment-file-withdraw", made.pk), sent_).status_code == 302
    assert "Forkert dag." in text(client.get(page("payment-file", made.pk)))


def test_an_account_goes_round(world, client):
    organisation = world.organisations["aarhus"]
    listed = reverse("partners:account-list", args=[organisation.pk])
    new = reverse("partners:account-new", args=[organisation.pk])
    client.force_login(world.pu)
    assert listed in text(client.get(reverse("partners:organisation-list")))
    given = {"registration_no": "4183", "account_no": "123 4567"}
    assert "“41”" in text(client.post(new, given | {"registration_no": "41"}))
    assert client.post(new, given).status_code == 302
    made = BankAccount.objects.get(organisation=organisation)
    approve = reverse("partners:account-approve", args=[made.pk])
    refuse = reverse("partners:account-refuse", args=[made.pk])
    assert client.post(approve).status_code == client.get(refuse).status_code == 403
    client.force_login(world.stranger)
    for address in (listed, new, refuse):
        assert client.get(address).status_code == 404
    client.force_login(world.pa)
    assert client.get(refuse).status_code == 200
    assert client.post(approve).status_code == 302
    shown = text(client.get(listed))
    assert "4183 1234567" in shown and "I brug" in shown


def test_pages_ask_few_questions(world, client, django_assert_max_num_queries):
    for letter in "abc":
        made = sent(world, letter)
    credit_invoice(made, reason="Fejl.", by=world.lc, at=world.clock())
    client.force_login(world.lc)
    for address in (page("invoice-list", REF), page("invoice", made.pk), page("bank", REF)):
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_the_paper_is_pdf_a_and_holds_the_e_invoice(world):
    made = sent(world)
    said = frozen_facts(made)
    content = render_paper(said, made.sha256)
    assert content == render_paper(said, made.sha256)
    with pikepdf.open(io.BytesIO(content)) as file:
        assert list(file.attachments) == ["faktura-00001-peppol.xml"]
        held = file.attachments["faktura-00001-peppol.xml"].get_file().read_bytes()
        assert held == render_peppol(said)
        assert str(file.Root.AF[0].AFRelationship) == "/Alternative"
        meta = file.Root.Metadata.read_bytes()
        assert b'pdfaid:part="3"' in meta or b"<pdfaid:part>3</pdfaid:part>" in meta
        assert str(file.Root.Lang) == "da"
        assert "/StructTreeRoot" in file.Root
    other = render_paper(facts(issued_on=dt.date(2023, 2, 2)), "0" * 64)
    assert other != content
