"""The register of proposals: the list with its counts, one proposal with its history, the rule."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.columns import DayColumn
from consortium.views.deeds import form_page, reader, require, require_to_send
from consortium.views.editing import editing
from grants.actions.measures import (
    Ties,
    agree_counting_rule,
    change_measure,
    change_owner,
    enter_measure,
    tell_status,
)
from grants.forms.measures import MeasureForm, OwnerForm, RuleForm, StatusForm, measure_values
from grants.models import CountingRule, Grant, Measure, MeasureOwner
from grants.models.measures import PHASES, STATUS_CODES, STATUS_FLAGS
from grants.models.notes import COUNTS
from grants.queries.measures import (
    compared,
    in_their_order,
    linkable,
    listed,
    owner_names,
    owners_of,
    register_of,
)
from grants.views.grants import crumbs, find

KIND = [("own", gettext_lazy("Own")), ("external", gettext_lazy("Others'"))]
AGE = [("new", gettext_lazy("New")), ("running", gettext_lazy("Running"))]


class MeasureTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Proposals with their owners and how they stand."""

    caption = gettext_lazy("Proposals")
    row_header = "title"

    number = tables.Column(verbose_name=gettext_lazy("Number"))
    title = tables.Column(verbose_name=gettext_lazy("Proposal"))
    phase = tables.Column(verbose_name=gettext_lazy("Phase"))
    owners = tables.Column(verbose_name=gettext_lazy("Owners"), accessor="pk", orderable=False)
    is_running = tables.Column(verbose_name=gettext_lazy("New or running"))
    status_code = tables.Column(verbose_name=gettext_lazy("Status"), default="–")
    status_on = DayColumn(verbose_name=gettext_lazy("Dated"), default="")
    counts = tables.Column(verbose_name=gettext_lazy("Counts"), accessor="number", orderable=False)

    class Meta:
        empty_text = gettext_lazy("No proposal fits.")

    def __init__(self, *args: Any, ref: str, progress: tuple[int, ...], **kwargs: Any) -> None:
        self.ref, self.progress = ref, frozenset(progress)
        super().__init__(*args, **kwargs)

    def render_title(self, record: Measure) -> SafeString:
        """The way to the proposal."""
        page = reverse("grants:measure", args=[self.ref, record.number])
        return format_html('<a href="{}">{}</a>', page, record.title)

    def render_owners(self, record: Measure) -> str:
        """The short names, in the order of the document."""
        return owner_names(record, codes=True)

    def render_phase(self, record: Measure) -> str:
        """The phase in words."""
        return str(record.get_phase_display())

    def render_is_running(self, value: bool) -> str:
        """New, or running before the catalogue."""
        return _("Running") if value else _("New")

    def render_status_code(self, value: str) -> str:
        """The status in words."""
        return str(dict(STATUS_CODES)[value])

    def render_counts(self, value: int) -> str:
        """Whether it counts as progress."""
        return _("Yes") if value in self.progress else _("No")


class MeasureFilter(django_filters.FilterSet):  # type: ignore[misc]  # no stubs
    """Finds proposals."""

    q = django_filters.CharFilter(label=gettext_lazy("Number or words"), method="search")
    phase = django_filters.ChoiceFilter(
        label=gettext_lazy("Phase"), choices=PHASES, empty_label=gettext_lazy("All")
    )
    owner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Owner"),
        field_name="ownerships__owner",
        queryset=MeasureOwner.objects.none(),
        empty_label=gettext_lazy("All"),
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=STATUS_CODES,
        field_name="status_code",
        empty_label=gettext_lazy("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Own or others'"), choices=KIND, method="own",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    age = django_filters.ChoiceFilter(
        label=gettext_lazy("New or running"), choices=AGE, method="running",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip

    class Meta:
        model = Measure
        fields: list[str] = []

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["owner"].queryset = MeasureOwner.objects.filter(grant=grant)

    def search(self, rows: Any, _name: str, words: str) -> Any:
        """By the number, the title or what has happened."""
        said = words.strip()
        by_number = Q(number=int(said)) if said.isascii() and said.isdecimal() else Q()
        texts = Q(title__icontains=said) | Q(text__icontains=said) | Q(status_text__icontains=said)
        return rows.filter(by_number or texts)

    def own(self, rows: Any, _name: str, which: str) -> Any:
        """Our own, or those of others."""
        return rows.filter(is_own=which == "own")

    def running(self, rows: Any, _name: str, which: str) -> Any:
        """New, or running before the catalogue."""
        return rows.filter(is_running=which == "running")


def measure_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The register, its counts by the rule in force, and where a document counts otherwise."""
    grant = find(request, ref)
    register = register_of(grant)
    found = MeasureFilter(request.GET or None, queryset=listed(grant), grant=grant)
    table = MeasureTable(found.qs, ref=ref, progress=register.progress)
    tables.RequestConfig(request, paginate=False).configure(table)
    context = {
        **_place(grant),
        "heading": _("Register of proposals"),
        "breadcrumbs": crumbs(grant, (_("Register of proposals"), None)),
        "filter": found,
        "table": table,
        "register": register,
        "counts": [(label, register.counts[key]) for key, label in COUNTS],
        "rule": _rule(register.rule),
        "differences": [
            (dict(COUNTS)[one.key], one) for one in compared(grant, register.counts)
            if not one.agrees
        ],
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "may_read": actor_of(request.user).can(C.VIEW_ROWS, grant),
    }  # fmt: skip
    return render(request, "grants/measures/list.html", context)


def measure(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One proposal: what it says, how it stands, how it stood; the lead adds a status."""
    grant = find(request, ref)
    require_to_send(request, C.PLAN_PROJECT, grant)
    rows = listed(grant).select_related("funding_line__table", "funding_grant")
    one = get_object_or_404(rows, number=number)
    initial = {"on": timezone.localdate(now())}
    form = StatusForm(request.POST or None, initial=initial)
    # A register may name a grant that not everybody who reads it may see.
    visible = Grant.objects.visible_to(request.user)
    paid_by = visible.filter(pk=one.funding_grant_id).first() if one.funding_grant_id else None

    def deed(_values: dict[str, Any]) -> str:
        tell_status(one, form.facts(), by=reader(request), at=now())
        return reverse("grants:measure", args=[ref, number])

    context = {
        **_place(grant),
        "heading": f"{one.number}. {one.title}",
        "breadcrumbs": crumbs(grant, _register(ref), (str(one.number), None)),
        "measure": one,
        "facts": _facts(one, paid_by),
        "statuses": one.statuses.all(),
        "see": [link.other for link in one.links.select_related("other")],
        "seen_from": [link.measure for link in one.linked_from.select_related("measure")],
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    template = "grants/measures/measure.html"
    done = _("The status is added.")
    return form_page(request, form, deed, context=context, done=done, template=template)


def measure_edit(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    """Enter a proposal, or correct one."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = with_version(Measure.objects.filter(grant=grant)).select_related("grant")
    one = get_object_or_404(rows, number=number) if number else None
    initial = {**measure_values(one), "edited_from": version_of(one)} if one else {}
    grants = linkable(request.user, one.funding_grant_id if one else None)
    form = MeasureForm(request.POST or None, initial=initial, grant=grant, grants=grants)
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        facts = form.facts(values)
        owners = in_their_order(values["owners"], initial.get("owners", []))
        ties = Ties(owners, values["funding_line"], values["funding_grant"])
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        if one is None:
            enter_measure(grant, facts, ties, **told)
        else:
            change_measure(one, facts, ties, edited_from=values["edited_from"], **told)
        return reverse("grants:measure", args=[ref, facts.number])

    heading = _("Proposal %(number)s") % {"number": one.number} if one else _("New proposal")
    page = reverse("grants:measure", args=[ref, number]) if one else _register(ref)[1]
    context = {
        **_place(grant),
        "heading": heading,
        "breadcrumbs": crumbs(grant, _register(ref), (heading, None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The proposal is saved."))


def counting_rule(request: HttpRequest, ref: str) -> HttpResponse:
    """What counts as substantial progress: the versions, and a new one."""
    grant = find(request, ref)
    require_to_send(request, C.PLAN_PROJECT, grant)
    versions = list(CountingRule.objects.filter(grant=grant).select_related("made_by"))
    initial = {"codes": versions[0].codes, "but_not": versions[0].but_not} if versions else {}
    form = RuleForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        agree_counting_rule(grant, **values, by=reader(request), at=now())
        return _register(ref)[1]

    context = {
        **_place(grant),
        "heading": _("What counts as substantial progress"),
        "breadcrumbs": crumbs(grant, _register(ref), (_("Counting rule"), None)),
        "versions": [(one, _rule(one)) for one in versions],
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "cancel_url": _register(ref)[1],
    }
    template = "grants/measures/rule.html"
    done = _("The rule is agreed.")
    return form_page(request, form, deed, context=context, done=done, template=template)


def owner_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Correct who is responsible, and where its mail goes."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = with_version(owners_of(grant)).select_related("grant")
    owner = get_object_or_404(rows, pk=number)
    names = ("code", "name", "email", "is_own")
    initial = {name: getattr(owner, name) for name in names}
    form = OwnerForm(request.POST or None, initial={**initial, "edited_from": version_of(owner)})
    editing(request, form)
    page = reverse("grants:round-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        change_owner(owner, **values, by=reader(request), at=now())
        return page

    context = {
        **_place(grant),
        "heading": owner.name,
        "breadcrumbs": crumbs(grant, _register(ref), (owner.code, None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The owner is saved."))


def _place(grant: Grant) -> dict[str, Any]:
    return {"grant": grant, "tab": "measures"}


def _register(ref: str) -> tuple[str, str]:
    return _("Register of proposals"), reverse("grants:measure-list", args=[ref])


def _rule(rule: CountingRule | None) -> dict[str, Any] | None:
    """The rule in words."""
    if rule is None:
        return None
    codes, flags = dict(STATUS_CODES), dict(STATUS_FLAGS)
    return {
        "row": rule,
        "codes": " / ".join(str(codes[code]) for code in rule.codes),
        "but_not": " / ".join(str(flags[flag]) for flag in rule.but_not),
    }


def _facts(one: Measure, paid_by: Grant | None) -> list[tuple[str, Any]]:
    line = one.funding_line
    return [
        (_("Phase"), one.get_phase_display()),
        (_("Owners"), owner_names(one)),
        (_("Own or others'"), _("Own") if one.is_own else _("Others'")),
        (_("New or running"), _("Running") if one.is_running else _("New")),
        (_("Who"), one.who),
        (_("Target group"), one.target_group),
        (_("Effect"), one.effect),
        (_("Resources"), one.resources),
        (_("Strategy"), one.strategy),
        (_("Row of the funding table"), line.label if line else ""),
        (_("Grant that pays for it"), str(paid_by or "")),
    ]
