"""The theme tree with what was done, worked and spent, and the activities by theme (003)."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.columns import DayColumn
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import themes as deeds
from grants.forms.themes import ThemeForm
from grants.models import Grant, ProjectTheme
from grants.views.grants import crumbs
from reporting.forms.themes import ActivityFilter
from reporting.models import Activity
from reporting.queries.themes import activities_of, theme_tree
from reporting.views.newsletters import project_for

TAB = "themes"
PER_PAGE = 50


class ActivityTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Activities of verified reports."""

    caption = gettext_lazy("Activities")
    row_header = "title"

    held_on = DayColumn(verbose_name=gettext_lazy("Held on"))
    title = tables.Column(verbose_name=gettext_lazy("Title"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind"), order_by=("kind__code",))
    partner = tables.Column(
        verbose_name=gettext_lazy("Partner"),
        accessor="report__grant_partner__organisation__name",
    )
    participants = tables.Column(
        verbose_name=gettext_lazy("Participants"),
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )

    class Meta:
        model = Activity
        fields = ()
        sequence = ("held_on", "title", "kind", "partner", "participants")
        empty_text = gettext_lazy("No activity is shown.")


@require_GET
def theme_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The tree; hours and cost are for who reads the project's rows."""
    grant = project_for(request, ref)
    actor = actor_of(request.user)
    context = {
        **_place(grant, (_("Themes of the project"), None)),
        "tree": theme_tree(grant),
        "may_plan": actor.can(C.PLAN_PROJECT, grant),
        "may_see_money": actor.can(C.VIEW_ROWS, grant),
    }
    return render(request, "reporting/themes/tree.html", context)


@require_GET
def activity_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Activities by theme, partner and period."""
    grant = project_for(request, ref)
    themes = list(ProjectTheme.objects.filter(grant=grant).order_by("code"))
    form = ActivityFilter(request.GET, grant=grant, themes=themes)
    wanted = form.cleaned_data if form.is_valid() else {}
    table = ActivityTable(activities_of(grant, wanted))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    hub = (_("Themes of the project"), reverse("reporting:theme-list", args=[ref]))
    context = {
        **_place(grant, hub, (_("Activities by theme"), None)),
        "table": table,
        "filter": {"form": form, "is_bound": bool(request.GET)},
        "found": table.paginator.count,
    }
    return render(request, "reporting/themes/activities.html", context)


def theme_edit(request: HttpRequest, ref: str, pk: int | None = None) -> HttpResponse:
    """Write an area or a theme."""
    grant = project_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = with_version(ProjectTheme.objects.filter(grant=grant).select_related("parent"))
    theme = get_object_or_404(rows, pk=pk) if pk else None
    initial: dict[str, Any] = {}
    if theme is not None:
        initial = {name: getattr(theme, name) for name in ("code", "name_da", "name_en", "parent")}
        initial["kinds"] = [one.kind_id for one in theme.placed.all()]
        initial["edited_from"] = version_of(theme)
    form = ThemeForm(request.POST or None, initial=initial, grant=grant, theme=theme)
    editing(request, form)
    page = reverse("reporting:theme-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        told = {"parent": values["parent"], "kinds": list(values["kinds"]), "theme": theme}
        told |= {"edited_from": values.get("edited_from"), "by": reader(request), "at": now()}
        deeds.save_theme(grant, form.facts(), **told)
        return page

    heading = str(theme) if theme else _("New area or theme")
    context = {
        **_place(grant, (_("Themes of the project"), page), (heading, None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("It is written down."))


@require_POST
def theme_remove(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Take a theme away."""
    grant = project_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = ProjectTheme.objects.filter(grant=grant).select_related("grant")
    theme = get_object_or_404(rows, pk=pk)
    deeds.remove_theme(theme, by=reader(request), at=now())
    messages.success(request, _("The theme is taken away."))
    return redirect("reporting:theme-list", ref=ref)


def _place(grant: Grant, *way: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "grant": grant,
        "tab": TAB,
        "heading": way[-1][0],
        "breadcrumbs": crumbs(grant, *way),
    }
