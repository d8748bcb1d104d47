"""What a sheet may be for, and what reading and writing it asks of that: whose it is, its chain."""

from __future__ import annotations

from typing import Any

from consortium.actions.base import must
from consortium.rules.roles import Capability
from grants.models import BudgetVersion, Grant
from partners.models import Organisation
from reporting.actions.drafts import open_for_writing
from reporting.models import PartnerReport
from reporting.queries.references import report_ref

Target = PartnerReport | BudgetVersion


def opened(target: Target, by: Any) -> Target:
    """The target, locked, if *by* may write in it and it is still open."""
    if isinstance(target, PartnerReport):
        return open_for_writing(target, by)
    # Its own action says whether the version is a draft still.
    must(by, Capability.PLAN_PROJECT, target.grant)
    versions = BudgetVersion.objects.select_for_update(of=("self",)).select_related("grant")
    return versions.get(pk=target.pk)


def grant_of(target: Target) -> Grant:
    """The grant in whose chain its events stand."""
    grant: Grant = target.grant_partner.grant if isinstance(target, PartnerReport) else target.grant
    return grant


def owner_of(target: Target) -> Organisation | None:
    """Whose sheets are known again by their headers; the lead's differ from version to version."""
    if isinstance(target, PartnerReport):
        organisation: Organisation = target.grant_partner.organisation
        return organisation
    return None


def target_ref(target: Target) -> str:
    """How a workbook and a command name it."""
    if isinstance(target, PartnerReport):
        return report_ref(target)
    return f"{target.grant.ref}/v{target.number}"
