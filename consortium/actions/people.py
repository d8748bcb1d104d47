"""People: who can log in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import NotAllowed, action, record
from consortium.models import User
from consortium.models.access import runs_house
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _


class AddressTaken(Refused):
    """Somebody logs in with this address already."""

    code = "ADDRESS_TAKEN"


def must_run_house(by: Any) -> None:
    """Refuse unless *by* is an administrator."""
    if not runs_house(by):
        raise NotAllowed.because(
            _("%(person)s may not do this: it is for administrators."),
            rule="rules 3.0",
            person=str(by),
        )


@action
def create_person(
    *,
    email: str,
    name: str,
    language: str = "da",
    password: str | None = None,
    by: User,
    at: dt.datetime,
) -> User:
    """Let somebody log in. Without a password they cannot, until one is set."""
    must_run_house(by)
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise AddressTaken.because(
            _("Somebody logs in with %(email)s already; use that person, or another address."),
            subject="email",
            email=email,
        )
    person = User.objects.create_user(email, password, name=name.strip(), language=language)
    record("person.created", person, after={"email": person.email, "language": language})
    return person


@action
def change_password(password: str, *, by: User, at: dt.datetime) -> User:
    """Give oneself another password; that it was changed is remembered, not what it is."""
    by.set_password(password)
    by.save(update_fields=["password"])
    record("person.password_changed", by)
    return by
