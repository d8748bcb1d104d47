"""What everybody chooses for oneself: language, mails, and the secret address of a calendar."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings

from consortium.actions.base import action, record
from consortium.models import CalendarFeed, NoticeChoice, User
from consortium.queries.mails import pace_of
from consortium.rules.hashing import sha256
from consortium.rules.mailing import PACES
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _

SECRET_BYTES = 32


class NoSuchChoice(Refused):
    """The language or the pace is not one of those there are."""

    code = "NO_SUCH_CHOICE"


class NoFeed(Refused):
    """There is no calendar address to take back."""

    code = "NO_FEED"


def _must_be_one_of(value: str, known: list[str], subject: str) -> None:
    if value not in known:
        raise NoSuchChoice.because(
            _("“%(value)s” cannot be chosen; choose one of %(known)s."),
            subject=subject,
            value=value,
            known=", ".join(known),
        )


@action
def choose_language(language: str, *, by: User, at: dt.datetime) -> User:
    """Pages, mails and the calendar speak *language* to this person from now on."""
    _must_be_one_of(language, [code for code, _name in settings.LANGUAGES], "language")
    before = by.language
    by.language = language
    by.save(update_fields=["language"])
    record("person.language_chosen", by, before={"language": before}, after={"language": language})
    return by


@action
def choose_pace(pace: str, *, by: User, at: dt.datetime) -> NoticeChoice:
    """Mail this person at once, once a day, or not at all."""
    _must_be_one_of(pace, list(PACES), "pace")
    before = pace_of(by.pk)
    choice, _new = NoticeChoice.objects.update_or_create(user=by, defaults={"pace": pace})
    record("person.pace_chosen", by, before={"pace": before}, after={"pace": pace})
    return choice


@action
def make_feed(*, by: User, at: dt.datetime) -> str:
    """Give this person's calendar a new secret address; an older one stops at once.

    Returns the secret. It is told once: only its hash is kept.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"secret_sha256": sha256(secret), "made_at": at}
    feed, is_new = CalendarFeed.objects.update_or_create(user=by, defaults=values)
    record("calendar.address_made" if is_new else "calendar.address_changed", feed)
    return secret


@action
def revoke_feed(*, by: User, at: dt.datetime) -> None:
    """Let this person's calendar address stop."""
    feed = CalendarFeed.objects.filter(user=by).first()
    if feed is None:
        raise NoFeed.because(_("Your calendar has no address, so there is nothing to take back."))
    record("calendar.address_revoked", feed)
    feed.delete()
