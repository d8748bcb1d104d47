"""A mail server that will have nobody's mail, and says whose."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class ClosedDoor(BaseEmailBackend):
    """Refuses each recipient by name."""

    def send_messages(self, email_messages: Any) -> int:
        """Never sends anything."""
        refused = {address: (550, b"no") for one in email_messages for address in one.to}
        raise smtplib.SMTPRecipientsRefused(refused)
