"""The calendar's pages, and the feed that a calendar program reads without logging in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.actions.notice_settings import choose_language, make_feed
from consortium.models import CalendarFeed
from reporting.actions.queries_answers import ask
from tests.consortium.calendars import day_of, events_of, summary_of, text_of
from tests.reporting import story

MINE = "/calendar/"
FEED = "/calendar/feed/"


@pytest.fixture
def today(settings):
    """A day on which the first half year is over and its reports are late."""
    settings.DEMO_DAY = dt.date(2012, 9, 20)
    settings.SITE_URL = "https://konsortium.example"


def reading(who):
    client = Client()
    client.force_login(who)
    return client


def page(who, address=MINE, **asked):
    return reading(who).get(address, asked).content.decode()


def late_part(text):
    return text.split('id="overdue"')[1].split("</section>")[0]


def test_the_lead_sees_who_is_late_with_what_for_how_long(world, today):
    text = page(world.pm, reverse("reporting:grant-calendar", args=["M-003"]))
    late = late_part(text)
    assert late.count("Rapport for periode 1") == 3
    assert "Partnerbruger: Pu" in late
    assert "Partnergodkender: Randers Pa" in late
    assert '<td class="number house-negative">10</td>' in late
    assert "10.9.2012" in late
    # The claim is due tomorrow, so it comes first among what is not late.
    months = text.split("</section>")[1]
    assert "September 2012" in months
    assert "Udbetalingsanmodning og rapport til fonden, periode 1" in months
    assert "Projektleder hos projektholder: Pm" in months


def test_a_partner_sees_its_own_days_and_no_names_of_others(world, today):
    text = page(world.pu)
    late = late_part(text)
    assert late.count("Rapport for periode 1") == 1
    assert "Randers" not in text
    assert "Partnerbruger: Pu" in late
    assert "Projektleder hos projektholder" in text
    assert "Projektleder hos projektholder: Pm" not in text


def test_every_link_of_a_readers_calendar_opens(world, today):
    report = story.submitted(world, world.aarhus, ["100.00"])
    due_on = dt.date(2012, 9, 25)
    ask(report, text="Hvad?", due_on=due_on, by=world.lc2, at=world.clock())
    for name in ("pm", "lc2", "ls", "au", "ma", "pu", "pa", "randers_pu"):
        client = reading(getattr(world, name))
        answer = client.get(MINE, {"ahead": "all"})
        lines = [line for _month, group in answer.context["months"] for line in group]
        for line in [*answer.context["overdue"], *lines]:
            assert client.get(line.url).status_code == 200, (name, line.url)


def test_the_calendar_is_filtered_by_partner_kind_and_distance(world, today):
    pm = reading(world.pm)

    def found(**asked):
        return pm.get(MINE, asked).context["found"]

    assert found(ahead="overdue") == 3
    assert found(ahead="overdue", partner=world.aarhus.pk) == 1
    assert found(ahead="all", kind="project_end") == 1
    assert found(ahead="3", kind="project_end") == 0
    assert found(ahead="3") < found(ahead="12") < found(ahead="all")
    assert found(ahead="12") == found()
    assert pm.get(MINE, {"partner": "nobody"}).status_code == 200
    assert "ligger længere fremme" in pm.get(MINE).content.decode()
    assert "Der er ingen frister." in page(world.pm, kind="hearing", ahead="all")


def test_a_stranger_finds_no_calendar(world, today):
    address = reverse("reporting:grant-calendar", args=["M-003"])
    assert reading(world.stranger).get(address).status_code == 404
    assert "Der er ingen frister." in page(world.stranger)
    assert Client().get(MINE).status_code == 302


def test_desk_and_overview_show_the_next_days(world, today):
    desk = page(world.pu, reverse("reporting:desk"))
    assert "Næste frister" in desk
    assert "Rapport for periode 1" in desk
    assert f'href="{MINE}"' in desk
    overview = page(world.pm, reverse("reporting:overview", args=["M-003"]))
    assert "Rapport for periode 1" in overview
    assert reverse("reporting:grant-calendar", args=["M-003"]) in overview


def secret_of(text):
    return text.split("https://konsortium.example/calendar/")[1].split(".ics")[0]


def test_a_feed_is_made_shown_once_changed_and_stopped(world, today):
    pu = reading(world.pu)
    assert "Dan en adresse" in pu.get(FEED).content.decode()
    made = pu.post(FEED)
    assert made["Cache-Control"].count("no-store") == 1
    first = secret_of(made.content.decode())
    outside = Client()
    assert outside.get(f"/calendar/{first}.ics").status_code == 200
    again = pu.get(FEED).content.decode()
    assert first not in again
    assert "Din kalender har haft sin adresse siden 20.9.2012" in again
    second = secret_of(pu.post(FEED).content.decode())
    assert outside.get(f"/calendar/{first}.ics").status_code == 404
    assert outside.get(f"/calendar/{second}.ics").status_code == 200
    pu.post(reverse("reporting:calendar-feed-revoke"))
    assert outside.get(f"/calendar/{second}.ics").status_code == 404
    assert not CalendarFeed.objects.exists()
    refused = pu.post(reverse("reporting:calendar-feed-revoke"))
    assert refused.status_code == 409
    assert "Din kalender har ingen adresse" in refused.content.decode()


def feed_of(world, who):
    secret = make_feed(by=who, at=world.clock())
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex"
    return answer.content


def test_the_feed_holds_what_its_owner_may_see_in_the_owners_language(world, today):
    events = events_of(feed_of(world, world.pu))
    summaries = [summary_of(event) for event in events]
    assert "Rapport for periode 1 (M-003, Aarhus)" in summaries
    assert not any("Randers" in summary for summary in summaries)
    [report] = [event for event in events if summary_of(event).startswith("Rapport for periode 1")]
    assert day_of(report) == dt.date(2012, 9, 10)
    assert report["UID"][1] == f"partner_report-{world.aarhus.pk}-1-1@konsortium.example"
    assert report["URL"][1].startswith("https://konsortium.example/desk/")
    assert "Venter på: Partnerbruger, Partnergodkender" in text_of(report["DESCRIPTION"][1])
    choose_language("en", by=world.pu, at=world.clock())
    english = [summary_of(event) for event in events_of(feed_of(world, world.pu))]
    assert "Report of period 1 (M-003, Aarhus)" in english


def test_the_same_days_keep_their_names_and_a_done_one_goes(world, today):
    def uids():
        return {event["UID"][1] for event in events_of(feed_of(world, world.pm))}

    before = uids()
    assert before == uids()
    story.submitted(world, world.aarhus, ["100.00"])
    assert before - uids() == {f"partner_report-{world.aarhus.pk}-1-1@konsortium.example"}


def test_who_may_no_longer_log_in_has_no_feed(world, today):
    secret = make_feed(by=world.pu, at=world.clock())
    world.pu.is_active = False
    world.pu.save()
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert Client().get("/calendar/guessed.ics").status_code == 404


def test_the_feed_takes_few_queries(world, today):
    secret = make_feed(by=world.pm, at=world.clock())
    with CaptureQueriesContext(connection) as asked:
        Client().get(f"/calendar/{secret}.ics")
    assert len(asked) <= 5
