"""Companies that a project helps: entered and kept by the lead (R-61, R-62)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import NotAllowed, action, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import User
from consortium.models.access import actor_of
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import contains_cpr, is_cvr
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from partners.models import Company

COMPANY_FIELDS = ("name", "size", "owner_group")


class CompanyNotInOrder(Refused):
    """What was written about the company cannot be right, or must not be kept."""

    code = "COMPANY_NOT_IN_ORDER"


@action
def enter_company(
    *, cvr: str, name: str, size: str, owner_group: str = "", by: User, at: dt.datetime
) -> Company:
    """Write down a company with its size and the group that owns it."""
    _must_plan(by)
    company = Company(cvr=cvr.strip(), name=name.strip(), size=size)
    company.owner_group = _known_group(owner_group)
    refuse_if(_breaches(company), CompanyNotInOrder)
    if Company.objects.filter(cvr=company.cvr).exists():
        raise CompanyNotInOrder.because(
            _("The company with CVR number %(cvr)s is entered already."),
            rule="R-61",
            subject="cvr",
            cvr=company.cvr,
        )
    company.save()
    record("company.entered", company, after={"cvr": company.cvr, **_values(company)})
    return company


@action
def change_company(
    company: Company,
    *,
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **changes: Any,
) -> Company:
    """Change name, size or owner; decisions keep the group they were tested with."""
    _must_plan(by)
    locked = Company.objects.select_for_update().get(pk=company.pk)
    must_be_unchanged(locked, edited_from)
    before = _values(locked)
    for name in COMPANY_FIELDS:
        if name in changes:
            setattr(locked, name, changes[name].strip())
    locked.owner_group = _known_group(locked.owner_group)
    refuse_if(_breaches(locked), CompanyNotInOrder)
    locked.save()
    record("company.changed", locked, before=before, after=_values(locked))
    return locked


def _must_plan(by: User) -> None:
    if not actor_of(by).can_anywhere(Capability.PLAN_PROJECT):
        raise NotAllowed.because(
            _("%(person)s may not do this here (needs the right “%(capability)s”)."),
            rule="rules 3.0",
            person=str(by),
            capability=Capability.PLAN_PROJECT.value,
        )


def _known_group(written: str) -> str:
    """One spelling for one owner: case and blanks do not make two undertakings."""
    group = " ".join(written.split())
    known = Company.objects.filter(owner_group__iexact=group).exclude(owner_group="").first()
    return known.owner_group if group and known else group


def _values(company: Company) -> dict[str, str]:
    return {name: getattr(company, name) for name in COMPANY_FIELDS}


def _breaches(company: Company) -> list[Breach]:
    found = []
    if not is_cvr(company.cvr):
        message = _("“%(cvr)s” is no CVR number: eight digits, the last of which is a check.")
        found.append(Breach("CVR_WRONG", message, "cvr", {"cvr": company.cvr}, "R-61"))
    if not company.name:
        message = _("Write the name of the company.")
        found.append(Breach("NAME_MISSING", message, "name", rule="R-61"))
    if company.size not in dict(Company.SIZES):
        message = _("“%(size)s” is no size of a company.")
        found.append(Breach("SIZE_UNKNOWN", message, "size", {"size": company.size}, "R-61"))
    if contains_cpr(company.name) or contains_cpr(company.owner_group):
        message = _("The text holds a CPR number. Take it out: it must not be stored.")
        found.append(Breach("CPR_IN_TEXT", message, "name", rule="G-01"))
    return found
