"""The year 2023 of the agreement of 001: four statuses, and an evaluation on its way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from grants.actions.addenda import draft_addendum, sign_addendum_as_operator
from grants.actions.periods import lay_out_periods
from grants.models import Addendum, AgreedAmount, AgreedTarget
from reporting.actions.evaluations import begin_evaluation, submit_evaluation
from reporting.actions.municipal_links import Reader, ask_for_addendum
from reporting.actions.status import (
    add_meeting_action,
    close_status_meeting,
    note_area_cost,
    note_target_result,
    open_status_meeting,
    save_minutes,
    save_status_line,
)
from reporting.models import MunicipalLink
from tests.grants.municipal import signed_agreement

D = Decimal


def first_quarter(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """A signed agreement whose first quarter is told and whose meeting is begun."""
    world = signed_agreement(world)
    world.periods = lay_out_periods(world.grant, by=world.pm, at=world.clock())
    world.clock.move_to(2023, 4, 12)
    world.agreed = {
        one.area.letter: one
        for one in AgreedAmount.objects.filter(year=2023).select_related("area", "agreement__grant")
    }
    world.targets = list(
        AgreedTarget.objects.order_by("number").select_related("agreement__grant", "area")
    )
    spend(world, "d", 120000, dt.date(2023, 3, 1))
    spend(world, "a", 60000, dt.date(2023, 3, 15))
    reach(world, 0, 3, dt.date(2023, 3, 30), "Tre Coffee Mornings")
    world.meeting = begun(world, 0, dt.date(2023, 4, 12))
    return world


def spend(world: SimpleNamespace, letter: str, amount: int, day: dt.date) -> None:
    """Money of an area is used."""
    note_area_cost(
        world.agreed[letter],
        spent_on=day,
        amount=D(amount),
        text="Løn og arrangementer",
        by=world.pm,
        at=world.clock(),
    )


def reach(world: SimpleNamespace, place: int, amount: int, day: dt.date, text: str) -> None:
    """A step towards a target."""
    target = world.targets[place]
    note_target_result(
        target, done_on=day, amount=D(amount), text=text, by=world.pm, at=world.clock()
    )


def begun(world: SimpleNamespace, quarter: int, day: dt.date):
    """The meeting of a quarter with its minutes."""
    period = world.periods[quarter]
    meeting = open_status_meeting(period, held_on=day, by=world.pm, at=world.clock())
    return save_minutes(
        meeting,
        held_on=day,
        participants="Projektleder, Erhverv Aarhus\nKonsulent, Aarhus Kommune",
        decisions="Indsatsen fortsætter som aftalt.",
        by=world.pm,
        at=world.clock(),
    )


def four_quarters(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """All four quarters of 2023 are closed."""
    world = first_quarter(world)
    add_meeting_action(
        world.meeting,
        text="Indkald uddannelsesinstitutionerne",
        owner="Projektleder",
        due_on=dt.date(2023, 5, 31),
        by=world.pm,
        at=world.clock(),
    )
    line = world.meeting.lines.get(area=world.areas["a"])
    save_status_line(
        line, deviation="Mødet er udskudt.", next_step="Ny dato", by=world.pm, at=world.clock()
    )
    close_status_meeting(world.meeting, by=world.pm, at=world.clock())
    for quarter, day in enumerate(
        [dt.date(2023, 7, 5), dt.date(2023, 10, 4), dt.date(2024, 1, 10)], start=1
    ):
        world.clock.move_to(day.year, day.month, day.day)
        end = world.periods[quarter].ends_on
        spend(world, "d", 120000, end)
        spend(world, "a", 40000, end)
        reach(world, 0, 3, end, "Tre Coffee Mornings")
        reach(world, 1, 2, end, "To engelsksprogede arrangementer")
        meeting = begun(world, quarter, day)
        close_status_meeting(meeting, by=world.pm, at=world.clock())
    return world


def whole_year(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """All four quarters of 2023 are closed; the evaluation is begun."""
    world = four_quarters(world)
    world.evaluation = begin_evaluation(world.grant, 2023, by=world.pm, at=world.clock())
    return world


def sent_evaluation(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """The evaluation of 2023 is with its first body."""
    world = whole_year(world)
    world.clock.move_to(2024, 2, 1)
    world.evaluation = submit_evaluation(world.evaluation, by=world.ls, at=world.clock())
    return world


def offered_addendum(world: SimpleNamespace) -> tuple[Addendum, MunicipalLink]:
    """An addendum that the operator has signed, and the mail that asks the municipality to."""
    addendum = draft_addendum(
        world.agreement,
        dated_on=world.clock().date(),
        text="Ét arrangement flyttes.",
        reason="Lokalet er optaget.",
        by=world.pm,
        at=world.clock(),
    )
    addendum = sign_addendum_as_operator(addendum, by=world.ls, at=world.clock())
    until = world.clock().date() + dt.timedelta(days=14)
    to = Reader("Borgmester", "borgmester@aarhus.example", until)
    return addendum, ask_for_addendum(addendum, to, by=world.pm, at=world.clock())
