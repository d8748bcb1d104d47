"""Whether a certificate may sign a paper, and whether a paper may be signed (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

RULE = "rules 5.1"


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself: whose it is, by whom, from when until when, what for."""

    subject: str
    issuer: str
    serial: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    # Without a word on its use a certificate may be used for anything (RFC 5280, 4.2.1.3).
    may_sign: bool = True


def check_certificate(one: Certificate, at: dt.datetime) -> list[Breach]:
    """A signature counts only if its certificate was valid when it was made, and is for signing."""
    found = []
    params: dict[str, object] = {"subject": one.subject}
    if at < one.valid_from:
        message = _("The certificate of %(subject)s is valid from %(day)s; sign from that day on.")
        params = {**params, "day": one.valid_from.date()}
        found.append(Breach("CERTIFICATE_TOO_NEW", message, "", params, RULE))
    if at > one.valid_until:
        message = _(
            "The certificate of %(subject)s ran out on %(day)s. Ask the administrator for a new "
            "one; what was signed before stays signed."
        )
        params = {**params, "day": one.valid_until.date()}
        found.append(Breach("CERTIFICATE_RAN_OUT", message, "", params, RULE))
    if not one.may_sign:
        message = _(
            "The certificate of %(subject)s is not for signing. Ask the administrator for one "
            "whose use is digital signatures."
        )
        found.append(Breach("CERTIFICATE_USE", message, "", params, RULE))
    return found


def check_signable(*, is_as_frozen: bool, is_signed: bool, sha256: str) -> list[Breach]:
    """A paper is signed once in each language, and only with the figures that were frozen."""
    found = []
    if not is_as_frozen:
        message = _(
            "The figures of the paper are not those that were frozen as %(hash)s. Nothing is "
            "signed; tell the administrator at once."
        )
        found.append(Breach("PAPER_NOT_AS_FROZEN", message, "", {"hash": sha256[:12]}, RULE))
    if is_signed:
        message = _(
            "This version is signed in this language already. A new signature needs a new version "
            "of the paper."
        )
        found.append(Breach("PAPER_SIGNED", message, "language", {}, RULE))
    return found
