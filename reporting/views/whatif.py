"""What if: hypotheses on a copy of where the grant stands. The page reads and never writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.queries.clock import today
from consortium.queries.texts import money_text, number_text
from grants.models import FORMS, SOURCES, Grant, GrantPartner
from reporting.documents.charts import Chart
from reporting.documents.charts_ahead import compare_chart
from reporting.forms.whatif import KINDS, LEAVES, TAKES_ALL, HypothesisForm
from reporting.models import Expenditure
from reporting.queries.whatif import (
    Copy,
    copy_of_plan,
    copy_of_today,
    is_public,
    item_as_hypothesis,
)
from reporting.rules.explaining import Figure
from reporting.rules.figures import VOCABULARY
from reporting.rules.whatif import (
    DISALLOWED,
    NOTHING,
    PRESETS,
    WITHDRAWAL,
    Comparison,
    Hypothesis,
    Preset,
    compare,
)
from reporting.views.lead_pages import crumbs, grant_for
from reporting.views.overview import limit_labels

TODAY, PLAN, ITEM = "today", "plan", "item"
DRAWN = ("TE", "X", "L1", "L2", "L3", "F", "unfinanced")


@dataclass(frozen=True)
class Supposed:
    """One hypothesis of the page, in words, with the address of the page without it."""

    hypothesis: Hypothesis
    text: str
    remove_url: str = ""


@dataclass(frozen=True)
class Question:
    """What the address supposes, and what comes of it."""

    preset: Preset | None
    supposed: list[Supposed]
    compared: Comparison

    def rows(self) -> list[tuple[str, Decimal | None, Decimal | None, Decimal | None]]:
        """Each figure that is tested before or after: its key, both values, the difference."""
        after, differences = self.compared.after.figures(), self.compared.differences()
        return [
            (key, before, after[key], differences[key])
            for key, before in self.compared.before.figures().items()
            if not (before is None and after[key] is None)
        ]


def asked_in(
    request: HttpRequest, grant: Grant, partners: list[GrantPartner] | None = None
) -> Question:
    """The question in the address, worked out on a copy."""
    if partners is None:
        partners = list(grant.partners.select_related("organisation"))
    preset = PRESETS.get(request.GET.get("preset", ""))
    copy = _copy(request, grant, preset)
    terms = request.GET.getlist("h")
    supposed = [*_of_preset(preset), *_read(request, grant, copy, terms, partners)]
    return Question(preset, supposed, compare(copy.case, [one.hypothesis for one in supposed]))


@require_GET
def what_if(request: HttpRequest, ref: str) -> HttpResponse:
    """Before and after, for all hypotheses in the address; one more is added by the form."""
    grant = grant_for(request, ref)
    partners = list(grant.partners.select_related("organisation"))
    form = HypothesisForm(request.GET if "kind" in request.GET else None, partners=partners)
    terms = request.GET.getlist("h")
    if form.is_bound and form.is_valid():
        return redirect(_address(request, grant, [*terms, form.as_term()]))
    asked = asked_in(request, grant, partners)
    preset, supposed, compared = asked.preset, asked.supposed, asked.compared
    context = {
        "grant": grant,
        "heading": _("What if"),
        "form": form,
        "terms": terms,
        "basis": _basis(request),
        "preset": request.GET.get("preset", "") if preset else "",
        "preset_title": _(preset.title) if preset else "",
        "presets": [(name, _(one.title)) for name, one in PRESETS.items()],
        "supposed": supposed,
        "rows": _rows(asked),
        "binding": (compared.before.result.binding, compared.after.result.binding),
        "words": _in_words(compared) if supposed else [],
        "chart": _chart(compared),
        "breadcrumbs": crumbs(
            grant,
            (_("Overview"), reverse("reporting:overview", args=[ref])),
            (_("What if"), None),
        ),
    }
    return render(request, "reporting/whatif.html", context)


def _basis(request: HttpRequest) -> str:
    return PLAN if request.GET.get("basis") == PLAN else TODAY


def _copy(request: HttpRequest, grant: Grant, preset: Preset | None) -> Copy:
    if preset is not None:
        return Copy(preset.case, {}, {})
    return copy_of_plan(grant, today()) if _basis(request) == PLAN else copy_of_today(grant)


def _address(request: HttpRequest, grant: Grant, terms: list[str]) -> str:
    kept = [(name, request.GET[name]) for name in ("basis", "preset") if request.GET.get(name)]
    asked = urlencode([*kept, *(("h", term) for term in terms)])
    url = reverse("reporting:what-if", args=[grant.ref])
    return f"{url}?{asked}" if asked else url


def _of_preset(preset: Preset | None) -> list[Supposed]:
    if preset is None:
        return []
    return [
        Supposed(one, f"{_label(one.kind)}: {money_text(one.amount, 'kr')}")
        for one in preset.hypotheses
    ]


def _label(kind: str) -> str:
    return str(dict(KINDS)[kind])


def _read(
    request: HttpRequest,
    grant: Grant,
    copy: Copy,
    terms: list[str],
    partners: list[GrantPartner],
) -> list[Supposed]:
    """The hypotheses of the address; what makes no sense there is left out."""
    keys = [term.split(":")[-1] for term in terms if term.startswith(f"{ITEM}:")]
    items = Expenditure.objects.filter(grant=grant).select_related("claim", "grant", "line")
    known = items.in_bulk([int(key) for key in keys if key.isdigit()]) if keys else {}
    names = {partner.pk: str(partner) for partner in partners}
    found = []
    for place, term in enumerate(terms):
        told = _told(term, copy, names, known)
        if told is not None:
            others = [one for at, one in enumerate(terms) if at != place]
            found.append(replace(told, remove_url=_address(request, grant, others)))
    return found


def _told(
    term: str, copy: Copy, names: dict[int, str], items: dict[int, Expenditure]
) -> Supposed | None:
    kind, amount, source, form, key = [*term.split(":"), "", "", "", "", ""][:5]
    number = int(key) if key.isdigit() else 0
    if kind == ITEM and number in items:
        item = items[number]
        text = f"{_label(DISALLOWED)}: {item.voucher_no} {item.text}, "
        return Supposed(item_as_hypothesis(item, today()), text + money_text(item.accepted, "kr"))
    if kind in (LEAVES, TAKES_ALL) and number in names:
        parts = copy.promised if kind == LEAVES else copy.by_partner
        part = parts.get(number, NOTHING)
        return Supposed(Hypothesis(WITHDRAWAL, part=part), f"{_label(kind)}: {names[number]}")
    return _of_amount(kind, amount, source, form)


def _of_amount(kind: str, amount: str, source: str, form: str) -> Supposed | None:
    own_kinds = {known for known, _words in KINDS} - {LEAVES, TAKES_ALL}
    try:
        money = Decimal(amount or "0").quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    if kind not in own_kinds or not 0 <= money < Decimal(10) ** 12:
        return None
    about = [str(dict(SOURCES).get(source, "")), str(dict(FORMS).get(form, "")).lower()]
    given = ", ".join(part for part in (money_text(money, "kr") if amount else "", *about) if part)
    text = f"{_label(kind)}: {given}" if given else _label(kind)
    return Supposed(Hypothesis(kind, money, form, is_public(source)), text)


def _title(key: str) -> tuple[str, str]:
    figure: Figure = VOCABULARY[key]
    if key == "claim":
        return "", _("Can be claimed, or must be paid back")
    return figure.symbol, _(figure.title)


def _rows(asked: Question) -> list[dict[str, Any]]:
    return [
        {
            "symbol": _title(key)[0],
            "title": _title(key)[1],
            "before": before,
            "after": after,
            "difference": difference,
        }
        for key, before, after, difference in asked.rows()
    ]


def _chart(compared: Comparison) -> Chart:
    before, after = compared.before.figures(), compared.after.figures()
    rows = []
    for key in DRAWN:
        was, now = before[key], after[key]
        if was is not None and now is not None:
            rows.append((_drawn(key), was, now))
    return compare_chart(rows, get_language() or "da")


def _drawn(key: str) -> str:
    """A figure's name beside its bar, where there is little room."""
    words = {
        "TE": _("Cost (TE)"),
        "X": _("Co-financing (X)"),
        "F": _("Support (F)"),
        "unfinanced": _("Without financing"),
    }
    return words.get(key) or f"{key} {limit_labels()[key]}"


def _in_words(compared: Comparison) -> list[str]:
    """The answer in plain words (R-13, R-14)."""
    differences = compared.differences()
    entitled, open_cost = differences["F"], differences["unfinanced"]
    assert entitled is not None and open_cost is not None
    was, now = compared.before.result.binding, compared.after.result.binding
    told = [_moved(entitled)]
    if was != now:
        told.append(
            _("%(after)s binds instead of %(before)s.")
            % {"after": ", ".join(now), "before": ", ".join(was)}
        )
    if open_cost > 0:
        told.append(
            _("%(amount)s more of the cost has no financing.")
            % {"amount": money_text(open_cost, "kr")}
        )
    krone = compared.cost_of_a_krone
    if krone == 2:
        told.append(
            _(
                "One missing krone costs two: the krone itself, and the one that the fund would "
                "have put beside it."
            )
        )
    elif krone is not None:
        told.append(
            _("One missing krone costs %(kroner)s, with what the fund would have put beside it.")
            % {"kroner": number_text(krone, 2)}
        )
    if compared.after.claim < 0:
        told.append(
            _("%(amount)s that has been claimed would have to be paid back.")
            % {"amount": money_text(-compared.after.claim, "kr")}
        )
    return told


def _moved(difference: Decimal) -> str:
    if not difference:
        return _("The fund owes the same as before.")
    amount = {"amount": money_text(abs(difference), "kr")}
    if difference > 0:
        return _("The fund owes %(amount)s more in all.") % amount
    return _("The fund owes %(amount)s less in all.") % amount
