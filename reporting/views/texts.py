"""The written sections of a paper: the list, one section with its figures, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from consortium.views.editing import editing
from grants.models import Grant, ReportingPeriod
from reporting.actions.texts import (
    approve_text,
    may_write,
    review_text,
    take_back_text,
    write_text,
)
from reporting.documents.live import figures_for
from reporting.documents.parts import kind_title
from reporting.documents.written import LiveFigure, text_words
from reporting.forms.steps import ReasonForm
from reporting.forms.texts import SectionTextForm
from reporting.models import PaperRecipient, PaperSection, SectionText
from reporting.queries.passages import counted
from reporting.queries.texts import OWN, Written, section_breaches, written_in
from reporting.views.lead_pages import crumbs, done, rights_on

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "review": (review_text, gettext_noop("The text is reviewed.")),
    "approve": (approve_text, gettext_noop("The text is approved.")),
}


@require_safe
def text_list(request: HttpRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """Every section of a paper: how far its text has come, and what is still asked for."""
    period = period_for(request, ref, number)
    grant = period.grant
    recipient = get_object_or_404(PaperRecipient, grant=grant, code=kind.removeprefix(OWN))
    if recipient.kind != kind:
        raise Http404
    passages = counted(recipient, period)
    context = {
        "grant": grant,
        "period": period,
        "kind": kind,
        "recipient": recipient,
        "heading": _("Texts: %(paper)s") % {"paper": paper_name(recipient)},
        "rows": [
            (one, *passages.get(one.section.pk, (0, 0))) for one in written_in(recipient, period)
        ],
        "breaches": section_breaches(recipient, period),
        "may_write": may_write(request.user, grant),
        "breadcrumbs": _way(recipient, period, None),
    }
    return render(request, "reporting/texts/list.html", context)


def text_section(
    request: HttpRequest, ref: str, number: int, kind: str, section: str
) -> HttpResponse:
    """One section: write, with the period's figures and the last period's text beside it."""
    period = period_for(request, ref, number)
    asked = section_for(period, kind, section)
    text, last = _texts(asked, period)
    figures = figures_for(asked.recipient.base, period.grant, period)
    copied = last.body if last and "copy" in request.GET else ""
    form = SectionTextForm(
        request.POST or None,
        figures=_choices(figures),
        initial={"body": text.body if text else copied, "edited_from": version_of(text)},
    )
    writes = may_write(request.user, period.grant) and (text is None or text.state == "draft")
    if request.method == "POST" or writes:
        _require_writer(request, period.grant)
        editing(request, form)

    def save(given: dict[str, Any]) -> None:
        read = given.get("edited_from")
        now = clock.now()
        write_text(asked, period, form.text(), edited_from=read, by=request.user, at=now)

    if request.method == "POST" and done(form, save):
        messages.success(request, _("The text is saved."))
        return redirect(request.path)
    context = {
        "form": form if writes else None,
        "text": text,
        "last": last,
        "figures": figures,
        **_page_of(request, asked, period),
        **_words(asked, text, last, figures),
    }
    return render(request, "reporting/texts/section.html", context)


@require_POST
def text_step(
    request: HttpRequest, ref: str, number: int, kind: str, section: str, step: str
) -> HttpResponse:
    """Review or approve; a refusal comes as a page with its sentence."""
    if step not in STEPS:
        raise Http404
    period = period_for(request, ref, number)
    text = _text(request, period, kind, section)
    act, told = STEPS[step]
    act(text, by=request.user, at=clock.now())
    messages.success(request, _(told))
    return redirect("reporting:text-section", ref, number, kind, section)


def text_take_back(
    request: HttpRequest, ref: str, number: int, kind: str, section: str
) -> HttpResponse:
    """Make it a draft again, with a reason."""
    period = period_for(request, ref, number)
    text = _text(request, period, kind, section)
    require(request, C.BUILD_CLAIM, period.grant)
    form = ReasonForm(request.POST or None)
    back = reverse("reporting:text-section", args=[ref, number, kind, section])
    if request.method == "POST" and done(
        form, lambda given: take_back_text(text, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The text is a draft again."))
        return redirect(back)
    heading = _("Take the text back")
    context = {
        "grant": period.grant,
        "heading": heading,
        "form": form,
        "submit": _("Take back"),
        "cancel_url": back,
        "breadcrumbs": _way(text.section.recipient, period, heading),
    }
    return render(request, "components/confirm.html", context)


def paper_name(recipient: PaperRecipient) -> str:
    """What the recipient's paper is called, in the reader's language."""
    is_english = (get_language() or "da").startswith("en")
    own = recipient.title_en if is_english else recipient.title_da
    return own or _(kind_title(recipient.kind))


def _page_of(request: HttpRequest, asked: PaperSection, period: ReportingPeriod) -> dict[str, Any]:
    recipient = asked.recipient
    return {
        "grant": period.grant,
        "period": period,
        "kind": recipient.kind,
        "section": asked,
        "heading": asked.title,
        "rights": rights_on(request, period.grant),
        "breadcrumbs": _way(recipient, period, asked.title),
    }


def _words(
    asked: PaperSection,
    text: SectionText | None,
    last: SectionText | None,
    figures: dict[str, LiveFigure],
) -> dict[str, Any]:
    """The preview with its values, its length, and the list of figures by table."""
    language = asked.recipient.language
    by_table = groupby(figures.values(), key=lambda one: (one.table, str(one.title)))
    return {
        "written": Written(asked, text),
        "preview": text_words(text.body, figures, language).text(language) if text else "",
        "last_words": last.body if last else "",
        # Tables of one partner are named by their tokens; the list would hide the rest.
        "tables": [
            (table, title, list(rows)) for (table, title), rows in by_table if "." not in table
        ],
    }


def _choices(figures: dict[str, LiveFigure]) -> list[tuple[str, Any]]:
    return [
        (f"{table} {title}", [(one.token, f"{one.label}: {one.value}") for one in rows])
        for (table, title), rows in groupby(
            figures.values(), key=lambda one: (one.table, str(one.title))
        )
    ]


def period_for(request: HttpRequest, ref: str, number: int) -> ReportingPeriod:
    """The period of a grant whose rows the reader may read, or 404."""
    grants = actor_of(request.user).ids(C.VIEW_ROWS, Grant)
    periods = ReportingPeriod.objects.select_related("grant__fund", "grant__lead")
    return get_object_or_404(periods, grant__in=grants, grant__ref=ref, number=number)


def section_for(period: ReportingPeriod, kind: str, code: str) -> PaperSection:
    """The section *code* of the paper of *kind*, or 404."""
    sections = PaperSection.objects.select_related("recipient__grant")
    found = get_object_or_404(
        sections, recipient__grant=period.grant, recipient__code=kind.removeprefix(OWN), code=code
    )
    if found.recipient.kind != kind:
        raise Http404
    return found


def _texts(
    asked: PaperSection, period: ReportingPeriod
) -> tuple[SectionText | None, SectionText | None]:
    """The text of *period*, with its version, and the newest one before it."""
    texts = with_version(
        SectionText.objects.filter(section=asked, period__number__lte=period.number)
    )
    people = ("period", "written_by", "reviewed_by", "approved_by")
    found = list(texts.select_related(*people).order_by("-period__number")[:2])
    own = next((one for one in found if one.period_id == period.pk), None)
    return own, next((one for one in found if one is not own), None)


def _text(request: HttpRequest, period: ReportingPeriod, kind: str, code: str) -> SectionText:
    asked = section_for(period, kind, code)
    texts = SectionText.objects.visible_to(request.user).select_related("section__recipient")
    return get_object_or_404(texts, section=asked, period=period)


def _require_writer(request: HttpRequest, grant: Grant) -> None:
    if not may_write(request.user, grant):
        require(request, C.BUILD_CLAIM, grant)


def _way(recipient: PaperRecipient, period: ReportingPeriod, last: str | None) -> list[Any]:
    grant = period.grant
    here = reverse("reporting:text-list", args=[grant.ref, period.number, recipient.kind])
    return crumbs(
        grant,
        (_("Documents"), reverse("reporting:documents", args=[grant.ref])),
        (_("Texts"), here if last else None),
        *([(last, None)] if last else []),
    )
