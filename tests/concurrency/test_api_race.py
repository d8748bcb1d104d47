"""A program sends the same request again before the first one is answered: it is done once.

Threads with connections of their own. On PostgreSQL the second insert of the key waits for the
first one's transaction, on SQLite the second transaction waits for its turn.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from partners.models import ApiAnswer
from reporting.models import Expenditure
from tests.copies import laid_out_afresh
from tests.reporting.api.conftest import COST, told

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def story(settings: Any) -> SimpleNamespace:
    """The story of the API's tests, committed."""
    settings.DEMO_DAY = dt.date(2012, 4, 12)
    settings.API_REQUESTS_A_MINUTE = 100_000
    return laid_out_afresh(told)


def at_once(deeds: list[Any]) -> list[Any]:
    """The answers to *deeds*, all begun at the same moment."""
    barrier = Barrier(len(deeds))

    def run(deed: Any) -> Any:
        try:
            barrier.wait(timeout=30)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_the_same_key_at_the_same_moment_does_the_deed_once(story):
    path = f"/reports/{story.report.pk}/expenditure"
    for number in range(3):
        sent = {**COST, "voucher_no": f"R{number}", "invoice_no": f"R-{number}"}
        key = {"Idempotency-Key": f"race-number-{number}"}
        answers = at_once([partial(story.pu_writes.post, path, sent, **key)] * AT_ONCE)
        assert [one.status_code for one in answers] == [201] * AT_ONCE
        assert len({one.content for one in answers}) == 1
        assert sum("Idempotent-Replay" in one.headers for one in answers) == AT_ONCE - 1
        assert Expenditure.objects.filter(voucher_no=f"R{number}").count() == 1
    assert ApiAnswer.objects.count() == 3


def test_two_changes_of_one_version_at_the_same_moment_leave_one(story):
    where = f"/expenditure/{story.item.pk}"
    read = {"If-Match": story.pu_reads.get(where).headers["ETag"]}
    bodies = [{**COST, "voucher_no": "900", "net": f"{amount}00.00"} for amount in (3, 4)]
    answers = at_once(
        [lambda body=body: story.pu_writes.ask("PUT", where, body, **read) for body in bodies]
    )
    assert sorted(one.status_code for one in answers) == [200, 412]
    [won] = [one.json()["net"] for one in answers if one.status_code == 200]
    assert f"{Expenditure.objects.get(pk=story.item.pk).net:.2f}" == won


def test_two_tokens_at_once_lose_no_count(story):
    story.pu_reads.get("/periods")
    answers = at_once([lambda: story.pu_reads.get("/periods")] * AT_ONCE)
    assert [one.status_code for one in answers] == [200] * AT_ONCE
