"""The lines that a hash of many versions is over: SQLite spells them as Python does (A-32)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from consortium.models import bulk
from consortium.models.bulk import Runs, run_lines, runs_digest
from reporting.actions.costs import enter_expenditure
from reporting.models import Expenditure
from tests.reporting.paperwork import begin, voucher

NASTY = [
    *('Sagde "ja" \\ /', "a],[b", "Ærø Øå", "\u2028\u2029 \x7f", "\x01\x1f", "\U0001f600", ""),
    "linje\nto\ttre\r\x08\x0c",
]


@pytest.fixture
def versions(world):
    report = begin(world)
    for number, text in enumerate(NASTY):
        item = enter_expenditure(report, voucher(f"B{number}"), by=world.pu, at=world.clock())
        item.text, item.decision_reason = text or "x", text
        item.decided_at = dt.datetime(2012, 6, 1, 8, 30, 15, 120, dt.UTC) if number % 2 else None
        vars(item)["_history_date"] = dt.datetime(2012, 6, 2, number, tzinfo=dt.UTC)
        item.save()
    return Expenditure.history.model


def test_both_spell_every_version_alike(versions, monkeypatch):
    keys = sorted(versions.objects.values_list("pk", flat=True))
    runs = Runs.of(keys)
    by_database = list(run_lines(versions, runs))
    digest = runs_digest(versions, runs)
    without = list(run_lines(versions, runs, ("parked", "late_reason")))
    monkeypatch.setattr(bulk, "_sqlite_spells", lambda *_asked: False)
    assert list(run_lines(versions, runs)) == by_database
    assert runs_digest(versions, runs) == digest
    assert list(run_lines(versions, runs, ("parked", "late_reason"))) == without
    assert len(by_database) == len(keys) == 2 * len(NASTY)


def test_a_changed_version_changes_its_line(versions):
    runs = Runs.of(sorted(versions.objects.values_list("pk", flat=True)))
    assert len({line.split(",", 1)[1] for line in run_lines(versions, runs)}) == len(runs)
    if connection.vendor == "sqlite":
        assert bulk._sqlite_spells(versions, bulk.tracked(versions))
