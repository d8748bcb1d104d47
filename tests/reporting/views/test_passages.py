"""The pages of passages: who sees what, the way from asking to the paper, and the reminders."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from consortium.models import FormDraft, Notification
from reporting.actions.passages import return_passage, take_in_passage, withdraw_passage
from reporting.actions.reminders import remind
from reporting.models import Passage, SectionText
from reporting.queries.dates.base import scope_of_all
from reporting.queries.dates.catalogue import days_to_keep, what_text
from tests.copies import laid_out
from tests.read_forms import kept_form
from tests.reporting.full_story import reported
from tests.reporting.passing_story import WORDS, asked, asking, final_in, sent

DAY = dt.date(2012, 3, 2)


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = DAY


@pytest.fixture
def world(db) -> SimpleNamespace:
    return laid_out(asking)


def as_one(world: SimpleNamespace, name: str) -> Client:
    client = Client()
    client.force_login(getattr(world, name))
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"reporting:{name}", args=args)


def of_section(world: SimpleNamespace, name: str = "section-passages") -> str:
    return url(name, world.ref, 1, "authority", "economy")


def test_the_lead_asks_from_the_section_and_sees_who_has_answered(world):
    pm = as_one(world, "pm")
    text = pm.get(url("text-section", world.ref, 1, "authority", "economy"))
    assertContains(text, of_section(world))
    page = pm.get(of_section(world))
    for words in ("Aarhus", "Sendt", "Randers", "Udbedt", "højst 200 ord"):
        assertContains(page, words)
    assertContains(pm.get(url("text-list", world.ref, 1, "authority")), "1 af 2 er kommet")
    asks = of_section(world, "section-passages-ask")
    assertContains(pm.get(asks), "Er ingen valgt, gælder det alle, der ikke er spurgt endnu.")
    assertRedirects(pm.post(asks, {"due_on": "01.04.2012"}), of_section(world))
    assert Passage.objects.get(grant_partner=world.lead).due_on == dt.date(2012, 4, 1)
    refused = pm.post(asks, {"due_on": "01.04.2012"})
    assertContains(refused, "Alle partnere er allerede bedt om et tekstbidrag her.")


def test_a_partner_writes_from_its_desk_with_its_own_figures_beside(world, settings):
    reported(world)
    settings.DEMO_DAY = world.clock().date() + dt.timedelta(days=1)
    passage = return_passage(world.passage, question="Hvor mange?", by=world.pm, at=world.clock())
    pu, here = as_one(world, "pu"), url("passage", world.passage.pk)
    assertContains(pu.get(url("desk")), "Tekstbidrag om “Økonomi”")
    assertContains(pu.get(url("passage-list")), here)
    page = pu.get(here)
    assertContains(page, "Hvor mange?")
    assertContains(page, "Partnerens egne tal")
    figures = {one.label: one for one in page.context["figures"]}
    total = (
        sum(one.period for one in page.context["figures"] if one.unit == "kr")
        - figures["Udgifter i alt"].period
    )
    assert figures["Udgifter i alt"].period == total > 0
    form = kept_form(page)
    assertRedirects(pu.post(here, {**form, "body": "Fire."}), here)
    passage.refresh_from_db()
    assert (passage.body, passage.state) == ("Fire.", "returned")
    form = kept_form(pu.get(here))
    assertRedirects(pu.post(here, {**form, "body": "Fire i alt.", "send": "1"}), here)
    passage.refresh_from_db()
    assert (passage.body, passage.state, passage.sent_by) == ("Fire i alt.", "sent", world.pu)
    # Sent, it is only read.
    assertNotContains(pu.get(here), "textarea")


def test_what_is_typed_is_kept_and_two_writers_are_shown_both_versions(world):
    here = url("passage", world.other.pk)
    first, second = as_one(world, "randers_pu"), as_one(world, "randers_pu")
    form, old = kept_form(first.get(here)), kept_form(second.get(here))
    kept = first.post(here, {**form, "body": "Halv"}, headers={"X-Autosave": "draft"})
    assert (kept.status_code, FormDraft.objects.get().fields["body"]) == (200, ["Halv"])
    first.post(here, {**form, "body": "Et."})
    answer = second.post(here, {**old, "body": "To."})
    assert answer.status_code == 409
    assertContains(answer, "Et.", status_code=409)
    assert Passage.objects.get(pk=world.other.pk).body == "Et."


def test_the_lead_takes_in_returns_and_takes_out(world):
    pm, here = as_one(world, "pm"), url("passage", world.passage.pk)
    page = pm.get(here)
    assertContains(page, "Vi har holdt to seminarer.")
    returned = url("passage-step", world.passage.pk, "return")
    assertRedirects(pm.post(returned, {"question": "Hvornår?"}), here)
    sent(world, Passage.objects.get(pk=world.passage.pk))
    assertRedirects(pm.post(url("passage-take-in", world.passage.pk, "annex")), here)
    assertContains(pm.get(here), "Under teksten, i listen over tekstbidrag")
    back = url("passage-step", world.passage.pk, "put-back")
    assertRedirects(pm.post(back, {"reason": "Rettes"}), here)
    assertRedirects(pm.post(url("passage-take-in", world.passage.pk, "text")), here)
    assert SectionText.objects.get().body == f"Aarhus Kommune:\n\n{WORDS}"
    text = pm.get(url("text-section", world.ref, 1, "authority", "economy"))
    assertContains(text, "Vi har holdt to seminarer.")


def test_the_draft_of_the_paper_shows_the_list(world):
    take_in_passage(world.passage, place="annex", by=world.pm, at=world.clock())
    pm = as_one(world, "pm")
    page = pm.get(url("document-draft", world.ref, 1, "authority"))
    assertContains(page, "Aarhus Kommune")
    assertContains(page, "Vi har holdt to seminarer.")


def test_the_final_report_asks_for_passages_too(world):
    pm = as_one(world, "pm")
    here = url("final-passages", world.ref, "lessons")
    assertContains(pm.get(url("final-report", world.ref)), here)
    asks = url("final-passages-ask", world.ref, "lessons")
    assertRedirects(pm.post(asks, {"partners": ["1"], "due_on": "01.04.2012"}), here)
    passage = Passage.objects.get(part="lessons")
    assertContains(as_one(world, "pu").get(url("passage-list")), url("passage", passage.pk))
    assertContains(pm.get(url("passage", passage.pk)), "Partneren har ikke sendt det endnu.")
    assertContains(pm.get(url("final-report", world.ref)), "0 af 1 er kommet")
    assert pm.get(url("final-passages", world.ref, "nothing")).status_code == 404


def pages(world: SimpleNamespace) -> list[str]:
    return [
        of_section(world),
        of_section(world, "section-passages-ask"),
        url("final-passages", world.ref, "lessons"),
        url("final-passages-ask", world.ref, "lessons"),
        url("passage", world.passage.pk),
        url("passage-step", world.passage.pk, "return"),
        url("passage-take-in", world.passage.pk, "text"),
    ]


@pytest.mark.parametrize("who", ["stranger", "em", "randers_pu", "ma"])
def test_others_find_nothing(world, who):
    client = as_one(world, who)
    for address in pages(world):
        assert client.get(address).status_code in (404, 405), address
        assert client.post(address, {"question": "x"}).status_code in (404, 405), address


def test_there_is_no_list_for_who_has_no_desk(world):
    for who in ("stranger", "em", "ma"):
        assert as_one(world, who).get(url("passage-list")).status_code == 404


def test_the_auditor_reads_all_and_writes_nothing(world):
    au = as_one(world, "au")
    assertContains(au.get(url("passage", world.passage.pk)), "Vi har holdt to seminarer.")
    assertContains(au.get(of_section(world)), "Randers")
    for address in (
        of_section(world, "section-passages-ask"),
        url("passage", world.passage.pk),
        url("passage-step", world.passage.pk, "return"),
        url("passage-take-in", world.passage.pk, "text"),
    ):
        assert au.post(address, {"question": "x"}).status_code == 403, address


def test_the_partners_approver_reads_and_does_not_write(world):
    pa, here = as_one(world, "pa"), url("passage", world.passage.pk)
    assertContains(pa.get(here), "Vi har holdt to seminarer.")
    assert pa.post(here, {"body": "x"}).status_code == 403
    assert pa.post(url("passage-take-in", world.passage.pk, "text")).status_code == 403


def test_a_draft_is_its_partners_own_until_it_is_sent(world):
    other = url("passage", world.other.pk)
    as_one(world, "randers_pu").post(other, {"body": "Kun vores."})
    assertNotContains(as_one(world, "au").get(other), "Kun vores.")
    assertContains(as_one(world, "randers_pu").get(other), "Kun vores.")


def passages_due(on: dt.date) -> list[tuple[str, str]]:
    days = days_to_keep(scope_of_all(), on=on)
    return [(str(due.partner), what_text(due, "da")) for due in days if due.kind.code == "passage"]


def test_the_partner_is_reminded_by_mail_before_the_day_and_the_lead_hears_when_it_is_late(world):
    due_on = world.other.due_on
    assert passages_due(DAY) == [("Randers", "Tekstbidrag om “Økonomi”")]
    world.clock.move_to(*(due_on - dt.timedelta(days=7)).timetuple()[:3])
    remind(at=world.clock())
    [told] = Notification.objects.filter(verb="reminder", url=url("passage", world.other.pk))
    assert told.recipient == world.randers_pu
    assert "Økonomi" in told.params["number"]
    world.clock.move_to(*(due_on + dt.timedelta(days=5)).timetuple()[:3])
    remind(at=world.clock())
    late = Notification.objects.filter(verb="reminder.overdue", url=url("passage", world.other.pk))
    assert {one.recipient for one in late} >= {world.pm, world.lc}
    withdraw_passage(world.other, reason="x", by=world.pm, at=world.clock())
    assert passages_due(due_on) == []


def test_the_passage_of_a_final_report_is_a_day_to_keep_too(world):
    asked(world, final_in(world), world.aarhus)
    assert ("Aarhus", "Tekstbidrag om “Vigtigste erfaringer”") in [
        (partner, words) for partner, words in passages_due(DAY)
    ]
