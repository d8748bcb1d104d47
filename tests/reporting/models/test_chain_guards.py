"""Both databases refuse an event that is no next one, hangs on nothing or is dated back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from consortium.actions.base import TimeGoesForward
from consortium.models import AuditEvent, ChainHead
from consortium.queries.texts import day_text, sentence_text
from reporting.actions.publicity import note_publicity

CHAIN = "M-003"


def next_event(**changes):
    """The event that would come next, but for *changes*."""
    last = AuditEvent.objects.filter(chain=CHAIN).order_by("-number")[0]
    event = AuditEvent(
        chain=CHAIN,
        number=last.number + 1,
        at=last.at,
        by=last.by,
        verb="x",
        subject_type=last.subject_type,
        subject_id=last.subject_id,
        previous_sha256=last.sha256,
    )
    for name, value in changes.items():
        setattr(event, name, value)
    event.close()
    return event


def refused(deed):
    table = deed.__self__._meta.db_table
    with pytest.raises(IntegrityError, match=f"{table}: .* refused"), transaction.atomic():
        deed()


def at_most(hours):
    last = AuditEvent.objects.filter(chain=CHAIN).order_by("-number")[0]
    return last.at - dt.timedelta(hours=hours)


def test_the_next_event_is_taken_and_its_head_moves(world):
    event = next_event()
    event.save()
    head = ChainHead.objects.get(pk=CHAIN)
    head.number, head.sha256 = event.number, event.sha256
    head.save()


@pytest.mark.parametrize("step", [-5, -1, 1, 2])
def test_an_event_elsewhere_than_at_the_end_is_refused(world, step):
    event = next_event()
    refused(next_event(number=event.number + step).save)


def test_an_event_that_hangs_on_nothing_is_refused(world):
    refused(next_event(previous_sha256="0" * 64).save)
    refused(next_event(chain="M-999", number=1).save)
    next_event(chain="M-999", number=1, previous_sha256="").save()


def test_an_event_that_is_dated_back_is_refused(world):
    refused(next_event(at=at_most(24.01)).save)
    next_event(at=at_most(23.99)).save()


def test_a_clock_that_ran_ahead_holds_nobody_up(world):
    ahead = next_event(at=dt.datetime.now(dt.UTC) + dt.timedelta(days=400))
    ahead.save()
    right = next_event(at=dt.datetime.now(dt.UTC), previous_sha256=ahead.sha256)
    right.number = ahead.number + 1
    right.close()
    right.save()


@pytest.mark.parametrize(("step", "sha256"), [(-1, None), (0, "0" * 64), (1, "0" * 64), (7, None)])
def test_a_head_stands_at_an_event_and_goes_forward(world, step, sha256):
    next_event().save()
    head = ChainHead.objects.get(pk=CHAIN)
    head.number, head.sha256 = head.number + step, sha256 or head.sha256
    refused(head.save)


def test_the_guards_stand(world):
    assert connection.vendor in ("sqlite", "postgresql")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'guard_insert_consortium_auditevent'"
            if connection.vendor == "postgresql"
            else "SELECT COUNT(*) FROM sqlite_master"
            " WHERE name = 'guard_insert_consortium_auditevent'"
        )
        assert cursor.fetchone() == (1,)


def test_a_clock_that_stands_before_the_last_deed_is_told_in_words(world):
    """A demo's day, or a clock that was set back: the page says so and nothing is written."""
    early = at_most(24 * 3)
    number = AuditEvent.objects.count()
    with pytest.raises(TimeGoesForward) as refused_in_words:
        note_publicity(
            world.grant,
            kind="website",
            text="erhvervaarhus.example",
            seen_on=early.date(),
            file=None,
            name="",
            by=world.pm,
            at=early,
        )
    (breach,) = refused_in_words.value.breaches
    last = at_most(0)
    assert sentence_text(breach, "da") == (
        f"Uret siger {day_text(early.date(), 'da')}, men den seneste handling i M-003 er af "
        f"{day_text(last.date(), 'da')}. Intet dateres tilbage; det kan læses og ikke ændres, før "
        "uret har passeret den dag."
    )
    assert AuditEvent.objects.count() == number
