"""Two writers save the same report at the same moment, both from the version they have read.

Real operating system processes with connections of their own, on PostgreSQL, 20 times over: one
saves, the other is told whose words it would have overwritten, and no save is lost.
"""

from __future__ import annotations

import time

import pytest
from django.db import connection

from consortium.models import AuditEvent
from consortium.queries.editing import version_of, with_version
from reporting.models import PartnerReport
from tests.cast import signed_grant
from tests.concurrency.processes import heard, processes, tell
from tests.reporting.paperwork import begin

ROUNDS = 20

pytestmark = [
    pytest.mark.postgres_only,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns"
    ),
]


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_from_one_version_only_one_goes_through():
    world = signed_grant()
    report = begin(world)
    saved = []
    with processes("tests.concurrency.editor", 2) as editors:
        for number in range(ROUNDS):
            read = version_of(with_version(PartnerReport.objects.all()).get(pk=report.pk))
            asked = {"report": report.pk, "by": world.pu.pk, "version": read}
            go = time.time() + 0.25
            for name, editor in zip("AB", editors, strict=True):
                at = world.clock().isoformat()
                tell(editor, **asked, at=at, go=go, text=f"{number} {name}")
            answers = [heard(editor) for editor in editors]
            (winner,) = [answer["saved"] for answer in answers if "saved" in answer]
            (refused,) = [answer for answer in answers if "code" in answer]
            assert refused["code"] == "STALE"
            assert refused["sentence"].startswith("Pu saved this on ")
            report.refresh_from_db()
            assert report.progress_text == winner
            saved.append(winner)
    events = AuditEvent.objects.filter(verb="report.texts_saved").order_by("number")
    assert [event.after["progress_text"] for event in events] == saved
