"""The pages of a cost that is special: abroad, in kind, by share; and who may read its letter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from consortium.queries import clock
from grants.models import BudgetLine
from reporting.models import Expenditure, PayRate
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.costing import krona
from tests.reporting.paperwork import MARCH, PDF, begin, hourly_rate


@pytest.fixture
def generous(db):
    """A grant whose letter allows contributions in kind."""
    return laid_out(signed_grant, inkind_allowed=True)


@pytest.fixture(autouse=True)
def day(monkeypatch, request):
    name = "generous" if "generous" in request.fixturenames else "world"
    monkeypatch.setattr(clock, "now", request.getfixturevalue(name).clock)


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def typed(**changes):
    return {
        "kind": "voucher",
        "line": BudgetLine.objects.get(code="travel").pk,
        "voucher_no": "B1",
        "text": "Tog",
        "supplier": "SJ AB",
        "supplier_cvr": "SE556196159901",
        "invoice_no": "77",
        "invoice_date": "02.04.2012",
        "delivery_date": "02.04.2012",
        "paid_on": "20.04.2012",
        "ledger_account": "4010",
        "booking_no": "9",
        "project_share_pct": "100",
        "currency": "DKK",
        **changes,
    }


def test_a_swedish_voucher_from_form_to_page(world):
    report = begin(world)
    krona(world)
    client = as_(world.pu)
    new = reverse("reporting:expenditure-new", args=[report.pk])
    abroad = {"currency": "SEK", "settlement": "monthly", "foreign_net": "1.000,00"}
    assert client.post(new, typed()).status_code == 200  # kroner are missing
    assert client.post(new, typed(**abroad)).status_code == 302
    item = Expenditure.objects.get()
    page = reverse("reporting:expenditure", args=[report.pk, item.pk])
    text = client.get(page).content.decode()
    for shown in ("840,10", "1.000,00", "0,840100", "Nationalbanken", "28.4.2012"):
        assert shown in text
    seen = as_(world.lc2).get(page).content.decode()
    assert "Nationalbanken" in seen
    again = client.post(page, typed(**abroad, text="Togbillet"))
    assert again.status_code == 302
    item.refresh_from_db()
    assert (item.text, item.net) == ("Togbillet", Decimal("840.10"))


def test_a_car_is_refused_on_the_field(world):
    report = begin(world)
    new = reverse("reporting:expenditure-new", args=[report.pk])
    text = as_(world.pu).post(new, typed(net="1000", nature="equipment")).content.decode()
    assert "Indtast periodens afskrivning i stedet." in text
    assert not Expenditure.objects.exists()


def test_a_gift_from_form_to_page(generous):
    report = begin(generous)
    new = reverse("reporting:expenditure-new", args=[report.pk])
    gift = {
        "kind": "in_kind",
        "line": BudgetLine.objects.get(code="in_kind").pk,
        "net": "2.150,00",
        "contribution": "unpaid_work",
        "valuation_method": "Timer × løn",
        "valuation_source": "Overenskomst 2012",
        "valued_by": "Lønkontoret",
        "work_hours": "10",
        "hourly_pay": "215",
    }
    client = as_(generous.pu)
    refused = client.post(new, typed(**{**gift, "net": "2.150,01"})).content.decode()
    assert "10,00 timer à 215,00 kr. er 2.150,00 kr., ikke 2.150,01 kr." in refused
    assert client.post(new, typed(**gift)).status_code == 302
    item = Expenditure.objects.get()
    page = client.get(reverse("reporting:expenditure", args=[report.pk, item.pk]))
    assert "Overenskomst 2012" in page.content.decode()
    listed = client.get(reverse("reporting:report-costs", args=[report.pk]))
    assert "levering mangler" in listed.content.decode()


def test_a_share_asks_for_the_letter_and_shows_it_to_those_who_may_see_it(world):
    client = as_(world.pu)
    values = {
        "employee": world.employee.pk,
        "method": "fixed_share",
        "valid_from": "01.03.2012",
        "valid_to": "30.06.2012",
        "gross_cost": "48.750,00",
        "share_pct": "40",
        "payroll_ref": "LØN",
        "documented_months": "12",
    }
    new = reverse("reporting:rate-new")
    text = client.post(new, values).content.decode()
    assert "En fast procentsats kræver arbejdsgiverens brev" in text
    letter = SimpleUploadedFile("brev.pdf", PDF, "application/pdf")
    assert client.post(new, {**values, "letter": letter}).status_code == 302
    rate = PayRate.objects.get()
    address = reverse("reporting:evidence-file", args=[rate.letter_id])
    assert "brev.pdf" in client.get(reverse("reporting:rates")).content.decode()
    for person, status in ((world.pu, 200), (world.randers_pu, 404), (world.lc, 404)):
        answer = as_(person).get(address)
        assert answer.status_code == status
        if answer.streaming:
            list(answer.streaming_content)


def test_a_year_of_eight_documented_months(world):
    rate = hourly_rate(world, gross_cost=Decimal("401333.33"), documented_months=8)
    assert (rate.gross_cost, rate.rate) == (Decimal("602000.00"), Decimal("350.00"))
    assert (rate.documented_cost, rate.documented_months) == (Decimal("401333.33"), 8)
    assert rate.valid_from <= MARCH <= rate.valid_to
    assert dt.date(2012, 3, 1) == MARCH
