"""The lead asks its partners for passages, they write and send, it takes them in (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import actor_of
from consortium.rules.editing import EditedFrom
from consortium.rules.markup import word_count
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant, GrantPartner
from reporting.actions.final_reports import FinalTexts, save_final_report
from reporting.actions.telling import tell_of_passage
from reporting.actions.texts import may_write, write_text
from reporting.models import FinalReport, Passage
from reporting.queries.passages import AROUND, Place, place_of
from reporting.queries.texts import text_of
from reporting.rules.passage_states import PASSAGE
from reporting.rules.passages import (
    TEXT,
    check_asked,
    check_asking,
    check_kept,
    check_open,
    check_words,
    joined,
)
from reporting.rules.section_texts import tidied
from reporting.rules.vouchers import check_personal


class PassageRefused(Refused):
    """The passage cannot be asked for, saved, or moved; the breach says why."""

    code = "PASSAGE_REFUSED"


@dataclass(frozen=True)
class Asking:
    """What the lead says when it asks: by when, what about, and about how long."""

    due_on: dt.date
    note: str = ""
    min_words: int | None = None
    max_words: int | None = None


@action
def ask_for_passages(
    place: Place,
    asking: Asking,
    partners: Collection[GrantPartner] = (),
    *,
    by: Any,
    at: dt.datetime,
) -> list[Passage]:
    """Ask *partners* for a passage each; none named means all that have not been asked yet."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=place.grant.pk)
    _must_lead(by, place)
    left = {one.pk: one for one in place.not_asked}
    asked = [left[one.pk] for one in partners if one.pk in left] if partners else [*left.values()]
    again = [str(one) for one in partners if one.pk not in left]
    found = check_open(is_sent=place.is_sent)
    found += check_asking(asking.due_on, timezone.localdate(at), asking.min_words, asking.max_words)
    refuse_if(found + check_asked(len(asked), again), PassageRefused)
    made = []
    for partner in asked:
        passage = Passage.objects.create(
            grant_partner=partner,
            section=place.section,
            period=place.period,
            part=place.part,
            note=asking.note.strip(),
            due_on=asking.due_on,
            min_words=asking.min_words,
            max_words=asking.max_words,
            asked_by=by,
            asked_at=at,
        )
        _told("passage.asked", passage, grant, {"due_on": asking.due_on, "note": passage.note})
        tell_of_passage("passage.asked", passage, by=by, at=at)
        made.append(passage)
    return made


@action
def write_passage(
    passage: Passage,
    body: str,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Passage:
    """Keep what the partner's writers have so far; several may, one after the other."""
    passage, grant = _with_partner(passage, by)
    _keep(passage, body, edited_from, by)
    return _told("passage.written", passage, grant, {"words": word_count(passage.body)})


@action
def send_passage(
    passage: Passage,
    body: str,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Passage:
    """The passage goes to the lead as it stands in the form."""
    passage, grant = _with_partner(passage, by)
    refuse_if(check_words(body), PassageRefused)
    _keep(passage, body, edited_from, by)
    passage.state = advance(PASSAGE, passage.state, "send")
    passage.sent_by, passage.sent_at = by, at
    passage.save()
    _told("passage.sent", passage, grant, {"words": word_count(passage.body)})
    tell_of_passage("passage.sent", passage, by=by, at=at)
    return passage


@action
def return_passage(passage: Passage, *, question: str, by: Any, at: dt.datetime) -> Passage:
    """The lead gives it back with a question; the partner writes on."""
    passage, grant = _with_lead(passage, by)
    state = advance(PASSAGE, passage.state, "return")
    if not question.strip():
        raise PassageRefused.because(
            _("Write what the partner should answer or change."),
            rule="rules 5.1",
            subject="question",
        )
    passage.state, passage.question = state, question.strip()
    passage.save()
    _told("passage.returned", passage, grant, {"question": passage.question})
    tell_of_passage("passage.returned", passage, by=by, at=at)
    return passage


@action
def take_in_passage(passage: Passage, *, place: str, by: Any, at: dt.datetime) -> Passage:
    """Put it into the section's text under the partner's name, or keep it in the list below.

    Who wrote what and when stands in the event, and in the passage, which changes no more.
    """
    passage, grant = _with_lead(passage, by)
    state = advance(PASSAGE, passage.state, "take_in")
    if place == TEXT:
        _write_in(passage, by, at)
    else:
        _must_be_draft(passage)
    passage.state, passage.place = state, place
    passage.taken_in_by, passage.taken_in_at = by, at
    passage.save()
    told = {"place": place, "written_by": str(passage.sent_by), "sent_at": passage.sent_at}
    _told("passage.taken_in", passage, grant, {**told, "body": passage.body})
    tell_of_passage("passage.taken_in", passage, by=by, at=at)
    return passage


@action
def put_back_passage(passage: Passage, *, reason: str, by: Any, at: dt.datetime) -> Passage:
    """Take it out of the list again; words that stand in a text are taken out of it by hand."""
    passage, grant = _with_lead(passage, by)
    state = advance(PASSAGE, passage.state, "put_back")
    _must_say_why(reason)
    _must_be_draft(passage)
    passage.state, passage.place = state, ""
    passage.taken_in_by = passage.taken_in_at = None
    passage.save()
    return _told("passage.put_back", passage, grant, reason=reason)


@action
def withdraw_passage(passage: Passage, *, reason: str, by: Any, at: dt.datetime) -> Passage:
    """The lead needs it no more; the partner is told."""
    passage, grant = _with_lead(passage, by)
    state = advance(PASSAGE, passage.state, "withdraw")
    _must_say_why(reason)
    passage.state = state
    passage.save()
    _told("passage.withdrawn", passage, grant, reason=reason)
    tell_of_passage("passage.withdrawn", passage, by=by, at=at)
    return passage


def may_ask(by: Any, place: Place) -> bool:
    """Whether *by* asks for passages: who writes in the section, or in the final report."""
    if place.section is not None:
        return may_write(by, place.grant)
    return actor_of(by).can(Capability.BUILD_CLAIM, place.grant)


def _must_lead(by: Any, place: Place) -> None:
    if not may_ask(by, place):
        must(by, Capability.BUILD_CLAIM, place.grant)


def _locked(passage: Passage) -> tuple[Passage, Grant]:
    grant_id = passage.grant_partner.grant_id
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant_id)
    rows = Passage.objects.select_for_update(of=("self",)).select_related(*AROUND)
    return rows.get(pk=passage.pk), grant


def _with_lead(passage: Passage, by: Any) -> tuple[Passage, Grant]:
    passage, grant = _locked(passage)
    place = place_of(passage)
    _must_lead(by, place)
    refuse_if(check_open(is_sent=place.is_sent), PassageRefused)
    return passage, grant


def _with_partner(passage: Passage, by: Any) -> tuple[Passage, Grant]:
    passage, grant = _locked(passage)
    must(by, Capability.WRITE_REPORT, passage.grant_partner.organisation)
    refuse_if(check_open(is_sent=place_of(passage).is_sent), PassageRefused)
    if not passage.is_with_partner:
        raise PassageRefused.because(
            _(
                "The passage is “%(state)s”; it is written in while it is asked for or returned. "
                "Ask the lead to return it."
            ),
            rule="W-04",
            state=passage.state,
        )
    return passage, grant


def _keep(passage: Passage, body: str, edited_from: EditedFrom | None, by: Any) -> None:
    must_be_unchanged(passage, edited_from, chain=passage.grant.ref, fields=["body"])
    passage.body, passage.written_by = tidied(body), by
    found = check_kept(passage.body) + check_personal({"body": passage.body})
    refuse_if(found, PassageRefused)
    passage.save()


def _write_in(passage: Passage, by: Any, at: dt.datetime) -> None:
    """Add it to the words that stand there; the text's own rules say whether it is a draft."""
    name = passage.grant_partner.organisation.name
    section, period = passage.section, passage.period
    if section is None or period is None:
        report = FinalReport.objects.filter(grant=passage.grant).first()
        texts = {one: getattr(report, one) for one in vars(FinalTexts())} if report else {}
        texts[passage.part] = joined(texts.get(passage.part, ""), name, passage.body)
        save_final_report(passage.grant, FinalTexts(**texts), by=by, at=at)
        return
    text = text_of(section, period)
    body = joined(text.body if text else "", name, passage.body)
    write_text(section, period, body, by=by, at=at)


def _must_be_draft(passage: Passage) -> None:
    """What stands below a text is approved with it, so it comes and goes while that is a draft."""
    section, period = passage.section, passage.period
    row: Any = (
        FinalReport.objects.filter(grant=passage.grant).first()
        if section is None or period is None
        else text_of(section, period)
    )
    if row is not None and row.state != "draft":
        raise PassageRefused.because(
            _(
                "The text above it is “%(state)s”, and the passages below are approved with it. "
                "Take the text back first."
            ),
            rule="W-04",
            state=row.state,
        )


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise PassageRefused.because(
            _("Say why; the partner reads it."), rule="W-04", subject="reason"
        )


def _told(
    verb: str,
    passage: Passage,
    grant: Grant,
    more: dict[str, Any] | None = None,
    reason: str = "",
) -> Passage:
    period = passage.period.number if passage.period else None
    place = {"section": passage.section.code if passage.section else passage.part, "period": period}
    after = {"state": passage.state, "partner": str(passage.grant_partner), **place, **(more or {})}
    record(verb, passage, chain=grant.ref, after=after, reason=reason)
    return passage
