"""Communication: the newsletter from the partners' material to the readers (003)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.limits import limited
from grants.models import Grant, GrantPartner
from grants.views.grants import crumbs, find
from reporting.actions import newsletters as deeds
from reporting.actions.newsletter_mails import end_by_copy
from reporting.exchange.newsletter_mails import copy_named
from reporting.forms.newsletters import ComposeForm, IssueForm, MaterialForm
from reporting.models import NewsletterCopy, NewsletterIssue, NewsletterPiece
from reporting.queries.newsletters import (
    delivered,
    know_partners,
    may_see_communication,
    pieces_of,
    readers_of,
    writing_seats,
)
from reporting.queries.visibility import events_of, public_pages_of, seen_of, stocks_of, to_come

TAB = "communication"


def project_for(request: HttpRequest, ref: str) -> Grant:
    """The grant, for its partners and for who reads its rows; 403 to others who see it."""
    grant = find(request, ref)
    know_partners(grant)
    if not may_see_communication(request.user, grant):
        raise PermissionDenied
    return grant


def seat_of(grant: Grant, number: int) -> GrantPartner:
    """The partner of this number, or 404."""
    for one in grant.partners.all():
        if one.number == number:
            return one
    raise Http404


def place(grant: Grant, *way: tuple[str, str | None]) -> dict[str, Any]:
    """Where a page of the communication is; the last of *way* is its heading."""
    hub = (_("Communication"), reverse("reporting:communication", args=[grant.ref]))
    return {
        "grant": grant,
        "tab": TAB,
        "heading": way[-1][0],
        "breadcrumbs": crumbs(grant, hub, *way),
    }


@require_GET
def communication(request: HttpRequest, ref: str) -> HttpResponse:
    """The issues, and the ways to events, packs, the log and the public page."""
    grant = project_for(request, ref)
    pieces = Count("pieces", filter=Q(pieces__withdrawn_at=None), distinct=True)
    sent = Count("copies", filter=Q(copies__sent_at__isnull=False), distinct=True)
    issues = NewsletterIssue.objects.filter(grant=grant)
    pages, seats = list(public_pages_of(grant)), writing_seats(request.user, grant)
    context = {
        "grant": grant,
        "heading": _("Communication"),
        "breadcrumbs": crumbs(grant, (_("Communication"), None)),
        "issues": issues.annotate(pieces_sent=pieces, copies_sent=sent),
        "readers": readers_of(grant).count(),
        "coming": to_come(events_of(grant), today()).filter(cancelled_at=None).count(),
        "seen": seen_of(grant).count(),
        "packs": sum(one.stock for one in stocks_of(grant)),
        "pages": pages,
        "is_public": any(one.grant_partner.is_lead for one in pages),
        "may_plan": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "may_write": bool(seats),
        "seats": seats,
    }
    return render(request, "reporting/communication/page.html", context)


def newsletter_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the partners for material."""
    grant = project_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = IssueForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        made = deeds.open_issue(grant, **values, by=reader(request), at=now())
        return reverse("reporting:newsletter", args=[ref, made.number])

    hub = reverse("reporting:communication", args=[ref])
    context = {**place(grant, (_("New issue"), None)), "cancel_url": hub}
    return form_page(request, form, deed, context=context, done=_("The issue is open."))


def newsletter(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One issue: its material, how it is composed, and whom it reached."""
    grant = project_for(request, ref)
    issue = _issue(grant, number)
    may_plan = actor_of(request.user).can(C.PLAN_PROJECT, grant)
    if request.method == "POST":
        require(request, C.PLAN_PROJECT, grant)
    pieces = list(pieces_of(issue))
    form = ComposeForm(request.POST or None, initial={"intro": issue.intro}, pieces=pieces)
    page = reverse("reporting:newsletter", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        deeds.compose_issue(issue, intro=values["intro"], places=form.places(), **told)
        return page

    seats = writing_seats(request.user, grant)
    context = {
        **place(grant, (str(issue), None)),
        "issue": issue,
        "pieces": pieces,
        "own": {one.pk for one in seats},
        "is_late": today() > issue.due_on,
        "delivered": delivered(issue) if issue.issued_at else None,
        "may_plan": may_plan,
        "may_write": bool(seats),
    }
    template = "reporting/communication/issue.html"
    done = _("The issue is composed.")
    return form_page(request, form, deed, context=context, done=done, template=template)


def newsletter_material(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Send a piece for the issue."""
    grant = project_for(request, ref)
    issue = _issue(grant, number)
    seats = writing_seats(request.user, grant)
    if not seats:
        raise PermissionDenied
    form = MaterialForm(request.POST or None, request.FILES or None, seats=seats)
    page = reverse("reporting:newsletter", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        deeds.send_material(issue, form.seat, form.material(), file=values["file"], **told)
        return page

    heading = _("Send material")
    intro = _("The lead composes the issue. What you send is read by everybody, also outside.")
    context = {**place(grant, (str(issue), page), (heading, None)), "cancel_url": page}
    context |= {"intro": intro, "submit": heading}
    return form_page(request, form, deed, context=context, done=_("The material is sent."))


@require_POST
def newsletter_withdraw(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Take a piece back."""
    grant = project_for(request, ref)
    issue = _issue(grant, number)
    own = writing_seats(request.user, grant)
    pieces = NewsletterPiece.objects.select_related("issue__grant", "grant_partner__organisation")
    piece = get_object_or_404(pieces, issue=issue, pk=pk)
    if piece.grant_partner not in own:
        raise PermissionDenied
    deeds.withdraw_material(piece, by=reader(request), at=now())
    messages.success(request, _("The material is taken back."))
    return redirect("reporting:newsletter", ref=ref, number=number)


@require_POST
def newsletter_issue(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Send the issue to everybody who wants it."""
    grant = project_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    deeds.issue_newsletter(_issue(grant, number), by=reader(request), at=now())
    messages.success(request, _("The issue is frozen, and the mails leave now."))
    return redirect("reporting:newsletter", ref=ref, number=number)


@require_GET
def newsletter_file(request: HttpRequest, ref: str, number: int) -> HttpResponse | FileResponse:
    """The paper of an issue that was sent."""
    return issue_paper(_issue(project_for(request, ref), number))


def issue_paper(issue: NewsletterIssue) -> FileResponse:
    """The PDF as it was kept."""
    if issue.pdf is None:
        raise Http404
    name = f"{issue.grant.ref}-{issue.number}.pdf"
    stream = issue.pdf.file.open("rb")
    return FileResponse(stream, content_type="application/pdf", filename=name)


@login_not_required
@limited
@never_cache
def newsletter_end(request: HttpRequest, token: str) -> HttpResponse:
    """A reader ends the newsletter, without a log-in; nothing else is asked."""
    named = copy_named(token)
    if named is None:
        raise Http404
    copies = NewsletterCopy.objects.select_related("issue__grant")
    copy = get_object_or_404(copies, pk=named[0], nonce=named[1])
    if request.method == "POST":
        end_by_copy(copy, by=None, at=now())
        return redirect("reporting:newsletter-end", token=token)
    context = {"heading": _("End the newsletter"), "copy": copy}
    answer = render(request, "reporting/communication/end.html", context)
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _issue(grant: Grant, number: int) -> NewsletterIssue:
    issues = NewsletterIssue.objects.select_related("grant", "pdf", "issued_by")
    return get_object_or_404(issues, grant=grant, number=number)
