"""A transactional test leaves an empty database with every trigger in place."""

from __future__ import annotations

from django.db import connection

from consortium.models import AuditEvent
from reporting.models import triggers
from tests.cast import signed_grant


def test_rows_are_written_and_committed(transactional_db):
    signed_grant()
    assert AuditEvent.objects.exists()
    assert triggers.missing(connection) == []


def test_nothing_is_left_but_the_triggers(transactional_db):
    assert not AuditEvent.objects.exists()
    assert triggers.missing(connection) == []
