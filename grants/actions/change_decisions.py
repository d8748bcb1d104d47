"""The decision about a change request, and what it carries out (W-09, R-14, R-91).

The funder's officer decides, or the project manager records the funder's letter. What changes the
grant letter itself is carried out when the lead's signatory has signed the amendment too.
"""

from __future__ import annotations

import datetime as dt

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile, User
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.refusals import refuse_if
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.agreements import close_agreement
from grants.actions.budgets import enact_budget
from grants.actions.changes import (
    ChangeRefused,
    SamePerson,
    letter_facts,
    locked_change,
    must_be_as_proposed,
    plan_breaches,
    tell_of_change,
    told,
)
from grants.actions.funder import must_speak_for_funder
from grants.actions.terms import recut_periods
from grants.models import ChangeRequest, GrantPartner, PartnershipAgreement
from grants.queries.changes import asked_by, project_of
from grants.rules.changes import change_breaches
from grants.rules.states import CHANGE, GRANT
from partners.models import Organisation


@action
def approve_change(
    change: ChangeRequest,
    *,
    on: dt.date,
    note: str = "",
    letter: EvidenceFile | None = None,
    by: User,
    at: dt.datetime,
) -> ChangeRequest:
    """Approve on the day *on*; what does not touch the grant letter is carried out at once."""
    change = locked_change(change)
    decides = must_speak_for_funder(by, change.grant, Capability.DECIDE_BUDGET, letter)
    state = advance(CHANGE, change.state, "approve")
    _must_be_another(change, by, decides)
    _must_be_dated(change, on, at)
    must_be_as_proposed(change)
    refuse_if(change_breaches(asked_by(change), project_of(change.grant)), ChangeRefused)
    before, change.state = change.state, state
    change.decided_by, change.decided_on = by, on
    change.decision_note, change.letter = note, letter
    change.save()
    after = {**told(change), "decided_on": on, "by_letter": not decides, **letter_facts(letter)}
    record("change.approved", change, chain=change.grant.ref, before={"state": before}, after=after)
    if change.amends_grant:
        tell_of_change("change.needs_signature", change, by, at)
    else:
        _carry_out(change, by, at)
    return change


@action
def reject_change(
    change: ChangeRequest,
    *,
    on: dt.date,
    note: str,
    letter: EvidenceFile | None = None,
    by: User,
    at: dt.datetime,
) -> ChangeRequest:
    """Say no, and why; nothing in the project changes."""
    change = locked_change(change)
    decides = must_speak_for_funder(by, change.grant, Capability.DECIDE_BUDGET, letter)
    state = advance(CHANGE, change.state, "reject")
    _must_be_another(change, by, decides)
    _must_be_dated(change, on, at)
    if not note.strip():
        raise ChangeRefused.because(
            _("A rejection gives its reason; write it down."), rule="W-09", subject="note"
        )
    before, change.state = change.state, state
    change.decided_by, change.decided_on = by, on
    change.decision_note, change.letter = note, letter
    change.save()
    after = {**told(change), "decided_on": on, "by_letter": not decides, **letter_facts(letter)}
    record("change.rejected", change, chain=change.grant.ref, before={"state": before}, after=after)
    tell_of_change("change.rejected", change, by, at)
    return change


@action
def sign_amendment(change: ChangeRequest, *, by: User, at: dt.datetime) -> ChangeRequest:
    """The lead's signatory agrees to the amended letter; only now does it hold (rules.md 3.0)."""
    change = locked_change(change)
    grant = change.grant
    must(by, Capability.SIGN_AS_LEAD, grant)
    if change.state != "approved" or not change.amends_grant or change.carried_out_at:
        raise ChangeRefused.because(
            _("Request %(number)s holds no amendment of the grant letter that waits for you."),
            rule="rules 3.0",
            number=change.number,
        )
    if by.pk == change.decided_by_id:
        raise SamePerson.because(
            _("%(person)s has recorded the funder's decision; another signs for the lead."),
            rule="A-07",
            person=str(by),
        )
    before, grant.state = grant.state, advance(GRANT, grant.state, "amend")
    was = {"state": before, "ends_on": grant.ends_on, "budget": grant.budget}
    grant.ends_on = change.new_ends_on or grant.ends_on
    was["amount"] = grant.amount
    grant.budget = change.new_budget or grant.budget
    grant.amount = change.new_amount or grant.amount
    grant.save()
    now = {"ends_on": grant.ends_on, "budget": grant.budget, "amount": grant.amount}
    after = {"state": grant.state, **now, "change": change.number}
    record("grant.amended", grant, chain=grant.ref, before=was, after=after)
    change.signed_by = by
    _carry_out(change, by, at)
    return change


def _must_be_another(change: ChangeRequest, by: User, decides: bool) -> None:
    # Who records the funder's letter decides nothing, so the proposer may do that.
    if decides and by.pk in {change.proposed_by_id, change.checked_by_id}:
        raise SamePerson.because(
            _("%(person)s proposed or checked this change; somebody else decides it."),
            rule="A-07",
            person=str(by),
        )


def _must_be_dated(change: ChangeRequest, on: dt.date, at: dt.datetime) -> None:
    proposed = change.proposed_at.date() if change.proposed_at else on
    if not proposed <= on <= at.date():
        raise ChangeRefused.because(
            _(
                "The decision lies between the day of the proposal, %(first)s, and today, not on "
                "%(day)s."
            ),
            rule="W-09",
            subject="on",
            first=proposed,
            day=on,
        )


def _carry_out(change: ChangeRequest, by: User, at: dt.datetime) -> None:
    grant = change.grant
    if change.organisation is not None and change.kind == "partner_new":
        _admit(change, change.organisation)
    if change.grant_partner is not None and change.kind == "partner_withdrawn":
        _let_go(change)
    if change.new_ends_on is not None:
        recut_periods(grant)
    version = change.budget_version
    if version is not None:
        refuse_if(plan_breaches(change), ChangeRefused)
        assert change.decided_on is not None
        enact_budget(version, grant, change.decided_on, "approve", by=by, at=at)
    change.carried_out_at = at
    change.save()
    record("change.carried_out", change, chain=grant.ref, after=told(change))
    tell_of_change("change.approved", change, by, at)


def _admit(change: ChangeRequest, organisation: Organisation) -> None:
    # Its cost counts only when its agreement is active: no report can be opened before.
    numbers = change.grant.partners.values_list("number", flat=True)
    partner = GrantPartner.objects.create(
        grant=change.grant, organisation=organisation, number=max(numbers) + 1
    )
    after = {"organisation": partner.organisation.name, "number": partner.number}
    record("partner.admitted", partner, chain=change.grant.ref, after=after)


def _let_go(change: ChangeRequest) -> None:
    agreement = (
        PartnershipAgreement.objects.select_for_update(of=("self",))
        .select_related("grant_partner__grant", "grant_partner__organisation")
        .filter(grant_partner=change.grant_partner, state="active")
        .first()
    )
    if agreement is not None:
        close_agreement(agreement, change.effective_from - dt.timedelta(days=1))
