"""Checks in the background: ordered, run once, begun anew after a dead worker, in nobody's way."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent, Job
from consortium.models.aside import told_aside
from consortium.models.one_moment import one_moment
from grants.models import Grant
from reporting.actions import check_orders as orders
from reporting.actions import check_runs
from reporting.documents.recomputed import ALL_CHECKS
from reporting.models import CheckRun
from reporting.queries.checks import catalogue
from reporting.tasks import check_ledger
from tests.reporting.said import said


def ordered(world):
    return orders.order_checks(world.grant, by=world.au, at=world.clock())


def test_an_order_is_an_event_and_its_run_is_made_once(world, settings, tmp_path):
    settings.VAR_DIR, settings.DEMO_DAY = tmp_path, world.clock.now.date()
    job = ordered(world)
    event = AuditEvent.objects.get(verb="checks.ordered")
    assert (event.chain, event.by, event.after["job"]) == (world.ref, world.au, job.pk)
    check_ledger.func(job.pk)
    check_ledger.func(job.pk)
    job.refresh_from_db()
    run = CheckRun.objects.get()
    assert (job.state, job.attempts, run.by, len(run.answers)) == (
        *(Job.DONE, 1, world.au),
        len(ALL_CHECKS),
    )
    assert ordered(world) != job


def test_a_second_order_is_refused_while_the_first_is_alive(world):
    job = ordered(world)
    english = "The checks of M-003 are being run already; this page shows what they answer."
    danish = "Kontrollerne af M-003 køres allerede; siden her viser, hvad de svarer."
    for state in (Job.QUEUED, Job.RUNNING):
        Job.objects.filter(pk=job.pk).update(state=state)
        with pytest.raises(orders.ChecksUnderWay) as refused:
            ordered(world)
        assert said(refused, "en") == english
        assert said(refused, "da") == danish
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - dt.timedelta(minutes=4))
    # Its worker has died: the same work is begun anew, and counts as one.
    assert ordered(world) == job
    job.refresh_from_db()
    assert (job.state, Job.objects.count()) == (Job.QUEUED, 1)


def test_whoever_may_not_see_the_ledger_orders_nothing(world):
    with pytest.raises(NotAllowed):
        orders.order_checks(world.grant, by=world.pu, at=world.clock())
    assert not Job.objects.exists()


def test_progress_is_told_and_a_run_that_fails_can_be_ordered_again(
    world, settings, tmp_path, monkeypatch
):
    settings.VAR_DIR, settings.DEMO_DAY = tmp_path, world.clock.now.date()
    job, seen = ordered(world), []
    wanted = catalogue.answers

    def broken(*given):
        for number, answer in enumerate(wanted(*given)):
            if number:
                if connection.vendor == "postgresql":
                    # Whoever looks from a transaction of its own sees what is told at once.
                    connection.cursor().execute("SELECT pg_stat_clear_snapshot()")
                job.refresh_from_db()
                seen.append((orders.checks_done(job), orders.is_silent(job)))
            if number == 2:
                raise RuntimeError("the machine stops")
            yield answer

    monkeypatch.setattr(check_runs, "answers", broken)
    with pytest.raises(RuntimeError, match="the machine stops"):
        check_ledger.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.FAILED, "RuntimeError: the machine stops")
    assert seen == [((1, len(ALL_CHECKS)), False), ((2, len(ALL_CHECKS)), False)]
    assert orders.checks_done(job) == (0, 0)
    assert not CheckRun.objects.exists()
    assert connection.vendor == "postgresql" or told_aside(job) is None
    assert ordered(world) != job


@pytest.mark.django_db(transaction=True)
def test_nobody_who_writes_waits_for_the_reading(world):
    def rename():
        Grant.objects.filter(pk=world.grant.pk).update(title="Et nyt navn")
        connection.close()

    with one_moment():
        before = Grant.objects.get(pk=world.grant.pk).title
        writer = threading.Thread(target=rename)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        # What was written meanwhile belongs to the next moment.
        assert Grant.objects.get(pk=world.grant.pk).title == before
    assert Grant.objects.get(pk=world.grant.pk).title == "Et nyt navn"
    own: Any = connection
    assert own.vendor == "postgresql" or own.transaction_mode == "IMMEDIATE"
