"""Jobs for spouses: counts with the report, and pairs of mentor and mentee under keys (003)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import GrantPartner
from partners.actions.participants import living_secret
from partners.rules.participants import check_person, pseudonym
from reporting.actions.drafts import open_for_writing
from reporting.models import MentorPair, PartnerReport, SpouseCount
from reporting.queries.spouses import counted_before
from reporting.rules import spouses as rules


class SpouseRefused(Refused):
    """The counts or the pair cannot stand as they are."""

    code = "SPOUSE_REFUSED"


@action
def count_spouses(
    report: PartnerReport,
    *,
    cases: int,
    offers: int,
    matches: int,
    followed_up: int,
    in_job: int,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> SpouseCount:
    """Tell the counts of the period; told again they replace the first."""
    report = open_for_writing(report, by)
    chain = report.grant_partner.grant.ref
    row = SpouseCount.objects.filter(report=report).first()
    must_be_unchanged(row, edited_from, chain=chain)
    given = (cases, offers, matches, followed_up, in_job)
    after = dict(zip(rules.COUNTS, given, strict=True))
    refuse_if(rules.check_counts(after, counted_before(report)), SpouseRefused)
    before = {name: getattr(row, name) for name in rules.COUNTS} if row else {}
    row = row or SpouseCount(report=report)
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    record("spouses.counted", row, chain=chain, before=before, after=after)
    return row


@action
def match_pair(
    partner: GrantPartner,
    *,
    mentor: str,
    mentor_born: int,
    mentee: str,
    mentee_born: int,
    consented_on: dt.date,
    started_on: dt.date,
    by: Any,
    at: dt.datetime,
) -> MentorPair:
    """Match a mentor and a mentee; names and birth years make the keys and are forgotten (G-05)."""
    partner = _own(partner, by)
    ref = partner.grant.ref
    refuse_if(rules.check_only_a_name({"mentor": mentor, "mentee": mentee}), SpouseRefused)
    people = {"mentor": (mentor, mentor_born), "mentee": (mentee, mentee_born)}
    for who, (name, born) in people.items():
        refuse_if(_of(who, check_person(name, born, started_on)), SpouseRefused)
    refuse_if(rules.check_pair(started_on, consented_on, at.date()), SpouseRefused)
    secret = living_secret(ref).secret
    keys = {who: pseudonym(secret, name, born) for who, (name, born) in people.items()}
    refuse_if(_taken(partner, keys), SpouseRefused)
    last = MentorPair.objects.filter(grant_partner=partner).aggregate(last=Max("number"))["last"]
    pair = MentorPair.objects.create(
        grant_partner=partner,
        number=(last or 0) + 1,
        mentor_key=keys["mentor"],
        mentee_key=keys["mentee"],
        consented_on=consented_on,
        started_on=started_on,
    )
    after = {"number": pair.number, "started_on": started_on}
    record("mentor_pair.matched", pair, chain=ref, after=after)
    return pair


@action
def end_pair(
    pair: MentorPair, *, ended_on: dt.date, outcome: str, by: Any, at: dt.datetime
) -> MentorPair:
    """The course has ended: whether the mentee is in a job, during it or right after."""
    pair = _pair(pair, by)
    if pair.ended_on is not None:
        raise SpouseRefused.because(_("The pair has ended already."), subject="ended_on")
    refuse_if(rules.check_end(pair.started_on, ended_on, at.date()), SpouseRefused)
    refuse_if(_answer(outcome, "outcome"), SpouseRefused)
    pair.ended_on, pair.outcome = ended_on, outcome
    pair.save()
    after = {"number": pair.number, "ended_on": ended_on, "outcome": outcome}
    record("mentor_pair.ended", pair, chain=pair.grant_partner.grant.ref, after=after)
    return pair


@action
def follow_up_pair(
    pair: MentorPair, *, followed_up_on: dt.date, outcome: str, by: Any, at: dt.datetime
) -> MentorPair:
    """Six months after the end: whether the mentee is in a job."""
    pair = _pair(pair, by)
    if pair.followed_up_on is not None:
        raise SpouseRefused.because(
            _("The pair has been followed up already."), subject="followed_up_on"
        )
    refuse_if(rules.check_follow_up(pair.ended_on, followed_up_on, at.date()), SpouseRefused)
    refuse_if(_answer(outcome, "outcome"), SpouseRefused)
    pair.followed_up_on, pair.outcome_later = followed_up_on, outcome
    pair.save()
    after = {"number": pair.number, "followed_up_on": followed_up_on, "outcome": outcome}
    record("mentor_pair.followed_up", pair, chain=pair.grant_partner.grant.ref, after=after)
    return pair


def _own(partner: GrantPartner, by: Any) -> GrantPartner:
    must(by, Capability.WRITE_REPORT, partner.organisation)
    rows = GrantPartner.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("grant", "organisation").get(pk=partner.pk)


def _pair(pair: MentorPair, by: Any) -> MentorPair:
    _own(pair.grant_partner, by)
    rows = MentorPair.objects.select_for_update(of=("self",))
    return rows.select_related("grant_partner__grant").get(pk=pair.pk)


def _of(who: str, breaches: list[Breach]) -> list[Breach]:
    """Breaches of a person, at the field of *who* it is."""
    fields = {"name": who, "birth_year": f"{who}_born"}
    return [
        Breach(one.code, one.message, fields.get(one.subject, one.subject), one.params, one.rule)
        for one in breaches
    ]


def _taken(partner: GrantPartner, keys: dict[str, str]) -> list[Breach]:
    if keys["mentor"] == keys["mentee"]:
        message = _("Nobody is the mentor of himself or herself.")
        return [Breach("SAME_PERSON", message, "mentor", rule="rules 6.1")]
    pairs = MentorPair.objects.filter(grant_partner=partner, ended_on__isnull=True)
    if pairs.filter(mentee_key=keys["mentee"]).exists():
        message = _("This mentee is in a pair that has not ended.")
        return [Breach("IN_A_PAIR", message, "mentee", rule="rules 6.1")]
    return []


def _answer(outcome: str, subject: str) -> list[Breach]:
    if outcome in dict(MentorPair.OUTCOMES):
        return []
    message = _("Choose one of the answers: in a job, or not.")
    return [Breach("ANSWER_UNKNOWN", message, subject, rule="rules 6.1")]
