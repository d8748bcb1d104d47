"""Who has read a list of persons, or one person's papers: for each reader and day (G-08)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from consortium.actions.base import action, record
from consortium.models import AuditEvent

EMPLOYEES, HOURS, MONTH, TEAM = "employees.read", "hours.read", "month.read", "team_hours.read"
PAY_RATES, ABSENCES, PEOPLE = "pay_rates.read", "absences.read", "people.read"
# One row and one file that show a person: a cost of staff, a payslip, a time sheet, a letter.
STAFF_COST, PERSONAL_FILE = "staff_cost.read", "personal_file.read"


def note_reading(what: str, subject: models.Model, *, by: Any, at: dt.datetime) -> None:
    """Note that *by* has read the list or the paper *what* about *subject*, once a day.

    A page is asked for again with every step in it; the first reading of the day says what an
    auditor asks: who has seen whom, and when.
    """
    day = timezone.localdate(at)
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    told = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        verb=what,
        by=by,
        at__gte=midnight,
        at__lt=midnight + dt.timedelta(days=1),
    )
    if not told.exists():
        read_list(what, subject, by=by, at=at)


@action
def read_list(what: str, subject: models.Model, *, by: Any, at: dt.datetime) -> None:
    """Note one reading in the chain of the house: a settled project's lists are read as well."""
    record(what, subject)
