"""The auditor's pages: any row's versions, and the event log of a grant."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.models import AuditEvent
from consortium.models.access import actor_of
from consortium.queries.texts import moment_text
from consortium.rules.roles import Capability as C
from grants.models import Grant
from reporting.forms.history import EventFilter
from reporting.queries import history
from reporting.queries.as_of import state_as_of
from reporting.queries.checks.base import Fault
from reporting.queries.kinds import KINDS
from reporting.queries.verbs import verb_text
from reporting.views.lead_pages import crumbs
from reporting.views.past import past_of

ROWS_A_PAGE = 50
VERSIONS_A_PAGE = 20


class EventTable(tables.Table):  # type: ignore[misc]  # no stubs
    """The event log."""

    caption = _("Events")
    empty_text = _("No event matches.")

    number = tables.Column(verbose_name=_("No."), attrs={"cell": {"class": "number"}})
    at = tables.Column(verbose_name=_("Time"))
    by = tables.Column(verbose_name=_("Person"), order_by="by__name")
    verb = tables.Column(verbose_name=_("What"))
    subject_label = tables.Column(verbose_name=_("Subject"))
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        order_by = "-number"
        empty_text = _("No event matches.")

    def render_at(self, value: Any) -> str:
        """The instant in our zone."""
        return moment_text(value)

    def render_verb(self, value: str) -> str:
        """The verb in words."""
        return verb_text(value)

    def render_subject_label(self, value: str, record: AuditEvent) -> SafeString | str:
        """The subject, leading to its versions where it has any."""
        if record.subject_type not in KINDS:
            return value
        return format_html(
            '<a href="{}">{}</a>', _history_url(record.subject_type, record.subject_id), value
        )


def event_log(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that was decided in a grant, by person, verb, day and subject."""
    grant = _grant(request, ref)
    chosen = EventFilter(request.GET, history.event_log(grant), grant)
    table = EventTable(chosen.qs)
    tables.RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": gettext("History"),
        "breadcrumbs": crumbs(grant, _crumb()),
        "filter": chosen,
        "table": table,
    }
    return render(request, "reporting/history/event_log.html", context)


def object_history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """One row's versions and events; with ``?as_of=`` also the row as it stood then."""
    model = history.tracked_model(label)
    home = history.home_of(model, pk) if model else None
    if home is None or not history.may_see(request.user, home):
        raise Http404
    rows = history.versions_of(model, pk)
    page = Paginator(rows, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    first, last = page.start_index(), page.end_index()
    # One more than is shown: what the oldest version on the page has changed.
    shown = list(rows[first - 1 : last + 1])
    older = shown.pop() if len(shown) > last - first + 1 else None
    past = past_of(request)
    then = state_as_of(model, pk, past.instant) if past.instant else None
    names = history.names_for(model, [*shown, then] if then else shown, {})
    events = history.events_of(model, pk)[:ROWS_A_PAGE]
    kind = gettext(KINDS[label].name)
    grant = Grant.objects.filter(pk=home.grant).first() if home.grant else None
    context = {
        "grant": grant,
        "heading": f"{kind} #{pk}",
        "breadcrumbs": _object_crumbs(request, grant, f"{kind} #{pk}"),
        "versions": history.told_versions(model, shown, older, names),
        "page": page,
        "events": [(event, verb_text(event.verb)) for event in events],
        "state_then": history.told_state(model, then, names) if then else None,
        "finding_url": _finding_url(request, grant, f"{label}:{pk}"),
    }
    return render(request, "reporting/history/object.html", context)


def _finding_url(request: HttpRequest, grant: Grant | None, about: str) -> str:
    """Where an auditor writes a finding on the row; nowhere for others and outside grants."""
    if grant is None or not actor_of(request.user).can(C.AUDIT_CLAIM, grant):
        return ""
    return f"{reverse('reporting:finding-new', args=[grant.ref])}?on={about}"


def _grant(request: HttpRequest, ref: str) -> Grant:
    allowed = actor_of(request.user).ids(C.VIEW_HISTORY, Grant)
    return get_object_or_404(Grant.objects.filter(pk__in=allowed), ref=ref)


def _crumb() -> tuple[str, None]:
    return (gettext("History"), None)


def _object_crumbs(
    request: HttpRequest, grant: Grant | None, here: str
) -> list[tuple[str, str | None]]:
    if grant is None or not actor_of(request.user).can(C.VIEW_HISTORY, grant):
        return [(here, None)]
    log = reverse("reporting:event-log", args=[grant.ref])
    return crumbs(grant, _log_crumb(log), (here, None))


def _log_crumb(url: str) -> tuple[str, str]:
    return (gettext("History"), url)


def _history_url(label: str, pk: object) -> str:
    return reverse("reporting:object-history", args=[label, pk])


def told_fault(fault: Fault) -> dict[str, Any]:
    """A fault with the link to the versions of its row, where it has any."""
    label = fault.table.replace("_historical", ".").replace("_", ".", 1)
    is_tracked = label in KINDS and fault.row.isdigit() and "_historical" not in fault.table
    return {
        "code": fault.check,
        "place": f"{fault.table} {fault.row}",
        "url": _history_url(label, fault.row) if is_tracked else "",
        "breach": fault.breach,
    }
