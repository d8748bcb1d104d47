"""Organisations and their employees: register, amend, hire."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import NotAllowed, action, record
from consortium.actions.editing import must_be_unchanged
from consortium.actions.people import must_run_house
from consortium.models import User
from consortium.models.access import actor_of, runs_house
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import contains_cpr, is_cvr
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from partners.models import Employee, Organisation

MONTH_HOURS = Decimal("160.33")
ORGANISATION_FIELDS = (
    *("name", "short_name", "cvr", "sector", "vat_recovery_pct", "vat_documented", "address"),
)
EMPLOYEE_FIELDS = (
    *("name", "user_id", "superior_id", "person_key", "fte_pct", "month_hours"),
    *("employed_from", "employed_to"),
)


class OrganisationNotInOrder(Refused):
    """What was written about the organisation cannot be right."""

    code = "ORGANISATION_NOT_IN_ORDER"


class EmployeeNotInOrder(Refused):
    """What was written about the employee cannot be right, or must not be kept."""

    code = "EMPLOYEE_NOT_IN_ORDER"


@action
def register_organisation(
    *,
    name: str,
    short_name: str,
    cvr: str = "",
    sector: str,
    vat_recovery_pct: Decimal = Decimal(0),
    vat_documented: bool = False,
    address: str = "",
    by: User,
    at: dt.datetime,
) -> Organisation:
    """Write down a legal entity: a partner, an authority, an audit firm."""
    must_run_house(by)
    organisation = Organisation(
        name=name.strip(),
        short_name=short_name.strip(),
        cvr=cvr.strip(),
        sector=sector,
        vat_recovery_pct=vat_recovery_pct,
        vat_documented=vat_documented,
        address=address,
    )
    refuse_if(_organisation_breaches(organisation), OrganisationNotInOrder)
    organisation.save()
    record(
        "organisation.registered", organisation, after=_values(organisation, ORGANISATION_FIELDS)
    )
    return organisation


@action
def amend_organisation(
    organisation: Organisation,
    *,
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **changes: Any,
) -> Organisation:
    """Change what is known about an organisation; costs already entered keep their VAT share."""
    must_run_house(by)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    must_be_unchanged(locked, edited_from)
    before = _values(locked, ORGANISATION_FIELDS)
    _change(locked, changes, ORGANISATION_FIELDS)
    refuse_if(_organisation_breaches(locked), OrganisationNotInOrder)
    locked.save()
    after = _values(locked, ORGANISATION_FIELDS)
    record("organisation.amended", locked, before=before, after=after)
    return locked


@action
def hire_employee(
    *,
    organisation: Organisation,
    staff_id: str,
    name: str,
    user: User | None = None,
    superior: User | None = None,
    person_key: str = "",
    fte_pct: Decimal = Decimal(100),
    month_hours: Decimal = MONTH_HOURS,
    employed_from: dt.date,
    employed_to: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Employee:
    """Write down somebody whose hours will be charged; the same person elsewhere has one key."""
    _must_keep_staff(by, organisation)
    employee = Employee(
        organisation=organisation,
        staff_id=staff_id.strip(),
        name=name.strip(),
        user=user,
        superior=superior,
        person_key=person_key.strip() or f"{organisation.pk}/{staff_id.strip()}",
        fte_pct=fte_pct,
        month_hours=month_hours,
        employed_from=employed_from,
        employed_to=employed_to,
    )
    refuse_if(_employee_breaches(employee), EmployeeNotInOrder)
    employee.save()
    record("employee.hired", employee, after=_values(employee, ("staff_id", *EMPLOYEE_FIELDS)))
    return employee


@action
def amend_employee(
    employee: Employee,
    *,
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **changes: Any,
) -> Employee:
    """Change an employee's superior, hours or last day."""
    locked = (
        Employee.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=employee.pk)
    )
    _must_keep_staff(by, locked.organisation)
    must_be_unchanged(locked, edited_from)
    before = _values(locked, EMPLOYEE_FIELDS)
    _change(locked, changes, EMPLOYEE_FIELDS)
    refuse_if(_employee_breaches(locked), EmployeeNotInOrder)
    locked.save()
    record("employee.amended", locked, before=before, after=_values(locked, EMPLOYEE_FIELDS))
    return locked


def _must_keep_staff(by: User, organisation: Organisation) -> None:
    actor = actor_of(by)
    rights = (C.WRITE_REPORT, C.APPROVE_HOURS)
    if not (runs_house(by) or any(actor.can(right, organisation) for right in rights)):
        raise NotAllowed.because(
            _("%(person)s does not keep the staff list of %(organisation)s."),
            rule="rules 3.0",
            person=str(by),
            organisation=organisation.name,
        )


def _change(
    row: Organisation | Employee, changes: dict[str, Any], allowed: tuple[str, ...]
) -> None:
    for name, value in changes.items():
        if name not in allowed and f"{name}_id" not in allowed:
            raise TypeError(f"{name} cannot be changed")
        setattr(row, name, value)


def _values(row: Organisation | Employee, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _organisation_breaches(organisation: Organisation) -> list[Breach]:
    breaches = []
    if organisation.cvr and not is_cvr(organisation.cvr):
        message = _("%(cvr)s is not a CVR number: its check digit is wrong. Look it up on virk.dk.")
        breaches.append(Breach("CVR_WRONG", message, "cvr", {"cvr": organisation.cvr}))
    if not 0 <= organisation.vat_recovery_pct <= 100:
        message = _("An organisation gets back between 0 and 100 per cent of its VAT.")
        breaches.append(Breach("VAT_SHARE_WRONG", message, "vat_recovery_pct", {}, "R-50"))
    twins = Organisation.objects.filter(name__iexact=organisation.name).exclude(pk=organisation.pk)
    if twins.exists():
        message = _("There is an organisation named %(name)s already; change that one.")
        breaches.append(Breach("NAME_TAKEN", message, "name", {"name": organisation.name}))
    return breaches


def _employee_breaches(employee: Employee) -> list[Breach]:
    breaches = []
    for subject in ("staff_id", "name", "person_key"):
        if contains_cpr(getattr(employee, subject)):
            message = _(
                "This holds a CPR number, which is never kept; use the staff number instead."
            )
            breaches.append(Breach("HOLDS_CPR", message, subject, {}, "G-01"))
    if employee.superior_id and employee.superior_id == employee.user_id:
        message = _("%(name)s cannot approve own hours; choose somebody else as superior.")
        breaches.append(
            Breach("OWN_SUPERIOR", message, "superior", {"name": employee.name}, "A-07")
        )
    if not 0 < employee.fte_pct <= 100:
        message = _("Employment is above 0 and at most 100 per cent of full time.")
        breaches.append(Breach("FTE_WRONG", message, "fte_pct"))
    if employee.employed_to and employee.employed_to < employee.employed_from:
        message = _("The last day of employment is before the first.")
        breaches.append(Breach("DAYS_WRONG", message, "employed_to"))
    twins = Employee.objects.filter(
        organisation_id=employee.organisation_id, staff_id=employee.staff_id
    ).exclude(pk=employee.pk)
    if twins.exists():
        message = _(
            "Staff number %(staff_id)s is taken; change that employee, or use another number."
        )
        params = {"staff_id": employee.staff_id}
        breaches.append(Breach("STAFF_NUMBER_TAKEN", message, "staff_id", params))
    return breaches
