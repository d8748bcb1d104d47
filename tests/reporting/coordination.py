"""What the lead and Aarhus have written down of coordination."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from grants.models import ActivityType
from reporting.actions.coordination import (
    add_forum_member,
    save_forum_meeting,
    save_local_area,
    save_regional_task,
    save_related_project,
)
from reporting.rules.coordination import AreaFacts, MeetingFacts, RelatedFacts, TaskFacts
from tests.cast import signed_grant

RELATED = RelatedFacts("Kontaktmæglere", "Region Midtjylland", "region")
AREA = AreaFacts("Aarhus og Odder", "Aarhus, Odder", "municipality", "International Community")


def coordinate(world: SimpleNamespace) -> None:
    """A project beside ours, a task of Aarhus', its area, and a forum that has met."""
    told, on = {"by": world.pm, "at": world.clock()}, world.clock().date()
    world.task_kind = ActivityType.objects.create(
        code="hr", name_da="HR-netværk", name_en="HR network", scope="regional", theme="network"
    )
    world.related = save_related_project(world.grant, RELATED, **told)
    facts = TaskFacts("Fire møder")
    world.task = save_regional_task(world.grant, world.task_kind, world.aarhus, facts, **told)
    world.area = save_local_area(world.aarhus, AREA, by=world.pu, at=world.clock())
    world.member = add_forum_member(
        world.grant, body="WorkinDenmark", seat="Leder", starts_on=on, **told
    )
    meeting = MeetingFacts(on, "Aarhus", "1. Nyt siden sidst", "Alle var enige.")
    world.meeting = save_forum_meeting(world.grant, meeting, [world.member], **told)


def told() -> SimpleNamespace:
    """The same in a signed project, in June 2012."""
    world = signed_grant()
    world.clock.move_to(2012, 6, 20)
    coordinate(world)
    return world


TODAY = dt.date(2012, 6, 20)
