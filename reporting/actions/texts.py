"""Written sections of a paper: many write, others review and approve (rules.md 5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import actor_of
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant, ReportingPeriod
from reporting.documents.live import figures_for
from reporting.models import PaperSection, SectionText
from reporting.queries.texts import text_of, writers_of
from reporting.rules.references import check_tokens
from reporting.rules.section_texts import check_body, check_hand, tidied
from reporting.rules.states import SECTION_TEXT
from reporting.rules.vouchers import check_personal


class TextRefused(Refused):
    """The text cannot be saved, or cannot take this step."""

    code = "TEXT_REFUSED"


@action
def write_text(
    section: PaperSection,
    period: ReportingPeriod,
    body: str,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> SectionText:
    """Write in a section; project manager and controller write, several may, one after the other.

    What is reviewed or approved is taken back first.
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=section.recipient.grant_id)
    _must_write(by, grant)
    text = text_of(section, period)
    is_new = text is None
    text = text or SectionText(section=section, period=period)
    if text.state != "draft":
        raise TextRefused.because(
            _("The text is “%(state)s”; only a draft is written in. Take it back first."),
            rule="W-04",
            state=text.state,
        )
    must_be_unchanged(None if is_new else text, edited_from, chain=grant.ref, fields=["body"])
    text.body, text.written_by = tidied(body), by
    found = check_body(text.body) + check_personal({"body": text.body})
    refuse_if(found + _check_figures(grant, text), TextRefused)
    text.save()
    verb = "text.begun" if is_new else "text.written"
    return _told(verb, text, grant, {"section": section.code, "period": period.number})


@action
def review_text(text: SectionText, *, by: Any, at: dt.datetime) -> SectionText:
    """Another than its writers has read the text and holds it for right (A-07)."""
    text, grant = _locked(text)
    must(by, Capability.CHECK_CLAIM, grant)
    text.state = advance(SECTION_TEXT, text.state, "review")
    found = check_hand(by.pk, writers_of(text), str(by))
    refuse_if(found + _check_figures(grant, text), TextRefused)
    text.reviewed_by = by
    text.save()
    return _told("text.reviewed", text, grant)


@action
def approve_text(text: SectionText, *, by: Any, at: dt.datetime) -> SectionText:
    """The signatory approves what another has written and a third may have reviewed (A-07)."""
    text, grant = _locked(text)
    must(by, Capability.SIGN_CLAIM, grant)
    text.state = advance(SECTION_TEXT, text.state, "approve")
    found = check_hand(by.pk, writers_of(text), str(by))
    refuse_if(found + _check_figures(grant, text), TextRefused)
    text.approved_by, text.approved_at = by, at
    text.save()
    return _told("text.approved", text, grant)


@action
def take_back_text(text: SectionText, *, reason: str, by: Any, at: dt.datetime) -> SectionText:
    """Make it a draft again, with a reason; a paper that was frozen keeps its own words (W-04)."""
    text, grant = _locked(text)
    must(by, Capability.BUILD_CLAIM, grant)
    text.state = advance(SECTION_TEXT, text.state, "take_back")
    if not reason.strip():
        raise TextRefused.because(
            _("Say why the text is taken back."), rule="W-04", subject="reason"
        )
    text.reviewed_by = text.approved_by = text.approved_at = None
    text.save()
    return _told("text.taken_back", text, grant, reason=reason)


def may_write(by: Any, grant: Grant) -> bool:
    """Whether *by* is of those who write: the project manager and the controller."""
    actor = actor_of(by)
    return actor.can(Capability.BUILD_CLAIM, grant) or actor.can(Capability.CHECK_CLAIM, grant)


def _must_write(by: Any, grant: Grant) -> None:
    if not may_write(by, grant):
        must(by, Capability.BUILD_CLAIM, grant)


def _check_figures(grant: Grant, text: SectionText) -> list[Breach]:
    """Every token names a figure of the paper as the rows stand now."""
    if "{{" not in text.body and "}}" not in text.body:
        return []
    return check_tokens(text.body, figures_for(text.section.recipient.base, grant, text.period))


def _locked(text: SectionText) -> tuple[SectionText, Grant]:
    grant_id = text.section.recipient.grant_id
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant_id)
    texts = SectionText.objects.select_for_update(of=("self",))
    return texts.select_related("section__recipient", "period").get(pk=text.pk), grant


def _told(
    verb: str,
    text: SectionText,
    grant: Grant,
    more: dict[str, Any] | None = None,
    reason: str = "",
) -> SectionText:
    after = {"state": text.state, **(more or {})}
    record(verb, text, chain=grant.ref, after=after, reason=reason)
    return text
