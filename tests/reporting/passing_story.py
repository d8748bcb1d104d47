"""Partners are asked for passages to a section of the half-yearly report."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.actions.passages import Asking, ask_for_passages, send_passage
from reporting.models import Passage
from reporting.queries.passages import Place
from tests.cast import signed_grant
from tests.reporting.written import named, section

WORDS = "Vi har holdt to seminarer.\n\n- et i maj\n- et i juni"


def place_in(world: SimpleNamespace, period: Any = None) -> Place:
    """The section `economy` of the paper to the authority."""
    grant = Grant.objects.get(pk=world.grant.pk)
    number = ReportingPeriod.objects.get(pk=(period or world.periods[0]).pk)
    return Place(grant, section(), number)


def final_in(world: SimpleNamespace, part: str = "lessons") -> Place:
    """A text of the final report."""
    return Place(Grant.objects.get(pk=world.grant.pk), part=part)


def asked(
    world: SimpleNamespace, place: Place, *partners: GrantPartner, days: int = 10, **more: Any
) -> list[Passage]:
    """The project manager asks; nobody named means all."""
    at = world.clock()
    asking = Asking(at.date() + dt.timedelta(days=days), **more)
    return ask_for_passages(place, asking, partners, by=world.pm, at=at)


def sent(world: SimpleNamespace, passage: Passage, body: str = WORDS) -> Passage:
    """Aarhus sends its passage."""
    return send_passage(passage, body, by=world.pu, at=world.clock())


def asking() -> SimpleNamespace:
    """Aarhus was asked and has sent, Randers was asked, the lead was not."""
    world = signed_grant()
    named(world)
    one, other = asked(
        world,
        place_in(world),
        world.aarhus,
        world.randers,
        note="Fortæl om jeres aktiviteter.",
        max_words=200,
    )
    world.passage, world.other = sent(world, one), other
    return world
