"""Print one log-in per role of the demo."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext, override

from consortium.rules.roles import ROLE_LABELS, Role
from reporting.management.demo.people import DOMAIN, LOGINS, PASSWORD


class Command(BaseCommand):
    """``manage.py print_logins``."""

    help = "Print one log-in per role of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Log-ins (password of all: {PASSWORD})")
        with override("en"):
            for login, role in LOGINS:
                self.stdout.write(f"  {login + '@' + DOMAIN:38} {gettext(ROLE_LABELS[Role(role)])}")
