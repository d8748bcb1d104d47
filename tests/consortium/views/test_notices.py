"""The inbox, its settings, the header's count and language, and the administrator's mails."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.actions.notice_settings import choose_language
from consortium.actions.notices import notify
from consortium.models import AuditEvent, Mail, Notification, User
from consortium.queries.mails import pace_of
from consortium.rules.mailing import AT_ONCE
from tests.cast import PASSWORD


def told(people, who, verb="claim.built", url="/grants/", message="Save"):
    return notify(who, verb, message, {}, url=url, at=people.clock())


@pytest.fixture
def pm(people):
    client = Client()
    client.force_login(people.pm)
    return client


def body(client, address, **asked):
    return client.get(address, asked).content.decode()


def test_the_header_counts_what_is_unread_and_asks_no_question_more(people, pm):
    pm.get("/grants/")
    with CaptureQueriesContext(connection) as none:
        assert "badge-warning" not in body(pm, "/grants/")
    for _number in range(3):
        told(people, people.pm)
    told(people, people.ls)
    with CaptureQueriesContext(connection) as some:
        page = body(pm, "/grants/")
    assert '<span class="badge badge-warning">3<span class="sr-only"> ulæste</span>' in page
    assert len(some) == len(none)


def test_opening_a_notice_goes_to_the_place_and_reads_it(people, pm):
    notice = told(people, people.pm, url="/grants/M-003/?x=1")
    answer = pm.get(reverse("notice-open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/grants/M-003/?x=1")
    first = Notification.objects.get().read_at
    assert first is not None
    pm.get(reverse("notice-open", args=[notice.pk]))
    assert Notification.objects.get().read_at == first


def test_a_notice_never_leads_out_of_the_house(people, pm):
    for elsewhere in ("https://example.com/", "//example.com/", ""):
        notice = told(people, people.pm, url=elsewhere)
        assert pm.get(reverse("notice-open", args=[notice.pk]))["Location"] == reverse("notices")


def test_one_notice_is_marked_read_and_unread_again(people, pm):
    notice = told(people, people.pm)
    address = reverse("notice-mark", args=[notice.pk])
    answer = pm.post(address, {"mark": "read", "back": "show=unread"})
    assert answer["Location"] == f"{reverse('notices')}?show=unread"
    assert Notification.objects.get().read_at is not None
    assert "Markér som ulæst" in body(pm, reverse("notices"))
    pm.post(address, {"mark": "unread"})
    assert Notification.objects.get().read_at is None
    assert pm.get(address).status_code == 405


def test_another_persons_notice_is_not_there(people, pm):
    notice = told(people, people.ls)
    assert pm.get(reverse("notice-open", args=[notice.pk])).status_code == 404
    assert pm.post(reverse("notice-mark", args=[notice.pk])).status_code == 404
    assert Notification.objects.get().read_at is None


def test_the_inbox_is_filtered_by_unread_and_kind(people, pm):
    told(people, people.pm, "claim.built", message="En anmodning")
    told(people, people.pm, "reminder", message="En frist")
    pm.get(reverse("notice-open", args=[told(people, people.pm, message="En læst").pk]))
    address = reverse("notices")
    assert "3 rækker" in body(pm, address)
    unread = body(pm, address, show="unread")
    assert "2 rækker" in unread
    assert "En læst" not in unread
    reminders = body(pm, address, show="all", kind="reminder")
    assert "En frist" in reminders
    assert "En anmodning" not in reminders
    assert "Der er ingen beskeder af den slags." in body(pm, address, kind="budget")
    assert "3 rækker" in body(pm, address, show="nonsense")


def test_settings_change_language_and_pace_at_once(people, pm):
    address = reverse("notice-settings")
    assert "Sprog og mails" in body(pm, address)
    answer = pm.post(address, {"language": "en", "pace": AT_ONCE}, follow=True)
    assert "Language and mails" in answer.content.decode()
    assert pace_of(people.pm.pk) == AT_ONCE
    assert User.objects.get(pk=people.pm.pk).language == "en"
    wrong = pm.post(address, {"language": "de", "pace": AT_ONCE})
    assert wrong.status_code == 200
    assert User.objects.get(pk=people.pm.pk).language == "en"
    written = AuditEvent.objects.count()
    pm.post(address, {"language": "en", "pace": AT_ONCE})
    assert AuditEvent.objects.count() == written


def test_the_language_of_the_header_is_remembered_for_mails(people, pm):
    pm.post(reverse("set_language"), {"language": "en", "next": "/notices/"})
    assert 'lang="en"' in body(pm, "/notices/")
    assert User.objects.get(pk=people.pm.pk).language == "en"
    pm.post(reverse("set_language"), {"language": "xx", "next": "/notices/"})
    assert User.objects.get(pk=people.pm.pk).language == "en"


def test_a_log_in_brings_the_language_back_unless_one_was_just_chosen(people):
    choose_language("en", by=people.pm, at=people.clock())
    credentials = {"username": people.pm.email, "password": PASSWORD}
    fresh = Client()
    fresh.post(reverse("login"), credentials)
    assert 'lang="en"' in body(fresh, "/notices/")
    chosen = Client()
    chosen.post(reverse("set_language"), {"language": "da", "next": "/login/"})
    chosen.post(reverse("login"), credentials)
    assert 'lang="da"' in body(chosen, "/notices/")


def test_failed_mails_are_for_the_administrator_to_see_and_to_try_again(people, pm):
    at = people.clock()
    mail = Mail.objects.create(
        recipient=people.ls,
        made_at=at,
        next_try_at=at,
        state=Mail.FAILED,
        attempts=8,
        error="SMTPRecipientsRefused: 550 Ukendt modtager",
    )
    Mail.objects.create(
        recipient=people.ls, made_at=at, next_try_at=at, state=Mail.SENT, sent_at=at
    )
    admin = Client()
    admin.force_login(people.ad)
    page = body(admin, reverse("mail-list"))
    assert "1 mail er ikke kommet frem" in page
    assert "550 Ukendt modtager" in page
    assert "badge-error" in page
    assert "2 rækker" in page
    assert "1 række" in body(admin, reverse("mail-list"), state=Mail.FAILED)
    retry = reverse("mail-retry", args=[mail.pk])
    assert "Prøv mailen igen" in body(admin, retry)
    assert "Mailen prøves igen." in admin.post(retry, follow=True).content.decode()
    assert Mail.objects.get(pk=mail.pk).state == Mail.WAITING
    refused = admin.post(retry).content.decode()
    assert "Mailen til Ls er “Venter”" in refused
    assert pm.get(reverse("mail-list")).status_code == 403
    assert pm.post(retry).status_code == 403


def test_a_mail_that_is_perhaps_sent_warns_before_it_goes_twice(people):
    at = people.clock()
    mail = Mail.objects.create(
        recipient=people.ls, made_at=at, next_try_at=at, state=Mail.UNSURE, attempts=1
    )
    admin = Client()
    admin.force_login(people.ad)
    assert "Den kan komme frem to gange." in body(admin, reverse("mail-retry", args=[mail.pk]))
