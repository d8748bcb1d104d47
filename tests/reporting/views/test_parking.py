"""The pages of parked lines and late costs: the lead's, the partner's, and who sees neither."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from reporting.actions.costs import enter_expenditure
from reporting.actions.reports import open_report
from reporting.models import Expenditure, TimeSheet
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.paperwork import hourly_rate, voucher
from tests.reporting.parking_story import WHY, next_period, park, parked_and_claimed, take_up

MOST_QUERIES = 12


def told_world():
    """B1-… was parked in period 1 and is taken up in period 2, which is open."""
    world = laid_out(signed_grant)
    world.item = parked_and_claimed(world)
    return world


@pytest.fixture
def told(db, settings):
    settings.DEMO_DAY = dt.date(2012, 9, 20)
    return laid_out(told_world)


def page(client, who, name, *args) -> str:
    client.force_login(who)
    body: str = client.get(reverse(f"reporting:{name}", args=args)).content.decode()
    return body


def test_the_queue_names_the_line_its_sum_and_its_reason(
    told, client, django_assert_max_num_queries
):
    url = reverse("reporting:parked-list", args=[told.ref])
    client.force_login(told.lc)
    client.get(url)
    with django_assert_max_num_queries(MOST_QUERIES):
        body = client.get(url).content.decode()
    for text in (told.item.voucher_no, "1.000,00", WHY, "Endnu ikke"):
        assert text in body
    for name in ("verification-list", "overview"):
        assert url in page(client, told.lc, name, told.ref)
    client.cookies["django_language"] = "en"
    assert "1,000.00 is parked." in client.get(url).content.decode()


def test_who_has_no_business_there_sees_nothing_and_who_reads_changes_nothing(told, client):
    queue = reverse("reporting:parked-list", args=[told.ref])
    for outsider in (told.stranger, told.pu, told.randers_pu):
        client.force_login(outsider)
        assert client.get(queue).status_code == 404
    args = [told.item.report_id, told.item.pk]
    for name in ("item-park", "item-take-up", "item-fall"):
        url = reverse(f"reporting:{name}", args=args)
        for who, status in ((told.stranger, 404), (told.randers_pu, 404), (told.ro, 403)):
            client.force_login(who)
            assert client.post(url, {}).status_code == status, (name, who)
            assert client.get(url).status_code in (404, 405)


def test_a_line_is_parked_from_its_page_and_not_without_a_reason(world, client):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    item = report.expenditure.get()
    address = reverse("reporting:item-park", args=[report.pk, item.pk])
    assert address in page(client, world.lc, "verification-item", report.pk, item.pk)
    assert "form-error-message" in client.post(address, {"park-reason": ""}).content.decode()
    assert client.post(address, {"park-reason": WHY}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.decision_reason) == ("parked", WHY)
    detail = page(client, world.lc, "verification-detail", report.pk)
    assert WHY in detail
    client.get(reverse("reporting:verification-detail", args=[report.pk]), {"state": "parked"})


def test_it_is_taken_up_and_its_history_is_told_at_both_places(told, client):
    item = told.item
    client.force_login(told.lc)
    address = reverse("reporting:item-take-up", args=[item.report_id, item.pk])
    assert address in page(client, told.lc, "verification-item", item.report_id, item.pk)
    assert client.post(address, {"take-period": told.period.pk}).status_code == 302
    row = Expenditure.objects.get(kind="taken_up")
    assert "med partnerens rapport" in page(client, told.lc, "parked-list", told.ref)
    story.submitted(told, told.aarhus)
    here = page(client, told.lc, "verification-item", row.report_id, row.pk)
    there = page(client, told.lc, "verification-item", item.report_id, item.pk)
    for body in (here, there):
        assert "Parkeret og taget op" in body
        assert WHY in body
    assert reverse("reporting:verification-item", args=[item.report_id, item.pk]) in here
    assert reverse("reporting:verification-item", args=[row.report_id, row.pk]) in there
    assert address not in there
    lines = reverse("reporting:verification-detail", args=[row.report_id])
    body = client.get(lines, {"mark": "taken_up"}).content.decode()
    assert "Parkeret i periode 1" in body
    assert "(1.000,00)" in body
    again = client.post(address, {"take-period": told.period.pk})
    assert "allerede taget op i periode 2" in again.content.decode()


def test_it_falls_from_its_page(told, client):
    client.force_login(told.lc)
    address = reverse("reporting:item-fall", args=[told.item.report_id, told.item.pk])
    given = {"fall-period": told.period.pk, "fall-code": "NOT_ELIGIBLE", "fall-reason": "Privat."}
    assert client.post(address, given).status_code == 302
    assert Expenditure.objects.get(kind="taken_up").state == "disallowed"
    assert "Ingen linje er parkeret" in page(client, told.lc, "parked-list", told.ref)


def test_the_partner_sees_its_parked_line_with_the_reason_and_no_other_partner(told, client):
    item = told.item
    body = page(client, told.pu, "expenditure", item.report_id, item.pk)
    assert "Projektholderen har parkeret linjen" in body
    assert WHY in body
    assert "1.000,00" in page(client, told.pu, "report-detail", item.report_id)
    row = take_up(told, item)
    body = page(client, told.pu, "expenditure", row.report_id, row.pk)
    assert "fra en tidligere rapport afgøres sammen med denne" in body
    body = page(client, told.pu, "report-costs", row.report_id)
    assert "Parkeret i periode 1" in body
    client.force_login(told.randers_pu)
    url = reverse("reporting:expenditure", args=[item.report_id, item.pk])
    assert client.get(url).status_code == 404


def late_world():
    """Period 1 has left Aarhus' hands; it writes the report of period 2."""
    world = laid_out(signed_grant)
    story.submitted(world, world.aarhus, ["10.00"])
    next_period(world)
    world.clock.move_to(2012, 9, 20)
    world.report = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    return world


@pytest.fixture
def late(db, settings):
    settings.DEMO_DAY = dt.date(2012, 9, 20)
    return laid_out(late_world)


def test_a_late_cost_is_asked_for_its_reason_and_marked_on_both_lists(late, client):
    client.force_login(late.pu)
    entry = voucher()
    given = {
        **{name: getattr(entry, name) for name in ("kind", "voucher_no", "text", "supplier")},
        **{"line": entry.line.pk, "supplier_cvr": "25050053", "invoice_no": "F-1"},
        **{"invoice_date": "2.4.2012", "delivery_date": "2.4.2012", "paid_on": "20.4.2012"},
        **{"ledger_account": "4010", "booking_no": "1", "net": "1.000,00", "vat": "0"},
        "project_share_pct": "100",
    }
    address = reverse("reporting:expenditure-new", args=[late.report.pk])
    assert "udgiften er sen" in client.post(address, given).content.decode()
    assert client.post(address, {**given, "late_reason": "Glemt."}).status_code == 302
    item = Expenditure.objects.get(report=late.report)
    costs = reverse("reporting:report-costs", args=[late.report.pk])
    assert "Sen, fra periode 1" in client.get(costs, {"mark": "late"}).content.decode()
    assert "Glemt." in page(client, late.pu, "expenditure", late.report.pk, item.pk)
    story.submitted(late, late.aarhus)
    lines = reverse("reporting:verification-detail", args=[late.report.pk])
    client.force_login(late.lc)
    assert "Sen, fra periode 1" in client.get(lines, {"mark": "late"}).content.decode()
    assert "Glemt." in page(client, late.lc, "verification-item", late.report.pk, item.pk)


def test_a_forgotten_month_is_chosen_entered_and_signed(late, client):
    hourly_rate(late)
    pk, person = late.report.pk, late.employee
    body = page(client, late.pu, "report-hours", pk)
    assert reverse("reporting:late-month", args=[pk]) in body
    chosen = client.get(
        reverse("reporting:late-month", args=[pk]), {"employee": person.pk, "month": "2012-05"}
    )
    month = reverse("reporting:month", args=[pk, person.pk, "2012-05"])
    assert chosen["Location"] == month
    wrong = client.get(reverse("reporting:late-month", args=[pk]), {"month": "2019-05"})
    assert wrong["Location"] == reverse("reporting:report-hours", args=[pk])
    form = client.get(month).context["form"]
    given = {"rate": form.fields["rate"].initial, "is_cofinancing": "on", "n0-d07": "7,5"}
    assert "udgiften er sen" in client.post(month, given).content.decode()
    assert client.post(month, {**given, "late_reason": "Glemt."}).status_code == 302
    sheet = TimeSheet.objects.get()
    assert (sheet.late_reason, sheet.month) == ("Glemt.", dt.date(2012, 5, 1))
    assert month in page(client, late.em, "hours")
    open_month = reverse("reporting:month", args=[pk, person.pk, "2012-11"])
    assert "Hvorfor måneden ikke" not in client.get(open_month).content.decode()


def test_an_open_question_on_a_parked_line_is_answered_by_the_partner(world, client, settings):
    settings.DEMO_DAY = world.clock.now.date()
    from_report = story.submitted(world, world.aarhus, ["1000.00"])
    item = from_report.expenditure.get()
    client.force_login(world.lc2)
    ask = reverse("reporting:item-question", args=[from_report.pk, item.pk])
    assert client.post(ask, {"text": "Hvem?", "due_on": "30.12.2030"}).status_code == 302
    park(world, item)
    story.verified(world, from_report)
    with translation.override("da"):
        assert "Gem svaret" in page(client, world.pu, "report-queries", from_report.pk)
    query = item.queries.get()
    url = reverse("reporting:query-answer", args=[from_report.pk, query.pk])
    assert client.post(url, {f"q{query.pk}-text": "Ti borgere."}).status_code == 302
    query.refresh_from_db()
    assert query.answer == "Ti borgere."


def test_entering_in_an_own_period_asks_for_no_reason(late):
    day = dt.date(2012, 9, 10)
    entry = voucher(invoice_date=day, delivery_date=day, paid_on=day)
    item = enter_expenditure(late.report, entry, by=late.pu, at=late.clock())
    assert item.late_of is None
