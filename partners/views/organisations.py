"""Organisations and their employees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from consortium.actions.reading import EMPLOYEES
from consortium.models.access import actor_of, runs_house
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader
from consortium.views.editing import editing
from consortium.views.reading import log_reading
from partners.actions import organisations as deeds
from partners.forms.organisations import EmployeeForm, OrganisationForm
from partners.models import Employee, Organisation
from partners.queries.people import organisations_listed_for, people_of, staff_of
from partners.views.tables import EmployeeTable, OrganisationTable

PER_PAGE = 50
STAFF_START = {"fte_pct": Decimal(100), "month_hours": deeds.MONTH_HOURS}


def _way(*last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Organisations"), reverse("partners:organisation-list")), *last]


def _find(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(with_version(organisations_listed_for(request.user)), pk=pk)


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Those I sit in; an administrator sees all."""
    rules = runs_house(request.user)
    desks = actor_of(request.user).ids(C.VIEW_DESK, Organisation)
    table = OrganisationTable(organisations_listed_for(request.user), may_edit=rules, desks=desks)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"heading": _("Organisations"), "table": table, "may_edit": rules}
    return render(request, "partners/organisations/list.html", context)


def organisation_new(request: HttpRequest) -> HttpResponse:
    """Register one."""
    if not runs_house(request.user):
        raise PermissionDenied

    def deed(values: dict[str, Any]) -> str:
        deeds.register_organisation(by=reader(request), at=now(), **values)
        return reverse("partners:organisation-list")

    context = {
        "heading": _("New organisation"),
        "breadcrumbs": _way((_("New organisation"), None)),
        "cancel_url": reverse("partners:organisation-list"),
    }
    form = OrganisationForm(request.POST or None)
    editing(request, form)
    done = _("The organisation is registered.")
    return form_page(request, form, deed, context=context, done=done)


def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    organisation = _find(request, pk)
    if not runs_house(request.user):
        raise PermissionDenied
    initial = {name: getattr(organisation, name) for name in deeds.ORGANISATION_FIELDS}
    initial["edited_from"] = version_of(organisation)

    def deed(values: dict[str, Any]) -> str:
        deeds.amend_organisation(organisation, by=reader(request), at=now(), **values)
        return reverse("partners:organisation-list")

    context = {
        "heading": organisation.name,
        "breadcrumbs": _way((organisation.name, None)),
        "cancel_url": reverse("partners:organisation-list"),
    }
    form = OrganisationForm(request.POST or None, initial=initial)
    editing(request, form)
    return form_page(request, form, deed, context=context, done=_("The changes are saved."))


def _may_keep_staff(request: HttpRequest, organisation: Organisation) -> bool:
    actor = actor_of(request.user)
    rights = (C.WRITE_REPORT, C.APPROVE_HOURS)
    return runs_house(request.user) or any(actor.can(one, organisation) for one in rights)


def employee_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The staff whose hours are charged."""
    organisation = _find(request, pk)
    log_reading(request, EMPLOYEES, organisation)
    table = EmployeeTable(staff_of(organisation, request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "organisation": organisation,
        "heading": _("Employees, %(organisation)s") % {"organisation": organisation.name},
        "breadcrumbs": _way((organisation.name, None)),
        "table": table,
        "may_edit": _may_keep_staff(request, organisation),
    }
    return render(request, "partners/employees/list.html", context)


def employee_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one more."""
    organisation = _find(request, pk)
    people = people_of(organisation)
    form = EmployeeForm(request.POST or None, people=people, initial=STAFF_START)

    def deed(values: dict[str, Any]) -> str:
        deeds.hire_employee(organisation=organisation, by=reader(request), at=now(), **values)
        return reverse("partners:employee-list", args=[pk])

    return _employee_page(request, organisation, form, deed, _("New employee"))


def employee_edit(request: HttpRequest, pk: int, employee_pk: int) -> HttpResponse:
    """Change one."""
    organisation = _find(request, pk)
    staff = with_version(staff_of(organisation, request.user))
    employee: Employee = get_object_or_404(staff, pk=employee_pk)
    initial = {name.removesuffix("_id"): getattr(employee, name) for name in deeds.EMPLOYEE_FIELDS}
    initial["edited_from"] = version_of(employee)
    form = EmployeeForm(
        request.POST or None, people=people_of(organisation), fixed=True, initial=initial
    )

    def deed(values: dict[str, Any]) -> str:
        values["person_key"] = values["person_key"] or employee.person_key
        deeds.amend_employee(employee, by=reader(request), at=now(), **values)
        return reverse("partners:employee-list", args=[pk])

    return _employee_page(request, organisation, form, deed, str(employee))


def _employee_page(
    request: HttpRequest, organisation: Organisation, form: EmployeeForm, deed: Any, heading: str
) -> HttpResponse:
    if not _may_keep_staff(request, organisation):
        raise PermissionDenied
    editing(request, form)
    page = reverse("partners:employee-list", args=[organisation.pk])
    context = {
        "heading": heading,
        "breadcrumbs": _way((organisation.name, page), (heading, None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The employee is saved."))
