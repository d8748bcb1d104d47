"""A report that came back: its questions as a list of things to do, with old and new values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consortium.models import FormDraft
from reporting.actions.costs import change_expenditure, detach_evidence, enter_expenditure
from reporting.actions.evidence import prove_expenditure
from reporting.actions.hours import approve_time_sheets, sign_time_sheet
from reporting.actions.queries_answers import answer, ask, close_query
from reporting.actions.reports import (
    approve_report,
    save_report_texts,
    send_back_report,
    submit_report,
)
from reporting.actions.verification import return_report
from reporting.models import Expenditure, PartnerReport, Query
from reporting.queries.todo import Paper, todos_of
from tests.read_forms import kept_form, read_form
from tests.reporting.paperwork import (
    PDF,
    answered,
    begin,
    counted,
    hourly_rate,
    month_sheet,
    proved,
    voucher,
)

KEEP = {"X-Autosave": "draft"}
DUE = dt.date(2012, 7, 1)


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


def returned(world: SimpleNamespace) -> PartnerReport:
    """Two vouchers are reported; the controller asks about one of them and about the whole."""
    report = begin(world)
    world.item, world.other = proved(world, report), proved(world, report, "B2")
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    approve_report(report, by=world.pa, at=world.clock())
    submit_report(report, by=world.pa, at=world.clock())
    world.about_row = asked(world, report, "Hvilken tur?", world.item)
    world.about_all = asked(world, report, "Hvor er teksterne?", due_on=dt.date(2012, 6, 25))
    return return_report(report, by=world.lc2, at=world.clock())


def asked(
    world: SimpleNamespace,
    report: PartnerReport,
    text: str,
    item: Expenditure | None = None,
    due_on: dt.date = DUE,
) -> Query:
    return ask(report, text=text, due_on=due_on, expenditure=item, by=world.lc2, at=world.clock())


def at_home(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=args)


def leads_to(response: Any) -> str:
    """Where a redirect leads."""
    address: str = response.url
    return address


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def corrected(world: SimpleNamespace) -> None:
    """The partner halves the cost and attaches another paper; a text is written."""
    entry = voucher(net=Decimal("500.00"), vat=Decimal(0), line="external")
    change_expenditure(world.item, entry, by=world.pu, at=world.clock())
    prove_expenditure(
        world.item,
        content=PDF + b"program",
        name="program.pdf",
        role="other",
        by=world.pu,
        at=world.clock(),
    )
    report = world.item.report
    save_report_texts(report, progress_text="Vi rejste.", by=world.pu, at=world.clock())


def test_old_is_what_stood_when_it_was_asked_and_new_what_stands_now(world):
    report = returned(world)
    assert [todo.changes for todo in todos_of(report)] == [(), ()]
    corrected(world)
    whole, row = todos_of(report)
    assert (row.query, whole.query) == (world.about_row, world.about_all)
    said = {change.label: (change.old, change.new) for change in row.changes}
    assert said["Nettobeløb"] == ("1.000,00", "500,00")
    assert said["Indberettet støtteberettiget beløb"] == ("1.000,00", "500,00")
    assert said["Budgetpost"] == ("Rejser", "Ekstern bistand")
    assert row.papers == (Paper("program.pdf", "Andet", is_added=True),)
    (text,) = whole.changes
    assert (text.old, text.new) == ("", "Vi rejste.")


def test_a_second_question_compares_with_its_own_day(world):
    report = returned(world)
    corrected(world)
    for query in (world.about_row, world.about_all):
        answer(query, "Rettet", by=world.pu, at=world.clock())
    approve_report(report, by=world.pa, at=world.clock())
    submit_report(report, by=world.pa, at=world.clock())
    close_query(world.about_row, by=world.lc2, at=world.clock())
    world.item.refresh_from_db()
    again = asked(world, report, "Og hvorfor?", world.item)
    return_report(report, by=world.lc2, at=world.clock())
    found = {todo.query.pk: todo for todo in todos_of(report)}
    assert found[again.pk].changes == () == found[again.pk].papers
    assert found[world.about_row.pk].state == "closed"
    assert found[world.about_row.pk].changes
    detach_evidence(world.item.files.get(role="other"), by=world.pu, at=world.clock())
    found = {todo.query.pk: todo for todo in todos_of(report)}
    assert found[again.pk].papers == (Paper("program.pdf", "Andet", is_added=False),)


def test_the_report_s_page_is_the_list_and_each_answer_folds_away(world):
    report = returned(world)
    client, home = at_home(world.pu), url("report-detail", report.pk)
    first = words(client.get(home))
    assert "Projektholderen har returneret rapporten: 2 spørgsmål skal besvares" in first
    assert "6 af 7 trin er udfyldt (86 %).</strong> 2 ting mangler. 2 spørgsmål er åbne." in first
    assert first.index("Hvor er teksterne?") < first.index("Hvilken tur?")
    assert url("expenditure", report.pk, world.item.pk) in first
    for query in (world.about_row, world.about_all):
        where = url("query-answer", report.pk, query.pk)
        reply = {f"q{query.pk}-text": "Nu står det der.", "at": "report"}
        assert leads_to(client.post(where, reply)) == home
    done = words(client.get(home))
    assert "7 af 7 trin er udfyldt (100 %).</strong> Intet mangler." in done
    assert "Alle spørgsmål er besvaret" in done
    assert "Nu godkender din organisations godkender rapporten og sender den igen." in done
    assert done.count('<details class="house-fold">') == 2
    approver = words(at_home(world.pa).get(home))
    assert "Godkend rapporten, og send den igen." in approver
    assert url("report-check", report.pk) in approver


def test_the_page_says_the_same_in_english(world):
    report = returned(world)
    client = at_home(world.pu)
    client.cookies["django_language"] = "en"
    corrected(world)
    with translation.override("en"):
        shown = words(client.get(url("report-detail", report.pk)))
    assert "The lead has returned the report: 2 questions to answer" in shown
    assert "Changed since the question" in shown
    assert "<td>1,000.00</td><td><strong>500.00</strong></td>" in shown
    assert "Attached since: Other, program.pdf" in shown


def test_what_is_missing_besides_the_answers_is_said(world):
    report = returned(world)
    for query in (world.about_row, world.about_all):
        answer(query, "Rettet", by=world.pu, at=world.clock())
    enter_expenditure(report, voucher("B3"), by=world.pu, at=world.clock())
    shown = words(at_home(world.pa).get(url("report-detail", report.pk)))
    assert "Der mangler stadig noget andet, før rapporten kan godkendes og sendes igen." in shown


def test_a_report_that_its_approver_sends_back_still_shows_its_questions(world):
    report = returned(world)
    for query in (world.about_row, world.about_all):
        answer(query, "Rettet", by=world.pu, at=world.clock())
    approve_report(report, by=world.pa, at=world.clock())
    send_back_report(report, "Se bilag B1 igen", by=world.pa, at=world.clock())
    shown = words(at_home(world.pu).get(url("report-detail", report.pk)))
    assert "Alle spørgsmål er besvaret" in shown
    assert "Hvilken tur?" in shown


def test_an_answer_half_written_waits_on_every_device(world):
    report = returned(world)
    where = url("query-answer", report.pk, world.about_row.pk)
    field = f"q{world.about_row.pk}-text"
    told = at_home(world.pu).post(where, {field: "Turen til"}, headers=KEEP)
    assert set(told.json()) == {"kept"}
    assert Query.objects.get(pk=world.about_row.pk).answer == ""
    for page in (url("report-detail", report.pk), url("report-queries", report.pk)):
        other_device = at_home(world.pu)
        shown = other_device.get(page).content.decode()
        assert "Turen til</textarea>" in shown
        assert "Turen til</textarea>" not in at_home(world.pa).get(page).content.decode()
    assert leads_to(at_home(world.pu).get(f"{where}?draft=1")) == (
        f"{url('report-queries', report.pk)}#q{world.about_row.pk}"
    )
    client = at_home(world.pu)
    assert leads_to(client.post(where, {"draft": "discard"})) == url("report-queries", report.pk)
    assert not FormDraft.objects.exists()
    client.post(where, {field: "Turen til"}, headers=KEEP)
    assert client.post(where, {field: "Turen til Viborg"}).status_code == 302
    assert not FormDraft.objects.exists()


def test_the_refusals_stand_at_the_box(world):
    report = returned(world)
    where = url("query-answer", report.pk, world.about_row.pk)
    field = f"q{world.about_row.pk}-text"
    client = at_home(world.pu)
    page = client.post(where, {field: "Spørg 010203-1234"})
    assert page.status_code == 200
    assert "CPR" in words(page)
    assert "Spørg 010203-1234</textarea>" in page.content.decode()
    told = client.post(where, {field: "Spørg 010203-1234"}, headers=KEEP)
    assert told.status_code == 422
    assert client.post(where, {field: " "}).status_code == 200
    assert Query.objects.get(pk=world.about_row.pk).answer == ""


def test_strangers_and_readers(world):
    report = returned(world)
    where = url("query-answer", report.pk, world.about_row.pk)
    for person in (world.stranger, world.randers_pu, world.em):
        assert at_home(person).get(where).status_code == 404
        assert at_home(person).post(where, {}, headers=KEEP).status_code == 404
    for person in (world.lc, world.pa, world.au):
        assert at_home(person).post(where, {}, headers=KEEP).status_code == 403
        page = at_home(person).get(url("report-queries", report.pk)).content.decode()
        assert "Hvilken tur?" in page
        assert "<textarea" not in page
    assert not FormDraft.objects.exists()


def test_a_month_is_put_right_in_its_days_and_read_as_a_voucher(world):
    report = returned(world)
    sheet = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    cost = Expenditure.objects.get(time_sheet=sheet)
    Query.objects.filter(pk=world.about_all.pk).update(expenditure=cost)
    month = url("month", report.pk, world.employee.pk, "2012-03")
    page = url("report-queries", report.pk)
    for person in (world.pu, world.pa):
        assert f'href="{month}"' in words(at_home(person).get(page))
    for person in (world.lc, world.au):
        shown = words(at_home(person).get(page))
        assert f'href="{month}"' not in shown
        assert f'href="{url("expenditure", report.pk, cost.pk)}"' in shown


def test_the_list_asks_no_more_for_many_questions_than_for_two(world):
    report = returned(world)
    corrected(world)
    client = at_home(world.pu)
    pages = [url("report-detail", report.pk), url("report-queries", report.pk)]
    counts = []
    for _more in range(2):
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
            assert len(queries) <= 12, [one["sql"][:110] for one in queries]
        for number in range(5):
            Query.objects.create(
                report=report,
                expenditure=world.other,
                text=f"Og {number}?",
                due_on=DUE,
                asked_by=world.lc2,
                asked_at=world.clock(),
            )
    assert counts[:2] == counts[2:]


def test_yes_or_none_is_saved_when_it_is_chosen(world):
    report = begin(world)
    client, where = at_home(world.pu), url("report-answer", report.pk, "costs")
    for mode in ("save", "draft"):
        told = client.post(where, {"answer": "none"}, headers={"X-Autosave": mode})
        assert told.json()["saved"]
    report.refresh_from_db()
    assert report.expenditure_answer == "none"
    assert not FormDraft.objects.exists()
    assert leads_to(client.get(where)) == url("report-costs", report.pk)
    assert list(client.get(url("report-costs", report.pk)).context["messages"]) == []
    step = client.get(url("report-costs", report.pk)).content.decode()
    assert 'data-autosave="save"' in step


def test_the_whole_way_back_without_javascript(world):
    report = returned(world)
    client = at_home(world.pu)
    desk = words(client.get(url("desk")))
    home = url("report-detail", report.pk)
    for query in (world.about_row, world.about_all):
        assert f'href="{home}#q{query.pk}"' in desk
    cost = url("expenditure", report.pk, world.item.pk)
    assert f'href="{cost}"' in words(client.get(home))
    fields = kept_form(client.get(cost))
    assert client.post(cost, {**fields, "net": "900,00", "vat": "0,00"}).status_code == 302
    for query in (world.about_row, world.about_all):
        action = url("query-answer", report.pk, query.pk)
        box = read_form(client.get(home), action=action)
        reply = {**box, f"q{query.pk}-text": "Det er rettet."}
        assert client.post(action, reply, follow=True).request["PATH_INFO"] == home
    shown = words(client.get(home))
    assert "<td>1.000,00</td><td><strong>900,00</strong></td>" in shown
    assert '<meter min="0" max="7" value="7"' in shown
    approver = at_home(world.pa)
    for deed in ("report-approve", "report-submit"):
        check = url("report-check", report.pk)
        read_form(approver.get(check), action=url(deed, report.pk))
        assert approver.post(url(deed, report.pk)).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"
    assert report.expenditure.get(pk=world.item.pk).amount == Decimal("900.00")
