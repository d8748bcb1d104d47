"""The lead's overview: budget against actual, the limits, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.queries.clock import today
from consortium.queries.texts import money_text, percent_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from grants.models import (
    BudgetAmount,
    FinancingCommitment,
    Grant,
    GrantPartner,
)
from grants.rules.profiles import RuleProfile
from reporting.documents.charts import Chart, limits_chart, share_chart, used_chart
from reporting.models import Claim
from reporting.queries import ledger
from reporting.queries.claim_clock import running_clock
from reporting.queries.dates.base import scope_of
from reporting.queries.dates.catalogue import next_days
from reporting.queries.funding import frozen_profile, funding_terms
from reporting.queries.overview import claimed_amount, line_figures, source_figures
from reporting.queries.waiting import (
    open_claims,
    reports_waiting,
    reports_with_revenue,
    revenue_of,
)
from reporting.rules.figures import VOCABULARY
from reporting.rules.funding import Entitlement, entitlement
from reporting.views.claims import clock_text
from reporting.views.explain_links import explain_url

# Where a grant without the fund engine has its overview.
FIRST_PAGES = {
    "municipal-agreement": "grants:municipal-detail",
    "funding-register": "grants:measure-list",
}
EXPLAINED = ("TE", "IK", "P", "X", "K", "r", "L1", "L2", "L3", "L4", "F", "F0", "unfinanced")


@dataclass(frozen=True)
class Line:
    """One row of the overview's tables."""

    label: str
    figures: ledger.Figures
    flexibility: Decimal | None
    line: int | None = None
    partner: int | None = None


def _named(key: str) -> tuple[str, str, str]:
    return key, VOCABULARY[key].symbol, VOCABULARY[key].title


def grant_overview(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the grant stands."""
    allowed = actor_of(request.user).ids(C.VIEW_ROWS, Grant)
    # A grant always has its lead as a partner: one question reads both.
    partners = get_list_or_404(
        GrantPartner.objects.select_related("organisation", "grant__lead", "grant__fund"),
        grant__in=allowed,
        grant__ref=ref,
    )
    grant = partners[0].grant
    if grant.profile_code in FIRST_PAGES:
        return redirect(FIRST_PAGES[grant.profile_code], ref=ref)
    context = {
        "grant": grant,
        "heading": _("Overview"),
        "explained_keys": [
            (key, VOCABULARY[key].symbol, VOCABULARY[key].title) for key in EXPLAINED
        ],
        "breadcrumbs": [(_("Grants"), reverse("grants:grant-list")), (grant.ref, None)],
        **_picture(grant, partners, request.user),
    }
    context["charts"] = _charts(context)
    context["financing_total"] = {
        column: sum((row[column] for row in context["financing"]), ZERO)
        for column in ("plan", "actual", "difference")
    }
    return render(request, "reporting/overview.html", context)


def _picture(grant: Grant, partners: list[GrantPartner], user: object) -> dict[str, Any]:
    on = today()
    budget = ledger.budget_in_force(grant, on)
    picture = ledger.overview(grant, budget)
    received = ledger.financing(grant, budget[0].version if budget else None)
    claims = list(grant.claims.prefetch_related("questions").order_by("number"))
    reports = reports_with_revenue(grant)
    standing = ledger.standing(picture, received, revenue_of(reports))
    limits = entitlement(standing, funding_terms(grant))
    periods = list(grant.periods.all())
    return {
        "limits": limits,
        "claimed": claimed_amount(claims),
        "figures": _key_figures(grant, picture, limits, claims),
        "lines": _lines(picture, budget, frozen_profile(grant)),
        "partners": [
            Line(
                str(partner),
                picture.by_partner.get(partner.pk, ledger.Figures()),
                None,
                partner=partner.pk,
            )
            for partner in partners
        ],
        "total": picture.total,
        "financing": _financing(picture, received, claims),
        "waiting": reports_waiting(reports, partners, periods, on=on),
        "claims_waiting": [
            (claim, clock_text(running_clock(claim, on))) for claim in open_claims(claims)
        ],
        "deadlines": next_days(scope_of(user, grant), on=on, partners=partners),
    }


def _lines(
    picture: ledger.Overview, budget: list[BudgetAmount], profile: RuleProfile
) -> list[Line]:
    return [
        Line(f"{one.line.number} {one.line.name}", one.figures, one.flexibility, line=one.line.pk)
        for one in line_figures(picture, budget, profile)
    ]


def _key_figures(
    grant: Grant,
    picture: ledger.Overview,
    limits: Entitlement,
    claims: list[Claim],
) -> list[dict[str, str]]:
    def url(key: str) -> str:
        return explain_url(grant, key)

    claimed = claimed_amount(claims)
    share = picture.total.used_share
    return [
        {
            "label": _("Grant"),
            "text": money_text(grant.amount, "kr"),
            "url": reverse("grants:grant-detail", args=[grant.ref]),
            "note": _("of a budget of %(budget)s") % {"budget": money_text(grant.budget, "kr")},
        },
        {
            "label": _("Verified cost"),
            "text": money_text(picture.total.verified, "kr"),
            "url": url("verified"),
            "note": _("%(share)s of the budget") % {"share": percent_text(share or Decimal(0))},
        },
        {
            "label": _("Claimed from the fund"),
            "text": money_text(claimed, "kr"),
            "url": url("F0"),
            "note": _("left of the grant: %(rest)s")
            % {"rest": money_text(grant.amount - claimed, "kr")},
        },
        {
            "label": _("Can be claimed now"),
            "text": money_text(max(ZERO, limits.entitlement - claimed), "kr"),
            "url": url("claimable"),
            "note": _("binding: %(limits)s") % {"limits": ", ".join(limits.binding)},
        },
    ]


def _financing(
    picture: ledger.Overview,
    received: list[ledger.Received],
    claims: list[Claim],
) -> list[dict[str, Any]]:
    names = dict(FinancingCommitment._meta.get_field("source").flatchoices)
    forms = dict(FinancingCommitment._meta.get_field("form").flatchoices)
    return [
        {
            "label": f"{names[one.source]}, {str(forms[one.form]).lower()}",
            "source": one.source,
            "form": one.form,
            "plan": one.plan,
            "actual": one.actual,
            "difference": one.difference,
        }
        for one in source_figures(picture, received, claimed_amount(claims))
    ]


def _charts(context: dict[str, Any]) -> dict[str, Chart]:
    language = get_language() or "da"
    limits: Entitlement = context["limits"]
    values = [(name, getattr(limits.limits, name)) for name in ("L1", "L2", "L3", "L4")]
    labels = limit_labels()
    return {
        "limits": limits_chart(
            [(f"{name} {labels[name]}", value) for name, value in values],
            limits.entitlement,
            context["claimed"],
            language,
        ),
        "lines": used_chart([_bar(line) for line in context["lines"]], language),
        "partners": used_chart([_bar(line) for line in context["partners"]], language),
        "financing": share_chart(
            [(row["label"], row["plan"], row["actual"]) for row in context["financing"]], language
        ),
    }


def _bar(line: Line) -> tuple[str, Decimal, Decimal, Decimal, Decimal]:
    figures = line.figures
    return (line.label, figures.approved, figures.reported, figures.verified, figures.claimed)


def limit_labels() -> dict[str, str]:
    """The five limits in words."""
    return {
        "L1": _("Ceiling and grant"),
        "L2": _("Rate of the cost"),
        "L3": _("One krone to one"),
        "L4": _("In-kind test"),
        "L5": _("No over-financing"),
    }
