"""Budget versions: drafted, proposed, sent back, approved; an approval supersedes the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import User
from consortium.models.access import actor_of
from consortium.models.memory import add_rows, change_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.telling import tell
from grants.models import (
    FORMS,
    SOURCES,
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    FinancingCommitment,
    Grant,
    GrantPartner,
)
from grants.queries.budget_checks import beyond_flex, budget_breaches
from grants.queries.budgets import last_approved, version_total
from grants.rules.states import BUDGET

Amounts = Sequence[tuple[GrantPartner, BudgetLine, Decimal]]
ORE = Decimal("0.01")


class BudgetNotInOrder(Refused):
    """The draft cannot be kept like this."""

    code = "BUDGET_NOT_IN_ORDER"


class BudgetRefused(Refused):
    """The budget breaks a rule that nobody may approve away."""

    code = "BUDGET_REFUSED"


class FunderMustApprove(Refused):
    """The lead's controller approves within flexibility only."""

    code = "FUNDER_MUST_APPROVE"


class SamePerson(Refused):
    """Nobody approves an own proposal."""

    code = "SAME_PERSON"


@dataclass(frozen=True)
class Commitment:
    """One line of a financing plan: who gives, from which source, in which form, how much."""

    grant_partner: GrantPartner | None
    source: str
    form: str
    amount: Decimal
    letter_ref: str = ""


@action
def draft_budget(
    grant: Grant,
    *,
    effective_from: dt.date,
    explanation: str,
    amounts: Amounts,
    commitments: Sequence[Commitment],
    by: User,
    at: dt.datetime,
) -> BudgetVersion:
    """Begin the next version; one at a time."""
    locked = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, locked)
    under_way = locked.budget_versions.filter(state__in=["draft", "proposed"]).first()
    if under_way:
        raise BudgetNotInOrder.because(
            _("Version %(number)s is under way; finish that one, or change it."),
            rule="rules 3.0",
            number=under_way.number,
        )
    refuse_if(_row_breaches(locked, amounts, commitments), BudgetNotInOrder)
    version = BudgetVersion.objects.create(
        grant=locked,
        number=locked.budget_versions.count() + 1,
        effective_from=effective_from,
        explanation=explanation,
    )
    _write_amounts(version, amounts)
    _write_commitments(version, commitments)
    record("budget.drafted", version, chain=locked.ref, after=_summary(version))
    return version


@action
def change_budget_draft(
    version: BudgetVersion,
    *,
    effective_from: dt.date,
    explanation: str,
    amounts: Amounts,
    commitments: Sequence[Commitment],
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
) -> BudgetVersion:
    """Replace the figures of a draft."""
    locked = _locked(version)
    must(by, Capability.PLAN_PROJECT, locked.grant)
    if locked.state != "draft":
        raise BudgetNotInOrder.because(
            _("Version %(number)s is no draft; have it sent back first, or begin a new version."),
            rule="rules 3.0",
            number=locked.number,
        )
    must_be_unchanged(locked, edited_from, chain=locked.grant.ref)
    refuse_if(_row_breaches(locked.grant, amounts, commitments), BudgetNotInOrder)
    before = _summary(locked)
    locked.effective_from, locked.explanation = effective_from, explanation
    locked.save()
    _write_amounts(locked, amounts)
    for row in locked.commitments.all():
        row.delete()
    _write_commitments(locked, commitments)
    record("budget.changed", locked, chain=locked.grant.ref, before=before, after=_summary(locked))
    return locked


@action
def propose_budget(version: BudgetVersion, *, by: User, at: dt.datetime) -> BudgetVersion:
    """Put the draft before those who approve."""
    locked = _locked(version)
    must(by, Capability.PLAN_PROJECT, locked.grant)
    locked.state = advance(BUDGET, locked.state, "propose")
    locked.proposed_by = by
    locked.save()
    record("budget.proposed", locked, chain=locked.grant.ref, after=_summary(locked))
    _tell("budget.proposed", locked, by, at)
    return locked


@action
def send_back_budget(
    version: BudgetVersion, *, by: User, at: dt.datetime, reason: str
) -> BudgetVersion:
    """Return a proposal to its authors, saying what is wrong."""
    locked = _locked(version)
    _must_approve(by, locked.grant)
    if not reason.strip():
        raise BudgetNotInOrder.because(
            _("A budget is sent back for a reason; write it down."),
            rule="rules 3.1",
            subject="reason",
        )
    locked.state = advance(BUDGET, locked.state, "send_back")
    locked.save()
    record("budget.sent_back", locked, chain=locked.grant.ref, after={"state": locked.state})
    _tell("budget.sent_back", locked, by, at)
    return locked


@action
def approve_budget(
    version: BudgetVersion, on: dt.date, *, by: User, at: dt.datetime
) -> BudgetVersion:
    """Approve: the funder first versions and what goes beyond flexibility, else the controller."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=version.grant_id)
    locked = _locked(version)
    _must_approve(by, grant)
    step = "approve" if actor_of(by).can(Capability.DECIDE_BUDGET, grant) else "approve_within_flex"
    advance(BUDGET, locked.state, step)
    if locked.proposed_by_id == by.pk:
        raise SamePerson.because(
            _("%(person)s proposed this budget; somebody else approves it."),
            rule="A-07",
            person=str(by),
        )
    _refuse_part_of_change(locked)
    _refuse_unaccepted(grant)
    refuse_if(budget_breaches(locked, grant), BudgetRefused)
    base = last_approved(grant.budget_versions.all(), locked, by_authority=True)
    over = beyond_flex(locked, grant, base)
    if step == "approve_within_flex":
        refuse_if(over, FunderMustApprove)
    return enact_budget(locked, grant, on, step, by=by, at=at, over=over)


@action
def enact_budget(
    version: BudgetVersion,
    grant: Grant,
    on: dt.date,
    step: str,
    *,
    by: User,
    at: dt.datetime,
    over: Sequence[Breach] = (),
) -> BudgetVersion:
    """Put an approved *version* in the place of the last one; a part of the deed that approves.

    What depends on the budget follows at once, so that no figure stands on the old one (R-42).
    """
    _supersede(grant)
    version.state = advance(BUDGET, version.state, step)
    version.approved_on, version.approved_by = on, by
    version.by_authority = step == "approve"
    version.save()
    after = {**_summary(version), "within_flex": not over, "approved_on": on}
    record("budget.approved", version, chain=grant.ref, after=after)
    for path in settings.BUDGET_FOLLOWERS:
        import_string(path)(grant, by=by, at=at)
    return version


def _locked(version: BudgetVersion) -> BudgetVersion:
    # The grant first: a change request takes its plan with it under that lock.
    Grant.objects.select_for_update(no_key=True).get(pk=version.grant_id)
    return (
        BudgetVersion.objects.select_for_update(of=("self",))
        .select_related("grant")
        .get(pk=version.pk)
    )


def _tell(verb: str, version: BudgetVersion, by: User, at: dt.datetime) -> None:
    url = reverse("grants:budget-detail", args=[version.grant.ref, version.number])
    tell(verb, version.grant, {"number": version.number}, url=url, by=by, at=at)


def _must_approve(by: User, grant: Grant) -> None:
    actor = actor_of(by)
    rights = (Capability.CHECK_BUDGET, Capability.DECIDE_BUDGET)
    if not any(actor.can(right, grant) for right in rights):
        raise NotAllowed.because(
            _("%(person)s may not decide on budgets of %(ref)s."),
            rule="rules 3.0",
            person=str(by),
            ref=grant.ref,
        )


def _refuse_unaccepted(grant: Grant) -> None:
    if grant.state not in ("accepted", "amended"):
        raise BudgetRefused.because(
            _("The grant %(ref)s is not accepted; the lead's signatory accepts the letter first."),
            rule="rules 3.0",
            ref=grant.ref,
        )


def _refuse_part_of_change(version: BudgetVersion) -> None:
    change = version.change_requests.filter(state__in=["proposed", "checked"]).first()
    if change is not None:
        raise BudgetRefused.because(
            _("Version %(number)s goes with change request %(change)s and is decided with it."),
            rule="W-09",
            number=version.number,
            change=change.number,
        )


def _supersede(grant: Grant) -> None:
    for earlier in grant.budget_versions.select_for_update().filter(state="approved"):
        earlier.state = advance(BUDGET, earlier.state, "supersede")
        earlier.save()


def _summary(version: BudgetVersion) -> dict[str, object]:
    return {
        "number": version.number,
        "state": version.state,
        "effective_from": version.effective_from,
        "total": version_total(version),
    }


def _write_amounts(version: BudgetVersion, amounts: Amounts) -> None:
    wanted = {(partner.pk, line.pk): amount.quantize(ORE) for partner, line, amount in amounts}
    kept = {(row.grant_partner_id, row.line_id): row for row in version.amounts.all()}
    changed = [row for key, row in kept.items() if row.amount != wanted.get(key, Decimal(0))]
    for row in changed:
        row.amount = wanted.get((row.grant_partner_id, row.line_id), Decimal(0))
    if changed:
        change_rows(changed, BudgetAmount, ["amount"])
    new = [
        BudgetAmount(version=version, grant_partner_id=partner, line_id=line, amount=amount)
        for (partner, line), amount in wanted.items()
        if (partner, line) not in kept and amount
    ]
    if new:
        add_rows(new, BudgetAmount)


def _write_commitments(version: BudgetVersion, commitments: Sequence[Commitment]) -> None:
    rows = [
        FinancingCommitment(
            version=version,
            grant_partner=one.grant_partner,
            source=one.source,
            form=one.form,
            amount=one.amount.quantize(ORE),
            letter_ref=one.letter_ref,
        )
        for one in commitments
    ]
    if rows:
        add_rows(rows, FinancingCommitment)


def _row_breaches(
    grant: Grant, amounts: Amounts, commitments: Sequence[Commitment]
) -> list[Breach]:
    breaches = [breach for breach in _cell_breaches(amounts, commitments) if breach]
    places = [(partner.pk, line.pk) for partner, line, _amount in amounts]
    sources = [
        (one.grant_partner and one.grant_partner.pk, one.source, one.form) for one in commitments
    ]
    if len(set(places)) < len(places) or len(set(sources)) < len(sources):
        message = _("A partner has one amount on each line, and one from each source in each form.")
        breaches.append(Breach("TWICE", message, "amounts", {}, "rules 3.0"))
    named = {partner.grant_id for partner, _line, _amount in amounts}
    named |= {one.grant_partner.grant_id for one in commitments if one.grant_partner}
    if named - {grant.pk}:
        message = _("Only partners of %(ref)s may stand in its budget.")
        breaches.append(Breach("NOT_A_PARTNER", message, "amounts", {"ref": grant.ref}, "W-09"))
    return breaches


def _cell_breaches(amounts: Amounts, commitments: Sequence[Commitment]) -> list[Breach | None]:
    cells = [
        _amount_breach(amount, f"{partner}/{line}", Decimal(0)) for partner, line, amount in amounts
    ]
    plan = [_amount_breach(one.amount, f"{one.source}/{one.form}", ORE) for one in commitments]
    known = {code for code, _label in SOURCES}, {code for code, _label in FORMS}
    strange = [
        Breach("SOURCE_UNKNOWN", _("There is no such source or form of financing."), one.source)
        for one in commitments
        if one.source not in known[0] or one.form not in known[1]
    ]
    return [*cells, *plan, *strange]


def _amount_breach(amount: Decimal, subject: str, least: Decimal) -> Breach | None:
    if amount >= least and amount == amount.quantize(ORE):
        return None
    message = _("%(subject)s: %(amount)s is not an amount in whole øre of at least %(least)s kr.")
    params = {"subject": subject, "amount": str(amount), "least": least}
    return Breach("AMOUNT_WRONG", message, subject, params, "R-01")
