"""A real mail server on a socket, which keeps what it gets and refuses whom it is told to."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """Takes mails; addresses in `refused` are told to come back later."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "451 Postkassen er fuld"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 Message accepted for delivery"

    def read(self) -> list[tuple[str, EmailMessage]]:
        """Every mail with its recipient, taken apart by Python's own parser."""
        return [
            (to[0], email.message_from_bytes(raw, policy=policy.default)) for to, raw in self.mails
        ]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(port: int) -> Iterator[Postbox]:
    """The server, listening on *port*."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def mail_goes_to(settings: Any, port: int) -> None:
    """Let Django send by SMTP to *port*."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.SITE_URL = "https://konsortium.example"


def plain_text(message: EmailMessage) -> str:
    """The plain half of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page(message: EmailMessage) -> str:
    """The HTML half of a mail."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def subject(message: EmailMessage) -> str:
    """The subject; Python's folding may begin it on a line of its own, which readers pass over."""
    return str(message["Subject"]).strip()
