"""Which contacts are asked, and how long ago their data were known to be right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from partners.models import Confirmation, Contact
from partners.rules.confirmations import Asked
from partners.rules.contacts import ACTIVE, RESTING


@dataclass(frozen=True)
class Question:
    """One contact: since when its data are known, and the question that waits."""

    contact_id: int
    known_on: dt.date
    asked: Asked | None
    rests: bool


def questions() -> Iterator[Question]:
    """Every contact that is kept and active, or rests."""
    waiting = Prefetch(
        "confirmations", Confirmation.objects.filter(answered_at=None), to_attr="waiting"
    )
    kept = Contact.objects.filter(state__in=(ACTIVE, RESTING)).prefetch_related(waiting)
    for contact in kept.order_by("pk"):
        yield _question(contact, next(iter(contact.waiting), None))  # type: ignore[attr-defined]


def question_of(contact: Contact) -> Question:
    """The same for one contact."""
    return _question(contact, contact.confirmations.filter(answered_at=None).first())


def open_question(key: int, nonce: str) -> Confirmation | None:
    """The question of a link, if it is the newest of its contact."""
    rows = Confirmation.objects.select_related("contact__contact_list__organisation")
    found = rows.filter(pk=key, nonce=nonce).first()
    if found is None or found.contact.confirmations.filter(pk__gt=key).exists():
        return None
    return found


def _question(contact: Contact, asked: Confirmation | None) -> Question:
    known = contact.confirmed_at or contact.details_changed_at
    return Question(
        contact.pk,
        timezone.localdate(known),
        Asked(asked.asked_on, asked.reminders) if asked else None,
        contact.state == RESTING,
    )
