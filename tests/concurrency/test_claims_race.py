"""Two lead controllers check two claims at the same moment against the last room of the fund.

Real operating system processes with connections of their own, on PostgreSQL, 20 times over.
"""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from grants.models import BudgetLine
from reporting.actions.claims import build_claim
from reporting.models import Claim
from tests.cast import signed_grant
from tests.concurrency.processes import heard, processes, tell
from tests.reporting import story

ROUNDS = 20
LAST_ROOM = Decimal("100000.00")

pytestmark = [
    pytest.mark.postgres_only,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns"
    ),
]


def two_drafts() -> tuple[Any, list[Claim]]:
    """29,800,000 is claimed; each draft asks for the last 100,000 of the fund's 15,000,000."""
    world = signed_grant()
    costs = {world.aarhus: ["29800000.00"]}
    story.all_verified(world, costs, ["15200000.00"])
    story.checked(world)
    drafts = []
    for _draft in range(2):
        story.verified(world, story.submitted(world, world.aarhus, ["200000.00"]))
        drafts.append(build_claim(world.grant, world.period, by=world.pm, at=world.clock()))
    return world, drafts


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_claims_takes_the_last_room(monkeypatch):
    monkeypatch.setattr(
        "tests.cast.budget_rows",
        lambda world: [(world.aarhus, BudgetLine.objects.get(code="external"), world.grant.budget)],
    )
    world, drafts = two_drafts()
    assert [draft.amount for draft in drafts] == [LAST_ROOM, LAST_ROOM]
    winners = set()
    with processes("tests.concurrency.checker", 2) as controllers:
        for number in range(ROUNDS):
            go = time.time() + 0.25
            order = drafts if number % 2 else drafts[::-1]
            for process, draft, by in zip(controllers, order, (world.lc, world.lc2), strict=True):
                tell(process, claim=draft.pk, by=by.pk, at=world.clock().isoformat(), go=go)
            answers = [heard(process) for process in controllers]
            winners.add(_one_wins(order, answers))
            _as_before(drafts)
    assert winners <= {draft.pk for draft in drafts}


def _one_wins(order: list[Claim], answers: list[dict[str, Any]]) -> int:
    states = [answer.get("state") for answer in answers]
    assert sorted(map(str, states)) == ["None", "checked"], answers
    refused = next(answer for answer in answers if "code" in answer)
    assert refused["code"] == "CLAIM_OVER_CEILING"
    assert "asks for 100000.00 kr., but only 0.00 kr. is left" in refused["sentence"]
    assert "L1" in refused["sentence"]
    bound = Claim.objects.binding()
    assert sum(claim.amount for claim in bound) == Decimal("15000000.00")
    return order[states.index("checked")].pk


def _as_before(drafts: list[Claim]) -> None:
    Claim.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        state="draft", checked_by=None
    )
