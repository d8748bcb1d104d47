"""What a long transaction tells of itself before it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from consortium.models import Job
from consortium.models.aside import Aside, forget_aside, tell_aside, told_aside

AT = dt.datetime(2012, 6, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def job(world, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return Job.objects.create(kind="x", requested_by=world.pu, requested_at=AT)


def test_the_last_word_counts_and_nothing_is_left(job):
    assert told_aside(job) is None
    # PostgreSQL looks at the sessions once in a transaction, and here all of it is one.
    if connection.vendor == "sqlite":
        tell_aside(job, Aside(5, 100, AT, AT))
    told = Aside(70, 100, AT, AT + dt.timedelta(seconds=4))
    tell_aside(job, told)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
    assert told_aside(job) == told
    assert told_aside(Job(pk=job.pk + 1)) is None
    forget_aside(job)
    forget_aside(job)
    if connection.vendor == "sqlite":
        assert told_aside(job) is None


def test_what_cannot_be_read_tells_nothing(job, tmp_path):
    if connection.vendor != "sqlite":
        return
    (tmp_path / "progress").mkdir()
    for broken in ("", "5", "5 100 1.0"):
        (tmp_path / "progress" / f"job-{job.pk}.txt").write_text(broken)
        assert told_aside(job) is None
