"""Money back to the fund through its pages, and where else it is seen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from reporting.documents.final_report import final_report
from reporting.models import Repayment
from tests.copies import laid_out
from tests.reporting.actions.test_repayments import fallen, overpaid_world
from tests.reporting.repaid import proof, sent_back, worked_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(db, settings):
    world = laid_out(overpaid_world)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def page(name, *args):
    return reverse(f"reporting:{name}", args=args)


def day(world):
    return f"{world.clock.now:%d.%m.%Y}"


def test_the_whole_way_by_the_pages(owing, client):
    world, ref = owing, owing.grant.ref
    client.force_login(world.lc)
    claim = client.get(page("claim-detail", world.claim.pk)).content.decode()
    assert page("payment-list", ref) in claim and "Betal tilbage til fonden" in claim
    listed = client.get(page("payment-list", ref)).content.decode()
    assert "Slutsaldo med fonden" in listed and "1.200.000,00" in listed
    new = page("repayment-new", ref)
    shown = client.get(new).content.decode()
    for words in ("550.000,00", "350.000,00", "1200000,00"):
        assert words in shown
    refused = client.post(new, {"amount": "1.199.999,99"}).content.decode()
    assert "Saldoen betales tilbage i ét beløb, på øren." in refused
    answer = client.post(new, {"amount": "1.200.000,00", "note": "J.nr. 12"})
    repayment = Repayment.objects.get()
    here = page("repayment-detail", repayment.pk)
    assert answer.url == here
    client.force_login(world.ls)
    assert client.post(page("repayment-approve", repayment.pk)).url == here
    client.force_login(world.lc)
    sent = {"on": day(world), "bank_ref": "T-7", "proof": proof()}
    assert client.post(page("repayment-send", repayment.pk), sent).url == here
    part = repayment.parts.get(grant_partner=world.randers)
    paid = {"on": day(world), "note": "Bank 3"}
    assert client.post(page("repayment-part-paid", repayment.pk, part.pk), paid).url == here
    shown = client.get(here).content.decode()
    for words in ("T-7", "Bank 3", "Bogfør andelen fra Aarhus"):
        assert words in shown
    assert "Bogfør andelen fra Randers" not in shown
    proofs = client.get(reverse("reporting:evidence-file", args=[Repayment.objects.get().proof_id]))
    assert b"".join(proofs.streaming_content).startswith(b"%PDF")
    listed = client.get(page("payment-list", ref)).content.decode()
    # Aarhus still owes its part.
    assert "550.000,00" in listed and "T-7" in listed


def test_the_signatory_writes_a_part_off_by_its_page(owing, client):
    repayment = sent_back(owing)
    part = repayment.parts.get(grant_partner=owing.randers)
    address = page("repayment-part-write-off", repayment.pk, part.pk)
    client.force_login(owing.lc)
    assert client.get(address).status_code == 403
    client.force_login(owing.ls)
    answer = client.post(address, {"on": day(owing), "reason": "Konkurs"})
    assert answer.url == page("repayment-detail", repayment.pk)
    part.refresh_from_db()
    assert (part.state, part.note) == ("written_off", "Konkurs")


def test_a_payment_is_withdrawn_by_its_page(owing, client):
    repayment = worked_out(owing)
    client.force_login(owing.lc)
    answer = client.post(page("repayment-withdraw", repayment.pk), {"reason": "Forkert konto"})
    assert answer.url == page("repayment-detail", repayment.pk)
    assert Repayment.objects.get().state == "withdrawn"


def test_readers_and_strangers(owing, client):
    repayment = sent_back(owing)
    part = repayment.parts.get(grant_partner=owing.randers)
    here, new = page("repayment-detail", repayment.pk), page("repayment-new", owing.grant.ref)
    paid = page("repayment-part-paid", repayment.pk, part.pk)
    expected = {"stranger": (404, 404, 404), "pu": (404, 404, 404), "au": (200, 403, 403)}
    for name, codes in expected.items():
        client.force_login(getattr(owing, name))
        assert tuple(client.get(url).status_code for url in (here, new, paid)) == codes


def test_the_pages_ask_little(owing, client):
    repayment = sent_back(owing)
    client.force_login(owing.lc)
    client.get("/grants/")
    for url in (
        page("payment-list", owing.grant.ref),
        page("repayment-new", owing.grant.ref),
        page("repayment-detail", repayment.pk),
        page("closure", owing.grant.ref),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= 12, url


def test_the_partner_sees_its_own_part(owing, client):
    sent_back(owing)
    client.force_login(owing.pu)
    shown = client.get(page("disbursement-list")).content.decode()
    assert "Skal betales til projektholderen" in shown and "550.000,00" in shown
    assert "350.000,00" not in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_final_accounts_show_what_went_back(owing, language):
    sent_back(owing)
    paper = final_report(owing.grant, owing.claim.period, owing.clock())
    claims, balance = paper.table("F1"), paper.table("F2")
    # 1,500,000 came, 1,200,000 went back.
    assert claims.total("received") == D("300000.00") == claims.total("payable")
    with translation.override(language):
        rows = {str(row.cells[0]): row.cells[1] for row in balance.rows}
    words = {
        "da": ("Betalt tilbage til fonden", "Slutudbetaling, der kommer fra fonden"),
        "en": ("Paid back to the fund", "Final balance to come from the fund"),
    }[language]
    assert rows[words[0]] == D("-1200000.00")
    assert balance.rows[-1].cells[1] == D("0.00")
    assert isinstance(claims.rows[-2].cells[3], dt.date)
    assert all(check.difference == 0 for check in paper.checks())


def test_the_final_accounts_show_what_fell_since(owing):
    fallen(owing, "20000.00")
    balance = final_report(owing.grant, owing.claim.period, owing.clock()).table("F2")
    with translation.override("en"):
        rows = {str(row.cells[0]): row.cells[1] for row in balance.rows}
    assert rows["Corrections after the final claim"] == D("-20000.00")
    assert rows["To be paid back"] == D("1220000.00")
