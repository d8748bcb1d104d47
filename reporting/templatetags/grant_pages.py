"""The sub-navigation of a grant, the same on every page of it, whichever room serves the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from consortium.models.access import Actor, actor_of
from consortium.rules.roles import Capability as C
from grants.models import Grant

register = template.Library()

# The lead and every partner: whom contacts have agreed to be shared with, or who works together.
SHARING = "sharing"
# Who reads the project's rows, and every partner.
WORKING = "working"
# Key, label, address, and the right that opens the page (None = whoever sees the grant).
PAGES = (
    ("overview", gettext_noop("Overview"), "reporting:overview", C.VIEW_ROWS),
    ("forecast", gettext_noop("Forecast"), "reporting:forecast", C.VIEW_ROWS),
    ("whatif", gettext_noop("What if"), "reporting:what-if", C.VIEW_ROWS),
    ("grant", gettext_noop("Grant letter"), "grants:grant-detail", None),
    ("municipal", gettext_noop("Municipal agreement"), "grants:municipal-detail", None),
    ("status", gettext_noop("Quarterly status"), "reporting:status-list", C.VIEW_FROZEN),
    ("evaluations", gettext_noop("Evaluations"), "reporting:evaluation-list", C.VIEW_FROZEN),
    ("agreements", gettext_noop("Agreements"), "grants:agreement-list", None),
    ("budget", gettext_noop("Budget"), "grants:budget-list", None),
    ("changes", gettext_noop("Changes"), "grants:change-list", None),
    ("periods", gettext_noop("Periods"), "grants:period-list", None),
    ("calendar", gettext_noop("Calendar"), "reporting:grant-calendar", None),
    ("indicators", gettext_noop("Indicators"), "grants:indicator-list", None),
    (
        *("project-evaluation", gettext_noop("Evaluation of the project")),
        *("reporting:project-evaluation", C.VIEW_FROZEN),
    ),
    ("spouses", gettext_noop("Jobs for spouses"), "reporting:spouse-overview", C.VIEW_ROWS),
    ("verification", gettext_noop("Verification"), "reporting:verification-list", C.VIEW_ROWS),
    ("claims", gettext_noop("Claims"), "reporting:claim-list", C.VIEW_FROZEN),
    ("payments", gettext_noop("Payments"), "reporting:payment-list", C.VIEW_ROWS),
    ("invoices", gettext_noop("Invoices"), "reporting:invoice-list", C.VIEW_FROZEN),
    ("bank", gettext_noop("Bank"), "reporting:bank", C.VIEW_ROWS),
    ("corrections", gettext_noop("Corrections"), "reporting:correction-list", C.VIEW_ROWS),
    ("samples", gettext_noop("Samples"), "reporting:audit-sample-list", C.VIEW_ROWS),
    ("findings", gettext_noop("Findings"), "reporting:finding-list", C.VIEW_ROWS),
    ("contracts", gettext_noop("Contracts"), "reporting:contract-list", C.VIEW_ROWS),
    ("aid", gettext_noop("Aid"), "reporting:aid-list", C.VIEW_ROWS),
    ("regional", gettext_noop("Regional tasks"), "reporting:regional-tasks", C.VIEW_ROWS),
    ("measures", gettext_noop("Register of proposals"), "grants:measure-list", None),
    ("funding", gettext_noop("Funding table"), "grants:funding-tables", None),
    ("note", gettext_noop("Status note"), "grants:note", C.VIEW_ROWS),
    ("operations", gettext_noop("Related operations"), "grants:operation-list", C.VIEW_ROWS),
    ("contacts", gettext_noop("Shared contacts"), "reporting:shared-contacts", SHARING),
    ("coordination", gettext_noop("Coordination"), "reporting:coordination", WORKING),
    ("themes", gettext_noop("Themes of the project"), "reporting:theme-list", WORKING),
    ("communication", gettext_noop("Communication"), "reporting:communication", WORKING),
    ("publicity", gettext_noop("Publicity"), "reporting:publicity", C.VIEW_ROWS),
    ("documents", gettext_noop("Documents"), "reporting:documents", C.VIEW_FROZEN),
    ("own-reports", gettext_noop("Own reports"), "reporting:own-report-list", C.VIEW_ROWS),
    ("closure", gettext_noop("Closure"), "reporting:closure", C.VIEW_PROJECT),
    ("history", gettext_noop("History"), "reporting:event-log", C.VIEW_HISTORY),
    ("screens", gettext_noop("Screens"), "reporting:screen-list", C.VIEW_HISTORY),
    ("packages", gettext_noop("Audit packages"), "reporting:package-list", C.VIEW_HISTORY),
)
# What is opened daily stands in the line; the rest opens under "More", where the line would
# otherwise take a third of a small screen.
DAILY = frozenset(
    [
        *("overview", "municipal", "status", "evaluations", "agreements", "budget", "periods"),
        *("verification", "claims", "payments", "invoices", "bank", "corrections", "documents"),
    ]
)
FEW = 8
# A municipality's grant is an agreement that is invoiced; it has no claims to a fund and no budget
# by lines, and no other grant has what it has.
MUNICIPAL = "municipal-agreement"
OF_MUNICIPAL = frozenset(["municipal", "invoices", "status", "evaluations"])
# Pages of a register, which only grants under this profile have in their line.
REGISTER, OF_REGISTERS = "funding-register", frozenset({"measures", "funding", "note"})
OF_FUND = frozenset(
    [
        *("overview", "forecast", "whatif", "agreements", "budget", "changes"),
        *("indicators", "verification", "claims", "payments", "corrections", "samples", "aid"),
        *("coordination", "themes"),
        *("regional", "operations", "contacts", "communication", "publicity", "closure", "screens"),
        *("contracts", "project-evaluation", "spouses"),
    ]
)
# What a grant leaves to those of other profiles.
ELSEWHERE = {
    MUNICIPAL: OF_FUND | OF_REGISTERS,
    REGISTER: OF_FUND | OF_MUNICIPAL | {"periods", "bank"},
}


@dataclass(frozen=True)
class Tab:
    """One page of the grant."""

    label: str
    url: str
    active: bool
    count: int = 0


@register.inclusion_tag("components/tabs.html", takes_context=True)
def grant_tabs(context: dict[str, Any], grant: Grant, current: str) -> dict[str, Any]:
    """The pages of *grant* that the reader may open; *current* is the key of the open one.

    The open page stands in the line, whichever it is; a reader of few pages has them all there.
    """
    actor = actor_of(context["request"].user)
    elsewhere = ELSEWHERE.get(grant.profile_code, OF_MUNICIPAL | OF_REGISTERS)
    pages = [
        page
        for page in PAGES
        if page[0] == current or (page[0] not in elsewhere and _opens(actor, page[3], grant))
    ]
    daily = DAILY | OF_REGISTERS | OF_MUNICIPAL
    line = {page[0] for page in pages if page[0] in daily or len(pages) <= FEW} | {current}
    tabs = {
        key: Tab(gettext(label), reverse(name, kwargs={"ref": grant.ref}), key == current)
        for key, label, name, _right in pages
    }
    return {
        "tabs": [tab for key, tab in tabs.items() if key in line],
        "more": [tab for key, tab in tabs.items() if key not in line],
    }


def _opens(actor: Actor, right: str | None, grant: Grant) -> bool:
    """Whether a page is open to a reader who sees the grant; without a seat on it, by a partner."""
    if right is None:
        return True
    if right == SHARING:
        return actor.can(C.PLAN_PROJECT, grant) or not actor.can(C.VIEW_PROJECT, grant)
    if right == WORKING:
        return actor.can(C.VIEW_ROWS, grant) or not actor.can(C.VIEW_PROJECT, grant)
    return actor.can(C(right), grant)


@register.inclusion_tag("components/table_files.html", takes_context=True)
def table_files(
    context: dict[str, Any], grant: Grant, page: str, **named: object
) -> dict[str, Any]:
    """The ways to the tables of *page* as files, with its filters; nothing for who has no rows.

    *named* is what the address of the page says in its path rather than behind a question mark.
    """
    request = context["request"]
    if not actor_of(request.user).can(C.VIEW_ROWS, grant):
        return {"files": []}
    asked = "&".join(part for part in (urlencode(named), request.GET.urlencode()) if part)
    end = f"?{asked}" if asked else ""
    files = [
        (one, reverse("reporting:page-file", args=[grant.ref, page, one]) + end)
        for one in ("xlsx", "csv")
    ]
    return {"files": files}
