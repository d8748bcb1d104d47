"""The pages of change requests, calls and decisions: for whom they open, what they do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grants.models import Call, Grant
from tests.grants.actions.test_changes import checked, filed, plan_without_randers, proposed
from tests.sample_files import pdf

LIST = "/grants/M-003/changes/"


def test_a_request_goes_its_whole_way_on_pages(world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_DAY = dt.date(2013, 2, 10)
    world.clock.move_to(2013, 2, 10)
    version = plan_without_randers(world)
    client.force_login(world.pm)
    sent = {
        "kind": "partner_withdrawn",
        "effective_from": "1.3.2013",
        "reason": "Partneren udtræder",
        "consequences": "Lead overtager",
        "grant_partner": world.randers.pk,
        "budget_version": version.pk,
    }
    answer = client.post(f"{LIST}new/", sent)
    assert (answer.status_code, answer.url) == (302, f"{LIST}1/")
    page = client.get(f"{LIST}1/").content.decode()
    assert "7.500.000,00" in page and "Tal før og efter" in page
    assert client.post(f"{LIST}1/propose/").status_code == 302
    client.force_login(world.lc)
    assert client.post(f"{LIST}1/check/", {"note": "Stemmer"}).status_code == 302
    client.force_login(world.pm)
    answer = client.post(f"{LIST}1/approve/", {"on": "10.2.2013", "note": "Brev"})
    assert "vedhæft fondens brev" in answer.content.decode()
    letter = SimpleUploadedFile("brev.pdf", pdf("brev"), "application/pdf")
    answer = client.post(f"{LIST}1/approve/", {"on": "10.2.2013", "note": "Brev", "file": letter})
    assert answer.status_code == 302
    change = world.grant.change_requests.get()
    assert change.carried_out_at and change.letter.name == "brev.pdf"
    evidence = client.get(f"/evidence/{change.letter_id}/")
    assert b"".join(evidence.streaming_content) == pdf("brev")
    client.force_login(world.stranger)
    assert client.get(f"/evidence/{change.letter_id}/").status_code == 404


def test_an_amendment_is_signed_on_its_page(world, client):
    world.clock.move_to(2012, 10, 1)
    change = checked(world, "period", new_ends_on=dt.date(2015, 12, 31))
    client.force_login(world.ma)
    day = world.clock().date()
    assert client.post(f"{LIST}1/approve/", {"on": f"{day:%d.%m.%Y}"}).status_code == 302
    client.force_login(world.ls)
    assert "Underskriv tillægget" in client.get(f"{LIST}1/").content.decode()
    assert client.post(f"{LIST}1/sign/").status_code == 302
    assert Grant.objects.get(pk=world.grant.pk).state == "amended"
    change.refresh_from_db()
    assert change.signed_by == world.ls


@pytest.mark.parametrize(
    ("who", "status"),
    [("pm", 200), ("ma", 404), ("rg", 404), ("pu", 404), ("randers_pu", 404), ("stranger", 404)],
)
def test_a_draft_is_the_leads_own(world, client, who, status):
    filed(world, "activity")
    client.force_login(getattr(world, who))
    assert client.get(f"{LIST}1/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("ma", 200), ("randers_pu", 200), ("pu", 404), ("stranger", 404)]
)
def test_what_is_proposed_is_seen_by_the_funder_and_by_whom_it_concerns(world, client, who, status):
    version = plan_without_randers(world)
    proposed(world, grant_partner=world.randers, budget_version=version)
    client.force_login(getattr(world, who))
    assert client.get(f"{LIST}1/").status_code == status


def test_the_funder_suspends_and_resumes_on_pages(world, client):
    client.force_login(world.ma)
    sent = {"on": "1.3.2012", "reason": "Uafklaret sag"}
    assert client.post("/grants/M-003/decision/suspend/", sent).status_code == 302
    assert Grant.objects.get(pk=world.grant.pk).state == "suspended"
    assert "Genoptag" in client.get("/grants/M-003/").content.decode()
    assert client.post("/grants/M-003/decision/resume/", sent).status_code == 302
    assert client.get("/grants/M-003/decision/explode/").status_code == 404
    client.force_login(world.lc)
    assert client.get("/grants/M-003/decision/suspend/").status_code == 403


def test_a_region_writes_opens_and_closes_a_call_on_pages(world, client):
    client.force_login(world.rg)
    sent = {
        "ref": "OPSLAG",
        "organisation": world.organisations["region"].pk,
        "title": "Regionalt konsortium søges",
        "text": "Administrationen søger et regionalt konsortium.",
        "fund": world.grant.fund_id,
        "ceiling": "15.000.000,00",
        "deadline": "1.3.2099",
    }
    assert client.post("/calls/new/", sent).url == "/calls/OPSLAG/"
    client.force_login(world.pm)
    assert client.get("/calls/OPSLAG/").status_code == 404
    client.force_login(world.rg)
    edited = {**sent, "title": "Nyt navn"}
    assert client.post("/calls/OPSLAG/edit/", edited).status_code == 302
    assert client.post("/calls/OPSLAG/open/").status_code == 302
    client.force_login(world.pm)
    assert "Nyt navn" in client.get("/calls/OPSLAG/").content.decode()
    assert client.get("/calls/OPSLAG/edit/").status_code == 403
    assert client.post("/calls/OPSLAG/close/").status_code == 403
    client.force_login(world.rg)
    assert client.post("/calls/OPSLAG/close/").status_code == 302
    assert Call.objects.get().state == "closed"
