"""Log-ins are noted beside the chain of events, since a chain keeps everything for ever (G-03)."""

from __future__ import annotations

import datetime as dt

from consortium.models import LogIn, User


def note_log_in(user: User | None, kind: str, *, at: dt.datetime) -> LogIn:
    """Note that somebody logged in, out, or failed to; what has been kept long enough goes."""
    noted = LogIn.objects.create(user=user, kind=kind, at=at)
    if kind == LogIn.IN:
        LogIn.objects.expired(at).delete()
    return noted


def note_failure(address: str, *, at: dt.datetime) -> LogIn:
    """Note a failed log-in; an address that is nobody's is not kept: it may be a password."""
    return note_log_in(User.objects.filter(email__iexact=address).first(), LogIn.FAILED, at=at)
