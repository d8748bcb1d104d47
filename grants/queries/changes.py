"""A change request beside the project: what its rules look at, its figures, who may see it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from consortium.models.access import actor_of
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from grants.models import FUND_SOURCE, BudgetVersion, ChangeRequest, Grant, GrantPartner
from grants.rules.changes import PARTNER_NEW, PARTNER_WITHDRAWN, Asked, Plan, Project

# How a change moves the number of partners.
COUNTS = {PARTNER_NEW: 1, PARTNER_WITHDRAWN: -1}


def changes_of(grant: Grant, user: object) -> QuerySet[ChangeRequest]:
    """Requests of *grant*: the lead and the auditor see drafts, others what has been proposed."""
    rows = grant.change_requests.select_related(
        "grant_partner__organisation", "organisation", "budget_version"
    )
    actor = actor_of(user)
    if actor.can(C.VIEW_ROWS, grant):
        return rows
    if actor.can(C.VIEW_PROJECT, grant):
        return rows.exclude(state="draft")
    own = actor.ids(C.VIEW_DESK, "partners.organisation")
    # A partner sees what was decided for all, and what concerns itself.
    mine = Q(grant_partner__organisation__in=own) & ~Q(state="draft")
    return rows.filter(Q(state="approved") | mine)


def plan_in_force(grant: Grant) -> BudgetVersion | None:
    """The newest approved budget with its financing plan, whatever its day."""
    return grant.budget_versions.filter(state="approved").order_by("number").last()


def versions_under_way(grant: Grant) -> QuerySet[BudgetVersion]:
    """Budget versions that a request may carry."""
    return grant.budget_versions.filter(state__in=["draft", "proposed"])


def pledged_by(version: BudgetVersion | None, partner: GrantPartner | None) -> Decimal:
    """What *version*'s financing plan takes from *partner*, DKK."""
    if version is None or partner is None:
        return ZERO
    rows = version.commitments.filter(grant_partner=partner)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def project_of(grant: Grant) -> Project:
    """The project as the rules of a change look at it."""
    return Project(grant.starts_on, grant.ends_on, grant.budget, grant.amount)


def asked_by(change: ChangeRequest) -> Asked:
    """The request as its rules look at it."""
    grant, partner, version = change.grant, change.grant_partner, change.budget_version
    plan = None
    if version is not None:
        plan = Plan(
            version.number, version.state, version.effective_from, pledged_by(version, partner)
        )
    takes_part = grant.partners.filter(organisation=change.organisation_id or 0).exists()
    return Asked(
        kind=change.kind,
        reason=change.reason,
        consequences=change.consequences,
        effective_from=change.effective_from,
        partner=partner.organisation.name if partner else "",
        is_lead=bool(partner and partner.is_lead),
        organisation=change.organisation.name if change.organisation else "",
        takes_part=takes_part,
        new_ends_on=change.new_ends_on,
        new_budget=change.new_budget,
        new_amount=change.new_amount,
        plan=plan,
        pledged=pledged_by(plan_in_force(grant), partner),
    )


def figures_before(change: ChangeRequest) -> dict[str, Any]:
    """The project's figures as they stand, before the change."""
    grant = change.grant
    version = plan_in_force(grant)
    return {
        "ends_on": grant.ends_on,
        "budget": grant.budget,
        "amount": grant.amount,
        "partners": grant.partners.exclude(agreement__state="ended").count(),
        **_of_version(version, change.grant_partner),
    }


def figures_after(change: ChangeRequest) -> dict[str, Any]:
    """The same figures as they will be when the change is carried out."""
    before = figures_before(change)
    after = {
        **before,
        "ends_on": change.new_ends_on or before["ends_on"],
        "budget": change.new_budget or before["budget"],
        "amount": change.new_amount or before["amount"],
        "partners": before["partners"] + COUNTS.get(change.kind, 0),
    }
    if change.budget_version is not None:
        after |= _of_version(change.budget_version, change.grant_partner)
    return after


def _of_version(version: BudgetVersion | None, partner: GrantPartner | None) -> dict[str, Any]:
    if version is None:
        return {}
    others = version.commitments.exclude(source=FUND_SOURCE)
    figures = {"financing": others.aggregate(total=Sum("amount"))["total"] or ZERO}
    if partner is not None:
        rows = version.amounts.filter(grant_partner=partner)
        figures["partner_budget"] = rows.aggregate(total=Sum("amount"))["total"] or ZERO
        figures["partner_pays"] = pledged_by(version, partner)
    return figures
