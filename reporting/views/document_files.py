"""Files of a paper: at once where it is quick, else by a job whose page shows how far it is."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Job
from consortium.queries.clock import now
from grants.models import Grant
from reporting.actions.documents import MAKE_DOCUMENT, order_document
from reporting.documents.editions import CONTENT_TYPES, FORMATS, Edition, frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.parts import PARTNER_STATEMENT
from reporting.documents.rendering import is_quick
from reporting.documents.rendering import render as render_file
from reporting.models import ReportSnapshot
from reporting.queries.texts import language_of
from reporting.views.documents import Named, draft_now, named_draft, named_whole, visible_grant


@require_http_methods(["GET", "POST"])
def frozen_file(request: HttpRequest, ref: str, pk: int, format_: str) -> HttpResponse:
    """A frozen paper as a file: the same bytes every time."""
    grant = visible_grant(request, ref)
    snapshots = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant)
    snapshot = get_object_or_404(snapshots, pk=pk)
    language = language_asked(request, grant.pk, snapshot.kind)
    edition = frozen_edition(snapshot, frozen(snapshot), language)
    return file_answer(request, grant, edition, format_, {"snapshot": snapshot.pk})


@require_http_methods(["GET", "POST"])
def draft_file(
    request: HttpRequest,
    ref: str,
    number: int,
    format_: str,
    kind: str = PARTNER_STATEMENT,
    partner: int | None = None,
) -> HttpResponse:
    """A draft as a file, marked as one."""
    return _draft_answer(request, named_draft(request, ref, number, kind, partner), format_)


@require_http_methods(["GET", "POST"])
def whole_file(request: HttpRequest, ref: str, kind: str, format_: str) -> HttpResponse:
    """A draft about the grant as a whole as a file, marked as one."""
    return _draft_answer(request, named_whole(request, ref, kind), format_)


def _draft_answer(request: HttpRequest, named: Named, format_: str) -> HttpResponse:
    own = named.partner
    params = {
        "grant": named.grant.pk,
        "period": named.period.pk if named.period else None,
        "kind": named.kind,
        "partner": own.pk if own else None,
    }
    language = language_asked(request, named.grant.pk, named.kind)
    return file_answer(request, named.grant, draft_now(named, language), format_, params)


def language_asked(request: HttpRequest, grant_id: int, kind: str) -> str:
    """The language that the address names, else the recipient's, else the reader's."""
    asked = request.GET.get("language", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return language_of(grant_id, kind) or get_language() or "da"


def file_answer(
    request: HttpRequest, grant: Grant, edition: Edition, format_: str, params: dict[str, Any]
) -> HttpResponse:
    """The file at once where it is quick; else a button that orders it, or its job's page.

    *params* say to the job which paper is meant (`reporting.documents.choosing`).
    """
    if format_ not in FORMATS:
        raise Http404
    if is_quick(edition, format_):
        content = render_file(edition, format_)
        response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
        name = edition.file_name(format_)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    order = {**params, "language": edition.language, "format": format_}
    known = Job.objects.filter(
        kind=MAKE_DOCUMENT,
        params=order,
        requested_by_id=request.user.pk,
        state__in=_reusable(params),
    ).first()
    if known is None and request.method != "POST":
        return _ask(request, grant, edition)
    found = known or order_document(grant, order, by=request.user, at=now())
    return redirect("reporting:document-job", ref=grant.ref, pk=found.pk)


def _ask(request: HttpRequest, grant: Grant, edition: Edition) -> HttpResponse:
    """Reading an address changes nothing, so a long piece of work is asked for with a button."""
    context = {
        "heading": _("Make the file"),
        "grant": grant,
        "question": edition.document.meta.title.text(edition.language),
        "consequences": [
            _("The document is long and is made in the background; it takes up to a minute."),
            _("You can go on working; the file waits on a page of its own."),
        ],
        "submit": _("Make the file"),
        "cancel_url": reverse("reporting:documents", args=[grant.ref]),
    }
    return render(request, "components/confirm.html", context)


def _reusable(params: dict[str, Any]) -> list[str]:
    """A frozen paper need only be made once; a draft is made anew when it is asked for again."""
    waiting = [Job.QUEUED, Job.RUNNING]
    return [*waiting, Job.DONE] if "snapshot" in params else waiting


@require_safe
def job(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """How far the file is; only for the person that asked for it."""
    grant = visible_grant(request, ref)
    found = get_object_or_404(Job, pk=pk, kind=MAKE_DOCUMENT, requested_by_id=request.user.pk)
    context = {
        "heading": _("The document is being made"),
        "grant": grant,
        "job": found,
        "is_waiting": found.state in (Job.QUEUED, Job.RUNNING),
        "file_url": reverse("reporting:document-job-file", args=[ref, pk]),
        "breadcrumbs": [
            (_("Documents"), reverse("reporting:documents", args=[ref])),
            (_("File"), None),
        ],
    }
    response = render(request, "reporting/documents/job.html", context)
    if context["is_waiting"]:
        response["Refresh"] = "3"
    return response


@require_safe
def job_file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """The finished file."""
    visible_grant(request, ref)
    found = get_object_or_404(
        Job, pk=pk, kind=MAKE_DOCUMENT, requested_by_id=request.user.pk, state=Job.DONE
    )
    content_type = CONTENT_TYPES[found.params["format"]]
    name = PurePosixPath(str(found.result)).name
    return FileResponse(
        found.result.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
