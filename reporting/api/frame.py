"""Tables of the API: what was promised, the frame that everybody in a project shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from grants.models import (
    ActivityType,
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    FinancingCommitment,
    Grant,
    GrantPartner,
    Indicator,
    PartnershipAgreement,
    ReportingPeriod,
)
from reporting.api.resources import Resource
from reporting.queries import seen

OF_GRANT = {"grant": "grant__ref"}
OF_VERSION = {
    "grant": "version__grant__ref",
    "partner": "grant_partner",
    "budget_version": "version",
}


def by_user(rows: Callable[..., QuerySet[Any]], *args: Any) -> Callable[[HttpRequest], Any]:
    """The rows that *rows* gives for whoever asks."""
    return lambda request: rows(*args, request.user)


def _all(model: Any) -> Callable[[HttpRequest], Any]:
    return lambda _request: model._default_manager.all()


RESOURCES = [
    Resource(
        "grants",
        Grant,
        "Grants that the seat takes part in.",
        lambda request: Grant.objects.visible_to(request.user),
        (
            *("ref", "title", "state", "fund=fund__code", "lead=lead__name", "journal_no"),
            *("profile_code", "ceiling", "budget", "amount", "cancelled"),
            *("starts_on", "ends_on", "offered_on", "accepted_at"),
        ),
        {"grant": "ref", "state": "state"},
    ),
    Resource(
        "partners",
        GrantPartner,
        "Partners of the grants; number 0 is the lead.",
        by_user(seen.partners_seen),
        (
            *("grant=grant__ref", "number", "is_lead", "organisation", "name=organisation__name"),
            *("short_name=organisation__short_name", "cvr=organisation__cvr"),
            "sector=organisation__sector",
        ),
        OF_GRANT,
    ),
    Resource(
        "agreements",
        PartnershipAgreement,
        "Agreements between the lead and its partners.",
        by_user(seen.agreements_seen),
        (
            *("grant=grant_partner__grant__ref", "partner=grant_partner", "state", "starts_on"),
            *("ends_on", "share_cap_pct", "partner_signed_at", "lead_signed_at"),
        ),
        {"grant": "grant_partner__grant__ref", "partner": "grant_partner", "state": "state"},
    ),
    Resource(
        "budget-versions",
        BudgetVersion,
        "Versions of the budget.",
        by_user(seen.budgets_seen),
        (
            *("grant=grant__ref", "number", "state", "effective_from", "approved_on"),
            *("by_authority", "explanation"),
        ),
        {**OF_GRANT, "state": "state"},
    ),
    Resource(
        "budget-amounts",
        BudgetAmount,
        "What each partner may spend on each line, by version of the budget.",
        lambda request: BudgetAmount.objects.filter(
            version__in=seen.budgets_seen(request.user).values("pk")
        ),
        (
            *("grant=version__grant__ref", "budget_version=version", "partner=grant_partner"),
            *("line=line__code", "amount"),
        ),
        OF_VERSION,
    ),
    Resource(
        "financing-plan",
        FinancingCommitment,
        "Who pays, in which form, how much, by version of the budget.",
        lambda request: FinancingCommitment.objects.filter(
            version__in=seen.budgets_seen(request.user).values("pk")
        ),
        (
            *("grant=version__grant__ref", "budget_version=version", "partner=grant_partner"),
            *("source", "form", "amount", "letter_ref"),
        ),
        OF_VERSION,
    ),
    Resource(
        "periods",
        ReportingPeriod,
        "Reporting periods with their deadlines.",
        by_user(seen.of_seen_grants, ReportingPeriod),
        (
            *("grant=grant__ref", "number", "state", "starts_on", "ends_on", "partner_due_on"),
            *("funder_due_on", "auditor_required"),
        ),
        {**OF_GRANT, "state": "state"},
    ),
    Resource(
        "indicators",
        Indicator,
        "What is counted, with its target.",
        by_user(seen.of_seen_grants, Indicator),
        (
            *("grant=grant__ref", "number", "code", "name_da", "name_en", "unit_da", "unit_en"),
            *("by_sex", "target", "count_rule", "source", "by_age", "by_status", "over_time"),
            *("over_partners", "target_max", "common"),
        ),
        OF_GRANT,
    ),
    Resource(
        "budget-lines",
        BudgetLine,
        "Lines of the chart of accounts; costs name them by code.",
        _all(BudgetLine),
        ("code", "number", "kind", "name_da", "name_en"),
    ),
    Resource(
        "activity-types",
        ActivityType,
        "Kinds of activities; activities name them by code.",
        _all(ActivityType),
        ("code", "scope", "theme", "counts_attendance", "name_da", "name_en"),
    ),
]
