"""The application: drafted, supported by every partner, submitted, recommended, decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import User
from consortium.models.access import forget_actor
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import digest
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability, Role
from consortium.rules.states import advance
from grants.actions.calls import call_breaches
from grants.actions.seats import sync_seats
from grants.models import Application, Call, Fund, RuleProfileVersion, SupportLetter
from grants.rules.approval import approval
from grants.rules.profiles import RuleProfile
from grants.rules.states import APPLICATION
from partners.models import Membership, Organisation

FIGURES = ("title", "starts_on", "ends_on", "ceiling", "budget", "requested", "summary")


class ApplicationNotInOrder(Refused):
    """The application cannot be drafted like this."""

    code = "APPLICATION_NOT_IN_ORDER"


class SupportMissing(Refused):
    """A partner has not given its support."""

    code = "SUPPORT_MISSING"


class NotGrantable(Refused):
    """More is asked than the ceiling or the rate cap allows (R-10)."""

    code = "NOT_GRANTABLE"


@action
def draft_application(
    *,
    ref: str,
    title: str,
    fund: Fund,
    profile: RuleProfileVersion,
    lead: Organisation,
    starts_on: dt.date,
    ends_on: dt.date,
    ceiling: Decimal,
    budget: Decimal,
    requested: Decimal,
    summary: str,
    partners: Sequence[Organisation],
    call: Call | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """Begin an application in the name of *lead*; *by* sits there as project manager of *ref*."""
    _must_manage_project(by, lead, ref)
    application = Application(
        ref=ref,
        call=call,
        title=title,
        fund=fund,
        profile=profile,
        lead=lead,
        starts_on=starts_on,
        ends_on=ends_on,
        ceiling=ceiling,
        budget=budget,
        requested=requested,
        summary=summary,
    )
    breaches = [*_draft_breaches(application, partners), *_taken(ref)]
    breaches += call_breaches(application, timezone.localdate(at))
    refuse_if(breaches, ApplicationNotInOrder)
    application.save()
    _invite(application, partners)
    sync_seats(ref)
    forget_actor(by)
    after = {**_figures(application), "partners": [partner.name for partner in partners]}
    after["call"] = call.ref if call else ""
    record("application.drafted", application, chain=ref, after=after)
    return application


@action
def change_application(
    application: Application,
    *,
    partners: Sequence[Organisation],
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **figures: Any,
) -> Application:
    """Change a draft that no partner has been asked to support yet."""
    locked = _locked(application)
    must(by, Capability.PLAN_PROJECT, locked)
    if locked.state != "draft":
        raise ApplicationNotInOrder.because(
            _("%(ref)s is no draft any more: the partners support the text as it stands."),
            rule="rules 3.0",
            ref=locked.ref,
        )
    must_be_unchanged(locked, edited_from, chain=locked.ref)
    before = _figures(locked)
    for name, value in figures.items():
        if name not in FIGURES:
            raise TypeError(f"{name} cannot be changed")
        setattr(locked, name, value)
    refuse_if(_draft_breaches(locked, partners), ApplicationNotInOrder)
    locked.save()
    for letter in locked.support_letters.all():
        letter.delete()
    _invite(locked, partners)
    after = {**_figures(locked), "partners": [partner.name for partner in partners]}
    record("application.changed", locked, chain=locked.ref, before=before, after=after)
    return locked


@action
def ask_for_support(application: Application, *, by: User, at: dt.datetime) -> Application:
    """Put the draft before every partner."""
    locked = _locked(application)
    must(by, Capability.PLAN_PROJECT, locked)
    return _move(locked, "ask_support", "application.support_asked")


@action
def give_support(letter: SupportLetter, *, by: User, at: dt.datetime) -> SupportLetter:
    """A partner's approver supports the application as it stands."""
    locked = (
        SupportLetter.objects.select_for_update(of=("self",))
        .select_related("application", "organisation")
        .get(pk=letter.pk)
    )
    must(by, Capability.SIGN_AS_PARTNER, locked.organisation)
    if locked.application.state != "consortium_review" or locked.given_at:
        raise ApplicationNotInOrder.because(
            _("%(organisation)s cannot support %(ref)s now; support is given once, in review."),
            rule="rules 3.0",
            organisation=locked.organisation.name,
            ref=locked.application.ref,
        )
    locked.given_at, locked.given_by = at, by
    locked.save()
    after = {"organisation": locked.organisation.name}
    record("support.given", locked, chain=locked.application.ref, after=after)
    return locked


@action
def submit_application(application: Application, *, by: User, at: dt.datetime) -> Application:
    """Send it, with every partner behind it and within the ceiling and the rate cap (R-10)."""
    locked = _locked(application)
    must(by, Capability.SIGN_AS_LEAD, locked)
    advance(APPLICATION, locked.state, "submit")
    refuse_if(call_breaches(locked, timezone.localdate(at)), ApplicationNotInOrder)
    refuse_if(_support_breaches(locked), SupportMissing)
    refuse_if(request_breaches(locked), NotGrantable)
    locked.submitted_at = at
    sent = digest({**_figures(locked), "support": _supporters(locked)})
    return _move(locked, "submit", "application.submitted", sha256=sent)


@action
def recommend_application(
    application: Application, note: str, *, by: User, at: dt.datetime
) -> Application:
    """The region recommends it to the funder."""
    locked = _locked(application)
    must(by, Capability.RECOMMEND, locked)
    locked.decision_note = note
    return _move(locked, "recommend", "application.recommended", note=note)


@action
def reject_application(
    application: Application, note: str, *, by: User, at: dt.datetime
) -> Application:
    """The funder says no, and why."""
    locked = _locked(application)
    must(by, Capability.DECIDE_GRANT, locked)
    if not note.strip():
        raise ApplicationNotInOrder.because(
            _("A rejection gives its reason; write it down."), rule="rules 3.0", subject="note"
        )
    locked.decision_note = note
    return _move(locked, "reject", "application.rejected", note=note)


@action
def withdraw_application(
    application: Application, *, by: User, at: dt.datetime, reason: str = ""
) -> Application:
    """The lead takes it back before a decision."""
    locked = _locked(application)
    must(by, Capability.SIGN_AS_LEAD, locked)
    return _move(locked, "withdraw", "application.withdrawn")


def request_breaches(application: Application) -> list[Breach]:
    """What R-10 has against the amount asked for; nothing for a profile without the fund engine."""
    profile = RuleProfile.from_json(application.profile.parameters)
    if not profile.has_engine or profile.rate_cap is None:
        return []
    answer = approval(
        application.requested, application.budget, application.ceiling, profile.rate_cap
    )
    return list(answer.breaches)


def _must_manage_project(by: User, lead: Organisation, ref: str) -> None:
    seat = Membership.objects.filter(
        user=by, role=Role.PM.value, organisation=lead, grant_ref=ref, ends_on__isnull=True
    )
    if not seat.exists():
        raise NotAllowed.because(
            _("%(person)s has no seat as project manager of %(ref)s in %(lead)s."),
            rule="rules 3.0",
            person=str(by),
            ref=ref,
            lead=lead.name,
        )


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("profile", "fund", "lead", "call__fund")
        .get(pk=application.pk)
    )


def _move(application: Application, step: str, verb: str, **after: Any) -> Application:
    before = application.state
    application.state = advance(APPLICATION, before, step)
    application.save()
    record(
        verb,
        application,
        chain=application.ref,
        before={"state": before},
        after={"state": application.state, **after},
    )
    return application


def _invite(application: Application, partners: Sequence[Organisation]) -> None:
    letters = [
        SupportLetter(application=application, organisation=partner, number=number)
        for number, partner in enumerate(partners, start=1)
    ]
    add_rows(letters, SupportLetter)


def _figures(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in FIGURES}


def _supporters(application: Application) -> list[Mapping[str, Any]]:
    letters = application.support_letters.select_related("organisation")
    return [{"name": one.organisation.name, "given_at": one.given_at} for one in letters]


def _taken(ref: str) -> list[Breach]:
    if not Application.objects.filter(ref=ref).exists():
        return []
    message = _("There is an application %(ref)s already; change that one.")
    return [Breach("REF_TAKEN", message, "ref", {"ref": ref})]


def _draft_breaches(application: Application, partners: Sequence[Organisation]) -> list[Breach]:
    breaches = []
    if application.ends_on <= application.starts_on:
        message = _("The project ends after it starts.")
        breaches.append(Breach("TERM_WRONG", message, "ends_on"))
    for name in ("ceiling", "budget", "requested"):
        if getattr(application, name) <= 0:
            message = _("This amount is above zero, not %(amount)s kr.")
            params = {"amount": getattr(application, name)}
            breaches.append(Breach("AMOUNT_WRONG", message, name, params, "R-10"))
    keys = [partner.pk for partner in partners]
    if application.lead_id in keys or len(keys) != len(set(keys)):
        message = _("The lead carries the application and is no partner beside itself.")
        breaches.append(Breach("PARTNERS_WRONG", message, "partners"))
    return breaches


def _support_breaches(application: Application) -> list[Breach]:
    missing = application.support_letters.filter(given_at__isnull=True)
    return [
        Breach(
            "SUPPORT_MISSING",
            _("%(organisation)s has not given its support; its approver does that on this page."),
            letter.organisation.name,
            {"organisation": letter.organisation.name},
            "rules 3.0",
        )
        for letter in missing.select_related("organisation")
    ]
