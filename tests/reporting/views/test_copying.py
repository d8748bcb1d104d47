"""Copy from the last period: ticks become forms filled in part, and nothing counts by itself."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortium.models import AuditEvent, FormDraft
from grants.actions.periods import open_period
from reporting.actions.cofinancing import receive_cofinancing
from reporting.actions.costs import enter_many
from reporting.actions.delivery import count_indicator, hold_activity
from reporting.actions.hours import enter_hours
from reporting.actions.reports import open_report, save_report_texts
from reporting.models import Activity, Expenditure, IndicatorValue, PartnerReport, TimeSheet
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.read_forms import kept_form
from tests.reporting.paperwork import begin, days, hourly_rate, month_sheet, seminar, voucher
from tests.reporting.views.test_questions import at_home, leads_to, url, words


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 9, 5)


def second_world() -> SimpleNamespace:
    """The first report holds something of every kind; the second is begun."""
    world = laid_out(signed_grant)
    first = begin(world)
    rows = [voucher("B1"), voucher("B2", net=Decimal("1200.00"))]
    once = voucher("B3", supplier="Trykkeriet", supplier_cvr="29189668", line="materials")
    enter_many(first, [*rows, once], by=world.pu, at=world.clock())
    for day in (3, 10):
        hold_activity(
            first,
            kind=seminar(),
            title="Velkomst",
            held_on=dt.date(2012, 5, day),
            place="Aarhus",
            responsible=world.aarhus,
            participants=40,
            by=world.pu,
            at=world.clock(),
        )
    receive_cofinancing(
        first,
        source="municipal",
        form="cash",
        contributor="Kommunen",
        received_on=dt.date(2012, 5, 1),
        document_ref="Brev 7",
        amount=Decimal(500),
        by=world.pu,
        at=world.clock(),
    )
    world.rate = hourly_rate(world)
    world.sheet = month_sheet(world, first, world.rate)
    count_indicator(
        first,
        indicator=world.indicator,
        women=3,
        men=2,
        evidence_note="Deltagerlister",
        by=world.pu,
        at=world.clock(),
    )
    save_report_texts(first, progress_text="Vi holdt møder.", by=world.pu, at=world.clock())
    world.clock.move_to(2012, 9, 3)
    coming = open_period(world.periods[1], by=world.pm, at=world.clock())
    world.first, world.report = (
        first,
        open_report(world.aarhus, coming, by=world.pu, at=world.clock()),
    )
    return world


@pytest.fixture
def second(db: None) -> SimpleNamespace:
    return laid_out(second_world)


def ticks(world: SimpleNamespace) -> dict[str, list[str]]:
    """Everything that the page offers."""
    form = at_home(world.pu).get(url("report-copy", world.report.pk)).context["form"]
    return {name: [str(key) for key, _label in f.choices] for name, f in form.fields.items()}


def copied(world: SimpleNamespace, **chosen: list[str]) -> Client:
    client = at_home(world.pu)
    answer = client.post(url("report-copy", world.report.pk), chosen or ticks(world))
    assert leads_to(answer) == url("report-detail", world.report.pk)
    return client


def draft(kind: str) -> FormDraft:
    return FormDraft.objects.filter(key__startswith=f"copy-{kind}")[0]


def going_on(client: Client, kind: str) -> tuple[str, dict[str, list[str]]]:
    """The form that the draft fills in, as the browser would send it."""
    kept = draft(kind)
    return kept.address, kept_form(client.get(f"{kept.address}?draft={kept.pk}"))


def test_what_recurs_is_offered_once_and_says_how_often(second):
    shown = words(at_home(second.pu).get(url("report-copy", second.report.pk)))
    assert "DSB: Togbilletter, Rejser, konto 4010 (2 gange, senest 1.200,00 kr.)" in shown
    assert "Trykkeriet" not in shown
    assert shown.count("Velkomst (Seminar)") == 1
    assert "Kommunen: Kommune" in shown
    assert "Em: 09.2012, 10.2012, 11.2012, 12.2012" in shown
    assert "Deltagerlister" in shown
    assert "Em: 01.2013, 02.2013" in shown[shown.index("Ingen timesats dækker") :]
    assert f"{url('report-texts', second.report.pk)}?start=progress_text" in shown


def test_what_was_not_in_the_last_report_does_not_come_again(second):
    second.clock.move_to(2013, 3, 1)
    third = open_period(second.periods[2], by=second.pm, at=second.clock())
    report = open_report(second.aarhus, third, by=second.pu, at=second.clock())
    form = at_home(second.pu).get(url("report-copy", report.pk)).context["form"]
    assert list(form.fields) == []


def test_copying_makes_no_row_and_no_event(second):
    models = (Expenditure, Activity, TimeSheet, IndicatorValue, AuditEvent)
    before = [model.objects.count() for model in models]
    copied(second)
    assert [model.objects.count() for model in models] == before
    assert FormDraft.objects.filter(user=second.pu).count() == 1 + 1 + 1 + 4 + 1


def test_a_copied_cost_lacks_all_that_makes_it_a_cost(second):
    client = copied(second)
    page, fields = going_on(client, "costs")
    assert page == url("expenditure-new", second.report.pk)
    assert (fields["supplier"], fields["text"]) == (["DSB"], ["Togbilletter"])
    assert fields["line"] == [str(Expenditure.objects.get(voucher_no="B2").line_id)]
    own = ("voucher_no", "invoice_no", "invoice_date", "delivery_date", "paid_on", "net", "vat")
    assert all(fields[name] == [""] for name in own)
    refused = client.post(page, fields)
    assert set(refused.context["form"].errors) >= {
        "voucher_no",
        "invoice_date",
        "delivery_date",
        "paid_on",
        "net",
    }
    assert not second.report.expenditure.exists()
    done = {
        **fields,
        "voucher_no": "C1",
        "invoice_no": "F-C1",
        "booking_no": "2012-C1",
        **dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), "4.9.2012"),
        "net": "900,00",
        "vat": "0,00",
    }
    assert client.post(page, done).status_code == 302
    assert second.report.expenditure.get().amount == Decimal("900.00")
    assert not FormDraft.objects.filter(key__startswith="copy-costs").exists()


def test_a_copied_activity_has_its_day_and_its_counts_open(second):
    client = copied(second)
    page, fields = going_on(client, "activities")
    assert (fields["title"], fields["place"]) == (["Velkomst"], ["Aarhus"])
    assert (fields["held_on"], fields["participants"]) == ([""], [""])
    errors = client.post(page, fields).context["form"].errors
    assert set(errors) == {"held_on", "participants", "companies"}


def test_a_copied_source_has_its_day_paper_and_amount_open(second):
    client = copied(second)
    page, fields = going_on(client, "cofinancing")
    assert (fields["contributor"], fields["source"]) == (["Kommunen"], ["municipal"])
    errors = client.post(page, fields).context["form"].errors
    assert set(errors) == {"received_on", "document_ref", "amount"}


def test_a_copied_month_has_its_rate_and_no_hours(second):
    client = copied(second)
    where = url("month", second.report.pk, second.employee.pk, "2012-09")
    kept = FormDraft.objects.get(address=where)
    fields = kept_form(client.get(f"{where}?draft={kept.pk}"))
    assert fields["rate"] == [str(second.rate.pk)]
    assert fields["is_cofinancing"] == ["on"]
    hours = {value for name, (value,) in fields.items() if re.search(r"-d\d\d$", name)}
    assert hours == {""}


def test_a_month_that_somebody_has_entered_meanwhile_is_not_emptied(second):
    client = copied(second)
    september = dt.date(2012, 9, 1)
    enter_hours(
        second.report,
        employee=second.employee,
        month=september,
        rate=second.rate,
        entries=days("7.4", month=september),
        by=second.em,
        at=second.clock(),
    )
    where = url("month", second.report.pk, second.employee.pk, "2012-09")
    kept = FormDraft.objects.get(address=where)
    answer = client.post(where, kept_form(client.get(f"{where}?draft={kept.pk}")))
    assert answer.status_code == 409
    assert TimeSheet.objects.get(month=september).hours == Decimal("7.40")


def test_a_copied_note_asks_for_its_count(second):
    client = copied(second)
    page, fields = going_on(client, "notes")
    number = second.indicator.pk
    assert fields[f"i{number}-evidence_note"] == ["Deltagerlister"]
    refused = client.post(page, fields)
    assert refused.status_code == 200
    assert "Skriv et tal, også hvis det er 0." in words(refused)
    assert client.post(page, {**fields, f"i{number}-women": "4"}).status_code == 302
    assert second.report.indicator_values.get().value == 4


def test_the_page_of_the_indicators_says_what_was_counted_last(second):
    shown = words(at_home(second.pu).get(url("report-indicators", second.report.pk)))
    assert "Sidste gang: 5 · Deltagerlister" in shown


def test_the_last_text_stands_beside_the_field_and_can_begin_it(second):
    client, page = at_home(second.pu), url("report-texts", second.report.pk)
    plain = client.get(page)
    assert "Det stod her i periode 1" in words(plain)
    assert kept_form(plain)["progress_text"] == [""]
    begun = kept_form(client.get(f"{page}?start=progress_text"))
    assert begun["progress_text"] == ["Vi holdt møder."]
    assert client.post(page, begun).status_code == 302
    second.report.refresh_from_db()
    assert second.report.progress_text == "Vi holdt møder."
    # A text that is written is not begun again, and no other field can be reached so.
    written = {**begun, "progress_text": ["Mit eget."]}
    fresh = kept_form(client.get(page))
    client.post(page, {**written, "edited_from": fresh["edited_from"]})
    for start in ("progress_text", "state", "edited_from"):
        again = kept_form(client.get(f"{page}?start={start}"))
        assert again["progress_text"] == ["Mit eget."]


def test_a_second_copy_writes_over_no_begun_form(second):
    chosen = ticks(second)
    client = copied(second)
    page, fields = going_on(client, "costs")
    client.post(page, {**fields, "net": "77,00"}, headers={"X-Autosave": "draft"})
    assert ticks(second) == {}
    again = client.post(url("report-copy", second.report.pk), chosen)
    assert again.status_code == 200
    assert draft("costs").fields["net"] == ["77,00"]


def test_the_begun_forms_are_listed_on_the_report_and_on_their_step(second):
    client = copied(second)
    shown = words(client.get(url("report-detail", second.report.pk)))
    assert "8 skemaer er påbegyndt og ikke sendt" in shown
    assert "DSB: Togbilletter" in shown
    assert "Em, 09.2012" in shown
    costs = words(client.get(url("report-costs", second.report.pk)))
    assert "DSB: Togbilletter" in costs
    assert "Em, 09.2012" not in costs
    # They are the writer's own.
    assert "DSB: Togbilletter" not in words(
        at_home(second.pa).get(url("report-detail", second.report.pk))
    )


def test_nothing_ticked_and_a_cpr_number_are_refused_in_words(second):
    client, page = at_home(second.pu), url("report-copy", second.report.pk)
    assert "Sæt kryds ved det, der skal kopieres." in words(client.post(page, {}))
    Expenditure.objects.filter(voucher_no="B2").update(text="Til 010203-1234")
    refused = words(client.post(page, ticks(second)))
    assert "Teksten indeholder noget, der ligner et CPR-nummer." in refused
    assert not FormDraft.objects.exists()
    client.cookies["django_language"] = "en"
    assert "Tick what shall be copied." in words(client.post(page, {}))


def test_the_first_report_has_nothing_to_copy_from(second):
    shown = words(at_home(second.pu).get(url("report-copy", second.first.pk)))
    assert "Det er den første rapport: der er intet at kopiere fra." in shown


def test_strangers_readers_and_a_locked_report(second):
    page = url("report-copy", second.report.pk)
    for person in (second.stranger, second.randers_pu, second.em):
        assert at_home(person).get(page).status_code == 404
        assert at_home(person).post(page, {}).status_code == 404
    for person in (second.pa, second.lc, second.au):
        assert at_home(person).get(page).status_code == 403
        assert at_home(person).post(page, {}).status_code == 403
    PartnerReport.objects.filter(pk=second.report.pk).update(state="submitted")
    answer = at_home(second.pu).post(page, {"costs": ["1"]})
    assert leads_to(answer) == url("report-detail", second.report.pk)
    assert not FormDraft.objects.exists()


def test_at_most_twelve_queries(second):
    client = copied(second)
    report = second.report.pk
    for name in ("copy", "detail", "costs", "hours", "activities", "indicators", "texts"):
        page = url(f"report-{name}", report)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        assert len(queries) <= 12, (name, len(queries), [one["sql"][:110] for one in queries])
