"""The outbox, delivered to a real mail server over a socket."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from consortium.actions.mails import deliver_mails, gather_mails
from consortium.actions.notice_settings import choose_language, choose_pace
from consortium.actions.notices import mark_one_read, notify
from consortium.models import Mail, Notification
from consortium.queries.mails import due_mails
from consortium.rules.mailing import AT_ONCE, BACK_OFF, DAILY, IN_APP
from tests.consortium.postbox import free_port, mail_goes_to, mail_server, page, plain_text, subject


@pytest.fixture(autouse=True)
def any_hour(settings):
    settings.DIGEST_HOUR = 0


@pytest.fixture
def postbox(settings):
    port = free_port()
    mail_goes_to(settings, port)
    with mail_server(port) as box:
        yield box


def told(people, who, message="Save"):
    return notify(who, "test", message, {}, url="/notices/", at=people.clock())


def run():
    """What the command said, and what it complained about."""
    out, err = StringIO(), StringIO()
    call_command("send_notices", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def sent_at_once(people, *who):
    for person in who:
        choose_pace(AT_ONCE, by=person, at=people.clock())


def test_ten_notices_of_a_day_are_one_mail_in_the_readers_language(people, postbox):
    choose_language("en", by=people.ma, at=people.clock())
    for who in (people.pm, people.ma):
        for _number in range(9):
            told(people, who, "Log out")
        told(people, who, "The claim is built. Check it.")
    assert "2" in run()[0]
    run()
    sent = dict(postbox.read())
    assert len(postbox.mails) == 2
    assert subject(sent[people.ma.email]) == "10 notices from Konsortium"
    assert subject(sent[people.pm.email]) == "10 beskeder fra Konsortium"
    english, danish = plain_text(sent[people.ma.email]), plain_text(sent[people.pm.email])
    assert english.count("* Log out") == 9
    assert danish.count("* Log ud") == 9
    assert english.startswith("Dear Ma,")
    assert danish.startswith("Kære Pm\n")
    assert english.count("https://konsortium.example/notices/\n") == 10
    assert "https://konsortium.example/notices/settings/" in danish
    assert page(sent[people.pm.email]).count('href="https://konsortium.example/notices/"') == 10
    assert 'lang="en"' in page(sent[people.ma.email])
    assert not Notification.objects.filter(sent_at__isnull=True).exists()


def test_danish_letters_survive_subject_body_and_page(people, postbox):
    told(people, people.pm, "Rødgrød på Ærø: “æøå ÆØÅ” – 1.234,50 kr. <b>")
    run()
    [(_to, message)] = postbox.read()
    assert subject(message) == "Rødgrød på Ærø: “æøå ÆØÅ” – 1.234,50 kr. <b>"
    assert "Rødgrød på Ærø: “æøå ÆØÅ” – 1.234,50 kr. <b>" in plain_text(message)
    assert "Rødgrød på Ærø: “æøå ÆØÅ” – 1.234,50 kr. &lt;b&gt;" in page(message)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@konsortium.example>")


def test_a_digest_leaves_once_a_day_and_what_comes_later_waits(people, postbox, settings):
    told(people, people.pm)
    run()
    told(people, people.pm)
    told(people, people.pm)
    run()
    assert len(postbox.mails) == 1
    settings.DEMO_DAY = people.clock.move_to(2012, 5, 2).date()
    run()
    assert [subject(message) for _to, message in postbox.read()][1] == "2 beskeder fra Konsortium"


def test_no_digest_before_its_hour(people, postbox, settings):
    settings.DIGEST_HOUR = 24
    told(people, people.pm)
    assert run() == ("0 mails sendt.\n", "")
    sent_at_once(people, people.pm)
    run()
    assert len(postbox.mails) == 1


def test_at_once_is_one_mail_for_what_waits_and_in_app_is_none(people, postbox):
    sent_at_once(people, people.pm)
    choose_pace(IN_APP, by=people.ls, at=people.clock())
    for who in (people.pm, people.pm, people.ls):
        told(people, who)
    run()
    told(people, people.pm, "Log out")
    run()
    assert [to for to, _message in postbox.read()] == [people.pm.email] * 2
    assert subject(postbox.read()[1][1]) == "Log ud"
    # Who turns mails on again is not flooded with what was told meanwhile.
    choose_pace(DAILY, by=people.ls, at=people.clock())
    run()
    assert len(postbox.mails) == 2


def test_what_was_read_on_the_page_is_not_mailed(people, postbox):
    mark_one_read(told(people, people.pm), at=people.clock())
    run()
    assert postbox.mails == []


def test_who_cannot_log_in_is_not_mailed_and_subjects_are_one_short_line(people):
    people.ls.is_active = False
    people.ls.save()
    told(people, people.ls)
    told(people, people.pm, "x" * 300)
    told(people, people.ma, "Et\r\nBcc: alle@example.com")
    run()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert len(subjects[people.pm.email]) == 120
    assert subjects[people.ma.email] == "Et Bcc: alle@example.com"
    assert set(subjects) == {people.pm.email, people.ma.email}


def due_now(people):
    Mail.objects.filter(state=Mail.WAITING).update(next_try_at=people.clock())


def test_a_refused_recipient_holds_up_nobody_and_is_tried_later(people, postbox):
    postbox.refused = {people.pm.email}
    told(people, people.pm)
    told(people, people.ma)
    out, err = run()
    assert out == "1 mails sendt.\n"
    assert err == "1 prøves igen, 0 er opgivet.\n"
    [mail_] = Mail.objects.filter(state=Mail.WAITING)
    assert mail_.attempts == 1
    assert mail_.claimed_at is not None
    assert mail_.next_try_at == mail_.claimed_at + BACK_OFF[0]
    assert "Postkassen er fuld" in mail_.error
    postbox.refused = set()
    run()
    assert len(postbox.mails) == 1  # not before its time
    due_now(people)
    run()
    assert [to for to, _message in postbox.read()] == [people.ma.email, people.pm.email]
    assert Mail.objects.get(pk=mail_.pk).error == ""


def test_a_server_that_is_down_ends_the_run_and_the_next_one_delivers(people, settings):
    port = free_port()
    mail_goes_to(settings, port)
    told(people, people.pm)
    told(people, people.ma)
    out, err = run()
    assert out == "0 mails sendt.\n"
    assert err == "1 prøves igen, 0 er opgivet.\n"
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1]
    due_now(people)
    with mail_server(port) as box:
        assert run() == ("2 mails sendt.\n", "")
        assert {to for to, _message in box.read()} == {people.pm.email, people.ma.email}
        run()
        assert len(box.mails) == 2


def test_after_the_last_attempt_the_administrator_is_told(people, postbox):
    postbox.refused = {people.pm.email}
    told(people, people.pm)
    for _attempt in range(len(BACK_OFF)):
        run()
        due_now(people)
    _out, err = run()
    assert Mail.objects.get().state == Mail.FAILED
    assert err == (
        "0 prøves igen, 1 er opgivet.\n1 mails venter på en administrator, på siden Mails.\n"
    )
    assert run()[1] == "1 mails venter på en administrator, på siden Mails.\n"


def test_a_mail_whose_worker_died_is_not_sent_again_by_itself(people, postbox):
    told(people, people.pm)
    run()
    Mail.objects.update(state=Mail.SENDING, claimed_at=people.clock(), sent_at=None)
    run()
    assert len(postbox.mails) == 1
    assert Mail.objects.get().state == Mail.UNSURE


def test_a_worker_with_an_old_list_sends_nothing_twice(people, postbox, monkeypatch):
    told(people, people.pm)
    at = people.clock()
    gather_mails(at=at)
    old_list = list(due_mails(at))
    assert deliver_mails(at=at).sent == 1
    monkeypatch.setattr("consortium.actions.mails.due_mails", lambda at: old_list)
    assert deliver_mails(at=at).sent == 0
    assert len(postbox.mails) == 1
