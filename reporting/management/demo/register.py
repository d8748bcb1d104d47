"""The register of document 004 in the demo: 22 barriers, 43 proposals, Table 1, the status note.

The words are the document's own, kept in `fixtures/register_004.json`. It prints no day for its
statuses: they are dated 1.2.2025, before the end of February 2025 of which it speaks as coming.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from consortium.models import User
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
    link_measure,
    tell_status,
)
from grants.actions.notes import (
    Figure,
    enter_key_figure,
    enter_theme,
    prioritise,
    save_note_text,
    state_figure,
)
from grants.models import Grant, Measure, MeasureOwner
from grants.rules.measures import FACTS, MeasureFacts, StatusFacts
from reporting.management.demo.clock import Clock

DATA = Path(settings.BASE_DIR) / "fixtures" / "register_004.json"


def fill_register(grant: Grant, by: User, clock: Clock) -> None:
    """Everything that document 004 says, into the register of *grant*."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    owners = {row["code"]: enter_owner(grant, **row, by=by, at=clock()) for row in told["owners"]}
    for row in told["barriers"]:
        enter_barrier(grant, **row, by=by, at=clock())
    table = told["table"]
    lines = [_line(row) for row in table.pop("lines")]
    opened = open_funding_table(grant, **table, by=by, at=clock())
    made = enter_funding_lines(opened, lines, by=by, at=clock())
    for row in told["funding_stated"]:
        state_total(opened, **{**row, "amount": Decimal(row["amount"])}, by=by, at=clock())
    status_on = dt.date.fromisoformat(told["status_on"])
    measures = {}
    for row in told["measures"]:
        place = row.get("funding_line")
        ties = Ties(
            [owners[code] for code in row["owners"]],
            funding_line=made[place - 1] if place else None,
        )
        facts = MeasureFacts(**{name: row[name] for name in FACTS if name in row})
        measure = enter_measure(grant, facts, ties, by=by, at=clock())
        measures[measure.number] = measure
        if "status" in row:
            status = StatusFacts(**row["status"], on=status_on)
            said = ", ".join(owners[code].name for code in row["owners"])
            tell_status(measure, status, told_by=said, by=by, at=clock())
    for row in told["measures"]:
        if "see" in row:
            link_measure(measures[row["number"]], row["see"], by=by, at=clock())
    agree_counting_rule(grant, **told["rule"], by=by, at=clock())
    _note(grant, told, owners, measures, by, clock)


def _line(row: dict[str, Any]) -> LineFacts:
    cells = tuple(None if cell is None else Decimal(cell) for cell in row["cells"])
    return LineFacts(row["group"], row["label"], cells, Decimal(row["printed"]))


def _note(
    grant: Grant,
    told: dict[str, Any],
    owners: dict[str, MeasureOwner],
    measures: dict[int, Measure],
    by: User,
    clock: Clock,
) -> None:
    themes = [
        enter_theme(grant, number=number, title=title, by=by, at=clock())
        for number, title in enumerate(told["themes"], start=1)
    ]
    for row in told["actions"]:
        prioritise(
            themes[row["theme"] - 1],
            number=row["number"],
            text=row["text"],
            owners=[owners[code] for code in row["owners"]],
            measures=[measures[number] for number in row["measures"]],
            by=by,
            at=clock(),
        )
    for row in told["key_figures"]:
        figure = Figure(**{**row, "value": Decimal(row["value"])})
        enter_key_figure(grant, figure, by=by, at=clock())
    for key, text in told["texts"].items():
        save_note_text(grant, key=key, text=text, by=by, at=clock())
    for key, where, stated, explanation in told["stated"]:
        figure_told = {"key": key, "where": where, "stated": stated, "explanation": explanation}
        state_figure(grant, **figure_told, by=by, at=clock())
