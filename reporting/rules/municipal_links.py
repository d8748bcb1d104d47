"""How long a link to a municipality opens, and what it may be used for (001, rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

RULE = "rules 5.3"
USUALLY, LONGEST = dt.timedelta(days=21), dt.timedelta(days=60)


@dataclass(frozen=True)
class LinkFacts:
    """One link: until when it opens, when it was used, and whether it was withdrawn."""

    opens_until: dt.date
    used_on: dt.date | None = None
    is_withdrawn: bool = False


def check_new_link(
    email: str, opens_until: dt.date, today: dt.date, *, has_log_in: bool
) -> list[Breach]:
    """Find why nobody is written to like this: the days, or a reader with a log-in (A-07)."""
    found = []
    if not today <= opens_until <= today + LONGEST:
        message = _("A link opens from today until %(last)s at the latest, not until %(day)s.")
        params = {"last": today + LONGEST, "day": opens_until}
        found.append(Breach("LINK_DAYS", message, "opens_until", params, RULE))
    if has_log_in:
        message = _(
            "%(email)s has a log-in here, and signs and decides with that. Write to somebody of "
            "the municipality who has none."
        )
        found.append(Breach("HAS_LOG_IN", message, "email", {"email": email}, "A-07"))
    return found


def check_link(link: LinkFacts, on: dt.date) -> list[Breach]:
    """Find why a link opens no more: used, withdrawn or too old; and say what to do."""
    if link.used_on is not None:
        message = _(
            "The link was used on %(day)s, and it is used once. Ask whoever wrote to you if "
            "something is to be put right."
        )
        return [Breach("LINK_USED", message, "", {"day": link.used_on}, RULE)]
    if link.is_withdrawn:
        message = _(
            "The link is withdrawn, or a newer mail has taken its place. Use the newest mail, or "
            "ask whoever wrote to you."
        )
        return [Breach("LINK_WITHDRAWN", message, "", {}, RULE)]
    if on > link.opens_until:
        message = _("The link opened until %(day)s. Ask whoever wrote to you for a new link.")
        return [Breach("LINK_EXPIRED", message, "", {"day": link.opens_until}, RULE)]
    return []


def check_offer(*, is_offered: bool, is_as_asked: bool) -> list[Breach]:
    """Find why there is nothing to sign: it is not offered, or was changed since the mail."""
    if is_offered and is_as_asked:
        return []
    message = _(
        "This waits for the municipality's signature no more as it did when the mail was sent: it "
        "is signed, or was taken back to be changed. Ask whoever wrote to you."
    )
    return [Breach("NOT_OFFERED", message, "", {}, RULE)]


def check_signer(signer: str, *, has_agreed: bool) -> list[Breach]:
    """Find what a signature without a log-in lacks: who signs, and the tick that it does."""
    found = []
    if not signer.strip():
        message = _("Write who you are: your name stands with what you decide.")
        found.append(Breach("WHO_SIGNS", message, "signer", {}, "W-08"))
    if not has_agreed:
        message = _("Tick that you may do this for the municipality; without it nothing is signed.")
        found.append(Breach("NOT_AGREED", message, "agrees", {}, "W-08"))
    return found
