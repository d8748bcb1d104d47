"""Findings of the auditor: the register, one finding with what was said to it, and each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.texts import day_text, money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from consortium.views.editing import editing
from grants.models import Grant
from reporting.actions.findings import (
    answer_finding,
    close_finding,
    follow_up_finding,
    write_finding,
)
from reporting.documents.editions import CSV, XLSX, draft_edition
from reporting.documents.finding_register import owner_words, register_paper
from reporting.forms.findings import (
    AnswerForm,
    FindingForm,
    FollowUpForm,
    OwnerChoices,
    RegisterFilter,
    WordsForm,
)
from reporting.models import Finding, FindingFile
from reporting.queries.findings import (
    Subject,
    chosen,
    cost_of,
    may_answer,
    register,
    subject_of,
    years_of,
)
from reporting.queries.history import tracked_model
from reporting.queries.kinds import KINDS
from reporting.views.document_files import file_answer
from reporting.views.finding_tables import FindingTable
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for, rights_on

ROWS_A_PAGE = 50
FORMATS = (XLSX, CSV)
PAPERS = Prefetch("files", FindingFile.objects.select_related("file"))
PARTS = (
    *("grant__lead", "owner_partner__organisation", "owner_partner__grant"),
    *("written_by", "closed_by"),
)


def load_finding(request: HttpRequest, pk: int) -> Finding:
    """A finding that the reader may see."""
    findings = Finding.objects.visible_to(request.user).select_related(*PARTS)
    return get_object_or_404(findings, pk=pk)


@require_GET
def finding_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The register of a grant over the years."""
    grant = grant_for(request, ref)
    form, rows = _chosen(request, grant)
    table = FindingTable(rows, on=clock.today())
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": _("Findings"),
        "table": table,
        "filter_form": form,
        "query": request.GET.urlencode(),
        "formats": FORMATS,
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Findings"), None)),
    }
    return render(request, "reporting/audit/findings.html", context)


@require_GET
def finding_register(request: HttpRequest, ref: str, format_: str) -> HttpResponse:
    """The rows of the register as they are filtered, as a file."""
    grant = grant_for(request, ref)
    if format_ not in FORMATS:
        raise Http404
    _form, rows = _chosen(request, grant)
    language = get_language() or "da"
    edition = draft_edition(register_paper(grant, list(rows), clock.now()), language)
    return file_answer(request, grant, edition, format_, {})


def _chosen(request: HttpRequest, grant: Grant) -> tuple[RegisterFilter, QuerySet[Finding]]:
    form = RegisterFilter(request.GET or None, owners=OwnerChoices(grant), years=years_of(grant))
    given = form.cleaned_data if form.is_valid() else {}
    return form, chosen(register(request.user, grant), given, clock.today())


def finding_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a finding on the row that ``?on=table:key`` names; without it, on the grant."""
    grant = grant_for(request, ref)
    require(request, C.AUDIT_CLAIM, grant)
    subject = _subject(request, grant)
    owners = OwnerChoices(grant)
    form = FindingForm(request.POST or None, owners=owners, initial=_first(subject, owners))
    editing(request, form)
    made: list[Finding] = []

    def deed(_given: dict[str, Any]) -> None:
        entry = form.entry((subject.label, subject.row.pk))
        made.append(write_finding(grant, entry, by=request.user, at=clock.now()))

    if request.method == "POST" and done(form, deed):
        messages.success(request, _("The finding is sent; its words stand."))
        return redirect("reporting:finding-detail", made[0].pk)
    context = {
        "grant": grant,
        "tab": "findings",
        "heading": _("Write a finding"),
        "facts": [(_("About"), f"{_table(subject.label)}: {subject.row}")],
        "form": form,
        "submit": _("Send the finding"),
        "cancel_url": reverse("reporting:finding-list", args=[ref]),
        "breadcrumbs": _way(grant, (_("New"), None)),
    }
    return render(request, "components/form_page.html", context)


def _subject(request: HttpRequest, grant: Grant) -> Subject:
    label, _colon, key = request.GET.get("on", "").partition(":")
    if not label:
        return Subject(grant)
    found = subject_of(grant, label, int(key)) if key.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _first(subject: Subject, owners: OwnerChoices) -> dict[str, Any]:
    """Who answers first: the partner that the row belongs to."""
    own = [
        key for key, one in owners.partners.items() if one.organisation_id == subject.organisation
    ]
    return {"owner": own[0]} if own else {}


@require_GET
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding, from its sending to its closing."""
    finding = load_finding(request, pk)
    rights = rights_on(request, finding.grant)
    cost = cost_of(finding) if rights[C.VIEW_ROWS.value] else None
    is_open = finding.state != "closed"
    context = {
        "grant": finding.grant,
        "finding": finding,
        "heading": _("Finding %(number)s") % {"number": finding.number},
        "facts": _facts(finding),
        "subject_url": _subject_url(finding) if rights[C.VIEW_HISTORY.value] else "",
        "answers": finding.answers.select_related("by").prefetch_related(PAPERS),
        "corrections": finding.corrections.select_related("correction__grant"),
        "statements": finding.statements.select_related("statement__claim"),
        "cost": cost if cost and is_open and cost.state == "claimed" else None,
        "overdue": finding.is_overdue(clock.today()),
        "may_answer": finding.state in ("open", "follow_up")
        and may_answer(actor_of(request.user), finding),
        "may_follow_up": finding.state == "answered",
        "is_open": is_open,
        "rights": rights,
        "breadcrumbs": _way(finding.grant, (str(finding.number), None), rights=rights),
    }
    return render(request, "reporting/audit/finding.html", context)


def _subject_url(finding: Finding) -> str:
    if tracked_model(finding.subject_type) is None:
        return reverse("reporting:document", args=[finding.grant.ref, finding.subject_id])
    return reverse("reporting:object-history", args=[finding.subject_type, finding.subject_id])


def finding_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's answer."""
    finding = load_finding(request, pk)
    partner = finding.owner_partner
    if not may_answer(actor_of(request.user), finding):
        require(request, C.ANSWER_HEARING, partner.organisation if partner else finding.grant)
    form = AnswerForm(request.POST or None, request.FILES or None)
    return _step(request, finding, form, answer_finding, _("Answer the finding"), _("Answer"))


def finding_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing in an answer, and a new day."""
    finding = load_finding(request, pk)
    require(request, C.AUDIT_CLAIM, finding.grant)
    form = FollowUpForm(request.POST or None)
    return _step(request, finding, form, follow_up_finding, _("Follow up"), _("Send"))


def finding_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of it."""
    finding = load_finding(request, pk)
    require(request, C.AUDIT_CLAIM, finding.grant)
    form = WordsForm(request.POST or None, label=_("What it has led to"))
    return _step(request, finding, form, close_finding, _("Close the finding"), _("Close"))


def _step(
    request: HttpRequest,
    finding: Finding,
    form: Any,
    act: Callable[..., Any],
    heading: str,
    submit: str,
) -> HttpResponse:
    editing(request, form)
    if request.method == "POST" and done(
        form, lambda given: act(finding, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("It is noted and sent on."))
        return redirect("reporting:finding-detail", finding.pk)
    rights = rights_on(request, finding.grant)
    here = reverse("reporting:finding-detail", args=[finding.pk])
    context = {
        "grant": finding.grant,
        "tab": "findings" if rights[C.VIEW_ROWS.value] else "",
        "heading": heading,
        "facts": _facts(finding),
        "form": form,
        "submit": submit,
        "cancel_url": here,
        "breadcrumbs": _way(
            finding.grant, (str(finding.number), here), (heading, None), rights=rights
        ),
    }
    return render(request, "components/form_page.html", context)


def _facts(finding: Finding) -> list[tuple[str, Any]]:
    return [
        (_("About"), f"{_table(finding.subject_type)}: {finding.subject_label}"),
        (_("Type of finding"), str(finding.get_kind_display())),
        (_("Amount at stake"), money_text(finding.amount, "kr")),
        (_("What was found"), finding.text),
        (_("Cause"), finding.cause),
        (_("Recommendation"), finding.recommendation),
        (_("Who answers"), str(owner_words(finding))),
        (_("Answer due on"), day_text(finding.due_on)),
        (_("Sent by"), str(finding.written_by)),
    ]


def _table(label: str) -> str:
    return _(KINDS[label].name) if label in KINDS else _("Document")


def _way(grant: Grant, *more: Crumb, rights: dict[str, bool] | None = None) -> list[Crumb]:
    listed = reverse("reporting:finding-list", args=[grant.ref])
    may_list = rights is None or rights[C.VIEW_ROWS.value]
    return crumbs(grant, (_("Findings"), listed if may_list else None), *more)
