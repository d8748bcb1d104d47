"""Local newsletters, sums of reach, and whom everybody may see of those who help (003, G-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from grants.models import Grant, GrantPartner
from partners.models import Consent, ContactList
from partners.rules.contacts import ACTIVE, AGENTS, AMBASSADORS, HOSTS, MENTORS, VOLUNTEERS
from reporting.models import LocalIssue, ReachFigure, RelatedProject
from reporting.rules.local_news import shown_count

HELPERS = (VOLUNTEERS, AMBASSADORS, AGENTS, HOSTS, MENTORS)


def local_issues_of(grant: Grant, partner: GrantPartner | None = None) -> QuerySet[LocalIssue]:
    """The local issues, newest first; of all consortia or of one."""
    rows = LocalIssue.objects.filter(grant_partner__grant=grant)
    if partner is not None:
        rows = rows.filter(grant_partner=partner)
    rows = rows.select_related("grant_partner__organisation")
    return rows.order_by("-issued_on", "grant_partner__number", "-number")


def reach_figures_of(grant: Grant) -> QuerySet[ReachFigure]:
    """Every sum, newest days first."""
    rows = ReachFigure.objects.filter(grant_partner__grant=grant)
    rows = rows.select_related("grant_partner__organisation", "common", "local")
    return rows.order_by("-last", "grant_partner__number", "measure")


@dataclass(frozen=True)
class Helpers:
    """Those of one kind: who may be named, and how many more; None: a number that is too small."""

    kind: str
    named: Sequence[tuple[str, str]]
    more: int | None


def helpers_of(grant: Grant, partner: GrantPartner) -> list[Helpers]:
    """Who helps a consortium, or the whole project on the lead's page.

    Named is who has said yes to that, by name and role; of the others there is a number.
    """
    consents = Consent.objects.in_force().filter(
        contact__state=ACTIVE,
        contact__contact_list__grant_ref=grant.ref,
        contact__contact_list__kind__in=HELPERS,
    )
    if not partner.is_lead:
        own = Q(contact__contact_list__organisation=partner.organisation_id)
        consents = consents.filter(own)
    details = {
        name: Case(
            When(for_publication=True, then=F(f"contact__details__{name}")), default=Value("")
        )
        for name in ("name", "role")
    }
    rows = consents.annotate(
        kind=F("contact__contact_list__kind"),
        public_name=details["name"],
        public_role=details["role"],
    )
    counted = rows.order_by("public_name").values("kind", "public_name", "public_role")
    named: dict[str, list[tuple[str, str]]] = {}
    counts: dict[str, int] = {}
    for code, name, role, number in counted.annotate(all=Count("pk")).values_list(
        "kind", "public_name", "public_role", "all"
    ):
        if name:
            named.setdefault(code, []).extend([(name, role)] * number)
        else:
            counts[code] = number
    labels = dict(ContactList.KINDS)
    return [
        Helpers(str(labels[code]), named.get(code, []), shown_count(counts.get(code, 0)))
        for code in HELPERS
        if named.get(code) or counts.get(code)
    ]


def efforts_of(grant: Grant) -> QuerySet[RelatedProject]:
    """Other efforts that the lead shows to everybody."""
    return RelatedProject.objects.filter(grant=grant, is_shown=True)
