"""A register of proposals for the house tests' world: one of each kind of row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.actions.fundingtable import (
    LineFacts,
    enter_funding_lines,
    open_funding_table,
    state_total,
)
from grants.actions.measures import (
    Ties,
    agree_counting_rule,
    enter_barrier,
    enter_measure,
    enter_owner,
    tell_status,
)
from grants.actions.notes import Figure, enter_key_figure, enter_theme, prioritise
from grants.actions.rounds import open_status_round
from grants.rules.measures import MeasureFacts, StatusFacts


def keep_register(world: SimpleNamespace) -> None:
    """A proposal with its owner, its status and a rule; a round that asks; a funding table."""
    told: dict[str, Any] = {"by": world.pm, "at": world.clock()}
    owner = enter_owner(
        world.grant, code="KFF", name="Kultur", email="kff@konsortium.example", is_own=True, **told
    )
    facts = MeasureFacts(1, "Velkomstpakke", "receive", is_own=True, is_running=False)
    measure = enter_measure(world.grant, facts, Ties([owner]), **told)
    tell_status(measure, StatusFacts("running", "I gang.", dt.date(2012, 10, 1)), **told)
    agree_counting_rule(world.grant, codes=["running"], but_not=[], reason="Aftalt.", **told)
    due_on = world.clock().date() + dt.timedelta(days=14)
    open_status_round(world.grant, due_on=due_on, message="", **told)
    table = open_funding_table(
        world.grant,
        title="Midler",
        price_level="2012 p/l",
        first_year=2012,
        last_year=2013,
        **told,
    )
    line = LineFacts("Kommunen", "Pakke", (Decimal(800), None), Decimal(800))
    enter_funding_lines(table, [line], **told)
    state_total(table, group="", amount=Decimal(900), where="Teksten", **told)
    enter_barrier(world.grant, phase="receive", number=1, text="Ventetid.", **told)
    theme = enter_theme(world.grant, number=1, title="Velkomst", **told)
    prioritise(theme, number=1, text="I gang.", owners=[owner], measures=[measure], **told)
    figure = Figure("Tilflyttere", Decimal(35000), 2012, "Danmarks Statistik")
    enter_key_figure(world.grant, figure, **told)
