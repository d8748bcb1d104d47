"""What a sheet may be for, and what reading and writing it asks of that: whose it is, its chain."""

from __future__ import annotations

from typing import Any

from consortium.actions.base import must
from consortium.rules.roles import Capability
from grants.models import BudgetVersion, Grant
from partners.models import ContactList, Organisation
from reporting.actions.drafts import open_for_writing
from reporting.models import PartnerReport
from reporting.queries.references import report_ref

Target = PartnerReport | BudgetVersion | Grant | ContactList


def opened(target: Target, by: Any) -> Target:
    """The target, locked, if *by* may write in it and it is still open."""
    if isinstance(target, PartnerReport):
        return open_for_writing(target, by)
    if isinstance(target, ContactList):
        must(by, Capability.WRITE_REPORT, target.organisation)
        lists = ContactList.objects.select_for_update(of=("self",)).select_related("organisation")
        return lists.get(pk=target.pk)
    if isinstance(target, Grant):
        must(by, Capability.PLAN_PROJECT, target)
        return Grant.objects.select_for_update(of=("self",)).get(pk=target.pk)
    # Its own action says whether the version is a draft still.
    must(by, Capability.PLAN_PROJECT, target.grant)
    versions = BudgetVersion.objects.select_for_update(of=("self",)).select_related("grant")
    return versions.get(pk=target.pk)


def chain_of(target: Target) -> str:
    """The chain that its events stand in: that of its grant."""
    if isinstance(target, ContactList):
        return str(target.grant_ref)
    if isinstance(target, Grant):
        return str(target.ref)
    grant = target.grant_partner.grant if isinstance(target, PartnerReport) else target.grant
    return str(grant.ref)


def owner_of(target: Target) -> Organisation | None:
    """Whose sheets are known again by their headers; budgets differ from version to version."""
    organisation: Organisation
    if isinstance(target, PartnerReport):
        organisation = target.grant_partner.organisation
    elif isinstance(target, ContactList):
        organisation = target.organisation
    elif isinstance(target, Grant):
        organisation = target.lead
    else:
        return None
    return organisation


def target_ref(target: Target) -> str:
    """How a workbook and a command name it."""
    if isinstance(target, PartnerReport):
        return report_ref(target)
    if isinstance(target, ContactList):
        return f"{target.grant_ref}/list/{target.pk}"
    if isinstance(target, Grant):
        return str(target.ref)
    return f"{target.grant.ref}/v{target.number}"
