"""The page of checks opens at once with the last run; a sender is held back with the way to it."""

from __future__ import annotations

import datetime as dt
import re
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.models import AuditEvent, Job
from consortium.models.aside import Aside
from grants.models import Grant
from reporting.actions import check_orders as orders
from reporting.actions.check_runs import _kept, run_checks
from reporting.actions.claims import issue_statement, send_to_auditor
from reporting.models import CheckRun, Expenditure
from reporting.queries.checks.base import Check, fault
from reporting.queries.checks.catalogue import Answer
from reporting.queries.gates import before_report
from reporting.tasks import check_ledger
from tests.cast import at
from tests.reporting import story
from tests.reporting.actions.test_gates import approved_without_evidence
from tests.reporting.paperwork import begin
from tests.reporting.queries.checks.test_faults import past_the_triggers

EN = {
    "again": "Check now",
    "queued": "Au has asked for the checks; they wait for their turn. The page looks again",
    "running": "The checks are being run for Au. The page looks again",
    "done": "The checks are being run for Au: 7 of 60 are done.",
    "silent": "The run came to no end",
    "failed": "The checks could not be run",
}
DA = {
    "again": "Kontrollér nu",
    "queued": "Au har bedt om kontrollerne; de venter på deres tur. Siden ser efter hvert",
    "running": "Kontrollerne køres for Au. Siden ser efter hvert",
    "done": "Kontrollerne køres for Au: 7 af 60 er færdige.",
    "silent": "Kørslen nåede ikke til ende",
    "failed": "Kontrollerne kunne ikke køres",
}


def page(client, user, *, language="en", ref="", post=False):
    client.force_login(user)
    client.cookies["django_language"] = language
    address = reverse("reporting:ledger-checks", args=[ref])
    return client.post(address, follow=True) if post else client.get(address)


def test_the_page_says_that_nothing_was_run_then_runs_and_keeps_it(client, world):
    quiet = page(client, world.au, ref=world.ref)
    assert "Not checked yet" in quiet.content.decode()
    assert not CheckRun.objects.exists()
    page(client, world.au, ref=world.ref, post=True)
    check_ledger.func(Job.objects.get().pk)
    done = page(client, world.au, ref=world.ref).content.decode()
    run = CheckRun.objects.get()
    assert "Everything is in order" in done
    assert "asked for by Au" in done
    assert (run.faulty, run.by) == (0, world.au)
    event = AuditEvent.objects.get(verb="checks.run")
    assert (event.chain, event.after["faults"]) == (world.ref, {})


@pytest.mark.parametrize(("language", "told"), [("en", EN), ("da", DA)])
def test_a_run_is_told_of_until_it_is_done(client, world, language, told, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def shown(*, post=False):
        answer = page(client, world.au, language=language, ref=world.ref, post=post)
        text = answer.content.decode()
        return (
            answer.get("Refresh"),
            re.sub(r"\s+", " ", text.split('<div role="status">')[1].split("</div>")[0]),
            told["again"] in text,
        )

    assert shown(post=True)[0] == "3"
    refresh, text, has_button = shown()
    assert (refresh, has_button) == ("3", False)
    assert told["queued"] in text
    job = Job.objects.get()
    # Pressed twice, it is one run.
    shown(post=True)
    assert Job.objects.get() == job
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat_at=timezone.now())
    assert told["running"] in shown()[1]
    began = timezone.now()
    with patch.object(orders, "told_aside", lambda _job: Aside(7, 60, began, began)):
        assert told["done"] in shown()[1]
    gone = timezone.now() - orders.SILENT_FOR - dt.timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=gone)
    refresh, text, has_button = shown()
    assert (refresh, has_button) == (None, True)
    assert told["silent"] in text
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED)
    assert told["failed"] in shown()[1]
    run_checks(world.grant, by=None, at=job.requested_at)
    assert told["failed"] not in shown()[1]


def test_a_nightly_run_is_shown_with_its_time_and_its_faulty_rows(client, world):
    Grant.objects.filter(pk=world.grant.pk).update(title="Et andet navn")
    run_checks(world.grant, by=None, at=at(2012, 6, 2))
    text = page(client, world.au, ref=world.ref).content.decode()
    assert "As of 02/06/2012 12:00, in the nightly run." in text
    assert "1 check found faults." in text
    assert reverse("reporting:object-history", args=["grants.grant", world.grant.pk]) in text
    danish = page(client, world.au, ref=world.ref, language="da").content.decode()
    assert "i den natlige kørsel" in danish
    assert "1 kontrol fandt fejl." in danish


def test_of_many_faults_some_stand_open_and_the_rest_is_folded(client, world, monkeypatch):
    monkeypatch.setattr("reporting.actions.check_runs.FAULTS_KEPT", 7)
    check = Check("A-35", "No CPR number in any text", lambda _scope: [])
    one = Answer(check, tuple(fault("A-35", world.grant, "%(what)s", what="x") for _n in range(9)))
    CheckRun.objects.create(grant=world.grant, at=at(2012, 6, 2), faulty=1, answers=[_kept(one)])
    text = page(client, world.au, ref=world.ref).content.decode()
    open_, folded = text.split('<details class="house-meanings"', 1)
    told = f"grants_grant {world.grant.pk}</a>: x"
    assert open_.count(told) == 5
    assert folded.count(told) == 2
    assert "5 of 9 faults are shown: show more" in folded
    assert "2 more of them." in folded
    danish = page(client, world.au, ref=world.ref, language="da").content.decode()
    assert "5 af 9 fejl er vist: vis flere" in danish


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("au", 200), ("ro", 200), ("lc", 200), ("pu", 404), ("pa", 404)),
        *(("ma", 404), ("rg", 404), ("stranger", 404)),
    ],
)
def test_who_may_see_and_run_the_checks(client, world, who, status):
    reader = getattr(world, who)
    assert page(client, reader, ref=world.ref).status_code == status
    assert page(client, reader, ref=world.ref, post=True).status_code == status


def test_an_approver_reads_the_warning_ticks_and_sends(client, world):
    report = approved_without_evidence(world)
    client.force_login(world.pa)
    client.cookies["django_language"] = "en"
    address = reverse("reporting:report-submit", args=[report.pk])
    held = client.post(address)
    text = held.content.decode()
    assert held.status_code == 409
    assert "the value lacks its source, count rule or evidence" in text
    assert reverse("reporting:report-indicators", args=[report.pk]) in text
    assert "I have read what the checks have found" in text
    seal = before_report(report).seal
    assert f'value="{seal}"' in text
    assert client.post(address, {"seen": "other"}).status_code == 409
    assert client.post(address, {"seen": seal}).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"


def test_a_fault_leads_to_the_partners_own_row_and_has_no_tick(client, world):
    report = approved_without_evidence(world)
    Expenditure.objects.filter(report=report).update(booking_no="")
    client.force_login(world.pa)
    text = client.post(reverse("reporting:report-submit", args=[report.pk])).content.decode()
    cost = Expenditure.objects.get(report=report)
    assert reverse("reporting:expenditure", args=[report.pk, cost.pk]) in text
    assert 'name="seen"' not in text


def test_a_claim_is_held_back_on_a_page_with_the_way_to_the_row(client, world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    claim = send_to_auditor(story.checked(world), by=world.pm, at=world.clock())
    issue_statement(claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    past_the_triggers("DELETE FROM reporting_expenditurefile WHERE role = 'payment'")
    client.force_login(world.ls)
    client.cookies["django_language"] = "en"
    held = client.post(reverse("reporting:claim-step", args=[claim.pk, "submit"]))
    text = held.content.decode()
    cost = Expenditure.objects.get(claim=claim)
    assert held.status_code == 409
    assert f"{cost.voucher_no} has no proof of payment." in text
    assert reverse("reporting:object-history", args=["reporting.expenditure", cost.pk]) in text
    claim.refresh_from_db()
    assert claim.state == "audited"


def test_the_page_of_a_report_is_no_slower_for_the_checks(
    client, world, django_assert_max_num_queries
):
    report = begin(world)
    client.force_login(world.pa)
    address = reverse("reporting:report-check", args=[report.pk])
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
