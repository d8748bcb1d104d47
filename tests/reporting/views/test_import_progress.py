"""How far an import is, while it is being written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.urls import reverse

from consortium.models import Job
from consortium.models.aside import Aside, tell_aside
from reporting.actions import import_jobs
from reporting.actions.import_jobs import ROUNDED
from reporting.tasks import run_import
from tests.reporting.paperwork import begin
from tests.reporting.sheets import csv_bytes, row
from tests.reporting.views.test_imports import send, the_sheet


def test_the_page_says_how_many_rows_are_written_while_nobody_sees_them(
    world, client, monkeypatch, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(import_jobs, "QUICK_BYTES", 10)
    monkeypatch.setattr(import_jobs, "EVERY", 0.0)
    monkeypatch.setattr("consortium.models.bulk.BATCH", 2)
    monkeypatch.setattr("reporting.exchange.plain_rows.AT_ONCE", 2)
    report = begin(world)
    client.force_login(world.pu)
    send(client, report, csv_bytes([row(f"B{at}") for at in range(5)]))
    run_import.func(Job.objects.get().pk)
    client.post(reverse("reporting:sheet-write", args=[the_sheet().pk]))
    address = reverse("reporting:sheet-import", args=[the_sheet().pk])
    seen, tell = [], tell_aside

    def looking(job, aside):
        tell(job, aside)
        # Four seconds for each row that is written.
        monkeypatch.setattr(import_jobs, "told_aside", lambda _job: paced(aside))
        seen.append({one: page(client, address, one) for one in ("en", "da")})

    def paced(aside):
        return replace(aside, at=aside.began + dt.timedelta(seconds=4 * aside.done))

    monkeypatch.setattr(import_jobs, "tell_aside", looking)
    run_import.func(Job.objects.latest("pk").pk)
    assert report.expenditure.count() == 5
    assert [one["en"].split(": ")[1].split(".")[0] for one in seen] == [
        *("2 of 5 rows", "4 of 5 rows", "5 of 5 rows"),
    ]
    assert "About 12 seconds left." in seen[0]["en"] and "About 4 seconds left." in seen[1]["en"]
    assert "2 af 5 rækker" in seen[0]["da"] and "Cirka 12 sekunder tilbage." in seen[0]["da"]
    assert not list(tmp_path.glob("progress/*"))


def page(client, address, language):
    client.cookies["django_language"] = language
    return client.get(address).content.decode().split('role="status">')[1].split("<progress")[0]


def test_a_worker_that_writes_is_not_silent(world, monkeypatch):
    now = dt.datetime(2012, 6, 1, 8, 0, tzinfo=dt.UTC)
    long_ago = now - dt.timedelta(seconds=90)
    job = Job(state=Job.RUNNING, phase=import_jobs.WRITING, heartbeat_at=long_ago)
    for told, is_silent in ((None, True), (now, False), (long_ago - 2 * ROUNDED, True)):
        aside = told and Aside(5, 10, long_ago, told)
        monkeypatch.setattr(import_jobs, "told_aside", lambda _job, aside=aside: aside)
        assert import_jobs.is_silent(job, now) == is_silent
    job.phase = import_jobs.CHECKING
    monkeypatch.setattr(import_jobs, "told_aside", lambda _job: Aside(5, 10, long_ago, now))
    assert import_jobs.is_silent(job, now)
