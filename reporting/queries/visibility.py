"""What everybody may see of a project, and what its partners have noted (003)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from grants.models import Grant, GrantPartner
from reporting.models import Activity, NewsletterIssue, PackMove, PublicEvent, PublicPage
from reporting.models import VisibilityEntry as Seen
from reporting.rules.visibility import GIVEN

SHOWABLE = ("verified", "included")


@dataclass(frozen=True)
class Stock:
    """One partner's packs: how many there are, and how many have been given out."""

    partner: GrantPartner
    stock: int
    given: int


def public_page(ref: str, number: int | None = None) -> PublicPage | None:
    """The page of a project, or of one of its consortia, if it is published.

    A consortium's page is shown only beside the project's own.
    """
    pages = PublicPage.objects.filter(is_published=True, grant_partner__grant__ref=ref)
    pages = pages.select_related(
        "grant_partner__grant__fund", "grant_partner__grant__lead", "grant_partner__organisation"
    )
    main = pages.filter(grant_partner__is_lead=True).first()
    if main is None or number is None or number == main.grant_partner.number:
        return main
    return pages.filter(grant_partner__number=number).first()


def public_projects() -> QuerySet[PublicPage]:
    """The page of every project that has published one."""
    pages = PublicPage.objects.filter(is_published=True, grant_partner__is_lead=True)
    return pages.select_related("grant_partner__grant").order_by("grant_partner__grant__ref")


def public_pages_of(grant: Grant) -> QuerySet[PublicPage]:
    """The published pages of the consortia of *grant*."""
    pages = PublicPage.objects.filter(is_published=True, grant_partner__grant=grant)
    return pages.select_related("grant_partner__organisation").order_by("grant_partner__number")


def events_of(grant: Grant, partner: GrantPartner | None = None) -> QuerySet[PublicEvent]:
    """What is shown, by day."""
    found = PublicEvent.objects.filter(grant=grant).select_related(
        "kind", "grant_partner__organisation", "grant"
    )
    if partner is not None and not partner.is_lead:
        found = found.filter(grant_partner=partner)
    return found.order_by("on", "pk")


def to_come(events: QuerySet[PublicEvent], on: dt.date) -> QuerySet[PublicEvent]:
    """Those from today on."""
    return events.filter(on__gte=on)


def showable(seats: Sequence[GrantPartner]) -> QuerySet[Activity]:
    """Reported activities of these partners that are verified and not shown yet, newest first."""
    found = Activity.objects.filter(
        report__grant_partner__in=seats,
        report__state__in=SHOWABLE,
        kind__counts_attendance=True,
        public_event=None,
    )
    return found.select_related("kind").order_by("-held_on", "-pk")


def issued_of(grant: Grant) -> QuerySet[NewsletterIssue]:
    """The issues that everybody may read."""
    return NewsletterIssue.objects.filter(grant=grant, issued_at__isnull=False)


def stocks_of(grant: Grant) -> list[Stock]:
    """Every partner's packs; who has moved none has none."""
    own = PackMove.objects.filter(grant_partner=OuterRef("pk"))
    newest = own.order_by("-number").values("stock")[:1]
    out = own.filter(move=GIVEN).order_by().values("grant_partner")
    given = out.annotate(total=Sum("count")).values("total")
    partners = GrantPartner.objects.filter(grant=grant).select_related("organisation")
    rows = partners.annotate(stock=Subquery(newest), given=Subquery(given))
    return [Stock(one, one.stock or 0, one.given or 0) for one in rows.order_by("number")]


def seen_of(grant: Grant) -> QuerySet[Seen]:
    """The log of visibility."""
    rows = Seen.objects.filter(grant_partner__grant=grant)
    return rows.select_related("grant_partner__organisation", "noted_by")


def seen_sums(grant: Grant) -> list[tuple[str, int, int | None]]:
    """By medium: how many entries, and the audience that is known; nothing where nobody knows."""
    rows = seen_of(grant).order_by().values_list("medium")
    counted = rows.annotate(number=Count("pk"), audience=Sum("audience")).order_by("medium")
    return [(medium, number, audience) for medium, number, audience in counted]
