"""Audit packages: making one, giving an auditor a link, fetching."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Job
from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.second_factor import has_shown_code
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant
from reporting.actions import packages as deeds
from reporting.exchange.package import verify_script
from reporting.forms.packages import LinkForm
from reporting.models import AuditPackage, PackageLink
from reporting.views.lead_pages import crumbs, grant_for

SHOWN = 20


@require_http_methods(["GET", "POST"])
def package_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The packages of a grant; a button has the next one made, and the page shows how far it is."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    if request.method == "POST":
        deeds.order_package(grant, by=reader(request), at=now())
        messages.success(request, _("The package is being made. This page shows when it is ready."))
        return redirect("reporting:package-list", ref=ref)
    actor = actor_of(request.user)
    packages = AuditPackage.objects.filter(grant=grant).select_related("made_by")
    own = PackageLink.objects.visible_to(request.user).filter(package__grant=grant)
    job = Job.objects.filter(kind=deeds.MAKE_PACKAGE, params={"grant": grant.pk}).first()
    context = {
        "heading": _("Audit packages"),
        "grant": grant,
        "breadcrumbs": crumbs(grant, (_("Audit packages"), None)),
        "packages": packages.prefetch_related("links__person")[:SHOWN],
        "own": {link.package_id: link for link in own},
        "job": job,
        "is_waiting": deeds.running_of(grant) is not None,
        "fetches": not deeds.is_auditor(actor, grant),
        "gives": actor.can(C.SUBMIT_REPORTS, grant),
        "moment": now(),
        "script_sha256": hashlib.sha256(verify_script()).hexdigest(),
    }
    response = render(request, "reporting/packages/list.html", context)
    if context["is_waiting"]:
        response["Refresh"] = "3"
    return response


@require_safe
def package_script(request: HttpRequest, ref: str) -> HttpResponse:
    """The verify.py to trust: from here, not from a package."""
    grant_for(request, ref, C.VIEW_HISTORY)
    response = HttpResponse(verify_script(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@require_POST
def package_file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """The package, for people of the lead; noted in the grant's events."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    package = get_object_or_404(AuditPackage, pk=pk, grant=grant)
    if deeds.is_auditor(actor_of(request.user), grant):
        # An auditor has a link for it, and a second factor.
        raise PermissionDenied
    return _zip(deeds.fetch_package(package, by=reader(request), at=now()))


@require_http_methods(["GET", "POST"])
def link_give(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Let an auditor of the grant fetch a package for some days."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    package = get_object_or_404(AuditPackage.objects.select_related("grant"), pk=pk, grant=grant)
    require(request, C.SUBMIT_REPORTS, grant)
    back = reverse("reporting:package-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        person, days = values["person"], values["days"]
        deeds.give_link(package, person, days, by=reader(request), at=now())
        return back

    context = {
        "heading": _("Let an auditor fetch the package"),
        "grant": grant,
        "tab": "packages",
        "breadcrumbs": crumbs(grant, (_("Audit packages"), back), (_("Access"), None)),
        "intro": _(
            "The auditor finds the link on this grant's page of audit packages, and gives a code "
            "of a second factor before fetching. Each fetching is an event."
        ),
        "submit": _("Give access"),
        "cancel_url": back,
    }
    form = LinkForm(grant, request.POST or None)
    return form_page(request, form, deed, context=context, done=_("The auditor has access."))


@require_POST
def link_withdraw(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Close a link before its time."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    links = PackageLink.objects.select_related("package__grant")
    link = get_object_or_404(links, pk=pk, package__grant=grant)
    require(request, C.SUBMIT_REPORTS, grant)
    deeds.withdraw_link(link, by=reader(request), at=now())
    messages.success(request, _("The access is closed."))
    return redirect("reporting:package-list", ref=ref)


@require_http_methods(["GET", "POST"])
def link_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What an auditor may fetch, and until when; the button fetches it, with a second factor."""
    links = PackageLink.objects.visible_to(request.user).select_related("package__grant")
    link = get_object_or_404(links, pk=pk)
    if not has_shown_code(request.session, reader(request)):
        asked = urlencode({"next": request.path})
        return redirect(f"{reverse('second-factor')}?{asked}")
    if request.method == "POST":
        return _zip(deeds.fetch_by_link(link, by=reader(request), at=now()))
    grant: Grant = link.package.grant
    listed = reverse("reporting:package-list", args=[grant.ref])
    context = {
        "heading": _("Fetch the audit package"),
        "grant": grant,
        "link": link,
        "facts": _facts(link.package),
        "is_open": link.is_open(now()),
        "breadcrumbs": crumbs(grant, (_("Audit packages"), listed), (_("Fetch"), None)),
    }
    return render(request, "reporting/packages/link.html", context)


def _facts(package: AuditPackage) -> list[tuple[str, Any]]:
    return [
        (_("Made"), package.made_at),
        (_("Size"), filesizeformat(package.size)),
        (_("Head of the chain"), package.head),
        (_("SHA-256 of the manifest"), package.manifest_sha256),
        (_("SHA-256 of verify.py"), package.verify_sha256),
    ]


def _zip(package: AuditPackage) -> FileResponse:
    name = str(package.file.name).rpartition("/")[2]
    return FileResponse(
        package.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
