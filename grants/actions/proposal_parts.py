"""What a proposal consists of while it is a draft, and what was reached afterwards (6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from grants.actions.proposals import ProposalRefused, draft_of, locked
from grants.models import (
    PromisedTarget,
    Proposal,
    ProposalPart,
    ProposalParty,
    ReachedFigure,
    StrategyMeasure,
)
from grants.queries.measures import next_number
from grants.rules.promised import Figure, check_figure, check_promise
from grants.rules.proposals import check_roles

TOLD_IN = ("adopted", "pilot", "operation", "ended")


@dataclass(frozen=True)
class Kind:
    """One kind of row of a proposal: its model, and what is written in it."""

    model: type[models.Model]
    fields: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    "party": Kind(ProposalParty, ("role", "name", "organisation")),
    "measure": Kind(StrategyMeasure, ("text",)),
    "part": Kind(ProposalPart, ("title", "background", "text")),
    "target": Kind(
        PromisedTarget,
        (
            *("level", "part", "text", "kind", "minimum", "maximum", "unit", "places"),
            *("is_strict", "is_about", "each_year", "since", "until", "is_unit"),
        ),
    ),
}


@action
def add_proposal_row(
    proposal: Proposal, kind: str, /, *, by: Any, at: dt.datetime, **given: Any
) -> Any:
    """Add one row to the draft, numbered after the last one of its kind."""
    proposal = draft_of(proposal, by)
    spec = KINDS[kind]
    rows = spec.model._default_manager.filter(proposal=proposal)
    row = spec.model(proposal=proposal, number=next_number(rows))
    _fill(row, kind, given)
    refuse_if(row_breaches(row, kind), ProposalRefused)
    row.save()
    record(f"proposal_{kind}.added", row, chain=proposal.ref, after=_told(row, kind))
    return row


@action
def change_proposal_row(
    row: Any,
    kind: str,
    /,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: Any,
) -> Any:
    """Change one row of the draft."""
    proposal = draft_of(row.proposal, by)
    row = KINDS[kind].model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    must_be_unchanged(row, edited_from, chain=proposal.ref)
    before = _told(row, kind)
    _fill(row, kind, given)
    refuse_if(row_breaches(row, kind), ProposalRefused)
    row.save()
    record(
        f"proposal_{kind}.changed",
        row,
        chain=proposal.ref,
        before=before,
        after=_told(row, kind),
    )
    return row


@action
def drop_proposal_row(row: Any, kind: str, *, by: Any, at: dt.datetime) -> Proposal:
    """Take one row out of the draft."""
    proposal = draft_of(row.proposal, by)
    if kind == "part" and row.targets.exists():
        raise ProposalRefused.because(
            _("“%(part)s” has targets; drop them first."), rule="rules 6.3", part=str(row)
        )
    record(f"proposal_{kind}.dropped", row, chain=proposal.ref, before=_told(row, kind))
    row.delete()
    return proposal


@action
def note_reached(
    target: PromisedTarget,
    *,
    on: dt.date,
    value: Decimal,
    source: str,
    compared: Decimal | None = None,
    places: int | None = None,
    year: int | None = None,
    by: Any,
    at: dt.datetime,
) -> ReachedFigure:
    """Add what was reached of a target; what was noted before stays."""
    proposal = locked(target.proposal)
    must(by, C.PLAN_PROJECT, proposal)
    target = PromisedTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    breaches = check_figure(target.promise, Figure(value, compared, places))
    breaches += _told_breaches(proposal, target, on, source, year, timezone.localdate(at))
    refuse_if(breaches, ProposalRefused)
    row = ReachedFigure.objects.create(
        target=target,
        number=next_number(target.figures.all()),
        on=on,
        year=year,
        value=value,
        compared=compared,
        places=places,
        source=source.strip(),
        noted_by=by,
        noted_at=at,
    )
    after = {"target": target.text, "on": on, "year": year, "value": value, "compared": compared}
    record("proposal.reached", row, chain=proposal.ref, after={**after, "source": row.source})
    return row


def row_breaches(row: Any, kind: str) -> list[Breach]:
    """What one row breaks by itself and beside its siblings."""
    found = [
        Breach(
            "CPR_NUMBER",
            _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            ),
            name,
            rule="G-01",
        )
        for name in KINDS[kind].fields
        if isinstance(getattr(row, name), str) and contains_cpr(getattr(row, name))
    ]
    if kind == "party":
        others = row.proposal.parties.exclude(pk=row.pk).values_list("role", "name")
        found += check_roles([*others, (row.role, row.name)])
    if kind == "target":
        found += check_promise(row.promise, row.level)
        found += _target_breaches(row)
    return found


def _target_breaches(row: PromisedTarget) -> list[Breach]:
    found = []
    if row.part is not None and row.part.proposal_id != row.proposal_id:
        message = _("“%(part)s” belongs to another proposal.")
        found.append(Breach("OTHER_PART", message, "part", {"part": str(row.part)}, "rules 6.3"))
    if row.since is not None and row.until is not None and row.until < row.since:
        message = _("The last year lies before the first.")
        found.append(Breach("YEARS_WRONG", message, "until", rule="rules 6.3"))
    others = row.proposal.targets.exclude(pk=row.pk).filter(is_unit=True)
    if row.is_unit and others.exists():
        message = _("The cost of one is reckoned for another target already.")
        found.append(Breach("UNIT_TWICE", message, "is_unit", rule="C17"))
    return found


def _told_breaches(
    proposal: Proposal,
    target: PromisedTarget,
    on: dt.date,
    source: str,
    year: int | None,
    today: dt.date,
) -> list[Breach]:
    found = []
    if proposal.state not in TOLD_IN:
        message = _("Nothing can have been reached before the proposal is adopted.")
        found.append(Breach("NOT_BEGUN", message, "value", rule="rules 6.3"))
    if not source.strip():
        message = _("Say where the figure comes from; a number alone cannot be checked.")
        found.append(Breach("SOURCE_MISSING", message, "source", rule="rules 6.3"))
    if on > today:
        message = _("A figure is noted when it is known, not for %(day)s.")
        found.append(Breach("DAY_AHEAD", message, "on", {"day": on}, "rules 6.3"))
    if target.each_year != (year is not None):
        message = _("Say which year it was reached in.")
        if not target.each_year:
            message = _("This target is not for each year; leave the year empty.")
        found.append(Breach("YEAR_WRONG", message, "year", rule="rules 6.3"))
    first, last = target.since or year or 0, target.until or year or 0
    if year is not None and not first <= year <= last:
        message = _("%(year)s is no year of this target.")
        found.append(Breach("YEAR_OUTSIDE", message, "year", {"year": str(year)}, "rules 6.3"))
    return found


def _fill(row: Any, kind: str, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in KINDS[kind].fields:
            raise TypeError(f"{name} is no field of a {kind}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _told(row: Any, kind: str) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in KINDS[kind].fields}
    return {
        name: str(value) if isinstance(value, models.Model) else value
        for name, value in values.items()
    }
