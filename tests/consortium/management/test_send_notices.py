"""The outbox, delivered to a real mail server."""

from __future__ import annotations

import email
import socket
from email import policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.management import call_command

from consortium.actions.notices import notify
from consortium.models import Notification


class Postbox:
    """Takes every mail, and keeps it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 Message accepted for delivery"


@pytest.fixture
def postbox(settings):
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.SITE_URL = "https://konsortium.example"
    yield box
    controller.stop()


def told(people, who, message="Save"):
    return notify(who, "test", message, {}, url="/notices/", at=people.clock())


def test_each_notice_is_mailed_once_in_its_readers_language(people, postbox):
    people.ma.language = "en"
    people.ma.save()
    for who in (people.pm, people.ma):
        told(people, who, "Log out")
    call_command("send_notices")
    call_command("send_notices")
    sent = {
        to[0]: email.message_from_bytes(raw, policy=policy.default) for to, raw in postbox.mails
    }
    assert len(postbox.mails) == 2
    assert sent[people.ma.email]["Subject"] == "Log out"
    assert sent[people.pm.email]["Subject"] == "Log ud"
    body = sent[people.ma.email].get_content()
    assert "Dear Ma," in body
    assert "https://konsortium.example/notices/" in body
    assert not Notification.objects.filter(sent_at__isnull=True).exists()


def test_who_cannot_log_in_is_not_mailed_and_long_subjects_are_cut(people):
    people.ls.is_active = False
    people.ls.save()
    told(people, people.ls)
    told(people, people.pm, "x" * 300)
    call_command("send_notices")
    [message] = mail.outbox
    assert len(message.subject) == 120
    assert Notification.objects.filter(sent_at__isnull=True).count() == 1


def test_a_server_that_fails_leaves_the_rest_for_the_next_run(people, monkeypatch):
    for _number in range(2):
        told(people, people.pm)
    send = mail.EmailMessage.send
    calls: list[int] = []

    def failing(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("down")
        return send(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", failing)
    with pytest.raises(OSError, match="down"):
        call_command("send_notices")
    assert Notification.objects.filter(sent_at__isnull=True).count() == 1
