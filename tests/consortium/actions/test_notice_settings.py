"""What everybody chooses for oneself, and an administrator's second attempt at a mail."""

from __future__ import annotations

import pytest

from consortium.actions.base import NotAllowed
from consortium.actions.mails import MailNotStuck, retry_mail
from consortium.actions.notice_settings import (
    NoFeed,
    NoSuchChoice,
    choose_language,
    choose_pace,
    make_feed,
    revoke_feed,
)
from consortium.models import AuditEvent, CalendarFeed, Mail, NoticeChoice, User
from consortium.queries.mails import pace_of
from consortium.queries.texts import sentence_text
from consortium.rules.hashing import sha256
from consortium.rules.mailing import AT_ONCE, DAILY


def words(refused):
    [breach] = refused.value.breaches
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


def test_language_and_pace_are_remembered_with_their_memory(people):
    assert pace_of(people.pm.pk) == DAILY
    choose_language("en", by=people.pm, at=people.clock())
    choose_pace(AT_ONCE, by=people.pm, at=people.clock())
    choose_pace(DAILY, by=people.pm, at=people.clock())
    assert User.objects.get(pk=people.pm.pk).language == "en"
    assert pace_of(people.pm.pk) == DAILY
    assert NoticeChoice.history.count() == 2
    assert (events("person.language_chosen"), events("person.pace_chosen")) == (1, 2)
    event = AuditEvent.objects.get(verb="person.language_chosen")
    assert (event.before, event.after) == ({"language": "da"}, {"language": "en"})


def test_only_what_there_is_can_be_chosen(people):
    with pytest.raises(NoSuchChoice) as refused:
        choose_language("de", by=people.pm, at=people.clock())
    assert words(refused) == (
        "“de” cannot be chosen; choose one of da, en.",
        "“de” kan ikke vælges; vælg en af da, en.",
    )
    with pytest.raises(NoSuchChoice) as refused:
        choose_pace("hourly", by=people.pm, at=people.clock())
    assert words(refused)[0] == ("“hourly” cannot be chosen; choose one of at_once, daily, in_app.")


def test_of_a_secret_address_only_the_hash_is_kept(people):
    secret = make_feed(by=people.pm, at=people.clock())
    assert len(secret) >= 43
    assert CalendarFeed.objects.get().secret_sha256 == sha256(secret)
    newer = make_feed(by=people.pm, at=people.clock())
    assert CalendarFeed.objects.get().secret_sha256 == sha256(newer) != sha256(secret)
    told = str(list(AuditEvent.objects.values())) + str(list(CalendarFeed.history.values()))
    for unspoken in (secret, newer, sha256(secret), sha256(newer)):
        assert unspoken not in told
    revoke_feed(by=people.pm, at=people.clock())
    assert not CalendarFeed.objects.exists()
    assert events("calendar.address_made") == events("calendar.address_changed") == 1


def test_what_was_never_given_cannot_be_taken_back(people):
    make_feed(by=people.ls, at=people.clock())
    with pytest.raises(NoFeed) as refused:
        revoke_feed(by=people.pm, at=people.clock())
    assert words(refused) == (
        "Your calendar has no address, so there is nothing to take back.",
        "Din kalender har ingen adresse, så der er intet at tilbagekalde.",
    )


def mail(people, state):
    at = people.clock()
    return Mail.objects.create(
        recipient=people.pm, made_at=at, next_try_at=at, state=state, attempts=8, error="550"
    )


@pytest.mark.parametrize("state", [Mail.FAILED, Mail.UNSURE])
def test_an_administrator_lets_a_stuck_mail_try_again(people, state):
    retried = retry_mail(mail(people, state), by=people.ad, at=people.clock())
    assert (retried.state, retried.attempts) == (Mail.WAITING, 0)
    assert AuditEvent.objects.get(verb="mail.tried_again").before == {
        "state": state,
        "attempts": 8,
        "error": "550",
    }


def test_a_mail_that_was_sent_is_not_sent_again(people):
    with pytest.raises(MailNotStuck) as refused:
        retry_mail(mail(people, Mail.SENT), by=people.ad, at=people.clock())
    assert words(refused) == (
        "The mail to Pm is “Sent”; only a mail that failed is tried again.",
        "Mailen til Pm er “Sendt”; kun en mail, der ikke kom frem, prøves igen.",
    )


def test_only_an_administrator_may(people):
    with pytest.raises(NotAllowed) as refused:
        retry_mail(mail(people, Mail.FAILED), by=people.pm, at=people.clock())
    assert words(refused)[0] == "Pm may not do this: it is for administrators."
