"""Contacts who have said yes: what may be kept of them, and when (G-01, G-02, G-03, G-10)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, fields, replace
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from partners.rules.participants import normalised

AMBASSADORS, AGENTS, VOLUNTEERS, HOSTS, MENTORS, COMPANIES, PRACTITIONERS = (
    "ambassadors",
    "agents",
    "volunteers",
    "hosts",
    "mentors",
    "companies",
    "practitioners",
)
# A company's contact is kept by legitimate interest, everybody else by consent (G-02).
BY_INTEREST = frozenset({COMPANIES})
WAITING, ACTIVE, WITHDRAWN, ENDED = "waiting", "active", "withdrawn", "ended"
# Who has not answered whether the data still hold rests, and is deleted in the end.
RESTING, LAPSED = "resting", "lapsed"
# Whose details are deleted: by withdrawal, since the project is over, or for silence (G-10).
GONE = (WITHDRAWN, ENDED, LAPSED)
CONSENT, INTEREST = "consent", "interest"
SIGNED, ONLINE, MAIL, ORALLY = "signed", "online", "mail", "orally"
HOWS = (SIGNED, ONLINE, MAIL, ORALLY)


@dataclass(frozen=True)
class ContactFacts:
    """All that is kept of a contact (G-03): name or alias, channel, language, area, role."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    area: str = ""
    role: str = ""


@dataclass(frozen=True)
class ConsentFacts:
    """A yes: to which text, when, how, and to what beyond being kept."""

    text_version: str
    given_on: date
    how: str
    for_publication: bool = False
    for_sharing: bool = False
    is_adult: bool = False
    for_newsletter: bool = False


FACTS = tuple(one.name for one in fields(ContactFacts))


def channel(email: str, phone: str) -> str:
    """By what somebody is reached, as it is compared: the address, else the digits."""
    digits = "".join(one for one in phone if one.isdigit())
    return email.strip().casefold() or digits.removeprefix("0045").removeprefix("45")[-12:]


def mark_of(secret: str, facts: ContactFacts) -> str:
    """By what somebody who has withdrawn is known again, without keeping who it is (G-10)."""
    said = f"contact\n{normalised(facts.name)}\n{channel(facts.email, facts.phone)}".encode()
    return hmac.new(bytes.fromhex(secret), said, hashlib.sha256).hexdigest()


def exported(facts: ContactFacts, may_publish: bool) -> ContactFacts:
    """What leaves the house in a file for others: who it is only if that may be published (G-02).

    Language, area and role say what there is; name and channel say who it is.
    """
    return facts if may_publish else replace(facts, name="", email="", phone="")


def needs_consent(kind: str) -> bool:
    """Whether contacts of such a list are kept by consent."""
    return kind not in BY_INTEREST


def state_for(kind: str, consent: ConsentFacts | None) -> tuple[str, str]:
    """State and basis of a contact: without consent, or another basis, nobody is active (G-02)."""
    if consent is not None:
        return ACTIVE, CONSENT
    return (WAITING, "") if needs_consent(kind) else (ACTIVE, INTEREST)


def check_contact(facts: ContactFacts) -> list[Breach]:
    """What is wrong with a contact before it may be kept."""
    found = []
    for name in FACTS:
        if contains_cpr(getattr(facts, name)):
            message = _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            )
            found.append(Breach("CPR_NUMBER", message, name, rule="G-01"))
    if not normalised(facts.name):
        message = _("Write a name or an alias.")
        found.append(Breach("NAME_MISSING", message, "name", rule="G-03"))
    if not channel(facts.email, facts.phone):
        message = _("Write an e-mail address or a telephone number; one of them is enough.")
        found.append(Breach("CHANNEL_MISSING", message, "email", rule="G-03"))
    if facts.email and not _is_address(facts.email):
        message = _("“%(email)s” is no e-mail address.")
        found.append(Breach("EMAIL_WRONG", message, "email", {"email": facts.email}, "G-03"))
    return found


def check_consent(kind: str, consent: ConsentFacts, on: date) -> list[Breach]:
    """What is wrong with a consent before it counts."""
    found = []
    if not consent.text_version.strip():
        message = _("Say which version of the information text the consent was given to.")
        found.append(Breach("TEXT_MISSING", message, "text_version", rule="G-02"))
    if contains_cpr(consent.text_version):
        message = _(
            "The text holds what reads as a CPR number. CPR numbers are never stored here: "
            "leave it out."
        )
        found.append(Breach("CPR_NUMBER", message, "text_version", rule="G-01"))
    if consent.how not in HOWS:
        message = _("Say how the consent was given.")
        found.append(Breach("HOW_MISSING", message, "how", rule="G-02"))
    if consent.given_on > on:
        message = _("%(day)s is still to come; a consent is recorded when it has been given.")
        params: dict[str, object] = {"day": consent.given_on}
        found.append(Breach("CONSENT_TO_COME", message, "given_on", params, "G-02"))
    if kind == HOSTS and not consent.is_adult:
        message = _(
            "Only adults stand in a list of host families. Record that the contact is of age; "
            "nothing is kept of the household."
        )
        found.append(Breach("NOT_OF_AGE", message, "is_adult", rule="G-03"))
    return found


def check_return(withdrawn_on: date | None, consent: ConsentFacts | None) -> list[Breach]:
    """Somebody who has withdrawn comes back by a newer consent alone, never by an old sheet."""
    if withdrawn_on is None or (consent is not None and consent.given_on > withdrawn_on):
        return []
    message = _(
        "This person took the consent back on %(day)s. Take the row out, or record a consent that "
        "was given after that day."
    )
    return [Breach("WITHDRAWN", message, "name", {"day": withdrawn_on}, "G-10")]


def _is_address(text: str) -> bool:
    local, at, host = text.strip().partition("@")
    return bool(local and at and "." in host and " " not in text.strip() and "@" not in host)
