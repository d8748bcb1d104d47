"""Whom the papers go to and which sections each asks for: data that the lead keeps (rules.md 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models import PaperRecipient, PaperSection
from reporting.queries.texts import standard_papers
from reporting.rules.section_texts import check_recipient, check_section

Row = TypeVar("Row", PaperRecipient, PaperSection)


class RecipientRefused(Refused):
    """The recipient or its section lacks something."""

    code = "RECIPIENT_REFUSED"


@dataclass(frozen=True)
class RecipientFacts:
    """What is known of a recipient; the wording on the support is the fund's where it is empty."""

    name: str
    base: str = PaperRecipient.AUTHORITY
    title_da: str = ""
    title_en: str = ""
    address: str = ""
    email: str = ""
    journal_no: str = ""
    language: str = "da"
    ean: str = ""
    statement_da: str = ""
    statement_en: str = ""
    path: str = ""


@dataclass(frozen=True)
class SectionFacts:
    """What a recipient asks for in one section."""

    number: int
    title_da: str
    title_en: str
    help_da: str = ""
    help_en: str = ""
    required: bool = False
    min_words: int | None = None
    max_words: int | None = None
    gathers: str = ""
    tables: str = ""


@action
def take_over_recipients(grant: Grant, *, by: Any, at: dt.datetime) -> list[PaperRecipient]:
    """Copy whom the papers of the programme go to; what the grant has already stays as it is."""
    grant = _locked_grant(grant, by)
    known = set(PaperRecipient.objects.filter(grant=grant).values_list("code", flat=True))
    made = []
    for one in standard_papers(grant):
        if one["code"] in known:
            continue
        facts = {name: one[name] for name in RecipientFacts.__annotations__ if name in one}
        recipient = PaperRecipient.objects.create(grant=grant, code=one["code"], **facts)
        _add_sections(recipient, one.get("sections", ()))
        made.append(recipient)
    if not made:
        raise RecipientRefused.because(
            _("The programme names no recipient that %(ref)s has not already."),
            rule="rules 5",
            ref=grant.ref,
        )
    record(
        "recipients.taken_over",
        grant,
        chain=grant.ref,
        after={"recipients": [one.code for one in made]},
    )
    return made


def _add_sections(recipient: PaperRecipient, told: Any) -> None:
    for number, section in enumerate(told, start=1):
        facts: Mapping[str, Any] = {"number": number, **section}
        PaperSection.objects.create(recipient=recipient, **facts)


@action
def name_recipient(
    grant: Grant, code: str, facts: RecipientFacts, *, by: Any, at: dt.datetime
) -> PaperRecipient:
    """Write down a new recipient; it has its own paper from now on."""
    grant = _locked_grant(grant, by)
    found = check_recipient(code, facts.name, facts.ean)
    if PaperRecipient.objects.filter(grant=grant, code=code).exists():
        message = _("The grant has a recipient with the code “%(code)s” already.")
        found.append(Breach("RECIPIENT_TWICE", message, "code", {"code": code}, "rules 5"))
    if code in dict(PaperRecipient.BASES) and code != facts.base:
        message = _("The code “%(code)s” is that of a paper, whose figures are its own.")
        found.append(Breach("RECIPIENT_BASE", message, "base", {"code": code}, "rules 5"))
    refuse_if(found, RecipientRefused)
    recipient = PaperRecipient.objects.create(grant=grant, code=code, **asdict(facts))
    return _told("recipient.named", recipient, grant, {"code": code, "name": facts.name})


@action
def change_recipient(
    recipient: PaperRecipient,
    facts: RecipientFacts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PaperRecipient:
    """Authorities are renamed and move; papers that were frozen keep the name they were sent to."""
    grant = _locked_grant(recipient.grant, by)
    recipient = PaperRecipient.objects.select_for_update().get(pk=recipient.pk)
    must_be_unchanged(recipient, edited_from, chain=grant.ref)
    refuse_if(check_recipient(recipient.code, facts.name, facts.ean), RecipientRefused)
    before = {"name": recipient.name}
    for name, value in asdict(facts).items():
        # Whose figures a paper shows is decided once: its sections and texts hang on it.
        if name != "base":
            setattr(recipient, name, value)
    recipient.save()
    return _told("recipient.changed", recipient, grant, {"name": facts.name}, before)


@action
def add_section(
    recipient: PaperRecipient, code: str, facts: SectionFacts, *, by: Any, at: dt.datetime
) -> PaperSection:
    """Ask for one more section in the papers that are still to come."""
    grant = _locked_grant(recipient.grant, by)
    found = check_section(code, facts.min_words, facts.max_words)
    others = PaperSection.objects.filter(recipient=recipient)
    if others.filter(code=code).exists():
        message = _("The recipient has a section with the code “%(code)s” already.")
        found.append(Breach("SECTION_TWICE", message, "code", {"code": code}, "rules 5"))
    refuse_if(found + _check_number(others, facts.number), RecipientRefused)
    section = PaperSection.objects.create(recipient=recipient, code=code, **asdict(facts))
    return _told("section.added", section, grant, {"code": code, "recipient": recipient.code})


@action
def change_section(
    section: PaperSection,
    facts: SectionFacts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PaperSection:
    """Ask for a section in other words, or no longer demand it."""
    grant = _locked_grant(section.recipient.grant, by)
    section = PaperSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
    must_be_unchanged(section, edited_from, chain=grant.ref)
    found = check_section(section.code, facts.min_words, facts.max_words)
    others = PaperSection.objects.filter(recipient=section.recipient_id).exclude(pk=section.pk)
    refuse_if(found + _check_number(others, facts.number), RecipientRefused)
    for name, value in asdict(facts).items():
        setattr(section, name, value)
    section.save()
    return _told("section.changed", section, grant, {"code": section.code})


def _check_number(others: Any, number: int) -> list[Breach]:
    if not others.filter(number=number).exists():
        return []
    message = _("Another section of the recipient has the number %(number)s.")
    return [Breach("SECTION_NUMBER", message, "number", {"number": number}, "rules 5")]


def _locked_grant(grant: Grant, by: Any) -> Grant:
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    return grant


def _told(
    verb: str, row: Row, grant: Grant, after: dict[str, Any], before: dict[str, Any] | None = None
) -> Row:
    record(verb, row, chain=grant.ref, before=before, after=after)
    return row
