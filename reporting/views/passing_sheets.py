"""Taking a sheet that is not kept: read, checked, written or marked while its reader waits."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortium.exchange.bounds import Bounds, too_large
from consortium.exchange.sheets import open_book
from consortium.queries import clock
from consortium.rules.refusals import Breach, Refused, gettext_noop
from consortium.views.deeds import reader
from reporting.actions.import_rows import Outcome
from reporting.actions.import_targets import Target, target_ref
from reporting.actions.imports import Source, check, importable, layout_of, write
from reporting.actions.layouts import remember_layout
from reporting.exchange.layout import sample, sheet_of
from reporting.exchange.marking import marked, marked_name
from reporting.exchange.resources import exported
from reporting.exchange.template import template
from reporting.forms.passing import MappedForm, PassingForm
from reporting.views.refusals import add_refusal
from reporting.views.rows import TYPES

SHOWN = 100
# Such a sheet is held in memory and nowhere else.
BOUNDS = Bounds(file_bytes=8_000_000)
OPEN = {
    "missing": gettext_noop(
        "No column of the sheet is “%(column)s”. Give one of them this header."
    ),
    "marks": gettext_noop(
        "“%(column)s” reads with comma and with point. Choose below how it is written."
    ),
    "order": gettext_noop(
        "“%(column)s” reads day first and month first. Choose below how it is written."
    ),
}
CHOOSE = gettext_noop(
    "No column of the sheet is “%(column)s”. Choose it below and send the file again."
)
FILL_IN = gettext_noop("The sheet does not say “%(column)s”. Fill it in for all rows.")
ANSWERED_IN = {"marks": "decimal", "order": "order"}


class OpenQuestions(Refused):
    """The sheet does not show how it is to be read."""

    code = "SHEET_OPEN"


@dataclass(frozen=True)
class Taken:
    """A sheet that was read, and what it would do or has done."""

    source: Source
    outcome: Outcome

    def marked(self) -> HttpResponse:
        """The sheet as a workbook with its faulty cells marked."""
        source, language = self.source, _language()
        with source.open() as stream:
            faults = self.outcome.faults
            content = marked(stream, source.name, source.layout, faults, language)
        return attached(content, "xlsx", marked_name(source.name))


def taken(
    request: HttpRequest, form: PassingForm, target: Target, code: str, once: tuple[str, ...] = ()
) -> Taken | None:
    """What the sheet would do, or has done; a refusal stands beside the form.

    The columns that were chosen on the page are remembered, but for what is said *once*.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        source = _source(request, form, target, code)
        if isinstance(form, MappedForm) and form.is_chosen:
            by, at = reader(request), clock.now()
            kept = frozenset(once)
            remember_layout(target, source.kind, source.layout, once=kept, by=by, at=at)
        outcome = write(source) if "write" in request.POST else check(source)
    except Refused as refused:
        add_refusal(form, refused)
        return None
    if "write" in request.POST and outcome.is_good:
        messages.success(request, _("The sheet is written."))
    return Taken(source, outcome)


def _source(request: HttpRequest, form: PassingForm, target: Target, code: str) -> Source:
    kind, upload = importable(code).kind, form.cleaned_data["file"]
    content = upload.read(BOUNDS.file_bytes + 1)
    if len(content) > BOUNDS.file_bytes:
        raise too_large(BOUNDS)
    layout = layout_of(io.BytesIO(content), upload.name, target, kind)
    with open_book(io.BytesIO(content), upload.name) as book:
        rows = sample(sheet_of(book, layout))
    layout = form.answered(layout, rows, kind)
    form.ask(layout, rows, kind)
    asked = [
        Breach(
            "SHEET_OPEN",
            _question(form, one.about, one.name),
            _beside(form, one.about, one.name),
            {"column": kind.column(one.name).bare_title(_language())},
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


def _question(form: PassingForm, about: str, name: str) -> str:
    if about != "missing" or not isinstance(form, MappedForm):
        return OPEN[about]
    return FILL_IN if name in form.fixed else CHOOSE


def _beside(form: PassingForm, about: str, name: str) -> str:
    """The field that answers the question."""
    if about in ANSWERED_IN:
        return ANSWERED_IN[about]
    if isinstance(form, MappedForm):
        return name if name in form.fixed else f"at_{name}"
    return "file"


def page(form: PassingForm, found: Taken | None, code: str) -> dict[str, Any]:
    """What every such page shows of a sheet."""
    kind = importable(code).kind
    context: dict[str, Any] = {"form": form, "hints": [_(hint) for hint in kind.hints]}
    if found is None:
        return context
    outcome, language = found.outcome, _language()
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
    faults = _told(outcome.faults, language)
    remarks = _told(outcome.remarks, language)
    return {
        **context,
        "counts": [(label, outcome.counts[name]) for name, label in labels.items()],
        "sums": [
            (labels[status], currency, amount)
            for status, currency, amount in _sums(outcome)
            if status in labels
        ],
        "faults": faults,
        "more": outcome.fault_count - len(faults),
        "remarks": remarks,
        "more_remarks": outcome.remark_count - len(remarks),
        "changes": changes,
        "totals": ", ".join(str(row) for row in outcome.totals),
    }


def _told(found: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return [
        {**one, "label": one["labels"][language], "sentence": one["said"][language]}
        for one in found[:SHOWN]
    ]


def _sums(outcome: Outcome) -> list[tuple[str, str, Any]]:
    """What becomes of the amounts, currency by currency; nothing where the kind has one only."""
    found = [(*name.partition(" ")[::2], amount) for name, amount in outcome.amounts.items()]
    return sorted((one for one in found if one[1]), key=lambda one: (one[1], one[0]))


def file(target: Target, code: str, extension: str) -> HttpResponse:
    """The rows that stand, as a file that the import takes."""
    if extension not in TYPES:
        raise Http404
    content = exported(importable(code).kind, target, _language(), extension)
    return attached(
        content, extension, f"{target_ref(target).replace('/', '-')}-{code}.{extension}"
    )


def workbook(target: Target, code: str, language: str) -> HttpResponse:
    """The workbook to fill in, with the rows that stand."""
    if language not in ("da", "en"):
        raise Http404
    ref = target_ref(target)
    content = template(target, importable(code).kind, language, ref)
    return attached(content, "xlsx", f"{ref.replace('/', '-')}-{code}-{language}.xlsx")


def attached(content: bytes, extension: str, name: str) -> HttpResponse:
    """*content* as a file to keep."""
    response = HttpResponse(content, content_type=TYPES[extension])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _language() -> str:
    return "da" if (get_language() or "da").startswith("da") else "en"
