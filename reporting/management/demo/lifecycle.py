"""Before and beside the money: the region's call of 003, and a change that the funder approved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.actions.calls import draft_call, open_call
from grants.actions.change_decisions import approve_change
from grants.actions.changes import check_change, file_change, propose_change
from grants.models import Call, ChangeRequest, Fund, Grant
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People

TEXT = (
    "Indstillingerne er godkendt, og administrationen søger et regionalt konsortium til "
    "varetagelse af aktiviteterne: ét samlet projekt for hele regionen, hvor lokale konsortier "
    "lægger den lokale indsats. Socialfonden dækker højst halvdelen af udgifterne."
)


def seek_consortium(people: People, clock: Clock) -> Call:
    """The region calls for one consortium (003, "Den videre proces")."""
    region = people["region"]
    call = draft_call(
        ref="RM-2011",
        organisation=people.organisations["region"],
        title="Regionalt konsortium søges: udenlandsk arbejdskraft",
        text=TEXT,
        fund=Fund.objects.get(code="esf"),
        ceiling=Decimal("15000000.00"),
        deadline=dt.date(2011, 12, 31),
        by=region,
        at=clock(),
    )
    return open_call(call, by=region, at=clock())


def change_activity(people: People, grant: Grant, clock: Clock) -> ChangeRequest:
    """One large conference becomes three seminars; the funder agrees."""
    change = file_change(
        grant,
        kind="activity",
        effective_from=clock.now.date(),
        reason="Virksomhederne beder om kortere møder tættere på (demo).",
        consequences="Én konference bliver til tre lokale seminarer. Budget og måltal er de samme.",
        by=people["lead"],
        at=clock(),
    )
    change = propose_change(change, by=people["lead"], at=clock())
    note = "Ingen virkning på budget og finansiering."
    change = check_change(change, note, by=people["controller"], at=clock())
    day = clock.now.date()
    return approve_change(change, on=day, by=people["funder"], at=clock())
