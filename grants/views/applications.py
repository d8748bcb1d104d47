"""Applications: list, page, draft, support, and the way to a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import applications as deeds
from grants.forms.applications import ApplicationForm, NewApplicationForm
from grants.models import Application, Proposal, SupportLetter
from grants.queries.portfolio import applications_seen_by, free_seats
from grants.views.tables import ApplicationTable
from partners.models import Membership

PER_PAGE = 25
TEXTS = (
    *("title", "summary", "starts_on", "ends_on"),
    *("budget", "requested", "ceiling"),
)


def crumbs(application: Application | None = None, *last: str) -> list[tuple[str, str | None]]:
    """The way here."""
    way: list[tuple[str, str | None]] = [(_("Applications"), reverse("grants:application-list"))]
    if application:
        page = reverse("grants:application-detail", args=[application.ref]) if last else None
        way.append((application.ref, page))
    return [*way, *((label, None) for label in last)]


def find(request: HttpRequest, ref: str) -> Application:
    """The application that the reader may see, or 404."""
    visible = with_version(Application.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("lead", "fund", "profile", "call"), ref=ref)


def application_list(request: HttpRequest) -> HttpResponse:
    """All that I may see."""
    table = ApplicationTable(applications_seen_by(request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    may_draft = free_seats(request.user).exists()
    context = {"heading": _("Applications"), "table": table, "may_draft": may_draft}
    return render(request, "grants/applications/list.html", context)


def application_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is asked, who supports it, and the next step of whoever reads."""
    application = find(request, ref)
    actor = actor_of(request.user)
    letters = application.support_letters.select_related("organisation", "given_by")
    signing = actor.ids(C.SIGN_AS_PARTNER, "partners.organisation")
    state = application.state
    steps = {
        "may_edit": state == "draft" and actor.can(C.PLAN_PROJECT, application),
        "may_submit": state == "consortium_review" and actor.can(C.SIGN_AS_LEAD, application),
        "may_withdraw": state in ("draft", "consortium_review", "submitted", "recommended")
        and actor.can(C.SIGN_AS_LEAD, application),
        "may_recommend": state == "submitted" and actor.can(C.RECOMMEND, application),
        "may_decide": state in ("submitted", "recommended")
        and actor.can(C.DECIDE_GRANT, application),
    }
    context = {
        "application": application,
        "heading": application.title,
        "breadcrumbs": crumbs(application),
        "letters": [(one, one.organisation_id in signing) for one in letters],
        "facts": _facts(application),
        "breaches": deeds.request_breaches(application),
        "has_grant": state == "approved",
        "proposal": Proposal.objects.visible_to(request.user)
        .filter(application=application)
        .first(),
        **steps,
    }
    return render(request, "grants/applications/detail.html", context)


def application_new(request: HttpRequest) -> HttpResponse:
    """Begin an application; the reference comes with my seat."""
    seats = {str(seat.pk): seat for seat in free_seats(request.user)}
    if not seats:
        raise PermissionDenied
    form = NewApplicationForm(
        request.POST or None,
        seats=[(key, f"{seat.grant_ref}, {seat.organisation}") for key, seat in seats.items()],
    )
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        seat: Membership = seats[values.pop("seat")]
        made = deeds.draft_application(
            ref=seat.grant_ref, lead=seat.organisation, by=reader(request), at=now(), **values
        )
        return reverse("grants:application-detail", args=[made.ref])

    context = {
        "heading": _("New application"),
        "breadcrumbs": crumbs(None, _("New application")),
        "submit": _("Save draft"),
        "cancel_url": reverse("grants:application-list"),
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


def application_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a draft."""
    application = find(request, ref)
    require(request, C.PLAN_PROJECT, application)
    address = reverse("grants:application-detail", args=[ref])
    initial = {name: getattr(application, name) for name in TEXTS}
    initial["partners"] = [one.organisation_id for one in application.support_letters.all()]
    initial["edited_from"] = version_of(application)
    form = ApplicationForm(request.POST or None, initial=initial, lead=application.lead)
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        deeds.change_application(application, by=reader(request), at=now(), **values)
        return address

    context = {
        "heading": _("Change the application"),
        "breadcrumbs": crumbs(application, _("Change the application")),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


def _step(request: HttpRequest, ref: str, deed: Callable[..., object], done: str) -> HttpResponse:
    deed(find(request, ref), by=reader(request), at=now())
    messages.success(request, done)
    return redirect("grants:application-detail", ref=ref)


@require_POST
def ask_support(request: HttpRequest, ref: str) -> HttpResponse:
    """Put it before the partners."""
    done = _("The partners are asked for their support.")
    return _step(request, ref, deeds.ask_for_support, done)


@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Send it."""
    return _step(request, ref, deeds.submit_application, _("The application is submitted."))


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it back."""
    return _step(request, ref, deeds.withdraw_application, _("The application is withdrawn."))


@require_POST
def give_support(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """My organisation supports it."""
    application = find(request, ref)
    letter = get_object_or_404(SupportLetter, application=application, pk=pk)
    deeds.give_support(letter, by=reader(request), at=now())
    messages.success(request, _("Your support is given."))
    return redirect("grants:application-detail", ref=ref)


def _facts(application: Application) -> list[tuple[str, object]]:
    return [
        (_("Reference"), application.ref),
        (_("Lead partner"), application.lead.name),
        (_("Call"), str(application.call or "")),
        (_("Fund"), application.fund.name),
        (_("Rule profile"), application.profile.name),
        (_("Project starts"), application.starts_on),
        (_("Project ends"), application.ends_on),
        (_("Total budget, DKK"), application.budget),
        (_("Requested from the fund, DKK"), application.requested),
        (_("Fund ceiling, DKK"), application.ceiling),
        (_("Submitted"), application.submitted_at),
    ]
