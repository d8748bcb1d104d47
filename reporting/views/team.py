"""The superior's side of hours: a team's month on one page, and what an hour costs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.actions.reading import PAY_RATES, TEAM
from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.refusals import Refused, gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader, require
from consortium.views.editing import editing
from consortium.views.reading import log_reading
from partners.models import Employee, Organisation
from reporting.actions.evidence import fix_pay_rate
from reporting.actions.hours import approve_time_sheets, return_time_sheet
from reporting.forms.hours import PayRateForm
from reporting.forms.steps import ReasonForm
from reporting.queries.desk import team_sheets
from reporting.queries.hours import pay_rates_of, time_sheets_of
from reporting.queries.lacking import (
    NOT_APPROVED,
    NOT_ENTERED,
    NOT_SIGNED,
    Lack,
    lacking,
    people_seen_by,
)
from reporting.queries.team import team_months
from reporting.views.refusals import add_refusal

LACKS = {
    NOT_ENTERED: gettext_noop("Not entered"),
    NOT_SIGNED: gettext_noop("Not signed"),
    NOT_APPROVED: gettext_noop("Waits for approval"),
}


def team(request: HttpRequest) -> HttpResponse:
    """Every signed month that waits for this superior; approve those that are ticked."""
    if not actor_of(request.user).can_anywhere(C.APPROVE_HOURS):
        raise PermissionDenied
    log_reading(request, TEAM, reader(request))
    refused = None
    sheets = team_sheets(request.user)
    chosen = {int(key) for key in request.POST.getlist("sheet") if key.isdigit()}
    if request.method == "POST":
        picked = [sheet for sheet in sheets if sheet.pk in chosen]
        try:
            done = approve_time_sheets(picked, by=request.user, at=clock.now())
        except Refused as no:
            refused = no
        else:
            text = _("%(number)s months are approved and stand in the report as costs.")
            messages.success(request, text % {"number": len(done)})
            return redirect("reporting:team")
    context = {
        "heading": _("Hours to approve"),
        "breadcrumbs": [(_("My desk"), reverse("reporting:desk")), (_("Hours to approve"), None)],
        "months": team_months(sheets),
        "chosen": chosen if request.method == "POST" else {sheet.pk for sheet in sheets},
        "lacks": _not_yet_signed(request),
        "labels": LACKS,
        "today": clock.today(),
        "breaches": refused.breaches if refused else (),
    }
    return render(request, "reporting/hours/team.html", context, status=409 if refused else 200)


def _not_yet_signed(request: HttpRequest) -> list[Lack]:
    """What the superior still waits for from the own team."""
    seats = actor_of(request.user).ids(C.APPROVE_HOURS, Organisation)
    team = Employee.objects.filter(
        Q(superior__isnull=True) | Q(superior=reader(request)), organisation__in=seats
    )
    return [
        lack
        for lack in lacking(team, months_until=clock.today())
        if lack.what != NOT_APPROVED and (lack.sheet or lack.is_awaited)
    ]


@require_GET
def who_lacks_what(request: HttpRequest) -> HttpResponse:
    """The partner's months that are not yet costs of their reports; an employee's own."""
    log_reading(request, TEAM, reader(request))
    lacks = lacking(people_seen_by(reader(request)), months_until=clock.today())
    context = {
        "heading": _("Hours that are lacking"),
        "breadcrumbs": [(_("My hours"), reverse("reporting:hours")), (_("Lacking"), None)],
        "lacks": lacks,
        "labels": LACKS,
        "today": clock.today(),
    }
    return render(request, "reporting/hours/lacking.html", context)


def sheet_return(request: HttpRequest, sheet_pk: int) -> HttpResponse:
    """Hand a month back to the employee, with the reason."""
    sheet = get_object_or_404(time_sheets_of(request.user), pk=sheet_pk)
    require(request, C.APPROVE_HOURS, sheet.employee.organisation)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            return_time_sheet(sheet, reason=reason, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The month is returned to the employee."))
            return redirect("reporting:team")
    context = {
        "heading": _("Return the hours"),
        "breadcrumbs": [(_("Hours to approve"), reverse("reporting:team")), (_("Return"), None)],
        "question": f"{sheet.employee.name}, {sheet.month:%m.%Y}",
        "consequences": [_("The employee can change and sign the month again.")],
        "form": form,
        "submit": _("Return"),
        "cancel_url": reverse("reporting:team"),
    }
    return render(request, "components/confirm.html", context)


def rates(request: HttpRequest) -> HttpResponse:
    """The pay rates of one's own organisations' employees."""
    if not actor_of(request.user).can_anywhere(C.VIEW_DESK):
        raise PermissionDenied
    log_reading(request, PAY_RATES, reader(request))
    context = {
        "heading": _("Pay rates"),
        "breadcrumbs": [(_("My desk"), reverse("reporting:desk")), (_("Pay rates"), None)],
        "rates": pay_rates_of(request.user),
    }
    return render(request, "reporting/hours/rates.html", context)


def rate_new(request: HttpRequest) -> HttpResponse:
    """Fix a rate from its payroll figures."""
    seats = actor_of(request.user).ids(C.VIEW_DESK, Organisation)
    if not seats:
        raise PermissionDenied
    people = Employee.objects.filter(organisation__in=seats).select_related("organisation")
    data = request.POST or None
    form = PayRateForm(
        data,
        request.FILES or None,
        employees=people,
        initial=PayRateForm.beginning(data, people),
    )
    editing(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            fix_pay_rate(by=request.user, at=clock.now(), **form.values())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The rate is fixed."))
            return redirect("reporting:rates")
    context = {
        "heading": _("New pay rate"),
        "breadcrumbs": [(_("Pay rates"), reverse("reporting:rates")), (_("New"), None)],
        "form": form,
        "cancel_url": reverse("reporting:rates"),
    }
    return render(request, "reporting/hours/rate_new.html", context)
