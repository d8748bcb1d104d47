"""The award: the funder's decision becomes a grant with its rules frozen (R-10, R-11, R-17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile, User
from consortium.models.access import forget_actor
from consortium.models.memory import add_rows
from consortium.rules.hashing import digest
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.applications import NotGrantable
from grants.actions.seats import sync_seats
from grants.models import Application, Grant, GrantPartner
from grants.rules.approval import Approval, Decided, approval
from grants.rules.flat_rates import check_letter
from grants.rules.profiles import RuleProfile
from grants.rules.states import APPLICATION


class TermsNotInOrder(Refused):
    """The letter's terms do not make a rule profile."""

    code = "TERMS_NOT_IN_ORDER"


@action
def award_grant(
    application: Application,
    *,
    amount: Decimal,
    budget: Decimal,
    offered_on: dt.date,
    journal_no: str,
    overrides: Mapping[str, Any],
    letter: EvidenceFile | None = None,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> Grant:
    """Approve, and offer the grant: the profile with the letter's own terms is frozen here."""
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("profile", "fund", "lead")
        .get(pk=application.pk)
    )
    must(by, Capability.DECIDE_GRANT, locked)
    before = locked.state
    state = advance(APPLICATION, before, "approve")
    profile = _with_terms(locked, overrides)
    warnings = _tested(amount, budget, locked, profile, reason)
    locked.state = state
    locked.save()
    grant = _granted(locked, profile)
    grant.amount, grant.budget = amount, budget
    grant.offered_on, grant.journal_no, grant.letter = offered_on, journal_no, letter
    grant.save()
    _partners(grant, locked)
    sync_seats(grant.ref)
    forget_actor(by)
    states = {"state": before}, {"state": state}
    record("application.approved", locked, chain=grant.ref, before=states[0], after=states[1])
    record("grant.awarded", grant, chain=grant.ref, after=_told(grant, overrides, warnings))
    return grant


def _granted(application: Application, profile: RuleProfile) -> Grant:
    frozen = profile.to_json()
    return Grant(
        ref=application.ref,
        application=application,
        title=application.title,
        fund=application.fund,
        lead=application.lead,
        profile_code=profile.code,
        profile=frozen,
        profile_sha256=digest(frozen),
        ceiling=application.ceiling,
        starts_on=application.starts_on,
        ends_on=application.ends_on,
    )


def _told(
    grant: Grant, overrides: Mapping[str, Any], warnings: Sequence[Breach]
) -> dict[str, object]:
    return {
        "amount": grant.amount,
        "budget": grant.budget,
        "rate": grant.rate,
        "overrides": dict(overrides),
        "profile_sha256": grant.profile_sha256,
        "warnings": [str(warning) for warning in warnings],
    }


def award_test(
    amount: Decimal, budget: Decimal, ceiling: Decimal, profile: RuleProfile, reason: str = ""
) -> Approval | None:
    """R-10 as the authority applies it to its own decision (R-17); None without the fund engine."""
    if not profile.has_engine or profile.rate_cap is None or budget <= 0:
        return None
    decided = Decided(profile.authority_rounding, reason)
    return approval(amount, budget, ceiling, profile.rate_cap, decided=decided)


def _tested(
    amount: Decimal, budget: Decimal, application: Application, profile: RuleProfile, reason: str
) -> tuple[Breach, ...]:
    if amount <= 0 or budget <= 0:
        raise NotGrantable.because(
            _("A grant and its budget are above zero, not %(amount)s kr. of %(budget)s kr."),
            rule="R-10",
            subject="amount",
            amount=amount,
            budget=budget,
        )
    refuse_if(check_letter(profile), NotGrantable)
    answer = award_test(amount, budget, application.ceiling, profile, reason)
    if answer is None:
        return ()
    refuse_if(list(answer.breaches), NotGrantable)
    return answer.warnings


def _with_terms(application: Application, overrides: Mapping[str, Any]) -> RuleProfile:
    try:
        return RuleProfile.from_json({**application.profile.parameters, **overrides})
    except ValueError as error:
        raise TermsNotInOrder.because(
            _("The terms do not fit the rule profile %(profile)s: %(error)s."),
            rule="R-11",
            subject="overrides",
            profile=str(application.profile),
            error=str(error),
        ) from error


def _partners(grant: Grant, application: Application) -> None:
    lead = GrantPartner(grant=grant, organisation=grant.lead, number=0, is_lead=True)
    others = [
        GrantPartner(grant=grant, organisation_id=letter.organisation_id, number=letter.number)
        for letter in application.support_letters.all()
    ]
    add_rows([lead, *others], GrantPartner)
