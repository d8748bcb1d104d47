"""What is typed and not saved is kept, offered, continued, thrown away (L1), and not shown."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from consortium.models import AuditEvent, FormDraft
from reporting.actions.reports import save_report_texts
from reporting.forms.month_grid import line_key
from reporting.models import Expenditure, PartnerReport
from tests.read_forms import conflict_form, kept_form
from tests.reporting.paperwork import begin, hourly_rate, month_sheet

KEEP = {"X-Autosave": "draft"}
SAVE = {"X-Autosave": "save"}


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def report(world: SimpleNamespace) -> PartnerReport:
    return begin(world)


def at_home(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=args)


def going_on(page: str) -> str:
    """The address at which the newest draft goes on."""
    return f"{page}?draft={FormDraft.objects.all()[0].pk}"


HALF = {"kind": "voucher", "text": "Togbilletter", "net": "1.2", "paid_on": "den 3."}


def test_a_half_filled_cost_is_kept_offered_and_continued(world, report):
    client, page = at_home(world.pu), url("expenditure-new", report.pk)
    answer = client.post(page, {**HALF, "draft-title": "Indtast en udgift"}, headers=KEEP)
    assert answer.status_code == 200
    assert set(answer.json()) == {"kept"}
    assert not Expenditure.objects.exists()
    draft = FormDraft.objects.get()
    assert (draft.user, draft.address, draft.title) == (world.pu, page, "Indtast en udgift")
    assert draft.fields == {name: [value] for name, value in HALF.items()}
    offered = client.get(page)
    assert going_on("") in offered.content.decode()
    assert kept_form(offered)["text"] == [""]
    fields = kept_form(client.get(going_on(page)))
    assert {name: fields[name] for name in HALF} == {name: [text] for name, text in HALF.items()}


def test_the_draft_ends_when_the_form_is_saved_and_not_before(world, report):
    client, page = at_home(world.pu), url("report-revenue", report.pk)
    typed = {"text": "Gebyr", "received_on": "1.5.2012", "amount": "x"}
    client.post(page, typed, headers=KEEP)
    assert client.post(page, typed).status_code == 200
    assert FormDraft.objects.exists()
    assert client.post(page, {**typed, "amount": "10"}).status_code == 302
    assert not FormDraft.objects.exists()
    assert report.revenues.count() == 1


def test_a_second_visit_writes_over_no_draft_of_the_first(world, report):
    client, page = at_home(world.pu), url("report-revenue", report.pk)
    first, second = (kept_form(client.get(page)) for _visit in range(2))
    client.post(page, {**first, "text": "Den første"}, headers=KEEP)
    client.post(page, {**second, "text": "Den anden"}, headers=KEEP)
    assert {draft.fields["text"][0] for draft in FormDraft.objects.all()} == {
        "Den første",
        "Den anden",
    }
    done = {**second, "text": "Salg", "received_on": "1.5.2012", "amount": "10"}
    assert client.post(page, done).status_code == 302
    # What was saved has no draft any more; the other one still waits, and goes on under its key.
    (draft,) = FormDraft.objects.all()
    assert draft.fields["text"] == ["Den første"]
    on = kept_form(client.get(going_on(page)))
    assert (on["text"], on["draft-key"]) == (["Den første"], first["draft-key"])


def test_a_draft_is_thrown_away_with_a_button(world, report):
    client, page = at_home(world.pu), url("report-cofinancing", report.pk)
    client.post(page, {"contributor": "Kommunen"}, headers=KEEP)
    answer = client.post(page, {"draft": "discard"})
    assertRedirects(answer, page, fetch_redirect_response=False)
    assert not FormDraft.objects.exists()


def test_a_continued_draft_still_meets_what_was_saved_meanwhile(world, report):
    client, page = at_home(world.pu), url("report-texts", report.pk)
    fields = {**kept_form(client.get(page)), "progress_text": "Min kladde"}
    client.post(page, fields, headers=KEEP)
    save_report_texts(report, progress_text="Gemt imens", by=world.pu, at=world.clock())
    continued = kept_form(client.get(going_on(page)))
    assert continued["progress_text"] == ["Min kladde"]
    answer = client.post(going_on(page), continued)
    assert conflict_form(answer)["theirs:progress_text"] == ["Gemt imens"]
    # The draft stays until one of the two is chosen.
    assert FormDraft.objects.exists()


def test_the_texts_are_saved_straight_into_the_report(world, report):
    client, page = at_home(world.pu), url("report-texts", report.pk)
    fields = kept_form(client.get(page))
    client.post(page, {**fields, "progress_text": "Vi hol"}, headers=KEEP)
    told = client.post(page, {**fields, "progress_text": "Vi holdt"}, headers=SAVE).json()
    report.refresh_from_db()
    assert report.progress_text == "Vi holdt"
    assert not FormDraft.objects.exists()
    # The page goes on from the version that it has made, and meets itself no more.
    fields["edited_from"] = [told["edited_from"]]
    more = client.post(page, {**fields, "progress_text": "Vi holdt et møde"}, headers=SAVE)
    assert more.status_code == 200
    assert more.json()["saved"]
    report.refresh_from_db()
    assert report.progress_text == "Vi holdt et møde"
    assert AuditEvent.objects.filter(verb="report.texts_saved").count() == 2
    assert list(client.get(page).context["messages"]) == []


def test_what_a_script_saves_overwrites_nobody_either(world, report):
    client, page = at_home(world.pu), url("report-texts", report.pk)
    fields = kept_form(client.get(page))
    save_report_texts(report, progress_text="Imens", by=world.pu, at=world.clock())
    answer = client.post(page, {**fields, "progress_text": "Mit"}, headers=SAVE)
    assert answer.status_code == 409
    report.refresh_from_db()
    assert report.progress_text == "Imens"


def test_a_month_is_kept_whole_with_what_cannot_be_read(world, report):
    month_sheet(world, report, hourly_rate(world))
    client = at_home(world.em)
    page = url("month", report.pk, world.employee.pk, "2012-03")
    line = line_key((None, ""))
    fields = {**kept_form(client.get(page)), f"{line}-d05": "syv", f"{line}-d01": ""}
    fields |= {"n7-task": "Møde", "n7-d06": "2"}
    fields.pop("is_cofinancing")
    assert client.post(page, fields, headers=KEEP).status_code == 200
    back = kept_form(client.get(going_on(page)))
    assert (back[f"{line}-d05"], back[f"{line}-d01"]) == (["syv"], [""])
    # A line that the script has added is there again, too.
    assert (back["n7-task"], back["n7-d06"]) == (["Møde"], ["2"])
    assert "is_cofinancing" not in back
    assert back["edited_from"] == fields["edited_from"]


def test_a_cpr_number_and_a_book_are_refused_in_words(world, report):
    client, page = at_home(world.pu), url("report-texts", report.pk)
    answer = client.post(page, {"next_text": "Ring til 010203-1234"}, headers=KEEP)
    assert answer.status_code == 422
    assert answer.json()["refused"].startswith("Teksten indeholder noget, der ligner et CPR-")
    client.cookies["django_language"] = "en"
    answer = client.post(page, {"next_text": "a" * 100_001}, headers=KEEP)
    assert answer.status_code == 422
    assert answer.json()["refused"] == (
        "The draft is larger than 100000 characters. Save the form, or shorten it."
    )
    assert not FormDraft.objects.exists()


def test_a_draft_has_the_rights_of_its_form(world, report):
    month = url("month", report.pk, world.employee.pk, "2012-03")
    pages = [url("report-texts", report.pk), url("expenditure-new", report.pk), month]
    for page in pages:
        for person in (world.stranger, world.randers_pu, world.rg):
            assert at_home(person).post(page, {"text": "x"}, headers=KEEP).status_code == 404
    for page in pages[:2]:
        for person in (world.lc, world.au, world.pa):
            assert at_home(person).post(page, {"text": "x"}, headers=KEEP).status_code == 403
    assert at_home(world.pa).post(month, {"n0-whole": "x"}, headers=KEEP).status_code == 403
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(world.pu)
    assert checked.post(pages[0], {"next_text": "x"}, headers=KEEP).status_code == 403
    assert Client().post(pages[0], {"next_text": "x"}, headers=KEEP).status_code == 302
    assert not FormDraft.objects.exists()


def test_nobody_sees_the_draft_of_another_but_that_somebody_is_there(world, report):
    page = url("report-texts", report.pk)
    at_home(world.pu).post(page, {"progress_text": "Hemmeligt"}, headers=KEEP)
    reader = at_home(world.pa)
    for where in (page, going_on(page), url("report-detail", report.pk)):
        shown = reader.get(where).content.decode()
        assert "Hemmeligt" not in shown
        assert "Pu har" in shown
    assert "Pu har" not in at_home(world.pu).get(page).content.decode()
    reader.post(page, {"draft": "discard"})
    assert FormDraft.objects.get().user == world.pu


def test_a_page_asks_one_question_for_drafts_and_presence(world, report):
    client, page = at_home(world.pu), url("report-texts", report.pk)
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    drafts = [query for query in asked if "consortium_formdraft" in query["sql"]]
    assert (len(drafts), len(asked) <= 12) == (1, True)
