"""The pages of a project's end, of a reopening, and of how the work flows."""

from __future__ import annotations

import pytest

from grants.actions.periods import close_period
from reporting.models import Closure, LegalHold
from reporting.rules.workflows import WORKFLOWS
from tests.reporting import story

PAGE = "/grants/M-003/closure/"
REOPEN = "/grants/M-003/periods/1/reopen/"


def test_what_is_open_is_listed_with_links(world, client):
    story.submitted(world, world.aarhus, ["100.00"])
    client.force_login(world.lc)
    assert client.post(f"{PAGE}open/").status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Der er ingen slutanmodning" in page
    assert 'href="/grants/M-003/verification/"' in page
    client.force_login(world.ls)
    assert "Afslut projektet" not in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}settle/")
    assert "Der er ingen slutanmodning" in answer.content.decode()
    assert Closure.objects.get().state == "open"


def test_a_settled_project_says_no_on_its_pages(world, client):
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    story.settled(world, story.checked(world, is_final=True))
    client.force_login(world.lc)
    client.post(f"{PAGE}open/")
    client.force_login(world.ls)
    assert "Afslut projektet" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}settle/").status_code == 302
    client.force_login(world.lc)
    assert "Opbevaringen er ikke begyndt" in client.get(PAGE).content.decode()
    sent = {"programme_closed_on": "30.6.2018", "accounts_on": "", "last_aid_on": ""}
    assert client.post(f"{PAGE}days/", sent).status_code == 302
    assert "30.6.2021" in client.get(PAGE).content.decode()
    client.force_login(world.pm)
    answer = client.post("/grants/M-003/changes/new/", {})
    assert answer.status_code == 200
    client.force_login(world.pm)
    answer = client.post("/grants/M-003/periods/2/open/")
    assert "M-003 er afsluttet og kan kun læses" in answer.content.decode()


def test_a_hold_is_placed_and_lifted(world, client):
    client.force_login(world.lc)
    sent = {"starts_on": "1.3.2012", "asked_by": "Kommissionen", "reason": "Revision"}
    assert client.post(f"{PAGE}holds/new/", sent).status_code == 302
    hold = LegalHold.objects.get()
    assert "Kommissionen" in client.get(PAGE).content.decode()
    sent = {"ends_on": "2.3.2012", "reason": "Lukket"}
    assert client.post(f"{PAGE}holds/{hold.pk}/lift/", sent).status_code == 302
    for who, status in (("pm", 403), ("stranger", 404), ("pu", 404)):
        client.force_login(getattr(world, who))
        assert client.get(f"{PAGE}holds/new/").status_code == status


def test_a_reopening_is_asked_for_and_signed(world, client):
    close_period(world.period, by=world.lc, at=world.clock())
    client.force_login(world.ls)
    assert "Ingen har bedt om" in client.get(REOPEN).content.decode()
    client.force_login(world.lc)
    assert client.post(REOPEN, {"reason": "Et bilag mangler"}).status_code == 302
    assert "Underskriv genåbningen" not in client.get(REOPEN).content.decode()
    client.force_login(world.ls)
    assert "Underskriv genåbningen" in client.get(REOPEN).content.decode()
    assert client.post(f"{REOPEN}sign/").status_code == 302
    world.period.refresh_from_db()
    assert world.period.state == "reopened"


@pytest.mark.parametrize(("language", "words"), [("da", "Sådan forløber"), ("en", "How the work")])
def test_how_the_work_flows_is_open_to_every_reader(world, client, language, words):
    client.cookies["django_language"] = language
    client.force_login(world.stranger)
    page = client.get("/workflow/").content.decode()
    assert words in page
    assert page.count('<svg class="house-flow"') == len(WORKFLOWS)
    client.force_login(world.pm)
    assert 'href="/workflow/"' in client.get("/grants/").content.decode()
