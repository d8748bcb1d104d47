"""Every page of the partner's side: who sees it, who does not, and in how many queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.actions.costs import enter_many
from reporting.actions.evidence import prove_expenditure
from reporting.actions.queries_answers import ask
from reporting.models import Expenditure, PartnerReport, Query, TimeSheet
from tests.copies import laid_out
from tests.reporting.paperwork import (
    PDF,
    answered,
    begin,
    counted,
    proved,
    report_of_every_kind,
    seminar,
    submitted,
    voucher,
)


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def filled(db: None) -> SimpleNamespace:
    return laid_out(report_of_every_kind)


def consumed(response):
    """The file behind an answer is read to its end, which closes it."""
    if response.streaming:
        b"".join(response.streaming_content)


def get(user, name, *args, **query):
    client = Client()
    client.force_login(user)
    response = client.get(reverse(f"reporting:{name}", args=args), query)
    consumed(response)
    return response


def post(user, name, *args, **data):
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"reporting:{name}", args=args), data)


def addresses(world: SimpleNamespace) -> list[tuple]:
    pk = world.report.pk
    proof = world.item.files.first()
    return [
        ("report-detail", pk),
        ("report-activities", pk),
        ("activity", pk, world.activity.pk),
        ("activity-drop", pk, world.activity.pk),
        ("report-indicators", pk),
        ("report-costs", pk),
        ("expenditure-new", pk),
        ("expenditure", pk, world.item.pk),
        ("expenditure-drop", pk, world.item.pk),
        ("report-hours", pk),
        ("month", pk, world.employee.pk, "2012-03"),
        ("month", pk, world.employee.pk, "2012-04"),
        ("report-cofinancing", pk),
        ("contribution-drop", pk, world.cash.pk),
        ("report-revenue", pk),
        ("revenue-drop", pk, world.revenue.pk),
        ("report-texts", pk),
        ("report-check", pk),
        ("report-queries", pk),
        ("evidence-file", proof.file_id),
    ]


def deeds(world: SimpleNamespace) -> list[tuple]:
    pk = world.report.pk
    return [
        ("report-answer", pk, "costs"),
        ("evidence-add", pk, world.item.pk),
        ("evidence-drop", pk, world.item.pk, world.item.files.first().pk),
        ("report-approve", pk),
        ("report-send-back", pk),
        ("report-submit", pk),
        ("sheet-sign", world.sheet.pk),
        ("sheet-return", world.sheet.pk),
        ("report-open", world.aarhus.pk, world.period.pk),
    ]


def test_every_page_opens_for_the_partner(filled):
    for address in addresses(filled):
        for person in (filled.pu, filled.pa):
            response = get(person, *address)
            refused = person == filled.pa and address[0].endswith(("-drop", "-new"))
            assert response.status_code == (403 if refused else 200), address
    for name in ("desk", "hours", "rates", "rate-new"):
        assert get(filled.pu, name).status_code == 200


def test_a_stranger_and_a_neighbour_find_nothing(filled):
    for person in (filled.stranger, filled.randers_pu, filled.randers_pa, filled.ma, filled.rg):
        for address in addresses(filled):
            assert get(person, *address).status_code == 404, address
        for address in deeds(filled):
            assert post(person, *address).status_code == 404, address


def test_the_employee_sees_own_hours_only(filled):
    for address in addresses(filled):
        expected = 200 if address[0] == "month" else 404
        assert get(filled.em, *address).status_code == expected, address
    page = get(filled.em, "hours").content.decode()
    assert "03.2012" in page
    assert get(filled.em, "team").status_code == 403


def test_a_reader_who_may_not_write_gets_403(filled):
    pk = filled.report.pk
    for person in (filled.lc, filled.au, filled.ro):
        assert get(person, "report-costs", pk).status_code == 200
        assert post(person, "report-answer", pk, "costs", answer="yes").status_code == 403
        assert post(person, "report-approve", pk).status_code == 403
        assert post(person, "expenditure-drop", pk, filled.item.pk).status_code == 403
    assert post(filled.pu, "report-approve", pk).status_code == 403
    assert post(filled.pu, "sheet-return", filled.sheet.pk, reason="x").status_code == 403


def test_no_more_than_twelve_queries_however_many_rows(filled):
    for rows in (5, 50):
        entries = [voucher(f"N{rows}-{number}") for number in range(rows)]
        enter_many(filled.report, entries, by=filled.pu, at=filled.clock())
        client = Client()
        client.force_login(filled.pu)
        for name, *args in [*addresses(filled), ("desk",), ("hours",), ("rates",)]:
            url = reverse(f"reporting:{name}", args=args)
            consumed(client.get(url))
            with CaptureQueriesContext(connection) as queries:
                consumed(client.get(url))
            assert len(queries) <= 12, (name, [query["sql"][:120] for query in queries])


def test_the_desk_says_what_is_due(filled):
    page = get(filled.pu, "desk").content.decode()
    assert reverse("reporting:report-detail", args=[filled.report.pk]) in page
    assert get(filled.randers_pu, "desk").status_code == 200


def test_a_report_is_begun_from_the_desk(world):
    assert post(world.pu, "report-open", world.aarhus.pk, world.period.pk).status_code == 302
    assert PartnerReport.objects.get().state == "draft"


ENTRY = {
    "kind": "voucher",
    "voucher_no": "B9",
    "text": "Togbilletter",
    "supplier": "DSB",
    "supplier_cvr": "25050053",
    "invoice_no": "9",
    "invoice_date": "2.4.2012",
    "delivery_date": "2.4.2012",
    "paid_on": "20.4.2012",
    "ledger_account": "4010",
    "booking_no": "77",
    "net": "1.000,00",
    "vat": "250,00",
    "project_share_pct": "100",
}


def test_a_cost_is_entered_changed_proved_and_removed(filled):
    line = filled.item.line_id
    response = post(filled.pu, "expenditure-new", filled.report.pk, line=line, **ENTRY)
    item = Expenditure.objects.get(voucher_no="B9")
    where = (filled.report.pk, item.pk)
    assert response.url == reverse("reporting:expenditure", args=where)
    changed = {**ENTRY, "net": "900,50", "line": line}
    assert post(filled.pu, "expenditure", *where, **changed).status_code == 302
    upload = SimpleUploadedFile("bilag.pdf", PDF + b"x", "application/pdf")
    proof = {"role": "invoice", "file": upload}
    assert post(filled.pu, "evidence-add", *where, **proof).status_code == 302
    item.refresh_from_db()
    assert item.amount == Decimal("900.50")
    kept = item.files.get()
    assert post(filled.pu, "evidence-drop", *where, kept.pk).status_code == 302
    assert post(filled.pu, "expenditure-drop", *where).status_code == 302
    assert not Expenditure.objects.filter(pk=item.pk).exists()


def test_refusals_stand_beside_the_form(filled):
    wrong = {**ENTRY, "line": filled.item.line_id, "paid_on": "1.1.2012", "text": "010203-1234"}
    page = post(filled.pu, "expenditure-new", filled.report.pk, **wrong)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"paid_on", "text"}
    upload = SimpleUploadedFile("bilag.exe", b"MZ\x00", "application/pdf")
    proof = {"role": "invoice", "file": upload}
    page = post(filled.pu, "evidence-add", filled.report.pk, filled.item.pk, **proof)
    assert page.context["evidence_form"].errors


def test_papers_are_never_served_as_pages(filled):
    proof = filled.item.files.first()
    response = get(filled.pu, "evidence-file", proof.file_id)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    note = prove_expenditure(
        filled.item,
        content="Kørebog 2012".encode(),
        name="note.txt",
        role="other",
        by=filled.pu,
        at=filled.clock(),
    )
    response = get(filled.lc, "evidence-file", note.file_id)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_the_other_steps_take_rows_too(filled):
    pk = filled.report.pk
    activity = {
        "kind": seminar().pk,
        "title": "Temadag",
        "held_on": "4.5.2012",
        "participants": "3",
        "companies": "0",
        "responsible": filled.aarhus.pk,
    }
    assert post(filled.pu, "report-activities", pk, **activity).status_code == 302
    assert post(filled.pu, "activity", pk, filled.activity.pk, **activity).status_code == 302
    late = {**activity, "held_on": "1.10.2012"}
    assert post(filled.pu, "report-activities", pk, **late).context["form"].errors
    assert post(filled.pu, "activity", pk, filled.activity.pk, **late).context["form"].errors
    assert post(filled.pu, "activity-drop", pk, filled.activity.pk).status_code == 302
    number = filled.indicator.pk
    count = {f"i{number}-women": "4", f"i{number}-men": "1"}
    assert post(filled.pu, "report-indicators", pk, **count).status_code == 302
    empty = post(filled.pu, "report-indicators", pk, **dict.fromkeys(count, ""))
    assert empty.context["forms"][0].errors
    cash = {
        "source": "private",
        "form": "cash",
        "contributor": "A/S",
        "received_on": "1.5.2012",
        "document_ref": "B",
        "amount": "10",
    }
    assert post(filled.pu, "report-cofinancing", pk, **cash).status_code == 302
    nothing = {**cash, "amount": "0"}
    assert post(filled.pu, "report-cofinancing", pk, **nothing).context["form"].errors
    assert post(filled.pu, "contribution-drop", pk, filled.cash.pk).status_code == 302
    fee = {"text": "Gebyr", "received_on": "1.5.2012", "amount": "10"}
    assert post(filled.pu, "report-revenue", pk, **fee).status_code == 302
    assert post(filled.pu, "report-revenue", pk, **{**fee, "amount": "0"}).context["form"].errors
    assert post(filled.pu, "revenue-drop", pk, filled.revenue.pk).status_code == 302
    assert post(filled.pu, "report-texts", pk, progress_text="Godt").status_code == 302
    cpr = post(filled.pu, "report-texts", pk, progress_text="010203-1234")
    assert "progress_text" in cpr.context["form"].errors
    assert post(filled.pu, "report-answer", pk, "hours", answer="yes").status_code == 302
    assert post(filled.pu, "report-answer", pk, "hours").status_code == 302
    assert post(filled.pu, "report-answer", pk, "texts", answer="yes").status_code == 404


def test_hours_from_the_first_day_to_the_approval(filled):
    pk, where = filled.report.pk, (filled.report.pk, filled.employee.pk, "2012-04")
    rate = filled.sheet.rate_id
    month = {"rate": rate, "is_cofinancing": "on", "n0-d02": "7,4", "n0-whole": ""}
    assert post(filled.em, "month", *where, **month).status_code == 302
    wrong = post(filled.em, "month", *where, **{**month, "n0-d03": "syv"})
    assert wrong.context["grid"].errors
    assert post(filled.em, "month", *where, **{**month, "n0-d02": "25"}).context["form"].errors
    assert get(filled.em, "month", *where[:2], "2012-13").status_code == 404
    assert get(filled.em, "month", *where[:2], "2014-01").status_code == 404
    for sheet in TimeSheet.objects.all():
        assert post(filled.em, "sheet-sign", sheet.pk, next="").status_code == 302
    page = get(filled.pa, "team")
    assert [len(month.sheets) for month in page.context["months"]] == [1, 1]
    assert post(filled.pa, "team").status_code == 409
    assert post(filled.pa, "sheet-return", filled.sheet.pk, reason="Ferie").status_code == 302
    other = TimeSheet.objects.exclude(pk=filled.sheet.pk).get()
    assert post(filled.pa, "team", sheet=[other.pk]).status_code == 302
    assert Expenditure.objects.get(kind="staff").amount == Decimal("2590.00")
    assert get(filled.pu, "month", *where).status_code == 200
    assert get(filled.pu, "report-hours", pk).status_code == 200


def test_a_rate_is_fixed(filled):
    data = {
        "employee": filled.employee.pk,
        "method": "annual",
        "valid_from": "1.1.2013",
        "valid_to": "31.12.2013",
        "gross_cost": "602.000,00",
        "payroll_ref": "LØN",
    }
    assert post(filled.pu, "rate-new", **data).status_code == 302
    frozen = {**data, "valid_from": "1.1.2012", "valid_to": "31.12.2012"}
    assert post(filled.pu, "rate-new", **frozen).context["form"].errors
    assert get(filled.stranger, "rate-new").status_code == 403
    assert get(filled.stranger, "rates").status_code == 403


def test_missing_things_are_listed_with_the_way_to_them(filled):
    page = get(filled.pu, "report-check", filled.report.pk)
    assert reverse("reporting:report-hours", args=[filled.report.pk]) in page.content.decode()
    assert post(filled.pa, "report-approve", filled.report.pk).status_code == 409


def test_approved_sent_back_approved_and_submitted(world):
    report = begin(world)
    proved(world, report)
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    assert post(world.pa, "report-approve", report.pk).status_code == 302
    assert post(world.pa, "report-send-back", report.pk).status_code == 200
    assert post(world.pa, "report-send-back", report.pk, reason="Se her").status_code == 302
    assert post(world.pa, "report-submit", report.pk).status_code == 409
    assert post(world.pa, "report-approve", report.pk).status_code == 302
    assert post(world.pa, "report-submit", report.pk).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"
    assert get(world.pu, "report-detail", report.pk).status_code == 200
    assert post(world.pu, "report-answer", report.pk, "costs", answer="yes").status_code == 409


def test_questions_are_answered(world):
    report = submitted(world)
    item = Expenditure.objects.get()
    due = dt.date(2012, 7, 1)
    query = ask(report, text="Hvad?", due_on=due, expenditure=item, by=world.lc2, at=world.clock())
    PartnerReport.objects.update(state="returned")
    assert "Hvad?" in get(world.pu, "desk").content.decode()
    where = (report.pk, query.pk)
    assert post(world.pu, "query-answer", *where).status_code == 200
    reply = {f"q{query.pk}-text": "En tur"}
    assert post(world.pu, "query-answer", *where, **reply).status_code == 302
    assert Query.objects.get().answer == "En tur"
    assert post(world.lc, "query-answer", *where, **reply).status_code == 403
    for person in (world.stranger, world.randers_pu):
        assert post(person, "query-answer", *where).status_code == 404
    assert get(world.pu, "expenditure", report.pk, item.pk).status_code == 200


def test_the_list_is_found_sorted_and_paged_on_the_server(filled):
    entries = [voucher(f"N{number:03}") for number in range(60)]
    enter_many(filled.report, entries, by=filled.pu, at=filled.clock())
    where = ("report-costs", filled.report.pk)
    assert len(get(filled.pu, *where).context["table"].page) == 50
    found = get(filled.pu, *where, search="N00", papers="missing", sort="-voucher_no")
    numbers = [row.record.voucher_no for row in found.context["table"].page]
    assert numbers == [f"N00{number}" for number in range(9, -1, -1)]
