"""How lines are parked and taken up in tests, and how a refusal reads in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from consortium.queries.texts import sentence_text
from grants.actions.periods import open_period
from reporting.actions.verification import (
    park_item,
    take_up_item,
)
from reporting.models import Expenditure
from tests.reporting import story
from tests.reporting.story import Cost

WHY = "Deltagerlisten mangler."


def park(world, item, reason=WHY, by=None):
    return park_item(item, reason=reason, by=by or world.lc2, at=world.clock())


def take_up(world, item, period=None, by=None):
    return take_up_item(item, period or world.period, by=by or world.lc2, at=world.clock())


def next_period(world):
    coming = world.periods[world.period.number]
    world.clock.move_to(coming.starts_on.year, coming.starts_on.month, coming.starts_on.day)
    world.period = open_period(coming, by=world.pm, at=world.clock())


def one_line(world, amount="1000.00", **cost) -> Expenditure:
    report = story.submitted(world, world.aarhus, [Cost(amount, **cost)])
    return report.expenditure.get()


def parked_and_claimed(world, amount="1000.00", other="200.00", **cost) -> Expenditure:
    """A line was parked, its report verified, and claim 1 sent without it; period 2 is open."""
    report = story.submitted(world, world.aarhus, [Cost(amount, **cost), other], ["5000.00"])
    item = report.expenditure.order_by("pk")[0]
    park(world, item)
    story.verified(world, report)
    for partner in (world.lead, world.randers):
        story.verified(world, story.submitted(world, partner))
    story.sent(world, story.checked(world))
    next_period(world)
    item.refresh_from_db()
    return item


def refusal(world, deed, refused, code):
    with pytest.raises(refused) as caught:
        deed()
    [breach] = [one for one in caught.value.breaches if one.code == code]
    with translation.override("en"):
        english = sentence_text(breach)
    with translation.override("da"):
        danish = sentence_text(breach)
    return english, danish
