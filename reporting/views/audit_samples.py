"""The auditor's samples: drawn, filled in row by row, concluded, and taken along as a paper."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from consortium.views.editing import editing
from reporting.actions.audit_samples import (
    Choice,
    conclude_sample,
    draw_audit_sample,
    enter_error,
)
from reporting.documents.audit_sample import edition_of, redraw_steps, scope_words
from reporting.documents.editions import PDF, XLSX
from reporting.documents.printing import printed
from reporting.documents.t_audit_sample import (
    kind_words,
    projection_table,
    size_words,
    strata_table,
)
from reporting.forms.audit_samples import ConclusionForm, DrawForm, ErrorForm
from reporting.models import AuditSample, AuditSampleUnit
from reporting.queries.audit_samples import Plan, differences, figures_of, plan_of, planning_of
from reporting.rules.audit_samples import check_planning
from reporting.rules.projecting import CONCLUSIONS
from reporting.views.document_files import file_answer
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for, rights_on

PARTS = (
    *("grant__lead", "grant__fund", "claim__period", "period", "grant_partner__organisation"),
    *("drawn_by", "concluded_by"),
)
ROW = ("expenditure__grant_partner__organisation", "expenditure__report", "looked_by")
OFFERED = (PDF, XLSX)


def load_sample(request: HttpRequest, pk: int, *rights: C) -> AuditSample:
    """A sample that the reader may see; 403 without *rights* on its grant."""
    samples = AuditSample.objects.visible_to(request.user).select_related(*PARTS)
    sample = get_object_or_404(samples, pk=pk)
    for right in rights:
        require(request, right, sample.grant)
    return sample


@require_GET
def sample_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every sample of a grant."""
    grant = grant_for(request, ref)
    samples = (
        AuditSample.objects.visible_to(request.user)
        .filter(grant=grant)
        .select_related(*PARTS)
        .defer("population", "paper")
        .annotate(rows=Count("picks"), looked=Count("picks", Q(picks__error__isnull=False)))
        .order_by("-number")
    )
    context = {
        "grant": grant,
        "heading": _("Samples of the auditor"),
        "samples": [(one, scope_words(one)) for one in samples],
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Samples"), None)),
    }
    return render(request, "reporting/audit/samples.html", context)


def sample_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Work out what a sample would be, and draw it."""
    grant = grant_for(request, ref)
    require(request, C.AUDIT_CLAIM, grant)
    form = DrawForm(request.POST or None, grant=grant)
    made: list[AuditSample] = []

    def deed(_given: dict[str, Any]) -> None:
        seed = secrets.token_hex(16)
        made.append(draw_audit_sample(form.choice(), seed=seed, by=request.user, at=clock.now()))

    if request.POST.get("deed") == "draw" and done(form, deed):
        messages.success(request, _("The sample is drawn. Look at each row and enter its error."))
        return redirect("reporting:audit-sample", made[0].pk)
    is_worked_out = request.POST.get("deed") == "plan" and form.is_valid()
    context = {
        "grant": grant,
        "heading": _("Draw a sample"),
        "form": form,
        "plan": _plan(form.choice()) if is_worked_out else None,
        "breadcrumbs": _way(grant, (_("New"), None)),
    }
    return render(request, "reporting/audit/draw.html", context)


def _plan(choice: Choice) -> dict[str, Any]:
    """What would be drawn, in words; or why nothing can be."""
    if found := check_planning(choice.planning):
        return {"breaches": found}
    plan: Plan = plan_of(
        choice.target,
        choice.planning,
        sign=choice.sign,
        size=choice.size,
        as_of=choice.instant(clock.now()),
    )
    return {
        "breaches": plan.breaches,
        "plan": plan,
        "why": size_words(choice.planning, plan.figures, plan.size),
        "figures": [
            {"label": _("Rows"), "text": str(plan.figures.units)},
            {"label": _("Book value BV"), "text": money_text(plan.figures.book, "kr")},
            {"label": _("Tolerable error TOL"), "text": money_text(plan.figures.tolerable, "kr")},
            {"label": _("Sample size n"), "text": str(plan.size)},
        ],
    }


@require_GET
def sample_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample: how it was drawn, its rows, and what they say about the population."""
    sample = load_sample(request, pk)
    picks = list(sample.picks.select_related(*ROW))
    language = get_language() or "da"
    tables = [strata_table(sample, picks), projection_table(sample, picks)]
    context = {
        "grant": sample.grant,
        "sample": sample,
        "heading": _("Sample %(number)s") % {"number": sample.number},
        "scope": scope_words(sample),
        "why": size_words(planning_of(sample), figures_of(sample), sample.size),
        "picks": [(one, kind_words(one)) for one in picks],
        "waiting": sum(one.error is None for one in picks),
        "tables": [printed(table, language) for table in tables],
        "told": _(CONCLUSIONS[sample.conclusion]) if sample.conclusion else "",
        "differs": differences(sample, picks),
        "steps": redraw_steps(sample),
        "formats": OFFERED,
        "rights": rights_on(request, sample.grant),
        "breadcrumbs": _way(sample.grant, (str(sample.number), None)),
    }
    return render(request, "reporting/audit/sample.html", context)


def sample_unit(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Enter what was found in one row."""
    sample = load_sample(request, pk, C.AUDIT_CLAIM)
    rows = with_version(AuditSampleUnit.objects.filter(sample=sample).select_related(*ROW))
    pick = get_object_or_404(rows, pk=unit_pk)
    initial = {**ErrorForm.values_of(pick), "edited_from": version_of(pick)}
    form = ErrorForm(request.POST or None, initial=initial)
    editing(request, form)
    if request.method == "POST" and done(
        form, lambda given: enter_error(pick, **given, by=request.user, at=clock.now())
    ):
        messages.success(
            request, _("%(voucher)s is looked at.") % {"voucher": pick.expenditure.voucher_no}
        )
        return redirect("reporting:audit-sample", pk)
    item = pick.expenditure
    context = {
        "grant": sample.grant,
        "tab": "samples",
        "heading": _("Row %(place)s of sample %(number)s")
        % {"place": pick.place, "number": sample.number},
        "facts": [
            (_("Voucher"), f"{item.voucher_no} {item.text}"),
            (_("Partner"), str(item.grant_partner)),
            (_("Supplier"), item.supplier),
            (_("Book value"), money_text(pick.book_value, "kr")),
            (_("How it came in"), pick.get_stratum_display()),
        ],
        "form": form,
        "submit": _("Keep"),
        "cancel_url": reverse("reporting:audit-sample", args=[pk]),
        "breadcrumbs": _in(sample, (_("Row %(place)s") % {"place": pick.place}, None)),
    }
    return render(request, "components/form_page.html", context)


def sample_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Project and conclude; the working paper is kept."""
    sample = load_sample(request, pk, C.AUDIT_CLAIM)
    form = ConclusionForm(request.POST or None)
    editing(request, form)
    if request.method == "POST" and done(
        form, lambda given: conclude_sample(sample, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The sample is concluded; its working paper is kept."))
        return redirect("reporting:audit-sample", pk)
    picks = list(sample.picks.select_related(*ROW))
    context = {
        "grant": sample.grant,
        "sample": sample,
        "heading": _("Conclude sample %(number)s") % {"number": sample.number},
        "form": form,
        "tables": [printed(projection_table(sample, picks), get_language() or "da")],
        "cancel_url": reverse("reporting:audit-sample", args=[pk]),
        "breadcrumbs": _in(sample, (_("Conclude"), None)),
    }
    return render(request, "reporting/audit/conclude.html", context)


def sample_file(request: HttpRequest, pk: int, format_: str) -> HttpResponse:
    """The working paper as a file; a draft until the sample is concluded."""
    sample = load_sample(request, pk)
    picks = list(sample.picks.select_related(*ROW))
    language = get_language() or "da"
    edition = edition_of(sample, picks, clock.now(), language)
    return file_answer(request, sample.grant, edition, format_, {"audit_sample": sample.pk})


def _way(grant: Any, *more: Crumb) -> list[Crumb]:
    return crumbs(
        grant, (_("Samples"), reverse("reporting:audit-sample-list", args=[grant.ref])), *more
    )


def _in(sample: AuditSample, *more: Crumb) -> list[Crumb]:
    here = reverse("reporting:audit-sample", args=[sample.pk])
    return _way(sample.grant, (str(sample.number), here), *more)
