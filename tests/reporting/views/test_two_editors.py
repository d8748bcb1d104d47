"""Two people at one page of a report: the second is shown both versions and chooses (L15)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from consortium.models import AuditEvent
from reporting.actions.cofinancing import record_revenue
from reporting.actions.delivery import count_indicator, hold_activity
from reporting.actions.hours import enter_hours
from reporting.actions.queries_answers import answer
from reporting.actions.reports import save_report_texts
from reporting.forms.month_grid import line_key
from reporting.models import (
    Activity,
    Expenditure,
    IndicatorValue,
    PartnerReport,
    PayRate,
    Query,
    TimeEntry,
)
from tests.read_forms import Fields, conflict_form, kept_form, read_form
from tests.reporting.paperwork import begin, days, hourly_rate, month_sheet, proved, seminar

JULY = dt.date(2012, 7, 1)


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def report(world: SimpleNamespace) -> PartnerReport:
    return begin(world)


class Browser:
    """One person's browser at one page."""

    def __init__(self, person: Any, name: str, *args: Any) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.url = reverse(name if ":" in name else f"reporting:{name}", args=args)
        self.page = self.client.get(self.url)
        self.fields: Fields = kept_form(self.page)

    def send(self, **changes: str | list[str]) -> Any:
        """Send the page's form with *changes*, and stay with what it showed."""
        return self.client.post(self.url, {**self.fields, **changes})


def texts(world: SimpleNamespace, report: PartnerReport) -> Browser:
    return Browser(world.pu, "report-texts", report.pk)


def test_the_second_editor_of_the_texts_sees_both_and_loses_nothing(world, report):
    mine, theirs = texts(world, report), texts(world, report)
    assert theirs.send(progress_text="Deres").status_code == 302
    reply = mine.send(progress_text="Mit", next_text="Min plan")
    assert reply.status_code == 409
    report.refresh_from_db()
    assert (report.progress_text, report.next_text) == ("Deres", "")
    page = reply.content.decode()
    assert "Deres" in page and "Mit" in page and "Min plan" in page
    # Only I planned, so mine is suggested; both wrote what was done, so I am asked.
    told = {one.name: one.suggested for one in reply.context["different"]}
    assert told == {"progress_text": "", "next_text": "mine"}
    assert [one.name for one in reply.context["same"]] == ["deviation_text"]
    assert reply.context["person"] == "Pu"


def test_what_only_the_other_changed_is_suggested_from_the_other(world, report):
    mine, theirs = texts(world, report), texts(world, report)
    theirs.send(deviation_text="Deres")
    reply = mine.send(next_text="Min plan")
    assert reply.status_code == 409
    picked = {one.name: one.suggested for one in reply.context["different"]}
    assert picked == {"deviation_text": "theirs", "next_text": "mine"}
    # The page as it stands, sent without another click, keeps both changes.
    fields = {**conflict_form(reply), "merge": "chosen"}
    assert mine.client.post(mine.url, fields).status_code == 302
    report.refresh_from_db()
    assert (report.deviation_text, report.next_text) == ("Deres", "Min plan")


def test_all_of_mine_is_saved_over_it_and_that_is_in_the_log(world, report):
    mine, theirs = texts(world, report), texts(world, report)
    theirs.send(progress_text="Deres\r\nto linjer")
    fields = {**conflict_form(mine.send(progress_text="Mit\r\nto linjer")), "merge": "mine"}
    assert mine.client.post(mine.url, fields).status_code == 302
    report.refresh_from_db()
    assert report.progress_text == "Mit\r\nto linjer"
    over, saved = AuditEvent.objects.filter(chain=world.ref).order_by("-number")[:2][::-1]
    assert (over.verb, saved.verb) == ("edit.saved_over", "report.texts_saved")
    assert over.before["version"] < over.after["version"]
    assert saved.before["progress_text"].startswith("Deres")


def test_theirs_is_kept_with_one_button(world, report):
    mine, theirs = texts(world, report), texts(world, report)
    theirs.send(progress_text="Deres")
    fields = {**conflict_form(mine.send(progress_text="Mit")), "draft": "discard"}
    reply = mine.client.post(mine.url, fields)
    assertRedirects(reply, mine.url, fetch_redirect_response=False)
    report.refresh_from_db()
    assert report.progress_text == "Deres"


def test_a_third_save_meanwhile_is_not_overwritten_either(world, report):
    mine, theirs = texts(world, report), texts(world, report)
    theirs.send(progress_text="Deres")
    fields = {**conflict_form(mine.send(progress_text="Mit")), "merge": "mine"}
    now = world.clock()
    save_report_texts(report, progress_text="Tredje", by=world.pu, at=now)
    again = mine.client.post(mine.url, fields)
    assert again.status_code == 409
    report.refresh_from_db()
    assert report.progress_text == "Tredje"
    assert again.context["different"][0].theirs == "Tredje"
    assert again.context["different"][0].mine == "Mit"


def test_an_answer_meanwhile_does_not_disturb_the_texts(world, report):
    mine = texts(world, report)
    save_report_texts(report, hours_answer="none", by=world.pu, at=world.clock())
    assert mine.send(progress_text="Mit").status_code == 302
    report.refresh_from_db()
    assert (report.hours_answer, report.progress_text) == ("none", "Mit")


def test_the_same_answer_of_two_people_is_compared(world, report):
    client = Client()
    client.force_login(world.pu)
    step = reverse("reporting:report-revenue", args=[report.pk])
    url = reverse("reporting:report-answer", args=[report.pk, "revenue"])
    fields = read_form(client.get(step), action=url)
    save_report_texts(report, revenue_answer="none", by=world.pu, at=world.clock())
    reply = client.post(url, {**fields, "answer": "yes"})
    merge = conflict_form(reply)
    assert [one.theirs for one in reply.context["different"]] == ["Ingen i denne periode"]
    kept = client.post(url, {**merge, "draft": "discard"})
    assertRedirects(kept, step, fetch_redirect_response=False)
    assert client.post(url, {**merge, "merge": "mine"}).status_code == 302
    report.refresh_from_db()
    assert report.revenue_answer == "yes"


def test_a_cost_is_not_overwritten(world, report):
    item = proved(world, report)
    mine = Browser(world.pu, "expenditure", report.pk, item.pk)
    theirs = Browser(world.pu, "expenditure", report.pk, item.pk)
    assert theirs.send(net="900,50", text="Tog").status_code == 302
    reply = mine.send(net="800,00")
    assert reply.status_code == 409
    sides = {one.name: (one.mine, one.theirs) for one in reply.context["different"]}
    assert sides == {"net": ("800,00", "900,50"), "text": ("Togbilletter", "Tog")}
    assert str(Expenditure.objects.get().net) == "900.50"
    fields = {**conflict_form(reply), "merge": "chosen", "pick:net": "mine"}
    assert mine.client.post(mine.url, fields).status_code == 302
    item.refresh_from_db()
    assert (str(item.net), item.text) == ("800.00", "Tog")


def test_an_activity_is_not_overwritten(world, report):
    held = hold_activity(
        report,
        kind=seminar(),
        title="Velkomst",
        held_on=dt.date(2012, 5, 3),
        responsible=world.aarhus,
        by=world.pu,
        at=world.clock(),
    )
    mine, theirs = (Browser(world.pu, "activity", report.pk, held.pk) for _browser in range(2))
    assert theirs.send(participants="40").status_code == 302
    reply = mine.send(title="Velkommen")
    fields = {**conflict_form(reply), "merge": "chosen"}
    assert mine.client.post(mine.url, fields).status_code == 302
    kept = Activity.objects.get()
    assert (kept.title, kept.participants) == ("Velkommen", 40)


def test_a_count_is_not_overwritten_and_a_first_count_neither(world, report):
    def opened():
        return Browser(world.pu, "report-indicators", report.pk)

    prefix = f"i{world.indicator.pk}"
    mine = opened()
    count_indicator(
        report, indicator=world.indicator, women=3, men=2, by=world.pu, at=world.clock()
    )
    changed = {f"{prefix}-women": "9", f"{prefix}-men": "2"}
    reply = mine.send(**changed)
    assert reply.status_code == 409
    assert reply.context["different"][0].label.startswith("Deltagere i aktiviteter: ")
    assert IndicatorValue.objects.get().women == 3
    fields = {**conflict_form(reply), "merge": "mine"}
    assert mine.client.post(mine.url, fields).status_code == 302
    assert IndicatorValue.objects.get().women == 9


def test_a_month_is_not_overwritten_day_by_day(world, report):
    rate = hourly_rate(world)
    month_sheet(world, report, rate)
    where = ("month", report.pk, world.employee.pk, "2012-03")
    mine, theirs = Browser(world.em, *where), Browser(world.pu, *where)
    line, new = line_key((None, "")), line_key((None, "Møde"))
    added = {"n0-task": "Møde", "n0-d01": "1"}
    assert theirs.send(**{f"{line}-d05": "3", **added}).status_code == 302
    reply = mine.send(**{f"{line}-d06": "4", "n0-task": "Rejse", "n0-d07": "2"})
    assert reply.status_code == 409
    picked = {one.name: one.suggested for one in reply.context["different"]}
    assert picked == {
        f"{line}-d05": "theirs",
        f"{new}-task": "theirs",
        f"{new}-d01": "theirs",
        f"{line}-d06": "mine",
        "n0-task": "mine",
        "n0-d07": "mine",
    }
    fields = {**conflict_form(reply), "merge": "chosen"}
    assert mine.client.post(mine.url, fields).status_code == 302
    hours = [(row.task, f"{row.day:%d}", str(row.hours)) for row in TimeEntry.objects.all()]
    assert sorted(hours) == [
        ("", "01", "7.40"),
        ("", "02", "7.40"),
        ("", "03", "5.20"),
        ("", "05", "3.00"),
        ("", "06", "4.00"),
        ("Møde", "01", "1.00"),
        ("Rejse", "07", "2.00"),
    ]


def test_a_month_that_somebody_has_begun_meanwhile_is_not_overwritten(world, report):
    rate = hourly_rate(world)
    mine = Browser(world.em, "month", report.pk, world.employee.pk, "2012-03")
    enter_hours(
        report,
        employee=world.employee,
        month=dt.date(2012, 3, 1),
        rate=rate,
        entries=days("7.4"),
        by=world.pu,
        at=world.clock(),
    )
    assert mine.send(**{"n0-d02": "4"}).status_code == 409
    assert TimeEntry.objects.get().day == dt.date(2012, 3, 1)


def test_a_rate_does_not_take_the_place_of_another_unseen(world, report):
    mine = Browser(world.pu, "rate-new")
    hourly_rate(world)
    data = {
        "employee": str(world.employee.pk),
        "method": "annual",
        "valid_from": "1.1.2012",
        "valid_to": "31.12.2012",
        "gross_cost": "700.000,00",
        "payroll_ref": "LØN-2012",
    }
    reply = mine.send(**data)
    assert reply.status_code == 409
    sides = {one.name: (one.mine, one.theirs) for one in reply.context["different"]}
    assert sides["gross_cost"] == ("700.000,00", "602000,00")
    assert str(PayRate.objects.get().gross_cost) == "602000.00"
    fields = {**conflict_form(reply), "merge": "mine"}
    assert mine.client.post(mine.url, fields).status_code == 302
    assert str(PayRate.objects.get().gross_cost) == "700000.00"


def test_the_answer_to_a_question_is_not_overwritten(world, report):
    asked = Query.objects.create(
        report=report, text="Hvad?", due_on=JULY, asked_by=world.lc, asked_at=world.clock()
    )
    client, listed = Client(), reverse("reporting:report-queries", args=[report.pk])
    client.force_login(world.pu)
    url = reverse("reporting:query-answer", args=[report.pk, asked.pk])
    fields = read_form(client.get(listed), action=url)
    answer(asked, "Deres", by=world.pu, at=world.clock())
    refused = client.post(url, {**fields, f"q{asked.pk}-text": "Mit"})
    merge = conflict_form(refused)
    kept = client.post(url, {**merge, "draft": "discard"})
    assertRedirects(kept, listed, fetch_redirect_response=False)
    assert client.post(url, {**merge, "merge": "mine"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "Mit"


def test_a_form_without_its_version_is_an_import_not_an_edit(world, report):
    client = Client()
    client.force_login(world.pu)
    url = reverse("reporting:report-texts", args=[report.pk])
    assert client.post(url, {"progress_text": "Uden side"}).status_code == 302
    damaged = client.post(url, {"progress_text": "x", "edited_from": "{"})
    assert damaged.context["form"].errors == {
        "edited_from": ["Formularen er beskadiget. Åbn siden igen."]
    }


def test_new_rows_never_collide(world, report):
    mine = Browser(world.pu, "report-revenue", report.pk)
    day = dt.date(2012, 5, 1)
    record_revenue(
        report, text="Gebyr", received_on=day, amount=Decimal(5), by=world.pu, at=world.clock()
    )
    assert mine.send(text="Salg", received_on="1.5.2012", amount="10").status_code == 302
