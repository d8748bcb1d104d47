"""What the public sees: pages, events, the log of visibility, ambassador packs (003)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType, GrantPartner
from reporting.actions.newsletters import must_write_for
from reporting.models import Activity, PackMove, PublicEvent, PublicPage, VisibilityEntry
from reporting.queries.visibility import SHOWABLE
from reporting.rules.visibility import EventFacts, check_event, check_move, check_seen, signed
from reporting.rules.vouchers import check_personal


class VisibilityRefused(Refused):
    """It cannot be shown, noted or moved like this."""

    code = "VISIBILITY_REFUSED"


@action
def save_public_page(
    partner: GrantPartner,
    *,
    text_da: str,
    text_en: str,
    contact: str,
    is_published: bool,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PublicPage:
    """What the consortium says of itself; shown to everybody from when it says so."""
    must_write_for(partner, by)
    GrantPartner.objects.select_for_update().get(pk=partner.pk)
    page = PublicPage.objects.filter(grant_partner=partner).first()
    page = page or PublicPage(grant_partner=partner)
    if page.pk:
        must_be_unchanged(page, edited_from, chain=partner.grant.ref)
    texts = {"text_da": text_da.strip(), "text_en": text_en.strip(), "contact": contact.strip()}
    refuse_if(check_personal(texts), VisibilityRefused)
    for name, value in texts.items():
        setattr(page, name, value)
    page.is_published = is_published
    page.save()
    after = {"partner": str(partner), "is_published": is_published}
    record("public_page.saved", page, chain=partner.grant.ref, after=after)
    return page


@action
def announce_event(
    partner: GrantPartner, kind: ActivityType, facts: EventFacts, *, by: Any, at: dt.datetime
) -> PublicEvent:
    """Tell everybody of an event that is to come."""
    must_write_for(partner, by)
    refuse_if(check_event(facts, timezone.localdate(at)), VisibilityRefused)
    made = PublicEvent(grant=partner.grant, grant_partner=partner, kind=kind, **vars(facts))
    made.shown_by, made.shown_at = by, at
    made.save()
    _told(made, "event.announced")
    return made


@action
def show_activity(activity: Activity, *, by: Any, at: dt.datetime) -> PublicEvent:
    """Show a reported activity to everybody, as it stands in a report that is verified."""
    partner = activity.report.grant_partner
    must_write_for(partner, by)
    if activity.report.state not in SHOWABLE:
        raise VisibilityRefused.because(
            _("“%(title)s” stands in a report that is not verified yet; it is shown after that."),
            rule="003",
            title=activity.title,
        )
    if PublicEvent.objects.filter(activity=activity).exists():
        raise VisibilityRefused.because(
            _("“%(title)s” is shown already."), rule="003", title=activity.title
        )
    made = PublicEvent(grant=partner.grant, grant_partner=activity.responsible, activity=activity)
    made.kind, made.title, made.on = activity.kind, activity.title, activity.held_on
    made.place = activity.place
    made.shown_by, made.shown_at = by, at
    made.save()
    _told(made, "event.shown")
    return made


@action
def cancel_event(event: PublicEvent, *, by: Any, at: dt.datetime) -> PublicEvent:
    """The event is not held; it stays in the feed as cancelled, so that calendars learn of it."""
    must_write_for(event.grant_partner, by)
    event = PublicEvent.objects.select_for_update().get(pk=event.pk)
    if event.cancelled_at is not None or event.activity_id is not None:
        raise VisibilityRefused.because(
            _("“%(title)s” was held, or is cancelled already."), rule="003", title=event.title
        )
    event.cancelled_at = at
    event.save()
    _told(event, "event.cancelled")
    return event


@action
def note_seen(
    partner: GrantPartner,
    *,
    medium: str,
    seen_on: dt.date,
    text: str,
    link: str = "",
    audience: int | None = None,
    names_fund: bool = False,
    by: Any,
    at: dt.datetime,
) -> VisibilityEntry:
    """The project was seen somewhere."""
    must_write_for(partner, by)
    refuse_if(check_seen(text, medium, seen_on, timezone.localdate(at)), VisibilityRefused)
    made = VisibilityEntry(grant_partner=partner, medium=medium, seen_on=seen_on)
    made.text, made.link, made.audience, made.names_fund = text.strip(), link, audience, names_fund
    made.noted_by, made.noted_at = by, at
    made.save()
    after = {"medium": medium, "seen_on": seen_on, "audience": audience, "names_fund": names_fund}
    record("visibility.noted", made, chain=partner.grant.ref, after=after)
    return made


@action
def move_packs(
    partner: GrantPartner,
    *,
    move: str,
    count: int,
    moved_on: dt.date,
    note: str = "",
    by: Any,
    at: dt.datetime,
) -> PackMove:
    """Ambassador packs come or go; the stock never falls below zero."""
    must_write_for(partner, by)
    GrantPartner.objects.select_for_update().get(pk=partner.pk)
    last = PackMove.objects.filter(grant_partner=partner).order_by("-number").first()
    stock = last.stock if last else 0
    breaches = check_move(move, count, stock) + check_personal({"note": note})
    if moved_on > timezone.localdate(at):
        raise VisibilityRefused.because(
            _("%(day)s is still to come; packs are noted when they have moved."),
            subject="moved_on",
            day=moved_on,
        )
    refuse_if(breaches, VisibilityRefused)
    made = PackMove(grant_partner=partner, number=last.number + 1 if last else 1, move=move)
    made.count, made.stock = count, stock + signed(move, count)
    made.moved_on, made.note, made.noted_by, made.noted_at = moved_on, note.strip(), by, at
    made.save()
    after = {"move": move, "count": count, "stock": made.stock}
    record("packs.moved", made, chain=partner.grant.ref, after=after)
    return made


def _told(event: PublicEvent, verb: str) -> None:
    after = {"title": event.title, "on": event.on, "partner": str(event.grant_partner)}
    record(verb, event, chain=event.grant.ref, after=after)
