"""The register of proposals: owners, barriers, proposals, their status, the counting rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import (
    Barrier,
    CountingRule,
    FundingLine,
    Grant,
    Measure,
    MeasureLink,
    MeasureOwner,
    MeasureStatus,
    Ownership,
)
from grants.queries.measures import next_number
from grants.rules import measures as rules
from grants.rules.measures import FACTS, TEXTS, MeasureFacts, StatusFacts


class MeasureRefused(Refused):
    """The register cannot take it as it is."""

    code = "MEASURE_REFUSED"


@dataclass(frozen=True)
class Ties:
    """What a proposal hangs together with: owners, other proposals, and where its money is."""

    owners: Sequence[MeasureOwner]
    funding_line: FundingLine | None = None
    funding_grant: Grant | None = None


@action
def enter_owner(
    grant: Grant, *, code: str, name: str, email: str, is_own: bool, by: Any, at: dt.datetime
) -> MeasureOwner:
    """Name somebody who is responsible for proposals of the register."""
    grant = _register(grant, by)
    refuse_if(_owner_faults(grant, code, name, 0), MeasureRefused)
    owner = MeasureOwner.objects.create(
        grant=grant, code=code.strip(), name=name.strip(), email=email.strip(), is_own=is_own
    )
    after = {"code": owner.code, "name": owner.name, "is_own": is_own}
    record("measure.owner_entered", owner, chain=grant.ref, after=after)
    return owner


@action
def change_owner(
    owner: MeasureOwner,
    *,
    code: str,
    name: str,
    email: str,
    is_own: bool,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> MeasureOwner:
    """Correct an owner's name or address; the next mail goes to the new one."""
    grant = _register(owner.grant, by)
    owner = MeasureOwner.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    must_be_unchanged(owner, edited_from, chain=grant.ref)
    refuse_if(_owner_faults(grant, code, name, owner.pk), MeasureRefused)
    before = {"code": owner.code, "name": owner.name, "email": owner.email}
    owner.code, owner.name, owner.email = code.strip(), name.strip(), email.strip()
    owner.is_own = is_own
    owner.save()
    after = {"code": owner.code, "name": owner.name, "email": owner.email}
    record("measure.owner_changed", owner, chain=grant.ref, before=before, after=after)
    return owner


@action
def enter_barrier(
    grant: Grant, *, phase: str, number: int, text: str, by: Any, at: dt.datetime
) -> Barrier:
    """Write down what stands in the way, by its number in the phase."""
    grant = _register(grant, by)
    if phase not in rules.PHASES or not text.strip() or contains_cpr(text):
        raise MeasureRefused.because(
            _("A barrier needs its phase and words without personal numbers."),
            rule="rules 6.4",
            subject="text",
            code="BARRIER_WRONG",
        )
    if Barrier.objects.filter(grant=grant, phase=phase, number=number).exists():
        raise MeasureRefused.because(
            _("Barrier %(number)s stands in this phase already."),
            rule="rules 6.4",
            subject="number",
            code="NUMBER_TAKEN",
            number=number,
        )
    row = Barrier.objects.create(grant=grant, phase=phase, number=number, text=text.strip())
    record("barrier.entered", row, chain=grant.ref, after={"phase": phase, "number": number})
    return row


@action
def enter_measure(
    grant: Grant, facts: MeasureFacts, ties: Ties, *, by: Any, at: dt.datetime
) -> Measure:
    """Put one proposal into the register of *grant*."""
    grant = _register(grant, by)
    refuse_if(_faults(grant, facts, ties, 0), MeasureRefused)
    measure = Measure(grant=grant)
    _fill(measure, facts, ties)
    after = {**asdict(facts), "owners": [one.code for one in ties.owners]}
    record("measure.entered", measure, chain=grant.ref, after=after)
    return measure


@action
def change_measure(
    measure: Measure,
    facts: MeasureFacts,
    ties: Ties,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Measure:
    """Correct what the register says of a proposal; its status has its own rows."""
    grant = _register(measure.grant, by)
    measure = _locked(measure)
    must_be_unchanged(measure, edited_from, chain=grant.ref)
    refuse_if(_faults(grant, facts, ties, measure.pk), MeasureRefused)
    before = {name: getattr(measure, name) for name in FACTS}
    before["owners"] = [one.owner.code for one in measure.ownerships.select_related("owner")]
    _fill(measure, facts, ties)
    after = {**asdict(facts), "owners": [one.code for one in ties.owners]}
    record("measure.changed", measure, chain=grant.ref, before=before, after=after)
    return measure


@action
def link_measure(measure: Measure, see: Sequence[int], *, by: Any, at: dt.datetime) -> Measure:
    """Say which other proposals are to be seen with this one (“see 16”)."""
    grant = _register(measure.grant, by)
    measure = _locked(measure)
    known = dict(Measure.objects.filter(grant=grant).values_list("number", "pk"))
    refuse_if(rules.check_links(measure.number, see, known), MeasureRefused)
    before = sorted(measure.links.values_list("other__number", flat=True))
    for link in measure.links.exclude(other__number__in=see):
        link.delete()
    for number in sorted(set(see) - set(before)):
        MeasureLink.objects.create(measure=measure, other_id=known[number])
    record(
        "measure.linked",
        measure,
        chain=grant.ref,
        before={"see": before},
        after={"see": sorted(set(see))},
    )
    return measure


@action
def tell_status(
    measure: Measure, facts: StatusFacts, *, told_by: str = "", by: Any, at: dt.datetime
) -> MeasureStatus:
    """Add how a proposal stands; what was told before stays as its history."""
    _register(measure.grant, by)
    return add_status(measure, facts, told_by=told_by or str(by), by=by, at=at)


@action
def add_status(
    measure: Measure, facts: StatusFacts, *, told_by: str, by: Any, at: dt.datetime
) -> MeasureStatus:
    """The new row of a status, inside the action of whoever may tell it."""
    measure = _locked(measure)
    refuse_if(rules.check_status(facts, measure.number), MeasureRefused)
    row = MeasureStatus.objects.create(
        measure=measure,
        number=next_number(measure.statuses.all()),
        **{**asdict(facts), "text": facts.text.strip()},
        told_by=told_by[:200],
        entered_by=by,
        entered_at=at,
    )
    after = {"measure": measure.number, **asdict(facts), "told_by": row.told_by}
    record("measure.status_told", row, chain=measure.grant.ref, after=after)
    return row


@action
def agree_counting_rule(
    grant: Grant,
    *,
    codes: Sequence[str],
    but_not: Sequence[str],
    reason: str,
    by: Any,
    at: dt.datetime,
) -> CountingRule:
    """Say what counts as substantial progress; the rule before stays as a version."""
    grant = _register(grant, by)
    law = rules.CountingRule(frozenset(codes), frozenset(but_not))
    refuse_if(rules.check_counting(law, reason), MeasureRefused)
    row = CountingRule.objects.create(
        grant=grant,
        version=next_number(CountingRule.objects.filter(grant=grant), "version"),
        codes=[code for code in rules.STATUS_CODES if code in codes],
        but_not=[flag for flag in rules.FLAGS if flag in but_not],
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    after = {"version": row.version, "codes": row.codes, "but_not": row.but_not}
    record("measure.rule_agreed", row, chain=grant.ref, after=after)
    return row


def _register(grant: Grant, by: Any) -> Grant:
    """The register's grant, locked, so that two deeds do not take the same number."""
    must(by, Capability.PLAN_PROJECT, grant)
    return Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)


def _locked(measure: Measure) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",)).select_related("grant")
    return rows.get(pk=measure.pk)


def _fill(measure: Measure, facts: MeasureFacts, ties: Ties) -> None:
    for name in FACTS:
        value = getattr(facts, name)
        setattr(measure, name, value.strip() if name in TEXTS else value)
    measure.funding_line, measure.funding_grant = ties.funding_line, ties.funding_grant
    measure.save()
    wanted = {owner.pk: place for place, owner in enumerate(ties.owners, start=1)}
    for row in measure.ownerships.all():
        place = wanted.pop(row.owner_id, None)
        if place is None:
            row.delete()
        elif place != row.place:
            row.place = place
            row.save()
    for key, place in wanted.items():
        Ownership.objects.create(measure=measure, owner_id=key, place=place)


def _faults(grant: Grant, facts: MeasureFacts, ties: Ties, own: int) -> list[Breach]:
    found = rules.check_measure(facts, [one.code for one in ties.owners])
    if Measure.objects.filter(grant=grant, number=facts.number).exclude(pk=own).exists():
        message = _("Proposal %(number)s stands in the register already.")
        params = {"number": facts.number}
        found.append(Breach("NUMBER_TAKEN", message, "number", params, "rules 6.4"))
    return found


def _owner_faults(grant: Grant, code: str, name: str, own: int) -> list[Breach]:
    found = []
    if not code.strip() or not name.strip():
        message = _("An owner has a short name and a full name.")
        found.append(Breach("OWNER_NAMELESS", message, "name", rule="rules 6.4"))
    taken = MeasureOwner.objects.filter(grant=grant, code=code.strip()).exclude(pk=own)
    if taken.exists():
        message = _("%(code)s is the short name of another owner.")
        found.append(Breach("OWNER_TAKEN", message, "code", {"code": code}, "rules 6.4"))
    return found
