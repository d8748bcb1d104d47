"""Sheets that are read and not kept: draft budgets, and participants, whose names must not stay."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.exchange.bounds import Bounds, too_large
from consortium.queries import clock
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import BudgetVersion, Grant
from partners.actions.participants import read_participants
from partners.queries.participants import headcount
from reporting.actions.import_rows import Outcome
from reporting.actions.import_targets import Target, target_ref
from reporting.actions.imports import Source, check, importable, layout_of, write
from reporting.exchange.layout import answered
from reporting.exchange.resources import exported
from reporting.forms.passing import PassingForm
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import load_report, show
from reporting.views.rows import TYPES

SHOWN = 100
# Such a sheet is held in memory and nowhere else.
BOUNDS = Bounds(file_bytes=8_000_000)
OPEN = {
    "missing": noop("No column of the sheet is “%(column)s”. Give one of them this header."),
    "marks": noop("“%(column)s” reads with comma and with point. Choose below how it is written."),
    "order": noop("“%(column)s” reads day first and month first. Choose below how it is written."),
}
GROUPS = {"age_group": noop("Age"), "work": noop("Work"), "education": noop("Education")}


class OpenQuestions(Refused):
    """The sheet does not show how it is to be read."""

    code = "SHEET_OPEN"


def budget_import(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A draft budget from a sheet: shown first, written when it is sent with that deed."""
    version = _draft(request, ref, number)
    form = PassingForm(request.POST or None, request.FILES or None)
    outcome = _taken(request, form, version, "budgets")
    back = reverse("grants:budget-detail", args=[ref, number])
    context = {
        "grant": version.grant,
        "tab": "budget",
        "heading": _("Budget, version %(number)s: import") % {"number": number},
        "breadcrumbs": [
            (_("Grants"), reverse("grants:grant-list")),
            (ref, reverse("grants:grant-detail", args=[ref])),
            (_("Version %(number)s") % {"number": number}, back),
            (_("Import"), None),
        ],
        "back": back,
        "files": _files("reporting:budget-rows", ref, number),
        "writable": True,
        **_page(form, outcome, "budgets"),
    }
    return render(request, "reporting/imports/budget.html", context)


@require_GET
def budget_rows(request: HttpRequest, ref: str, number: int, extension: str) -> HttpResponse:
    """The amounts of a draft as a file that the import takes."""
    return _file(_draft(request, ref, number), "budgets", extension)


def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people took part, and a sheet of them; nobody's name is kept (G-05)."""
    report = load_report(request, pk)
    form = PassingForm(request.POST or None, request.FILES or None)
    outcome = _taken(request, form, report, "participants")
    partner = report.grant_partner
    counted = headcount(partner.organisation, partner.grant.ref)
    context = {
        "heading": _("Participants"),
        "counted": counted,
        "groups": [(_(GROUPS[name]), rows) for name, rows in counted.groups],
        **_page(form, outcome, "participants"),
    }
    return show(request, report, "reporting/imports/participants.html", context)


@require_POST
def participant_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The list without names, as a file; who fetches it stands in the log (G-08)."""
    report = load_report(request, pk)
    partner = report.grant_partner
    read_participants(
        partner.organisation, grant_ref=partner.grant.ref, by=request.user, at=clock.now()
    )
    return _file(report, "participants", "xlsx")


def _draft(request: HttpRequest, ref: str, number: int) -> BudgetVersion:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), ref=ref)
    require(request, C.PLAN_PROJECT, grant)
    drafts = BudgetVersion.objects.select_related("grant").filter(state="draft")
    return get_object_or_404(drafts, grant=grant, number=number)


def _taken(request: HttpRequest, form: PassingForm, target: Target, code: str) -> Outcome | None:
    """What the sheet would do, or has done; a refusal stands beside the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        source = _source(request, form.cleaned_data, target, code)
        outcome = write(source) if "write" in request.POST else check(source)
    except Refused as refused:
        add_refusal(form, refused)
        return None
    if "write" in request.POST and outcome.is_good:
        messages.success(request, _("The sheet is written."))
    return outcome


def _source(request: HttpRequest, given: dict[str, Any], target: Target, code: str) -> Source:
    kind, upload = importable(code).kind, given["file"]
    content = upload.read(BOUNDS.file_bytes + 1)
    if len(content) > BOUNDS.file_bytes:
        raise too_large(BOUNDS)
    layout = layout_of(io.BytesIO(content), upload.name, target, kind)
    layout = answered(layout, decimal=given["decimal"], order=given["order"])
    language = (get_language() or "da")[:2]
    asked = [
        Breach(
            "SHEET_OPEN",
            OPEN[one.about],
            "file" if one.about == "missing" else {"marks": "decimal"}.get(one.about, "order"),
            {"column": kind.column(one.name).bare_title(language)},
            "A-03",
        )
        for one in layout.open_questions(kind)
    ]
    if asked:
        raise OpenQuestions(*asked)

    return Source(
        target,
        kind,
        lambda: io.BytesIO(content),
        upload.name,
        layout,
        request.user,
        clock.now(),
    )


def _page(form: PassingForm, outcome: Outcome | None, code: str) -> dict[str, Any]:
    """What both pages show of a sheet."""
    kind = importable(code).kind
    context: dict[str, Any] = {"form": form, "hints": [_(hint) for hint in kind.hints]}
    if outcome is None:
        return context
    language = (get_language() or "da")[:2]
    labels = {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "refused": _("Refused"),
    }
    changes = [
        (one["row"], field["labels"][language], field["old"][language], field["new"][language])
        for one in outcome.changes[:SHOWN]
        for field in one["fields"]
    ]
    faults = [
        {**one, "label": one["labels"][language], "sentence": one["said"][language]}
        for one in outcome.faults[:SHOWN]
    ]
    counts = [(label, outcome.counts[name]) for name, label in labels.items()]
    more = outcome.fault_count - len(faults)
    return {**context, "counts": counts, "faults": faults, "changes": changes, "more": more}


def _files(name: str, *args: Any) -> list[tuple[str, str]]:
    return [(one.upper(), reverse(name, args=[*args, one])) for one in TYPES]


def _file(target: Target, code: str, extension: str) -> HttpResponse:
    if extension not in TYPES:
        raise Http404
    language = "da" if (get_language() or "da").startswith("da") else "en"
    content = exported(importable(code).kind, target, language, extension)
    response = HttpResponse(content, content_type=TYPES[extension])
    name = f"{target_ref(target).replace('/', '-')}-{code}.{extension}"
    disposition = content_disposition_header(True, name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
