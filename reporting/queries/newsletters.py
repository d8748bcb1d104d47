"""Who may work at a newsletter, what it says, and whom it has reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from partners.models import Contact
from reporting.models import NewsletterCopy, NewsletterIssue, NewsletterPiece


@dataclass(frozen=True)
class Delivered:
    """Whom an issue reached; nobody's reading is watched."""

    readers: int
    sent: int
    refused: int
    waiting: int
    ended: int


def may_see_communication(user: object, grant: Grant) -> bool:
    """Who reads the project's rows, and whoever sits for a partner of it."""
    actor = actor_of(user)
    return actor.can(Capability.VIEW_ROWS, grant) or bool(own_seats(user, grant))


def know_partners(grant: Grant) -> None:
    """Read the partners of *grant* once, for all that a page asks about them."""
    partners = GrantPartner.objects.select_related("organisation").order_by("number")
    prefetch_related_objects([grant], Prefetch("partners", partners))


def own_seats(user: object, grant: Grant) -> list[GrantPartner]:
    """The partners of *grant* that the reader sits for."""
    actor = actor_of(user)
    partners = grant.partners.all()
    return [one for one in partners if actor.can(Capability.VIEW_DESK, one.organisation)]


def writing_seats(user: object, grant: Grant) -> list[GrantPartner]:
    """The partners that the reader may write for; the lead's manager writes for the lead."""
    actor = actor_of(user)
    plans = actor.can(Capability.PLAN_PROJECT, grant)
    return [
        one
        for one in grant.partners.all()
        if (plans and one.is_lead) or actor.can(Capability.WRITE_REPORT, one.organisation)
    ]


def pieces_of(issue: NewsletterIssue) -> QuerySet[NewsletterPiece]:
    """What has been sent and not taken back; what has a place first, in its order."""
    kept = issue.pieces.filter(withdrawn_at=None).select_related(
        "grant_partner__organisation", "picture"
    )
    return kept.order_by("place", "pk")


def delivered(issue: NewsletterIssue) -> Delivered:
    """Counted from the copies."""
    sent, refused = Q(sent_at__isnull=False), ~Q(error="")
    counted: dict[str, int] = issue.copies.aggregate(
        readers=Count("pk"),
        sent=Count("pk", filter=sent),
        refused=Count("pk", filter=refused),
        waiting=Count("pk", filter=~sent & ~refused),
        ended=Count("pk", filter=Q(ended_at__isnull=False)),
    )
    return Delivered(**counted)


def readers_of(grant: Grant) -> QuerySet[Contact]:
    """Everybody who wants the newsletter; who stands in two lists gets one copy by its address."""
    return Contact.objects.readers_of(grant.ref).select_related("details")


def waiting_copies(issue_id: int) -> QuerySet[NewsletterCopy]:
    """The copies that have neither left nor failed, of readers who still want them."""
    rows = NewsletterCopy.objects.filter(issue_id=issue_id, sent_at=None, error="")
    return rows.select_related("issue__grant__fund", "contact__details").exclude(
        contact__details=None
    )


def body_of(issue: NewsletterIssue, at: Any) -> dict[str, Any]:
    """The issue word for word, as it is printed and frozen."""
    grant, danish = issue.grant, issue.language == "da"
    return {
        "ref": grant.ref,
        "project": grant.title,
        "number": issue.number,
        "title": issue.title,
        "language": issue.language,
        "on": timezone.localdate(at).isoformat(),
        "intro": issue.intro,
        "statement": grant.fund.statement_da if danish else grant.fund.statement_en,
        "pieces": [_piece(one) for one in pieces_of(issue) if one.place],
    }


def _piece(one: NewsletterPiece) -> dict[str, Any]:
    picture = one.picture
    return {
        "partner": one.grant_partner.organisation.name,
        "title": one.title,
        "text": one.text,
        "picture": picture.sha256 if picture else "",
        "picture_key": picture.pk if picture else None,
        "media_type": picture.content_type if picture else "",
        "picture_text": one.picture_text,
        "credit": one.rights_note,
    }
