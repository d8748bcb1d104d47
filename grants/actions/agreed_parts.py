"""The tree of a municipal agreement, row by row, while it is a draft: added, changed, dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Max, ProtectedError

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import is_gln
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.actions.municipal import draft_of
from grants.models import (
    AgreedActivity,
    AgreedAmount,
    AgreedTarget,
    AgreementParty,
    ApprovalBody,
    Area,
    AreaOutcome,
    BaselineFigure,
    MunicipalAgreement,
)
from grants.rules.municipal import check_target, check_term


class PartRefused(Refused):
    """This part of the agreement cannot stand like this."""

    code = "PART_REFUSED"


@dataclass(frozen=True)
class Kind:
    """One kind of row in the tree: its model, what is written in it, what it is numbered within."""

    model: type[models.Model]
    fields: tuple[str, ...]
    # Every row of a kind with "area" belongs to one; an empty text means: not numbered.
    within: str = "area"


KINDS: Mapping[str, Kind] = {
    "party": Kind(
        AgreementParty,
        ("role", "organisation", "street", "postcode", "city", "gln", "signs_as"),
        within="",
    ),
    "body": Kind(ApprovalBody, ("name",), within="agreement"),
    "area": Kind(
        Area,
        ("letter", "title", "background", "responsible", "by_own_agreement"),
        within="agreement",
    ),
    "activity": Kind(
        AgreedActivity,
        (
            *("area", "title", "description", "outcomes", "responsible", "starts_on", "ends_on"),
            "is_possible",
        ),
    ),
    "outcome": Kind(AreaOutcome, ("area", "text")),
    "baseline": Kind(BaselineFigure, ("area", "text", "value", "unit", "source")),
    "target": Kind(
        AgreedTarget,
        ("area", "activity", "text", "kind", "minimum", "maximum", "unit", "year"),
    ),
    "amount": Kind(
        AgreedAmount, ("area", "activity", "year", "amount", "starts_on", "ends_on"), within=""
    ),
}


@action
def add_part(
    agreement: MunicipalAgreement, kind: str, /, *, by: Any, at: dt.datetime, **given: Any
) -> Any:
    """Add one row to the draft's tree, numbered after the last one of its area."""
    agreement = draft_of(agreement, by)
    spec = KINDS[kind]
    row = spec.model(agreement=agreement)  # every kind hangs there
    _fill(row, kind, given)
    refuse_if(breaches_of(row, kind), PartRefused)
    if spec.within:
        siblings = spec.model._default_manager.filter(**{spec.within: getattr(row, spec.within)})
        last = siblings.aggregate(last=Max("number"))["last"] or 0
        row.number = last + 1  # type: ignore[attr-defined]
    row.save()
    record(f"agreed_{kind}.added", row, chain=agreement.grant.ref, after=_told(row, kind))
    return row


@action
def change_part(
    row: Any,
    kind: str,
    /,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: Any,
) -> Any:
    """Change one row of the draft's tree."""
    agreement = draft_of(row.agreement, by)
    row = KINDS[kind].model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    must_be_unchanged(row, edited_from, chain=agreement.grant.ref)
    before = _told(row, kind)
    _fill(row, kind, given)
    refuse_if(breaches_of(row, kind), PartRefused)
    row.save()
    record(
        f"agreed_{kind}.changed",
        row,
        chain=agreement.grant.ref,
        before=before,
        after=_told(row, kind),
    )
    return row


@action
def drop_part(row: Any, kind: str, *, by: Any, at: dt.datetime) -> MunicipalAgreement:
    """Take one row out of the draft; an area only when nothing hangs under it any more."""
    agreement = draft_of(row.agreement, by)
    if kind == "area" and any(
        rows.exists() for rows in (row.activities, row.targets, row.amounts, row.outcomes)
    ):
        raise PartRefused.because(
            _("%(area)s is not empty; drop what hangs under it first."),
            rule="W-04",
            area=str(row),
        )
    before = _told(row, kind)
    record(f"agreed_{kind}.dropped", row, chain=agreement.grant.ref, before=before)
    try:
        row.delete()
    except ProtectedError as error:
        raise PartRefused.because(
            _("“%(part)s” is pointed at by a target or an amount; drop that first."),
            rule="W-04",
            part=str(row),
        ) from error
    return agreement


def breaches_of(row: Any, kind: str) -> list[Breach]:
    """What one row of the tree breaks by itself and beside its siblings."""
    found = []
    activity = getattr(row, "activity", None)
    if activity is not None and activity.area_id != row.area_id:
        message = _("“%(activity)s” belongs to another area.")
        params = {"activity": str(activity)}
        found.append(Breach("OTHER_AREA", message, "activity", params, "rules 6.2"))
    if kind == "party" and row.gln and not is_gln(row.gln):
        message = _("“%(gln)s” is no EAN number: it has 13 digits, the last one a check digit.")
        found.append(Breach("GLN_WRONG", message, "gln", {"gln": row.gln}, "rules 5.3"))
    if kind == "target":
        found += check_target(row.kind, row.minimum, row.maximum)
    if kind == "amount":
        grant = row.agreement.grant
        found += check_term(row.starts_on, row.ends_on, row.year, grant.starts_on, grant.ends_on)
        if row.amount <= 0:
            message = _("An amount is above zero.")
            found.append(Breach("AMOUNT_ZERO", message, "amount", {}, "R-73"))
    return [*found, *_twins(row, kind)]


# What makes two rows of a kind the same, and the field that a form shows it at.
ONCE = {
    "party": (("role",), "role"),
    "body": (("name",), "name"),
    "area": (("letter",), "letter"),
    "amount": (("area", "activity", "year", "addendum"), "year"),
}


def _twins(row: Any, kind: str) -> list[Breach]:
    if kind not in ONCE or (kind == "area" and not row.letter):
        return []
    names, subject = ONCE[kind]
    same = {name: getattr(row, name) for name in names}
    twins = type(row)._default_manager.filter(agreement=row.agreement, **same)
    if not twins.exclude(pk=row.pk).exists():
        return []
    message = _("The agreement has such a row already; change that one.")
    return [Breach("PART_TWICE", message, subject, {}, "W-04")]


def _fill(row: Any, kind: str, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in KINDS[kind].fields:
            raise TypeError(f"{name} is no field of a {kind}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _told(row: Any, kind: str) -> dict[str, Any]:
    found = {}
    for name in KINDS[kind].fields:
        value = getattr(row, name)
        found[name] = str(value) if isinstance(value, models.Model) else value
    return found
